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

RANKING = {
    "translation": ("translation.chrf++", "facts.all", "numbers.kept", "faults.any"),
    "summary": ("summary.rougeLsum", "summary.facts"),
}
"""What the largest differences of each part are ranked by: the first of these that both systems have."""

DETAILS = ("facts.", "ledger.", "faults.", "summary.facts.")
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
class Ranking:
    """The documents whose translations (or summaries, by `part`) differ, the largest difference of a score first."""

    part: str
    score: str
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class Comparison:
    """Two systems over the same documents. `corrected` are the probabilities of chance after Holm's correction, in
    order."""

    first: str
    second: str
    documents: int
    differences: tuple[Difference, ...]
    corrected: tuple[float, ...]
    rankings: tuple[Ranking, ...]
    warning: str = ""

    def significant(self, wanted: int) -> list[str]:
        """The titles of the scores that are surely better (`wanted` 1) or worse (-1) in the first system."""
        return [
            difference.title
            for difference, p in zip(self.differences, self.corrected, strict=True)
            if p < ALPHA and difference.gain * wanted > 0
        ]

    @property
    def examples(self) -> list[Example]:
        """The examples of all rankings."""
        return [example for ranked in self.rankings for example in ranked.examples]

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
    chosen = {part: next((key for key in wanted if key in keys), "") for part, wanted in RANKING.items()}
    found = (ranking(samples, one, other, part, key) for part, key in chosen.items() if key)
    return Comparison(
        *names,
        documents=len(samples),
        differences=differences,
        corrected=tuple(measure.holm([difference.p for difference in differences])),
        rankings=tuple(one_part for one_part in found if one_part.examples),
        warning=warning,
    )


def ranking(samples: Sequence[Sample], one: Scored, other: Scored, part: str, key: str) -> Ranking:
    """The documents whose texts of one part differ, by a score; those that it rates alike come last."""
    examples = []
    for at, sample in enumerate(samples):
        values = rated(one.measures[key].of(at)), rated(other.measures[key].of(at))
        texts = shown(one.system.outputs[at], part), shown(other.system.outputs[at], part)
        if texts[0] != texts[1]:
            reference = " ".join(sample.summaries[:1] if part == "summary" else sample.reference)
            examples.append(Example(sample.id, *values, " ".join(sample.units), *texts, reference))
    examples.sort(key=lambda example: -abs(example.first - example.second))
    return Ranking(part, one.measures[key].title, tuple(examples))


def rated(value: float) -> float:
    """The score of one document; nothing where there is nothing to score, such as an empty summary."""
    return 0.0 if math.isnan(value) else value


def is_tested(key: str, one: Scored) -> bool:
    """Whether a score says something of its own, and has a better and a worse."""
    whole = key in ("facts.all", "ledger.all", "faults.any")
    return bool(one.measures[key].better) and (whole or not key.startswith(DETAILS)) and not key.startswith("cleaning.")


def shown(output: Output, part: str) -> str:
    return " ".join(output.summary if part == "summary" else output.units)


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
    for ranked in comparison.rankings if largest else ():
        parts.append(f"LARGEST DIFFERENCES OF THE {ranked.part.upper()}, by {ranked.score}")
        parts += [example_text(example, comparison) for example in ranked.examples[:largest]]
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
    for ranked in comparison.rankings if largest else ():
        parts.append(f"### Largest differences of the {ranked.part}, by {ranked.score}")
        parts += [example_markdown(example, comparison) for example in ranked.examples[:largest]]
    return "\n\n".join(parts) + "\n"


def example_markdown(example: Example, comparison: Comparison) -> str:
    rows = (
        ("Arabic", example.source),
        (comparison.first, example.first_text),
        (comparison.second, example.second_text),
        ("Reference", example.reference),
    )
    cells = "\n".join(f"| {name} | {cut(text).replace('|', chr(92) + '|')} |" for name, text in rows)
    return f"**{example.id}**: {number(example.first)} against {number(example.second)}\n\n| | |\n|---|---|\n{cells}"


def write(comparison: Comparison, path: Path) -> None:
    """The comparison as JSON, every document included."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {**asdict(comparison), "verdict": comparison.verdict, "signature": measure.SIGNATURE}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
