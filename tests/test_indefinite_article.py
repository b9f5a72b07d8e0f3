"""A or an: a model that copies the word behind it, or learnt little, does not always hear which."""

from __future__ import annotations

import pytest

from summarizer.indefinite_article import article, with_articles
from summarizer.slots import SLOTS, fill


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ("an", "army hour honour heir état élite unidentified unprecedented urban utmost urgent Emirati Egyptian Al-Ahram"),
        ("a", "house Hourani Honolulu union unanimous universal Ukrainian Uighur Ugandan uranium useful Utah Oued Ouattara"),
        ("a", "European one-off once-rich minister L'Oréal Hama Unesco Uefa 1 10 100 110 180 7 90 1,100 2018"),
        ("an", "MP NGO FBI HIV F-16 S-400 X-ray Su-25 Mi-17 OPEC IMF AU 8 80 8,000 11 18 11,000 18-year-old 1847"),
        ("a", "UN US UAE NATO UNICEF FIFA SIM MAP RIA G20 TV B-52"),
    ],
)  # fmt: skip
def test_a_and_an_by_the_sound(before: str, words: str) -> None:
    assert {word: article(word) for word in words.split()} == dict.fromkeys(words.split(), before)


def test_the_article_before_a_copied_word_agrees_with_it() -> None:
    one, two = SLOTS[:2]
    held = {one: "army", two: "18"}
    assert fill(f"he is a {one} man and an {two}-year-old", held) == "He is an army man and an 18-year-old"
    assert fill(f"a {two}", {two: "17"}) == "A 17"
    assert fill(f"An {one}", {one: "minister"}) == "A minister"
    assert fill("a army, Serie A", {}) == "An army, Serie A"


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("He made a appeal to an university", "He made an appeal to a university"),
        ("A Interior Ministry source", "An Interior Ministry source"),
        ('an "conflict" and a "exchange"', 'a "conflict" and an "exchange"'),
        ("hepatitis A is a illness", "hepatitis A is an illness"),
        ("in Serie A Inter won; vitamin A or B", "in Serie A Inter won; vitamin A or B"),
        ("type-a errors, U.S.-a all", "type-a errors, U.S.-a all"),
        ("an MBA and an LED, an MoU, an x-ray, a SUV", "an MBA and an LED, an MoU, an x-ray, a SUV"),
        ("Plan a or b, section a (ii), il a été", "Plan a or b, section a (ii), il a été"),
        ("An Najah University", "An Najah University"),
        ("", ""),
    ],
)
def test_every_article_is_put_right(said: str, right: str) -> None:
    assert with_articles(said) == right
