"""What the readers of both languages find: one type, so that Arabic facts and English mentions can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from summarizer.reading.amounts import Form
from summarizer.reading.dates import Clock, Day

POINTS = "points"
"""The unit of percentage points, which are not percents."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A fact in a text: `kind` as in `summarizer.types.Fact`, its words, and their offsets.

    `parts` holds the numbers in it, each with every value it may stand for, the likeliest first: one part for most
    numbers, two for "5+5" and "3-1". `unit` is "%", "points", a currency's English name, or empty. `core` are the
    offsets of the bare amount inside. `loose` marks what can explain something in the other language but need not be
    said there (a dual, "both", "refused"). `speaker` is who is quoted, where that is plain; `sense` how a negation denies
    (see `negations.CARRIERS`), and of a number whether it is a dual.

    Two are the same only if they are one place in one text.
    """

    kind: str
    text: str
    start: int
    end: int
    parts: tuple[tuple[Fraction, ...], ...] = ()
    form: Form = "cardinal"
    unit: str = ""
    core: tuple[int, int] = (0, 0)
    day: Day | None = None
    clock: Clock | None = None
    speaker: str = ""
    sense: str = ""
    loose: bool = False

    @property
    def value(self) -> Fraction:
        """The likeliest value of the first number."""
        return self.parts[0][0]


def of_day(text: str, start: int, end: int, day: Day) -> Found:
    """A date found at these offsets."""
    return Found("date", text[start:end], start, end, core=(start, end), day=day)


def of_clock(text: str, start: int, end: int, clock: Clock) -> Found:
    """A time of day found at these offsets."""
    return Found("time", text[start:end], start, end, core=(start, end), clock=clock)
