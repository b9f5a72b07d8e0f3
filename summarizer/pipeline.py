"""The road of one article, and the only file that knows every stop on it.

article → segments → English → checks → summary → ledger → `Digest`. Many articles travel together: their segments are flattened
into one list, translated in full batches and put back in order, so that one article is a batch of one and there is one code path.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from summarizer import article as articles
from summarizer import checks, facts, names, text
from summarizer.engines import Completion, Decoding, Engine
from summarizer.errors import InputError
from summarizer.prompting import PromptTemplate
from summarizer.summarizing import Extracted, Length, Story, SummarizeStep, Written
from summarizer.translating import TITLE, BareText, Instructed, Passage, TranslateStep
from summarizer.types import Article, Digest, Ledger, Provenance, Segment, Summary, Translation

ARTICLES_AT_ONCE = 64
"""How many articles of `digest_many` share a batch: enough to fill the engine, few enough to bound memory."""

FIRST_SEGMENTS = 2
"""A growing digest shows its first segments early; later batches are larger, as larger batches are faster."""


@dataclass(frozen=True)
class Options:
    """What a user may choose about a digest: the summary's length, in sentences or else in English words, and a glossary."""

    sentences: int | None = None
    words: int = 50
    glossary: names.Glossary | None = None

    @property
    def length(self) -> Length:
        return Length(self.sentences, self.words)


class Summarizer:
    """A desk: an engine that translates, with everything around it. Built by `summarizer.load`, or from any `Engine`.

    Safe to use from several threads. `prompt` is what an engine that follows instructions is asked (without one it is given bare
    sentences), `writer` makes the summaries (sentences of the article unless told otherwise). `sentences` or `words` set their length,
    `glossary` the terms that must come out as written; `preset` is only a name, recorded in every result.
    """

    def __init__(
        self,
        translator: Engine,
        *,
        prompt: PromptTemplate | None = None,
        writer: SummarizeStep | None = None,
        preset: str = "custom",
        sentences: int | None = None,
        words: int = 50,
        glossary: names.Glossary | None = None,
        unlikely: float | None = None,
    ):
        if sentences is not None and sentences < 1:
            raise InputError(f"a summary has at least one sentence; {sentences} were asked for")
        self.translator = translator
        self.step: TranslateStep = Instructed(translator, prompt) if prompt else BareText(translator)
        self.writer: SummarizeStep = writer or Extracted()
        self.preset = preset
        self.options = Options(sentences, words, glossary)
        self.unlikely = unlikely

    def translate(self, source: str | Article) -> Translation:
        """The English of a text or an article, paragraph by paragraph."""
        started = time.monotonic()
        (story,) = self.stories([source])
        return self.assembled(story, None, started).translation

    def summarize(self, source: str | Article) -> Summary:
        """A short English summary of an Arabic text or article."""
        return self.digest(source).summary

    def digest(self, source: str | Article) -> Digest:
        """Translation, summary and ledger of one article. Raises `InputError` if the text cannot be read as Arabic."""
        return next(self.digest_many([source]))

    def digest_many(self, sources: Iterable[str | Article]) -> Iterator[Digest]:
        """One digest per source, in order, translated together in batches of articles."""
        remaining = iter(sources)
        while group := list(islice(remaining, ARTICLES_AT_ONCE)):
            started = time.monotonic()
            stories = self.stories(group)
            summaries = self.writer.summarize(stories, self.options.length)
            for story, written in zip(stories, summaries, strict=True):
                yield self.assembled(story, written, started)

    def stories(self, sources: Sequence[str | Article]) -> list[Story]:
        """Articles with their English, all their segments translated together."""
        read = [read_source(source) for source in sources]
        drafts = [segments_of(item) for item in read]
        finished = iter(self.translated([passage for draft in drafts for passage in self.step.passages(draft)]))
        return [self.story(item, list(islice(finished, len(draft)))) for item, draft in zip(read, drafts, strict=True)]

    def stream(
        self, source: str | Article, *, cancel: threading.Event | None = None, summarize: bool = True
    ) -> Iterator[Digest]:
        """The same digest, growing: more of its segments have their English each time, and the last one is complete.

        When `cancel` is set it ends early, with what there is. Without `summarize` it ends with the translation.
        """
        started = time.monotonic()
        item = read_source(source)
        segments = list(segments_of(item))
        passages = iter(self.step.passages(segments))
        at, size = 0, FIRST_SEGMENTS
        while at < len(segments):
            done = self.translated(portion(passages, size), cancel=cancel)
            segments[at : at + len(done)] = done
            at, size = at + len(done), size * 2
            story = self.story(item, segments)
            if cancel is not None and cancel.is_set():
                yield self.assembled(story, None, started)
                return
            if at < len(segments):
                yield self.assembled(story, None, started)
            elif summarize:
                yield from self.ending(story, started, cancel)
            else:
                yield self.assembled(story, Written(Summary((), self.writer.made)), started)

    def ending(self, story: Story, started: float, cancel: threading.Event | None) -> Iterator[Digest]:
        """A translated article gets its summary: the digests while it is written, and the complete one."""
        last: Written | None = None
        for written in self.writer.grow(story, self.options.length, cancel):
            if last is not None:
                yield self.assembled(story, last, started, complete=False)
            last = written
        stopped = cancel is not None and cancel.is_set()
        yield self.assembled(story, last, started, complete=last is not None and not stopped)

    def translated(self, passages: Sequence[Passage], *, cancel: threading.Event | None = None) -> list[Segment]:
        """Each segment with its English: translated, checked, and where the checks object tried once more, alone and another way."""
        first = self.attempt(passages, Decoding(), cancel)
        doubtful = [number for number, segment in enumerate(first) if checks.is_faulty(segment.flags)]
        if doubtful and not (cancel is not None and cancel.is_set()):
            whole = [passage for passage in passages for _ in passage.segments]
            alone = [replace(whole[number], segments=(first[number],), title="", before="") for number in doubtful]
            second = self.attempt(alone, self.step.again, cancel)
            for number, candidate in zip(doubtful, second, strict=True):
                if checks.badness(candidate.flags) < checks.badness(first[number].flags):
                    first[number] = candidate
        return first

    def attempt(self, passages: Sequence[Passage], decoding: Decoding, cancel: threading.Event | None) -> list[Segment]:
        glossary = self.options.glossary
        completions = self.step.translate(passages, glossary=glossary, decoding=decoding, cancel=cancel)
        segments = [segment for passage in passages for segment in passage.segments]
        return [self.checked(segment, said) for segment, said in zip(segments, completions, strict=True)]

    def checked(self, segment: Segment, said: Completion) -> Segment:
        flags = checks.check(segment.source, said.text, finish=said.finish, score=said.score, unlikely=self.unlikely)
        return replace(segment, target=said.text, flags=flags, score=said.score)

    def story(self, item: Article, segments: Sequence[Segment]) -> Story:
        """An article with its English, each name spelled alike throughout."""
        return Story(item, names.consistent(segments, self.options.glossary))

    def assembled(
        self, story: Story, written: Written | None, started: float, *, complete: bool | None = None
    ) -> Digest:
        """The digest of a story: its English regrouped, its summary so far, and, once both are complete, its facts looked for."""
        complete = written is not None if complete is None else complete
        summary = written.summary if written else Summary((), self.writer.made)
        item, segments = story.article, story.segments
        flags = {flag for segment in segments for flag in segment.flags}
        flags |= set(written.flags) if written else set()
        flags |= set() if complete else {"incomplete"}
        title = " ".join(segment.target for segment in segments if segment.paragraph == TITLE)
        return Digest(
            article=item,
            translation=Translation(
                title=title or (written.title if written else ""),
                paragraphs=tuple(
                    " ".join(segment.target for segment in segments if segment.paragraph == number and segment.target)
                    for number in range(len(item.paragraphs))
                ),
                segments=segments,
                made=self.step.made,
            ),
            summary=summary,
            ledger=self.ledger(segments, summary) if complete else Ledger(()),
            made_by=Provenance(self.preset, self.step.made, summary.made),
            seconds=time.monotonic() - started,
            flags=tuple(sorted(flags)),
            complete=complete,
        )

    def ledger(self, segments: Sequence[Segment], summary: Summary) -> Ledger:
        """What became of each fact and each name."""
        named = names.facts(segments, summary.text, self.options.glossary)
        return facts.ledger(segments, summary.sentences, named)


def read_source(source: str | Article) -> Article:
    return source if isinstance(source, Article) else articles.from_text(source)


def segments_of(item: Article) -> list[Segment]:
    """The sentences of an article, its title first, not yet translated."""
    paragraphs = [(TITLE, item.title), *enumerate(item.paragraphs)] if item.title else list(enumerate(item.paragraphs))
    return [
        Segment(number, sentence.strip(), "")
        for number, paragraph in paragraphs
        for sentence in text.sentences(paragraph)
        if sentence.strip()
    ]


def portion(passages: Iterator[Passage], size: int) -> list[Passage]:
    """The next passages, until they hold `size` segments."""
    taken: list[Passage] = []
    while size > 0 and (passage := next(passages, None)):
        taken.append(passage)
        size -= len(passage.segments)
    return taken
