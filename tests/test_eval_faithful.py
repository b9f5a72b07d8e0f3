"""Broken translations: whoever drops a sentence, changes a number, swaps names or adds a "not" sees the right score fall."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from eval import sets
from eval.faithful import is_kept, says
from eval.measure import Measure
from eval.measures import examined, measures
from eval.order import in_order
from eval.sets import ReferenceFact, Sample
from eval.systems import Output, System, split

SAMPLES = sets.load("news", 3).samples
Break = Callable[[int, str], str]


def scores(change: Break) -> dict[str, Measure]:
    """The reference translation as if a system had made it, with every paragraph changed."""
    outputs = tuple(Output(tuple(change(at, unit) for at, unit in enumerate(sample.reference))) for sample in SAMPLES)
    system = System("broken", "published", outputs)
    return measures(SAMPLES, system, examined(SAMPLES, system), ter=False)


@pytest.fixture(scope="module")
def whole() -> dict[str, Measure]:
    return scores(lambda at, unit: unit)


def test_the_reference_itself_is_without_fault(whole: dict[str, Measure]) -> None:
    for key in (
        "translation.bleu",
        "translation.chrf++",
        "facts.all",
        "negations.agree",
        "names.consistent",
        "names.order",
    ):
        assert whole[key].value == pytest.approx(100), key
    assert whole["ledger.all"].value > 99
    assert whole["numbers.invented"].value == 0
    assert whole["faults.any"].value == 0


def without_last_sentence(at: int, unit: str) -> str:
    return " ".join(split(unit)[:-1]) if at == 2 else unit


def with_digits_swapped(at: int, unit: str) -> str:
    return re.sub(r"\b([1-9])(\d)\b", lambda match: match[2] + match[1] if match[1] != match[2] else "68", unit)


def with_names_swapped(at: int, unit: str) -> str:
    names = {"Ayman Badie": "Abbas Kamel", "Abbas Kamel": "Ayman Badie"}
    return re.sub("Ayman Badie|Abbas Kamel", lambda match: names[match[0]], unit)


def with_neighbours_swapped(at: int, unit: str) -> str:
    """Two men of one paragraph in each other's place: every fact still stands in its paragraph."""
    names = {"Fathi Bashagha": "Imad Trabelsi", "Imad Trabelsi": "Fathi Bashagha"}
    return re.sub("Fathi Bashagha|Imad Trabelsi", lambda match: names[match[0]], unit)


def with_a_not(at: int, unit: str) -> str:
    return re.sub(r"\b(will|was|were|had|has|have|is)\b", r"\1 not", unit, count=1)


@pytest.mark.parametrize(
    ("change", "fall", "stay"),
    [
        (
            without_last_sentence,
            ("facts.all", "ledger.all", "translation.chrf++", "translation.bleu"),
            ("numbers.invented",),
        ),
        (with_digits_swapped, ("facts.number", "numbers.kept", "ledger.all"), ("facts.person", "negations.agree")),
        (with_names_swapped, ("facts.person", "ledger.name"), ("facts.number", "numbers.kept", "negations.agree")),
        (with_neighbours_swapped, ("names.order",), ("facts.all", "ledger.name", "names.consistent", "numbers.kept")),
        (with_a_not, ("negations.agree", "translation.bleu"), ("facts.person", "numbers.kept", "ledger.name")),
    ],
)
def test_the_right_score_falls(
    change: Break, fall: tuple[str, ...], stay: tuple[str, ...], whole: dict[str, Measure]
) -> None:
    broken = scores(change)
    for key in fall:
        assert broken[key].value < whole[key].value, key
    for key in stay:
        assert broken[key].value == pytest.approx(whole[key].value), key


def test_a_changed_number_is_an_invented_one() -> None:
    assert scores(with_digits_swapped)["numbers.invented"].value > 0


def test_names_keep_their_order_whatever_their_spelling() -> None:
    arabic = ["زار أحمد معيتيق طرابلس مع عباس كامل، ثم غادر كامل إلى القاهرة."]
    reference = ["Ahmed Maiteeq visited Tripoli with Abbas Kamel, then Kamel left for Cairo."]

    def kept(english: str) -> tuple[bool, ...]:
        return tuple(in_order(arabic, reference, [english]))

    assert set(kept("Ahmad Mu'aytiq visited Tripoli with Abbas Kamil, then Kamil left for Cairo.")) == {True}
    assert set(kept("Ahmed Maiteeq visited Tripoli with Abbas Kamel, then he left for Cairo.")) == {True}
    assert False in kept("Abbas Kamel visited Tripoli with Ahmed Maiteeq, then Kamel left for Cairo.")
    assert kept("Abbas Kamel was there.") == (), "one name has no order"


def test_what_is_empty_is_flagged() -> None:
    broken = scores(lambda at, unit: "" if at == 1 else unit)
    assert broken["faults.empty"].totals[0] == len(SAMPLES)


@pytest.mark.parametrize(
    ("form", "text", "found"),
    [
        ("5", "at 5 p.m.", True),
        ("5", "at 15 or 50", False),
        ("5", "rose 5.2 percent", False),
        ("5", "some 5,000 people", False),
        ("5", "there were 5.", True),
        ("1,500", "1500 people", True),
        ("1500", "1,500 people", True),
        ("Ayman Badie", "AYMAN  BADIE's car", True),
        ("Ayman Badie", "Ayman Badiey", False),
        ("Egypt's", "Egypt\u2019s army", True),
        ("30%", "by 30% in a year", True),
        ("30 percent", "by 30 per cent", True),
        ("$5", "US$5 a day", True),
        ("al-Qablawi", "al\u2011Qablawi spoke", True),
    ],
)
def test_accepted_forms_are_whole_words(form: str, text: str, found: bool) -> None:
    assert says(ReferenceFact("x", "", (form,)), [text]) is found


def test_a_fact_has_to_stand_in_the_english_of_its_paragraph() -> None:
    fact = ReferenceFact("place", "طرابلس", ("Tripoli",))
    units = ("وصل إلى طَرابلس أمس", "ثم عاد")
    assert is_kept(fact, units, ("He came to Tripoli.", "He left."))
    assert not is_kept(fact, units, ("He came.", "He left Tripoli."))
    assert not is_kept(fact, units, ())


def test_people_kept_every_fact_that_people_marked() -> None:
    sample: Sample
    for sample in sets.load("news").samples:
        for fact in sample.facts:
            assert is_kept(fact, sample.units, sample.reference), (sample.id, fact)
            if fact.in_summary:
                assert says(fact, sample.summaries), (sample.id, fact)
