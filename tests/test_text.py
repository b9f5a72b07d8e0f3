"""The laws of text.py (nothing lost, nothing over budget, twice is once) and tables of what an editor would expect."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.errors import InputError
from summarizer.text import MAX_CHARACTERS, digits, fit, is_arabic, normalise, pack, sentences

PIECES = [
    *["قال", "د.", "أ.د.", "ص.ب.", "U.S.", "Dr.", "J.", "3.5", "1.", "٢.", "...", "…", ".", "؟", "!", "«", "»", '"'],
    *["“", "”", "(", ")", "،", "؛", ":", " ", "  ", "\n", "\n\n", "وأضاف", "The", "word", "هـ", "2020", "م.", "-"],
    *["ثم.قال", "\u064b", "😀"],
]
prose = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
anything = st.one_of(
    prose,
    st.text(max_size=60),
    st.text(
        st.sampled_from(
            "ا\u064b\u0651\u0344\u200b\u200c\u202eﺍ\ufdfa\ufe71\r\n\x00\x85a\ud800\u0f73é\u0301\u09c7\u09be"
        ),
        max_size=40,
    ),
)


@given(anything)
def test_normalise_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    once.encode("utf-8")  # no lone surrogate is left


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("سطر\r\nسطر\rسطر\u2028سطر\n", "سطر\nسطر\nسطر\nسطر\n"),
        ("\ufeff\u200fنص\u202c \u200bواضح\u2069", "نص واضح"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("نص\x00\x07\tعربي\u00a0هنا", "نص عربي هنا"),
        ("ﻣﺮﺣﺒﺎ", "مرحبا"),
        ("محمد \ufdfa", "محمد صلى الله عليه وسلم"),
        ("سؤ\ud83dال", "سؤ\ufffdال"),
        ("آ", "آ"),
        ("كَتَبَ ـــ ١٢٣ ½ ﬁ", "كَتَبَ ـــ ١٢٣ ½ ﬁ"),
        ("س" + "\u064e" * 9 + "م", "س" + "\u064e" * 4 + "م"),
        ("س\u064e\u064e\u064e\u064e\u200b\u064e\u064e", "س" + "\u064e" * 4),
        ("", ""),
    ],
)
def test_normalise(text: str, expected: str) -> None:
    assert normalise(text) == expected


def test_normalise_refuses_more_than_it_can_hold() -> None:
    with pytest.raises(InputError, match="limit is 2,000,000"):
        normalise("ا" * (MAX_CHARACTERS + 1))


@given(st.one_of(anything, prose))
def test_sentences_lose_nothing(text: str) -> None:
    parts = sentences(text)
    assert "".join(parts) == text
    assert all(parts)
    assert len(parts) < 2 or all(any(map(str.isalnum, part)) for part in parts)


@pytest.mark.parametrize(
    "parts",
    [
        ["قال الوزير إن الخطة جاهزة. ", "وأضاف أنها تبدأ غدا."],
        ["هل تعود المفاوضات؟ ", "لا أحد يعلم! ", "وربما لا تعود."],
        ["ارتفع السعر 3.5 في المئة إلى 1.250.000 دينار. ", "وبلغ ٢.٧ أمس."],
        ["التقى د. سامي حداد أ. منى ووصل أ.د. كمال."],
        ["ووقعه م. خالد ود. هدى. ", "ثم غادرا."],
        ["يُرسل إلى ص.ب. 120 بيروت. ", "وشكرا."],
        ["انظر ص. 15 من الكتاب. ", "انتهى."],
        ["بُنيت عام 500 ق.م. ", "وهُدمت عام 70 م. ", "ثم أعيدت سنة 1443 هـ. ", "وهي قائمة."],
        ["قررت U.S. Steel البيع. ", "ووقع J. K. Smith العقد."],
        ["Dr. Smith met Gen. Lee at 5 p.m. in Washington, D.C. on Jan. 5. ", "He left."],
        ["It is made by Acme Inc. ", "The firm is old."],
        ["He paid No. 5. ", "Prices rose 3.2%. ", "See example.com for more."],
        ["1. تأجيل الموعد. ", "2. دفع الرسوم. ", "٣. انتظار الرد."],
        ["صدر القرار عام 2020. ", "ولم ينفذ."],
        ["انتظر... ثم رحل. ", "وعاد…"],
        ["قال إنه لا يعرف... ", "وأضاف أنه سيسأل."],
        ["قال: «لن نعود. ", "البيت ركام.» ", "ثم صمت."],
        ["سأل: «متى نعود؟» ", "ولم يجبه أحد."],
        ["رواية «من قتل ليلى؟» للكاتب نفسه."],
        ["«متى نعود؟»، سألت الطفلة."],
        ["قالت: “انتهى الأمر.” ", "ثم خرجت."],
        ['قال: "انتهى الأمر." ', "وخرج."],
        ["هذا نص . ", "وهذا آخر . "],
        ["وصل الوفد.", "وقال رئيسه إنه راض."],
        ["هل وصل؟", "نعم وصل."],
        ["تكلفة (؟) غير معروفة."],
        ["ماذا؟! ", "لا أصدق."],
        ["عنوان بلا نقطة\n", "فقرة أولى.\n\n", "فقرة ثانية"],
        ["لا شيء يقطع هنا: لا فاصلة، ولا فاصلة منقوطة؛ ولا نقطتان"],
        ["جملة أولى.\n***\n", "وجملة ثانية. . ."],
        ["... ثم قال: لا. ", "وسكت."],
        ["   "],
        ["."],
        [],
    ],
)
def test_sentences(parts: list[str]) -> None:
    assert sentences("".join(parts)) == parts


def words(text: str) -> int:
    return len(text.split()) + 1  # as an engine counts: with an end mark


def letters(text: str) -> int:
    return len(text.encode()) + 1


@given(anything, st.integers(6, 12))
def test_fit_loses_nothing_and_keeps_the_budget(text: str, budget: int) -> None:
    text = normalise(text)
    for count in (words, letters):
        parts = fit(text, budget, count)
        assert "".join(parts) == text
        assert all(part and count(part) <= budget for part in parts)


@given(st.lists(prose, max_size=12), st.integers(6, 12))
def test_pack_loses_nothing_and_keeps_the_budget(pieces: list[str], budget: int) -> None:
    groups = pack(pieces, budget, words)
    assert "".join(part for group in groups for part in group) == "".join(pieces)
    assert all(group and words("".join(group)) <= budget for group in groups)


def test_fit_prefers_clauses_then_words() -> None:
    assert fit("جاء الوزير من مصر، ثم غادر إلى تونس وعاد", 8, words) == ["جاء الوزير من مصر، ", "ثم غادر إلى تونس وعاد"]
    assert fit("واحد اثنان ثلاثة أربعة", 13, lambda text: len(text) + 1) == ["واحد اثنان ", "ثلاثة أربعة"]
    assert fit("بلغ 1,250,000 دينار", 16, lambda text: len(text) + 1) == ["بلغ 1,250,000 ", "دينار"]
    assert fit("", 5, words) == []


def test_fit_keeps_a_mark_with_its_letter() -> None:
    parts = fit("بَتَثَجَحَ", 4, lambda text: len(text) + 1)
    assert all(part[0] not in "\u064e" for part in parts)


def test_fit_refuses_a_budget_below_one_character() -> None:
    with pytest.raises(InputError, match="budget of 1 "):
        fit("ab", 1, letters)


def test_fit_counts_little() -> None:
    """A sentence of 100,000 letters without a space costs a few counts of a piece per piece, not of the whole."""
    counted = 0

    def count(text: str) -> int:
        nonlocal counted
        counted += len(text)
        return len(text) // 3 + 1

    parts = fit("ا" * 100_000, 200, count)
    assert len(parts) < 250
    assert counted < 1_000_000


def test_pack_fills_groups() -> None:
    assert pack(["أ ب ", "ج ", "د هـ و "], 4, words) == [["أ ب ", "ج "], ["د هـ و "]]


def test_digits() -> None:
    assert digits("٠١٢٣٤٥٦٧٨٩ و۰۱۲۳۴۵۶۷۸۹") == "0123456789 و0123456789"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("مرحبا", True),
        ("hello", False),
        ("", False),
        ("😀 123", False),
        ("iPhone 15 Pro في الأسواق", True),
        ("hello world, all of it مرحبا", False),
    ],
)
def test_is_arabic(text: str, expected: bool) -> None:
    assert is_arabic(text, share=0.3) is expected


@pytest.mark.parametrize(
    "text", ["\u064b" * 500_000, "\ufdfa" * 330_000, "." * 1_000_000, "د. " * 250_000, "!»" * 330_000, "\n" * 1_000_000]
)
def test_a_megabyte_of_anything_is_no_trouble(text: str) -> None:
    """A guard on growth, not a timing: quadratic work would take minutes."""
    started = time.process_time()
    normalise(text)
    sentences(text)
    assert time.process_time() - started < 5
