"""Comparison: `python -m eval compare A B` says which of two systems is better, by how much, where, and whether it
may be chance."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from textwrap import fill

from eval import measure, tables
from eval.measure import ALPHA, Difference
from eval.score import ALL, Scored, Subject, aligned, is_run, scored, subject_of
from eval.sets import Sample
from eval.systems import Output
from eval.tables import Table, number
from summarizer.errors import InputError

RANKING = ("translation.chrf++", "summary.rougeLsum", "facts.all", "numbers.kept")
"""What the largest differences are ranked by: the first of these that both systems have."""

DETAILS = ("facts.", "ledger.", "faults.")
"""Groups whose parts say again what their whole says: tested only as a whole."""


@dataclass(frozen=True)
class Example:
    """One document on which the two differ, with the texts to look at."""

    id: str
    first: float
    second: float
    source: str
    first_text: str
    second_text: str
    reference: str


@dataclass(frozen=True)
class Comparison:
    """Two systems over the same documents. `corrected` are the probabilities of chance after Holm's correction, in
    order."""

    first: str
    second: str
    documents: int
    differences: tuple[Difference, ...]
    corrected: tuple[float, ...]
    ranked_by: str
    examples: tuple[Example, ...]
    warning: str = ""

    def significant(self, wanted: int) -> list[str]:
        """The titles of the scores that are surely better (`wanted` 1) or worse (-1) in the first system."""
        return [
            difference.title
            for difference, p in zip(self.differences, self.corrected, strict=True)
            if p < ALPHA and difference.gain * wanted > 0
        ]

    @property
    def verdict(self) -> str:
        """One line."""
        better, worse = self.significant(1), self.significant(-1)
        count = f"over {self.documents} documents and {len(self.differences)} scores"
        sure = f"({count}; chance below 5 % after correction)."
        if better and not worse:
            return f"{self.first} is better than {self.second}: {', '.join(better)} {sure}"
        if worse and not better:
            return f"{self.first} is worse than {self.second}: {', '.join(worse)} {sure}"
        if better and worse:
            trade = f"better in {', '.join(better)} and worse in {', '.join(worse)}"
            return f"A trade: {self.first} is {trade} than {self.second} {sure}"
        if all(difference.difference == 0 for difference in self.differences):
            return f"{self.first} and {self.second} are the same {count}."
        return f"{self.first} and {self.second} do not differ by more than chance {count}."


def compare(first: Path, second: Path, names: Sequence[str] = (), *, ter: bool = True) -> Comparison:
    """Compare what two files hold. `names` choose the published systems, in order, of files that hold several."""
    remaining = list(names)
    left, right = chosen(first, remaining), chosen(second, remaining)
    if remaining:
        raise InputError(f"--system {remaining[0]} is one too many; give it once per file of published outputs")
    ours, theirs = aligned(left, right)
    warnings = []
    if len(ours.samples) < max(len(left.samples), len(right.samples)):
        warnings.append(f"only the {len(ours.samples)} documents that both have are compared")
    if differing := sum(
        one.paragraphs != other.paragraphs for one, other in zip(ours.samples, theirs.samples, strict=True)
    ):
        warnings.append(f"the Arabic of {differing} documents is not the same in both")
    one = scored(ours.samples, ours.systems[0], ter=ter)
    other = scored(theirs.samples, theirs.systems[0], ter=ter)
    return compared(ours.samples, one, other, labels(one, other, first, second), "; ".join(warnings))


def chosen(path: Path, names: list[str]) -> Subject:
    """The one system of a file; for published outputs the next of the names, which it takes off the list."""
    subject = subject_of(path, [] if is_run(path) else [names.pop(0)] if names else [])
    if len(subject.systems) > 1:
        raise InputError(f"--system {ALL} names several; compare takes one for each file")
    return subject


def labels(one: Scored, other: Scored, first: Path, second: Path) -> tuple[str, str]:
    """The systems' names, or those of their files where they are called alike."""
    names = one.system.name, other.system.name
    return names if names[0] != names[1] else (first.stem, second.stem)


def compared(
    samples: Sequence[Sample], one: Scored, other: Scored, names: tuple[str, str], warning: str = ""
) -> Comparison:
    """The comparison of two scored systems over the same documents."""
    keys = [key for key in one.measures if key in other.measures and is_tested(key, one)]
    differences = tuple(measure.paired(one.measures[key], other.measures[key]) for key in keys)
    ranked_by = next((key for key in RANKING if key in keys), keys[0] if keys else "")
    examples = []
    for at, sample in enumerate(samples if ranked_by else ()):
        values = one.measures[ranked_by].of(at), other.measures[ranked_by].of(at)
        if not any(math.isnan(value) for value in values) and values[0] != values[1]:
            texts = shown(one.system.outputs[at], ranked_by), shown(other.system.outputs[at], ranked_by)
            examples.append(
                Example(sample.id, *values, shown_source(sample), *texts, shown_reference(sample, ranked_by))
            )
    examples.sort(key=lambda example: -abs(example.first - example.second))
    return Comparison(
        *names,
        documents=len(samples),
        differences=differences,
        corrected=tuple(measure.holm([difference.p for difference in differences])),
        ranked_by=one.measures[ranked_by].title if ranked_by else "",
        examples=tuple(examples),
        warning=warning,
    )


def is_tested(key: str, one: Scored) -> bool:
    """Whether a score says something of its own, and has a better and a worse."""
    whole = key in ("facts.all", "ledger.all", "faults.any")
    return bool(one.measures[key].better) and (whole or not key.startswith(DETAILS)) and not key.startswith("cleaning.")


def shown(output: Output, ranked_by: str) -> str:
    return " ".join(output.summary if ranked_by.startswith("summary.") else output.units)


def shown_source(sample: Sample) -> str:
    return " ".join(sample.units)


def shown_reference(sample: Sample, ranked_by: str) -> str:
    return " ".join(sample.summaries[:1] if ranked_by.startswith("summary.") else sample.reference)


# --- showing ---


def table(comparison: Comparison) -> Table:
    rows = []
    for difference, p in zip(comparison.differences, comparison.corrected, strict=True):
        mark = "" if p >= ALPHA else " better" if difference.gain > 0 else " worse"
        rows.append(
            (
                f"{difference.title} {tables.ARROWS[difference.better]}",
                number(difference.first),
                number(difference.second),
                f"{difference.difference:+.2f} [{difference.low:+.2f}, {difference.high:+.2f}]",
                f"{p:.3f}{mark}",
                f"{difference.wins}/{difference.losses}/{difference.ties}",
            )
        )
    header = ("Score", comparison.first, comparison.second, "Difference", "p", "Wins/losses/ties")
    note = f"{measure.SIGNATURE}|test:paired,two-sided|correction:holm"
    return Table(
        f"{comparison.first} against {comparison.second}: {comparison.documents} documents", header, tuple(rows), note
    )


def as_text(comparison: Comparison, largest: int = 20) -> str:
    """The comparison for a terminal: scores, verdict, largest differences side by side."""
    parts = [tables.as_text(table(comparison)), f"VERDICT  {comparison.verdict}"]
    if comparison.warning:
        parts.append(f"NOTE  {comparison.warning}.")
    if largest and comparison.examples:
        parts.append(f"LARGEST DIFFERENCES, by {comparison.ranked_by}")
        parts += [example_text(example, comparison) for example in comparison.examples[:largest]]
    return "\n\n".join(parts)


def example_text(example: Example, comparison: Comparison) -> str:
    width = max(len(comparison.first), len(comparison.second), len("reference"))
    values = f"{number(example.first)} against {number(example.second)}"
    head = f"{example.id}: {values} ({example.first - example.second:+.1f})"
    rows = [
        ("source", f"\u2068{cut(example.source)}\u2069"),
        (comparison.first, cut(example.first_text)),
        (comparison.second, cut(example.second_text)),
        ("reference", cut(example.reference)),
    ]
    return "\n".join(
        [head, *(fill(f"{name:>{width}}  {text}", 110, subsequent_indent=" " * (width + 2)) for name, text in rows)]
    )


def cut(text: str, length: int = 400) -> str:
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + " …"


def as_markdown(comparison: Comparison, largest: int = 20) -> str:
    """The same as Markdown."""
    parts = [tables.as_markdown(table(comparison), 2), f"**{comparison.verdict}**"]
    if comparison.warning:
        parts.append(f"Note: {comparison.warning}.")
    if largest and comparison.examples:
        parts.append(f"### Largest differences, by {comparison.ranked_by}")
    for example in comparison.examples[:largest]:
        rows = (
            ("Arabic", example.source),
            (comparison.first, example.first_text),
            (comparison.second, example.second_text),
            ("Reference", example.reference),
        )
        cells = "\n".join(f"| {name} | {cut(text).replace('|', chr(92) + '|')} |" for name, text in rows)
        parts.append(
            f"**{example.id}**: {number(example.first)} against {number(example.second)}\n\n| | |\n|---|---|\n{cells}"
        )
    return "\n\n".join(parts) + "\n"


def write(comparison: Comparison, path: Path) -> None:
    """The comparison as JSON, every document included."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {**asdict(comparison), "verdict": comparison.verdict, "signature": measure.SIGNATURE}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
