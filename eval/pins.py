"""What a measurement depends on, as hashes: when one of them moves, old numbers say nothing about new ones."""

from __future__ import annotations

import hashlib
from pathlib import Path

from eval.records import ROOT, to_json
from eval.sets import DataSet
from summarizer import presets
from summarizer.pipeline import Summarizer

PROMPTS = ROOT / "prompts"


def pins(data: DataSet, desk: Summarizer) -> dict[str, str]:
    """The data, its size, the prompts, the preset's settings, and the exact weights."""
    preset = presets.presets().get(desk.preset)
    settings = [dict(preset.translate), dict(preset.summarize), dict(preset.limits)] if preset else []
    return {
        "data": data.sha256,
        "samples": str(len(data.samples)),
        "prompts": hash_of_folder(PROMPTS),
        "preset": hashlib.sha256(to_json(settings).encode()).hexdigest()[:16],
        "model": desk.translator.revision or desk.translator.model,
    }


def hash_of_folder(folder: Path) -> str:
    """Of the names and contents of its TOML files; of nothing, where there are none."""
    content = hashlib.sha256()
    for file in sorted(folder.glob("*.toml")):
        content.update(file.name.encode() + b"\0" + file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return content.hexdigest()[:16]
