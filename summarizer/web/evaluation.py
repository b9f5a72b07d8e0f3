"""Makes tables for the page of the latest results that `python -m eval score` wrote."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

PATTERNS = ("*.results.json", "results/*.json")
NEWEST = 6
"""How many results files are shown: the latest scores of a handful of sets."""

GROUPS = {
    "translation": "Translation",
    "summary": "Summary",
    "facts": "Facts",
    "ledger": "Fact ledger",
    "numbers": "Numbers, negations and names",
    "negations": "Numbers, negations and names",
    "names": "Numbers, negations and names",
    "faults": "Faults",
    "cleaning": "Cleaning of the page",
}
"""The heading under which a score is shown, by the first part of its key."""


def latest(folders: Iterable[Path]) -> dict[str, Any] | None:
    """The newest results in the first of the folders that has any, one table each; None if there are none."""
    files = next((found for folder in folders if (found := results(folder))), [])[:NEWEST]
    tables = [table for file in files if (table := read(file))]
    return {"file": ", ".join(file.name for file in files), "tables": tables} if tables else None


def results(folder: Path) -> list[Path]:
    """The files with results in a folder, of runs or committed ones, the newest first."""
    found = {file for pattern in PATTERNS for file in folder.rglob(pattern)}
    return sorted(found, key=lambda file: -file.stat().st_mtime)


def read(file: Path) -> dict[str, Any] | None:
    """One results file as a table, a row per score, in groups, and a column per system; None for anything else."""
    try:
        results = json.loads(file.read_text(encoding="utf-8"))
        systems, metrics = results["systems"], results["metrics"]
        groups: dict[str, list[list[str]]] = {}
        for key, metric in metrics.items():
            if any(key in system["scores"] for system in systems):
                row = [f"{metric['title']}", *(shown(system["scores"].get(key)) for system in systems)]
                groups.setdefault(GROUPS.get(key.partition(".")[0], "Other"), []).append(row)
        name = f"{results['set']['name']}"
        return {
            "title": name,
            "columns": [name, *(str(system["name"]) for system in systems)],
            "groups": [{"title": title, "rows": rows} for title, rows in groups.items()],
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def shown(score: dict[str, Any] | None) -> str:
    """A score with its 95 % confidence interval, where it has one."""
    if not score or score["value"] is None:
        return ""
    interval = "" if score.get("low") is None else f" ({score['low']:.3g}\u2013{score['high']:.3g})"
    return f"{score['value']:.4g}{interval}"
