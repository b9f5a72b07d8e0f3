"""The two-route check: the same article summarized from its Arabic and from its English, and where the two disagree.

A mistake of the translation shows in one route and not in the other, so what only one of them says deserves a look.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from summarizer import facts, grounding, prompting
from summarizer.errors import InputError
from summarizer.pipeline import Summarizer
from summarizer.summarizing import EXTRACTED, Asked, Story
from summarizer.types import Article, Digest, Fact, Segment, Summary, plain

Route = Literal["english", "arabic"]
Kind = Literal["contradicts", "only here", "invented"]

PROMPTS: dict[Route, str] = {"english": "summarize_english", "arabic": "summarize_arabic"}
FLAGS = {
    "lead_only": "the model read only the beginning of the article",
    "summary_extracted": "sentences of the article, as the model's summary was unusable",
}
"""What has to be known about a route's summary, in words."""

BOTH_WAYS: tuple[tuple[Route, Route], ...] = (("english", "arabic"), ("arabic", "english"))


@dataclass(frozen=True)
class Disagreement:
    """Something the two summaries do not agree on.

    `contradicts`: a fact of the article that this route tells wrongly and the other rightly; `invented`: a number in this route
    alone that no Arabic stands behind; `only here`: a sentence of this route on segments that the other does not speak of, which
    may be choice and not error. `text` is what this route says, `expected` what the fact should be.
    """

    kind: Kind
    route: Route
    text: str
    segments: tuple[int, ...]
    expected: str = ""


@dataclass(frozen=True)
class Routes:
    """A digest with its summaries of both routes. `digest.summary` is one of them, as the preset says.

    `flags` are those of `FLAGS`, for each route.
    """

    digest: Digest
    english: Summary
    arabic: Summary
    disagreements: tuple[Disagreement, ...]
    flags: Mapping[Route, tuple[str, ...]]

    @property
    def summaries(self) -> dict[Route, Summary]:
        return {"english": self.english, "arabic": self.arabic}

    def to_dict(self) -> dict[str, Any]:
        """Plain lists, strings and numbers, for JSON."""
        return {
            "schema": 1,
            "id": self.digest.article.id,
            **{
                route: {
                    "summary": summary.text,
                    "sentences": plain(summary.sentences),
                    "made": plain(summary.made),
                    "flags": [*self.flags[route]],
                }
                for route, summary in self.summaries.items()
            },
            "disagreements": plain(self.disagreements),
        }


def take(desk: Summarizer, source: str | Article, *, cancel: threading.Event | None = None) -> Routes:
    """Both routes for one article, with the desk's own model and prompts.

    When `cancel` is set it ends early, with what there is. Raises `InputError` for a desk whose summaries no model is asked
    for: it has one route.
    """
    writer = desk.writer
    if not isinstance(writer, Asked) or writer.template is None:
        raise InputError(
            f"the preset {desk.preset} cannot summarize by two routes; choose one that asks a model, such as gemma, qwen or server"
        )
    *_, digest = desk.stream(source, cancel=cancel)  # which can be stopped
    story = Story(digest.article, digest.translation.segments)
    summaries: dict[Route, Summary] = {writer.reads: digest.summary}
    flags: dict[Route, tuple[str, ...]] = {writer.reads: tuple(flag for flag in digest.flags if flag in FLAGS)}
    for route, name in PROMPTS.items():
        if route not in summaries:
            other = Asked(writer.engine, prompting.find(name), reads=route)
            (written,) = other.summarize([story], desk.options.length, cancel)
            summaries[route], flags[route] = written.summary, written.flags
    english, arabic = summaries["english"], summaries["arabic"]
    return Routes(digest, english, arabic, compare(story.segments, english, arabic), flags)


def compare(segments: Sequence[Segment], english: Summary, arabic: Summary) -> tuple[Disagreement, ...]:
    """Where two summaries of one article disagree, the worst first.

    Sentences picked from the article speak of what a rule says is important: what only one route says means nothing then.
    """
    found: list[Disagreement] = []
    summaries: dict[Route, Summary] = {"english": english, "arabic": arabic}
    ledgers = {route: facts.ledger(segments, summary.sentences) for route, summary in summaries.items()}
    for route, other in BOTH_WAYS:
        fates = {key(fact): fact.summary for fact in ledgers[other].facts}
        for fact in ledgers[route].facts:
            if fact.summary == "changed" and fates.get(key(fact)) == "kept":
                said = " ".join(
                    sentence.text for sentence in summaries[route].sentences if fact.segment in sentence.segments
                )
                expected = fact.expected[0] if fact.expected else fact.source
                found.append(
                    Disagreement("contradicts", route, said or summaries[route].text, (fact.segment,), expected)
                )
    for route, other in BOTH_WAYS:
        for text in ledgers[route].invented:
            if text not in ledgers[other].invented:
                found.append(Disagreement("invented", route, text, ()))
    for route, other in () if EXTRACTED in (english.made, arabic.made) else BOTH_WAYS:
        spoken = {number for sentence in summaries[other].sentences for number in sentence.segments}
        told = [sentence.text for sentence in summaries[other].sentences]
        for sentence in summaries[route].sentences:
            if not spoken.intersection(sentence.segments) and not grounding.supports([sentence.text], told)[0]:
                found.append(Disagreement("only here", route, sentence.text, sentence.segments))
    return tuple(found)


def key(fact: Fact) -> tuple[int, int, int, str]:
    return fact.segment, fact.start, fact.end, fact.kind


def render(routes: Routes) -> str:
    """Both summaries and their disagreements as text."""
    parts = []
    for route, summary in routes.summaries.items():
        known = "".join(f" ({FLAGS[flag]})" for flag in routes.flags[route])
        parts.append(f"FROM THE {route.upper()}{known}\n{summary.text}")
    lines = []
    for item in routes.disagreements:
        wanted = f" (the article: {item.expected})" if item.expected else ""
        lines.append(f"- {item.kind}, {item.route}: {item.text}{wanted}")
    return "\n\n".join([*parts, "WHERE THEY DISAGREE\n" + ("\n".join(lines) or "nowhere that can be seen")])
