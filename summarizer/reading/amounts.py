"""What both languages' number readers share: tokens, amounts, and digits in every script.

Their numbers come out as the same `Amount`, so that «ثلاثمئة وخمسة وأربعون ألفا» and "345,000" can be compared.
What a number counts (percents, money, a year) is read elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

Form = Literal["cardinal", "ordinal", "fraction", "many", "decade"]
"""How a number is said; `many` is an indefinite plural such as hundreds, `decade` one such as the nineties (90)."""


class Token(NamedTuple):
    """A piece of text and its place; `bare` is what vocabularies hold: Arabic without marks and spelling variants, or
    lower case.
    """

    kind: str  # "word", "digits", "latin" (in Arabic only) or "mark"
    text: str
    bare: str
    start: int
    end: int


class Amount(NamedTuple):
    """A number that begins at some token: what it may amount to, the likeliest first, and the first token behind it.

    `loose` marks words that can stand for a number in the other language (both, twice, a decade) without being one.
    """

    values: tuple[Fraction, ...]
    after: int
    form: Form = "cardinal"
    loose: bool = False


class Numeral(NamedTuple):
    value: Fraction
    rank: str


LATIN_LETTER = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"


def listed(text: str) -> list[str]:
    """The words of a list that is written as running text, as long vocabularies read best."""
    return text.split()


def word_at(tokens: Sequence[Token], index: int) -> str:
    """What a vocabulary would hold of the token at an index, or nothing beyond either end."""
    return tokens[index].bare if 0 <= index < len(tokens) else ""


def glued(tokens: Sequence[Token], index: int) -> bool:
    """Whether a token follows the one before it without a space."""
    return 0 < index < len(tokens) and tokens[index].start == tokens[index - 1].end


def digit_values(digits: str) -> tuple[Fraction, ...]:
    """What a string of digits and separators may amount to, the likeliest first.

    A comma or a full stop before exactly three digits may group thousands or open decimals: the press of Tunis writes
    56,5 and 10.000 where that of Cairo writes 56.5 and 10,000, and both readings are given. Agencies of the Maghreb write
    the decimal comma as «ر» with the decimals first, as they read from the left («8ر2» is 2.8), or as «،». The United
    Nations write groups of thousands from the right: «000 10» is ten thousand.
    """
    plain = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in digits.replace("٬", ""))
    if re.search(r"\s", plain):
        return _grouped(plain.split())
    if "ر" in plain:
        left, _, right = plain.partition("ر")
        return (Fraction(f"{right}.{left}"), Fraction(f"{left}.{right}"))
    plain = plain.replace("٫", "d").replace("،", ",")
    separators = [sign for sign in plain if not sign.isdecimal()]
    if not separators:
        return (Fraction(plain),)
    if len(set(separators)) == 1 and len(separators) > 1 and separators[0] != "d":
        return (Fraction(plain.replace(separators[0], "")),)
    last = separators[-1]
    whole, _, tail = plain.rpartition(last)
    decimal = Fraction(re.sub(r"[,.d]", "", whole) + "." + tail)
    if len(separators) == 1 and last != "d" and len(tail) == 3 and len(whole) <= 3 and whole.strip("0"):
        thousands = Fraction(whole + tail)
        return (thousands, decimal) if last == "," else (decimal, thousands)
    return (decimal,)


def _grouped(groups: list[str]) -> tuple[Fraction, ...]:
    """Groups of thousands with spaces between: from the left, from the right, or either where nothing tells."""
    last = groups[-1].replace(",", ".").replace("٫", ".")
    from_left = Fraction("".join([*groups[:-1], last]))
    if not last.isdecimal():
        return (from_left,)
    from_right = Fraction("".join(reversed(groups)))
    if len(last) < 3 or groups[0].startswith("0"):
        return (from_right,)
    return (from_left, from_right) if len(groups[0]) == 3 else (from_left,)
