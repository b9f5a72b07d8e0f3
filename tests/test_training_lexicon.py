"""The phrase lexicon is counted from aligned pairs, and a pair is never told glosses that come from itself."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from summarizer.glossing import Entry
from training.data import Pair
from training.lexicon import Aligned, Links, Morphemes, corrected, dictionary_entry, joined

PAIRS = [
    Pair("قتل ثلاثة جنود .", "Three soldiers were killed .", 1),
    Pair("قتل جنود في انفجار .", "Soldiers killed in a blast .", 1),
    Pair("وصل رئيس الوزراء .", "The prime minister arrived .", 2),
    Pair("استقال رئيس الوزراء .", "The prime minister resigned .", 2),
    Pair("غواصة", "submarine", 1),
]
LINKS: list[Links] = [
    {(0, 2), (0, 3), (1, 0), (2, 1), (3, 4)},
    {(0, 1), (1, 0), (2, 2), (3, 3), (3, 4), (4, 5)},
    {(0, 3), (1, 2), (2, 1), (2, 0), (3, 4)},
    {(0, 3), (1, 2), (2, 1), (2, 0), (3, 4)},
    set(),
]


@pytest.fixture
def aligned() -> Aligned:
    return Aligned(PAIRS, LINKS, Counter())


def test_phrases_are_what_the_links_allow(aligned: Aligned) -> None:
    assert aligned.get("انفجار") == Entry("a blast", pytest.approx(2 / 3))
    assert aligned.get("رئيس الوزراء").english == "the prime minister"  # type: ignore[union-attr]
    assert aligned.get("جنود").english == "soldiers"  # type: ignore[union-attr]
    assert aligned.get("جنود في") is None  # met once
    assert aligned.get("الوزراء .") is None  # no punctuation in a phrase


def test_the_entry_of_a_dictionary_needs_no_links(aligned: Aligned) -> None:
    assert aligned.get("غواصة").english == "submarine"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("arabic", "english", "entry"),
    [
        ("أعلن", "announced", ("اعلن", "announced")),
        ("قضية", "the case; issue", ("قضية", "the case")),
        ("وصل الوزير.", "The minister arrived.", None),
        ("5 أيام", "5 days", None),
    ],
)
def test_what_counts_as_the_entry_of_a_dictionary(arabic: str, english: str, entry: tuple[str, str] | None) -> None:
    assert dictionary_entry(Pair(arabic, english, 1)) == entry


def test_a_pair_is_annotated_without_what_it_taught_itself(aligned: Aligned) -> None:
    assert "blast" not in aligned.annotated(1, PAIRS[1].arabic)
    assert "submarine" not in aligned.annotated(4, PAIRS[4].arabic)
    assert "soldiers" in aligned.annotated(0, PAIRS[0].arabic)


def test_the_lexicon_leaves_out_what_shorter_phrases_say() -> None:
    pairs = [Pair("مدينة كبيرة .", "city big .", 1)] * 3
    aligned = Aligned(pairs, [{(0, 0), (1, 1), (2, 2)}] * 3, Counter())
    assert set(aligned.lexicon()) == {"مدينة", "كبيرة"}


def test_a_second_sense_is_kept_beside_the_first() -> None:
    senses = ["head", "head", "president", "president", "president", "presidents"]
    pairs = [Pair("رئيس .", f"{english} .", 1) for english in senses]
    aligned = Aligned(pairs, [{(0, 0), (1, 1)}] * len(pairs), Counter())
    assert aligned.lexicon()["رئيس"].gloss == "president / head"
    assert aligned.annotated(0, pairs[0].arabic).startswith("رئيس president / head ")


def test_a_correction_holds_whatever_was_counted() -> None:
    right = Entry("troops", 0.9)
    aligned = Aligned(PAIRS, LINKS, Counter(), {"جنود": right})
    assert aligned.get("جنود") == aligned.lexicon()["جنود"] == right
    assert "troops" in aligned.annotated(0, PAIRS[0].arabic)


def test_a_correction_may_have_two_senses(tmp_path: Path) -> None:
    table = tmp_path / "corrections.tsv"
    table.write_text("أوقية\touguiyas / ounces\nسنت\tcents\n", encoding="utf-8")
    assert corrected(["*.tsv"], tmp_path) == {"اوقية": Entry("ouguiyas", 0.9, "ounces"), "سنت": Entry("cents", 0.9)}


def test_prefixes_are_cut_off_only_where_a_known_word_remains() -> None:
    morphemes = Morphemes(
        Counter({"وزير": 9, "قال": 9, "وقال": 3, "مدينة": 5, "المدينة": 6, "بالمدينة": 2, "مدينته": 1})
    )
    assert morphemes.cut("وزير") == ["وزير"]
    assert morphemes.cut("وقال") == ["و+", "قال"]
    assert morphemes.cut("بالمدينة") == ["ب+", "ال+", "مدينة"]
    assert morphemes.cut("مدينته") == ["مدينت", "+ه"]


def test_links_grow_from_where_both_directions_agree() -> None:
    assert joined({(0, 0), (1, 1)}, {(0, 0), (1, 2)}) == {(0, 0), (1, 1), (1, 2)}
