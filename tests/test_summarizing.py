"""Summaries that a model is asked for: what it is shown, what is made of its answer, and what stands in when it fails."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator

import pytest

from summarizer import prompting
from summarizer.engines import Completion, Decoding, Prompt, StreamingEngine
from summarizer.engines.fake import FakeEngine
from summarizer.errors import EngineError
from summarizer.pipeline import Summarizer
from summarizer.summarizing import EXTRACTED, Asked, Length
from summarizer.types import Article, Digest
from tests import scripted

ENGLISH, ARABIC = prompting.find("summarize_english"), prompting.find("summarize_arabic")
HEADLINE = prompting.find("headline")
TRANSLATE = prompting.find("translate")


def desk(engine: FakeEngine, template: prompting.PromptTemplate | None = ENGLISH, **options: object) -> Summarizer:
    length = {key: options.pop(key) for key in ("words", "sentences") if key in options}
    writer = Asked(engine, template, **{"headline": HEADLINE, **options})  # type: ignore[arg-type]
    return Summarizer(scripted.engine(), prompt=TRANSLATE, writer=writer, **length)  # type: ignore[arg-type]


def saying(summary: str, headline: str = "Twelve killed in Morocco earthquake") -> scripted.Answer:
    def answer(prompt: Prompt) -> str:
        return headline if "Write the headline" in prompt.user else summary

    return answer


def test_a_written_summary_points_at_what_it_stands_on() -> None:
    digest = desk(scripted.engine()).digest(scripted.article())
    assert digest.summary.text == scripted.SUMMARY
    assert [sentence.segments for sentence in digest.summary.sentences] == [(1, 2), (3,)]
    assert digest.made_by.summarize.prompt == ENGLISH.fingerprint
    assert digest.flags == ()


def test_it_reads_what_the_preset_says() -> None:
    seen: list[str] = []

    def answer(prompt: Prompt) -> str:
        seen.append(prompt.user)
        return scripted.SUMMARY

    desk(scripted.engine(answer)).digest(scripted.article())
    desk(scripted.engine(answer), ARABIC, reads="arabic").digest(scripted.article())
    assert scripted.STORY[0][1] in seen[0]
    assert scripted.TITLE[1] in seen[0]
    assert scripted.STORY[0][0] not in seen[0]
    assert scripted.STORY[0][0] in seen[1]
    assert scripted.TITLE[0] in seen[1]
    assert "hospitals.\n\nThe government" in seen[0], "paragraphs stay"


@pytest.mark.parametrize(
    ("length", "words"),
    [(Length(), "about 50 words"), (Length(1), "one sentence"), (Length(3), "three sentences"), (Length(12), "12 sentences"), (Length(words=80), "about 80 words")],
)  # fmt: skip
def test_the_length_in_words(length: Length, words: str) -> None:
    assert str(length) == words
    assert length.tokens > 60


def test_the_length_asked_for_is_in_the_prompt() -> None:
    seen: list[str] = []

    def answer(prompt: Prompt) -> str:
        seen.append(prompt.user)
        return scripted.SUMMARY

    desk(scripted.engine(answer), sentences=2).digest(scripted.article())
    assert "in two sentences" in seen[0]


def test_a_headline_is_made_only_where_there_is_none() -> None:
    made = desk(scripted.engine()).digest(scripted.article(title=False))
    assert made.translation.title == "Twelve killed in Morocco earthquake"
    assert made.article.title == ""
    assert made.flags == ("headline_made",)
    assert made.made_by.summarize.prompt == f"{ENGLISH.fingerprint} {HEADLINE.fingerprint}"
    own = desk(scripted.engine()).digest(scripted.article())
    assert own.translation.title == scripted.TITLE[1]
    assert "headline_made" not in own.flags
    assert desk(scripted.engine(), headline=None).digest(scripted.article(title=False)).translation.title == ""


@pytest.mark.parametrize("headline", ["", "عنوان عربي", "I can't help with that.", HEADLINE.system])
def test_a_headline_that_is_none_is_left_out(headline: str) -> None:
    digest = desk(scripted.engine(saying(scripted.SUMMARY, headline))).digest(scripted.article(title=False))
    assert digest.translation.title == ""
    assert "headline_made" not in digest.flags


UNUSABLE = [
    "",
    "I'm sorry, but I cannot summarize this.",
    "Le tremblement de terre a frappé le nord du Maroc et les autorités ont envoyé des avions dans la région pour aider.",
    "The quake hit. " * 12,
    ENGLISH.system,
    "ضرب زلزال شمال المغرب.",
]


@pytest.mark.parametrize("summary", UNUSABLE)
def test_an_unusable_summary_is_replaced_by_sentences_of_the_article_and_flagged(summary: str) -> None:
    digest = desk(scripted.engine(saying(summary))).digest(scripted.article())
    assert digest.made_by.summarize == EXTRACTED
    assert digest.flags == ("summary_extracted",)
    assert all(sentence.text in dict(scripted.STORY).values() for sentence in digest.summary.sentences)


@pytest.mark.parametrize("summary", UNUSABLE)
def test_it_is_asked_for_once_more_first(summary: str) -> None:
    asked: list[Decoding] = []

    class Second(FakeEngine):
        def generate(self, prompts: list[Prompt], **options: object) -> list[Completion]:  # type: ignore[override]
            asked.append(options.get("decoding", Decoding()))  # type: ignore[arg-type]
            said = summary if len(asked) == 1 else scripted.SUMMARY
            return [Completion(said, "stop") for _ in prompts]

    digest = desk(Second(input_budget=2000), headline=None).digest(scripted.article())
    assert digest.summary.text == scripted.SUMMARY
    assert digest.flags == ()
    assert asked[1].temperature


@pytest.mark.parametrize(
    ("summary", "flags"),
    [
        ("An earthquake of magnitude 7.9 hit northern Morocco.", ("unsupported",)),
        ("Bananas are cheaper in Finland this winter.", ("unsupported",)),
        ("An earthquake hit northern Morocco (المغرب).", ("arabic_left",)),
        ("An earthquake hit northern Morocco on Tuesday.", ()),
    ],
)
def test_what_is_doubtful_about_a_sentence_is_said(summary: str, flags: tuple[str, ...]) -> None:
    digest = desk(scripted.engine(saying(summary))).digest(scripted.article())
    assert [sentence.flags for sentence in digest.summary.sentences] == [flags]


def test_a_summary_that_is_cut_says_so() -> None:
    engine = scripted.engine(cut=12)
    digest = desk(engine, headline=None).digest(scripted.article())
    assert digest.summary.sentences[-1].flags == ("cut",)


def test_an_article_that_does_not_fit_is_shown_from_its_beginning_and_that_is_said() -> None:
    seen: list[str] = []

    def answer(prompt: Prompt) -> str:
        seen.append(prompt.user)
        return scripted.SUMMARY

    wording = 1000 - Asked(FakeEngine(input_budget=1000), ENGLISH).room
    small = FakeEngine(answer, input_budget=wording + 66)
    digest = desk(small, headline=None).digest(scripted.article())
    assert digest.flags == ("lead_only",)
    assert scripted.STORY[0][1] in seen[0]
    assert scripted.STORY[5][1] not in seen[0]
    giant = Article(("كلمة " * 3000 + ".",))
    roomier = FakeEngine(answer, input_budget=200)
    assert "lead_only" in desk(roomier, ARABIC, reads="arabic", headline=None).digest(giant).flags


def test_a_budget_without_room_is_refused() -> None:
    with pytest.raises(EngineError, match="input_budget"):
        Asked(FakeEngine(input_budget=100), ENGLISH)


def test_a_model_that_only_summarizes_is_given_the_bare_text() -> None:
    seen: list[Prompt] = []

    def answer(prompt: Prompt) -> str:
        seen.append(prompt)
        return scripted.SUMMARY

    digest = desk(scripted.engine(answer, system=False), None, reads="arabic", headline=None).digest(scripted.article())
    assert digest.summary.text == scripted.SUMMARY
    assert seen[0] == Prompt(" ".join(arabic for arabic, _ in scripted.STORY))


def test_many_articles_give_what_single_ones_give() -> None:
    articles = [scripted.article(), scripted.article(title=False), scripted.article(insert="وصل الوفد.")]
    together = list(desk(scripted.engine()).digest_many(articles))
    alone = [desk(scripted.engine()).digest(article) for article in articles]
    assert [{**digest.to_dict(), "seconds": 0} for digest in together] == [
        {**digest.to_dict(), "seconds": 0} for digest in alone
    ]


def test_of_an_article_without_any_english_no_model_is_asked() -> None:
    asked: list[str] = []

    def answer(prompt: Prompt) -> str:
        asked.append(prompt.user)
        return scripted.SUMMARY

    def lost(prompt: Prompt) -> str:
        return "" if scripted.STORY[0][0] in prompt.user else scripted.working(prompt)

    lone = Article((scripted.STORY[0][0],))
    for engine in (scripted.engine(answer), Streaming(answer, input_budget=2000)):
        made = Summarizer(scripted.engine(lost), prompt=TRANSLATE, writer=Asked(engine, ENGLISH, headline=HEADLINE))
        *_, watched = made.stream(lone)
        first, second = made.digest_many([lone, scripted.article()])
        for digest in (first, watched):
            assert digest.summary.text == ""
            assert digest.flags == ("empty", "summary_extracted")
        assert second.summary.text == scripted.SUMMARY
    assert len(asked) == 2
    from_arabic = Summarizer(
        scripted.engine(lost), prompt=TRANSLATE, writer=Asked(scripted.engine(answer), ARABIC, reads="arabic")
    )
    assert "summary_extracted" not in from_arabic.digest(lone).flags


class Streaming(FakeEngine):
    """A model that can be watched, word by word."""

    def stream(
        self,
        prompt: Prompt,
        *,
        max_new_tokens: int,
        decoding: Decoding = Decoding(),
        cancel: threading.Event | None = None,
    ) -> Generator[str, None, Completion]:
        said = ""
        for word in self.answer(prompt).split(" "):
            if cancel is not None and cancel.is_set():
                return Completion(said.strip(), "cancelled")
            said += word + " "
            yield word + " "
        return Completion(said.strip(), "stop")


def grown(
    answer: scripted.Answer, cancel: threading.Event | None = None, each: Callable[[Digest], None] = lambda digest: None
) -> list[Digest]:
    engine = Streaming(answer, input_budget=2000)
    assert isinstance(engine, StreamingEngine)
    result = []
    for digest in desk(engine).stream(scripted.article(), cancel=cancel):
        result.append(digest)
        each(digest)
    return result


def test_a_summary_grows_sentence_by_sentence() -> None:
    digests = grown(saying(f"{scripted.SUMMARY} Three planes carried tents and medicine."))
    assert [len(digest.summary.sentences) for digest in digests] == [1, 2, 3]
    assert [digest.complete for digest in digests] == [False, False, True]
    whole = desk(scripted.engine(saying(f"{scripted.SUMMARY} Three planes carried tents and medicine."))).digest(
        scripted.article()
    )
    assert {**digests[-1].to_dict(), "seconds": 0, "made_by": 0} == {**whole.to_dict(), "seconds": 0, "made_by": 0}


def test_a_stream_can_be_stopped_while_the_summary_grows() -> None:
    cancel = threading.Event()
    digests = grown(
        saying("One thing. " * 3 + scripted.SUMMARY),
        cancel,
        lambda digest: cancel.set() if digest.summary.sentences else None,
    )
    assert not digests[-1].complete
    assert "incomplete" in digests[-1].flags


def test_an_unusable_streamed_summary_is_replaced_too() -> None:
    digests = grown(saying("I'm sorry, but I cannot summarize this."))
    assert digests[-1].flags == ("summary_extracted",)
    assert digests[-1].complete


def test_a_translation_alone_asks_for_no_summary() -> None:
    def refuses(prompt: Prompt) -> str:
        raise AssertionError("nobody asked for a summary")

    made = desk(scripted.engine(refuses))
    assert made.translate(scripted.article()).title == scripted.TITLE[1]
    *_, last = made.stream(scripted.article(), summarize=False)
    assert last.complete
    assert last.summary.text == ""
