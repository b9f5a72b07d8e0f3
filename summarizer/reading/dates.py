"""Days and times of day, as both languages' readers find them, and how English says them."""

from __future__ import annotations

import re
from typing import NamedTuple

from summarizer.reading.amounts import listed


class Day(NamedTuple):
    """What is said of a day: any of year, month (1 to 12), day, weekday (Monday is 0); `hijri` says whose months."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    hijri: bool = False


class Clock(NamedTuple):
    """A time of day; `half` is "am", "pm" or empty where it is not said (an hour above 12 needs none)."""

    hour: int
    minute: int
    half: str = ""

    def same(self, other: Clock) -> bool:
        """Whether both may be the same time: halves of the day count only where both say them."""
        if (self.hour % 12, self.minute) != (other.hour % 12, other.minute):
            return False
        halves = {half for half in (self._half(), other._half()) if half}
        return len(halves) < 2

    def _half(self) -> str:
        return self.half or ("pm" if self.hour > 12 else "am" if self.hour == 0 else "")


ENGLISH_MONTHS = listed("January February March April May June July August September October November December")
HIJRI_MONTHS = (
    "Muharram",
    "Safar",
    "Rabi al-Awwal",
    "Rabi al-Thani",
    "Jumada al-Ula",
    "Jumada al-Akhira",
    "Rajab",
    "Shaaban",
    "Ramadan",
    "Shawwal",
    "Dhu al-Qadah",
    "Dhu al-Hijjah",
)
WEEKDAYS = listed("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")


def numeric_day(text: str) -> Day | None:
    """ "2021-04-20", "20/04/2021": the day first, as both languages' press writes it, unless that cannot be."""
    match = re.fullmatch(r"(\d{1,4})([/-])(\d{1,2})\2(\d{2,4})", text)
    if not match:
        return None
    first, middle, last = int(match[1]), int(match[3]), int(match[4])
    year, day = (first, last) if len(match[1]) == 4 else (last, first)
    if len(match[1]) < 4 and len(match[4]) == 2:
        year += 2000
    month = middle
    if month > 12 and len(match[1]) < 4:
        month, day = day, month
    if 1 <= month <= 12 and 1 <= day <= 31 and 1000 <= year < 2200:
        return Day(year, month, day)
    return None


def day_sayings(day: Day) -> tuple[str, ...]:
    """The usual English forms: ("27 December 2020", "December 27, 2020"), ("Sunday",), ("16 Shaaban",)."""
    if day.weekday is not None:
        return (WEEKDAYS[day.weekday],)
    if day.month is None:
        return (str(day.year),)
    month = (HIJRI_MONTHS if day.hijri else ENGLISH_MONTHS)[day.month - 1]
    year = f" {day.year}" if day.year else ""
    if day.day is None:
        return (month + year,)
    return (f"{day.day} {month}{year}", f"{month} {day.day}" + (f", {day.year}" if day.year else ""))


def clock_sayings(clock: Clock) -> tuple[str, ...]:
    """The usual English forms: ("3:30 pm", "15:30"), ("midnight",)."""
    if clock.minute == 0 and not clock.half and clock.hour in (0, 24):
        return ("midnight",)
    if clock.half:
        hour24 = clock.hour % 12 + (12 if clock.half == "pm" else 0) if clock.hour <= 12 else clock.hour
        return (f"{(clock.hour - 1) % 12 + 1}:{clock.minute:02} {clock.half}", f"{hour24:02}:{clock.minute:02}")
    return (f"{clock.hour}:{clock.minute:02}",)
