"""Glosses of numbers that Arabic spells out in several words: counted by rule, because a wrong digit is the worst mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from summarizer.reading.amounts import Amount, Token
from summarizer.reading.arabic_numbers import arabic_amount
from summarizer.reading.arabic_numerals import arabic_numeral, arabic_tokens
from summarizer.reading.english_sayings import sayings, spell

DUALS = (200, 2000, 2_000_000, 2_000_000_000)
"""What one word says, with an ending for two."""

DECIMAL = re.compile(r"(?<![\d.,])(\d+)ر(\d+)(?![\d.,])")
"""A decimal number with the letter that agencies use for the comma, its parts in the order in which they stood on paper."""

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
        if (
            amount
            and is_certain(amount)
            and (len(said) > 1 or amount.values[0] in DUALS)
            and all(token.kind == "word" for token in said)
        ):
            yield said[0].start, said[-1].end, ("and " if is_joined(said[0], amount) else "") + english(amount)
        at = after


def whole_numbers(text: str) -> str:
    """The text with numbers in digits alone, as English writes them: «614 ألفا و400» is 614,400, «5ر11» is 11.5."""
    text = DECIMAL.sub(r"\2.\1", text)
    tokens = arabic_tokens(text)
    parts: list[str] = []
    at = written = 0
    while at < len(tokens):
        amount = arabic_amount(tokens, at)
        after = max(at + 1, amount.after if amount else 0)
        said = tokens[at:after]
        if (
            amount
            and len(said) > 1
            and said[0].kind == "digits"
            and is_certain(amount)
            and is_thousands(amount.values[0])
        ):
            parts += [text[written : said[0].start], f"{int(amount.values[0]):,}"]
            written = said[-1].end
        at = after
    return "".join(parts) + text[written:]


def is_thousands(value: Fraction) -> bool:
    return value.denominator == 1 and 1000 <= value < 1_000_000


def is_joined(first: Token, amount: Amount) -> bool:
    """Whether a number begins with «و», "and"; «واحد», one, begins with the same letter, but «واحد عشر» is "and eleven"."""
    numeral = arabic_numeral(first.bare)
    return (numeral is not None and numeral.joined) or (first.bare.startswith("و") and amount.values[0] == 11)


def is_certain(amount: Amount) -> bool:
    return len(amount.values) == 1 and amount.form in ("cardinal", "ordinal") and amount.values[0] > 1


def english(amount: Amount) -> str:
    """A number as newspapers write it: words below a hundred, else digits, round millions with their word."""
    value = amount.values[0]
    if amount.form == "cardinal" and value.denominator == 1:
        if value < 100:
            return spell(int(value))
        if value in YEARS:
            return str(value)
    return sayings(value, amount.form)[0]
