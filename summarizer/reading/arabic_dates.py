"""Reads dates and times of day in Arabic: month names of every region and of the Hijri year, weekdays, clock times."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from summarizer.reading.amounts import Token, word_at
from summarizer.reading.arabic_numbers import arabic_amount
from summarizer.reading.arabic_numerals import arabic_numeral, fold, words
from summarizer.reading.dates import Clock, Day, numeric_day


class DayAt(NamedTuple):
    """A date and the token behind it; `loose` where the word may well be something else (مارس, شعبان)."""

    day: Day
    after: int
    loose: bool = False


class ClockAt(NamedTuple):
    clock: Clock
    after: int


def _by_word(table: Mapping[int, str]) -> dict[tuple[str, ...], int]:
    return {tuple(fold(name).split("_")): number for number, names in table.items() for name in names.split()}


_MONTHS = _by_word(
    {
        1: "يناير ينايير كانون_الثاني كانون_ثاني كانون_ثان جانفي جانفييه",
        2: "فبراير شباط فيفري فيفريي",
        3: "مارس آذار أذار اذار",
        4: "أبريل إبريل ابريل نيسان أفريل أفريلي",
        5: "مايو أيار ماي ماية",
        6: "يونيو يونيه حزيران جوان",
        7: "يوليو يوليه تموز جويلية يوليوز",
        8: "أغسطس آب أوت غشت أغشت",
        9: "سبتمبر أيلول شتنبر سبتنبر",
        10: "أكتوبر تشرين_الأول تشرين_أول أكتوبر",
        11: "نوفمبر تشرين_الثاني تشرين_ثاني تشرين_ثان نونبر",
        12: "ديسمبر كانون_الأول كانون_أول دجنبر دجمبر",
    }
)
_HIJRI = _by_word(
    {
        1: "محرم المحرم",
        2: "صفر",
        3: "ربيع_الأول ربيع_أول",
        4: "ربيع_الآخر ربيع_الثاني ربيع_الاخر ربيع_ثاني",
        5: "جمادى_الأولى جمادى_الأول",
        6: "جمادى_الآخرة جمادى_الثانية جمادى_الآخر جمادى_الثاني",
        7: "رجب",
        8: "شعبان",
        9: "رمضان",
        10: "شوال",
        11: "ذو_القعدة ذي_القعدة ذا_القعدة",
        12: "ذو_الحجة ذي_الحجة ذا_الحجة",
    }
)
# other words too (to exercise, father, oats, Nissan, forbidden, zero, first names): months only beside a day, «شهر» or
# their like
_AMBIGUOUS = words("مارس ماي ماية جوان أوت آب نيسان محرم المحرم صفر رجب شعبان")
_MONTH_LEADS = words("شهر شهري في خلال منذ مطلع بداية نهاية أواخر أوائل منتصف حتى قبل بعد إلى أول بحلول")
_NAMES_TOO = words("محرم المحرم صفر رجب شعبان جوان")
_MONTH_TAILS = words("الماضي المقبل القادم الجاري الحالي المنصرم الفائت المنقضي الفارط الداخل عام سنة لعام لسنة من")
_WEEKDAYS = {
    fold(name): number
    for number, names in enumerate(
        (
            "الاثنين الإثنين الأثنين",
            "الثلاثاء الثلثاء التلات",
            "الأربعاء الاربعاء الإربعاء",
            "الخميس",
            "الجمعة",
            "السبت",
            "الأحد",
        )
    )
    for name in names.split()
}
_FIRST_OF_MONTH = words("فاتح الفاتح غرة")


def _without_conjunction(bare: str) -> Iterator[str]:
    """A folded word as it stands and without «و», «ف», «ب», «ل» in front."""
    yield bare
    if bare[:1] in "وفبلك":
        yield bare[1:]
        if bare[1:2] in "بل":
            yield bare[2:]
    if bare.startswith("لل"):
        yield "ال" + bare[2:]


def _month_name(tokens: Sequence[Token], index: int) -> tuple[int, bool, int] | None:
    """A month by its name («أيلول/سبتمبر», «أيلول (سبتمبر)» taken whole): number, whether Hijri, and the token behind."""
    if index >= len(tokens) or tokens[index].kind != "word":
        return None
    for first in _without_conjunction(tokens[index].bare):
        pair = (first, word_at(tokens, index + 1))
        for name in (pair, (first,)):
            for table, hijri in ((_MONTHS, False), (_HIJRI, True)):
                if (number := table.get(name)) is not None:
                    return number, hijri, _past_second_name(tokens, index + len(name), number)
    return None


def _past_second_name(tokens: Sequence[Token], index: int, number: int) -> int:
    mark = word_at(tokens, index)
    if mark not in ("/", "(", "-", "،", "–"):
        return index
    for length in (2, 1):
        name = tuple(word_at(tokens, index + 1 + offset) for offset in range(length))
        if _MONTHS.get(name) == number:
            behind = index + 1 + length
            return behind + (mark == "(" and word_at(tokens, behind) == ")")
    return index


def _is_month_here(tokens: Sequence[Token], index: int, after: int) -> bool:
    """Whether a word that may name other things too names the month, where no day of the month stands before it."""
    bare = next((word for word in _without_conjunction(tokens[index].bare) if word in _AMBIGUOUS), None)
    if bare is None:
        return True
    before, behind = word_at(tokens, index - 1), word_at(tokens, after)
    if bare == fold("آب") and tokens[index].text[-2:] != "آب":
        return False
    if (behind[:2] in ("19", "20") and len(behind) == 4) or (behind in _MONTH_TAILS and behind != "من"):
        return True
    if bare in _NAMES_TOO:
        return before in ("شهر", "وشهر", "بشهر", "لشهر")
    return before in _MONTH_LEADS


def _year(tokens: Sequence[Token], index: int) -> tuple[int, bool, int] | None:
    """A year behind a month: «2021», «، 2021», «عام 2021», «من سنة 1443هـ»."""
    position = index
    if word_at(tokens, position) in ("،", ",", "/", "-"):
        position += 1
    if word_at(tokens, position) == "من" and word_at(tokens, position + 1) in ("عام", "سنه", "العام"):
        position += 1
    said = word_at(tokens, position) in ("عام", "سنه", "العام", "لعام", "لسنه")
    position += said
    if position >= len(tokens):
        return None
    token = tokens[position]
    if token.kind == "digits" and len(token.text) == 4 and token.text.isdecimal():
        value, after = int(token.text), position + 1
    elif said and (amount := arabic_amount(tokens, position)) and 1000 <= amount.values[0] < 2200:
        value, after = int(amount.values[0]), amount.after
    else:
        return None
    if not 1000 <= value < 2200:
        return None
    if word_at(tokens, after) in ("ه", "هـ", "هجري", "هجريه", "للهجره"):
        return value, True, after + 1
    if word_at(tokens, after) in ("م", "ميلادي", "ميلاديه"):
        return value, False, after + 1
    return value, value < 1500, after


def arabic_day(tokens: Sequence[Token], index: int) -> DayAt | None:
    """The date that begins at a token of Arabic: a weekday, or a month with its day and its year where they are said."""
    token = tokens[index]
    if token.kind == "mark" or token.kind == "latin":
        return None
    for bare in _without_conjunction(token.bare) if token.kind == "word" else ():
        following = arabic_numeral(word_at(tokens, index + 1))
        if bare == "الاثنين" and following and following.joined and following.numeral.rank == "tens":
            break  # «القصائد الاثنين والعشرين»: twenty-two
        if bare in _WEEKDAYS:
            return DayAt(Day(weekday=_WEEKDAYS[bare]), index + 1)
    if word_at(tokens, index - 1) in ("يوم", "ايام", "كل", "ليله") and "ال" + token.bare in _WEEKDAYS:
        return DayAt(Day(weekday=_WEEKDAYS["ال" + token.bare]), index + 1)
    if token.kind == "digits" and (numeric := _numeric_date(tokens, index)):
        return numeric
    number, after = _day_number(tokens, index)
    if number:
        start = after
        if word_at(tokens, start) in ("من", "لشهر"):
            start += 1
        if word_at(tokens, start) in ("شهر", "لشهر"):
            start += 1
        if named := _month_name(tokens, start):
            return _with_year(tokens, number, named)
        return None
    named = _month_name(tokens, index)
    if named is None:
        return None
    if tokens[index].bare.endswith("صفر") and not _is_month_here(tokens, index, named[2]):
        return None  # zero
    found = _with_year(tokens, None, named)
    return found if _is_month_here(tokens, index, named[2]) else found._replace(loose=True)


def _with_year(tokens: Sequence[Token], day: int | None, named: tuple[int, bool, int]) -> DayAt:
    month, hijri, after = named
    year = _year(tokens, after)
    if year and year[1] == hijri:
        return DayAt(Day(year[0], month, day, hijri=hijri), year[2])
    return DayAt(Day(None, month, day, hijri=hijri), after)


def _day_number(tokens: Sequence[Token], index: int) -> tuple[int, int]:
    """A day of the month (0 for none) and the token behind: «27», «السابع والعشرين», «فاتح»."""
    for bare in _without_conjunction(tokens[index].bare):
        if bare in _FIRST_OF_MONTH:
            return 1, index + 1
    amount = arabic_amount(tokens, index)
    if amount and not amount.loose and amount.form in ("cardinal", "ordinal"):
        value = amount.values[0]
        if value.denominator == 1 and 1 <= value <= 31:
            return int(value), amount.after
    return 0, index


def _numeric_date(tokens: Sequence[Token], index: int) -> DayAt | None:
    """«20/04/2021», «2021-04-20», «20.04.2021» is left to numbers."""
    if index + 4 >= len(tokens):
        return None
    pieces = tokens[index : index + 5]
    if any(left.end != right.start for left, right in itertools.pairwise(pieces)):
        return None
    return DayAt(day, index + 5) if (day := numeric_day("".join(piece.text for piece in pieces))) else None


_PARTS_OF_HOUR = {"نصف": 30, "النصف": 30, "ربع": 15, "الربع": 15, "ربعا": 15, "ثلث": 20, "الثلث": 20, "ثلثا": 20}
_HALVES = {
    fold(word): half
    for half, spellings in {
        "am": "صباحا الصباح صباح فجرا الفجر فجر",
        "pm": "مساء المساء ظهرا الظهر ظهر عصرا العصر عصر زوالا",
        "night": "ليلا الليل ليل",
    }.items()
    for word in spellings.split()
}


def arabic_clock(tokens: Sequence[Token], index: int) -> ClockAt | None:
    """The time of day that begins at a token of Arabic: «الساعة الثالثة والنصف», «20:30», «الثامنة إلا ربعا مساء»."""
    bare = tokens[index].bare
    if bare.lstrip("وفبل") == "منتصف":
        noun = word_at(tokens, index + 1).removeprefix("ال")
        return ClockAt(Clock(0 if noun == "ليل" else 12, 0), index + 2) if noun in ("ليل", "نهار") else None
    if tokens[index].kind == "digits":
        return _digit_clock(tokens, index)
    said = bare.endswith("لساعه") and bare.lstrip("وفبل") in ("الساعه", "ساعه")
    if not said:
        return _said_clock(tokens, index, said=False)
    start = index + 1 + (word_at(tokens, index + 1) in ("ال", "حوالي", "نحو"))
    if start >= len(tokens):
        return None
    if tokens[start].kind == "digits" and (colon := _colon_time(tokens, start, said=True)):
        return _with_half(tokens, *colon)
    return _said_clock(tokens, start, said=True)


def _said_clock(tokens: Sequence[Token], index: int, *, said: bool) -> ClockAt | None:
    """An hour in words or digits; where «الساعة» is not `said` before it, minutes or the half of the day must follow."""
    amount = arabic_amount(tokens, index)
    if amount is None or amount.loose or amount.form not in ("ordinal", "cardinal"):
        return None
    token, value, after = tokens[index], amount.values[0], amount.after
    feminine_ordinal = amount.form == "ordinal" and token.bare.endswith("ه") and "ال" in token.bare[:3]
    if not said and not feminine_ordinal:
        return None
    if token.kind == "digits" and "." in token.text:  # «الساعة 20.30»
        hour, minute = (int(piece) for piece in token.text.split(".")[:2])
    elif value.denominator == 1:
        hour, minute = int(value), 0
    else:
        return None
    if hour > 24 or minute > 59:
        return None
    minutes = _minutes(tokens, after)
    if minutes:
        minute, after = minutes
        hour, minute = (hour - 1, minute + 60) if minute < 0 else (hour, minute)
    found = _with_half(tokens, Clock(hour, minute), after)
    if not minutes and found.clock.half and (minutes := _minutes(tokens, found.after)) and minutes[0] > 0:
        found = ClockAt(found.clock._replace(minute=minutes[0]), minutes[1])  # «الثامنة ليلا و20 دقيقة»
    return found if said or minutes or found.clock.half else None


def _digit_clock(tokens: Sequence[Token], index: int) -> ClockAt | None:
    """«20:30», «8 مساء», «0230 بالتوقيت العالمي»."""
    text = tokens[index].text
    if text.isdecimal() and len(text) == 4 and "توقيت" in word_at(tokens, index + 1):
        hour, minute = int(text[:2]), int(text[2:])
        return ClockAt(Clock(hour, minute), index + 1) if hour < 24 and minute < 60 else None
    colon = _colon_time(tokens, index)
    return _with_half(tokens, *colon) if colon else _digit_hour(tokens, index)


def _digit_hour(tokens: Sequence[Token], index: int) -> ClockAt | None:
    """«8 مساء», «9.30 صباحا»: digits are a time only where the half of the day follows."""
    hours, _, minutes = tokens[index].text.partition(".")
    if not hours.isdecimal() or int(hours) > 12 or (minutes and not (minutes.isdecimal() and int(minutes) < 60)):
        return None
    if _HALVES.get(word_at(tokens, index + 1)) and word_at(tokens, index + 1)[:2] != "ال":
        return _with_half(tokens, Clock(int(hours), int(minutes or 0)), index + 1)
    return None


def _colon_time(tokens: Sequence[Token], index: int, *, said: bool = False) -> tuple[Clock, int] | None:
    """«20:30»; where «الساعة» is said, with spaces too, and minutes first as in texts typed right to left («25/13»)."""
    pieces = tokens[index : index + 3]
    marks = (":", "h", "/") if said else (":", "h")
    if len(pieces) < 3 or pieces[1].text not in marks or pieces[2].kind != "digits" or len(pieces[2].text) > 2:
        return None
    if len(pieces[2].text) != 2 and pieces[1].text != "/":
        return None
    apart = pieces[0].end != pieces[1].start or pieces[1].end != pieces[2].start
    if (apart and not said) or not (pieces[0].text.isdecimal() and pieces[2].text.isdecimal()):
        return None
    hour, minute = int(pieces[0].text), int(pieces[2].text)
    if said and (hour > 24 or (pieces[1].text == "/" and minute <= 24)):
        hour, minute = minute, hour
    return (Clock(hour, minute), index + 3) if hour <= 24 and minute < 60 else None


def _minutes(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """Minutes said after the hour (negative for «إلا»), and the token behind."""
    word = word_at(tokens, index)
    if word != "الا" and not word.startswith("و"):
        return None
    sign = -1 if word == "الا" else 1
    start = index + (word in ("الا", "و"))
    part = word_at(tokens, start).removeprefix("و") if sign == 1 else word_at(tokens, start)
    if part in _PARTS_OF_HOUR:
        return sign * _PARTS_OF_HOUR[part], start + 1
    amount = arabic_amount(tokens, start) if start < len(tokens) else None
    if amount and amount.values[0] < 60 and word_at(tokens, amount.after) in ("دقيقه", "دقائق", "دقايق", "د"):
        return sign * int(amount.values[0]), amount.after + 1
    return None


def _with_half(tokens: Sequence[Token], clock: Clock, after: int) -> ClockAt:
    """The time with «صباحا», «من مساء», «بعد الظهر» behind it, if they are there."""
    position = after
    if word_at(tokens, position) == "من":
        position += 1
    if word_at(tokens, position) in ("بعد", "قبل"):
        position += 1
    half = _HALVES.get(word_at(tokens, position), "")
    if not half:
        return ClockAt(clock, after)
    if half == "night":  # «الثانية ليلا» is after midnight, «العاشرة ليلا» before it
        half = "am" if clock.hour == 12 or clock.hour < 5 else "pm"
    if half == "pm" and clock.hour == 12 and word_at(tokens, position) not in ("ظهرا", "الظهر", "ظهر"):
        half = ""
    return ClockAt(clock._replace(half=half), position + 1)
