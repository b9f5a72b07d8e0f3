"""Which presets can be used on this machine, what is missing for them, and what a user must know before it is downloaded."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from summarizer import offline, presets
from summarizer.errors import EngineError
from summarizer.machine import Machine, disk_mb, hub_cache
from summarizer.presets import Preset

Place = Literal["shipped", "built in", "folder", "here", "hub", "server"]
Say = Callable[[str], None]


@dataclass(frozen=True)
class Part:
    """One model of a preset and where it is: `here` is downloaded from the hub, `hub` still has to be."""

    model: str
    place: Place
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class Fit:
    """Whether a preset can work on a machine; `well`, whether it works as it was made to; `why`, in words."""

    fine: bool
    well: bool
    why: str


def say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def parts(preset: Preset) -> list[Part]:
    """The models of a preset."""
    return [Part(settings["model"], place_of(settings), settings) for settings in preset.steps]


def place_of(settings: Mapping[str, Any]) -> Place:
    kind, model = settings["engine"], settings["model"]
    if kind == "server":
        return "server"
    if kind == "fake":
        return "built in"
    if model == presets.SHIPPED:
        return "shipped"
    if Path(model).is_dir():
        return "folder"
    from summarizer.engines import checkpoint

    return "here" if checkpoint.cached(model, settings.get("revision")) else "hub"


def missing(preset: Preset) -> list[Part]:
    """The models that have to be downloaded before a preset can be used."""
    return [part for part in parts(preset) if part.place == "hub"]


def announce(preset: Preset, say: Say = say) -> None:
    """Say what the first use downloads, from where, how much and under which licence, and any limit on commercial use.

    Raises `EngineError` when it must not be downloaded (an offline run) or there is no room for it.
    """
    wanted = missing(preset)
    terms = f"licence {preset.licence}" + ("" if preset.commercial else "; NOT for commercial use")
    if not wanted:
        if not preset.commercial:
            say(f"summarizer: preset {preset.name}: {terms}")
        return
    names = " and ".join(part.model for part in wanted)
    size = gigabytes(preset.size_mb) if preset.size_mb else "size unknown"
    if offline.asked():
        raise EngineError(
            f"preset {preset.name} needs {names} ({size}), which is not on this machine, and this run is offline; with a connection, "
            f"run `summarizer models pull {preset.name}` once, or use the preset {presets.DEFAULT}"
        )
    if preset.size_mb > (free := disk_mb()):
        raise EngineError(
            f"preset {preset.name} needs {size} of disk and {hub_cache()} has {gigabytes(free)} left; free some, or set HF_HOME to a "
            "larger disk"
        )
    from huggingface_hub import constants

    say(
        f"summarizer: preset {preset.name}: first use downloads {names} from {constants.ENDPOINT} (about {size} in all) into "
        f"{hub_cache()}; {terms}"
    )
    if preset.gated:
        say(f"summarizer: its terms have to be accepted on {constants.ENDPOINT} first; then run `hf auth login`")


def pull(preset: Preset, say: Say = say) -> None:
    """Download whatever a preset needs, with progress on stderr, and make it ready for use. Raises `EngineError` if it cannot be."""
    from summarizer.engines import checkpoint, conversion

    announce(preset, say)
    for part in parts(preset):
        settings = part.settings
        if part.place not in ("hub", "here"):
            say(f"summarizer: {part.model or 'the server'} ({part.place}): nothing to download")
        elif settings["engine"] == "ct2":
            languages = {key: settings.get(key) for key in ("source_language", "target_language")}
            folder = conversion.converted(
                part.model,
                revision=settings.get("revision"),
                quantisation=settings.get("compute_type", "int8"),
                **languages,
            )
            say(f"summarizer: {part.model} is converted and ready in {folder}")
        else:
            found = checkpoint.find(part.model, revision=settings.get("revision"))
            say(f"summarizer: {part.model} is ready in {found.folder}")


def fit(preset: Preset, machine: Machine) -> Fit:
    """Whether this machine has what a preset asks for."""
    if any(settings["engine"] == "server" for settings in preset.steps):
        return Fit(
            True, False, "if a server answers there: " + ", ".join(str(settings["url"]) for settings in preset.steps)
        )
    absent = missing(preset)
    if absent and offline.asked():
        return Fit(False, False, "not on this machine, and this is an offline run")
    if absent and preset.size_mb > machine.disk_mb:
        return Fit(False, False, f"needs {gigabytes(preset.size_mb)} of disk; {gigabytes(machine.disk_mb)} are free")
    if preset.gpu_mb and machine.gpu_mb >= preset.gpu_mb:
        return Fit(
            True, True, f"on the GPU ({machine.gpu}, {gigabytes(machine.gpu_mb)}; it needs {gigabytes(preset.gpu_mb)})"
        )
    memory = f"{gigabytes(preset.memory_mb)} of memory; this machine has {gigabytes(machine.memory_mb)}"
    if machine.memory_mb < preset.memory_mb:
        gpu = f"a GPU with {gigabytes(preset.gpu_mb)}, or " if preset.gpu_mb else ""
        return Fit(False, False, f"needs {gpu}{memory}")
    if preset.gpu_mb:
        return Fit(True, False, f"slowly, on the CPU (it is made for a GPU with {gigabytes(preset.gpu_mb)})")
    return Fit(True, True, f"on the CPU (needs {memory})")


@dataclass(frozen=True)
class Advice:
    """The preset to use on a machine, and why."""

    preset: Preset
    why: str


def best(machine: Machine) -> Advice:
    """The most demanding preset that works well here, may be used by everybody and needs no account; the default if none does.

    In an offline run only what is on this machine already counts.
    """
    chosen, why = presets.get(presets.DEFAULT), "the default, which runs everywhere"
    for preset in presets.presets().values():
        local = not any(settings["engine"] in ("server", "fake") for settings in preset.steps)
        fitted = fit(preset, machine)
        if not (local and preset.commercial and fitted.well):
            continue
        absent = bool(missing(preset))
        if absent and preset.gated:
            continue
        chosen = preset
        why = f"the most demanding one that works well here, {fitted.why}"
        why += f"; first use downloads {gigabytes(preset.size_mb)}" if absent else "; it is ready"
    return Advice(chosen, why)


def gigabytes(megabytes: int) -> str:
    return f"{megabytes / 1000:.1f} GB" if megabytes >= 1000 else f"{megabytes} MB"
