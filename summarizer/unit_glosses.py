"""Glosses of units: singular where no number is before them («نصف ريال», half a riyal), whatever the lexicon saw most."""

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

REACH = 60
"""Characters looked back for a number."""

PARTS = {"نصف": "and a half", "ربع": "and a quarter", "ثلث": "and a third"}
AND_A_PART = re.compile(rf"\b(\w+) (و({'|'.join(PARTS)}) ال(\w+))\b")


def parts_of_units(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a part follows one unit, «لترا ونصف اللتر»: first character, character behind the last, "and a half"."""
    for found in AND_A_PART.finditer(text):
        unit = unit_of(found[1])
        if unit and unit == unit_of(found[4]) and not is_counted(text, found.start()):
            yield *found.span(2), PARTS[found[3]]


def agreed(text: str, span: tuple[int, int], english: str) -> str:
    """The English of the word in this span of a text, as it must be behind what stands before it.

    «ريال» is "riyals" to a lexicon that met it behind numbers; behind none it is one riyal.
    """
    start, end = span
    unit = unit_of(text[start:end])
    return re.sub(rf"\b{unit}s\b", unit, english) if unit and not is_counted(text, start) else english


def unit_of(word: str) -> str | None:
    """The English of an Arabic unit, which may have a preposition or «و» glued to it."""
    bare = fold(word)
    return UNITS.get(bare) or (UNITS.get(bare[1:]) if bare[:1] in "وفبلك" and len(bare) > 4 else None)


def is_counted(text: str, at: int) -> bool:
    """Whether a number of more than one, in digits or words, stands right before a place; a part is one only behind a number."""
    words = text[max(0, at - REACH) : at].rsplit(maxsplit=2)[-2:]
    word = words[-1].strip("()[]«»\"“”'") if words else ""
    if any(sign.isdigit() for sign in word):
        return "".join(filter(str.isdigit, word)) not in ("1", "١")
    if word[:1] == "و" and word[1:] in PARTS and len(words) > 1:
        return is_counted(words[0], len(words[0]))
    numeral = arabic_numeral(fold(word))
    return word in ("كم", "وكم") or (numeral is not None and numeral.numeral.rank in COUNTING)
