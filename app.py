"""The web page and its HTTP, from a checkout: `python app.py` is `summarizer serve`."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from summarizer.errors import SummarizerError
from summarizer.web import serve
from summarizer.web.http import build as application
from summarizer.web.settings import Settings, add_arguments
from summarizer.web.workroom import Workroom

if TYPE_CHECKING:
    from fastapi import FastAPI

    from summarizer import Summarizer


def build(desk: Summarizer, settings: Settings | None = None) -> FastAPI:
    """The page and its routes around a desk, as an ASGI application to serve, mount or test."""
    chosen = settings or Settings(presets=(desk.preset,))
    return application(Workroom(chosen, {desk.preset: desk}))


def main() -> int:
    parser = argparse.ArgumentParser(prog="app.py", description=__doc__)
    add_arguments(parser)
    try:
        return serve.run(parser.parse_args())
    except SummarizerError as error:
        print(f"app.py: {error}", file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())
