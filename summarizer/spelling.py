"""Arabic as careless pages spell it: «القاهره» for «القاهرة». Read for the lexicon as it was meant; the text itself stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

DEFINITE = re.compile("[وف]?(?:[بك]?ال|لل)")
OF_SOMEBODY = re.compile(r"\b(?:his|him|its?)\b")
SHORTEST = 4


def tidied(words: Sequence[str], english: Callable[[str], str | None]) -> list[str]:
    """Folded words, those with a final haa that was meant for taa marbuta with that; `english` is what a lexicon says.

    With an article the ending cannot be "his". Without one it is taa marbuta where the next word has the article, these
    words have another that is surely meant so, and none that is written well: «مكتبه الإعلامي» is "his media office".
    """

    def may_be_meant(word: str) -> bool:
        if not word.endswith("ه") or len(word) < SHORTEST:
            return False
        known = english(word)
        return (known is None or OF_SOMEBODY.search(known) is not None) and is_known(word[:-1] + "ة", english)

    surely = [DEFINITE.match(word) is not None and may_be_meant(word) for word in words]
    careless = any(surely) and not any(word.endswith("ة") for word in words)
    return [
        word[:-1] + "ة"
        if surely[at] or careless and may_be_meant(word) and "".join(words[at + 1 : at + 2]).startswith("ال")
        else word
        for at, word in enumerate(words)
    ]


def is_known(word: str, english: Callable[[str], str | None]) -> bool:
    """Whether a lexicon has a word, as it is or without what is written as one with it."""
    rests = [word, *(word[len(found[0]) :] for found in [DEFINITE.match(word)] if found)]
    rests += ["ال" + rest for rest in rests[1:]] + ([word[1:]] if word[0] in "وفبلك" else [])
    return any(english(rest) for rest in rests)
