"""A sentence beside its English: the facts looked for, what the English offers, and how far the search has come."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from summarizer.matching import COUNTED, NUMERIC
from summarizer.reading.arabic import read_arabic
from summarizer.reading.english import read_english
from summarizer.reading.found import Found
from summarizer.types import Fate

REACH = 60
"""How many mentions before and behind its place a fact is compared with: more than a sentence has, so that a whole book
given as one paragraph still takes time in proportion to its length."""


class Verdict(NamedTuple):
    """What became of a fact, and the English that keeps it or stands in its place, where that is one place."""

    fate: Fate
    mention: Found | None = None


class Part(NamedTuple):
    """One number of a fact (most have one), a date or a time: what is looked for in the English."""

    fact: Found
    number: int = 0


@dataclass
class Pair:
    """A sentence and its English. `verdicts` fills as the search goes on; `taken` are the mentions accounted for.

    `facts` must be said in the English, `aids` may explain something in it; `mentions` is all that was read there.
    """

    source: str
    target: str
    facts: list[Found] = field(init=False)
    aids: list[Found] = field(init=False)
    mentions: list[Found] = field(init=False)
    parts: dict[Part, Verdict | None] = field(init=False)
    verdicts: dict[Found, Verdict] = field(default_factory=dict)
    taken: set[Found] = field(default_factory=set)

    def __post_init__(self) -> None:
        read = read_arabic(self.source)
        self.facts = [item for item in read if not item.loose]
        self.aids = [item for item in read if item.loose]
        self.mentions = read_english(self.target)
        self.parts = {part: None for fact in self.facts if fact.kind in COUNTED for part in parts_of(fact)}

    @property
    def free(self) -> list[Found]:
        """The numbers, dates and times of the English that nothing accounts for yet."""
        return [item for item in self.mentions if item.kind in COUNTED and item not in self.taken]

    def open_parts(self) -> list[Part]:
        return [part for part, verdict in self.parts.items() if verdict is None]

    def distance(self, fact: Found, mention: Found) -> float:
        """How far apart the two stand, as shares of their texts: 0 to 1."""
        return abs(fact.start / max(1, len(self.source)) - mention.start / max(1, len(self.target)))

    def near(self, fact: Found, mentions: Sequence[Found]) -> Sequence[Found]:
        """Those of some mentions, in order of their place, that stand about where the fact does."""
        if len(mentions) <= 2 * REACH:
            return mentions
        place = fact.start / max(1, len(self.source)) * len(self.target)
        middle = bisect_left(mentions, place, key=lambda mention: mention.start)
        return mentions[max(0, middle - REACH) : middle + REACH]


class Shelf:
    """Numbers by their value, dates and times apart: what may say the same is found without trying everything."""

    def __init__(self, items: Iterable[Found]) -> None:
        self.days: list[Found] = []
        self.numbers: dict[Fraction, list[Found]] = {}
        for item in items:
            if item.kind not in NUMERIC:
                self.days.append(item)
            for value in {value for part in item.parts for value in part}:
                self.numbers.setdefault(value, []).append(item)

    def like(self, item: Found, pair: Pair | None = None) -> list[Found]:
        """The items that may say what another one says; if there are very many, those about its place in a pair's English."""
        values = {value * factor for part in item.parts for value in part for factor in _FACTORS}
        if item.day:
            values |= {Fraction(value) for value in (item.day.year, item.day.day) if value}
        if item.clock:
            hour = item.clock.hour + Fraction(item.clock.minute, 100)
            values |= {hour, hour - 12, hour + 12}
        shelves = [self.days, *(self.numbers[value] for value in values if value in self.numbers)]
        cut = [pair.near(item, shelf) if pair else shelf[: 2 * REACH] for shelf in shelves]
        return sorted({match for shelf in cut for match in shelf}, key=lambda match: (match.start, match.end))


_FACTORS = (1, 100, Fraction(1, 100))  # a fifth is 20 percent, a dinar 100 centimes


def parts_of(fact: Found) -> list[Part]:
    return [Part(fact, number) for number in range(len(fact.parts) or 1)]


def with_neighbours(pairs: Sequence[Pair]) -> Iterator[tuple[Pair, list[Pair]]]:
    """Every pair with the one before and the one behind it."""
    for place, pair in enumerate(pairs):
        yield pair, [*pairs[max(0, place - 1) : place], *pairs[place + 1 : place + 2]]


def is_claim(mention: Found) -> bool:
    """Whether a mention claims what the Arabic would have to say: not "one", "first", "half" or "a quarter"."""
    if mention.loose or mention.kind not in COUNTED:
        return False
    if not mention.parts:
        return True
    # "one" and "first" have too many uses, and a goal is "1-0"; "$1" claims something
    if mention.value == 1 and (mention.kind == "number" or mention.text[:1].isalpha()):
        return False
    vague = mention.form == "ordinal" and mention.value == 2 or mention.form == "fraction" and mention.value in _VAGUE
    return mention.kind != "number" or not vague


_VAGUE = (Fraction(1, 2), Fraction(1, 4))
