"""Makes tables for the page of the latest results that `python -m eval score` wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

PATTERNS = ("*.results.json", "results/*.json")
NEWEST = 6
"""How many results files are shown: the latest scores of a handful of sets."""


def latest(folder: Path | None) -> dict[str, Any] | None:
    """The newest results in a folder, one table each; None if there are none."""
    if folder is None or not folder.is_dir():
        return None
    files = sorted(results(folder), key=lambda file: -file.stat().st_mtime)[:NEWEST]
    tables = [table for file in files if (table := read(file))]
    return {"file": ", ".join(file.name for file in files), "tables": tables} if tables else None


def results(folder: Path) -> set[Path]:
    """The files with results in a folder: of runs, or committed ones."""
    return {file for pattern in PATTERNS for file in folder.rglob(pattern)}


def read(file: Path) -> dict[str, Any] | None:
    """One results file as a table, a row per score and a column per system; None for anything else."""
    try:
        results = json.loads(file.read_text(encoding="utf-8"))
        systems, metrics = results["systems"], results["metrics"]
        keys = [key for key in metrics if any(key in system["scores"] for system in systems)]
        rows = [[f"{metrics[key]['title']}", *(shown(system["scores"].get(key)) for system in systems)] for key in keys]
        columns = [f"{results['set']['name']}", *(str(system["name"]) for system in systems)]
        return {"title": columns[0], "columns": columns, "rows": rows}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def shown(score: dict[str, Any] | None) -> str:
    """A score with its 95 % confidence interval, where it has one."""
    if not score or score["value"] is None:
        return ""
    interval = "" if score.get("low") is None else f" ({score['low']:.3g}\u2013{score['high']:.3g})"
    return f"{score['value']:.4g}{interval}"
