"""A or an, by the sound of the word behind it, which a small model does not always know."""

from __future__ import annotations

import re
import unicodedata

SPELT = frozenset({"FBI", "HIV", "MEP", "MRI", "NGO"})
"""Abbreviations that hold a vowel and are spoken letter by letter all the same."""

INITIALS = re.compile(r"[A-Z]+(?![a-z'’])")
VOWEL_NAMES = "FHLMNRSX"
"""Consonants whose English names begin with a vowel: an MP, an F-16, an Su-25."""

NUMBER = re.compile(r"8|1[18](?:\d\d)?(?!\d)")
"""Eight and what begins so, eleven, eighteen, and the years of their centuries."""

SILENT = re.compile(r"hour(?![ai])|honest|honou?r|heir")
CONSONANT = re.compile(
    r"eu|ew|on(?:e|ce)(?![a-z])|ou(?:a|e[dt])|u(?:k|v|y|ig|bi|efa|gan|nanim|nesco|nicef|nrwa|r[aiou]|s[aeu]|t[aeio]|ni(?![dmn]))"
)
"""Beginnings that are written with a vowel and spoken with a consonant: European, one, union, Oued; not unintended."""


BEFORE = re.compile(r"(?<![\w'’.-])(an?|(?<!.)An?)(?= [\"“(]?([^\W_][\w’'-]*))")
"""An article and the word behind it; a capital one only where a text begins, for elsewhere it may be a grade or a letter."""


def with_articles(text: str) -> str:
    """The text with a or an wherever it has one of them, by the sound of what follows."""
    return BEFORE.sub(lambda found: found[1][0] + article(found[2])[1:], text)


def article(word: str) -> str:
    """What goes before a word: "an" if it is spoken with a vowel first (hour, MP, 18, F-16), else "a" (union, UAE, NATO)."""
    plain = unicodedata.normalize("NFD", word).encode("ascii", "ignore").decode()
    return "an" if begins_with_vowel(plain) else "a"


def begins_with_vowel(word: str) -> bool:
    if NUMBER.match(word):
        return True
    if initials := INITIALS.match(word):
        spelt = initials[0] in SPELT or not re.search("[AEIOU]", initials[0])
        return word[0] in "AEIO" or (spelt and word[0] in VOWEL_NAMES)
    if re.match(f"[{VOWEL_NAMES}][a-z]-\\d", word):
        return True
    low = word.lower()
    return SILENT.match(low) is not None or (low[:1] in tuple("aeiou") and CONSONANT.match(low) is None)
