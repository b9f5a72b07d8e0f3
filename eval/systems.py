"""Who is scored: our runs, the published systems of a set, and the reference points that every table shows beside
them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from eval.records import Record
from eval.sets import Sample
from summarizer.text import sentences

LEAD_WORDS = 50
"""The length of a lead, in words: that of the summaries which `summarizer` makes when it is told nothing."""

LEAD_OF_OURS = "lead of ours"

Role = Literal["run", "published", "human", "baseline"]


@dataclass(frozen=True)
class Output:
    """What a system made of one sample: a translation of each of its units, a summary in sentences, or only one of
    the two.

    `against` are the summaries to compare with where they are not all of the sample's; `digest` is the whole Digest
    JSON of ours.
    """

    units: tuple[str, ...] = ()
    summary: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    digest: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class System:
    """One row of the tables: its name and its output for every sample, in the samples' order."""

    name: str
    role: Role
    outputs: tuple[Output, ...]
    about: Mapping[str, Any] = field(default_factory=dict)


def of_run(records: Sequence[Record], name: str = "") -> System:
    """The system that made a run, named by its preset unless told otherwise."""
    about = dict(records[0].provenance)
    about["seconds"] = sum(float(record.provenance["wall_s"]) for record in records)
    about["peak_mb"] = max(int(record.provenance["peak_mb"]) for record in records)
    about["words"] = sum(len(unit.split()) for record in records for unit in record.sample.units)
    about["code_mixed"] = len({record.provenance.get("code_sha256", "") for record in records}) > 1
    outputs = tuple(of_digest(record.sample, record.output) for record in records)
    return System(name or str(about["preset"]), "run", outputs, about)


def of_digest(sample: Sample, digest: Mapping[str, Any]) -> Output:
    """A Digest JSON as an output. For references in Arabic, the summary is the Arabic that it was taken from."""
    units = tuple(digest["translation"])
    if sample.title:
        units = (digest["title_en"], *units)
    if sample.summary_language == "ar":
        chosen = [number for sentence in digest["summary_sentences"] for number in sentence["segments"]]
        return Output(units, tuple(digest["segments"][number]["source"] for number in chosen), digest=digest)
    return Output(units, tuple(sentence["text"] for sentence in digest["summary_sentences"]), digest=digest)


def of_published(samples: Sequence[Sample], name: str) -> System:
    """A published system of that name, which every sample has."""
    outputs = []
    for sample in samples:
        said = sample.published[name]
        outputs.append(Output(units=(said,)) if sample.reference else Output(summary=tuple(split(said))))
    return System(name, "published", tuple(outputs))


def published_names(samples: Sequence[Sample]) -> dict[str, int]:
    """The published systems, in the order of the file, and how many samples have an output of each."""
    return Counter(name for sample in samples for name in sample.published)


def reference_points(samples: Sequence[Sample], runs: Sequence[System]) -> Iterator[System]:
    """What stands beside the systems in every table: leads, people, and the source as it is."""
    translated = bool(samples[0].reference)
    summarized = bool(samples[0].summaries)
    if translated:
        yield system("reference translation", "human", [Output(units=sample.reference) for sample in samples])
    if min(len(sample.summaries) for sample in samples) > 1:
        people = [Output(summary=tuple(split(s.summaries[1])), against=s.summaries[:1]) for s in samples]
        yield system("another person's summary", "human", people)
    if summarized and translated:
        leads = [Output(summary=lead(sample.paragraphs_en)) for sample in samples]
        yield system("lead of the reference translation", "baseline", leads)
    if summarized and samples[0].summary_language == "en" and samples[0].language == "ar":
        for run in runs:
            bodies = [output.units[bool(sample.title) :] for sample, output in zip(samples, run.outputs, strict=True)]
            name = LEAD_OF_OURS if len(runs) == 1 else lead_of(run.name)
            yield system(name, "baseline", [Output(summary=lead(body)) for body in bodies])
    if translated:
        same = [Output(sample.units, lead(sample.paragraphs) if summarized else ()) for sample in samples]
        yield system("untranslated source", "baseline", same)
    elif summarized:
        yield system("lead of the source", "baseline", [Output(summary=lead(sample.paragraphs)) for sample in samples])


def lead_of(run: str) -> str:
    return f"lead of {run}"


def system(name: str, role: Role, outputs: Sequence[Output]) -> System:
    return System(name, role, tuple(outputs))


def lead(paragraphs: Sequence[str], words: int = LEAD_WORDS) -> tuple[str, ...]:
    """The first sentences, as many as bring the length nearest to `words`; at least one."""
    chosen: list[str] = []
    length = 0
    for sentence in (sentence for paragraph in paragraphs for sentence in split(paragraph)):
        grown = length + len(sentence.split())
        if chosen and abs(grown - words) >= abs(length - words):
            break
        chosen.append(sentence)
        length = grown
    return tuple(chosen)


def split(paragraph: str) -> list[str]:
    return [sentence.strip() for sentence in sentences(paragraph) if sentence.strip()]
