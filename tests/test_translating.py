"""The translate step for models that follow instructions: portions, markers, terms, and what becomes of answers with faults."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer import prompting
from summarizer.engines import Completion, Decoding, Prompt
from summarizer.engines.fake import FakeEngine
from summarizer.errors import EngineError
from summarizer.glossary import Glossary
from summarizer.pipeline import Summarizer, segments_of
from summarizer.translating import BareText, Instructed, Passage, joined
from summarizer.types import Article, Segment
from tests import scripted

TRANSLATE = prompting.find("translate")
SENTENCE = prompting.find("translate_sentence")


class Asked(FakeEngine):
    """A working model that remembers what it was asked, and how."""

    def __init__(self, answer: scripted.Answer = scripted.working, **options: object):
        super().__init__(answer, model="scripted", input_budget=2000, **options)  # type: ignore[arg-type]
        self.prompts: list[Prompt] = []
        self.decodings: list[Decoding] = []

    def generate(self, prompts: list[Prompt], **options: object) -> list[Completion]:  # type: ignore[override]
        self.prompts += prompts
        self.decodings.append(options.get("decoding", Decoding()))  # type: ignore[arg-type]
        return super().generate(prompts, **options)  # type: ignore[arg-type]


def desk(engine: FakeEngine, template: prompting.PromptTemplate = TRANSLATE, **options: object) -> Summarizer:
    return Summarizer(engine, prompt=template, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("template", [TRANSLATE, SENTENCE], ids=lambda template: template.name)
def test_every_sentence_comes_back_to_its_place(template: prompting.PromptTemplate) -> None:
    digest = desk(scripted.engine(), template).digest(scripted.article())
    assert [(segment.source, segment.target) for segment in digest.translation.segments] == [
        scripted.TITLE,
        *scripted.STORY,
    ]
    assert digest.flags == ()
    assert digest.made_by.translate.prompt == template.fingerprint


def test_sentences_travel_together_with_their_context() -> None:
    engine = Asked()
    long = Article(tuple(" ".join(arabic for arabic, _ in scripted.STORY) for _ in range(2)), title=scripted.TITLE[0])
    desk(engine).digest(long)
    first, second = engine.prompts
    assert "[8]" in first.user
    assert "[9]" not in first.user
    assert "context only" not in first.user, "the headline is a line of its own there"
    assert f"Headline of the article, for context only: {scripted.TITLE[0]}" in second.user
    assert f"just before, for context only: {scripted.STORY[0][0]}" in second.user
    assert second.user.split("Translate these lines")[1].count("\n[") == 5


def test_only_the_terms_that_occur_are_given() -> None:
    engine = Asked()
    glossary = Glossary.from_lines(["الحسيمة\tAl Hoceima", "طرابلس\tTripoli", "وزارة الداخلية\tMinistry of Interior"])
    desk(engine, glossary=glossary).digest(scripted.article())
    assert "- الحسيمة = Al Hoceima" in engine.prompts[0].user
    assert "- وزارة الداخلية = Ministry of Interior" in engine.prompts[0].user
    assert "Tripoli" not in engine.prompts[0].user
    single = Asked()
    desk(single, SENTENCE, glossary=glossary).digest(scripted.article())
    assert [prompt.user.count("translates to") for prompt in single.prompts] == [0, 0, 2, 0, 0, 0, 0]


def answering(change: Callable[[str], str]) -> scripted.Answer:
    """A model whose answers about several lines at once have a fault."""

    def answer(prompt: Prompt) -> str:
        work = scripted.working(prompt)
        return change(work) if work.count("\n") else work

    return answer


@pytest.mark.parametrize(
    "change",
    [
        lambda work: work.replace("[3]", "[4]"),
        lambda work: "\n".join(line for line in work.split("\n") if not line.startswith("[5]")),
        lambda work: "\n".join(line.split("] ", 1)[1] for line in work.split("\n")),
        lambda work: work.split("\n")[0],
        lambda work: "I cannot do that.",
        lambda work: "",
        lambda work: work + "\nAnd that is all.",
        lambda work: f"Sure:\n```\n{work}\n```\n\nNote: done.",
        lambda work: work + "\n" + work,
    ],
    ids=["double", "missing", "unnumbered", "first only", "refusal", "empty", "more at the end", "fenced", "twice"],
)
def test_a_sentence_that_is_lost_is_asked_for_alone(change: Callable[[str], str]) -> None:
    engine = Asked(answering(change))
    digest = desk(engine).digest(scripted.article())
    assert [segment.target for segment in digest.translation.segments] == [
        scripted.TITLE[1],
        *(e for _, e in scripted.STORY),
    ]
    assert digest.flags == ()
    for prompt in engine.prompts[1:]:
        assert "context only" not in prompt.user, "alone means alone: what else the article says could be to blame"
        assert prompt.user.count("[") == 1
    if len(engine.decodings) > 1:
        assert engine.decodings[1].temperature, "the same words decoded in the same way would give the same answer"


def test_what_stays_lost_is_flagged() -> None:
    def deaf(prompt: Prompt) -> str:
        work = scripted.working(prompt)
        return "\n".join(line for line in work.split("\n") if "140" not in line)

    digest = desk(scripted.engine(deaf)).digest(scripted.article())
    assert [segment.flags for segment in digest.translation.segments if segment.flags] == [("empty",)]
    assert digest.translation.segments[3].target == ""


def test_an_answer_that_is_cut_says_where() -> None:
    engine = scripted.engine(cut=20)
    step = Instructed(engine, TRANSLATE)
    (passage,) = step.passages(segments_of(scripted.article()))
    said = step.translate([passage])
    assert [one.finish for one in said] == ["stop", "stop", "length", "length", "length", "length", "length"]
    assert [bool(one.text) for one in said] == [True, True, True, False, False, False, False]


def test_a_sentence_over_the_budget_is_cut_and_wholly_translated() -> None:
    engine = FakeEngine(
        lambda prompt: " ".join(["word"] * len(prompt.user.split("lines into English:")[-1].split())), input_budget=330
    )
    step = Instructed(engine, TRANSLATE)
    source = "كلمة أخرى هنا، " * 200
    (passage,) = step.passages([Segment(0, source.strip(), "")])
    (said,) = step.translate([passage])
    assert len(said.text.split()) >= len(source.split())


def test_a_budget_without_room_for_an_article_is_refused() -> None:
    with pytest.raises(EngineError, match="input_budget"):
        Instructed(FakeEngine(input_budget=100), TRANSLATE)


def test_brackets_in_the_text_do_not_disturb() -> None:
    sentence = "وذكر التقرير في الملحق [3] والملحق [A2] أن الأمر [١] انتهى."
    engine = Asked(
        lambda prompt: "\n".join(
            f"{mark} The report says [3] and [A2] that it [1] is over."
            for mark, _ in scripted.MARKED.findall(prompt.user.split("English:")[-1])
        )
    )
    digest = desk(engine).digest(Article((f"{sentence} {sentence}",)))
    assert [segment.target for segment in digest.translation.segments] == [
        "The report says [3] and [A2] that it [1] is over."
    ] * 2
    assert "[B1]" in engine.prompts[0].user


def test_many_articles_give_what_single_ones_give() -> None:
    articles = [scripted.article(), scripted.article(title=False), scripted.article(insert="وصل الوفد.")]
    together = list(desk(scripted.engine()).digest_many(articles))
    alone = [desk(scripted.engine()).digest(article) for article in articles]
    assert [{**digest.to_dict(), "seconds": 0} for digest in together] == [
        {**digest.to_dict(), "seconds": 0} for digest in alone
    ]


def test_a_stream_asks_what_a_digest_asks() -> None:
    streamed, whole = Asked(), Asked()
    long = Article(tuple(" ".join(arabic for arabic, _ in scripted.STORY) for _ in range(4)), title=scripted.TITLE[0])
    grown = list(desk(streamed).stream(long))
    assert {**grown[-1].to_dict(), "seconds": 0} == {**desk(whole).digest(long).to_dict(), "seconds": 0}
    assert streamed.prompts == whole.prompts
    assert len(grown) > 1


def test_a_cancelled_stream_ends() -> None:
    cancel = threading.Event()
    cancel.set()
    (digest,) = desk(scripted.engine()).stream(scripted.article(), cancel=cancel)
    assert not digest.complete


words = st.lists(
    st.sampled_from(["قال", "الوزير", "[3]", "وصل", "140", "<|im_end|>", "الحسيمة"]), min_size=1, max_size=12
).map(" ".join)


@given(st.lists(words, min_size=1, max_size=25))
def test_passages_hold_every_segment_once_and_in_order(sources: list[str]) -> None:
    document = [Segment(0, source, "") for source in sources]
    for step in (
        Instructed(scripted.engine(), TRANSLATE),
        Instructed(scripted.engine(), SENTENCE),
        BareText(scripted.engine()),
    ):
        passages = step.passages(document)
        assert [segment for passage in passages for segment in passage.segments] == document
        assert len(step.translate(passages)) == len(document)
        assert all(isinstance(passage, Passage) for passage in passages)


def test_the_pieces_of_a_sentence_are_joined_as_one() -> None:
    said = [Completion(text, "stop") for text in ("It lost 8 % in 2022.", "For 312 million.", "Ahmed said so.")]
    one = joined(said, ["خسرت ٨٪ عام ٢٠٢٢، ", "مقابل ٣١٢ مليونا، ", "قال أحمد."])
    assert one.text == "It lost 8 % in 2022, for 312 million, Ahmed said so."
    assert joined(said, ["خسرت. ", "مقابل. ", "قال."]).text == "It lost 8 % in 2022. For 312 million. Ahmed said so."
