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
from summarizer import checks, extract, facts, names, text
from summarizer.engines import Completion, Decoding, Engine, Prompt
from summarizer.errors import InputError
from summarizer.types import Article, Digest, Ledger, Made, Provenance, Segment, Summary, SummarySentence, Translation

TITLE = -1
"""The paragraph number of the title's segment."""

ARTICLES_AT_ONCE = 64
"""How many articles of `digest_many` share a batch: enough to fill the engine, few enough to bound memory."""

FIRST_SEGMENTS = 2
"""A growing digest shows its first segments early; later batches are larger, as larger batches are faster."""

EXTRACTED = Made(engine="extract", model="lead with care")
"""How a summary is made that is sentences of the article: see `summarizer.extract`."""

RETRY = Decoding(beam_size=1, repetition_penalty=1.2, no_repeat_ngram=4)


@dataclass(frozen=True)
class Options:
    """What a user may choose about a digest: the summary's length, in sentences or else in English words, and a glossary."""

    sentences: int | None = None
    words: int = 50
    glossary: names.Glossary | None = None


class Summarizer:
    """A desk: an engine that translates, with everything around it. Built by `summarizer.load`, or from any `Engine`.

    Safe to use from several threads. `sentences` or `words` set the length of summaries, `glossary` the terms that must come out as
    written; `preset` is only a name, recorded in every result.
    """

    def __init__(
        self,
        translator: Engine,
        *,
        preset: str = "custom",
        sentences: int | None = None,
        words: int = 50,
        glossary: names.Glossary | None = None,
        unlikely: float | None = None,
    ):
        if sentences is not None and sentences < 1:
            raise InputError(f"a summary has at least one sentence; {sentences} were asked for")
        self.translator = translator
        self.preset = preset
        self.options = Options(sentences, words, glossary)
        self.unlikely = unlikely
        self.made = Made(translator.name, translator.model, translator.revision)

    def translate(self, source: str | Article) -> Translation:
        """The English of a text or an article, paragraph by paragraph."""
        return self.digest(source).translation

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
            read = [read_source(source) for source in group]
            drafts = [segments_of(item) for item in read]
            flat = [segment for draft in drafts for segment in draft]
            finished = iter(self.translated(flat))
            for item, draft in zip(read, drafts, strict=True):
                yield self.assembled(item, tuple(islice(finished, len(draft))), started)

    def stream(self, source: str | Article, *, cancel: threading.Event | None = None) -> Iterator[Digest]:
        """The same digest, growing: more of its segments have their English each time, and the last one is complete.

        When `cancel` is set it ends early, with what there is.
        """
        started = time.monotonic()
        item = read_source(source)
        segments = list(segments_of(item))
        at, size = 0, FIRST_SEGMENTS
        while at < len(segments):
            done = self.translated(segments[at : at + size], cancel=cancel)
            segments[at : at + len(done)] = done
            at, size = at + len(done), size * 2
            stopped = cancel is not None and cancel.is_set()
            complete = at >= len(segments) and not stopped
            yield self.assembled(item, tuple(segments), started, complete=complete)
            if stopped:
                return

    def translated(self, segments: Sequence[Segment], *, cancel: threading.Event | None = None) -> list[Segment]:
        """Each segment with its English: translated, checked, and where the checks object tried once more another way."""
        first = self.attempt(segments, Decoding(), cancel)
        doubtful = [number for number, segment in enumerate(first) if segment.flags]
        if doubtful and not (cancel is not None and cancel.is_set()):
            second = self.attempt([segments[number] for number in doubtful], RETRY, cancel)
            for number, candidate in zip(doubtful, second, strict=True):
                if checks.badness(candidate.flags) < checks.badness(first[number].flags):
                    first[number] = candidate
        return first

    def attempt(self, segments: Sequence[Segment], decoding: Decoding, cancel: threading.Event | None) -> list[Segment]:
        budget = self.translator.input_budget
        pieces = [text.fit(segment.source, budget, self.translator.count_tokens) for segment in segments]
        prompts = [Prompt(piece.strip()) for parts in pieces for piece in parts]
        completions = iter(self.translator.generate(prompts, max_new_tokens=budget, decoding=decoding, cancel=cancel))
        return [
            self.checked(segment, list(islice(completions, len(parts))))
            for segment, parts in zip(segments, pieces, strict=True)
        ]

    def checked(self, segment: Segment, parts: Sequence[Completion]) -> Segment:
        target = " ".join(part.text.strip() for part in parts)
        finish = next((part.finish for part in parts if part.finish != "stop"), "stop")
        scores = [part.score for part in parts if part.score is not None]
        score = sum(scores) / len(scores) if scores else None
        flags = checks.check(segment.source, target, finish=finish, score=score, unlikely=self.unlikely)
        return replace(segment, target=target, flags=flags, score=score)

    def assembled(
        self, item: Article, segments: tuple[Segment, ...], started: float, *, complete: bool = True
    ) -> Digest:
        """The digest of an article whose segments are translated: regrouped, named alike, summarized, its facts looked for."""
        segments = names.consistent(segments, self.options.glossary)
        summary = self.summary(item, segments) if complete else Summary((), EXTRACTED)
        ledger = self.ledger(segments, summary) if complete else Ledger(())
        flags = {flag for segment in segments for flag in segment.flags} | (set() if complete else {"incomplete"})
        return Digest(
            article=item,
            translation=Translation(
                title=" ".join(segment.target for segment in segments if segment.paragraph == TITLE),
                paragraphs=tuple(
                    " ".join(segment.target for segment in segments if segment.paragraph == number and segment.target)
                    for number in range(len(item.paragraphs))
                ),
                segments=segments,
                made=self.made,
            ),
            summary=summary,
            ledger=ledger,
            made_by=Provenance(self.preset, self.made, summary.made),
            seconds=time.monotonic() - started,
            flags=tuple(sorted(flags)),
            complete=complete,
        )

    def ledger(self, segments: Sequence[Segment], summary: Summary) -> Ledger:
        """What became of each fact and each name."""
        named = names.facts(segments, summary.text, self.options.glossary)
        return facts.ledger(segments, summary.sentences, named)

    def summary(self, item: Article, segments: Sequence[Segment]) -> Summary:
        """The sentences that carry the story, in English. One whose translation is doubtful is taken only for want of others."""
        body = [number for number, segment in enumerate(segments) if segment.paragraph != TITLE]
        chosen = extract.choose(
            [segments[number].source for number in body],
            title=item.title,
            count=self.options.sentences,
            words=self.options.words,
            lengths=[len(segments[number].target.split()) for number in body],
            avoid=[place for place, number in enumerate(body) if segments[number].flags],
        )
        picked = [(body[place], segments[body[place]]) for place in chosen]
        sentences = (
            SummarySentence(segment.target, (number,), segment.flags) for number, segment in picked if segment.target
        )
        return Summary(tuple(sentences), EXTRACTED)


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
