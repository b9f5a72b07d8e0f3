"""Decides whether an English mention says what an Arabic fact says, and how the fact is usually said in English."""

from __future__ import annotations

from fractions import Fraction

from summarizer.reading import money
from summarizer.reading.dates import Clock, Day, clock_sayings, day_sayings
from summarizer.reading.english_sayings import sayings
from summarizer.reading.found import POINTS, Found

EXACT, EQUAL, LIKELY, NO = 3, 2, 1, 0
"""How well a mention states a fact: the same with its unit; the same amount, said another way; only perhaps; not at
all.
"""

NUMERIC = frozenset({"number", "percent", "money"})
COUNTED = NUMERIC | {"date", "time"}


def agreement(fact: Found, part: int, mention: Found) -> int:
    """How well an English mention states one part of an Arabic fact (`EXACT` … `NO`). Negations and quotations are not
    compared here.
    """
    if fact.kind == "date":
        return _date_agreement(fact, mention)
    if fact.kind == "time":
        return _time_agreement(fact, mention)
    values = fact.parts[part]
    if mention.day or mention.clock:
        # «ثلاثة قرارات» is no day of the month
        counts_something = fact.end > fact.core[1] and values[0] <= 31
        said = _is_in_day(values, mention.day) or _is_on_clock(values, mention.clock)
        return EQUAL if said and not (fact.unit or counts_something) else NO
    if mention.kind not in NUMERIC:
        return NO
    if mention.loose and mention.form != "fraction" and (fact.form == "ordinal") != (mention.form == "ordinal"):
        return NO  # "both" is no "second", and "main" no "one"
    score = _amount_agreement(fact, values, mention)
    return min(score, LIKELY) if mention.loose else score


def _amount_agreement(fact: Found, values: tuple[Fraction, ...], mention: Found) -> int:
    offered = mention.parts[0]
    if "many" in (fact.form, mention.form) or "decade" in (fact.form, mention.form):
        same_form = fact.form == mention.form
        return min(_units(fact, mention), EXACT) if same_form and values[0] == offered[0] else NO
    if not set(values).isdisjoint(offered):
        units = _units(fact, mention)
        said_alike = fact.form == mention.form and values[0] == offered[0]
        return units if said_alike else min(units, EQUAL)
    if fact.kind == "money" and mention.kind == "money":
        converted = money.converted(values[0], fact.unit, mention.unit)
        return EQUAL if converted == offered[0] else NO
    # a fifth is 20 percent
    if mention.unit == "%" and not fact.unit and values[-1] < 1 and values[-1] * 100 == offered[0]:
        return EQUAL
    if fact.unit == "%" and not mention.unit and values[0] == 100 * min(offered):
        return EQUAL
    return NO


def _units(fact: Found, mention: Found) -> int:
    """How well the units agree, the amounts being equal."""
    if fact.unit == mention.unit:
        return EXACT
    if fact.kind == "money" and mention.kind == "money":
        return EXACT if money.same_currency(fact.unit, mention.unit) else NO
    if "%" in (fact.unit, mention.unit) or POINTS in (fact.unit, mention.unit):
        return (
            LIKELY
            if {fact.kind, mention.kind} == {"percent", "number"} and fact.form == mention.form == "cardinal"
            else NO
        )
    return EQUAL


def _is_in_day(values: tuple[Fraction, ...], day: Day | None) -> bool:
    return day is not None and any(value in (day.day, day.year) for value in values)


def _is_on_clock(values: tuple[Fraction, ...], clock: Clock | None) -> bool:
    """Whether a number says a time: «الثامنة» for 8 pm, «15,30» for 15:30."""
    if clock is None:
        return False
    said = Fraction(100 * clock.hour + clock.minute, 100)
    return any(value in (said, said + 12, said - 12) for value in values)


def _date_agreement(fact: Found, mention: Found) -> int:
    wanted = fact.day
    if wanted is None:
        return NO
    if mention.day:
        return EXACT if lacking(wanted, mention.day) == [] and not conflicts(wanted, mention.day) else NO
    only_year = wanted.month is None and wanted.weekday is None
    return EXACT if only_year and mention.kind == "number" and wanted.year in mention.parts[0] else NO


def lacking(wanted: Day, given: Day) -> list[str]:
    """Which components of a day another one does not mention."""
    return [
        name
        for name in ("year", "month", "day", "weekday")
        if getattr(wanted, name) is not None and getattr(given, name) is None
    ]


def conflicts(wanted: Day, given: Day) -> list[str]:
    """Which components of a day another one says differently."""
    both = [
        name
        for name in ("year", "month", "day", "weekday")
        if getattr(wanted, name) is not None and getattr(given, name) is not None
    ]
    differing = [name for name in both if getattr(wanted, name) != getattr(given, name)]
    if wanted.hijri != given.hijri and wanted.month and given.month:
        differing.append("month")
    return differing


def _time_agreement(fact: Found, mention: Found) -> int:
    clock = fact.clock
    if clock is None:
        return NO
    if mention.clock:
        return EXACT if clock.same(mention.clock) else NO
    if mention.kind == "number" and not mention.loose:
        said = Fraction(100 * clock.hour + clock.minute, 100)  # "at 10.50"
        return LIKELY if said in mention.parts[0] or said - 12 in mention.parts[0] else NO
    return NO


def likeness(fact: Found, mention: Found) -> int:
    """How probably a mention that says something else stands where the fact should: 0 for never, 3 and more for
    likely.
    """
    if fact.kind == "date" and mention.kind == "date" and fact.day and mention.day:
        return _day_likeness(fact.day, mention.day)
    if fact.kind == "time" and mention.kind == "time":
        return 4
    if (fact.kind == "time" and mention.kind == "number") or (fact.kind == "number" and mention.kind == "time"):
        return 1
    if (
        fact.kind == "date"
        and fact.day
        and mention.kind == "number"
        and fact.day.month is None
        and fact.day.weekday is None
    ):
        return 3 if 1000 <= mention.value < 2200 else 0
    if mention.kind == "date" and mention.day and fact.kind == "number":
        return 3 if mention.day.month is None and mention.day.weekday is None and 1000 <= fact.value < 2200 else 0
    if fact.kind not in NUMERIC or mention.kind not in NUMERIC:
        return 0
    if (fact.form in ("many", "decade")) != (mention.form in ("many", "decade")):
        return 2 if (fact.form == "many" and mention.form == "cardinal") or mention.form == "many" else 0
    if mention.value == 1 and fact.value not in (2, 10) and mention.unit == fact.unit == "":
        return 0  # "one" and "first" have too many uses
    score = 3 if fact.kind == mention.kind and (fact.unit == mention.unit or fact.kind == "money") else 1
    score -= 2 * ((fact.form == "ordinal") != (mention.form == "ordinal"))
    return score + 3 * _slip(fact.value, mention.value)


def _day_likeness(wanted: Day, given: Day) -> int:
    def shape(day: Day) -> int:
        return 1 if day.weekday is not None else 2 if day.month is None else 3 if day.day is None else 4

    return 4 if shape(wanted) == shape(given) else 0


def _slip(one: Fraction, other: Fraction) -> bool:
    """Whether one number is the other with its digits swapped, a scale or a zero lost, fifteen for fifty, or its unit
    changed.
    """
    if one == other:
        return True
    low, high = sorted((abs(one), abs(other)))
    if low and (high / low).denominator == 1 and str(high / low).strip("0") == "1":
        return True
    if sorted(str(one)) == sorted(str(other)):
        return True
    return bool(13 <= low <= 19 and high == (low - 10) * 10)


def expected(fact: Found) -> tuple[str, ...]:
    """The usual English forms of an Arabic fact, any of which keeps it, the one to prefer first."""
    if fact.day:
        return day_sayings(fact.day)
    if fact.clock:
        return clock_sayings(fact.clock)
    if fact.kind == "latin":
        return (fact.text,)
    if fact.kind == "negation":
        return _NEGATION_FORMS[fact.sense]
    if fact.kind == "quotation":
        return ("quotation marks",)
    if len(fact.parts) > 1:
        sign = next((sign for sign in fact.text if sign in "+-–/:"), "-")
        return (sign.join(sayings(part[0])[-1] for part in fact.parts) + ("%" if fact.unit == "%" else ""),)
    names = sayings(fact.value, fact.form)
    if fact.unit == "%":
        number = sayings(fact.value)[-1] if fact.value.denominator != 1 or fact.value >= 1000 else str(fact.value)
        return (f"{number}%", f"{number} percent")
    if fact.unit == POINTS:
        return (f"{names[-1] if names[-1][0].isdigit() else names[0]} percentage points",)
    if fact.unit:
        return tuple(f"{name} {fact.unit if fact.value == 1 else money.plural(fact.unit)}" for name in names)
    return names


_NEGATION_FORMS = {
    "not": ("not", "no", "never"),
    "lack": ("without", "not", "un-"),
    "only": ("only", "not"),
    "since": ("not", "never", "first"),
    "nor": ("not", "nor", "no"),
    "if": ("if not", "unless"),
    "least": ("at least", "no less than"),
    "most": ("at most", "no more than"),
    "verb": ("not",),
}
