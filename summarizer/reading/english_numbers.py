"""Reads English numbers: "twenty-three", "5.4 million", "a third", "tens of thousands", "the 1990s"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from summarizer.reading.amounts import LATIN_LETTER, Amount, Form, Token, digit_values, glued, word_at
from summarizer.reading.english_numerals import (
    CARDINALS,
    DECADES,
    LOOSE,
    LOOSE_FRACTIONS,
    MANY,
    ORDINAL_VALUES,
    PARTS,
    SCALES,
    SINGULAR_MANY,
    SUFFIXES,
    TENS,
)

_TOKEN = re.compile(
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d{1,3}(?:\.\d{3}){2,}(?!\d)"
    r"|\d+,\d{1,2}(?![\d,])|\d+(?:[.٫]\d+)?)"
    rf"|(?P<word>[{LATIN_LETTER}]+(?:['’][{LATIN_LETTER}]+)?)"
    r"|(?P<mark>\S)"
)


def english_tokens(text: str) -> list[Token]:
    """The words, digits and marks of English text, in order."""
    return [
        Token(match.lastgroup or "mark", match[0], match[0].lower(), match.start(), match.end())
        for match in _TOKEN.finditer(text)
    ]


def english_amount(tokens: Sequence[Token], index: int) -> Amount | None:
    """The number that begins at a token of English, or None. "A" counts only before a hundred, a third and their
    like.
    """
    token = tokens[index]
    word = token.bare
    if token.kind == "mark":
        return None
    if token.kind == "word":
        if word in ("several", "few", "many") and word_at(tokens, index + 1) in SINGULAR_MANY:
            return Amount((Fraction(SINGULAR_MANY[word_at(tokens, index + 1)]),), index + 2, "many")
        if word in MANY and (
            word != "scores" or (word_at(tokens, index + 1) == "of" and word_at(tokens, index + 2).isalpha())
        ):
            return _many(tokens, index)
        if word in DECADES:
            return Amount((Fraction(DECADES[word]),), index + 1, "decade")
        if word in LOOSE_FRACTIONS:
            return Amount((LOOSE_FRACTIONS[word],), index + 1, "fraction", loose=True)
    if decade := _digit_decade(tokens, index):
        return decade
    if word in ("a", "an") and not _counts_after_article(tokens, index + 1):
        return None
    if part := _part(tokens, index):
        return part
    if ordinal := _ordinal(tokens, index):
        # "the third decade of his life" is his twenties
        behind = word_at(tokens, _past_hyphen(tokens, ordinal.after))
        return ordinal._replace(
            loose=behind == "decade" or (word == "third" and behind in ("party", "parties", "world"))
        )
    if chain := _chain(tokens, index):
        return chain
    if (plain := word.removesuffix("'s").removesuffix("’s")) in LOOSE:
        value, form = LOOSE[plain]
        return Amount((Fraction(value),), index + 1, form, loose=True)
    return None


def _past_hyphen(tokens: Sequence[Token], index: int) -> int:
    return (
        index + 1
        if word_at(tokens, index) in ("-", "‑", "–") and glued(tokens, index) and glued(tokens, index + 1)
        else index
    )


def _counts_after_article(tokens: Sequence[Token], index: int) -> bool:
    return word_at(tokens, index) in ("hundred", "dozen", *SCALES, *PARTS)


def _many(tokens: Sequence[Token], index: int) -> Amount:
    """ "Hundreds", "tens of thousands", "hundreds of millions"."""
    value, after = Fraction(MANY[tokens[index].bare]), index + 1
    if (
        word_at(tokens, after) == "of"
        and word_at(tokens, after + 1) in MANY
        and MANY[word_at(tokens, after + 1)] >= 1000
    ):
        return Amount((value * MANY[word_at(tokens, after + 1)],), after + 2, "many")
    return Amount((value,), after, "many")


def _digit_decade(tokens: Sequence[Token], index: int) -> Amount | None:
    """ "The 1990s", "the 90s", "the 1990's"; "the 1800s" are the nineteenth century."""
    digits = tokens[index].text
    if tokens[index].kind != "digits" or not re.fullmatch(r"(?:1[89]|20)?[1-9]0|1\d00", digits):
        return None
    after = index + 1
    if word_at(tokens, after) in ("'", "’") and glued(tokens, after):
        after += 1
    if word_at(tokens, after) == "s" and glued(tokens, after):
        if digits.endswith("00"):
            return Amount((Fraction(int(digits) // 100 + 1),), after + 1, "ordinal")
        return Amount((Fraction(int(digits) % 100),), after + 1, "decade")
    return None


def _ordinal(tokens: Sequence[Token], index: int) -> Amount | None:
    """ "Third", "twenty-third", "23rd"; from the third on, the word may also be a fraction."""
    word = tokens[index].bare
    if tokens[index].kind == "digits":
        if word_at(tokens, index + 1) in ("st", "nd", "rd", "th") and glued(tokens, index + 1) and word.isdecimal():
            return Amount((Fraction(int(word)),), index + 2, "ordinal")
        return None
    if word in TENS:
        unit = _past_hyphen(tokens, index + 1)
        if 1 <= ORDINAL_VALUES.get(word_at(tokens, unit), 0) < 10:
            return Amount((Fraction(CARDINALS[word] + ORDINAL_VALUES[word_at(tokens, unit)]),), unit + 1, "ordinal")
        return None
    value = ORDINAL_VALUES.get(word)
    if not value:
        return None
    values = (Fraction(value), Fraction(1, value)) if value >= 3 else (Fraction(value),)
    return Amount(values, index + 1, "ordinal")


def _part(tokens: Sequence[Token], index: int) -> Amount | None:
    """ "A third", "three quarters", "half", "half a million", "one-fifth"."""
    word, position = tokens[index].bare, index
    count = 1
    if word in ("a", "an", "one"):
        position = _past_hyphen(tokens, index + 1)
    elif 2 <= CARDINALS.get(word, 0) < 20:
        count, position = CARDINALS[word], _past_hyphen(tokens, index + 1)
    noun = word_at(tokens, position)
    below = PARTS.get(noun)
    if below is None or (count > 1 and (not noun.endswith("s") or count >= below)):
        return None  # "two halves" and "six quarters" are of matches and years
    if position == index and noun not in ("half", "quarter", "quarters") and word_at(tokens, position + 1) != "of":
        return None  # "the fifth" is an ordinal
    if count == 1 and noun.endswith("s") and noun != "halves":
        return None
    value, after = Fraction(count, below), position + 1
    following = word_at(tokens, after)
    if following in ("a", "of"):
        scale = after + (2 if word_at(tokens, after + 1) == "a" and following == "of" else 1)
    else:
        scale = after
    if word_at(tokens, scale) in SCALES:
        return Amount((value * SCALES[word_at(tokens, scale)],), scale + 1)
    if following == "a" and word_at(tokens, after + 1) == "dozen":
        return Amount((value * 12,), after + 2)
    values = (value, Fraction(below)) if count == 1 and noun in ORDINAL_VALUES else (value,)
    return Amount(values, after, "fraction", loose=position == index and following != "of")


def _chain(tokens: Sequence[Token], index: int) -> Amount | None:
    """Cardinals of any length, in descending scales: "three million, two hundred and fifty thousand", "25 thousand and
    600".
    """
    position, limit = index, Fraction(10**15)
    values: tuple[Fraction, ...] = ()
    form: Form = "cardinal"
    while position < len(tokens) and not (values and _added(tokens, position)):
        start = position
        if position > index and word_at(tokens, start) in ("and", ","):
            start += 2 if word_at(tokens, start) == "," and word_at(tokens, start + 1) == "and" else 1
        piece = _piece(tokens, start) if start < len(tokens) else None
        if piece is None:
            break
        found, after, scale = piece
        if found[0] >= limit or (limit == 1 and position > index) or (found[0] == 0 and position > index):
            break
        # "a million, 300 of them", "two million and 15 people": two numbers
        if (
            position > index
            and scale == 1
            and (word_at(tokens, position) == "," or (limit >= 10**6 and found[0] < 1000))
        ):
            break
        values = tuple(value + found[0] for value in values) if values else found
        position, limit = after, scale
        if scale == 1:
            break
    if not values:
        return None
    if added := _added(tokens, position):
        position = added[1]
        values = tuple(value + added[0] * limit for value in values)
        scale_at = _past_hyphen(tokens, position)
        if limit == 1 and word_at(tokens, scale_at) in SCALES:
            values = tuple(value * SCALES[word_at(tokens, scale_at)] for value in values)
            position = scale_at + 1
    return Amount(values, position, form)


def _piece(tokens: Sequence[Token], index: int) -> tuple[tuple[Fraction, ...], int, Fraction] | None:
    """One scale's worth of a number: its values, the token behind, and the scale (1 below a thousand)."""
    token = tokens[index]
    values: tuple[Fraction, ...]
    if token.kind == "digits":
        values, after = digit_values(token.text), index + 1
        if "," in token.text:
            values = values[:1]
        suffix = SUFFIXES.get(word_at(tokens, after))
        if suffix and glued(tokens, after):
            scaled = tuple(value * suffix for value in values)
            # "100m" may be metres too
            return (*scaled, *values) if tokens[after].text == "m" else scaled, after + 1, Fraction(suffix)
    elif token.bare in ("a", "an"):
        values, after = (Fraction(1),), index + 1
        if word_at(tokens, after) == "hundred":
            values, after = _with_rest(tokens, after + 1, 100)
    elif token.bare == "hundred":
        values, after = _with_rest(tokens, index + 1, 100)
    elif token.bare in SCALES:
        values, after = (Fraction(1),), index
    else:
        below = _below_thousand(tokens, index)
        if below is None:
            return None
        values, after = below
    dozen = _past_hyphen(tokens, after)
    if word_at(tokens, dozen) == "dozen":
        return tuple(value * 12 for value in values), dozen + 1, Fraction(1)
    scale_at = _past_hyphen(tokens, after) if after > index else after
    factor = 1
    while scale := SCALES.get(word_at(tokens, scale_at).removesuffix("s")):
        factor, after = factor * scale, scale_at + 1
        scale_at = after  # "four thousand million"
    return tuple(value * factor for value in values), after, Fraction(factor)


def _below_thousand(tokens: Sequence[Token], index: int) -> tuple[tuple[Fraction, ...], int] | None:
    value = CARDINALS.get(tokens[index].bare)
    if value is None:
        return None
    after = index + 1
    if value >= 20:
        unit = _past_hyphen(tokens, after)
        if 1 <= CARDINALS.get(word_at(tokens, unit), 0) < 10:
            return (Fraction(value + CARDINALS[word_at(tokens, unit)]),), unit + 1
    hundred = _past_hyphen(tokens, after)
    if word_at(tokens, hundred) == "hundred" and 1 <= value < 100:
        return _with_rest(tokens, hundred + 1, value * 100)
    return (Fraction(value),), after


def _with_rest(tokens: Sequence[Token], index: int, hundreds: int) -> tuple[tuple[Fraction, ...], int]:
    """Hundreds and what follows them below a hundred."""
    start = index + (word_at(tokens, index) == "and")
    if start < len(tokens):
        rest = _below_thousand(tokens, start)
        if rest and 1 <= rest[0][0] < 100:
            return (hundreds + rest[0][0],), rest[1]
    return (Fraction(hundreds),), index


def _added(tokens: Sequence[Token], index: int) -> tuple[Fraction, int] | None:
    """ "And a half", of one or of the scale before it, with the token behind."""
    if word_at(tokens, index) == "½":
        return Fraction(1, 2), index + 1
    start = _past_hyphen(tokens, index)
    if word_at(tokens, start) != "and":
        return None
    article = _past_hyphen(tokens, start + 1)
    noun = _past_hyphen(tokens, article + 1)
    if word_at(tokens, article) in ("a", "one") and word_at(tokens, noun) in ("half", "quarter", "third"):
        return Fraction(1, PARTS[word_at(tokens, noun)]), noun + 1
    return None
