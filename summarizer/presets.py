"""Presets: the named choices in `presets.toml`, and how one of them becomes a working `Summarizer`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarizer import engines
from summarizer.errors import InputError

if TYPE_CHECKING:
    from summarizer.pipeline import Summarizer
    from summarizer.summarizing import SummarizeStep

DEFAULT = "compact"
EXTRACT = "extract"
SHIPPED = "compact"
STEP_KEYS = frozenset({"prompt", "headline", "reads"})
"""What a `translate` or `summarize` table says about the step and not about its engine."""


@dataclass(frozen=True)
class Preset:
    """A named choice of models. Sizes are in megabytes, on disk and at work; `translate` and `summarize` are engine settings.

    `gpu_mb` is the GPU memory it asks for, 0 if it is made for the CPU; `gated`, that terms have to be accepted on the hub before
    its models can be had; `commercial`, whether its licences allow commercial use.
    """

    name: str
    about: str
    licence: str
    size_mb: int
    memory_mb: int
    translate: Mapping[str, Any]
    summarize: Mapping[str, Any]
    commercial: bool = True
    limits: Mapping[str, Any] = field(default_factory=dict)
    good_for: str = ""
    gpu_mb: int = 0
    gated: bool = False

    @property
    def steps(self) -> list[Mapping[str, Any]]:
        """The settings of every engine it uses, each once."""
        asked = [engine_settings(table) for table in (self.translate, self.summarize) if table["engine"] != EXTRACT]
        return [settings for place, settings in enumerate(asked) if settings not in asked[:place]]

    def translated_by(self, model: str) -> Preset:
        """This preset with another model in its translator's place, whose licence and size are not known here."""
        alone = self.summarize["engine"] == EXTRACT
        return replace(
            self,
            translate={**self.translate, "model": model},
            licence=f"that of {model}" + ("" if alone else f"; of the rest {self.licence}"),
            size_mb=0,
            commercial=self.commercial or alone,
            gated=self.gated and not alone,
            # which scores are unlikely differs from model to model
            limits={name: value for name, value in self.limits.items() if name != "unlikely"},
        )


def source() -> str:
    return resources.files("summarizer").joinpath("presets.toml").read_text(encoding="utf-8")


@cache
def presets() -> dict[str, Preset]:
    """Every preset by name, in the order of the file."""
    return {name: Preset(name=name, **table) for name, table in tomllib.loads(source()).items()}


def get(name: str) -> Preset:
    """The preset of that name, or the one in a .toml file of your own; raises `InputError` naming those there are."""
    if name.endswith(".toml"):
        return from_file(Path(name))
    try:
        return presets()[name]
    except KeyError:
        raise InputError(
            f"there is no preset {name!r}; choose one of {', '.join(presets())}, or give a .toml file of your own"
        ) from None


def from_file(path: Path) -> Preset:
    """The preset in a file, which is one table as in `presets.toml`; its name is the path."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        (table,) = tables.values()
        preset = Preset(**{"name": str(path), "about": "", "licence": "", "size_mb": 0, "memory_mb": 0, **table})
        if not all("engine" in step for step in (preset.translate, preset.summarize)):
            raise TypeError("translate and summarize each need an engine")
    except OSError as error:
        raise InputError(f"the preset {path} cannot be read: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            f"{path} is no preset ({error}); it needs one table with `translate` and `summarize`, as `summarizer models show server` "
            "prints it"
        ) from error
    return preset


def text_of(name: str) -> str:
    """A preset as it is written in `presets.toml`, to be copied and changed."""
    if name not in presets():
        raise InputError(f"there is no preset {name!r}; choose one of {', '.join(presets())}")
    blocks = re.split(r"(?m)^(?=\[)", source())
    own = (block for block in blocks if re.match(rf"\[{re.escape(name)}[\].]", block))
    return "".join(own).rstrip() + "\n"


def shipped_model() -> Path:
    """The folder of the model that ships inside the package."""
    return Path(str(resources.files("summarizer") / SHIPPED))


def engine_settings(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key not in STEP_KEYS}


def engine(settings: Mapping[str, Any]) -> engines.Engine:
    """The engine that a preset's `translate` or `summarize` table describes, loaded."""
    options = engine_settings(settings)
    kind, model = options.pop("engine"), options.pop("model")
    if model == SHIPPED:
        model = str(shipped_model())
    return engines.load(kind, model, **options)


def load(name: str, *, model: str = "", **options: Any) -> Summarizer:
    """A `Summarizer` with the preset's engines loaded; `options` are those of `Summarizer` (see there).

    `model` translates instead of the preset's own, with the same settings. What has to be downloaded first, and a licence that
    forbids commercial use, is said on stderr.
    """
    from summarizer import catalogue, prompting
    from summarizer.pipeline import Summarizer

    preset = get(name).translated_by(model) if model else get(name)
    catalogue.announce(preset)
    translator = engine(preset.translate)
    return Summarizer(
        translator,
        prompt=prompting.find(preset.translate["prompt"]) if "prompt" in preset.translate else None,
        writer=writer(preset.summarize, preset.translate, translator),
        preset=preset.name,
        **{**preset.limits, **options},
    )


def writer(summarize: Mapping[str, Any], translate: Mapping[str, Any], translator: engines.Engine) -> SummarizeStep:
    """The summarize step of a preset; an engine with the translator's settings is the translator itself."""
    from summarizer import prompting
    from summarizer.summarizing import Asked, Extracted

    if summarize["engine"] == EXTRACT:
        return Extracted()
    shared = engine_settings(summarize) == engine_settings(translate)
    return Asked(
        translator if shared else engine(summarize),
        prompting.find(summarize["prompt"]) if "prompt" in summarize else None,
        reads=summarize.get("reads", "english"),
        headline=prompting.find(summarize["headline"]) if "headline" in summarize else None,
    )


def prompts(preset: Preset) -> list[str]:
    """The fingerprints of the prompts a preset uses: a changed prompt is another configuration."""
    from summarizer import prompting

    names = [
        table[key] for table in (preset.translate, preset.summarize) for key in ("prompt", "headline") if key in table
    ]
    return [prompting.find(name).fingerprint for name in dict.fromkeys(names)]
