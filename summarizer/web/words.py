"""What the page says, in English and in Arabic, for Gradio and for our own scripts alike: one file, `words.toml`."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from importlib import resources

from fastapi.responses import Response


@cache
def words() -> dict[str, dict[str, str]]:
    """Every string by language and key; both languages have the same keys."""
    return tomllib.loads(resources.files("summarizer.web").joinpath("words.toml").read_text(encoding="utf-8"))


async def script() -> Response:
    """The strings as a script, so that they are there before anything is drawn."""
    return Response(f"window.KHULASA_WORDS = {json.dumps(words())};", media_type="text/javascript; charset=utf-8")
