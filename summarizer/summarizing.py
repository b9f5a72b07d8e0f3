"""The summarize step: sentences of the article picked by rule (`Extracted`), or a summary that a model is asked for (`Asked`)."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from summarizer import answers, checks, extract, facts, grounding, text
from summarizer.engines import Completion, Decoding, Engine, Prompt, StreamingEngine
from summarizer.errors import EngineError
from summarizer.prompting import PromptTemplate
from summarizer.translating import TITLE, one_line
from summarizer.types import Article, Made, Segment, Summary, SummarySentence

EXTRACTED = Made(engine="extract", model="lead with care")
"""How a summary is made that is sentences of the article: see `summarizer.extract`."""

TOKENS_PER_WORD = 4
TOKENS_PER_SENTENCE = 120
TOKENS_TO_SPARE = 64
LEAST_ROOM = 64

UNUSABLE = frozenset({"empty", "wrong_language", "commentary", "loop"})
"""What makes a summary worse than sentences of the article."""

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Story:
    """An article with its English: what a summary is made of."""

    article: Article
    segments: tuple[Segment, ...]

    @property
    def targets(self) -> list[str]:
        return [segment.target for segment in self.segments]


@dataclass(frozen=True)
class Length:
    """How long a summary should be: so many sentences, or else about so many English words."""

    sentences: int | None = None
    words: int = 50

    def __str__(self) -> str:
        if self.sentences is None:
            return f"about {self.words} words"
        number = NUMBERS[self.sentences] if self.sentences < len(NUMBERS) else str(self.sentences)
        return f"{number} sentence{'s' * (self.sentences != 1)}"

    @property
    def tokens(self) -> int:
        """Room for twice the length, so that only a model that runs on is cut."""
        size = self.words * TOKENS_PER_WORD if self.sentences is None else self.sentences * TOKENS_PER_SENTENCE
        return size + TOKENS_TO_SPARE


@dataclass(frozen=True)
class Written:
    """A summary, a headline where one was made because the article has none, and what has to be known about both.

    Flags: `lead_only`, the model saw only the beginning of the article; `summary_extracted`, the model's summary was unusable, or
    there was nothing to show it, and sentences of the article stand in its place; `headline_made`, the headline is the model's.
    """

    summary: Summary
    title: str = ""
    flags: tuple[str, ...] = ()


class SummarizeStep(Protocol):
    """Turns translated articles into summaries. `made` says how."""

    made: Made

    def summarize(
        self, stories: Sequence[Story], length: Length, cancel: threading.Event | None = None
    ) -> list[Written]:
        """One summary per story, in order."""

    def grow(self, story: Story, length: Length, cancel: threading.Event | None = None) -> Iterator[Written]:
        """The same for one story, as it is written; the last one is whole."""


class Extracted:
    """The sentences that carry the story, in English. One whose translation is doubtful is taken only for want of others."""

    made = EXTRACTED

    def summarize(
        self, stories: Sequence[Story], length: Length, cancel: threading.Event | None = None
    ) -> list[Written]:
        return [self.picked(story, length) for story in stories]

    def grow(self, story: Story, length: Length, cancel: threading.Event | None = None) -> Iterator[Written]:
        yield self.picked(story, length)

    def picked(self, story: Story, length: Length) -> Written:
        segments = story.segments
        body = [number for number, segment in enumerate(segments) if segment.paragraph != TITLE]
        chosen = extract.choose(
            [segments[number].source for number in body],
            title=story.article.title,
            count=length.sentences,
            words=length.words,
            lengths=[len(segments[number].target.split()) for number in body],
            avoid=[place for place, number in enumerate(body) if checks.is_faulty(segments[number].flags)],
        )
        picked = [(body[place], segments[body[place]]) for place in chosen]
        sentences = (
            SummarySentence(segment.target, (number,), self.doubts(segment))
            for number, segment in picked
            if segment.target
        )
        return Written(Summary(tuple(sentences), EXTRACTED))

    def doubts(self, segment: Segment) -> tuple[str, ...]:
        """The flags of a sentence taken from the translation; `unsupported`: it has a number that its Arabic lacks."""
        if facts.unsupported(segment.target, [segment]):
            return (*segment.flags, "unsupported")
        return segment.flags


class Asked:
    """A summary that a model writes from the English or from the Arabic (`reads`), and a headline if the article has none.

    Without a `template` the engine is given the bare text: models that do nothing but summarize. An answer with faults is asked
    for once more; one that stays unusable is replaced by sentences of the article, and flagged. So is the summary of an article of
    which nothing was translated, where the model reads the English: it would be asked about nothing, and make something up.
    """

    again = Decoding(temperature=0.3)

    def __init__(
        self,
        engine: Engine,
        template: PromptTemplate | None,
        *,
        reads: Literal["english", "arabic"] = "english",
        headline: PromptTemplate | None = None,
    ):
        self.engine = engine
        self.template = template
        self.reads = reads
        self.headline = headline
        self.made = Made(engine.name, engine.model, engine.revision, template.fingerprint if template else "")
        self.extracted = Extracted()
        wording = max(self.wording(template), self.wording(headline))
        self.room = engine.input_budget - wording
        """Tokens of a prompt that are left for the article."""
        if self.room < LEAST_ROOM:
            raise EngineError(
                f"{engine.model} reads {engine.input_budget} tokens and its prompts alone need {wording}; raise input_budget in "
                "the preset or choose shorter prompts"
            )

    def wording(self, template: PromptTemplate | None) -> int:
        """The tokens of a prompt before anything is filled in, and some for the length that is asked for."""
        if template is None:
            return 0
        parts = [
            template.system,
            template.user,
            *template.optional.values(),
            *(turn for pair in template.examples for turn in pair),
        ]
        return sum(self.engine.count_tokens(part) for part in parts if part) + self.engine.count_tokens(
            str(Length(sentences=10))
        )

    def summarize(
        self, stories: Sequence[Story], length: Length, cancel: threading.Event | None = None
    ) -> list[Written]:
        readable = [story for story in stories if self.readable(story)]
        prompts = [self.prompt(story, length)[0] for story in readable]
        completions = self.engine.generate(prompts, max_new_tokens=length.tokens, cancel=cancel) if prompts else []
        written = iter(self.finished(readable, completions, length, cancel))
        return [next(written) if self.readable(story) else self.replaced(story, length) for story in stories]

    def grow(self, story: Story, length: Length, cancel: threading.Event | None = None) -> Iterator[Written]:
        if not isinstance(self.engine, StreamingEngine) or not self.readable(story):
            yield from self.summarize([story], length, cancel)
            return
        prompt, _ = self.prompt(story, length)
        pieces = self.engine.stream(prompt, max_new_tokens=length.tokens, cancel=cancel)
        said, shown = "", 0
        with closing(pieces):  # whoever stops listening stops the model
            while True:
                try:
                    said += next(pieces)
                except StopIteration as end:
                    completion: Completion = end.value
                    break
                whole = answers.summary(said)[:-1]  # the last sentence may not be at its end
                if len(whole) > shown:
                    shown = len(whole)
                    yield Written(Summary(tuple(SummarySentence(sentence, ()) for sentence in whole), self.made))
        yield from self.finished([story], [completion], length, cancel)

    def readable(self, story: Story) -> bool:
        """Whether there is anything of a story to show the model."""
        return any(self.side(segment).strip() for segment in story.segments if segment.paragraph != TITLE)

    def prompt(self, story: Story, length: Length) -> tuple[Prompt, bool]:
        """What the model is given for a story, and whether it is all of it."""
        body = [segment for segment in story.segments if segment.paragraph != TITLE]
        title = one_line(" ".join(self.side(segment) for segment in story.segments if segment.paragraph == TITLE))
        room = self.room
        values: dict[str, str] = {}
        if (
            self.template
            and title
            and "title" in self.template.variables
            and (size := self.engine.count_tokens(title)) < room // 4
        ):
            values["title"] = title
            room -= size
        content, whole = self.lead(body, room)
        if self.template is None:
            return Prompt(one_line(content)), whole
        if "length" in self.template.variables:
            values["length"] = str(length)
        return self.template.render(text=content, **values), whole

    def side(self, segment: Segment) -> str:
        return segment.target if self.reads == "english" else segment.source

    def lead(self, body: Sequence[Segment], room: int) -> tuple[str, bool]:
        """The article's text from its beginning, in paragraphs, as much as there is room for; and whether that is all of it."""
        paragraphs: dict[int, list[str]] = {}
        for segment in body:
            sentence = self.side(segment).strip()
            size = self.engine.count_tokens(sentence) + 1 if sentence else 0
            if size > room:
                if not paragraphs:  # even the first sentence is too long: its beginning
                    paragraphs[segment.paragraph] = text.fit(sentence, room, self.engine.count_tokens)[:1]
                return assembled(paragraphs), False
            room -= size
            if sentence:
                paragraphs.setdefault(segment.paragraph, []).append(sentence)
        return assembled(paragraphs), True

    def finished(
        self,
        stories: Sequence[Story],
        completions: Sequence[Completion],
        length: Length,
        cancel: threading.Event | None,
    ) -> list[Written]:
        """The model's answers read, asked for again where they have faults, with headlines where there are none."""
        best = [self.read(story, completion) for story, completion in zip(stories, completions, strict=True)]
        doubtful = [number for number, draft in enumerate(best) if draft.faults]
        if doubtful and not (cancel is not None and cancel.is_set()):
            prompts = [self.prompt(stories[number], length)[0] for number in doubtful]
            second = self.engine.generate(prompts, max_new_tokens=length.tokens, decoding=self.again, cancel=cancel)
            for number, completion in zip(doubtful, second, strict=True):
                draft = self.read(stories[number], completion)
                if checks.badness(draft.faults) < checks.badness(best[number].faults):
                    best[number] = draft
        titles = self.headlines(stories, cancel)
        return [
            self.written(story, draft, title, length) for story, draft, title in zip(stories, best, titles, strict=True)
        ]

    def read(self, story: Story, completion: Completion) -> Draft:
        sentences = answers.summary(completion.text) if self.template else text.sentences(one_line(completion.text))
        sentences = [sentence.strip() for sentence in sentences if sentence.strip()]
        instructions = f"{self.template.system} {self.template.user}" if self.template else ""
        return Draft(tuple(sentences), faults(" ".join(sentences), completion, story, instructions))

    def written(self, story: Story, draft: Draft, title: str, length: Length) -> Written:
        flags = ["headline_made"] if title else []
        if UNUSABLE.intersection(draft.faults):
            replaced = self.replaced(story, length)
            return replace(replaced, title=title, flags=(*replaced.flags, *flags))
        if not self.prompt(story, length)[1]:
            flags.append("lead_only")
        made = self.made
        if title and self.headline:
            made = replace(made, prompt=f"{made.prompt} {self.headline.fingerprint}".strip())
        return Written(Summary(attributed(draft, story), made), title, tuple(flags))

    def replaced(self, story: Story, length: Length) -> Written:
        """Sentences of the article in place of a model's summary."""
        return replace(self.extracted.picked(story, length), flags=("summary_extracted",))

    def headlines(self, stories: Sequence[Story], cancel: threading.Event | None) -> list[str]:
        """A headline for each story without a title, the empty string for the others and where the answer is no headline."""
        titles = [""] * len(stories)
        wanted = [number for number, story in enumerate(stories) if not story.article.title] if self.headline else []
        if self.headline is None or not wanted:
            return titles
        prompts = []
        for number in wanted:
            body = [segment for segment in stories[number].segments if segment.paragraph != TITLE]
            prompts.append(self.headline.render(text=self.lead(body, self.room)[0]))
        completions = self.engine.generate(prompts, max_new_tokens=TOKENS_TO_SPARE, cancel=cancel)
        for number, completion in zip(wanted, completions, strict=True):
            line = answers.headline(completion.text)
            instructions = f"{self.headline.system} {self.headline.user}"
            if completion.finish == "stop" and not faults(line, completion, stories[number], instructions):
                titles[number] = line
        return titles


@dataclass(frozen=True)
class Draft:
    """What a model answered: its sentences, and what is wrong with them (keys of `checks.BADNESS`)."""

    sentences: tuple[str, ...]
    faults: tuple[str, ...]


def faults(said: str, completion: Completion, story: Story, instructions: str) -> tuple[str, ...]:
    """What can be seen to be wrong with a summary or a headline of a story."""
    if not checks.WORD.search(said):
        return ("empty",)
    english = " ".join(story.targets)
    found = {
        "wrong_language": not checks.is_english(said),
        "commentary": answers.repeats(said, instructions)
        or (bool(checks.COMMENTARY.search(said)) and not checks.COMMENTARY.search(english)),
        "loop": bool(checks.WORD.search(english)) and checks.loops(english, said),
        "arabic_left": bool(checks.ARABIC_LETTER.search(said)),
        "cut": completion.finish != "stop",
    }
    return tuple(fault for fault, guilty in found.items() if guilty)


def attributed(draft: Draft, story: Story) -> tuple[SummarySentence, ...]:
    """The sentences with the segments they stand on, and what is doubtful about each.

    `unsupported`: no segment says anything of the kind, or the sentence has a number that no Arabic stands behind.
    """
    body = ["" if segment.paragraph == TITLE else segment.target for segment in story.segments]
    places = grounding.supports(draft.sentences, body)
    sentences = []
    for number, (sentence, segments) in enumerate(zip(draft.sentences, places, strict=True)):
        flags = {
            "cut": "cut" in draft.faults and number == len(places) - 1,
            "arabic_left": bool(checks.ARABIC_LETTER.search(sentence)),
            "unsupported": not segments or bool(facts.unsupported(sentence, story.segments)),
        }
        sentences.append(SummarySentence(sentence, segments, tuple(flag for flag, guilty in flags.items() if guilty)))
    return tuple(sentences)


def assembled(paragraphs: dict[int, list[str]]) -> str:
    return "\n\n".join(" ".join(sentences) for sentences in paragraphs.values())
