"""Which sentences are chosen: the ones an editor would let stand alone, at the length asked for."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.extract import choose, leans, light, stems

LEAD = "أعلنت وزارة الصحة في عمان، الأحد، بدء حملة تطعيم ضد الحصبة تشمل 12 محافظة وتستهدف مليوني طفل."
BODY = [
    LEAD,
    "وتستمر الحملة أسبوعين في المدارس والمراكز الصحية.",
    "وأضاف أن اللقاح آمن ومجاني.",
    "ورصدت الوزارة للحملة ثلاثة ملايين دينار من ميزانيتها.",
    "ويعود آخر تفش كبير للحصبة في البلاد إلى عام 1997.",
]


def test_the_lead_is_chosen_first():
    assert choose(BODY, count=1) == [0]


def test_as_many_sentences_as_asked_in_article_order():
    assert len(choose(BODY, count=3)) == 3
    assert choose(BODY, count=3) == sorted(choose(BODY, count=3))
    assert choose(BODY, count=99) == [0, 1, 2, 3, 4]


def test_a_sentence_that_names_nobody_waits_for_the_one_before_it():
    apart = [LEAD, BODY[3], BODY[4], BODY[2]]
    assert 3 not in choose(apart, count=3)
    assert choose([BODY[2], *BODY[3:]], count=1) == [1]


def test_the_title_says_what_the_story_is():
    title = "تفش كبير للحصبة عام 1997 يقلق البلاد"
    assert 4 in choose(BODY, count=2, title=title)
    assert 4 not in choose(BODY, count=2)


def test_what_was_already_said_is_not_said_again():
    assert choose([LEAD, LEAD.replace("الأحد", "اليوم"), BODY[3]], count=2) == [0, 2]


def test_sentences_with_a_failed_translation_come_last():
    assert choose(BODY, count=1, avoid={0}) == [1]
    assert choose(BODY[:1], count=1, avoid={0}) == [0]


def test_the_length_asked_for_is_met_as_nearly_as_sentences_allow():
    lengths = [30, 18, 10, 25, 25]
    assert choose(BODY, words=50, lengths=lengths) == [0, 1]
    assert choose(BODY, words=10, lengths=lengths) == [0]
    assert choose(BODY, words=1000, lengths=lengths) == [0, 1, 2, 3, 4]


def test_nothing_is_chosen_from_nothing():
    assert choose([]) == []
    assert choose([], count=2) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "وأضاف الوزير أن العمل مستمر.",
        "من جهته، قال المدير إن الأمر بسيط.",
        "وفي المقابل، رفضت النقابة العرض.",
        "كما تضررت أربع سيارات.",
        "لكن الخطة تأخرت.",
        "وهو ما نفته الشركة.",
        "هذا القرار نهائي.",
        "وقال إن النتائج جيدة.",
        "وأشارت إلى أن الأسعار ارتفعت.",
        "أما النقابة فرفضت.",
        "تأهلنا بما فعلناه في مباراة الذهاب»، بحسب المدرب.",
        "قال المدرب: «لم نكن الأفضل اليوم",
        "He added that work goes on.",
        "“We did not play well.",
    ],
)
def test_leaning(sentence: str):
    assert leans(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        *[sentence for sentence in BODY if not sentence.startswith("وأضاف")],
        "قال وزير الداخلية إن الحدود مفتوحة.",
        "أكد أمين محافظة جدة أن الأمانة تعمل على المشروع.",
        "كماليات المنازل ترتفع أسعارها.",
        "قال المدرب: «لم نكن الأفضل اليوم».",
        "ثمانية قتلى في حادث سير قرب فاس.",
        "هويدا حسن تفوز بالجائزة.",
        "Hebron's mayor resigned.",
    ],
)
def test_standing_alone(sentence: str):
    assert not leans(sentence)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("والحكومة", "حكومة"),
        ("الحكومات", "حكومة"),
        ("بالمدرسة", "مدرسة"),
        ("أُعلن", "اعلن"),
        ("مستشفى", "مستشفي"),
        ("للمهندسين", "مهندس"),
        ("Embassy", "embassy"),
    ],
)
def test_inflected_forms_share_a_stem(one: str, other: str):
    assert stems(one) == stems(other)


def test_stop_words_carry_nothing():
    assert stems("في من على إلى التي الذين") == []
    assert stems("") == []


@given(st.text(alphabet=st.characters(min_codepoint=0x621, max_codepoint=0x64A), min_size=1, max_size=12))
def test_a_stem_is_a_piece_of_its_word(word: str):
    assert light(word) in word
    assert light(word)


@given(
    st.lists(st.text(max_size=40), max_size=12),
    st.text(max_size=20),
    st.none() | st.integers(1, 15),
    st.integers(1, 200),
)
def test_a_choice_is_some_of_the_sentences_each_once(sentences: list[str], title: str, count: int | None, words: int):
    chosen = choose(sentences, title=title, count=count, words=words)
    assert chosen == sorted(set(chosen))
    assert set(chosen) <= set(range(len(sentences)))
    assert len(chosen) == (min(count, len(sentences)) if count else len(chosen))
    assert bool(chosen) == bool(sentences)


def test_a_very_long_article_is_chosen_from_in_time():
    started = time.monotonic()
    assert choose(BODY * 2000, title=LEAD, count=20)
    assert time.monotonic() - started < 5
