"""The web page and its HTTP, from a checkout: `python app.py` is `summarizer serve`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from summarizer import cli
from summarizer.web.http import build as application
from summarizer.web.settings import Settings
from summarizer.web.workroom import Workroom

if TYPE_CHECKING:
    from fastapi import FastAPI

    from summarizer import Summarizer


def build(desk: Summarizer, settings: Settings | None = None) -> FastAPI:
    """The page and its routes around a desk, as an ASGI application to serve, mount or test."""
    chosen = settings or Settings(presets=(desk.preset,))
    return application(Workroom(chosen, {desk.preset: desk}))


def main() -> int:
    return cli.main(["serve", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
