"""Measures: intervals and tests that do not depend on the day they are made, and know when they know nothing."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measure import Measure, Ratio, estimate, holm, paired

counts = st.integers(0, 20).flatmap(lambda total: st.tuples(st.integers(0, total).map(float), st.just(float(total))))


def share(*rows: tuple[float, float], better: str = "higher") -> Measure:
    return Measure(
        "share", "Share", rows, Ratio(100.0), better="lower" if better == "lower" else "higher", counted=True
    )


def test_a_share_is_of_the_whole_not_a_mean_of_shares() -> None:
    measure = share((1, 1), (0, 9))
    assert measure.value == 10
    assert [measure.of(0), measure.of(1)] == [100, 0]


def test_documents_that_say_nothing_do_not_count() -> None:
    measure = share((1, 2), (0, 0), (1, 2))
    assert (measure.documents, measure.value) == (2, 50)
    assert math.isnan(measure.of(1))


def test_the_interval_is_the_same_every_time_and_holds_the_value() -> None:
    rows = tuple((float(n % 4), 4.0) for n in range(40))
    first, second = estimate(share(*rows)), estimate(share(*rows))
    assert first == second
    assert first.low is not None
    assert first.high is not None
    assert first.low < first.value < first.high
    # the standard error of a mean of 40 such shares is 5.6
    assert 8 < first.high - first.value < 14


def test_more_documents_make_a_narrower_interval() -> None:
    def width(documents: int) -> float:
        found = estimate(share(*((float(n % 2), 1.0) for n in range(documents))))
        assert found.low is not None
        assert found.high is not None
        return found.high - found.low

    assert width(400) < width(40) / 2.5


def test_too_few_documents_have_no_interval() -> None:
    found = estimate(share((1, 2), (1, 2)))
    assert (found.value, found.low, found.high) == (50, None, None)


def test_a_clear_difference_is_not_chance() -> None:
    better = share(*((9.0, 10.0) for _ in range(30)))
    worse = share(*((float(5 + n % 3), 10.0) for n in range(30)))
    found = paired(better, worse)
    assert found.p < 0.01
    assert found.low > 0
    assert (found.wins, found.losses, found.ties) == (30, 0, 0)


def test_noise_is_chance() -> None:
    one = share(*((float(n % 3), 3.0) for n in range(30)))
    other = share(*((float((n + 1) % 3), 3.0) for n in range(30)))
    assert paired(one, other).p > 0.3


def test_the_same_outputs_do_not_differ() -> None:
    one = share((1, 3), (2, 3), (0, 3), (3, 3), (1, 3))
    found = paired(one, one)
    assert (found.difference, found.p, found.ties) == (0, 1, 5)


def test_where_lower_is_better_a_fall_is_a_gain() -> None:
    few = share(*((1.0, 10.0) for _ in range(20)), better="lower")
    many = share(*((5.0, 10.0) for _ in range(20)), better="lower")
    found = paired(few, many)
    assert found.gain > 0
    assert found.wins == 20


@given(
    st.lists(st.tuples(counts, counts), min_size=5, max_size=12).filter(
        lambda rows: any(a[1] and b[1] for a, b in rows)
    )
)
def test_a_comparison_mirrors(rows: list[tuple[tuple[float, float], tuple[float, float]]]) -> None:
    one, other = share(*(a for a, _ in rows)), share(*(b for _, b in rows))
    if math.isnan(one.value) or math.isnan(other.value):
        return
    forth, back = paired(one, other), paired(other, one)
    assert forth.difference == -back.difference
    assert forth.p == pytest.approx(back.p)
    assert (forth.wins, forth.losses) == (back.losses, back.wins)
    assert 0 < forth.p <= 1


def test_slack_is_what_one_document_or_one_thing_can_do() -> None:
    assert share((1, 1), *((1.0, 1.0) for _ in range(9))).slack == 10  # one of ten things
    assert share((0, 50), *((1.0, 1.0) for _ in range(50))).slack == pytest.approx(50)  # a document of fifty things


def test_holm() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.5, 0.9]) == pytest.approx([1.0, 1.0])
    assert holm([]) == []


def test_one_document_proves_nothing() -> None:
    assert paired(share((9, 10)), share((1, 10))).p == 1.0
    assert paired(share(*[(9.0, 10.0)] * 9), share(*[(n % 3, 10.0) for n in range(9)])).p < 0.05
