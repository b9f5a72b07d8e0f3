"""Scoring: `python -m eval score` turns a run into results.json, which every table, page and comparison is made
from."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from eval import measure, records, sets
from eval.faithful import Findings
from eval.measure import Measure
from eval.measures import examined, measures
from eval.sets import DataSet, Sample
from eval.systems import Output, System, of_published, of_run, published_names, reference_points
from summarizer.errors import InputError
from summarizer.types import plain

SCHEMA = 1
ALL = "all"


@dataclass(frozen=True)
class Scored:
    """A system with its findings and measures, before they become JSON."""

    system: System
    findings: tuple[Findings, ...]
    measures: Mapping[str, Measure]


@dataclass(frozen=True)
class Subject:
    """What is scored together: samples, and the systems with an output for each of them."""

    samples: tuple[Sample, ...]
    systems: tuple[System, ...]
    data: Mapping[str, Any]


def subject_of(path: Path, names: Sequence[str] = ()) -> Subject:
    """The systems in a file: a run, or the published systems of a set (`names`; `all` for every one)."""
    if is_run(path):
        found = records.read(path)
        about = found[0].provenance
        data = {"name": about["set"], "sha256": about["data_sha256"], "note": about["note"]}
        return Subject(tuple(record.sample for record in found), (of_run(found),), data)
    return published(path, sets.load(str(path)), names)


def published(path: Path, loaded: DataSet, names: Sequence[str]) -> Subject:
    """The published systems of those names (`all`: that every sample has), over the samples that have all of them."""
    known = published_names(loaded.samples)
    there = ", ".join(known)
    if not known:
        raise InputError(f"{path} is no run and has no published outputs; make a run with `python -m eval run`")
    if not names:
        raise InputError(f"{path} holds published systems; choose with --system, one of {there}, or all")
    if unknown := [name for name in names if name not in known and name != ALL]:
        raise InputError(f"no published system {unknown[0]!r} in {path}; there are {there}")
    total = len(loaded.samples)
    chosen = [name for name, count in known.items() if count == total] if ALL in names else names
    samples = tuple(sample for sample in loaded.samples if sample.published.keys() >= set(chosen))
    if not samples or not chosen:
        raise InputError(f"no document of {path} has outputs of all of them; choose fewer of {there}")
    part = f"Only the {len(samples)} of {total} documents with outputs. " if len(samples) < total else ""
    data = {"name": loaded.name, "sha256": loaded.sha256, "note": part + loaded.note}
    return Subject(samples, tuple(of_published(samples, name) for name in chosen), data)


def is_run(path: Path) -> bool:
    if not path.is_file():
        raise InputError(f"there is no file {str(path)!r}; give a run or a set with published outputs")
    with path.open(encoding="utf-8") as rows:
        first = rows.readline()
    if not first:
        raise InputError(f"{path} is empty: nothing was finished; run `python -m eval run` again")
    return path.suffix == ".jsonl" and '"provenance"' in first


def beside(subject: Subject, published: Subject) -> Subject:
    """The published systems put beside a run over the same texts. Raises `InputError` if they lack one of its
    documents."""
    ours, theirs = aligned(subject, published)
    if len(ours.samples) < len(subject.samples):
        raise InputError(f"the published outputs lack {len(subject.samples) - len(ours.samples)} documents of the run")
    return Subject(subject.samples, (*subject.systems, *theirs.systems), subject.data)


def aligned(first: Subject, second: Subject) -> tuple[Subject, Subject]:
    """Both subjects over the documents that both have, in the order of the first: matched by their references,
    whatever their ids."""
    places = {key: at for at, key in enumerate(reference_keys(second.samples))}
    pairs = [(at, places[key]) for at, key in enumerate(reference_keys(first.samples)) if key in places]
    if not pairs:
        raise InputError(
            "the two have no document in common: no reference of one stands in the other; use the same set for both"
        )
    return selected(first, [one for one, _ in pairs]), selected(second, [other for _, other in pairs])


def selected(subject: Subject, places: Sequence[int]) -> Subject:
    systems = tuple(replace(system, outputs=tuple(system.outputs[at] for at in places)) for system in subject.systems)
    return Subject(tuple(subject.samples[at] for at in places), systems, subject.data)


def reference_keys(samples: Sequence[Sample]) -> list[tuple[str, int]]:
    """What tells documents apart: the reference (or the text, where there is none) and how often it occurred before."""
    seen: Counter[str] = Counter()
    keys = []
    for sample in samples:
        text = "\n".join(sample.reference or sample.summaries or sample.paragraphs)
        keys.append((text, seen[text]))
        seen[text] += 1
    return keys


def scored(samples: Sequence[Sample], system: System, *, ter: bool = True) -> Scored:
    """A system examined and measured."""
    findings = tuple(examined(samples, system))
    return Scored(system, findings, measures(samples, system, findings, ter=ter))


def results(subject: Subject, *, ter: bool = True, texts: bool = True) -> dict[str, Any]:
    """The results of a subject: its systems and their reference points. `texts=False` leaves the articles out."""
    runs = [system for system in subject.systems if system.role == "run"]
    everyone = [*subject.systems, *reference_points(subject.samples, runs)]
    all_scored = [scored(subject.samples, system, ter=ter) for system in everyone]
    known = {key: found for one in all_scored for key, found in one.measures.items()}
    result: dict[str, Any] = {
        "schema": SCHEMA,
        "set": {**subject.data, **extent(subject.samples)},
        "bootstrap": measure.SIGNATURE,
        "metrics": {key: described(found) for key, found in known.items()},
        "systems": [system_json(one) for one in all_scored],
        "genres": genres(subject.samples, all_scored),
    }
    if texts:
        shown = [one for one in all_scored if one.system.role in ("run", "published")]
        result["documents"] = [document(sample, at, shown) for at, sample in enumerate(subject.samples)]
    return result


def extent(samples: Sequence[Sample]) -> dict[str, Any]:
    """How much of a set was scored; `documents` is the same only where the documents are."""
    ids = "\n".join(sorted(sample.id for sample in samples))
    return {
        "samples": len(samples),
        "words": sum(len(unit.split()) for sample in samples for unit in sample.units),
        "documents": hashlib.sha256(ids.encode()).hexdigest()[:16],
    }


def described(found: Measure) -> dict[str, str]:
    return {
        "title": found.title,
        "signature": found.signature,
        "better": found.better,
        "unit": found.unit,
        "about": found.about,
    }


def system_json(one: Scored) -> dict[str, Any]:
    """A system's scores with their intervals (`of` is how many things a share counts), and how it was made."""
    scores = {}
    for key, found in one.measures.items():
        estimate = measure.estimate(found)
        scores[key] = {name: rounded(value) for name, value in asdict(estimate).items()}
        if found.counted:
            scores[key]["of"] = round(found.totals[1])
    return {
        "name": one.system.name,
        "role": one.system.role,
        "scores": scores,
        "speed": speed(one.system),
        "made": dict(one.system.about),
    }


def speed(system: System) -> dict[str, float]:
    """What a run took, where it is known: Arabic words per second, seconds to the first segment, megabytes at most."""
    about = system.about
    if system.role != "run":
        return {}
    return {
        "words_per_s": round(about["words"] / about["seconds"], 1) if about["seconds"] else 0.0,
        "first_segment_s": about["first_segment_s"],
        "peak_mb": about["peak_mb"],
    }


def rounded(value: float | None) -> float | None:
    return round(value, 4) if isinstance(value, float) else value


GENRE_METRICS = (
    "translation.chrf++",
    "translation.bleu",
    "facts.all",
    "numbers.kept",
    "summary.rouge2",
    "summary.rougeLsum",
    "summary.facts",
    "faults.any",
)


def genres(samples: Sequence[Sample], all_scored: Sequence[Scored]) -> list[dict[str, Any]]:
    """The main scores of our runs and of published systems by genre. A genre has few documents, so there is no
    interval."""
    places: dict[str, list[int]] = {}
    for at, sample in enumerate(samples):
        if sample.genre:
            places.setdefault(sample.genre, []).append(at)
    return [
        {
            "system": one.system.name,
            "genre": genre,
            "documents": len(places[genre]),
            "scores": {key: over(one.measures[key], places[genre]) for key in GENRE_METRICS if key in one.measures},
        }
        for one in all_scored
        if one.system.role in ("run", "published")
        for genre in sorted(places)
    ]


def over(found: Measure, places: Sequence[int]) -> float | None:
    """A score over some of the documents; none where they say nothing about it."""
    totals = [sum(column) for column in zip(*(found.rows[at] for at in places), strict=True)]
    return rounded(found.combine(totals)) if any(totals) else None


# --- articles ---


def document(sample: Sample, at: int, shown: Sequence[Scored]) -> dict[str, Any]:
    """Everything a reader needs to judge one article by eye."""
    return {
        "id": sample.id,
        "genre": sample.genre,
        "title": sample.title,
        "paragraphs": list(sample.paragraphs),
        "reference": {
            "title": sample.title_en,
            "paragraphs": list(sample.paragraphs_en),
            "summaries": list(sample.summaries),
        },
        "facts": plain(sample.facts),
        "traps": list(sample.traps),
        "outputs": [output_json(sample, one.system.outputs[at], one, at) for one in shown],
    }


def output_json(sample: Sample, output: Output, one: Scored, at: int) -> dict[str, Any]:
    found = one.findings[at]
    made: dict[str, Any] = {
        "system": one.system.name,
        "translation": list(output.units),
        "summary": list(output.summary),
        "scores": {key: rounded(known.of(at)) for key, known in one.measures.items() if any(known.rows[at])},
    }
    if one.system.role == "run":
        made |= {
            "segments": [[s.paragraph, s.source, s.target, list(s.flags)] for s in found.segments],
            "kept": list(found.kept),
            "summarized": list(found.summarized),
            "ledger": [
                [f.kind, f.source, f.segment, list(f.expected)[:3], f.translation, f.summary, f.found]
                for f in found.ledger.facts
            ],
            "invented": list(found.invented),
            "summary_invented": list(found.summary_invented),
        }
    return made


def write(result: Mapping[str, Any], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8")


def load(path: Path) -> dict[str, Any]:
    """A results file. Raises `InputError` if it is not one."""
    if not path.is_file():
        raise InputError(
            f"there are no results {str(path)!r}; make them with `python -m eval score RUN.jsonl --out {path}`"
        )
    result = sets.parsed(path.read_bytes(), str(path))
    if result.get("schema") != SCHEMA or "systems" not in result:
        raise InputError(f"{path} is not a results file of this version; score the run again")
    return result
