"""The English words for numbers, and those that may stand for one."""

from __future__ import annotations

from fractions import Fraction

from summarizer.reading.amounts import Form, listed

SMALL = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen "
    "nineteen"
)
TENS = listed("twenty thirty forty fifty sixty seventy eighty ninety")
ORDINALS = listed(
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth"
)
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "milliard": 10**9}
SUFFIXES = {"k": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6, "bn": 10**9, "b": 10**9, "tn": 10**12}
PARTS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4} | {
    word + plural: value for value, word in enumerate(ORDINALS) if value >= 3 for plural in ("", "s")
}
MANY = {"tens": 10, "dozens": 10, "scores": 10, "hundreds": 100} | {word + "s": value for word, value in SCALES.items()}
SINGULAR_MANY = {"dozen": 10, "hundred": 100, **SCALES}  # "several hundred"
CARDINALS = {word: value for value, word in enumerate(SMALL)} | {word: 20 + 10 * step for step, word in enumerate(TENS)}
ORDINAL_VALUES = {word: value for value, word in enumerate(ORDINALS)} | {
    word[:-1] + "ieth": 20 + 10 * step for step, word in enumerate(TENS)
}
ORDINAL_VALUES |= {"hundredth": 100, "thousandth": 1000, "millionth": 10**6}
DECADES = {word[:-1] + "ies": 20 + 10 * step for step, word in enumerate(TENS)}
_LOOSE_TABLES: dict[Form, dict[int, str]] = {
    "cardinal": {
        0: "nil nothing no clean",
        1: "once single sole lone only each same alone unilateral unilaterally unanimous another per every any",
        2: "both twice couple pair duo double doubled doubles doubling twin twins twofold bilateral either neither "
        "together mutual",
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
        1: "i wwi initial initially firstly opening debut prime premier top topped topping tops premiere chief leading "
        "lead inaugural maiden primary foremost early earlier earliest original main former once",
        2: "ii wwii other another latter secondly secondary again next later",
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
}
LOOSE: dict[str, tuple[int, Form]] = {
    word: (value, form)
    for form, table in _LOOSE_TABLES.items()
    for value, words in table.items()
    for word in words.split()
}
"""Words that may stand for a number in the other language: "both" is enough to explain an Arabic dual."""
LOOSE_FRACTIONS = {
    "hemisphere": Fraction(1, 2),
    "halved": Fraction(1, 2),
    "halving": Fraction(1, 2),
    "semi": Fraction(1, 2),
    "midway": Fraction(1, 2),
    "midterm": Fraction(1, 2),
}
