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


BEFORE = re.compile(r"(?<![\w'’.-])(an?|(?<!.)An?)(?= [\"“]?([A-Za-z][a-z]+(?:[-’'][a-z]+)*)(?![\w’'-]))")
"""An article and the word behind it, unless that is an abbreviation; a capital article only where a text begins."""

NO_NOUNS = frozenset(
    "about above after again all also am among an and any are as at each either every he her his if il in into is it its of off on onto or "
    "our out over so than that the their then they this those to under unless until up upon us was we were what when with you".split()
)
"""Words that follow no article: «a» before them is a letter."""


def with_articles(text: str) -> str:
    """The text with a or an as the sound of the next word wants it."""

    def right(found: re.Match[str]) -> str:
        given, word = found[1], found[2]
        # «An Najah University» is a name
        if word in NO_NOUNS or (given == "An" and word[0].isupper()):
            return given
        return given[0] + article(word)[1:]

    return BEFORE.sub(right, text)


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
