"""Which segments a summary sentence stands on, measured on the reference articles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from summarizer import grounding, text

NEWS = sorted((Path(__file__).parents[1] / "eval" / "data" / "news").glob("*.json"))


def sentences(paragraphs: list[str]) -> list[str]:
    return [sentence.strip() for paragraph in paragraphs for sentence in text.sentences(paragraph) if sentence.strip()]


@pytest.fixture(scope="module")
def articles() -> list[tuple[list[str], list[str]]]:
    rows = [json.loads(path.read_text(encoding="utf-8")) for path in NEWS]
    return [(sentences(row["paragraphs_en"]), sentences(row["summaries"])) for row in rows]


def test_a_sentence_of_the_article_stands_on_itself(articles: list[tuple[list[str], list[str]]]) -> None:
    for body, _ in articles:
        assert grounding.supports(body, body) == [(number,) for number in range(len(body))]


def test_two_sentences_in_one_stand_on_both(articles: list[tuple[list[str], list[str]]]) -> None:
    found = total = 0
    for body, _ in articles:
        for number in range(len(body) - 1):
            fused = f"{body[number].rstrip('.')}, and {body[number + 1]}"
            found += grounding.supports([fused], body)[0] == (number, number + 1)
            total += 1
    assert found / total > 0.9


def test_what_people_wrote_is_supported_and_what_another_article_says_is_not(
    articles: list[tuple[list[str], list[str]]],
) -> None:
    own = [bool(segments) for body, summary in articles for segments in grounding.supports(summary, body)]
    assert sum(own) / len(own) > 0.95
    foreign = [
        bool(segments)
        for number, (body, _) in enumerate(articles)
        for segments in grounding.supports(articles[(number + 7) % len(articles)][1], body)
    ]
    assert sum(foreign) / len(foreign) < 0.05


@pytest.mark.parametrize(
    ("sentences", "targets", "expected"),
    [
        ([], ["a b c"], []),
        (["Rain fell in Tunis."], [], [()]),
        ([""], ["Rain fell."], [()]),
        (["Rain fell in Tunis."], ["", "Heavy rain fell in Tunis."], [(1,)]),
        (["12 people died."], ["12 people died.", "12 people died."], [(0,)]),
        (["١٢ died in Tunis."], ["It rained.", "In Tunis 12 died."], [(1,)]),
    ],
)
def test_edges(sentences: list[str], targets: list[str], expected: list[tuple[int, ...]]) -> None:
    assert grounding.supports(sentences, targets) == expected
