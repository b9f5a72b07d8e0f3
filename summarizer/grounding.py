"""Finds what a written summary sentence stands on: the segments of the article that say what it says."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from summarizer.text import digits

MOST = 3
"""How many segments a sentence may stand on; summaries fuse two sentences often, four hardly ever."""

ENOUGH = 0.15
"""The share of a sentence's weight that a further segment has to add."""

LEAST = 0.2
"""The share that has to be found at all; below it the sentence stands on nothing."""

WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")
SMALL = frozenset(
    """the of and or to in a an is was for that on with as it by at from are were be been has have had not this which who will would
    can could said says after before its his her their he she they we you but also more than all no into over about out up if what
    there when where how do does did some any only first between during since under against while because should may might must so
    these those them him us our your my me i s t""".split()
)


def bases(text: str) -> frozenset[str]:
    """What the content words of an English text share with their other forms: six letters; a number as it is."""
    words = WORD.findall(digits(text).lower())
    return frozenset(word if word[0].isdigit() else word[:6] for word in words if word not in SMALL)


def supports(sentences: Sequence[str], targets: Sequence[str]) -> list[tuple[int, ...]]:
    """For each summary sentence the indices of the targets it stands on, in their order; none where nothing supports it.

    Words weigh by how rare they are in the article (inverse document frequency). The target that covers most of a
    sentence's weight comes first, then each that adds `ENOUGH` to it.
    """
    bags = [bases(target) for target in targets]
    seen = Counter(base for bag in bags for base in bag)
    weight = {base: math.log((len(bags) + 1) / times) for base, times in seen.items()}
    unseen = math.log(len(bags) + 1)
    return [_supports(bases(sentence), bags, weight, unseen) for sentence in sentences]


def _supports(
    sentence: frozenset[str], bags: Sequence[frozenset[str]], weight: dict[str, float], unseen: float
) -> tuple[int, ...]:
    total = sum(weight.get(base, unseen) for base in sentence)
    chosen: list[int] = []
    left = sentence
    while total and len(chosen) < MOST:
        gains = [sum(weight[base] for base in left & bag) / total for bag in bags]
        best = max(range(len(bags)), key=lambda place: (gains[place], -place), default=None)
        if best is None or gains[best] < (ENOUGH if chosen else LEAST):
            break
        chosen.append(best)
        left -= bags[best]
    return tuple(sorted(chosen))
