"""The fact ledger: what became of an Arabic text's numbers, dates, quotations, negations and names in its English.

`find` reads Arabic, `read_english` English; `ledger` and `compare_texts` judge, `render` prints. All are pure functions of
their arguments, so the same ledger serves as a product feature and as a metric.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate, groupby

from summarizer import names as naming
from summarizer import summary_facts
from summarizer.judging import judge
from summarizer.matching import COUNTED, expected
from summarizer.pairing import Pair
from summarizer.reading.arabic import read_arabic
from summarizer.reading.english import read_english
from summarizer.reading.found import Found
from summarizer.repair import correction
from summarizer.types import Fact, Fate, Ledger, Segment, SummarySentence

__all__ = ["Found", "compare_texts", "find", "ledger", "read_english", "render", "unsupported"]


def find(source: str) -> list[Found]:
    """The facts of one Arabic text, in order, with their offsets: what its English has to say too."""
    return [item for item in read_arabic(source) if not item.loose]


def ledger(
    segments: Sequence[Segment], summary_sentences: Sequence[SummarySentence] = (), names: Iterable[Fact] = ()
) -> Ledger:
    """The facts of an article's segments and what became of each in the translation and in the summary.

    A fact that the sentence before or after it in its paragraph carries is kept; the segments of a paragraph stand
    together. `names` are facts of kind `name`, judged already (see `summarizer.names.facts`).
    """
    pairs = [
        pair
        for _, group in groupby(segments, key=lambda segment: segment.paragraph)
        for pair in judge((segment.source, segment.target) for segment in group)
    ]
    summary = summary_facts.outcome(pairs, summary_facts.tell(summary_sentences, len(pairs)))
    named = [_beside(name, segments) for name in names]
    facts = [
        fact
        for number, pair in enumerate(pairs)
        for fact in _facts(number, pair, {found: summary.fates[number, found] for found in pair.facts})
        if not _is_part_of_a_name(fact, named)
    ]
    invented = [mention.text for pair in pairs for mention in pair.free]
    invented += [mention.text for mention in summary.invented if mention.text not in invented]
    return Ledger(
        tuple(sorted([*facts, *named], key=lambda fact: (fact.segment, fact.start, fact.end))), tuple(invented)
    )


def compare_texts(source_paragraphs: Sequence[str], translation_paragraphs: Sequence[str]) -> Ledger:
    """The ledger of any translation, paragraph by paragraph; `segment` in it counts the source's paragraphs.

    Where the two have not the same number of paragraphs, each of the translation's is laid beside the source paragraph
    that stands as far into the text, and a fact may turn up one paragraph away.
    """
    same = len(source_paragraphs) == len(translation_paragraphs)
    targets = list(translation_paragraphs) if same else _laid_beside(source_paragraphs, translation_paragraphs)
    segments = [
        Segment(number if same else 0, source, target)
        for number, (source, target) in enumerate(zip(source_paragraphs, targets, strict=True))
    ]
    return ledger(segments, names=naming.facts(segments))


def unsupported(sentence: str, segments: Iterable[Segment]) -> tuple[str, ...]:
    """The numbers, dates and times of a summary sentence that none of these segments' Arabic supports."""
    pairs = [Pair(segment.source, segment.target) for segment in segments]
    return tuple(mention.text for mention in summary_facts.unsupported(read_english(sentence), pairs))


def _laid_beside(sources: Sequence[str], translations: Sequence[str]) -> list[str]:
    """One English text for each source paragraph, by how far into the whole the middle of each English one stands."""
    targets: list[list[str]] = [[] for _ in sources]
    ends = list(accumulate(len(source) for source in sources))
    total = sum(len(translation) for translation in translations)
    position = 0
    for translation in translations if sources else ():
        middle = (position + len(translation) / 2) / max(1, total) * ends[-1]
        place = next((number for number, end in enumerate(ends) if middle <= end), len(ends) - 1)
        targets[place].append(translation)
        position += len(translation)
    return ["\n".join(target) for target in targets]


def _facts(number: int, pair: Pair, in_summary: dict[Found, Fate]) -> list[Fact]:
    corrected = correction(pair)
    facts = []
    for found in pair.facts:
        verdict = pair.verdicts[found]
        changed_into = verdict.mention.text if verdict.mention and verdict.fate == "changed" else ""
        facts.append(
            Fact(
                kind=found.kind,
                source=found.text,
                segment=number,
                start=found.start,
                end=found.end,
                expected=expected(found),
                translation=verdict.fate,
                summary=in_summary[found],
                found=changed_into,
                suggestion=corrected[1] if corrected and corrected[0] is found else "",
                speaker=found.speaker,
            )
        )
    return facts


def _beside(name: Fact, segments: Sequence[Segment]) -> Fact:
    """A name that its sentence's English lacks is kept all the same where the sentence before or after it says it."""
    if name.translation == "kept":
        return name
    beside = [
        segment.target
        for segment in segments[max(0, name.segment - 1) : name.segment + 2]
        if segment.paragraph == segments[name.segment].paragraph
    ]
    said = any(
        re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text, re.IGNORECASE) for form in name.expected for text in beside
    )
    return replace(name, translation="kept") if said else name


def _is_part_of_a_name(fact: Fact, names: Sequence[Fact]) -> bool:
    """Whether a number that the English lacks only belongs to a name that it has: «شارع السبع بنات»."""
    return (
        fact.kind in COUNTED
        and fact.translation == "missing"
        and any(
            name.translation == "kept"
            and name.segment == fact.segment
            and name.start < fact.end
            and fact.start < name.end
            for name in names
        )
    )


# --- the ledger as text ---

_FIRST_STRONG, _POP = "\u2068", "\u2069"  # keep Arabic from reordering the line it stands in
_MARKS = {"kept": "  ", "changed": "~ ", "missing": "- ", "absent": "  "}


def render(ledger: Ledger) -> str:
    """A ledger as plain text, what needs an editor's eye first: one aligned line per fact, with its fate in words.

    The columns are the fate, the segment (counted from 1), the kind, the English expected and what stands there instead,
    and the Arabic.
    """
    wrong = [fact for fact in ledger.facts if fact.translation != "kept" or fact.summary == "changed"]
    right = [fact for fact in ledger.facts if fact.translation == "kept" and fact.summary != "changed"]
    lines = [_headline(ledger)]
    if wrong or ledger.invented:
        lines += ["", "To check:", *_table(wrong), *(f"+ invented  {text}" for text in ledger.invented)]
        lines += [f"  suggested for {fact.segment + 1}: {fact.suggestion}" for fact in wrong if fact.suggestion]
    if right:
        lines += ["", "Kept:", *_table(right)]
    return "\n".join(lines)


def _headline(ledger: Ledger) -> str:
    if not ledger.facts and not ledger.invented:
        return "No numbers, dates, quotations, negations or names to check."
    counts = {fate: sum(fact.translation == fate for fact in ledger.facts) for fate in ("kept", "changed", "missing")}
    said = ", ".join(f"{count} {fate}" for fate, count in counts.items() if count or fate == "kept")
    return f"{len(ledger.facts)} facts: {said}" + (f"; {len(ledger.invented)} invented" if ledger.invented else "")


def _table(facts: Sequence[Fact]) -> list[str]:
    rows = [_row(fact) for fact in facts]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
    return [
        _MARKS[fact.translation] + "  ".join(map(str.ljust, row, widths)) + "  " + _arabic(fact)
        for fact, row in zip(facts, rows, strict=True)
    ]


def _row(fact: Fact) -> tuple[str, str, str, str]:
    fate = fact.translation + (f", {fact.summary} in summary" if fact.summary in ("kept", "changed") else "")
    wanted = fact.expected[0] if fact.expected else ""
    return fate, str(fact.segment + 1), fact.kind, f"{wanted} -> {fact.found}" if fact.found else wanted


def _arabic(fact: Fact) -> str:
    said = f"{fact.speaker}: {fact.source}" if fact.speaker else fact.source
    return f"{_FIRST_STRONG}{' '.join(said.split())}{_POP}"
