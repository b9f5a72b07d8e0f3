"""The committed baseline that the gate compares with: floors, pins, and the counts of every document for the paired
test.

One entry per preset and set, and for a part of a set (`--limit`) one of its own. Floors lie below what was measured by what one article can do to a score, and `renewed`
never lowers them unless it is allowed to.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from eval.measure import ALPHA, Better, Difference, Measure, paired
from eval.sets import parsed
from summarizer.errors import InputError

SCHEMA = 1

GATED = (
    "translation.bleu",
    "translation.chrf++",
    "facts.all",
    "ledger.all",
    "numbers.kept",
    "numbers.invented",
    "negations.agree",
    "names.consistent",
    "names.order",
    "summary.rouge1",
    "summary.rouge2",
    "summary.rougeLsum",
    "summary.facts",
    "summary.invented",
    "faults.any",
    "cleaning.leaked",
    "cleaning.lost",
)


@dataclass(frozen=True)
class Kept:
    """One score as it was committed: what was measured, the worst value that passes, and the counts per document."""

    value: float
    floor: float
    better: Better
    rows: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Entry:
    """The baseline of one preset on one set. `documents` are the ids of the rows, in order."""

    pins: Mapping[str, str]
    documents: tuple[str, ...]
    scores: Mapping[str, Kept]


def name_of(preset: str, data: str, part: str = "") -> str:
    return f"{preset}/{data}, {part}" if part else f"{preset}/{data}"


def load(path: Path) -> dict[str, Entry]:
    """Every entry of a baseline file; none if there is no file yet. Raises `InputError` if it cannot be read."""
    if not path.is_file():
        return {}
    content = parsed(path.read_bytes(), str(path))
    if content.get("schema") != SCHEMA:
        raise InputError(f"{path} is not a baseline of this version; measure again with `python -m eval gate --update`")
    return {name: entry_of(fields) for name, fields in content["entries"].items()}


def entry_of(fields: Mapping[str, Any]) -> Entry:
    scores = {
        key: Kept(score["value"], score["floor"], score["better"], tuple(tuple(row) for row in score["rows"]))
        for key, score in fields["scores"].items()
    }
    return Entry(fields["pins"], tuple(fields["documents"]), scores)


def save(path: Path, entries: Mapping[str, Entry]) -> None:
    """Write a baseline file, one score on a line, so that a change of it can be read in a diff."""
    blocks = [f" {json.dumps(name)}: {entry_json(entry)}" for name, entry in sorted(entries.items())]
    path.parent.mkdir(parents=True, exist_ok=True)
    content = ",\n".join(blocks)
    path.write_text(f'{{"schema": {SCHEMA}, "entries": {{\n{content}\n}}}}\n', encoding="utf-8")


def entry_json(entry: Entry) -> str:
    scores = ",\n".join(f"   {json.dumps(key)}: {json.dumps(asdict(score))}" for key, score in entry.scores.items())
    pins, documents = json.dumps(dict(entry.pins)), json.dumps(entry.documents)
    return f'{{\n  "pins": {pins},\n  "documents": {documents},\n  "scores": {{\n{scores}\n  }}}}'


def measured(pins: Mapping[str, str], documents: tuple[str, ...], found: Mapping[str, Measure]) -> Entry:
    """An entry of what was measured now, its floors set anew."""
    return Entry(pins, documents, {key: kept(found[key]) for key in GATED if key in found})


def kept(measure: Measure) -> Kept:
    """A score with the floor that it sets: lower by what one article can do to it (higher, where lower is better)."""
    slack = measure.slack if measure.better == "higher" else -measure.slack
    rows = tuple(tuple(tidy(count) for count in row) for row in measure.rows)
    return Kept(round(measure.value, 4), round(measure.value - slack, 4), measure.better, rows)


def tidy(count: float) -> float:
    """A whole number as one; 4 decimals of any other."""
    return int(count) if count == int(count) else round(count, 4)


def is_worse(value: float, than: float, better: Better) -> bool:
    return value > than if better == "lower" else value < than


def against(now: Measure, before: Kept) -> Difference:
    """The paired comparison of a score with the committed one, both with counts as exact as a file keeps them."""
    return paired(replace(now, rows=kept(now).rows), replace(now, rows=before.rows))


def renewed(old: Entry | None, new: Entry, found: Mapping[str, Measure], *, allow_regression: bool) -> Entry:
    """The entry to commit. A floor that would fall keeps its height; a score below its old floor, surely worse than the
    old one, or not measured any more raises `InputError` naming it, unless regression is allowed.
    """
    if old is None or allow_regression:
        return new
    scores = {}
    refused = [f"{key} is not measured any more" for key in old.scores if key not in new.scores]
    for key, now in new.scores.items():
        before = old.scores.get(key)
        if before is None:
            scores[key] = now
            continue
        if is_worse(now.value, before.floor, now.better):
            refused.append(f"{key} {now.value:.2f} is beyond its floor {before.floor:.2f}")
        elif old.documents == new.documents and surely_worse(found[key], before):
            refused.append(f"{key} {now.value:.2f} is significantly worse than {before.value:.2f}")
        floor = before.floor if is_worse(now.floor, before.floor, now.better) else now.floor
        scores[key] = replace(now, floor=floor)
    if refused:
        raise InputError(f"not updated: {'; '.join(refused)}. If that is meant, add --allow-regression")
    return replace(new, scores=scores)


def surely_worse(now: Measure, before: Kept) -> bool:
    """Whether a score is worse than the committed one by more than chance explains (two-sided, 5 %)."""
    difference = against(now, before)
    return difference.gain < 0 and difference.p < ALPHA
