"""Reads Arabic numbers: either gender and any case, compounds, duals, fractions, ordinals, digits mixed with words."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from summarizer.reading.amounts import Amount, Form, Numeral, Token, digit_values, word_at
from summarizer.reading.arabic_numerals import ArabicNumeral, arabic_numeral, words

# unvowelled, five and a fifth are spelled alike: «خمس سنوات», «بخُمس الإنتاج»
_FIFTHS = {"خمس": 5, "سبع": 7, "ثمن": 8, "تسع": 9, "عشر": 10}
_AND_ELEVEN = ArabicNumeral(Numeral(Fraction(1), "one"), joined=True, bound=False)
# no dual construct stands before these: «ألفا منهم» is a thousand
_NO_GENITIVE = words("من منهم منها منهن في على إلى عن") | {"", ".", "،", ")", "»"}
_DAMMA = "\u064f"


def _arabic_at(tokens: Sequence[Token], index: int) -> ArabicNumeral | None:
    if index >= len(tokens) or tokens[index].kind != "word":
        return None
    token = tokens[index]
    # folded, «وأحد عشر» begins like «واحد»
    if token.bare == "واحد" and (token.text[1:2] == "أ" or word_at(tokens, index + 1) == "عشر"):
        return _AND_ELEVEN
    return arabic_numeral(token.bare)


def _joined_at(tokens: Sequence[Token], index: int) -> tuple[int, ArabicNumeral] | None:
    """A numeral added by «و», glued to it or a word of its own; with its index."""
    if index < len(tokens) and tokens[index].bare == "و":
        word = _arabic_at(tokens, index + 1)
        return (index + 1, word) if word else None
    word = _arabic_at(tokens, index)
    return (index, word) if word and word.joined else None


def _joined_digits(tokens: Sequence[Token], index: int) -> int | None:
    """The index of digits added by «و», as in «25 ألفا و600»."""
    if index + 1 < len(tokens) and tokens[index].bare == "و" and tokens[index + 1].kind == "digits":
        return index + 1
    return None


def arabic_amount(tokens: Sequence[Token], index: int) -> Amount | None:
    """The number that begins at a token of Arabic, or None.

    An «و» in front of the first word is taken for the sentence's own. The scales descend: «ألفين وخمسة آلاف» is two
    numbers.
    """
    token = tokens[index]
    if token.kind == "digits":
        return _arabic_chain(tokens, index)
    word = _arabic_at(tokens, index)
    if word is None or (token.bare.endswith("اثني") and token.text.endswith(("ثنى", "أثني"))):  # «أثنى», to praise
        return None
    value, rank = word.numeral
    if rank == "one":
        following = _arabic_at(tokens, index + 1)
        if following and (following.numeral.rank == "ten" or (following.joined and following.numeral.rank == "tens")):
            return _arabic_chain(tokens, index)
        return Amount((value,), index + 1, loose=True)
    if rank == "ordinal":
        return _arabic_ordinal(tokens, index, value)
    if rank == "many":
        return _arabic_many(tokens, index, value)
    if rank == "decade":
        return Amount((value,), index + 1, "decade")
    if rank == "parts":
        return None
    if rank == "scale" and token.bare.endswith(("الاف", "الافا", "ملايين", "مليارات", "ملايير", "بلايين", "تريليونات")):
        return _arabic_many(tokens, index, value)
    if rank == "fraction":
        return _arabic_fraction(tokens, index, value)
    if rank in ("unit", "ten") and _DAMMA in token.text[:3] and value in _FIFTHS.values():
        return _arabic_fraction(tokens, index, Fraction(1) / value)
    amount = _arabic_chain(tokens, index)
    may_be_part = any(token.bare == prefix + word for word in _FIFTHS for prefix in ("", "ب", "و", "ل", "ال"))
    if amount and amount.after == index + 1 and may_be_part and word_at(tokens, index + 1).startswith("ال"):
        return Amount((*amount.values, Fraction(1) / value), amount.after)  # «خمس الطريق»
    return amount


def _arabic_fraction(tokens: Sequence[Token], index: int, value: Fraction) -> Amount:
    following = _arabic_at(tokens, index + 1)
    if following and following.numeral.rank == "scale" and not following.joined:
        return Amount((value * following.numeral.value,), index + 2)
    return Amount((value,), index + 1, "fraction")


def _arabic_ordinal(tokens: Sequence[Token], index: int, value: Fraction) -> Amount | None:
    following = _arabic_at(tokens, index + 1)
    unit = Fraction(1) if value == 11 else value
    if following and not following.joined and following.numeral.rank == "ten":
        return Amount((unit + 10,), index + 2, "ordinal")
    beyond = _arabic_at(tokens, index + 2)
    if beyond and tokens[index + 1].bare == "بعد" and beyond.numeral.value in (100, 1000):
        return Amount((unit + beyond.numeral.value,), index + 3, "ordinal")  # «الثانية بعد المئة»
    if joined := _joined_at(tokens, index + 1):
        after, word = joined
        if word.numeral.rank == "tens" or word.numeral.value == 100:
            return Amount((unit + word.numeral.value,), after + 1, "ordinal")
    return None if value == 11 else Amount((value,), index + 1, "ordinal")


def _arabic_many(tokens: Sequence[Token], index: int, value: Fraction) -> Amount:
    """Indefinite plurals: «مئات», «عشرات الآلاف»."""
    following = _arabic_at(tokens, index + 1)
    if following and following.numeral.rank == "scale" and not following.joined and following.numeral.value > value:
        return Amount((value * following.numeral.value,), index + 2, "many")
    return Amount((value,), index + 1, "many")


def _arabic_chain(tokens: Sequence[Token], index: int) -> Amount | None:
    """Cardinals of any length, in descending scales: «ثلاثة ملايين و250 ألفا وخمسمئة»."""
    limit, position = Fraction(10**15), index
    alternatives: tuple[Fraction, ...] = ()
    while position < len(tokens):
        start = position
        if position > index:
            joined = _joined_at(tokens, position)
            digits = _joined_digits(tokens, position)
            if joined is None and digits is None:
                break
            start = joined[0] if joined else digits or position
        piece = _arabic_piece(tokens, start)
        if piece is None:
            break
        values, after, scale = piece
        if values[0] >= limit or (scale == 1 and limit == 1):
            break
        alternatives = values if position == index else tuple(value + values[0] for value in alternatives)
        limit, position = scale, after
        if scale == 1:
            break
    if position == index:
        return None
    added = _added_fraction(tokens, position, limit)
    if added:
        fraction, position = added
        alternatives = tuple(value + fraction for value in alternatives)
    form: Form = "fraction" if alternatives[0] < 1 and tokens[index].kind == "word" else "cardinal"
    return Amount(alternatives, position, form)


def _arabic_piece(tokens: Sequence[Token], index: int) -> tuple[tuple[Fraction, ...], int, Fraction] | None:
    """One scale's worth of a number: its values, the token behind, and the scale (1 below a thousand)."""
    token = tokens[index]
    values: tuple[Fraction, ...]
    if token.kind == "digits":
        values, after = digit_values(token.text), index + 1
    else:
        word = _arabic_at(tokens, index)
        if word is None:
            return None
        value, rank = word.numeral
        if rank == "dual":
            return (value,), index + 1, value / 2
        if rank == "accusative":
            added = _joined_at(tokens, index + 1) or _joined_digits(tokens, index + 1)
            once = added or word_at(tokens, index + 1) in _NO_GENITIVE
            return (value if once else 2 * value,), index + 1, value
        if rank == "scale":
            return _scaled(tokens, (Fraction(1),), index, bound=True)
        below = _below_thousand(tokens, index)
        if below is None:
            return None
        values, after = (below[0],), below[1]
    if decimals := _decimals(tokens, after):
        values, after = (values[0] + decimals[0],), decimals[1]
    return _scaled(tokens, values, after)


def _decimals(tokens: Sequence[Token], index: int) -> tuple[Fraction, int] | None:
    """What «فاصلة» adds («2 فاصل 7», «ثلاثة فاصلة خمسة»), and the token behind."""
    if word_at(tokens, index) not in ("فاصل", "فاصله") or index + 1 >= len(tokens):
        return None
    if tokens[index + 1].kind == "digits" and tokens[index + 1].text.isdecimal():
        return Fraction(int(tokens[index + 1].text), 10 ** len(tokens[index + 1].text)), index + 2
    below = _below_thousand(tokens, index + 1)
    return (below[0] / 10 ** len(str(below[0])), below[1]) if below else None


def _scaled(
    tokens: Sequence[Token], values: tuple[Fraction, ...], after: int, *, bound: bool = False
) -> tuple[tuple[Fraction, ...], int, Fraction]:
    """The values times the scale words that follow; only where they begin the number may they be `bound` or joined."""
    scale = _arabic_at(tokens, after)
    factor = Fraction(1)
    while (
        scale
        and (bound or not (scale.joined or scale.bound))
        and scale.numeral.rank in ("scale", "accusative")
        and scale.numeral.value > factor
    ):
        factor *= scale.numeral.value  # «9 آلاف مليار» is nine trillion
        after, bound = after + 1, False
        scale = _arabic_at(tokens, after)
    return tuple(value * factor for value in values), after, factor


def _below_thousand(tokens: Sequence[Token], index: int) -> tuple[Fraction, int] | None:
    word = _arabic_at(tokens, index)
    if word is None:
        return None
    value, rank = word.numeral
    following = _arabic_at(tokens, index + 1)
    if rank in ("unit", "one"):
        if following and not following.joined:
            if following.numeral.rank == "ten":
                return value + 10, index + 2
            if following.numeral.rank == "hundred" and value > 2 and not following.bound:
                return _with_rest(tokens, index + 2, value * 100)
            if following.numeral.rank == "parts" and value > 1:
                return value / following.numeral.value, index + 2
        joined = _joined_at(tokens, index + 1)
        if joined and joined[1].numeral.rank == "tens":
            return value + joined[1].numeral.value, joined[0] + 1
        return value, index + 1
    if rank in ("ten", "tens"):
        return value, index + 1
    if rank in ("hundred", "hundreds"):
        return _with_rest(tokens, index + 1, value)
    return None


def _with_rest(tokens: Sequence[Token], index: int, hundreds: Fraction) -> tuple[Fraction, int]:
    """Hundreds and what «و» adds to them below a hundred."""
    joined = _joined_at(tokens, index)
    if joined and joined[1].numeral.rank in ("unit", "ten", "tens", "one"):
        rest = _below_thousand(tokens, joined[0])
        if rest and 1 <= rest[0] < 100:
            return hundreds + rest[0], rest[1]
    return hundreds, index


def _added_fraction(tokens: Sequence[Token], index: int, scale: Fraction) -> tuple[Fraction, int] | None:
    """«مليون ونصف المليون»: a part of the scale before it, and the token behind."""
    if scale == 1:
        return None
    joined = _joined_at(tokens, index)
    if joined is None or joined[1].numeral.rank != "fraction":
        return None
    after = joined[0] + 1
    again = _arabic_at(tokens, after)
    if again and again.numeral.rank == "scale" and again.numeral.value == scale:
        after += 1
    return joined[1].numeral.value * scale, after
