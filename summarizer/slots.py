"""Slots: words that the compact model copies whole instead of spelling them out piece by piece.

Numbers and names are what a small network gets wrong, and what a reader must be able to trust. So in its source text a
number, or a word that the vocabulary would break into pieces, stands behind a sign of its own, «القذافي ① Gaddafi عام ② 2011»;
the network writes the sign, and the word takes its place: a year can no longer lose a digit (copying by placeholder:
Luong et al. 2015; Crego et al. 2016). The same word has the same sign everywhere in a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from sentencepiece import SentencePieceProcessor

from summarizer.indefinite_article import article, with_articles

SLOTS = tuple(map(chr, range(0xE000, 0xE010)))
"""Code points without meaning (private use), one piece each in a vocabulary that has slots."""

SLOT = re.compile(f"[{SLOTS[0]}-{SLOTS[-1]}]")
INDEFINITE = re.compile(f"\\b([Aa])n?(?= ({SLOT.pattern}))")
LATIN = "[^\\W\\d_\u0600-\u06ff]"
WORD = re.compile(f"\\d+(?:[.,:٫٬]\\d+)*|{LATIN}+\\d*(?:['’._-](?!s\\b){LATIN}+\\d*|[_-]\\d+)*")
SLOTTED = re.compile(f"({SLOT.pattern}) ({WORD.pattern})")
JOINT = "_"
"""Joins the words of a name that is copied as one."""

GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")
MARKS = str.maketrans("٫٬", ".,")
LEAST_TO_GROUP = 5
"""Digits that a number has at least when commas group it: years have four."""


def breaker(model: SentencePieceProcessor) -> Callable[[str], bool]:
    """Tells of a word whether the vocabulary breaks it: in three pieces or more, a word with a capital in two."""

    @cache
    def is_broken(word: str) -> bool:
        return len(model.encode(word)) >= (2 if word[0].isupper() else 3)

    return is_broken


def mark(text: str, is_broken: Callable[[str], bool], first: int = 0) -> str:
    """The text with a slot before each number and each Latin word that is broken, as long as there are slots.

    `first` is the number of the slot that the first word gets. Signs that were in the text already become spaces.
    """
    given: dict[str, str] = {}

    def marked(match: re.Match[str]) -> str:
        word = match[0]
        if word not in given and len(given) < len(SLOTS) and (word[0].isdecimal() or is_broken(word)):
            given[word] = SLOTS[(first + len(given)) % len(SLOTS)]
        return f"{given[word]} {word}" if word in given else word

    return WORD.sub(marked, SLOT.sub(" ", text))


def contents(marked: str) -> dict[str, str]:
    """What each slot of a marked text holds, as English writes it."""
    return {slot: written(word) for slot, word in SLOTTED.findall(marked)}


def written(word: str) -> str:
    """A word as English writes it: numbers with a point before decimals and commas between thousands."""
    if not word[0].isdecimal():
        return word.replace(JOINT, " ")
    word = "".join(str(int(digit)) if digit.isdecimal() else digit for digit in word.translate(MARKS))
    if word.isdecimal() and len(word) >= LEAST_TO_GROUP and word[0] != "0":
        return f"{int(word):,}"
    if word.count(",") == 1 and "." not in word and not GROUPED.fullmatch(word):
        return word.replace(",", ".")
    return word


def fill(text: str, held: Mapping[str, str]) -> str:
    """The sentence with each slot's word in its place; a slot that holds nothing is an ellipsis, for something is missing."""
    text = INDEFINITE.sub(lambda match: match[1] + article(held.get(match[2], ""))[1:], with_articles(text))
    # where there were no slots left, a model may spell a joined name out
    filled = SLOT.sub(lambda match: held.get(match[0], "…"), text).replace(JOINT, " ")
    return filled[:1].upper() + filled[1:]


def emptied(english: str, held: Mapping[str, str]) -> str:
    """The other way, for training: a translation with slots where a slot's word stands."""
    slots = {plain(word): slot for slot, word in held.items()}

    def slot(match: re.Match[str]) -> str:
        word = plain(match[0])
        if match.start() == 0 and word not in slots:
            word = word[0].lower() + word[1:]
        return slots.get(word, match[0])

    return WORD.sub(slot, english)


def plain(word: str) -> str:
    """A word without what only groups its digits."""
    return word.replace(",", "") if GROUPED.fullmatch(word) else word
