"""What works on this machine: for a user whose first run failed, and for the bug report that follows."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata

from summarizer import catalogue, machine, offline, presets
from summarizer.errors import SummarizerError

LIBRARIES = ("ctranslate2", "sentencepiece", "transformers", "torch", "trafilatura", "httpx", "gradio")
SAMPLE = "وصل الوفد إلى العاصمة يوم الأحد."


@dataclass(frozen=True)
class Finding:
    """One thing examined: what, whether it is as it must be, and what was found."""

    what: str
    fine: bool
    found: str


def examine(preset: str = presets.DEFAULT, *, offline_run: bool = False) -> list[Finding]:
    """Everything a support question would ask first; the models of the preset translate and summarize a sentence.

    With `offline_run` that is done under watch: it is fine only if no socket was opened.
    """
    here = machine.examine()
    advice = catalogue.best(here)
    return [
        Finding("python", True, f"{platform.python_version()} on {platform.system()} {platform.machine()}"),
        Finding("processors", True, str(here.cores)),
        Finding("memory", True, catalogue.gigabytes(here.memory_mb)),
        Finding("GPU", True, f"{here.gpu}, {catalogue.gigabytes(here.gpu_mb)}" if here.gpu_mb else here.gpu or "none"),
        Finding("disk", True, f"{catalogue.gigabytes(here.disk_mb)} free for models in {machine.hub_cache()}"),
        *(library(name) for name in LIBRARIES),
        attempt(f"preset {preset}", lambda: digested(preset)) if not offline_run else offline_digest(preset),
        Finding("best preset here", True, f"{advice.preset.name}: {advice.why}"),
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


def digested(preset: str) -> str:
    result = presets.load(preset).digest(SAMPLE)
    made = result.made_by.translate
    return f"{made.model} {made.revision[:12]} translates: {SAMPLE} -> {result.translation.paragraphs[0]}"


def offline_digest(preset: str) -> Finding:
    """A digest made while every socket is watched for."""
    with offline.watched() as opened:
        tried = attempt(f"preset {preset}, offline", lambda: digested(preset))
    if opened:
        return Finding(tried.what, False, f"sockets were used: {', '.join(dict.fromkeys(opened))}; {tried.found}")
    return Finding(tried.what, tried.fine, f"no socket was opened; {tried.found}")
