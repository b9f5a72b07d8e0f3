"""Presets: the named choices in `presets.toml`, and how one of them becomes a working `Summarizer`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarizer import engines
from summarizer.errors import InputError

if TYPE_CHECKING:
    from summarizer.pipeline import Summarizer

DEFAULT = "compact"
EXTRACT = "extract"
SHIPPED = "compact"


@dataclass(frozen=True)
class Preset:
    """A named choice of models. Sizes are in megabytes, on disk and at work; `translate` and `summarize` are engine settings."""

    name: str
    about: str
    licence: str
    size_mb: int
    memory_mb: int
    translate: Mapping[str, Any]
    summarize: Mapping[str, Any]
    commercial: bool = True
    limits: Mapping[str, Any] = field(default_factory=dict)


@cache
def presets() -> dict[str, Preset]:
    """Every preset by name, in the order of the file."""
    tables = tomllib.loads(resources.files("summarizer").joinpath("presets.toml").read_text(encoding="utf-8"))
    return {name: Preset(name=name, **table) for name, table in tables.items()}


def get(name: str) -> Preset:
    """The preset of that name; raises `InputError` naming those there are."""
    try:
        return presets()[name]
    except KeyError:
        raise InputError(f"there is no preset {name!r}; choose one of {', '.join(presets())}") from None


def shipped_model() -> Path:
    """The folder of the model that ships inside the package."""
    return Path(str(resources.files("summarizer") / SHIPPED))


def engine(settings: Mapping[str, Any]) -> engines.Engine:
    """The engine that a preset's `translate` or `summarize` table describes, loaded."""
    options = dict(settings)
    kind, model = options.pop("engine"), options.pop("model")
    if model == SHIPPED:
        model = str(shipped_model())
    return engines.load(kind, model, **options)


def load(name: str, **options: Any) -> Summarizer:
    """A `Summarizer` with the preset's engines loaded; `options` are those of `Summarizer` (see there)."""
    from summarizer.pipeline import Summarizer

    preset = get(name)
    translator = engine(preset.translate)
    return Summarizer(translator, preset=preset.name, **{**preset.limits, **options})
