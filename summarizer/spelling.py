"""Arabic as careless pages spell it: «القاهره» for «القاهرة». Read for the lexicon as it was meant; the text itself stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

DEFINITE = re.compile("[وف]?(?:[بك]?ال|لل)")
OF_SOMEBODY = re.compile(r"\b(?:his|him|its?)\b")
SHORTEST = 4


def tidied(words: Sequence[str], english: Callable[[str], str | None]) -> list[str]:
    """Folded words, those with a final haa that was meant for taa marbuta with that; `english` is what a lexicon says.

    With an article the ending cannot be "his". Without one it is "of", where the next word has the article and this
    text writes no taa marbuta at all.
    """
    careless = not any(word.endswith("ة") for word in words)
    result = list(words)
    for at, word in enumerate(words):
        meant = word[:-1] + "ة"
        if not word.endswith("ه") or len(word) < SHORTEST:
            continue
        definite = DEFINITE.match(word)
        known = english(word)
        of_the_next = careless and at + 1 < len(words) and words[at + 1].startswith("ال")
        if (definite or of_the_next) and (known is None or OF_SOMEBODY.search(known)) and is_known(meant, english):
            result[at] = meant
    return result


def is_known(word: str, english: Callable[[str], str | None]) -> bool:
    """Whether a lexicon has a word, as it is or without what is written as one with it."""
    rests = [word, *(word[len(found[0]) :] for found in [DEFINITE.match(word)] if found)]
    rests += ["ال" + rest for rest in rests[1:]] + ([word[1:]] if word[0] in "وفبلك" else [])
    return any(english(rest) for rest in rests)
