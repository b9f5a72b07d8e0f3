"""Pairs as the network reads them: numbers and names behind slots on both sides."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from summarizer import slots
from summarizer.glossing import ARABIC, without_prefixes
from summarizer.transliteration import LATIN_WORD, locate, same_name

GLOSSED = re.compile(f"({ARABIC}(?: {ARABIC})*) ([^\u0600-\u06ff]*)")
CAPITALISED = re.compile(r"[A-Z]\S* $")
SHORTEST = 3
"""Letters of a name below which any word may sound like it."""


def slotted(arabic: str, english: str, is_broken: Callable[[str], bool], first: int = 0) -> tuple[str, str]:
    """An annotated pair with slots on both sides; `first` is the slot that the first word gets.

    Nobody agrees on one spelling of a name, so translations have names under others than the glosses. Wherever the
    translation has a name in whatever spelling, it gets the slot: what is to be learnt is to copy, always.
    """
    marked = slots.mark(arabic, is_broken, first)
    english = slots.emptied(english, slots.contents(marked))
    for phrase, gloss in GLOSSED.findall(marked):
        for slot, word in slots.SLOTTED.findall(gloss):
            if word[0].isupper() and slot not in english and (span := spelt_otherwise(phrase, word, english, marked)):
                english = english[: span[0]] + slot + english[span[1] :]
    return marked, english


def spelt_otherwise(phrase: str, gloss: str, english: str, marked: str) -> tuple[int, int] | None:
    """Where a translation has the name that an Arabic phrase holds and its gloss spells in another way."""
    if slots.JOINT in gloss:
        spans = [span for name in bared(phrase) if (span := locate(name, english))]
        best = max(spans, key=lambda span: span[1] - span[0], default=None)
        # of "Mohd Qablawi" the slot must not take the last name alone
        return None if best and CAPITALISED.search(english[: best[0]]) and " " not in english[slice(*best)] else best
    names = [name for word in phrase.split() for name in bared(word) if same_name(name, gloss)]
    for match in LATIN_WORD.finditer(english):
        said = match[0]
        if (
            said[0].isupper()
            and len(said) >= SHORTEST
            # Egypt is not the spelling of Egyptian
            and not said.startswith(gloss)
            and not gloss.startswith(said)
            and f" {said}" not in marked
            and any(same_name(name, said) for name in names)
        ):
            return match.span()
    return None


def bared(phrase: str) -> Iterator[str]:
    """A phrase as it is and without each prefix that its first word may have."""
    yield phrase
    yield from (rest for _, rest in without_prefixes(phrase))
