"""What the network learns to copy: the words of a pair that stand behind slots on both of its sides."""

from __future__ import annotations

import pytest

from summarizer import slots
from training.slotting import slotted

A, B, C = slots.SLOTS[:3]


def is_broken(word: str) -> bool:
    return word[0].isupper() and word not in ("Egypt", "Minister", "The")


@pytest.mark.parametrize(
    ("annotated", "english", "expected"),
    [
        # the glosses' spellings
        ("وصل arrived القذافي Gaddafi إلى to سرت Sirte", "Gaddafi came to Sirte.", f"{A} came to {B}."),
        # another spelling of the same name
        ("وصل arrived القذافي Gaddafi", "Al-Qaddafi came.", f"Al-{A} came."),
        ("محمد القبلاوي Mohammed_al-Qablawi قال said", "Mohamed Qablawi said so.", f"{A} said so."),
        ("لمحمد القبلاوي to Mohammed_al-Qablawi", "For Mohamed al-Qiblawi it is.", f"For {A} it is."),
        # a last name alone, but not behind a first name that is spelled otherwise
        ("محمد القبلاوي Mohammed_al-Qablawi قال said", "the spokesman, Qablawi, said", f"the spokesman, {A}, said"),
        ("محمد القبلاوي Mohammed_al-Qablawi قال said", "Muhd Qablawi said", "Muhd Qablawi said"),
        # other words, however alike
        ("إلى to روما Roma", "All roads", "All roads"),
        (
            "فتحي باشاغا Fathi_Bashagha كما as قال said",
            "Others, such as Fathi Bashaga, said",
            f"Others, such as {A}, said",
        ),
    ],
)
def test_a_name_is_copied_whatever_its_spelling(annotated: str, english: str, expected: str) -> None:
    assert slotted(annotated, english, is_broken)[1] == expected


def test_both_sides_begin_with_the_slot_that_was_asked_for() -> None:
    arabic, english = slotted("سرت Sirte عام year 2011", "Sirte in 2011", is_broken, first=1)
    assert (arabic, english) == (f"سرت {B} Sirte عام year {C} 2011", f"{B} in {C}")
