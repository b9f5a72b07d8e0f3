"""Reads English numbers and says them: "twenty-three", "5.4 million", "a third", "tens of thousands", "the 1990s"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from summarizer.reading.amounts import LATIN_LETTER, Amount, Form, Token, digit_values, glued, word_at

_TOKEN = re.compile(
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d{1,3}(?:\.\d{3}){2,}(?!\d)"
    r"|\d+,\d{1,2}(?![\d,])|\d+(?:[.٫]\d+)?)"
    rf"|(?P<word>[{LATIN_LETTER}]+(?:['’][{LATIN_LETTER}]+)?)"
    r"|(?P<mark>\S)"
)
SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen "
    "nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth"
).split()
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "milliard": 10**9}
_SUFFIXES = {"k": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6, "bn": 10**9, "b": 10**9, "tn": 10**12}
_PARTS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4} | {
    word + plural: value for value, word in enumerate(_ORDINALS) if value >= 3 for plural in ("", "s")
}
_MANY = {"tens": 10, "dozens": 10, "scores": 10, "hundreds": 100} | {
    word + "s": value for word, value in _SCALES.items()
}
_SINGULAR_MANY = {"dozen": 10, "hundred": 100, **_SCALES}  # "several hundred"
_CARDINALS = {word: value for value, word in enumerate(SMALL)} | {
    word: 20 + 10 * step for step, word in enumerate(TENS)
}
_ORDINAL_VALUES = {word: value for value, word in enumerate(_ORDINALS)} | {
    word[:-1] + "ieth": 20 + 10 * step for step, word in enumerate(TENS)
}
_ORDINAL_VALUES |= {"hundredth": 100, "thousandth": 1000, "millionth": 10**6}
_DECADES = {word[:-1] + "ies": 20 + 10 * step for step, word in enumerate(TENS)}
# Words that may stand for a number in the other language. "Both" is enough to explain an Arabic dual; none of them is
# a number that
# the Arabic would have to state.
_LOOSE: dict[str, tuple[int, Form]] = {
    word: (value, form)
    for form, table in {
        "cardinal": {
            0: "nil nothing no clean",
            1: "once single sole lone only each same alone unilateral unilaterally unanimous another per every any together",
            2: "both twice couple pair duo double doubled doubles doubling twin twins twofold bilateral either neither together mutual",
            3: "triple tripled treble trebled trio threefold thrice triplets trilateral tripartite triad threesome",
            4: "quadruple quadrupled quartet fourfold quadruplets",
            5: "fivefold quintet quintuple",
            6: "sixfold",
            7: "sevenfold",
            8: "eightfold",
            9: "ninefold",
            10: "tenfold decade decades",
            14: "fortnight fortnights",
            100: "century centuries centenary centennial hundredfold",
            1000: "millennium millennia",
        },
        "ordinal": {
            1: "i initial initially firstly opening debut prime premier top topped topping tops premiere chief leading lead inaugural maiden "
            "primary foremost early earlier earliest original main former once",
            2: "ii other another latter secondly secondary again next later runner-up second-half",
            3: "iii thirdly bronze",
            4: "iv",
            5: "v",
            6: "vi",
            7: "vii",
            8: "viii",
            9: "ix",
            10: "x",
            11: "xi",
            12: "xii",
            13: "xiii",
            14: "xiv",
            15: "xv",
            16: "xvi",
        },
    }.items()
    for value, words in table.items()
    for word in words.split()
}
_LOOSE_FRACTIONS = {
    "hemisphere": Fraction(1, 2),
    "halved": Fraction(1, 2),
    "halving": Fraction(1, 2),
    "semi": Fraction(1, 2),
    "midway": Fraction(1, 2),
    "midterm": Fraction(1, 2),
}


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
        if word in ("several", "few", "many") and word_at(tokens, index + 1) in _SINGULAR_MANY:
            return Amount((Fraction(_SINGULAR_MANY[word_at(tokens, index + 1)]),), index + 2, "many")
        if word in _MANY and (
            word != "scores" or (word_at(tokens, index + 1) == "of" and word_at(tokens, index + 2).isalpha())
        ):
            return _many(tokens, index)
        if word in _DECADES:
            return Amount((Fraction(_DECADES[word]),), index + 1, "decade")
        if word in _LOOSE_FRACTIONS:
            return Amount((_LOOSE_FRACTIONS[word],), index + 1, "fraction", loose=True)
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
    if word in _LOOSE:
        value, form = _LOOSE[word]
        return Amount((Fraction(value),), index + 1, form, loose=True)
    return None


def _past_hyphen(tokens: Sequence[Token], index: int) -> int:
    return (
        index + 1
        if word_at(tokens, index) in ("-", "‑", "–") and glued(tokens, index) and glued(tokens, index + 1)
        else index
    )


def _counts_after_article(tokens: Sequence[Token], index: int) -> bool:
    return word_at(tokens, index) in ("hundred", "dozen", *_SCALES, *_PARTS)


def _many(tokens: Sequence[Token], index: int) -> Amount:
    """ "Hundreds", "tens of thousands", "hundreds of millions"."""
    value, after = Fraction(_MANY[tokens[index].bare]), index + 1
    if (
        word_at(tokens, after) == "of"
        and word_at(tokens, after + 1) in _MANY
        and _MANY[word_at(tokens, after + 1)] >= 1000
    ):
        return Amount((value * _MANY[word_at(tokens, after + 1)],), after + 2, "many")
    return Amount((value,), after, "many")


def _digit_decade(tokens: Sequence[Token], index: int) -> Amount | None:
    """ "The 1990s", "the 90s", "the 1990's"."""
    digits = tokens[index].text
    if tokens[index].kind != "digits" or not re.fullmatch(r"(?:1[89]|20)?[1-9]0", digits):
        return None
    after = index + 1
    if word_at(tokens, after) in ("'", "’") and glued(tokens, after):
        after += 1
    if word_at(tokens, after) == "s" and glued(tokens, after):
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
        if 1 <= _ORDINAL_VALUES.get(word_at(tokens, unit), 0) < 10:
            return Amount((Fraction(_CARDINALS[word] + _ORDINAL_VALUES[word_at(tokens, unit)]),), unit + 1, "ordinal")
        return None
    value = _ORDINAL_VALUES.get(word)
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
    elif 2 <= _CARDINALS.get(word, 0) < 20:
        count, position = _CARDINALS[word], _past_hyphen(tokens, index + 1)
    noun = word_at(tokens, position)
    below = _PARTS.get(noun)
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
    if word_at(tokens, scale) in _SCALES:
        return Amount((value * _SCALES[word_at(tokens, scale)],), scale + 1)
    if following == "a" and word_at(tokens, after + 1) == "dozen":
        return Amount((value * 12,), after + 2)
    values = (value, Fraction(below)) if count == 1 and noun in _ORDINAL_VALUES else (value,)
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
        if limit == 1 and word_at(tokens, scale_at) in _SCALES:
            values = tuple(value * _SCALES[word_at(tokens, scale_at)] for value in values)
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
        suffix = _SUFFIXES.get(word_at(tokens, after))
        if suffix and glued(tokens, after):
            return tuple(value * suffix for value in values), after + 1, Fraction(suffix)
    elif token.bare in ("a", "an"):
        values, after = (Fraction(1),), index + 1
        if word_at(tokens, after) == "hundred":
            values, after = _with_rest(tokens, after + 1, 100)
    elif token.bare == "hundred":
        values, after = _with_rest(tokens, index + 1, 100)
    elif token.bare in _SCALES:
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
    while scale := _SCALES.get(word_at(tokens, scale_at).removesuffix("s")):
        factor, after = factor * scale, scale_at + 1
        scale_at = after  # "four thousand million"
    return tuple(value * factor for value in values), after, Fraction(factor)


def _below_thousand(tokens: Sequence[Token], index: int) -> tuple[tuple[Fraction, ...], int] | None:
    value = _CARDINALS.get(tokens[index].bare)
    if value is None:
        return None
    after = index + 1
    if value >= 20:
        unit = _past_hyphen(tokens, after)
        if 1 <= _CARDINALS.get(word_at(tokens, unit), 0) < 10:
            return (Fraction(value + _CARDINALS[word_at(tokens, unit)]),), unit + 1
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
        return Fraction(1, _PARTS[word_at(tokens, noun)]), noun + 1
    return None


# --- saying numbers ---


def spell(value: int, form: Form = "cardinal") -> str:
    """A whole number from 0 to 99 in words: "twenty-three", or as an ordinal "twenty-third"."""
    small = _ORDINALS if form == "ordinal" else SMALL
    if value < 20:
        return small[value]
    tens, unit = TENS[value // 10 - 2], value % 10
    if unit:
        return f"{tens}-{small[unit]}"
    return tens[:-1] + "ieth" if form == "ordinal" else tens


def figures(value: Fraction) -> str:
    """A number in digits as English writes it: "1,234", "4.6", "0.33" (rounded to at most three decimals)."""
    if value.denominator == 1:
        return f"{value.numerator:,}"
    return f"{float(value):,.3f}".rstrip("0").rstrip(".")


def ordinal_figures(value: int) -> str:
    """ "1st", "22nd", "113th"."""
    ending = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


def sayings(value: Fraction, form: Form = "cardinal") -> tuple[str, ...]:
    """The usual English forms of a number, the one to prefer first: ("4.6 billion", "4,600,000,000"), ("three",
    "3").
    """
    whole = value.numerator if value.denominator == 1 else None
    if form == "many":
        return tuple(word for word in _many_names(value))
    if form == "decade":
        return (f"{int(value)}s", next(word for word, decade in _DECADES.items() if decade == value))
    if form == "ordinal" and whole is not None:
        return (spell(whole, "ordinal"), ordinal_figures(whole)) if whole < 100 else (ordinal_figures(whole),)
    if whole is None and 0 < value < 1 and value.denominator in _FRACTION_NAMES and form == "fraction":
        return (_fraction_name(value), figures(value))
    names = [figures(value)]
    for word in ("trillion", "billion", "million", "thousand"):
        scaled = value / _SCALES[word]
        if scaled >= 1 and (scaled * 1000).denominator == 1:
            names.insert(0 if word != "thousand" else 1, f"{figures(scaled)} {word}")
            break
    if whole is not None and 0 <= whole < 100:
        names.insert(0 if whole < 11 else 1, spell(whole))
    return tuple(names)


_FRACTION_NAMES = {
    2: "half",
    3: "third",
    4: "quarter",
    5: "fifth",
    6: "sixth",
    7: "seventh",
    8: "eighth",
    9: "ninth",
    10: "tenth",
}


def _fraction_name(value: Fraction) -> str:
    noun = _FRACTION_NAMES[value.denominator]
    if value.numerator == 1:
        return "half" if noun == "half" else f"{'an' if noun == 'eighth' else 'a'} {noun}"
    return f"{spell(value.numerator)} {noun}s"


def _many_names(value: Fraction) -> list[str]:
    names = {10: ["dozens", "tens"], 100: ["hundreds"]} | {
        10 ** (3 * step): [f"{word}s"]
        for step, word in enumerate(("thousand", "million", "billion", "trillion"), start=1)
    }
    if int(value) in names:
        return names[int(value)]
    for scale, words in reversed(names.items()):
        if value % scale == 0 and int(value // scale) in (10, 100, 1000):
            return [f"{ {10: 'tens', 100: 'hundreds', 1000: 'thousands'}[int(value // scale)] } of {words[0]}"]
    return [figures(value)]
