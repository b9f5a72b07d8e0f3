"""What became of the facts: those that people marked in the set, and those that the product's own ledger finds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from eval.order import in_order
from eval.sets import ReferenceFact, Sample
from eval.systems import Output
from summarizer import checks, facts, names
from summarizer.types import Ledger, Segment, SummarySentence

TITLE = -1

QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "\u00a0": " "}
)
GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
ARABIC_MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")


EMPTY = Ledger(())


@dataclass(frozen=True)
class Findings:
    """What was found out about one output: the inputs of every score of faithfulness, and what a report shows of an
    article.

    `kept` and `summarized` say for each reference fact of the sample whether the translation and the summary state it;
    `spelled_alike` for each name that the English says more than once whether it has one spelling; `negations_agree`
    for each paragraph whether it denies as often as the reference does; `in_order` for each name whether it stands where
    the reference has it.
    """

    segments: tuple[Segment, ...] = ()
    kept: tuple[bool, ...] = ()
    summarized: tuple[bool, ...] = ()
    ledger: Ledger = EMPTY
    invented: tuple[str, ...] = ()
    spelled_alike: tuple[bool, ...] = ()
    negations_agree: tuple[bool, ...] = ()
    in_order: tuple[bool, ...] = ()
    summary_invented: tuple[str, ...] = ()


def examine(sample: Sample, output: Output) -> Findings:
    """Every finding about an output of an Arabic sample; nothing is found in what it lacks."""
    if sample.language != "ar":
        return Findings()
    segments = segments_of(sample, output)
    sentences = tuple(summary_of(output, len(segments))) if sample.summaries else ()
    english = sample.summary_language == "en"
    with_summary = (
        facts.ledger(segments, sentences, names.facts(segments, " ".join(sentence.text for sentence in sentences)))
        if segments
        else EMPTY
    )
    # what a summary invents, its ledger counts too
    alone = facts.ledger(segments) if segments and sentences else with_summary
    return Findings(
        segments=segments,
        kept=tuple(is_kept(fact, sample.units, output.units) for fact in sample.facts) if output.units else (),
        summarized=tuple(says(fact, output.summary) for fact in sample.facts) if output.summary and english else (),
        ledger=with_summary,
        invented=alone.invented,
        spelled_alike=tuple(spelled_alike(segments)),
        negations_agree=tuple(negations_agree(sample.reference, output.units)),
        in_order=tuple(in_order(sample.units, sample.reference, output.units)),
        summary_invented=facts.unsupported(" ".join(output.summary), arabic_of(sample))
        if sentences and english
        else (),
    )


def arabic_of(sample: Sample) -> list[Segment]:
    return [Segment(number, unit, "") for number, unit in enumerate(sample.units)]


def spelled_alike(segments: Sequence[Segment]) -> Iterator[bool]:
    for forms in names.spellings(segments).values():
        if forms.total() > 1:
            yield len({form.casefold() for form in forms}) == 1


def negations_agree(reference: Sequence[str], english: Sequence[str]) -> Iterator[bool]:
    """The ledger looks for the denials of the Arabic; this also sees one that the English alone has."""
    for wanted, said in zip(reference, english, strict=False):
        yield denials(wanted) == denials(unescape(said))


@lru_cache(maxsize=16384)
def denials(english: str) -> int:
    return sum(mention.kind == "negation" for mention in facts.read_english(english))


def segments_of(sample: Sample, output: Output) -> tuple[Segment, ...]:
    """The sentences of our own outputs with their flags; of others the units, checked now."""
    if output.digest is not None:
        return tuple(
            Segment(segment["paragraph"], segment["source"], segment["target"], tuple(segment["flags"]))
            for segment in output.digest["segments"]
        )
    first = TITLE if sample.title else 0
    # published outputs hold HTML's entities, and "&#39;" is no number
    return tuple(
        Segment(paragraph, source, unescape(target), checks.check(source, unescape(target)))
        for paragraph, (source, target) in enumerate(zip(sample.units, output.units, strict=False), first)
    )


def summary_of(output: Output, segments: int) -> Iterable[SummarySentence]:
    if output.digest is not None:
        for sentence in output.digest["summary_sentences"]:
            yield SummarySentence(sentence["text"], tuple(sentence["segments"]))
    else:
        for text in output.summary:
            yield SummarySentence(text, tuple(range(segments)))


# --- the facts that people marked ---


def is_kept(fact: ReferenceFact, units: Sequence[str], english: Sequence[str]) -> bool:
    """Whether a fact is stated in the English of a paragraph that states it in Arabic (anywhere, if no paragraph's
    words match)."""
    wanted = plain_arabic(fact.source)
    places = [at for at, unit in enumerate(units) if wanted in plain_arabic(unit)]
    return says(fact, [english[at] for at in places if at < len(english)] if places else english)


def says(fact: ReferenceFact, english: Sequence[str]) -> bool:
    """Whether a text holds one of the fact's accepted forms: as whole words, in any case."""
    text = plain(" \n ".join(english))
    return any(pattern(form).search(text) for form in fact.forms)


@lru_cache(maxsize=4096)
def pattern(form: str) -> re.Pattern[str]:
    """A form as whole words; the number 5 is found neither in 15 nor in 5.2 nor in 5,000."""
    words = re.escape(plain(form)).replace(r"\ ", r"\s+")
    before = r"(?<![\w])(?<!\d[.,])" if form[0].isalnum() else ""
    after = r"(?![\w]|[.,]\d)" if form[-1].isalnum() else ""
    return re.compile(before + words + after)


def plain(english: str) -> str:
    """English in one spelling: lower case, plain quotation marks and hyphens, no commas within numbers."""
    return GROUPED.sub("", english.translate(QUOTES)).casefold().replace("per cent", "percent")


@lru_cache(maxsize=4096)
def plain_arabic(text: str) -> str:
    return " ".join(ARABIC_MARKS.sub("", text).split())
