"""What a measurement depends on, as hashes: when one of them moves, old numbers say nothing about new ones."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from eval.records import Record, to_json
from eval.sets import DataSet


def pins(data: DataSet, found: Sequence[Record]) -> dict[str, str]:
    """The data, its size, the preset's settings, the exact weights, and the prompts that a run was made with.

    Only prompts that were used count (each with the hash of its content): a preset that asks no model for its summary
    does not depend on how one would be asked.
    """
    made = found[0].provenance
    settings = {name: made[name] for name in ("engine", "decoding", "summarize", "options")}
    steps = [record.output["made_by"][step] for record in found for step in ("translate", "summarize")]
    return {
        "data": data.sha256,
        "samples": str(len(data.samples)),
        "prompts": " ".join(sorted({step["prompt"] for step in steps if step["prompt"]})) or "none",
        "settings": hashlib.sha256(to_json(settings).encode()).hexdigest()[:16],
        "model": made["revision"] or made["model"],
    }
