"""How much of an Arabic sentence is found in its English, as far as a small dictionary, names and numbers tell.

A model that has lost its source writes fluent English about something else. This sees it without the model's scores,
and so for every engine.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby
from typing import NamedTuple

from summarizer import names
from summarizer.extract import stems
from summarizer.gazetteer import rows
from summarizer.text import digits

BEGINNING = 5
"""Letters that the inflected forms of an English word share, more or less."""

ENGLISH_WORD = re.compile("[a-z]{3,}")
NUMBER = re.compile(r"\d+(?:[.,\u066b\u066c]\d+)*")
SMALL_WORDS = frozenset(
    """
    the and for but are was were been has have had its she they his her their this that these those which who with
    from not will would can could you him them our your did does there one what all said out into more than over also
    after about
    """.split()
)


class Overlap(NamedTuple):
    """How many words, names and numbers of the Arabic are known, and how many of those the English says."""

    known: int
    said: int


def overlap(source: str, target: str) -> Overlap:
    """Counts the words, names and numbers of an Arabic sentence whose English is known, and those in the target."""
    english = beginnings(target)
    meanings = [dictionary()[stem] for stem in set(stems(source)) if stem in dictionary()]
    called = [names.said(name, target) is not None for name in names.find([source]) if name.certain]
    counted = [number in numbers(target) for number in numbers(source)]
    said = sum(not english.isdisjoint(meaning) for meaning in meanings) + sum(called) + sum(counted)
    return Overlap(len(meanings) + len(called) + len(counted), said)


def gap_by_chance(source: str, target: str) -> float:
    """How likely it is, if nothing was left out, that so many known words in a row are not found: 0 to 1.

    That words are not found is common, as the dictionary is small; how common is told by the rest of the sentence. The
    chance is that of the least likely run, times the places where it could have begun; a run at the end has one.
    """
    english = beginnings(target)
    found = [not english.isdisjoint(dictionary()[stem]) for stem in stems(source) if stem in dictionary()]
    least, at = 1.0, 0
    for said, run in groupby(found):
        size = len(list(run))
        at += size
        if said:
            continue
        others_unsaid = len(found) - sum(found) - size
        usual = (others_unsaid + 1) / (len(found) - size + 2)
        places = 1 if at == len(found) else len(found) - size + 1
        least = min(least, places * usual**size)
    return least


def beginnings(english: str) -> frozenset[str]:
    """The beginnings of the content words of an English text."""
    return frozenset(word[:BEGINNING] for word in ENGLISH_WORD.findall(english.lower()) if word not in SMALL_WORDS)


def numbers(text: str) -> frozenset[str]:
    """The numbers of two digits or more, without their separators."""
    found = (re.sub(r"\D", "", number) for number in NUMBER.findall(digits(text)))
    return frozenset(number for number in found if len(number) > 1)


@cache
def dictionary() -> dict[str, frozenset[str]]:
    """Arabic stems and the beginnings of the English words they become."""
    return {stem: frozenset(english.split()) for stem, english in rows("words.tsv")}
