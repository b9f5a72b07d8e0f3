"""The translate step: how sentences become prompts for the engine at hand, and its answers become sentences again.

A translation model is given each sentence bare (`BareText`); a model that follows instructions is given a prompt (`Instructed`):
several sentences behind markers, with what stands before them and the glossary's terms that occur, or one sentence at a time, as
the prompt asks.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from string import Template
from typing import Protocol

from summarizer import answers, name_glosses, quoted_names, regional_names, text
from summarizer.checks import ENGLISH, SHARED
from summarizer.engines import Completion, Decoding, Engine, Prompt, TermsEngine
from summarizer.errors import EngineError
from summarizer.gazetteer import occurrences, plain
from summarizer.glossary import Glossary
from summarizer.prompting import PromptTemplate
from summarizer.romanising import transliterate
from summarizer.slots import JOINT
from summarizer.types import Made, Segment

TITLE = -1
"""The paragraph number of the title's segment."""

TOGETHER = 8
"""How many sentences a prompt holds at most: enough to be read in context, few enough that small models keep count."""

CONTEXT_CHARACTERS = 400
"""How much of what stands before a passage is shown with it."""

TITLE_TOKENS = 48
"""The most that a title of a work may have, in either language; what is longer is translated with its sentence."""

GROWTH = 3
"""English tokens allowed per Arabic one. Twice is usual for vocabularies that know English better; a loop is cut here."""

LEAST_NEW_TOKENS = 64

STOPS = (".", "!", "?", "؟", "…", ":", "؛")
FULL_STOP = re.compile(r"(?<=\w)\.$")
SMALL_WORDS = (
    ENGLISH
    | SHARED
    | frozenset(
        """
    what among although though whereas however without including according noting saying adding stressing explaining
    confirming pointing amid despite especially even then so nor yet thus like every each both
    """.split()
    )
)
"""Words that begin a clause and are no names."""


@dataclass(frozen=True)
class Passage:
    """Consecutive sentences of one article that are translated together, with what the model is told about the rest."""

    segments: tuple[Segment, ...]
    title: str = ""
    before: str = ""
    terms: tuple[tuple[str, str], ...] = ()
    """Arabic words of it that are names as far as the rest of the article tells, with their English or ""."""
    titles: tuple[str, ...] = ()
    """Titles of works in it, which are translated by themselves."""
    country: str = ""
    """The Arab country that the article is about, if it is about one."""


class TranslateStep(Protocol):
    """Turns passages into one completion per segment. `again` is how a doubtful segment, alone, is tried a second time."""

    made: Made
    again: Decoding

    def passages(self, document: Sequence[Segment]) -> list[Passage]:
        """The sentences of one article, all of them and in order, in the portions that the engine is given."""

    def translate(
        self,
        passages: Sequence[Passage],
        *,
        glossary: Glossary | None = None,
        decoding: Decoding = Decoding(),
        cancel: threading.Event | None = None,
    ) -> list[Completion]:
        """What the engine says for each segment of the passages, in order; empty where it says nothing for it."""


class BareText:
    """For translation models: each sentence is a prompt of its own, cut where it is over the engine's budget."""

    again = Decoding(beam_size=1, repetition_penalty=1.2, no_repeat_ngram=4)

    def __init__(self, engine: Engine):
        self.engine = engine
        self.made = Made(engine.name, engine.model, engine.revision)

    def passages(self, document: Sequence[Segment]) -> list[Passage]:
        sources = [segment.source for segment in document]
        where = regional_names.country(sources)
        return [
            Passage(
                (segment,),
                terms=(*terms, *((name.arabic, "") for name in quoted if name.way == "spelt")),
                titles=tuple(name.arabic for name in quoted if name.way == "translated"),
                country=where,
            )
            for segment, terms, quoted in zip(
                document, name_glosses.alone(sources), quoted_names.find(sources), strict=True
            )
        ]

    def translate(
        self,
        passages: Sequence[Passage],
        *,
        glossary: Glossary | None = None,
        decoding: Decoding = Decoding(),
        cancel: threading.Event | None = None,
    ) -> list[Completion]:
        budget = self.engine.input_budget
        titles = self.titles(passages, cancel)
        sources = [
            (
                segment.source,
                (
                    *passage.terms,
                    *((title, titles[title]) for title in passage.titles if titles.get(title)),
                    *terms_in(segment.source, glossary),
                ),
                passage.country,
            )
            for passage in passages
            for segment in passage.segments
        ]
        pieces = [text.fit(source, budget, partial(self.size, terms=terms)) for source, terms, _ in sources]
        prompts = [
            Prompt(piece.strip(), terms=terms, country=country)
            for (_, terms, country), parts in zip(sources, pieces, strict=True)
            for piece in parts
        ]
        completions = iter(self.engine.generate(prompts, max_new_tokens=budget, decoding=decoding, cancel=cancel))
        return [joined(list(islice(completions, len(parts))), parts) for parts in pieces]

    def titles(self, passages: Sequence[Passage], cancel: threading.Event | None) -> dict[str, str]:
        """The English of the titles in the passages, for a model that can be told it; each is translated by itself."""
        if not (isinstance(self.engine, TermsEngine) and self.engine.reads_terms):
            return {}
        every = dict.fromkeys(title for passage in passages for title in passage.titles)
        arabic = [title for title in every if self.engine.count_tokens(title) <= TITLE_TOKENS]
        prompts = [Prompt(title) for title in arabic]
        said = self.engine.generate(prompts, max_new_tokens=TITLE_TOKENS, cancel=cancel)
        whole = ((title, one.text) for title, one in zip(arabic, said, strict=True) if one.finish == "stop")
        return {title: quoted_names.titled(english) for title, english in whole if "…" not in english}

    def size(self, piece: str, terms: Sequence[tuple[str, str]] = ()) -> int:
        """The tokens of a piece and of the English of the terms in it, at most: what is read instead is not taken off."""
        said = {plain(arabic): english or transliterate(arabic) for arabic, english in terms}
        added = (self.engine.count_tokens(JOINT.join(english.split())) for *_, english in occurrences(piece, said))
        return self.engine.count_tokens(piece) + sum(added)


def terms_in(source: str, glossary: Glossary | None) -> tuple[tuple[str, str], ...]:
    """The terms of a glossary that a sentence has, each once."""
    found = [term for *_, term in glossary.found(source)] if glossary else []
    return tuple((term.arabic, term.english) for term in dict.fromkeys(found))


class Instructed:
    """For models that follow instructions. Nothing of the article reaches the model outside its prompt's places.

    A template with the variable `segments` is given up to `together` sentences at once; one with `text`, a sentence at a
    time. A sentence whose marker does not come back once, or whose answer gives away the prompt, has an empty completion.
    """

    again = Decoding(temperature=0.3)

    def __init__(self, engine: Engine, template: PromptTemplate, *, together: int = TOGETHER):
        self.engine = engine
        self.template = template
        self.together = together if "segments" in template.variables else 1
        self.made = Made(engine.name, engine.model, engine.revision, template.fingerprint)
        instructions = sum(engine.count_tokens(content) for content in (template.system, template.user))
        examples = sum(engine.count_tokens(content) for pair in template.examples for content in pair)
        wording = sum(engine.count_tokens(part) for part in template.optional.values())
        self.marker_size = engine.count_tokens(answers.marker(self.together, "AA"))
        self.room = engine.input_budget - instructions - examples - wording
        """Tokens of a prompt that are left for the article: its sentences, what stands before them, and terms."""
        if self.room < LEAST_NEW_TOKENS:
            raise EngineError(
                f"{engine.model} reads {engine.input_budget} tokens and the prompt {template.fingerprint} alone needs "
                f"{engine.input_budget - self.room}; raise input_budget in the preset or choose a shorter prompt"
            )

    def passages(self, document: Sequence[Segment]) -> list[Passage]:
        title = one_line(" ".join(segment.source for segment in document if segment.paragraph == TITLE))
        found: list[Passage] = []
        start = 0
        while start < len(document):
            end, size = start + 1, self.size(document[start])
            while (
                end < len(document)
                and end - start < self.together
                and (size := size + self.size(document[end])) <= self.room // 2
            ):
                end += 1
            shown = "" if document[start].paragraph == TITLE else title
            found.append(Passage(tuple(document[start:end]), shown, preceding(document, start)))
            start = end
        return found

    def size(self, segment: Segment) -> int:
        return self.engine.count_tokens(segment.source) + self.marker_size

    def translate(
        self,
        passages: Sequence[Passage],
        *,
        glossary: Glossary | None = None,
        decoding: Decoding = Decoding(),
        cancel: threading.Event | None = None,
    ) -> list[Completion]:
        portioned = [self.portions(passage, glossary) for passage in passages]
        portions = [portion for parts in portioned for portion in parts]
        longest = max((self.engine.count_tokens("\n".join(portion.lines)) for portion in portions), default=0)
        completions = iter(
            self.engine.generate(
                [portion.prompt for portion in portions],
                max_new_tokens=longest * GROWTH + LEAST_NEW_TOKENS,
                decoding=decoding,
                cancel=cancel,
            )
        )
        result: list[Completion] = []
        for passage, parts in zip(passages, portioned, strict=True):
            said = [answer for part in parts for answer in self.read(part, next(completions))]
            result += said if len(passage.segments) > 1 else [joined(said)]
        return result

    def portions(self, passage: Passage, glossary: Glossary | None) -> list[Portion]:
        """The prompts of a passage: one, or several for a single sentence that is over the budget."""
        if len(passage.segments) > 1:
            return [self.portion([one_line(segment.source) for segment in passage.segments], passage, glossary)]
        pieces = text.fit(one_line(passage.segments[0].source), self.room // 2, self.engine.count_tokens)
        return [self.portion([piece.strip()], passage, glossary) for piece in pieces]

    def portion(self, lines: list[str], passage: Passage, glossary: Glossary | None) -> Portion:
        given = {"glossary": self.terms(lines, glossary), "before": passage.before, "title": passage.title}
        left = self.room - self.engine.count_tokens("\n".join(lines))
        values: dict[str, str] = {}
        for name, value in given.items():  # the most useful first; what is left out is no part of the text to translate
            if value and name in self.template.variables and (size := self.engine.count_tokens(value)) < left:
                left -= size
                values[name] = value
        tag = answers.tag_for(*lines, *values.values())
        if "segments" in self.template.variables:
            values["segments"] = answers.marked(lines, tag)
        else:
            values["text"] = lines[0]
        return Portion(tuple(lines), tag, self.template.render(**values), not {"title", "before"} & set(values))

    def terms(self, lines: Sequence[str], glossary: Glossary | None) -> str:
        """The entries of the glossary that occur, each once, as the prompt writes them."""
        found = dict.fromkeys(pair for line in lines for pair in terms_in(line, glossary))
        entry = Template(self.template.term)
        return "\n".join(entry.substitute(arabic=arabic, english=english) for arabic, english in found)

    def read(self, portion: Portion, completion: Completion) -> list[Completion]:
        """What an answer says for each line of its portion."""
        size = len(portion.lines)
        said: list[str | None] = [None]
        if "segments" in self.template.variables:
            said = answers.unmarked(completion.text, size, portion.tag)
        if said == [None] and portion.alone:
            said = [answers.plain(answers.after_marker(completion.text, portion.tag), portion.lines[0])]
        texts = ["" if one is None or self.gives_away(one) else one for one in said]
        last = max((place for place, one in enumerate(said) if one is not None), default=0)
        return [
            Completion(
                one,
                completion.finish if place >= last else "stop",  # where an answer is cut, its last line is
                completion.score if size == 1 else None,  # of several lines it is known only for all together
            )
            for place, one in enumerate(texts)
        ]

    def gives_away(self, answer: str) -> bool:
        return answers.repeats(answer, f"{self.template.system} {self.template.user}")


@dataclass(frozen=True)
class Portion:
    """One prompt: the lines it asks for, in order, the tag of their markers, and whether nothing else of the article is in it.

    Only then may an answer without a marker be read as the translation: whatever it says, the line itself has said.
    """

    lines: tuple[str, ...]
    tag: str
    prompt: Prompt
    alone: bool


def joined(parts: Sequence[Completion], sources: Sequence[str] = ()) -> Completion:
    """The completions of one sentence's pieces as one: the first that did not stop by itself says how it ended.

    With the pieces' sources, what a model takes for the end and the beginning of a sentence is put right between them.
    """
    scores = [part.score for part in parts if part.score is not None]
    said = [part.text.strip() for part in parts]
    for at in range(1, len(sources)):
        if not sources[at - 1].rstrip().endswith(STOPS):
            said[at - 1] = FULL_STOP.sub(",", said[at - 1])
            said[at] = uncapitalised(said[at])
    return Completion(
        " ".join(said),
        next((part.finish for part in parts if part.finish != "stop"), "stop"),
        sum(scores) / len(scores) if scores else None,
    )


def uncapitalised(clause: str) -> str:
    """A clause inside a sentence: its first word is small if it is a small word, for which a name is never taken."""
    first = clause.split(" ", 1)[0]
    return clause[0].lower() + clause[1:] if first.lower() in SMALL_WORDS and first != "I" else clause


def one_line(content: str) -> str:
    return " ".join(content.split())


def preceding(document: Sequence[Segment], at: int) -> str:
    """The Arabic that stands before a segment, as much of it as gives context, from the beginning of a word."""
    content = ""
    while at > 0 and len(content) <= CONTEXT_CHARACTERS and document[at - 1].paragraph != TITLE:
        at -= 1
        content = f"{one_line(document[at].source)} {content}".strip()
    if len(content) <= CONTEXT_CHARACTERS:
        return content
    return "… " + content[-CONTEXT_CHARACTERS:].partition(" ")[2]
