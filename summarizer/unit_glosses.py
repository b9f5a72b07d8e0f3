"""Glosses of units: plural behind a number, singular elsewhere («نصف ريال», half a riyal), whatever the lexicon saw most."""

from __future__ import annotations

import re
from collections.abc import Iterator

from summarizer.reading.arabic_numerals import arabic_numeral, fold

UNITS = {
    fold(form): english
    for english, arabic in {
        "riyal": "ريال",
        "dollar": "دولار",
        "dinar": "دينار",
        "dirham": "درهم",
        "pound": "جنيه",
        "euro": "يورو أورو",
        "franc": "فرنك",
        "shekel": "شيقل شيكل",
        "rouble": "روبل",
        "cent": "سنت",
        "centime": "سنتيم",
        "millime": "مليم",
        "piastre": "قرش",
        "kilometre": "كيلومتر",
        "metre": "متر",
        "centimetre": "سنتيمتر سنتمتر",
        "millimetre": "مليمتر ميليمتر",
        "litre": "لتر ليتر",
        "tonne": "طن",
        "kilogram": "كيلوغرام كيلوجرام كلغ",
        "gram": "جرام غرام",
        "hectare": "هكتار",
        "feddan": "فدان",
        "dunam": "دونم",
        "barrel": "برميل",
        "mile": "ميل",
        "hour": "ساعة",
        "minute": "دقيقة",
        "day": "يوم",
        "month": "شهر",
        "year": "عام سنة",
        "degree": "درجة",
    }.items()
    for word in arabic.split()
    for form in (word, word + "ا")
}
"""Units by their Arabic singular, as written alone and as an object."""

COUNTING = frozenset({"ten", "tens", "hundred", "hundreds", "scale", "accusative", "dual", "many"})
"""Ranks of the numerals that the singular follows; three to ten have the plural behind them."""

PARTS = {"نصف": "and a half", "ربع": "and a quarter", "ثلث": "and a third"}
AND_A_PART = re.compile(rf"\b(\w+) (و({'|'.join(PARTS)}) ال(\w+))\b")


def parts_of_units(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a part follows one unit, «لترا ونصف اللتر»: first character, character behind the last, "and a half"."""
    for found in AND_A_PART.finditer(text):
        unit = unit_of(found[1])
        if unit and unit == unit_of(found[4]) and not is_counted(text[: found.start()]):
            yield *found.span(2), PARTS[found[3]]


def agreed(word: str, english: str, before: str) -> str:
    """The English of an Arabic word as it must be behind the text `before`.

    «ريال» is "riyals" to a lexicon that met it behind numbers; behind none it is one riyal.
    """
    unit = unit_of(word)
    return re.sub(rf"\b{unit}s\b", unit, english) if unit and not is_counted(before) else english


def unit_of(word: str) -> str | None:
    """The English of an Arabic unit, which may have a preposition or «و» glued to it."""
    bare = fold(word)
    return UNITS.get(bare) or (UNITS.get(bare[1:]) if bare[:1] in "وفبلك" else None)


def is_counted(before: str) -> bool:
    """Whether a text ends in a number of more than one, of digits or words; a part is one only behind a number."""
    *earlier, last = before.rsplit(maxsplit=2)[-2:] or [""]
    word = last.strip("()[]«»\"“”'")
    if any(sign.isdigit() for sign in word):
        return "".join(filter(str.isdigit, word)) not in ("1", "١")
    if word[:1] == "و" and word[1:] in PARTS and earlier:
        return is_counted(earlier[0])
    numeral = arabic_numeral(fold(word))
    return numeral is not None and numeral.numeral.rank in COUNTING
