"""Follows an article's facts into its summary: which are told, which told wrongly, and what no Arabic stands behind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from summarizer.matching import COUNTED, EQUAL, LIKELY, agreement, conflicts, likeness
from summarizer.pairing import Pair, Shelf, is_claim
from summarizer.reading.dates import Day
from summarizer.reading.english import read_english
from summarizer.reading.found import Found
from summarizer.types import Fate, SummarySentence
from summarizer.wording import squeezed

_DENIALS = ("not", "nor", "verb", "private", "only")


@dataclass(frozen=True)
class Told:
    """A summary sentence as read, and the segments it stands on (all of them where it names none)."""

    text: str
    segments: frozenset[int]
    mentions: tuple[Found, ...]


def tell(sentences: Iterable[SummarySentence], count: int) -> list[Told]:
    """The summary's sentences, read; `count` is the number of segments."""
    return [
        Told(sentence.text, frozenset(sentence.segments) or frozenset(range(count)), tuple(read_english(sentence.text)))
        for sentence in sentences
    ]


class Outcome(NamedTuple):
    """The fate of every fact in the summary, by segment and fact, and what the summary claims that no Arabic
    supports.
    """

    fates: dict[tuple[int, Found], Fate]
    invented: list[Found]


def outcome(pairs: Sequence[Pair], told: Sequence[Told]) -> Outcome:
    """Follows every fact into the summary: kept, changed or absent; a claim that neither keeps nor changes a fact is
    invented.
    """
    fates = {
        (number, fact): _fate(number, pair, fact, told) for number, pair in enumerate(pairs) for fact in pair.facts
    }
    invented = []
    for sentence in told:
        for mention in unsupported(sentence.mentions, pairs):
            if place := _what_it_changed(mention, sentence, pairs, fates):
                fates[place] = "changed"
            else:
                invented.append(mention)
    return Outcome(fates, invented)


def unsupported(mentions: Iterable[Found], pairs: Sequence[Pair]) -> list[Found]:
    """The claims among English mentions that nothing in these segments' Arabic supports."""
    items = Shelf(item for pair in pairs for item in (*pair.facts, *pair.aids) if item.kind in COUNTED)
    return [
        mention
        for mention in mentions
        if is_claim(mention) and not any(_supports(item, mention) for item in items.like(mention))
    ]


def _supports(item: Found, mention: Found) -> bool:
    if item.day and mention.day:
        return not conflicts(item.day, mention.day) and _shares(item.day, mention.day)
    return any(agreement(item, number, mention) >= LIKELY for number in range(len(item.parts) or 1))


def _shares(one: Day, other: Day) -> bool:
    return any(
        getattr(one, name) is not None and getattr(one, name) == getattr(other, name)
        for name in ("year", "month", "weekday")
    )


def _fate(number: int, pair: Pair, fact: Found, told: Sequence[Told]) -> Fate:
    near = [sentence for sentence in told if number in sentence.segments]
    if fact.kind in COUNTED:
        if any(_states(sentence.mentions, fact) for sentence in near):
            return "kept"
        return (
            "kept" if _is_distinctive(fact) and any(_states(sentence.mentions, fact) for sentence in told) else "absent"
        )
    if fact.kind == "latin":
        return "kept" if any(squeezed(fact.text) in squeezed(sentence.text) for sentence in told) else "absent"
    mention = pair.verdicts[fact].mention
    if mention is None:
        return "absent"
    if fact.kind == "quotation":
        words = content_words(mention.text)
        marked = [item.text for sentence in near for item in sentence.mentions if item.kind == "quotation"]
        return "kept" if any(len(words & content_words(quote)) >= min(2, len(words)) for quote in marked) else "absent"
    return _negation_fate(pair, mention, near)


def _states(mentions: Iterable[Found], fact: Found) -> bool:
    if fact.day:
        return any(mention.day and _supports(fact, mention) for mention in mentions)
    return all(
        any(agreement(fact, part, mention) >= EQUAL for mention in mentions) for part in range(len(fact.parts) or 1)
    )


def _is_distinctive(fact: Found) -> bool:
    """Whether a fact can be told by its value alone, wherever the summary says it."""
    return bool(fact.unit or fact.clock or (fact.day and fact.day.weekday is None) or (fact.parts and fact.value > 12))


def _negation_fate(pair: Pair, mention: Found, near: Sequence[Told]) -> Fate:
    """Whether a summary sentence says the denied thing, and whether it still denies it."""
    denied = content_words(pair.target[max(0, mention.start - 40) : mention.end + 60])
    for sentence in near:
        if len(denied & content_words(sentence.text)) >= max(3, (len(denied) + 1) // 2):
            denies = any(item.kind == "negation" and item.sense in _DENIALS for item in sentence.mentions)
            return "kept" if denies else "changed"
    return "absent"


def content_words(text: str) -> frozenset[str]:
    """The longer words of an English text, cut to five letters so that "vaccinated" meets "vaccination"."""
    return frozenset(word[:5] for word in re.findall(r"[a-z]{4,}", text.lower()))


def _what_it_changed(
    mention: Found, sentence: Told, pairs: Sequence[Pair], so_far: dict[tuple[int, Found], Fate]
) -> tuple[int, Found] | None:
    """The fact of the sentence's segments that an unsupported mention tells wrongly: of its kind, and counting the
    same thing.
    """
    noun = _noun_behind(sentence.text, mention)
    best: tuple[int, tuple[int, Found]] | None = None
    for number in sorted(sentence.segments):
        if number >= len(pairs):
            continue
        for fact in pairs[number].facts:
            if so_far.get((number, fact)) != "absent" or fact.kind not in COUNTED:
                continue
            if fact.day and mention.day and not _shares(fact.day, mention.day):
                continue
            likely = likeness(fact, mention)
            kept_as = pairs[number].verdicts[fact].mention
            if likely and kept_as and noun and noun == _noun_behind(pairs[number].target, kept_as):
                likely += 3
            enough = 4 if fact.kind == "number" else 3
            if likely >= enough and (best is None or likely > best[0]):
                best = likely, (number, fact)
    return best[1] if best else None


def _noun_behind(text: str, mention: Found) -> str:
    match = re.match(r"[\s-]*([A-Za-z]{3,})", text[mention.end :])
    return match[1].lower().rstrip("s") if match else ""
