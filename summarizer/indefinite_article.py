"""A or an, by the sound of the word behind it, which a model that copies the word has not heard."""

from __future__ import annotations

import re
import unicodedata

SPELT = frozenset({"FBI", "HIV", "MEP", "NGO"})
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
