"""The recipe of the compact model: what it learns from, what it must not see, and that a network of its kind learns."""

from __future__ import annotations

import json
import random
from itertools import islice
from pathlib import Path

import pytest

from training import data
from training.grammar.counting import NOMINATIVE, OBLIQUE, Noun, counted
from training.grammar.generate import Generator

MAN = Noun("رجل", "رجال", False, "man", "men")
FAMILY = Noun("عائلة", "عائلات", True, "family", "families")


@pytest.mark.parametrize(
    ("number", "noun", "case", "words"),
    [
        (1, FAMILY, NOMINATIVE, "عائلة واحدة"),
        (2, MAN, NOMINATIVE, "رجلان"),
        (2, FAMILY, OBLIQUE, "عائلتين"),
        (3, MAN, NOMINATIVE, "ثلاثة رجال"),
        (8, FAMILY, NOMINATIVE, "ثماني عائلات"),
        (11, MAN, NOMINATIVE, "أحد عشر رجلا"),
        (12, FAMILY, OBLIQUE, "اثنتي عشرة عائلة"),
        (21, MAN, OBLIQUE, "واحد وعشرين رجلا"),
        (99, FAMILY, NOMINATIVE, "تسع وتسعون عائلة"),
        (103, MAN, NOMINATIVE, "مئة وثلاثة رجال"),
        (200, FAMILY, OBLIQUE, "مئتي عائلة"),
        (345, MAN, NOMINATIVE, "ثلاثمئة وخمسة وأربعون رجلا"),
        (2000, MAN, NOMINATIVE, "ألفا رجل"),
        (15230, MAN, NOMINATIVE, "خمسة عشر ألفا ومئتان وثلاثون رجلا"),
        (3_500_000, MAN, OBLIQUE, "ثلاثة ملايين وخمسمئة ألف رجل"),
    ],
)
def test_numbers_agree_with_their_nouns(number: int, noun: Noun, case: str, words: str) -> None:
    assert counted(number, noun, case) == words


def test_the_grammar_gives_the_same_pairs_for_the_same_seed_and_fills_every_slot() -> None:
    first, again = (list(islice(Generator(7), 2000)) for _ in range(2))
    assert first == again
    assert len(set(first)) > 1900
    assert not any("{" in side or "|" in side for pair in first for side in pair)
    assert all(data.usable(*pair) for pair in first)


def test_what_we_are_measured_on_is_refused(tmp_path: Path) -> None:
    test = tmp_path / "test.tsv"
    test.write_text(
        "وصل وفد من القاهرة إلى طرابلس أمس\tA delegation from Cairo arrived in Tripoli yesterday for talks with officials\n",
        encoding="utf-8",
    )
    held_out = data.HeldOut([test])
    assert held_out.touches("وصل وفد من القاهرة إلى طرابلس أمس", "anything")
    assert held_out.touches("شيء", "He said a delegation from Cairo arrived in Tripoli yesterday for a week")
    assert not held_out.touches("وصل وفد من تونس", "A delegation from Tunis arrived")


def test_what_is_held_out_is_known_in_careless_spelling_too(tmp_path: Path) -> None:
    test = tmp_path / "test.tsv"
    test.write_text("إن أهمية المدرسة تكمن في أنها تعلم الصغار القراءة\tx\n", encoding="utf-8")
    assert data.HeldOut([test]).touches("قال ان اهمية المدرسه تكمن في انها تعلم الصغار القراءه أيضا", "y")


def test_our_own_corpus_keeps_clear_of_the_reference_set() -> None:
    held_out = data.HeldOut(sorted((data.HERE.parent / "eval" / "data" / "news").glob("*.json")))
    shared = [
        pair
        for path in sorted((data.HERE / "corpus" / "news").glob("*.tsv"))
        for pair in data.read(path)
        if held_out.touches(*pair)
    ]
    assert len(shared) < 5, shared  # those few are refused when training


def test_misspelling_changes_only_the_spelling() -> None:
    chooser = random.Random(1)
    spelt = {data.misspelt("وصل القاضي إلى المدينة.", "The judge arrived in the city.", chooser) for _ in range(50)}
    assert ("وصل القاضى إلى المدينة.", "The judge arrived in the city.") in spelt
    assert ("وصل القاضي إلى المدينه.", "The judge arrived in the city.") in spelt
    assert ("وصل القاضي إلى المدينة", "The judge arrived in the city") in spelt


def test_third_party_sentences_are_joined_with_our_english_by_key(tmp_path: Path) -> None:
    arabic = tmp_path / "arabic.tsv"
    arabic.write_text("وصل الوفد\t\nعاد الوفد\t\n", encoding="utf-8")
    numbered = tmp_path / "numbered.tsv"
    numbered.write_text("17\tغادر الوفد\n", encoding="utf-8")
    articles = tmp_path / "articles.jsonl"
    text = "بدأ الاجتماع.\u00a0 هل انتهى؟  نعم\nفي المساء"
    articles.write_text(json.dumps({"title": "اجتماع  اليوم", "text": text}) + "\n", encoding="utf-8")
    english = tmp_path / "english.tsv"
    ours = {"عاد الوفد": "The delegation returned", "غادر الوفد": "The delegation left"}
    ours |= {"اجتماع اليوم": "A meeting today", "هل انتهى؟": "Is it over?", "في المساء": "In the evening"}
    lines = [f"{data.key(arabic)}\t{said}\n" for arabic, said in ours.items()]
    english.write_text("".join(lines) + "0123\tunknown\n", encoding="utf-8")
    assert sorted(data.joined(english, [arabic, numbered, articles, arabic])) == sorted(ours.items())
