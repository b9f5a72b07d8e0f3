"""Says numbers in English: "three", "4.6 billion", "23rd", "three quarters", "tens of thousands"."""

from __future__ import annotations

from fractions import Fraction

from summarizer.reading.amounts import Form
from summarizer.reading.english_numerals import DECADES, ORDINALS, SCALES, SMALL, TENS


def spell(value: int, form: Form = "cardinal") -> str:
    """A whole number from 0 to 99 in words: "twenty-three", or as an ordinal "twenty-third"."""
    small = ORDINALS if form == "ordinal" else SMALL
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
    """The usual English forms of a number, the best first: ("4.6 billion", "4,600,000,000"), ("three", "3")."""
    whole = value.numerator if value.denominator == 1 else None
    if form == "many":
        return _many_names(value)
    if form == "decade":
        return (f"{int(value)}s", next(word for word, decade in DECADES.items() if decade == value))
    if form == "ordinal" and whole is not None:
        return (spell(whole, "ordinal"), ordinal_figures(whole)) if whole < 100 else (ordinal_figures(whole),)
    if whole is None and 0 < value < 1 and value.denominator in _FRACTION_NAMES and form == "fraction":
        return (_fraction_name(value), figures(value))
    names = [figures(value)]
    for word in ("trillion", "billion", "million", "thousand"):
        scaled = value / SCALES[word]
        if scaled >= 1 and (scaled * 1000).denominator == 1:
            names.insert(0 if word != "thousand" else 1, f"{figures(scaled)} {word}")
            break
    if whole is not None and 0 <= whole < 100:
        names.insert(0 if whole < 11 else 1, spell(whole))
    return tuple(names)


_PLURALS = {
    10: "tens",
    100: "hundreds",
    10**3: "thousands",
    10**6: "millions",
    10**9: "billions",
    10**12: "trillions",
}
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


def _many_names(value: Fraction) -> tuple[str, ...]:
    """The names of an indefinite plural: ("dozens", "tens"), ("hundreds of thousands",)."""
    for scale, name in _PLURALS.items():
        if value == scale:
            return ("dozens", "tens") if scale == 10 else (name,)
    for scale, name in reversed(_PLURALS.items()):
        times = value / scale
        if times in (10, 100, 1000):
            return (f"{_PLURALS[int(times)]} of {name}",)
    return (figures(value),)
