"""Calibration of the checks on a model: it reads what a digest reads, and scores English as the model would have written it."""

from __future__ import annotations

import pytest

from eval import calibrate_checks
from eval.calibrate_checks import by_score, engine_of, likelihoods, passage
from summarizer import presets
from summarizer.engines import Completion
from summarizer.engines.ct2 import CT2Engine
from summarizer.errors import InputError
from summarizer.translating import BareText

SENTENCES = (
    "اجتمعت اللجنة في القاهرة يوم 17 مايو 2021 وأقرت ميزانية قدرها 45 مليون دينار.",
    "وصل الوفد إلى القاهرة أمس.",
    "قال محمد القبلاوي إن 320 شخصا أصيبوا في حادث قرب بني وليد.",
    "أعلنت الوزارة رفع الأسعار بنسبة 12 في المئة.",
    "غادر الرئيس طرابلس مساء الاثنين.",
    "فاز الفريق بثلاثة أهداف.",
)


@pytest.fixture(scope="module")
def engine() -> CT2Engine:
    return engine_of(presets.shipped_model(), "compact")


def translated(engine: CT2Engine, *sources: str) -> list[Completion]:
    step = BareText(engine)
    return step.translate([passage(step, source) for source in sources])


def test_a_models_own_translations_get_the_score_that_it_gave_them(engine: CT2Engine) -> None:
    # numbers and rare names are slots to the model: spelled out, its own words would look unlikely to it
    answers = translated(engine, *SENTENCES[:3])
    scores = likelihoods(engine, [(source, answer.text) for source, answer in zip(SENTENCES, answers, strict=False)])
    assert scores == pytest.approx([answer.score for answer in answers], abs=0.02)


def test_another_number_is_less_likely(engine: CT2Engine) -> None:
    (answer,) = translated(engine, SENTENCES[0])
    right, wrong = likelihoods(
        engine, [(SENTENCES[0], answer.text), (SENTENCES[0], answer.text.replace("45", "9,871,233"))]
    )
    assert wrong < right


def test_a_sentence_over_the_budget_is_translated_in_pieces(engine: CT2Engine) -> None:
    endless = "، ".join(sentence.rstrip(".") for sentence in SENTENCES * 3) + "."
    assert engine.count_tokens(endless) > engine.input_budget
    translations, unlikely, shuffled, found, either = by_score(engine, [(text, "") for text in (*SENTENCES, endless)])
    assert (translations, shuffled) == (7, 6), "a piece has no English of another sentence"
    assert isinstance(unlikely, float)
    assert unlikely < 0
    assert isinstance(found, float)
    assert isinstance(either, float)
    assert found <= either


def test_only_an_engine_that_can_score_is_calibrated() -> None:
    with pytest.raises(InputError, match="no ct2 one"):
        engine_of(presets.shipped_model(), "fake")
    assert calibrate_checks.row("a", 1, 0.5) == "| a | 1 | 0.50 |"
