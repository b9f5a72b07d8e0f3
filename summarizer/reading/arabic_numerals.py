"""The Arabic words for numbers, and how Arabic text is cut into words and each word reduced to what a list can hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from summarizer.reading.amounts import LATIN_LETTER, Numeral, Token

_LETTERS = "\u0620-\u063f\u0641-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff"
_WORD = f"[{_LETTERS}][{_LETTERS}\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200c]*"
_TOKEN = re.compile(
    rf"(?P<latin>\d*[{LATIN_LETTER}][{LATIN_LETTER}0-9]*(?:[-.&@'’/_][{LATIN_LETTER}0-9]+)*)"
    r"|(?P<digits>\d{1,3}(?:(?:[ \u00a0\u202f]\d{3})+|(?:٬\d{3})+|(?:,\d{3})+|(?:\.\d{3})+)(?:[.,٫]\d+)?(?![ \u00a0]?\d)"
    r"|\d{3}(?:[ \u00a0]\d{3})*[ \u00a0]\d{1,3}(?![\d.,:/+-])"
    r"|\d+(?:[.,٫]\d+|ر\d+(?![\d.,])|،\d{1,3}(?![\d،]))?)"
    rf"|(?P<word>{_WORD})"
    r"|(?P<mark>\S)"
)
_FOLD = {
    **dict.fromkeys([0x640, 0x670, 0x200C, *range(0x610, 0x61B), *range(0x64B, 0x660), *range(0x6D6, 0x6EE)]),
    **str.maketrans("أإآٱىیکةۀ", "ااااييكهه"),
}


def fold(word: str) -> str:
    """An Arabic word without vowel marks and tatweel, its variant spellings made one (أ إ آ → ا, ى → ي, ة → ه)."""
    return word.translate(_FOLD)


def arabic_tokens(text: str) -> list[Token]:
    """The words, digits, Latin strings and marks of Arabic text, in order."""
    tokens = []
    for match in _TOKEN.finditer(text):
        kind, piece = match.lastgroup or "mark", match[0]
        tokens.append(Token(kind, piece, fold(piece) if kind == "word" else piece, match.start(), match.end()))
    return tokens


def _numerals(table: Mapping[str, Mapping[int, str] | Mapping[Fraction, str]]) -> dict[str, Numeral]:
    return {
        fold(word): Numeral(Fraction(value), rank)
        for rank, listed in table.items()
        for value, spellings in listed.items()
        for word in spellings.split()
    }


def words(text: str) -> frozenset[str]:
    """The words of a list, folded."""
    return frozenset(fold(word) for word in text.split())


def _owned(part: str) -> str:
    """A part alone and with the pronouns of what it is part of: «نصفهم»."""
    return " ".join(part + pronoun for pronoun in ("", "ها", "هم", "ه", "هن", "نا", "هما"))


_HUNDREDS = {
    number: " ".join(stem + hundred for stem in stems.split() for hundred in ("مئة", "مائة", "ماية", "مية", "مئه"))
    for number, stems in {
        300: "ثلاث",
        400: "أربع",
        500: "خمس",
        600: "ست",
        700: "سبع",
        800: "ثمان ثماني",
        900: "تسع",
    }.items()
}
_NUMERALS = _numerals(
    {
        "one": {1: "أحد إحدى"},
        "unit": {
            1: "واحد واحدة واحدا",
            2: "اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي ثنتين",
            3: "ثلاث ثلاثة ثلاثا تلاتة ثلاثتهم ثلاثتها ثلاثتنا",
            4: "أربع أربعة أربعا أربعتهم أربعتنا",
            5: "خمس خمسة خمسا خمستهم",
            6: "ست ستة ستا",
            7: "سبع سبعة سبعا",
            8: "ثمان ثماني ثمانية ثمانيا تمانية",
            9: "تسع تسعة تسعا",
        },
        "ten": {10: "عشر عشرة عشرا"},
        "tens": {
            20: "عشرون عشرين",
            30: "ثلاثون ثلاثين",
            40: "أربعون أربعين",
            50: "خمسون خمسين",
            60: "ستون ستين",
            70: "سبعون سبعين",
            80: "ثمانون ثمانين",
            90: "تسعون تسعين",
        },
        "hundred": {100: "مئة مائة ماية"},
        "hundreds": {200: "مئتان مئتين مائتان مائتين مئتا مئتي مائتا مائتي ميتين", **_HUNDREDS},
        "scale": {
            10**3: "ألف آلاف آلافا",
            10**6: "مليون ملايين",
            10**9: "مليار مليارات ملايير بليون بلايين",
            10**12: "تريليون تريليونا تريليونات ترليون",
        },
        # after another number the accusative of a scale, alone its construct dual: «20 مليونا», «مليونا دولار»
        "accusative": {10**3: "ألفا", 10**6: "مليونا", 10**9: "مليارا بليونا"},
        "dual": {
            2 * 10**3: "ألفان ألفين ألفي",
            2 * 10**6: "مليونان مليونين مليوني",
            2 * 10**9: "ملياران مليارين ملياري بليونين",
            2 * 10**12: "تريليونان تريليونين تريليوني",
        },
        "fraction": {
            Fraction(1, 2): _owned("نصف") + " نصفا",
            Fraction(1, 3): _owned("ثلث"),
            Fraction(2, 3): f"ثلثين ثلثان {_owned('ثلثا')} {_owned('ثلثي')}",
            Fraction(1, 4): _owned("ربع"),
            Fraction(1, 5): "خمسها خمسهم خمسهن",  # the bare word is five, see `_FIFTHS`
            Fraction(1, 6): "سدس",
        },
        "parts": {
            3: _owned("أثلاث"),
            4: _owned("أرباع"),
            5: _owned("أخماس"),
            6: _owned("أسداس"),
            7: _owned("أسباع"),
            8: _owned("أثمان"),
            9: _owned("أتساع"),
            10: _owned("أعشار"),
        },
        "ordinal": {
            1: "أول أولى",
            2: "ثان ثاني ثانية",
            3: "ثالث ثالثة",
            4: "رابع رابعة",
            5: "خامس خامسة",
            6: "سادس سادسة",
            7: "سابع سابعة",
            8: "ثامن ثامنة",
            9: "تاسع تاسعة",
            10: "عاشر عاشرة",
            11: "حادي حادية",  # of eleven and twenty-one only
        },
        "many": {10: "عشرات", 100: "مئات مائات"},
        "decade": {
            decade: f"{stem}ات {stem}يات"
            for decade, stem in {
                20: "عشرين",
                30: "ثلاثين",
                40: "أربعين",
                50: "خمسين",
                60: "ستين",
                70: "سبعين",
                80: "ثمانين",
                90: "تسعين",
            }.items()
        },
    }
)
# «لست» is "I am not": with a preposition in front these are other words
_NOT_NUMERALS = frozenset({"لست", "فست", "كست", "لثان"})


class ArabicNumeral(NamedTuple):
    """A numeral as it stands in a text."""

    numeral: Numeral
    joined: bool  # by «و», which adds it to the number before
    bound: bool  # to a preposition, so that it begins a number: «بالمئة», «لألف»


@lru_cache(maxsize=1 << 14)
def arabic_numeral(bare: str) -> ArabicNumeral | None:
    """The numeral in a folded word, without its conjunction, preposition and article; None for any other word."""
    if bare in _NOT_NUMERALS:
        return None
    for conjunction in ("", "و", "ف"):
        if not bare.startswith(conjunction):
            continue
        rest = bare[len(conjunction) :]
        for prefix in ("", "ال", "ب", "ل", "ك", "بال", "لل", "كال"):
            if rest.startswith(prefix) and (numeral := _NUMERALS.get(rest[len(prefix) :])):
                return ArabicNumeral(numeral, conjunction == "و", prefix not in ("", "ال"))
    return None
