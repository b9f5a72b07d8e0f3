"""Measures how sentences are chosen for a summary, beside a plain lead: `python -m eval.tune_extract --reference DIR`.

The Arabic chooses, the English is scored. `--reference` is a folder of the committed reference set: the English of
the chosen sentences against both human summaries (mean of ROUGE-1, -2 and -Lsum F, stemmed). `--extracts` is a JSON
Lines file whose `summaries` are Arabic extracts made by people: the share of them that hold a chosen sentence.
`--english` files have `title`, `text` and English `summaries`: the same rules on English text.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from pathlib import Path
from statistics import mean
from typing import Any

from rouge_score.rouge_scorer import RougeScorer

from summarizer import extract, text
from summarizer.extract import Weights

PENALTIES = ("leaning", "question", "repetition")
LEAD = Weights(title=0, leaning=0, question=0, repetition=0)
TITLES = [replace(Weights(), title=weight) for weight in (0, 0.5, 1, 2, 3, 4)]
ENGLISH_STOP_WORDS = frozenset(
    """
    the a an of in on at to for and or but is are was were be been has have had it its he she they i you we his her
    their this that which who with by from as not said says will would can could after before when more than about
    into over also
    """.split()
)

Choose = Callable[["Sample", "Asked"], list[int]]


@dataclass(frozen=True)
class Asked:
    """The length of summary that is asked for."""

    count: int | None = None
    words: int = 50


@dataclass(frozen=True)
class Sample:
    """An article as its sentences, and what scores a choice of them: `english` beside references, or `votes`."""

    title: str
    sentences: tuple[str, ...]
    english: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    votes: tuple[float, ...] = ()

    @property
    def lengths(self) -> list[int]:
        return [len(sentence.split()) for sentence in self.english or self.sentences]


def by_weights(weights: Weights) -> Choose:
    return lambda sample, asked: extract.choose(
        sample.sentences,
        title=sample.title,
        lengths=sample.lengths,
        weights=weights,
        count=asked.count,
        words=asked.words,
    )


def by_centrality(sample: Sample, asked: Asked) -> list[int]:
    """A baseline: the sentences nearest to the article's centroid (tf-isf), as many or as long as asked."""
    bags = [Counter(extract.stems(sentence)) for sentence in sample.sentences]
    spread = Counter(stem for bag in bags for stem in bag)
    vectors: list[dict[str, float]] = [
        {stem: n * math.log(1 + len(bags) / spread[stem]) for stem, n in bag.items()} for bag in bags
    ]
    norms = [math.hypot(*vector.values()) or 1.0 for vector in vectors]
    centroid: dict[str, float] = defaultdict(float)
    for vector, norm in zip(vectors, norms, strict=True):
        for stem, value in vector.items():
            centroid[stem] += value / norm
    closeness = [
        sum(value * centroid[stem] for stem, value in vector.items()) / norm
        for vector, norm in zip(vectors, norms, strict=True)
    ]
    order = sorted(range(len(bags)), key=lambda at: -closeness[at])
    if asked.count is not None:
        return sorted(order[: asked.count])
    sums = list(accumulate(sample.lengths[at] for at in order))
    return sorted(order[: 1 + min(range(len(order)), key=lambda at: abs(sums[at] - asked.words))])


@cache
def rouge(summary: str, reference: str) -> float:
    scores = RougeScorer(["rouge1", "rouge2", "rougeLsum"], use_stemmer=True).score(reference, summary)
    return 100 * mean(float(score.fmeasure) for score in scores.values())


def score(sample: Sample, chosen: Sequence[int]) -> float:
    if sample.votes:
        return 100 * mean(sample.votes[at] for at in chosen)
    summary = "\n".join(sample.english[at] for at in chosen)
    return mean(rouge(summary, "\n".join(split(reference))) for reference in sample.references)


def split(paragraph: str) -> list[str]:
    return [sentence.strip() for sentence in text.sentences(paragraph) if len(sentence.split()) > 1]


def align(source: Sequence[str], target: Sequence[str]) -> list[tuple[str, str]]:
    """Sentences of a paragraph beside their English: the cheapest monotone pairing by length (Gale and Church,
    1993)."""
    ratio = sum(map(len, target)) / max(1, sum(map(len, source)))
    best: dict[tuple[int, int], tuple[float, list[tuple[str, str]]]] = {(0, 0): (0.0, [])}
    for at in sorted((i, j) for i in range(len(source) + 1) for j in range(len(target) + 1)):
        if at not in best:
            continue
        cost, pairs = best[at]
        for taken, given in ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2)):
            to = at[0] + taken, at[1] + given
            if to[0] > len(source) or to[1] > len(target):
                continue
            pair = " ".join(source[at[0] : to[0]]), " ".join(target[at[1] : to[1]])
            expected = len(pair[0]) * ratio
            now = cost + (expected - len(pair[1])) ** 2 / (expected + len(pair[1])) + 3 * (taken + given - 2)
            if to not in best or now < best[to][0]:
                best[to] = now, [*pairs, pair]
    return best[len(source), len(target)][1]


def reference_set(folder: Path) -> list[Sample]:
    samples = []
    for path in sorted(folder.glob("*.json")):
        record = json.loads(path.read_text("utf-8"))
        pairs = [
            pair
            for arabic, english in zip(record["paragraphs"], record["paragraphs_en"], strict=True)
            for pair in align(split(arabic), split(english))
        ]
        source, target = zip(*pairs, strict=True)
        samples.append(Sample(record["title"], source, english=target, references=tuple(record["summaries"])))
    return samples


def records(path: Path) -> Iterable[dict[str, Any]]:
    return (json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip())


def extracts(path: Path) -> list[Sample]:
    """A sentence has an annotator's vote if most of its letters stand in that annotator's extract."""
    samples = []
    for record in records(path):
        sentences = tuple(sentence for paragraph in record["text"].split("\n") for sentence in split(paragraph))
        summaries = [letters(summary) for summary in record["summaries"]]
        votes = tuple(mean(held(letters(sentence), summary) for summary in summaries) for sentence in sentences)
        if len(sentences) > 3:
            samples.append(Sample("", sentences, votes=votes))
    return samples


def letters(arabic: str) -> str:
    return re.sub("[^\u0621-\u064a]", "", arabic.translate(extract.SPELLINGS))


def held(sentence: str, summary: str) -> bool:
    pieces = [sentence[at : at + 12] for at in range(0, max(1, len(sentence) - 11), 4)]
    return sum(piece in summary for piece in pieces) > len(pieces) / 2


def english(path: Path) -> list[Sample]:
    samples = []
    for record in records(path):
        sentences = split(record["text"])[:40]
        if len(sentences) > 3:
            content, title = map(content_words, sentences), content_words(record["title"])
            references = tuple(record["summaries"])
            samples.append(Sample(title, tuple(content), english=tuple(sentences), references=references))
    return samples


def content_words(sentence: str) -> str:
    """An English sentence without its stop words, but for its opening, which shows whether it leans on another."""
    first, *rest = sentence.split()[:1], *sentence.split()[1:]
    return " ".join([*first, *(word for word in rest if word.lower().strip(".,'\"’“”") not in ENGLISH_STOP_WORDS)])


def cross_validated(samples: Sequence[Sample], asked: Asked) -> float:
    """The mean score where each article's title weight is the one that is best on all the others."""
    table = [[score(sample, by_weights(weights)(sample, asked)) for weights in TITLES] for sample in samples]
    totals = [sum(row[at] for row in table) for at in range(len(TITLES))]
    return mean(row[max(range(len(TITLES)), key=lambda at: totals[at] - row[at])] for row in table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", type=Path, required=True)
    parser.add_argument("--extracts", type=Path)
    parser.add_argument("--english", type=Path, nargs="*", default=[])
    options = parser.parse_args()

    reference = reference_set(options.reference)
    columns: list[tuple[str, Sequence[Sample], Asked]] = [
        (f"reference, {words} words", reference, Asked(words=words)) for words in (30, 50, 80)
    ]
    if options.extracts:
        columns += [(f"extracts, {count}", extracts(options.extracts), Asked(count)) for count in (1, 2, 3)]
    for path in options.english:
        columns += [(f"{path.stem.split('_')[0]}, {count}", english(path), Asked(count)) for count in (1, 2)]

    ways: dict[str, Choose] = {
        "lead": by_weights(LEAD),
        "centrality": by_centrality,
        "choose": by_weights(Weights()),
        **{f"choose, {name}=0": by_weights(replace(Weights(), **{name: 0})) for name in PENALTIES},
        **{f"choose, title={weights.title:g}": by_weights(weights) for weights in TITLES},
    }
    print("| how", *(name for name, _, _ in columns), sep=" | ", end=" |\n")
    print("|---" * (len(columns) + 1) + "|")
    for name, way in ways.items():
        scores = [mean(score(sample, way(sample, asked)) for sample in samples) for _, samples, asked in columns]
        print(f"| {name}", *(f"{value:.2f}" for value in scores), sep=" | ", end=" |\n")
    held_out = [cross_validated(samples, asked) for _, samples, asked in columns]
    print("| title, cross-validated", *(f"{value:.2f}" for value in held_out), sep=" | ", end=" |\n")


if __name__ == "__main__":
    main()
