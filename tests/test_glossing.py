"""Glosses: what the lexicon knows is written behind the phrase, what it lacks is worked out, nothing else is touched."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.errors import EngineError
from summarizer.glossing import ARABIC, Entry, Glosser, Lexicon, covered
from summarizer.name_glosses import alone, spell
from summarizer.number_glosses import whole_numbers

LEXICON = {
    "قتل": Entry("killed", 0.6),
    "رئيس": Entry("president", 0.7),
    "رئيس الوزراء": Entry("prime minister", 0.9),
    "الوزراء": Entry("ministers", 0.8),
    "مدينة": Entry("city", 0.9),
    "القاهرة": Entry("Cairo", 1.0),
    "الجليل": Entry("Galilee", 0.9),
    "يكون": Entry("be", 0.6),
    "تارك": Entry("leaving", 0.6),
    "معلم": Entry("teacher", 0.9),
    "مستوي": Entry("level", 0.9),
    "اعضاء": Entry("members", 0.9),
    "جنيه": Entry("pounds", 0.9),
    "نصف": Entry("half", 0.9),
    "الناس": Entry("people", 0.9),
    "هاجر": Entry("emigrated", 0.9),
    "رامز": Entry("Ramez", 0.9),
    "عشرين": Entry("twenty", 0.9),
    "ريال": Entry("riyals", 0.9),
    "لتر": Entry("litres", 0.9),
    "لترا": Entry("litres", 0.9),
    "ريال مدريد": Entry("Real Madrid", 1.0),
    "قرن": Entry("century", 0.9),
    "قابلة": Entry("midwife", 0.4, "able"),
}
GLOSSER = Glosser(LEXICON)


@pytest.mark.parametrize(
    ("arabic", "annotated"),
    [
        ("قتل", "قتل killed"),
        ("رئيس الوزراء", "رئيس الوزراء prime minister"),
        ("وقتل رئيس الوزراء", "وقتل and killed رئيس الوزراء prime minister"),
        ("المدينة", "المدينة the city"),
        ("بالمدينة", "بالمدينة in the city"),
        ("للمدينة", "للمدينة to the city"),
        ("والمدينة", "والمدينة and the city"),
        ("مدينته", "مدينته his city"),
        ("مستواها", "مستواها its level"),
        ("أعضائها", "أعضائها its members"),
        ("المعلمون", "المعلمون the teachers"),
        ("قتلوا", "قتلوا killed"),
        ("رئيسا", "رئيسا president"),
        ("معلمة", "معلمة teacher"),
        ("سيكون", "سيكون will be"),
        ("قُتِلَ", "قُتِلَ killed"),
        ("740 ألف جنيه", "740,000 جنيه pounds"),
        ("614 ألفا و400 معلم", "614,400 معلم teacher"),
        ("5 ملايين", "5 ملايين Malayin"),
        ("القاهرة 2011", "القاهرة Cairo 2011"),
        ("ألفا معلم", "ألفا 2000 معلم teacher"),
        ("قال فتحي باشاغا", "قال Qal فتحي باشاغا Fathi_Bashagha"),
        ("مدينة بيت القاهرة", "مدينة city بيت القاهرة Beit_Cairo"),
        ("في باب القاهرة", "في Fi باب Bab القاهرة Cairo"),
        ("لعماد الطرابلسي", "لعماد الطرابلسي to Imad_al-Trabulsi"),
        ("قبيلتا آل مرشد وبني ضبيع", "قبيلتا Qubelta آل مرشد Al_Murshid وبني ضبيع and Bani_Dabia"),
        ("مدينة سيدي عمارة", "مدينة city سيدي عمارة Sidi_Amara"),
        ("سيدي رئيس الوزراء", "سيدي Sidi رئيس الوزراء prime minister"),
        ("بني معلم", "بني Bani معلم teacher"),
        ("محمد عبد الجليل", "محمد عبد الجليل Mohammed_Abdel_Jalil"),
        ("قابلة", "قابلة midwife / able"),
        ("والقابلة", "والقابلة and the midwife / able"),
        ("القاهرة، 5+5", "القاهرة Cairo ، 5+5"),
        ("«رئيس» الوزراء", "« رئيس president » الوزراء ministers"),
        ("2020 WhatsApp", "2020 WhatsApp"),
        ("سامي سليمان الناس", "سامي سليمان Sami_Suleiman الناس people"),
        ("سامي سليمان، الناس", "سامي سليمان Sami_Suleiman ، الناس people"),
        ("رامز الناس", "رامز Ramez الناس people"),
        ("الدكتور رامز الناس", "الدكتور al-Doctor رامز الناس Ramez_al-Nas"),
        ("السيدة سلمى الجابري", "السيدة سلمى الجابري Ms_Salma_al-Jabiri"),
        ("وقتل للسيدة سلمى الجابري", "وقتل and killed للسيدة سلمى الجابري to Ms_Salma_al-Jabiri"),
        ("والسيدة سلمى الجابري", "والسيدة سلمى الجابري and Ms_Salma_al-Jabiri"),
        ("هاجر الناس", "هاجر emigrated الناس people"),
        ("نصف ريال", "نصف half ريال riyal"),
        ("بريال", "بريال in riyal"),
        ("قتل لترا", "قتل killed لترا litre"),
        ("لترا ونصف اللتر", "لترا litre ونصف اللتر and a half"),
        ("25 لترا", "25 لترا litres"),
        ("(25) لترا", "(25) لترا litres"),
        ("1 ريال", "1 ريال riyal"),
        ("كم ريال", "كم Kam ريال riyals"),
        ("عشرين ريال", "عشرين twenty ريال riyals"),
        ("2000 ونصف ريال", "2000 ونصف and half ريال riyals"),
        ("معلم ريال مدريد", "معلم teacher ريال مدريد Real Madrid"),
        ("سبعة وثلاثون معلم", "سبعة وثلاثون thirty-seven معلم teacher"),
        ("وثلاثة وعشرين", "وثلاثة وعشرين and twenty-three"),
        ("واحد وعشرون معلم", "واحد وعشرون twenty-one معلم teacher"),
        ("وواحد وأربعون", "وواحد وأربعون and forty-one"),
        ("وإحدى وعشرين", "وإحدى وعشرين and twenty-one"),
        ("أحد عشر", "أحد عشر eleven"),
        ("وأحد عشر", "وأحد عشر and eleven"),
        ("واحد عشر", "واحد عشر and eleven"),
        ("ثلاثة ملايين ونصف المليون", "ثلاثة ملايين ونصف المليون 3.5 million"),
        ("ألف وتسعمئة وأربعون", "ألف وتسعمئة وأربعون 1940"),
        ("مئتان وخمسون ألف مدينة", "مئتان وخمسون ألف 250,000 مدينة city"),
        ("مئة وعشرون", "مئة وعشرون 120"),
        ("القرن الخامس عشر", "القرن the century الخامس عشر fifteenth"),
        ("", ""),
    ],
)
def test_phrases_are_followed_by_their_english(arabic: str, annotated: str) -> None:
    assert GLOSSER.annotate(arabic) == annotated


def test_taa_marbuta_without_its_dots_is_read_as_meant() -> None:
    words = {
        "القاهره": "his captures",
        "القاهرة": "Cairo",
        "وزارة": "ministry",
        "الخارجية": "foreign",
        "وزاره": "visited him",
    }
    entries = {arabic: Entry(english, 0.3) for arabic, english in (words | {"الوجه": "the face"}).items()}
    glosser = Glosser(entries | {"اليه": Entry("to it", 0.9), "الية": Entry("mechanism", 0.9)})
    assert glosser.annotate("القاهره") == "القاهره Cairo"
    assert glosser.annotate("وزاره الخارجيه") == "وزاره ministry الخارجيه foreign"
    assert glosser.annotate("وزاره الوجه في القاهرة").startswith("وزاره visited him الوجه the face")
    assert glosser.annotate("وزاره الوجه إليه") == "وزاره visited him الوجه the face إليه to it"


def test_his_is_no_taa_marbuta_where_nothing_else_is_careless() -> None:
    words = {"مكتبه": "his office", "مكتبة": "library", "الاعلامي": "media", "وقال": "and said"}
    glosser = Glosser({arabic: Entry(english, 0.9) for arabic, english in words.items()})
    assert glosser.annotate("وقال مكتبه الإعلامي").endswith("مكتبه his office الإعلامي media")


def test_an_ending_for_two_is_said() -> None:
    glosser = Glosser({"صحافيان": Entry("journalists", 0.9), "يومين": Entry("two days", 0.9)})
    assert glosser.annotate("وصحافيان") == "وصحافيان and two journalists"
    assert glosser.annotate("يومين") == "يومين two days"
    assert glosser.annotate("الصحافيان").endswith("the journalists")


def test_a_decimal_comma_written_as_a_letter_is_read_as_on_paper() -> None:
    assert GLOSSER.annotate("5ر11") == "11.5"
    assert "11.5" not in GLOSSER.annotate("5ر11.2")


def test_an_unknown_word_is_spelt_in_latin_letters() -> None:
    assert re.fullmatch(r"سامبيسا S\w+b\w*s\w*", GLOSSER.annotate("سامبيسا"))


def test_no_prefix_of_the_future_is_seen_before_a_noun() -> None:
    assert "will" not in GLOSSER.annotate("سمعلم")


def test_the_longer_phrase_wins_over_its_words() -> None:
    assert "president" not in GLOSSER.annotate("استقبل رئيس الوزراء")


@given(st.text(alphabet="قتل رئيسالوزءبمدنةھ،.«»5a\u064b\u0640\n", max_size=60))
def test_taking_the_glosses_out_gives_the_arabic_back(text: str) -> None:
    counted = whole_numbers(text)  # «5ر11» is 11.5
    words = re.findall(ARABIC, counted)
    assert re.findall(ARABIC, GLOSSER.annotate(text)) == words
    if not words:
        assert GLOSSER.annotate(text) == counted


def test_a_lexicon_file_is_read_and_a_damaged_one_refused(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.tsv.gz"
    path.write_bytes(gzip.compress("قتل\tkilled\t6\n".encode()))
    assert Lexicon(path).get("قتل") == Entry("killed", 0.6)
    assert Lexicon(path).get("كتب") is None
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(EngineError, match="cannot be read"):
        Lexicon(path)
    path.write_bytes(gzip.compress("قتل\n".encode()))
    with pytest.raises(EngineError, match="cannot be read"):
        Lexicon(path)


@pytest.mark.parametrize(
    ("annotated", "english", "share"),
    [
        ("قتل killed جندي soldier في 2011", "A soldier was killed in 2011", 1.0),
        ("قتل killed جنود soldiers", "A soldier died", 0.5),
        ("لم يقتل not killed", "was not killed", 1.0),
        ("لم يقتل not killed", "was killed", 0.25),
        ("لم يقتل didn't", "never", 1.0),
        ("قتل killed", "", 0.0),
        ("قتل", "killed", 0.0),
    ],
)
def test_how_much_of_the_glosses_english_says(annotated: str, english: str, share: float) -> None:
    assert covered(annotated, english) == pytest.approx(share)


def test_who_was_named_before_is_no_common_word_later() -> None:
    sentences = ["قال الدكتور عماد معلم إن الحملة مستمرة.", "وأشار معلم إلى الأعراض.", "وصل أحمد."]
    first, second, third = alone(sentences)
    assert (first, second, third) == ([], [("معلم", "")], [])
    assert "معلم teacher" in GLOSSER.annotate(sentences[1])
    assert f"معلم {spell('معلم', None)} " in GLOSSER.annotate(sentences[1], second)


def test_who_was_named_before_is_spelt_as_the_lexicon_has_it() -> None:
    assert "القاهرة Cairo" in GLOSSER.annotate("قال القاهرة", [("القاهرة", "")])


def test_the_second_half_of_a_name_is_not_a_person() -> None:
    assert alone(["قال السيد حسن نصر الله إنه سيعود.", "والحمد الله على ذلك."]) == [[], []]


def test_terms_are_copied_as_one_whatever_the_lexicon_says() -> None:
    terms = [("رئيس الوزراء", "Head of Government"), ("القاهرة", "El Qahira")]
    annotated = GLOSSER.annotate("ورئيس الوزراء بالقاهرة", terms)
    assert annotated == "ورئيس الوزراء and Head_of_Government بالقاهرة in El_Qahira"


def test_a_users_term_goes_before_a_name_that_was_found() -> None:
    assert "Emad_Fanoos" in GLOSSER.annotate("قال الدكتور عماد فانوس أمس", [("عماد فانوس", "Emad Fanoos")])
    assert "Fanoos" in GLOSSER.annotate("قال الدكتور عماد فانوس أمس", [("فانوس", "Fanoos")])
