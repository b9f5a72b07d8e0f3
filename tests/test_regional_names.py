"""Names are spelt as the newspapers of the country write them that an article is about."""

from __future__ import annotations

import pytest

import summarizer
from summarizer.gazetteer import rows
from summarizer.glossing import Entry, Glosser
from summarizer.regional_names import REGIONS, country, lists, spelled


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("احتج أهالي صفاقس أمام مقر الولاية، ووعد الوزير التونسي بلقائهم.", "tunisia"),
        ("التقى وزير الخارجية المصري نظيره التونسي في القاهرة.", "egypt"),
        ("التقى وزير الخارجية المصري نظيره التونسي.", ""),
        ("وصل الوفد إلى صفاقس.", "tunisia"),
        ("تسلم الفريق جائزته يوم 3 جانفي.", "maghreb"),
        ("تسلم الفريق جائزته في وهران يوم 3 جانفي.", "algeria"),
        ("وللجزائريين وبالجزائر العاصمة ووهران مطالب.", "algeria"),
        ("انخفض سعر النفط في لندن ونيويورك.", ""),
        ("", ""),
    ],
)
def test_an_article_is_of_the_country_that_most_of_its_places_are_in(text: str, where: str) -> None:
    assert country([text]) == where
    assert country(text.split()) in (where, "")


@pytest.mark.parametrize(
    ("word", "where", "latin"),
    [
        ("محمد", "tunisia", "Mohamed"),
        ("محمد", "saudi", None),
        ("محمد", "", None),
        ("نور الدين", "tunisia", "Noureddine"),
        ("نورالدين", "tunisia", "Noureddine"),
        ("الجوادي", "tunisia", "Jaouadi"),
        ("جوادي", "tunisia", "Jaouadi"),
        ("زغيبلاني", "tunisia", None),
        ("لحسن", "morocco", "Lahcen"),
        ("الطريجي", "kuwait", "al-Turaiji"),
        ("طريجي", "oman", "Turaiji"),
        ("الطريجي", "iraq", None),
    ],
)
def test_a_country_spells_a_name_its_way(word: str, where: str, latin: str | None) -> None:
    assert spelled(word, where) == latin


def test_every_listed_name_has_a_country_and_a_latin_spelling() -> None:
    known = {one for where, *_ in rows("countries.tsv") for one in where.split()}
    assert set(REGIONS) <= known
    assert lists().keys() <= known | set(REGIONS.values())
    assert all(latin[0].isalpha() and latin.isprintable() for names in lists().values() for latin in names.values())


def test_what_the_lexicon_knows_as_a_whole_and_what_a_user_says_go_before_the_country() -> None:
    glosser = Glosser({"محمد الصادق": Entry("Muhammad_al-Sadiq", 1.0)})
    assert "Mohamed_Trabelsi" in glosser.annotate("قال محمد الطرابلسي", country="tunisia")
    assert "Mohamed" not in glosser.annotate("قال محمد الطرابلسي")
    assert "Muhammad_al-Sadiq" in glosser.annotate("قال محمد الصادق", country="tunisia")
    assert "Mohd_T" in glosser.annotate("قال محمد الطرابلسي", [("محمد الطرابلسي", "Mohd T")], country="tunisia")


def test_the_same_person_is_spelt_by_the_country_of_the_article() -> None:
    desk = summarizer.load("compact")
    said = "وقال الدكتور عماد الهمامي إن الاجتماع كان مفيدا."
    tunis, amman = (
        desk.digest(f"اجتمع الوزراء في {town} مساء الاثنين. {said} ويعود الوفد إلى {town} غدا.").translation.paragraphs[
            0
        ]
        for town in ("صفاقس", "إربد")
    )
    assert "Imed Hammami" in tunis
    assert "Imad Hammami" in amman
