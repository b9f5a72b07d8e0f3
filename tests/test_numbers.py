"""Numbers, dates and times as Arabic and English write them, and how English says them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from summarizer.number_glosses import numbers, whole_numbers
from summarizer.reading.amounts import Form, digit_values
from summarizer.reading.arabic import read_arabic
from summarizer.reading.arabic_dates import arabic_clock, arabic_day
from summarizer.reading.arabic_numbers import arabic_amount
from summarizer.reading.arabic_numerals import arabic_tokens, fold
from summarizer.reading.dates import Clock, Day, clock_sayings, day_sayings
from summarizer.reading.duals import dual
from summarizer.reading.english import read_english
from summarizer.reading.english_dates import english_clocks, english_days
from summarizer.reading.english_numbers import english_amount, english_tokens
from summarizer.reading.english_sayings import figures, ordinal_figures, sayings, spell


def arabic(text: str) -> list[tuple[Fraction, Form]]:
    """The first value and the form of every number in Arabic text."""
    tokens = arabic_tokens(text)
    found = []
    index = 0
    while index < len(tokens):
        amount = arabic_amount(tokens, index)
        if amount and not amount.loose:
            found.append((amount.values[0], amount.form))
        index = amount.after if amount else index + 1
    return found


def english(text: str) -> list[tuple[Fraction, Form]]:
    """The first value and the form of every number in English text."""
    tokens = english_tokens(text)
    found = []
    index = 0
    while index < len(tokens):
        amount = english_amount(tokens, index)
        if amount and not amount.loose:
            found.append((amount.values[0], amount.form))
        index = amount.after if amount else index + 1
    return found


@pytest.mark.parametrize(
    ("text", "value", "form"),
    [
        ("ثلاثمئة وخمسة وأربعون ألفا", 345_000, "cardinal"),
        ("٣٤٥ ألفا", 345_000, "cardinal"),
        ("ثلاثة ملايين و250 ألفا وخمسمئة", 3_250_500, "cardinal"),
        ("ألف وتسعمئة وأربعة وثمانين", 1984, "cardinal"),
        ("مئتا ألف", 200_000, "cardinal"),
        ("ألفا دولار", 2000, "cardinal"),
        ("ألفا ومئتين", 1200, "cardinal"),
        ("ألفا منهم", 1000, "cardinal"),
        ("عشرون مليونا", 20_000_000, "cardinal"),
        ("ملياران", 2 * 10**9, "cardinal"),
        ("9 آلاف مليار", 9 * 10**12, "cardinal"),
        ("نصف مليون", 500_000, "cardinal"),
        ("مليون ونصف المليون", 1_500_000, "cardinal"),
        ("إحدى وعشرين", 21, "cardinal"),
        ("اثنتا عشرة", 12, "cardinal"),
        ("ثلاثة فاصلة خمسة", Fraction(7, 2), "cardinal"),
        ("ثلاثة أرباع", Fraction(3, 4), "fraction"),
        ("ثلثي", Fraction(2, 3), "fraction"),
        ("بخُمس", Fraction(1, 5), "fraction"),
        ("الثالثة والعشرين", 23, "ordinal"),
        ("الحادي عشر", 11, "ordinal"),
        ("عشرات الآلاف", 10_000, "many"),
        ("التسعينيات", 90, "decade"),
    ],
)
def test_arabic_numbers(text: str, value: int | Fraction, form: Form) -> None:
    assert arabic(text) == [(Fraction(value), form)]


@pytest.mark.parametrize("text", ["بين ألفين وخمسة آلاف", "خمسة وستة", "عشرون وثلاثون", "مليون ومليونين"])
def test_scales_descend_so_that_a_range_is_two_numbers(text: str) -> None:
    assert len(arabic(text)) == 2


@pytest.mark.parametrize("text", ["أثنى المدير على الفريق", "لست من هنا", "مهندسون", "ستارة", "البستان", "واحة"])
def test_words_that_only_look_like_numbers(text: str) -> None:
    assert arabic(text) == []


@pytest.mark.parametrize(
    ("digits", "values"),
    [
        ("٤٫٦", ("4.6",)),
        ("١٢٬٥٠٠", ("12500",)),
        ("۴۵۰", ("450",)),
        ("1,250", ("1250", "1.25")),
        ("10.000", ("10", "10000")),
        ("1.250.000", ("1250000",)),
        ("56,5", ("56.5",)),
        ("8ر2", ("2.8", "8.2")),
        ("0،3", ("0.3",)),
        ("12 500", ("12500",)),
        ("000 10", ("10000",)),
        ("385 12", ("12385",)),
    ],
)
def test_digits_of_every_script_and_convention(digits: str, values: tuple[str, ...]) -> None:
    assert digit_values(digits) == tuple(Fraction(value) for value in values)


@pytest.mark.parametrize(
    ("text", "value", "form"),
    [
        ("345,000", 345_000, "cardinal"),
        ("three hundred and forty-five thousand", 345_000, "cardinal"),
        ("5.4 million", 5_400_000, "cardinal"),
        ("1.2bn", 1_200_000_000, "cardinal"),
        ("two and a half million", 2_500_000, "cardinal"),
        ("a million and a half", 1_500_000, "cardinal"),
        ("half a million", 500_000, "cardinal"),
        ("25 thousand and 600", 25_600, "cardinal"),
        ("two dozen", 24, "cardinal"),
        ("three million, two hundred and fifty thousand", 3_250_000, "cardinal"),
        ("four thousand million", 4 * 10**9, "cardinal"),
        ("twenty-third", 23, "ordinal"),
        ("113th", 113, "ordinal"),
        ("three-quarters", Fraction(3, 4), "fraction"),
        ("a third of", Fraction(1, 3), "fraction"),
        ("hundreds of thousands", 100_000, "many"),
        ("several hundred", 100, "many"),
        ("1990s", 90, "decade"),
        ("the nineties", 90, "decade"),
    ],
)
def test_english_numbers(text: str, value: int | Fraction, form: Form) -> None:
    assert english(text) == [(Fraction(value), form)]


@pytest.mark.parametrize(
    ("text", "count"), [("a million, 300 of them", 2), ("6 hours and 20 minutes", 2), ("15 million and 5 people", 2)]
)
def test_neighbouring_english_numbers_stay_apart(text: str, count: int) -> None:
    assert len(english(text)) == count


# --- laws ---

UNITS = " واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة".split(" ")
TENS = "عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون".split()
HUNDREDS = " مئة مئتان ثلاثمئة أربعمئة خمسمئة ستمئة سبعمئة ثمانمئة تسعمئة".split(" ")


def below_hundred(number: int) -> str:
    if number <= 10:
        return "عشرة" if number == 10 else UNITS[number]
    if number < 20:
        return {11: "أحد عشر", 12: "اثنا عشر"}.get(number, f"{UNITS[number - 10]} عشر")
    tens = TENS[number // 10 - 2]
    return f"{UNITS[number % 10]} و{tens}" if number % 10 else tens


def below_thousand(number: int) -> str:
    return " و".join(filter(None, (HUNDREDS[number // 100], below_hundred(number % 100) if number % 100 else "")))


def in_arabic_words(number: int) -> str:
    """A number from 1 to below a billion in the words of the written language, masculine nominative."""
    pieces = []
    for scale, (one, two, few, many) in {
        10**6: ("مليون", "مليونان", "ملايين", "مليونا"),
        10**3: ("ألف", "ألفان", "آلاف", "ألفا"),
    }.items():
        count = number // scale % 1000
        if count == 1:
            pieces.append(one)
        elif count == 2:
            pieces.append(two)
        elif count:
            pieces.append(f"{below_thousand(count)} {few if 3 <= count % 100 <= 10 else many if count % 100 else one}")
    if number % 1000:
        pieces.append(below_thousand(number % 1000))
    return " و".join(pieces)


@given(st.integers(min_value=1, max_value=10**9 - 1))
def test_arabic_words_are_read_as_the_number_they_say(number: int) -> None:
    assert arabic(in_arabic_words(number))[0][0] == number
    assert len(arabic(in_arabic_words(number))) == 1


@given(st.integers(min_value=0, max_value=10**13))
def test_figures_are_read_back(number: int) -> None:
    assert english(figures(Fraction(number))) == [(Fraction(number), "cardinal")]


@given(st.integers(min_value=0, max_value=99))
def test_spelled_numbers_are_read_back(number: int) -> None:
    assert english(spell(number)) == [(Fraction(number), "cardinal")]
    if number > 2:
        assert english(spell(number, "ordinal")) == [(Fraction(number), "ordinal")]
        assert english(ordinal_figures(number)) == [(Fraction(number), "ordinal")]


@given(st.integers(min_value=1, max_value=10**12))
def test_every_saying_of_a_number_means_it(number: int) -> None:
    for saying in sayings(Fraction(number)):
        assert english(saying) == [(Fraction(number), "cardinal")]


@given(st.text(alphabet="0123456789", min_size=1, max_size=9))
def test_arabic_indic_persian_and_latin_digits_agree(digits: str) -> None:
    indic, persian = (digits.translate({48 + digit: zero + digit for digit in range(10)}) for zero in (0x660, 0x6F0))
    assert digit_values(digits) == digit_values(indic) == digit_values(persian) == (Fraction(digits),)


@given(st.text(max_size=60))
def test_reading_any_text_ends_and_gives_offsets(text: str) -> None:
    for found in (*read_arabic(text), *read_english(text)):
        assert text[found.start : found.end] == found.text
        assert 0 <= found.start < found.end <= len(text)


@given(st.text(alphabet='وثلاثةخمسونألفمليون 0123456789،.:/-%«»"لمنصف', max_size=60))
def test_reading_arabic_like_noise_ends_and_gives_offsets(text: str) -> None:
    for found in read_arabic(text):
        assert text[found.start : found.end] == found.text


NUMERIC = [*"0158٣,. ٬٫،ر\u00a0/-+%", "80", "696", "000", " و", "ألف", " ألف ", "مليون"]


@given(st.lists(st.sampled_from(NUMERIC), max_size=9).map("".join))
@example("80,000 696")
@example("1.180,000 123")
@example("3/0 مليون")
def test_numbers_in_any_writing_are_read_without_an_error(text: str) -> None:
    for written in (text, whole_numbers(text)):
        for found in (*read_arabic(written), *read_english(written)):
            assert written[found.start : found.end] == found.text
        assert all(start < end and said for start, end, said in numbers(written))


def test_folding_twice_changes_nothing() -> None:
    word = "ثَلاثُـمِائَة"
    assert fold(word) == fold(fold(word)) == "ثلاثمائه"


# --- duals ---


@pytest.mark.parametrize("word", ["يومين", "قتيلان", "ومدرستين", "بساعتين", "العامين", "مرتين", "متطوعان"])
def test_duals_that_state_two(word: str) -> None:
    assert dual(fold(word)) is True


@pytest.mark.parametrize("word", ["الطرفين", "البلدين", "اللغتين"])
def test_definite_duals_need_not_be_counted(word: str) -> None:
    assert dual(fold(word)) is False


@pytest.mark.parametrize(
    "word", ["مهندسين", "السودان", "بساتين", "باكستان", "مهرجان", "بوتين", "بلدان", "سنين", "البستان"]
)
def test_words_that_only_look_dual(word: str) -> None:
    assert dual(fold(word)) is None


# --- dates and times ---


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("27 ديسمبر 2020", Day(2020, 12, 27)),
        ("السابع والعشرين من كانون الأول", Day(None, 12, 27)),
        ("20 أفريل 2021", Day(2021, 4, 20)),
        ("19 غشت", Day(None, 8, 19)),
        ("فاتح دجنبر", Day(None, 12, 1)),
        ("31 جويلية", Day(None, 7, 31)),
        ("5 تشرين الثاني (نوفمبر) 2019", Day(2019, 11, 5)),
        ("أيلول/سبتمبر", Day(None, 9)),
        ("11 ربيع الأول 1445هـ", Day(1445, 3, 11, hijri=True)),
        ("مطلع ذي الحجة", None),
        ("الإثنين", Day(weekday=0)),
        ("2021-04-20", Day(2021, 4, 20)),
        ("20/04/2021", Day(2021, 4, 20)),
        ("شهر فيفري", None),
    ],
)
def test_arabic_dates(text: str, day: Day | None) -> None:
    found = arabic_day(arabic_tokens(text), 0)
    assert (found.day if found else None) == day


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("on Sunday, 27 December 2020,", [Day(weekday=6), Day(2020, 12, 27)]),
        ("on December 27, 2020", [Day(2020, 12, 27)]),
        ("the twenty-third of May", [Day(None, 5, 23)]),
        ("the 1st of May", [Day(None, 5, 1)]),
        ("law 34 of April 28, 2016", [Day(2016, 4, 28)]),
        ("14 January, the sixth anniversary", [Day(None, 1, 14)]),
        ("16 Sha'ban 1444", [Day(1444, 8, 16, hijri=True)]),
        ("11 Rabi al-Thani", [Day(None, 4, 11, hijri=True)]),
        ("11 Rabi al-Awwal", [Day(None, 3, 11, hijri=True)]),
        ("he may march in", []),
        ("in May", [Day(None, 5)]),
        ("2021-04-20", [Day(2021, 4, 20)]),
        ("a Safari park", []),
    ],
)
def test_english_dates(text: str, days: list[Day]) -> None:
    assert [found.day for found in english_days(text)] == days


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("الساعة الثالثة والنصف", Clock(3, 30)),
        ("الساعة التاسعة إلا ربعا", Clock(8, 45)),
        ("الساعة 20.30", Clock(20, 30)),
        ("20:30", Clock(20, 30)),
        ("الثامنة صباحا", Clock(8, 0, "am")),
        ("الثانية ليلا", Clock(2, 0, "am")),
        ("العاشرة ليلا", Clock(10, 0, "pm")),
        ("الثامنة ليلا و20 دقيقة", Clock(8, 20, "pm")),
        ("الساعة 15/10", Clock(10, 15)),
        ("منتصف الليل", Clock(0, 0)),
        ("الثالثة", None),
    ],
)
def test_arabic_times(text: str, clock: Clock | None) -> None:
    found = arabic_clock(arabic_tokens(text), 0)
    assert (found.clock if found else None) == clock


@pytest.mark.parametrize(
    ("text", "clocks"),
    [
        ("at 3:30 pm", [Clock(3, 30, "pm")]),
        ("at 3.30pm", [Clock(3, 30, "pm")]),
        ("at half past three in the afternoon", [Clock(3, 30, "pm")]),
        ("a quarter to nine", [Clock(8, 45)]),
        ("at eleven o'clock", [Clock(11, 0)]),
        ("0230 GMT", [Clock(2, 30)]),
        ("until midnight", [Clock(0, 0)]),
        ("from 80 to 120 places", []),
        ("three people", []),
    ],
)
def test_english_times(text: str, clocks: list[Clock]) -> None:
    assert [found.clock for found in english_clocks(text)] == clocks


def test_times_differ_by_half_of_the_day_only_where_both_say_it() -> None:
    assert Clock(20, 30).same(Clock(8, 30, "pm"))
    assert Clock(8, 30).same(Clock(20, 30))
    assert not Clock(8, 30, "am").same(Clock(20, 30))


@given(st.integers(1, 12), st.integers(1, 28), st.integers(1900, 2099))
def test_every_saying_of_a_date_means_it(month: int, day: int, year: int) -> None:
    for saying in day_sayings(Day(year, month, day)):
        assert [found.day for found in english_days(f"on {saying}")] == [Day(year, month, day)]


@given(st.integers(1, 12), st.integers(0, 59), st.sampled_from(["am", "pm"]))
def test_every_saying_of_a_time_means_it(hour: int, minute: int, half: str) -> None:
    for saying in clock_sayings(Clock(hour, minute, half)):
        assert all(found.clock.same(Clock(hour, minute, half)) for found in english_clocks(f"at {saying}"))
