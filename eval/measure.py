"""A score as what it is made of: one row of counts per document, added up and combined. Intervals and tests follow
from that.

Resampling documents with replacement and combining again gives the percentile interval (Efron and Tibshirani, 1993,
chapter 13); doing so with the same documents for two systems gives the paired test of Koehn (2004), with the null
distribution centred as in Riezler and Maxwell (2005). The seed is fixed, so that the same outputs always get the same
verdict.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from eval.needs import needed

ROUNDS = 1000
SEED = 12345
SIGNATURE = f"bootstrap:documents|n:{ROUNDS}|seed:{SEED}|interval:95"
ALPHA = 0.05
FEWEST = 5
"""Documents below which an interval would mean nothing."""

Better = Literal["higher", "lower", ""]


@dataclass(frozen=True)
class Ratio:
    """The first count as a share of the second, times `scale`; not a number where the second is zero."""

    scale: float = 100.0

    def __call__(self, totals: Sequence[float]) -> float:
        return self.scale * totals[0] / totals[1] if totals[1] else math.nan


@dataclass(frozen=True)
class Measure:
    """A score of a system over documents.

    `rows` holds each document's counts (zeros where it has none) and `combine` makes the score of their sum. `item`
    is what one counted thing (a fact, a segment) can change the score by, when the whole is a count of things.
    """

    key: str
    title: str
    rows: tuple[tuple[float, ...], ...]
    combine: Callable[[Sequence[float]], float]
    signature: str = ""
    better: Better = "higher"
    unit: str = ""
    about: str = ""
    counted: bool = False

    @property
    def totals(self) -> list[float]:
        return [sum(column) for column in zip(*self.rows, strict=True)]

    @property
    def value(self) -> float:
        return self.combine(self.totals)

    @property
    def documents(self) -> int:
        """How many documents say anything about this score."""
        return sum(any(row) for row in self.rows)

    @property
    def slack(self) -> float:
        """The most that any one document changes the score by (leaving it out), or one counted thing if that is
        more."""
        totals = self.totals
        without = [
            self.combine([total - part for total, part in zip(totals, row, strict=True)])
            for row in self.rows
            if any(row)
        ]
        moved = max((abs(value - self.value) for value in without if not math.isnan(value)), default=0.0)
        item = abs(self.combine([1.0, *totals[1:]]) - self.combine([0.0, *totals[1:]])) if self.counted else 0.0
        return max(moved, item)

    def of(self, document: int) -> float:
        """The score of one document alone."""
        return self.combine(self.rows[document])


@dataclass(frozen=True)
class Estimate:
    """A score and its 95 % interval; no interval over fewer than `FEWEST` documents."""

    value: float
    low: float | None
    high: float | None
    documents: int


@dataclass(frozen=True)
class Difference:
    """How much higher the first of two systems scores than the second, with its 95 % interval and how probable chance
    is."""

    key: str
    title: str
    better: Better
    first: float
    second: float
    difference: float
    low: float
    high: float
    p: float
    wins: int
    losses: int
    ties: int

    @property
    def gain(self) -> float:
        """The difference, positive when the first system is the better one."""
        return -self.difference if self.better == "lower" else self.difference


@lru_cache(maxsize=8)
def draws(documents: int) -> Any:
    """How often each document is drawn in each round: a matrix of rounds × documents."""
    numpy = needed("numpy")
    # RandomState's streams are frozen for good; those of the newer generators may change between versions
    picked = numpy.random.RandomState(SEED).randint(0, documents, size=(ROUNDS, documents))
    counts = numpy.zeros((ROUNDS, documents))
    numpy.add.at(counts, (numpy.arange(ROUNDS)[:, None], picked), 1)
    return counts


def resampled(measure: Measure) -> Any:
    """The score in each round."""
    numpy = needed("numpy")
    totals = draws(len(measure.rows)) @ numpy.asarray(measure.rows, dtype=float)
    return numpy.array([measure.combine(row) for row in totals.tolist()])


def estimate(measure: Measure) -> Estimate:
    """The score with its interval."""
    if measure.documents < FEWEST:
        return Estimate(measure.value, None, None, measure.documents)
    low, high = interval(resampled(measure))
    return Estimate(measure.value, low, high, measure.documents)


def interval(values: Any) -> tuple[float, float]:
    numpy = needed("numpy")
    low, high = numpy.nanpercentile(values, [2.5, 97.5])
    return float(low), float(high)


def paired(first: Measure, second: Measure) -> Difference:
    """Two systems on the same documents, in the same order."""
    numpy = needed("numpy")
    observed = first.value - second.value
    differences = resampled(first) - resampled(second)
    differences = differences[~numpy.isnan(differences)]
    if first.rows == second.rows or not len(differences):
        low, high, p = 0.0, 0.0, 1.0
    else:
        low, high = interval(differences)
        extreme = numpy.abs(differences - differences.mean()) >= abs(observed) - 1e-12
        p = (1 + int(extreme.sum())) / (1 + len(differences))
    by_document = [first.of(n) - second.of(n) for n in range(len(first.rows))]
    signs = [0 if abs(value) < 1e-9 else math.copysign(1, value) for value in by_document if not math.isnan(value)]
    if len(signs) < FEWEST:
        p = 1.0  # drawing again from so few documents says nothing about others
    wanted = -1 if first.better == "lower" else 1
    wins, losses = signs.count(wanted), signs.count(-wanted)
    return Difference(
        key=first.key,
        title=first.title,
        better=first.better,
        first=first.value,
        second=second.value,
        difference=observed,
        low=low,
        high=high,
        p=p,
        wins=wins,
        losses=losses,
        ties=len(signs) - wins - losses,
    )


def holm(probabilities: Sequence[float]) -> list[float]:
    """The probabilities corrected for there being several tests (Holm, 1979), in the same order."""
    order = sorted(range(len(probabilities)), key=lambda at: probabilities[at])
    corrected = [0.0] * len(probabilities)
    largest = 0.0
    for rank, at in enumerate(order):
        largest = max(largest, min(1.0, probabilities[at] * (len(probabilities) - rank)))
        corrected[at] = largest
    return corrected
