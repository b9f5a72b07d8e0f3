"""Generation: `python -m eval run` digests a set with a preset and writes one record per sample, resumable at any
moment.

The articles are given as clean paragraphs, so that translation and summary are judged apart from the cleaning of
pages, which is scored by itself. A sample that the file holds already is not made again; another configuration needs
another file, and so does other code: half of a run would tell nothing about either.
"""

from __future__ import annotations

import hashlib
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import summarizer
from eval import records
from eval.sets import DataSet, Sample, to_record
from summarizer import batch, presets
from summarizer.engines import Prompt
from summarizer.errors import InputError
from summarizer.pipeline import Summarizer
from summarizer.types import Digest

GROUP = 16
"""Articles digested together: enough to fill batches, few enough to lose little at a kill and to show progress."""


@dataclass(frozen=True)
class Outcome:
    """How a run ended: samples made now, and found made before."""

    made: int
    skipped: int


def run(
    data: DataSet,
    out: Path,
    *,
    preset: str = presets.DEFAULT,
    model: str = "",
    fresh: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
    **options: Any,
) -> Outcome:
    """Digest every sample of a set that `out` does not hold yet; `model` replaces the preset's translation model.

    Raises `InputError` if other code or another configuration made `out`, or another run is writing to it,
    `EngineError` if the model fails.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    with batch.locked(out):
        if fresh:
            out.unlink(missing_ok=True)
        desk = desk_for(data.samples[0].language, preset, model, **options)
        configuration = fingerprint(desk, preset, options)
        code = records.code_fingerprint()
        refuse_other(out, configuration, code)
        finished = batch.resume(out, configuration)
        todo = [sample for sample in data.samples if key(sample, configuration) not in finished]
        if todo:
            made_by = {"code_sha256": code, "configuration": configuration}
            about = {**made_by, **provenance(data, desk, preset, options)}
            with out.open("ab") as sink:
                for made in generated(desk, todo, about, configuration):
                    batch.append(sink, made)
                    progress(len(finished), len(data.samples))
                    finished.add(made["key"])
        progress(len(data.samples), len(data.samples))
    return Outcome(len(todo), len(data.samples) - len(todo))


def refuse_other(out: Path, configuration: str, code: str) -> None:
    """Raises `InputError` unless the first record of a file, if it has one, was made as the next one would be."""
    first = next(records.lines(out), None) if out.exists() else None
    made = first.provenance if first else {"code_sha256": code, "configuration": configuration}
    remedy = "choose another output file, or begin anew with --fresh"
    if made.get("code_sha256") != code:
        older = f"code {made['code_sha256']}" if "code_sha256" in made else "older code"
        raise InputError(f"{out} was made by {older}, and this is code {code}; {remedy}")
    if made["configuration"] != configuration:
        raise InputError(f"{out} was made with other settings or another model; {remedy}")


def desk_for(language: str, preset: str, model: str = "", **options: Any) -> Summarizer:
    """The desk of a preset that reads a language: for English texts one that only summarizes them."""
    return english(preset, model, **options) if language == "en" else presets.load(preset, model=model, **options)


def english(preset: str, model: str = "", **options: Any) -> Summarizer:
    """A desk that hands an English text as it is to the preset's summarizer."""
    from summarizer import catalogue
    from summarizer.engines.fake import FakeEngine

    chosen = presets.get(preset)
    if model:
        raise InputError("--model is a translation model, and English texts are only summarized; leave it out")
    if chosen.summarize.get("reads") == "arabic" and "prompt" in chosen.summarize:
        raise InputError(
            f"the preset {preset} asks for the summary of an Arabic text; choose another for English texts"
        )
    catalogue.announce(replace(chosen, translate=chosen.summarize))  # its translation model is not needed
    through = FakeEngine(as_it_is, model="none", input_budget=1_000_000)
    writer = presets.writer(chosen.summarize, {}, through)
    return Summarizer(through, writer=writer, preset=chosen.name, **{**chosen.limits, **options})


def as_it_is(prompt: Prompt) -> str:
    return prompt.user


def key(sample: Sample, configuration: str) -> str:
    content = hashlib.sha256(records.to_json([sample.id, *to_record(sample)]).encode()).hexdigest()[:16]
    return f"{content}:{configuration}"


def fingerprint(desk: Summarizer, preset: str, options: dict[str, Any]) -> str:
    """Which configuration made a record, as a short hash: settings, options and weights."""
    made = [batch.fingerprint(preset, options), asdict(desk.step.made), asdict(desk.writer.made)]
    return hashlib.sha256(records.to_json(made).encode()).hexdigest()[:12]


def provenance(data: DataSet, desk: Summarizer, preset: str, options: dict[str, Any]) -> dict[str, Any]:
    """What every record says about how it was made. Of English texts, all that was made is the summary."""
    chosen = presets.get(preset)
    only_summarized = data.samples[0].language == "en"
    made = desk.writer.made if only_summarized else desk.step.made
    return {
        "set": data.name,
        "data_sha256": data.sha256,
        "note": data.note,
        "code": records.code_revision(),
        "version": summarizer.__version__,
        "preset": desk.preset,
        "engine": made.engine,
        "model": made.model,
        "revision": made.revision,
        "decoding": {
            name: value
            for name, value in chosen.translate.items()
            if name not in ("engine", "model") and not only_summarized
        },
        "summarize": dict(chosen.summarize),
        "options": {name: str(value) for name, value in options.items()},
        "first_segment_s": first_segment(desk, data.samples[0]),
        "hardware": records.hardware(),
        "versions": records.versions(),
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def first_segment(desk: Summarizer, sample: Sample) -> float:
    """Seconds from giving an article to seeing the first of its English; after a word to warm up."""
    desk.translator.generate([Prompt("نعم")], max_new_tokens=4)
    started = time.perf_counter()
    next(desk.stream(sample.article))
    return round(time.perf_counter() - started, 4)


def generated(
    desk: Summarizer, todo: Sequence[Sample], about: dict[str, Any], configuration: str
) -> Iterator[dict[str, Any]]:
    """The records of some samples, in order. The time of a group is shared out by words."""
    remaining = iter(todo)
    while group := list(islice(remaining, GROUP)):
        started = time.perf_counter()
        digests = list(desk.digest_many(sample.article for sample in group))
        seconds = time.perf_counter() - started
        words = [max(1, words_of(sample)) for sample in group]
        for sample, digest, share in zip(group, digests, words, strict=True):
            measured = {"wall_s": round(seconds * share / sum(words), 4), "peak_mb": peak_mb()}
            yield record(sample, digest, {**about, **measured}, configuration)


def record(sample: Sample, digest: Digest, about: dict[str, Any], configuration: str) -> dict[str, Any]:
    source, references = to_record(sample)
    return {
        "schema": records.SCHEMA,
        "id": sample.id,
        "key": key(sample, configuration),
        "source": source,
        "output": digest.to_dict(),
        "references": references,
        "provenance": about,
    }


def words_of(sample: Sample) -> int:
    return sum(len(unit.split()) for unit in sample.units)


def peak_mb() -> int:
    """The most memory this process has held, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024))


def checked_options(words: int | None, sentences: int | None) -> dict[str, Any]:
    """The options of a desk that were asked for. Raises `InputError` for impossible lengths."""
    if (words is not None and words < 1) or (sentences is not None and sentences < 1):
        raise InputError("a summary has at least one word and one sentence")
    return {name: value for name, value in (("words", words), ("sentences", sentences)) if value is not None}
