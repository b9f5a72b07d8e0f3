"""Names in quotation marks: what they name tells whether they are translated or spelt."""

from __future__ import annotations

import pytest

from summarizer import engines, presets
from summarizer.quoted_names import find, titled
from summarizer.translating import BareText
from summarizer.types import Segment


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("عرض فيلم «حارس الليل» أمس", [("حارس الليل", "translated")]),
        ('قرأ من روايته "حارس الليل" فصلا', [("حارس الليل", "translated")]),
        ("شاهد الفيلم التونسي الطويل «غدوة حي»", [("غدوة حي", "translated")]),
        ("تحت شعار “لا للحرب”", [("لا للحرب", "translated")]),
        ("للشركة «نخيل الشرق» فرعان", [("نخيل الشرق", "spelt")]),
        ("وتطبيق «قطرة» وصحيفة «الخبر»", [("قطرة", "spelt"), ("الخبر", "spelt")]),
        ("أسست جمعية «جسور الخير» فرعا", [("جسور الخير", "translated")]),
        ("أسست جمعية «جسور» فرعا", []),
        ("قالت الجمعية «هذا صعب»", []),
        ("قال المدير «هذا صعب»", []),
        ("قال مدير الشركة إن «هذا صعب»", []),
        ("قال إن المشروع «لن يتوقف أبدا»", []),
        ("فيلم «حارس الليل الذي لم ينم منذ سنوات»", []),
        ("فيلم حارس الليل", []),
        ('قال "لا نريد تأجيل هذا المشروع" وقال الوزير إن "الوضع صعب"', []),
        ("وكالة الأنباء الرسمية: «لا إصابات»", []),
        ("نقلت قناة العربية «مقتل الرئيس السوري»", []),
        ("اتهم الشركة «الوهمية» بالنصب", []),
        ("لصحيفة «الشعب» إن الشعب يريد", []),
        ("أعلنت شركة «سيمنز» أرباحا", [("سيمنز", "spelt")]),
        ("رواية «سيدات القمر»", [("سيدات القمر", "translated")]),
        ("", []),
    ],
)
def test_the_kind_before_the_quotation_marks_tells_what_is_done(sentence: str, found: list[tuple[str, str]]) -> None:
    (names,) = find([sentence])
    assert [(name.arabic, name.way) for name in names] == found


def test_a_kind_told_once_holds_for_the_whole_article() -> None:
    first, second, third = find(["«حارس الليل» في القاهرة", "عرض فيلم «حارس الليل» أمس", "قال «نعم»"])
    assert [name.way for name in first] == ["translated"] == [name.way for name in second]
    assert third == []


@pytest.mark.parametrize(
    ("english", "title"),
    [
        ("Night guard.", "Night Guard"),
        ("The house of the river", "House of the River"),
        ("The sun", "Sun"),
        ("The", "The"),
        ("no to war", "No to War"),
        ("", ""),
    ],
)
def test_titles_have_capital_letters(english: str, title: str) -> None:
    assert titled(english) == title


def test_the_shipped_model_keeps_names_whole() -> None:
    step = BareText(engines.load("ct2", str(presets.shipped_model()), compute_type="int8"))
    document = [
        Segment(0, "عرض فيلم «شجرة الزيتون» في مهرجان القاهرة.", ""),
        Segment(1, "أطلقت شركة «نخيل الشرق» تطبيقا جديدا.", ""),
    ]
    film, firm = step.translate(step.passages(document))
    assert "Olive Tree" in film.text
    assert "Nakhil El-Sharq" in firm.text


def test_a_title_too_long_to_be_one_is_left_to_its_sentence() -> None:
    step = BareText(engines.load("ct2", str(presets.shipped_model()), compute_type="int8", input_budget=120))
    document = [Segment(0, "عرض فيلم «" + "كتب" * 100 + "» أمس.", "")]
    (said,) = step.translate(step.passages(document))
    assert said.text
