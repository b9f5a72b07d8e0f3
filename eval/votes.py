"""Do the checks of a summary's consistency agree with people? `python -m eval votes QAGS.jsonl…` says how well.

The files hold summaries by machines, each sentence with the votes of three people on whether the article supports it
(QAGS, Wang, Cho and Lewis, 2020). A check that is worth its place gives the sentences that people reject a higher
suspicion.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from eval.measure import draws, interval
from eval.needs import needed
from eval.overlap import Row, copied, novel
from eval.sets import parsed
from eval.tables import Table, number
from summarizer import facts
from summarizer.errors import InputError

SPLIT_NUMBER = re.compile(r"(?<=\d)([.,]) (?=\d)")
"""These texts were cut into tokens and joined again: "$ 10, 000"."""

COUNTED = frozenset({"number", "percent", "money", "date", "time"})


@dataclass(frozen=True)
class Sentence:
    """One sentence of a machine's summary; `rejected` is the share of people who found it unsupported, `document` its
    article's number."""

    document: int
    text: str
    rejected: float


@dataclass(frozen=True)
class Judged:
    """A file: its articles, and the sentences people voted on."""

    name: str
    articles: tuple[str, ...]
    sentences: tuple[Sentence, ...]


def read(path: Path) -> Judged:
    """Raises `InputError` for a file without votes."""
    if not path.is_file():
        raise InputError(f"there is no file {str(path)!r}; give JSON lines with `text` and `judged`")
    articles, sentences = [], []
    for number_, row in enumerate(filter(str.strip, path.read_text(encoding="utf-8").splitlines())):
        record = parsed(row.encode(), f"{path}:{number_ + 1}")
        if "judged" not in record or "text" not in record:
            raise InputError(f"{path}:{number_ + 1} has no `text` and `judged`; give a file with human votes")
        articles.append(SPLIT_NUMBER.sub(r"\1", record["text"]))
        sentences += [
            Sentence(number_, SPLIT_NUMBER.sub(r"\1", vote["sentence"]), 1 - vote["yes"] / vote["n"])
            for vote in record["judged"]
        ]
    return Judged(path.stem, tuple(articles), tuple(sentences))


# --- what is suspicious about a sentence: higher is worse ---


def invented_numbers(sentence: str, article: str) -> float:
    """How many numbers, dates and times it has that the article lacks, read as the ledger reads them."""
    known = {value for mention in facts.read_english(article) for part in mention.parts for value in part}
    said = [
        mention
        for mention in facts.read_english(sentence)
        if mention.kind in COUNTED and not mention.loose and mention.parts
    ]
    return float(sum(known.isdisjoint(value for part in mention.parts for value in part) for mention in said))


def novel_words(sentence: str, article: str) -> float:
    return part(novel(sentence, article))


def not_copied(sentence: str, article: str) -> float:
    return 1 - part(copied(sentence, article))


def part(row: Row) -> float:
    return row[0] / row[1] if row[1] else 0.0


CHECKS: dict[str, Callable[[str, str], float]] = {
    "numbers that the article lacks": invented_numbers,
    "content words that the article lacks": novel_words,
    "runs of four words that the article lacks": not_copied,
}


# --- agreement ---


def tables(paths: Sequence[Path]) -> Iterator[Table]:
    """One table per file: for each check how often it suspects the right one of two sentences, and its correlation."""
    for path in paths:
        judged = read(path)
        bad = sum(sentence.rejected > 0.5 for sentence in judged.sentences)
        rows = []
        for name, check in CHECKS.items():
            suspicion = [check(sentence.text, judged.articles[sentence.document]) for sentence in judged.sentences]
            area, low, high = discrimination(judged, suspicion)
            by_sentence = correlation(suspicion, [sentence.rejected for sentence in judged.sentences])
            by_summary = correlation(*by_document(judged, suspicion))
            caught, alarms = raised(judged, suspicion)
            rows.append(
                (
                    name,
                    f"{area:.3f} [{low:.3f}, {high:.3f}]",
                    f"{by_sentence:.2f}",
                    f"{by_summary:.2f}",
                    number(caught),
                    number(alarms),
                )
            )
        header = ("Check", "AUC", "r", "r of summaries", "Caught %", "False alarms %")
        counts = f"{len(judged.sentences)} sentences of {len(judged.articles)} summaries, {bad} rejected by most"
        yield Table(f"{judged.name}: {counts}", header, tuple(rows), NOTE)


NOTE = (
    "AUC 0.5 is chance. Caught, false alarms: rejected and accepted sentences that are suspected at all; r: Pearson's."
)


def discrimination(judged: Judged, suspicion: Sequence[float]) -> tuple[float, float, float]:
    """The area under the ROC curve (of a rejected and an accepted sentence, how often the rejected one is suspected
    more), and its 95 % interval."""
    numpy = needed("numpy")
    scores = numpy.asarray(suspicion)
    bad = numpy.array([sentence.rejected > 0.5 for sentence in judged.sentences])
    if not bad.any() or bad.all():
        raise InputError(f"{judged.name}: people agree on all of it, so there is nothing to tell apart")
    above = numpy.sign(scores[bad][:, None] - scores[~bad][None, :]) / 2 + 0.5
    documents = numpy.array([sentence.document for sentence in judged.sentences])
    weights = draws(len(judged.articles))[:, documents]
    won = numpy.einsum("rb,bg,rg->r", weights[:, bad], above, weights[:, ~bad], optimize=True)
    areas = won / (weights[:, bad].sum(1) * weights[:, ~bad].sum(1))
    return float(above.mean()), *interval(areas)


def raised(judged: Judged, suspicion: Sequence[float]) -> tuple[float, float]:
    """How many percent of the rejected and of the accepted sentences are suspected at all."""
    groups: dict[bool, list[bool]] = {True: [], False: []}
    for sentence, value in zip(judged.sentences, suspicion, strict=True):
        groups[sentence.rejected > 0.5].append(value > 0)
    return 100 * fmean(groups[True]), 100 * fmean(groups[False])


def by_document(judged: Judged, suspicion: Sequence[float]) -> tuple[list[float], list[float]]:
    """Mean suspicion and mean rejection of each summary."""
    groups: dict[int, list[tuple[float, float]]] = {}
    for sentence, value in zip(judged.sentences, suspicion, strict=True):
        groups.setdefault(sentence.document, []).append((value, sentence.rejected))
    return [fmean(v for v, _ in group) for group in groups.values()], [
        fmean(r for _, r in group) for group in groups.values()
    ]


def correlation(first: Sequence[float], second: Sequence[float]) -> float:
    """Pearson's r; zero where one of the two never changes."""
    numpy = needed("numpy")
    if len(set(first)) < 2 or len(set(second)) < 2:
        return 0.0
    matrix: Any = numpy.corrcoef(first, second)
    return float(matrix[0, 1])
