"""The checks: built faults are found, good translations are left alone, and endless text takes no time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.checks import BADNESS, badness, check, ends, is_english, loops, stutters
from summarizer.overlap import gap_by_chance, overlap

DATA = Path(__file__).parent / "data"

SOURCE = "أعلن وزير الداخلية، الأحد، فتح المعابر الحدودية أمام المسافرين بعد إغلاق دام ثلاثة أسابيع."
GOOD = "The interior minister announced on Sunday the opening of border crossings to travellers after a three-week closure."

FAULTS = [
    line.split("\t") for line in (DATA / "faults.tsv").read_text("utf-8").splitlines() if not line.startswith("#")
]
FINE = [line.split("\t") for line in (DATA / "fine.tsv").read_text("utf-8").splitlines() if not line.startswith("#")]

STUCK = [
    "The minister said the the the the border is open.",
    "The minister announced the opening of the border of the border of the border.",
    "border border border border border border",
    "The border is open. The border is open. The border is open. The border is open.",
    "The minister said hahahahahahahahahahahahahaha",
    "The border, , , , , , , , , , , , , , , , ,",
    "The minister said - - - - - - - - - - - - - -",
    "The minister opened the the border, and the minister opened the the border.",
    "The border crossings crossings were opened on Sunday.",
    "one, one, one, one, one, one, one, one, one",
    "Sanaaaaaaaaaaaaaaaaaaaaa was opened on Sunday.",
    "the north of the south, the north of the south",
]


@pytest.mark.parametrize(("flag", "source", "target"), FAULTS)
def test_a_built_fault_is_found(flag: str, source: str, target: str):
    assert flag in check(source, target.replace("\\n", "\n"))


@pytest.mark.parametrize(("source", "target"), FINE)
def test_a_good_translation_is_left_alone(source: str, target: str):
    assert check(source, target) == ()


@pytest.mark.parametrize("target", STUCK)
def test_a_loop_is_found(target: str):
    assert loops(SOURCE, target)


@pytest.mark.parametrize("times", [2, 3, 5, 40])
@pytest.mark.parametrize("size", [3, 5, 8])
def test_a_phrase_that_comes_over_and_over_is_a_loop(times: int, size: int):
    words = GOOD.rstrip(".").split()
    assert loops(SOURCE, " ".join([*words[:8], *words[8 : 8 + size] * times]))


def test_what_the_arabic_repeats_may_be_repeated():
    assert not loops("لا لا لا لا، هذا غير صحيح", "No no no no, that is wrong")
    assert not loops(SOURCE, "He said that that was all, and it was very very good.")
    assert not loops("عاد بطرس بطرس غالي", "Boutros Boutros-Ghali came back")
    assert not stutters("what he had had, and New York")


def test_a_cut_answer_is_flagged_whatever_it_says():
    assert check(SOURCE, GOOD, finish="length") == ("cut",)
    assert check(SOURCE, GOOD, finish="cancelled") == ("cut",)
    assert check(SOURCE, GOOD) == ()


def test_a_low_score_is_flagged_only_against_a_limit():
    assert check(SOURCE, GOOD, score=-3.0, unlikely=-1.5) == ("unlikely",)
    assert check(SOURCE, GOOD, score=-1.0, unlikely=-1.5) == ()
    assert check(SOURCE, GOOD, score=-3.0) == ()
    assert check(SOURCE, GOOD, unlikely=-1.5) == ()


def test_a_sentence_of_which_the_second_half_is_gone():
    source = (
        "قالت وزارة الصحة إن المستشفى الجديد في المدينة سيفتح أبوابه أمام المرضى الشهر المقبل، بينما تواصل الحكومة "
        "بناء مدرسة وجسر وطريق سريع وتعيين أطباء ومعلمين ومهندسين في المحافظات الجنوبية من البلاد."
    )
    whole = (
        "The health ministry said the new hospital in the city would open its doors to patients next month, while the "
        "government continues to build a school, a bridge and a highway and to appoint doctors, teachers and engineers in "
        "the country's southern governorates."
    )
    half = "The health ministry said the new hospital in the city would open its doors to patients next month."
    assert check(source, whole) == ()
    assert "gap" in check(source, half)
    assert gap_by_chance(source, half) < gap_by_chance(source, whole)


def test_words_names_and_numbers_are_looked_for():
    right = overlap("ارتفع عدد السكان في القاهرة إلى 1250 شخصا", "The population of Cairo rose to 1,250 people")
    wrong = overlap("ارتفع عدد السكان في القاهرة إلى 1250 شخصا", "The team won its match against its neighbours")
    assert right.known == wrong.known >= 4
    assert right.said >= 4
    assert wrong.said == 0


@pytest.mark.parametrize("source", ["", "   ", "…", "🎉", "«»", "\u200f"])
def test_nothing_is_asked_of_a_source_without_words(source: str):
    assert check(source, "") == ()
    assert check(source, "!") == ()


def test_a_worse_translation_counts_as_worse():
    assert badness(()) == 0
    assert badness(("empty",)) > badness(("loop", "length"))
    assert badness(("wrong_language",)) > badness(("detached", "length"))
    assert badness(("length",)) > badness(())


@pytest.mark.parametrize(
    "text",
    [
        "Étoile Sportive du Sahel 2-1 Club Africain",
        "Los Angeles fires: care home evacuated, 95 rescued",
        "Paris",
        "12 - 3 (5%)",
        "The minister visited Rio de Janeiro and São Paulo.",
    ],
)
def test_names_of_other_languages_are_not_another_language(text: str):
    assert is_english(text)


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(["stop", "length", "cancelled"]))
def test_any_text_gets_known_flags_once(source: str, target: str, finish: str):
    flags = check(source, target, finish=finish)
    assert len(flags) == len(set(flags))
    assert set(flags) <= set(BADNESS)


@given(st.text(max_size=60))
def test_a_non_empty_source_never_passes_with_nothing(target: str):
    flags = check(SOURCE, target)
    assert flags or any(character.isalnum() for character in target)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("كلمة " * 20_000, "I'm sorry " * 20_000),
        ("ا" * 100_000, "a" * 100_000),
        ("ق " * 50_000, "Q " * 50_000),
        (SOURCE * 1_000, GOOD * 1_000),
        (SOURCE, "(note: " * 20_000),
    ],
)
def test_endless_text_is_checked_in_time(source: str, target: str):
    started = time.monotonic()
    check(source, target)
    assert time.monotonic() - started < 5


def test_both_ends_of_an_endless_text_are_seen():
    assert "loop" in check(SOURCE * 200, GOOD * 200 + " the border" * 30) or "border" in ends(
        GOOD * 200 + " the border"
    )
    assert len(ends("a" * 1_000_000)) < 10_000
