"""The road of one article, with an engine that does as it is told."""

from __future__ import annotations

import threading

import pytest

import summarizer
from summarizer import Article, InputError
from summarizer.engines import Prompt
from summarizer.engines.fake import FakeEngine
from summarizer.pipeline import Summarizer
from summarizer.types import Digest

PAGE = """وفد مصري في طرابلس للمرة الأولى منذ 2014

تاريخ النشر: 2020-12-28 | آخر تحديث 09:14

ست سنوات مرت من دون أن يصل وفد مصري إلى طرابلس. واستقبلت العاصمة الليبية الأحد 27 ديسمبر 2020 بعثة من القاهرة.

ناقش وزير الداخلية التعاون الأمني في اجتماع لجنة «5+5» العسكرية.

الوسوم: ليبيا، مصر
"""


def desk(**options: object) -> Summarizer:
    return Summarizer(FakeEngine(), preset="fake", **options)  # type: ignore[arg-type]


def test_a_page_becomes_a_complete_digest() -> None:
    digest = desk().digest(PAGE)
    assert digest.article.title == "وفد مصري في طرابلس للمرة الأولى منذ 2014"
    assert len(digest.article.paragraphs) == len(digest.translation.paragraphs) == 2
    assert any("2020-12-28" in line for line in digest.article.dropped)
    assert [segment.paragraph for segment in digest.translation.segments] == [-1, 0, 0, 1]
    assert digest.complete
    assert digest.summary.text


def test_the_json_follows_the_contract() -> None:
    result = desk().digest(PAGE).to_dict()
    assert list(result) == [
        "schema", "id", "title", "title_en", "paragraphs", "dropped", "translation", "segments", "summary", "summary_sentences",
        "facts", "invented", "flags", "made_by", "seconds",
    ]  # fmt: skip
    assert result["schema"] == 1
    assert set(result["made_by"]) == {"preset", "translate", "summarize"}
    for fact in result["facts"]:
        assert fact["translation"] in ("kept", "changed", "missing", "absent")
        assert fact["summary"] in ("kept", "changed", "missing", "absent")


def test_every_arabic_sentence_is_accounted_for() -> None:
    digest = desk().digest(PAGE)
    body = "".join("".join(p.split()) for p in digest.article.paragraphs)
    assert "".join("".join(s.source.split()) for s in digest.translation.segments if s.paragraph >= 0) == body
    assert all(segment.target for segment in digest.translation.segments)


def test_summary_sentences_stand_on_their_segments() -> None:
    digest = desk(sentences=2).digest(PAGE)
    assert len(digest.summary.sentences) == 2
    for sentence in digest.summary.sentences:
        assert sentence.text == " ".join(digest.translation.segments[n].target for n in sentence.segments)


def test_many_articles_give_what_single_calls_give() -> None:
    sources = [PAGE, "وصل الوفد يوم الأحد.", PAGE.replace("2014", "2015")]
    together = list(desk().digest_many(sources))
    for source, digest in zip(sources, together, strict=True):
        assert {**desk().digest(source).to_dict(), "seconds": 0} == {**digest.to_dict(), "seconds": 0}


def test_many_articles_are_read_as_they_come() -> None:
    def endless() -> object:
        while True:
            yield PAGE

    digests = desk().digest_many(endless())  # type: ignore[arg-type]
    assert next(digests).complete


def test_a_stream_grows_to_the_digest() -> None:
    grown = list(desk().stream(PAGE))
    done = [sum(1 for segment in digest.translation.segments if segment.target) for digest in grown]
    assert done == sorted(done)
    assert done[0] < done[-1]
    assert [digest.complete for digest in grown] == [False] * (len(grown) - 1) + [True]
    assert {**grown[-1].to_dict(), "seconds": 0} == {**desk().digest(PAGE).to_dict(), "seconds": 0}


def test_a_cancelled_stream_says_that_it_is_incomplete() -> None:
    cancel = threading.Event()
    grown: list[Digest] = []
    for digest in desk().stream(PAGE, cancel=cancel):
        grown.append(digest)
        cancel.set()
    last = grown[-1]
    assert not last.complete
    assert "incomplete" in last.flags


def test_a_bad_segment_is_tried_again_and_the_better_attempt_is_kept() -> None:
    asked: list[str] = []

    def answer(prompt: Prompt) -> str:
        asked.append(prompt.user)
        return (
            "the the the the the the the the"
            if asked.count(prompt.user) == 1
            else "The delegation arrived in the capital on Sunday."
        )

    digest = Summarizer(FakeEngine(answer)).digest("وصل الوفد إلى العاصمة يوم الأحد.")
    assert digest.translation.paragraphs == ("The delegation arrived in the capital on Sunday.",)
    assert digest.flags == ()


def test_what_stays_bad_is_flagged_not_hidden() -> None:
    digest = Summarizer(FakeEngine(lambda prompt: "")).digest("وصل الوفد إلى العاصمة يوم الأحد.")
    assert digest.translation.segments[0].flags == ("empty",)
    assert "empty" in digest.flags
    cut = Summarizer(FakeEngine(cut=3)).digest("وصل الوفد إلى العاصمة يوم الأحد قادما من القاهرة.")
    assert "cut" in cut.flags


def test_a_sentence_longer_than_the_budget_is_cut_and_wholly_translated() -> None:
    engine = FakeEngine(input_budget=8)
    source = "وصل الوفد إلى العاصمة " * 30
    digest = Summarizer(engine).digest(source)
    assert len(digest.translation.paragraphs[0].split()) == len(source.split())


@pytest.mark.parametrize("source", ["", "   \n ", "Hello world, this is English.", "😀😀😀", "12345"])
def test_what_is_not_an_arabic_text_is_refused(source: str) -> None:
    with pytest.raises(InputError):
        desk().digest(source)


def test_an_article_object_is_taken_as_it_is() -> None:
    article = Article(("وصل الوفد يوم الأحد.",), title="وصول الوفد", id="mine")
    digest = desk().digest(article)
    assert digest.article == article
    assert digest.to_dict()["id"] == "mine"


def test_a_summary_has_at_least_one_sentence() -> None:
    with pytest.raises(InputError, match="at least one"):
        desk(sentences=0)


def test_public_names_are_there_and_importing_them_is_light() -> None:
    import subprocess
    import sys

    for name in summarizer.__all__:
        assert getattr(summarizer, name)
    code = "import sys, summarizer; print([m for m in ('torch', 'transformers', 'ctranslate2', 'numpy', 'httpx') if m in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"
