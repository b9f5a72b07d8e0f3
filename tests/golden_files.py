"""Texts that must not change unseen: `UPDATE_GOLDEN=1 pytest tests/test_prompting.py` writes them anew, to be read in the diff."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def check(name: str, text: str) -> None:
    """Compare a text with the file of that name."""
    path = FOLDER / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert path.is_file(), f"{path} is missing; run with UPDATE_GOLDEN=1 and read what it says"
    assert text == path.read_text(encoding="utf-8"), (
        f"{path} says something else; if that is meant, run with UPDATE_GOLDEN=1"
    )
