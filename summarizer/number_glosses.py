"""Glosses of numbers that Arabic spells out in several words: counted by rule, because a wrong digit is the worst mistake."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from summarizer.reading.arabic_numbers import arabic_amount
from summarizer.reading.arabic_numerals import arabic_tokens

UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
YEARS = range(1500, 2100)
"""Numbers that are more often years, and then written without a comma."""


def numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Where numbers of several words stand, and their English: first character, character behind the last, gloss."""
    tokens = arabic_tokens(text)
    at = 0
    while at < len(tokens):
        amount = arabic_amount(tokens, at)
        after = max(at + 1, amount.after if amount else 0)
        said = tokens[at:after]
        spelled = amount and len(amount.values) == 1 and len(said) > 1 and all(token.kind == "word" for token in said)
        if amount and spelled and (english := FORMS.get(amount.form, nothing)(amount.values[0])):
            yield said[0].start, said[-1].end, ("and " if said[0].bare.startswith("و") else "") + english
        at = after


def cardinal(value: Fraction) -> str:
    """A number as newspapers write it: words below a hundred, round millions in words, else digits."""
    for scale, name in SCALES:
        if value >= scale and (value * 100 / scale).denominator == 1:
            return f"{float(value / scale):g} {name}"
    if value.denominator > 1:
        return ""
    if value < 20:
        return UNITS[int(value)]
    if value < 100:
        tens, units = divmod(int(value), 10)
        return TENS[tens - 2] + (f"-{UNITS[units]}" if units else "")
    return str(value) if value in YEARS else f"{int(value):,}"


def ordinal(value: Fraction) -> str:
    number = int(value)
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def nothing(value: Fraction) -> str:
    """No gloss: other forms are left to the lexicon."""
    return ""


FORMS = {"cardinal": cardinal, "ordinal": ordinal}
