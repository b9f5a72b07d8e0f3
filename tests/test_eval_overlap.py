"""BLEU, chrF, TER and ROUGE say what they should: published values to the digit, golden values, laws."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import sacrebleu

from eval import overlap, sets
from eval.overlap import copied, novel, rouge
from eval.systems import of_published, published_names

PUBLISHED = {
    "dev": {"argos": 30.0, "bergamot-base-memory": 38.3, "bergamot-base": 39.6, "google": 46.0, "microsoft": 44.0,
            "nllb": 37.5, "opusmt": 33.9},
    "test": {"argos": 29.5, "bergamot-base-memory": 38.6, "bergamot-base": 38.9, "google": 45.1, "microsoft": 43.7,
             "nllb": 36.5, "opusmt": 33.9},
}  # fmt: skip
"""BLEU of seven systems on FLORES, as mozilla/firefox-translations-models publishes them (evaluation/ar-en)."""

REFERENCES = [["The cat sat on the mat.", "It rained."], ["Ten people died in the fire on Monday."], [""]]
OUTPUTS = [["A cat sat on a mat.", "It rained."], ["Ten people were killed by fire Monday."], ["Nothing."]]


def data(part: str) -> Path:
    folder = os.environ.get("KHULASA_DATA")
    if not folder:
        pytest.skip(
            "set KHULASA_DATA to a folder that holds peers/mt_flores-*_ar_en.jsonl to check the published values"
        )
    return Path(folder) / "peers" / f"mt_flores-{part}_ar_en.jsonl"


@pytest.mark.parametrize("part", PUBLISHED)
def test_bleu_is_as_published(part: str) -> None:
    samples = sets.load(str(data(part))).samples
    assert set(published_names(samples)) == set(PUBLISHED[part])
    references = [sample.reference for sample in samples]
    for name, published in PUBLISHED[part].items():
        counted = overlap.overlap("bleu", [output.units for output in of_published(samples, name).outputs], references)
        score = counted.combine([sum(column) for column in zip(*counted.rows, strict=True)])
        assert round(score, 1) == published, name


@pytest.mark.parametrize("name", ["bleu", "chrf2", "chrf++", "ter"])
def test_counts_per_document_add_up_to_sacrebleus_corpus_score(name: str) -> None:
    counted = overlap.overlap(name, OUTPUTS, REFERENCES)
    assert len(counted.rows) == 3
    flat = [unit for units in OUTPUTS for unit in units], [[unit for units in REFERENCES for unit in units]]
    expected = overlap.sacrebleu_metric(name).corpus_score(*flat).score
    assert counted.combine([sum(column) for column in zip(*counted.rows, strict=True)]) == pytest.approx(expected)
    assert f"version:{sacrebleu.__version__}" in counted.signature


def test_signatures_are_those_that_published_tables_use() -> None:
    def signature(name: str) -> str:
        return overlap.overlap(name, OUTPUTS, REFERENCES).signature

    assert signature("bleu").startswith("nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp")
    assert "nc:6|nw:0" in signature("chrf2")
    assert "nc:6|nw:2" in signature("chrf++")


# --- ROUGE ---


def test_rouge_golden_values() -> None:
    # the values in rouge-score's own README; one line, so Lsum is L
    scores = rouge(["The quick brown dog jumps on the log."], ["The quick brown fox jumps over the lazy dog"])
    assert scores["rouge1"] == pytest.approx(100 * 12 / 17)  # 6 of 8 and 6 of 9 words
    assert scores["rouge2"] == pytest.approx(100 * 4 / 15)  # 2 of 7 and 2 of 8 pairs
    assert scores["rougeLsum"] == pytest.approx(100 * 10 / 17)  # the, quick, brown, jumps, the


@pytest.mark.parametrize(
    ("output", "reference", "lsum"),
    [
        # the summary-level L joins the best match of each sentence: order between sentences does not matter
        (["It rained.", "A cat sat."], "A cat sat. It rained.", 100.0),
        (["Police killed the gunman."], "Police kill the gunman", 100.0),  # stemmed
        (["Nothing alike"], "other words", 0.0),
    ],
)
def test_rouge_lsum(output: list[str], reference: str, lsum: float) -> None:
    assert rouge(output, [reference])["rougeLsum"] == pytest.approx(lsum)


def test_rouge_is_the_mean_over_references() -> None:
    assert rouge(["one two"], ["one two", "three four"])["rouge1"] == pytest.approx(50)
    # Lsum too: all of the first, sentences in any order and words stemmed, and two of the second's five words
    both = ["Police killed a gunman. It rained.", "It snowed and rained on."]
    assert rouge(["It rained.", "Police kill a gunman."], both)["rougeLsum"] == pytest.approx((100 + 400 / 11) / 2)


def test_identical_arabic_scores_full_marks_where_arabic_is_scored() -> None:
    arabic = "وصل الوفد إلى القاهرة يوم 27 ديسمبر. ولم يعلن الوزير موعدا."
    assert set(rouge([arabic], [arabic], "ar").values()) == {100.0}
    # vowel marks and tatweel are no difference
    assert rouge(["كَتَبَ الكـــاتب"], ["كتب الكاتب"], "ar")["rouge1"] == 100
    assert rouge(["كتب"], ["قرأ"], "ar")["rouge1"] == 0
    # and why rouge-score's own words are kept for English: of Arabic they leave nothing
    assert rouge(["كتب الكاتب"], ["كتب الكاتب"], "en")["rouge1"] == 0


def test_copied_and_novel() -> None:
    text = "The minister said on Monday that the plan would cost 3 million dollars."
    assert copied("The minister said on Monday that it rained.", text) == (3, 5)
    assert copied("Short.", text) == (0, 0)
    assert novel("The ministers plan a bridge", text) == (1, 3)
    assert not re.search("the", " ".join(map(str, novel("the of and", text))))
