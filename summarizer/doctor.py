"""What works on this machine: for a user whose first run failed, and for the bug report that follows."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata

from summarizer import presets
from summarizer.errors import SummarizerError

LIBRARIES = ("ctranslate2", "sentencepiece", "transformers", "torch", "trafilatura", "httpx", "gradio")
SAMPLE = "وصل الوفد إلى العاصمة يوم الأحد."


@dataclass(frozen=True)
class Finding:
    """One thing examined: what, whether it is as it must be, and what was found."""

    what: str
    fine: bool
    found: str


def examine() -> list[Finding]:
    """Everything a support question would ask first; the shipped model is verified and translates a sentence."""
    return [
        Finding("python", True, f"{platform.python_version()} on {platform.system()} {platform.machine()}"),
        Finding("processors", True, str(os.cpu_count())),
        *(library(name) for name in LIBRARIES),
        attempt("shipped model", shipped_model),
    ]


def library(name: str) -> Finding:
    try:
        return Finding(name, True, metadata.version(name))
    except metadata.PackageNotFoundError:
        return Finding(name, False, "not installed; run `pip install khulasa` again")


def attempt(what: str, examination: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, examination())
    except SummarizerError as error:
        return Finding(what, False, str(error))


def shipped_model() -> str:
    desk = presets.load(presets.DEFAULT)
    result = desk.translate(SAMPLE)
    return f"{result.made.model} {result.made.revision[:12]} translates: {SAMPLE} -> {result.paragraphs[0]}"
