"""Offers the corrected English of a sentence in which exactly one number, date or time changed, in a known place."""

from __future__ import annotations

from fractions import Fraction

from summarizer.matching import COUNTED, expected
from summarizer.pairing import Pair
from summarizer.reading.dates import day_sayings
from summarizer.reading.english_sayings import figures, ordinal_figures, sayings, spell
from summarizer.reading.found import Found


def correction(pair: Pair) -> tuple[Found, str] | None:
    """The changed fact and the whole sentence put right; None unless one place alone is wrong and what belongs there
    is certain.

    Nothing but the amount (or the date) is touched. A number that is or becomes one is left alone: its noun would have
    to change.
    """
    wrong = [fact for fact in pair.facts if fact.kind in COUNTED and pair.verdicts[fact].fate != "kept"]
    if len(wrong) != 1 or pair.free:
        return None
    fact = wrong[0]
    mention = pair.verdicts[fact].mention
    if mention is None or len(fact.parts) > 1 or pair.target[mention.start : mention.end] != mention.text:
        return None
    replacement = _replacement(fact, mention)
    if replacement is None:
        return None
    start, end, text = replacement
    return fact, pair.target[:start] + text + pair.target[end:]


def _replacement(fact: Found, mention: Found) -> tuple[int, int, str] | None:
    if fact.day and mention.day:
        spoken = {name: value for name, value in fact.day._asdict().items() if value is not None}
        forms = day_sayings(mention.day._replace(**spoken))
        month_first = mention.text[:1].isalpha() and len(forms) > 1
        return mention.start, mention.end, forms[1 if month_first else 0]
    if fact.clock and mention.clock:
        return mention.start, mention.end, expected(fact)[0]
    if not fact.parts or not mention.parts or 1 in (fact.value, mention.value):
        return None
    if fact.unit != mention.unit:
        return mention.start, mention.end, expected(fact)[0]
    start, end = mention.core
    old = mention.text[start - mention.start : end - mention.start]
    new = _in_the_style_of(old, fact)
    return start, end, new[:1].upper() + new[1:] if old[:1].isupper() else new


def _in_the_style_of(old: str, fact: Found) -> str:
    """A number in words where words stood and they are short, else in digits."""
    value, whole = fact.value, fact.value.denominator == 1
    in_digits = old[:1].isdecimal()
    if fact.form == "ordinal" and whole:
        return ordinal_figures(int(value)) if in_digits or value >= 100 else spell(int(value), "ordinal")
    if fact.form in ("many", "decade", "fraction"):
        return sayings(value, fact.form)[0]
    if whole and value < 100 and not in_digits:
        return spell(int(value))
    if any(scale in old for scale in ("million", "billion", "trillion", "thousand")):
        return next((form for form in sayings(value) if form[:1].isdecimal()), figures(Fraction(value)))
    return figures(value)
