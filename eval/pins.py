"""What a measurement depends on, as hashes: when one of them moves, old numbers say nothing about new ones."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eval.records import ROOT, to_json
from eval.sets import DataSet

PROMPTS = ROOT / "prompts"


def pins(data: DataSet, provenance: Mapping[str, Any]) -> dict[str, str]:
    """The data, its size, the prompts, the settings of the preset, and the exact weights that a run was made with."""
    settings = {name: provenance[name] for name in ("engine", "decoding", "summarize", "options")}
    return {
        "data": data.sha256,
        "samples": str(len(data.samples)),
        "prompts": hash_of_folder(PROMPTS),
        "settings": hashlib.sha256(to_json(settings).encode()).hexdigest()[:16],
        "model": provenance["revision"] or provenance["model"],
    }


def hash_of_folder(folder: Path) -> str:
    """Of the names and contents of its TOML files; of nothing, where there are none."""
    content = hashlib.sha256()
    for file in sorted(folder.glob("*.toml")):
        content.update(file.name.encode() + b"\0" + file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return content.hexdigest()[:16]
