"""Reads dates and times of day in English: "27 December 2020", "16 Shaaban", "half past three", "20:30 GMT", "noon"."""

from __future__ import annotations

import re
from typing import NamedTuple

from summarizer.reading.amounts import listed
from summarizer.reading.dates import ENGLISH_MONTHS, WEEKDAYS, Clock, Day, numeric_day
from summarizer.reading.english_numerals import ORDINALS

_MONTH_PATTERN = (
    r"Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?"
    r"|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?"
)
_HIJRI_PATTERNS = (
    r"Muharram",
    r"Safar",
    r"Rab[ie]+['’ʿ]?[ -](?:al|el|ul|Al|I\b)?[ -]?(?:[Aa]w+al|[Uu]la|[Ff]irst)?",
    r"Rab[ie]+['’ʿ]?[ -](?:al|el|ul|Al|ath|uth)?[ -]?(?:[Tt]h?ani|[Aa]kh?[ie]r|II|[Ss]econd)",
    r"Jum[aā]da[ -](?:al|el|ul|Al)?[ -]?(?:[Uu]la|[Aa]w+al|[OI]ula|I\b)",
    r"Jum[aā]da[ -](?:al|el|ul|Al|ath|uth)?[ -]?(?:[Aa]kh?ira|[Tt]h?ani(?:ya)?|II)",
    r"Rajab",
    r"Sha['’ʿ]?a?ban",
    r"Ramad[ah]?an|Ramadhan",
    r"Shawwal",
    r"(?:Dh|Th|Z)[uo]l?[ -]?(?:al|ul|el|'l)?[ -]?[QK][aei]+['’ʿ]?dah?",
    r"(?:Dh|Th|Z)[uo]l?[ -]?(?:al|ul|el|'l)?[ -]?[Hh]ij+ah?",
)
_ORDINAL_DAYS = {word: day for day, word in enumerate(ORDINALS) if day} | {
    "twentieth": 20,
    "thirtieth": 30,
    "thirty-first": 31,
}
_ORDINAL_DAYS |= {f"twenty-{word}": 20 + day for word, day in list(_ORDINAL_DAYS.items()) if day < 10}
_ORDINAL_DAY = "|".join(sorted(_ORDINAL_DAYS, key=len, reverse=True))
_DAY = rf"(?:(?P<{{0}}>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?|(?P<{{0}}word>{_ORDINAL_DAY}))"
# the longer Rabi and Jumada first: "Rabi al-Thani" also begins like the first of them
_HIJRI_ORDER = (3, 2, 5, 4, 0, 1, 6, 7, 8, 9, 10, 11)
_HIJRI_NAME = "|".join(f"(?P<h{number}>{_HIJRI_PATTERNS[number]})" for number in _HIJRI_ORDER)
_ENGLISH_DATE = re.compile(
    rf"\b(?:(?i:{_DAY.format('before')})(?:[ -](?i:of|day of))?(?:[ -]the)?[ -])?"
    rf"(?:(?P<month>{_MONTH_PATTERN})(?:\s?[/(]\s?(?:{_MONTH_PATTERN})\b\)?)?|{_HIJRI_NAME})(?![a-z])"
    rf"(?:,? ?(?:the )?(?i:{_DAY.format('behind')})(?!\d|[.:,]\d|%| ?(?:million|billion|percent|per cent|[ap]\.?m\b)))?"
    r"(?:,? (?:of )?(?:the year )?(?P<year>1\d{3}|20\d\d|21\d\d)(?![\d,.]\d|\d))?(?: ?(?:AH|A\.H\.|H)\b)?"
)
_NUMERIC = re.compile(r"(?<![\d/-])(?:\d{4}([/-])\d{1,2}\1\d{1,2}|\d{1,2}([/-])\d{1,2}\2\d{2,4})(?![\d/-])")
_WEEKDAY = re.compile(r"\b(?:(Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:days?|\b\.?(?=,? \d)))")
_MONTH_CUE = re.compile(
    r"\b(?:in|since|until|till|by|of|last|next|this|early|late|mid|from|to|during|before|after|for|every|each|between|and"
    r"|through|beginning|end|on|following|previous|past|coming)[ -]$",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?<![\d.,:/$€£])(?P<hour>\d{1,2})(?:[:.h](?P<minute>[0-5]\d))?(?![\d,:]|\.\d)\s?"
    r"(?:(?P<half>[ap])\.?m\b\.?|(?P<oclock>o['’]clock))(?P<later>(?: in the| at)? (?:morning|afternoon|evening|night))?"
    r"|(?<![\d.,:/])(?P<hour24>[01]?\d|2[0-4])[:h](?P<minute24>[0-5]\d)(?![:.]?\d)"
    r"|(?<![\d.,:/])(?P<hour4>[01]\d|2[0-3])(?:[:.](?=\d\d ?(?:GMT|UTC)))?(?P<minute4>[0-5]\d)(?= ?(?:GMT|UTC|hours|hrs))"
    r"|\b(?P<noon>noon|midday|midnight)\b",
    re.IGNORECASE,
)
_HOUR_WORDS = {
    word: number
    for number, word in enumerate(listed("one two three four five six seven eight nine ten eleven twelve"), start=1)
}
_WORD_CLOCK = re.compile(
    r"\b(?:(?P<offset>half|(?:a )?quarter|(?:five|ten|twenty|twenty-five|\d{1,2})(?= minutes| past))(?: minutes)?"
    r" (?P<way>past|to|after|before) )?"
    rf"(?P<hour>{'|'.join(_HOUR_WORDS)}|\d{{1,2}})\b(?P<oclock> o['’]clock)?"
    r"(?:[ -](?P<minute>thirty|fifteen|forty-five|twenty|ten))?"
    r"(?: (?P<half>[ap])\.?m\b\.?| (?:in the|at) (?P<later>morning|afternoon|evening|night)\b)?",
    re.IGNORECASE,
)


class DayIn(NamedTuple):
    day: Day
    start: int
    end: int


class ClockIn(NamedTuple):
    clock: Clock
    start: int
    end: int


def english_days(text: str) -> list[DayIn]:
    """The dates in English text, in order."""
    found = [
        DayIn(day, match.start(), match.end()) for match in _NUMERIC.finditer(text) if (day := numeric_day(match[0]))
    ]
    found += [DayIn(Day(weekday=_weekday(match[1])), match.start(), match.end()) for match in _WEEKDAY.finditer(text)]
    for match in _ENGLISH_DATE.finditer(text):
        if place := _english_day(text, match):
            found.append(place)
    return sorted(found, key=lambda place: place.start)


def _weekday(short: str) -> int:
    return next(number for number, name in enumerate(WEEKDAYS) if name.startswith(short[:3]))


def _english_day(text: str, match: re.Match[str]) -> DayIn | None:
    """The date in a match, without a number beside it that is not the date's ("law 34 of April 28")."""
    before, behind = _day_of(match, "before"), _day_of(match, "behind")
    start, end = match.span()
    name = next(group for group in ("month", *(f"h{index}" for index in range(12))) if match[group])
    if before and behind:
        if match["behind"] and " of " in text[start : match.start(name)]:
            before, start = None, match.start(name)
        else:
            behind, end = None, match.end(name)
    number = before or behind
    year = int(match["year"]) if match["year"] and match.end("year") <= end else None
    if name != "month":
        return DayIn(Day(year, int(name[1:]) + 1, number, hijri=True), start, end)
    month = match["month"]
    alone = number is None and year is None
    # "may" and "march" are verbs, and so is a sentence that begins with them
    if alone and month in ("May", "March", "Mar.") and not _MONTH_CUE.search(text[:start]):
        return None
    if alone and len(month) == 3 and month != "May":
        return None  # an abbreviation without a full stop: a name
    return DayIn(Day(year, _month_number(month), number), start, end)


def _day_of(match: re.Match[str], name: str) -> int | None:
    if match[name]:
        value = int(match[name])
        return value if 1 <= value <= 31 else None
    word = match[name + "word"]
    return _ORDINAL_DAYS[word.lower()] if word else None


def _month_number(name: str) -> int:
    return next(number for number, full in enumerate(ENGLISH_MONTHS, start=1) if full.startswith(name[:3]))


def english_clocks(text: str) -> list[ClockIn]:
    """The times of day in English text, in order."""
    found = []
    for match in _CLOCK.finditer(text):
        if match["noon"]:
            clock = Clock(0 if match["noon"].lower() == "midnight" else 12, 0)
        elif match["hour"]:
            half = _half(match["half"], match["later"])
            clock = Clock(int(match["hour"]), int(match["minute"] or 0), half)
        else:
            clock = Clock(int(match["hour24"] or match["hour4"]), int(match["minute24"] or match["minute4"]))
        if clock.hour <= 24:
            found.append(ClockIn(clock, match.start(), match.end()))
    for match in _WORD_CLOCK.finditer(text):
        clock_said = _word_clock(match)
        if clock_said and not any(place.start < match.end() and match.start() < place.end for place in found):
            found.append(ClockIn(clock_said, match.start(), match.end()))
    return sorted(found, key=lambda place: place.start)


def _half(letter: str | None, later: str | None) -> str:
    if letter:
        return letter.lower() + "m"
    word = (later or "").strip().rpartition(" ")[2]
    return {"morning": "am", "afternoon": "pm", "evening": "pm", "night": "pm"}.get(word, "")


def _word_clock(match: re.Match[str]) -> Clock | None:
    """ "Half past three", "a quarter to nine", "seven in the evening", "three o'clock"; a bare number is no time."""
    hour = _HOUR_WORDS.get(match["hour"].lower()) or (int(match["hour"]) if match["hour"].isdecimal() else 0)
    if not 1 <= hour <= 12 or not (match["offset"] or match["oclock"] or match["half"] or match["later"]):
        return None
    minute = {"thirty": 30, "fifteen": 15, "forty-five": 45, "twenty": 20, "ten": 10}.get(
        (match["minute"] or "").lower(), 0
    )
    if match["offset"]:
        word = match["offset"].lower().removeprefix("a ")
        said = {"half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20, "twenty-five": 25}.get(word) or int(word)
        if match["way"].lower() in ("past", "after"):
            minute = said
        else:
            hour, minute = (hour - 1) or 12, 60 - said
    return Clock(hour, minute, _half(match["half"], match["later"]))
