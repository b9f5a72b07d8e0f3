"""A or an: the article by the sound of the word behind it, which a model that writes a slot there has not heard."""

from __future__ import annotations

import re

FOLLOWED = re.compile(r"(?:(?<![\w'’-])a(?P<n>n)?|^A(?P<m>n)?) (?=(?P<word>[^\W_][\w'’.,-]*))")
NO_NOUN = frozenset("and are as at if in is of on or".split())
"""Words before which "a" is a letter or a slip, and no article."""

SPELT_LETTERS = "AEFHILMNORSX"
"""Letters whose English name begins with a vowel."""

SILENT = re.compile(r"hour|honest|hono|heir")
CONSONANT = re.compile(r"eu|ew|on(?:e|ce)(?![a-z])|u(?:k|y|bi|gan|r[aiou]|s[aeu]|t[io]|ni(?![dmn]))")
"""Beginnings that are written with a vowel and spoken with y or w: European, one, union; not unintended."""


def agreed(english: str) -> str:
    """English with "a" or "an" as the word behind it wants."""

    def article(match: re.Match[str]) -> str:
        if match["word"].lower() in NO_NOUN:
            return match[0]
        return match[0][0] + ("n " if begins_with_vowel(match["word"]) else " ")

    return FOLLOWED.sub(article, english)


def begins_with_vowel(word: str) -> bool:
    """Whether a word is spoken with a vowel first: hour, MP, 18, F-16; not union, UAE, NATO."""
    if word[0].isdecimal():
        return re.match(r"8|1[18](?!\d)", word) is not None
    if letters := re.match(r"[A-Z]+(?![a-z])", word):
        spelt = len(letters[0]) < 4 or not re.search("[AEIOU]", letters[0])
        return word[0] in (SPELT_LETTERS if spelt else "AEIO")
    low = word.lower()
    return SILENT.match(low) is not None or low[0] in "aeiou" and CONSONANT.match(low) is None
