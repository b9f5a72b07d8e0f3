"""Arabic as careless pages spell it: «القاهره» for «القاهرة». Read for the lexicon as it was meant; the text itself stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Protocol

DEFINITE = re.compile("[وف]?(?:[بك]?ال|لل)")
OF_SOMEBODY = re.compile(r"\b(?:his|him|its?)\b")
SHORTEST = 4
SURE = 0.5
"""Probability from which an entry is believed: «إليه» is "to it", whatever «آلية» may be."""


class Known(Protocol):
    """What a lexicon says of a word."""

    @property
    def english(self) -> str: ...

    @property
    def probability(self) -> float: ...


def tidied(words: Sequence[str], look: Callable[[str], Known | None]) -> list[str]:
    """Folded words, those with a final haa that was meant for taa marbuta with that; `look` asks a lexicon.

    With an article the ending cannot be "his". Without one it is taa marbuta where the next word has the article, these
    words have another that is surely meant so, and none that is written well: «مكتبه الإعلامي» is "his media office".
    """

    def may_be_meant(word: str) -> bool:
        if not word.endswith("ه") or len(word) < SHORTEST:
            return False
        known = look(word)
        believed = known is not None and (known.probability >= SURE or not OF_SOMEBODY.search(known.english))
        return not believed and is_known(word[:-1] + "ة", look)

    def is_definite(word: str) -> bool:
        article = DEFINITE.match(word)
        return article is not None and len(word) - len(article[0]) >= SHORTEST - 1

    surely = [is_definite(word) and may_be_meant(word) for word in words]
    careless = any(surely) and not any(word.endswith("ة") for word in words)
    return [
        word[:-1] + "ة"
        if surely[at] or careless and may_be_meant(word) and "".join(words[at + 1 : at + 2]).startswith("ال")
        else word
        for at, word in enumerate(words)
    ]


def is_known(word: str, look: Callable[[str], Known | None]) -> bool:
    """Whether a lexicon has a word, as it is or without what is written as one with it."""
    rests = [word, *(word[len(found[0]) :] for found in [DEFINITE.match(word)] if found)]
    rests += ["ال" + rest for rest in rests[1:]] + ([word[1:]] if word[0] in "وفبلك" else [])
    return any(look(rest) for rest in rests)
