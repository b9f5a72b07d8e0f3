"""Measures `summarizer.names`: `python -m eval.calibrate_names REFERENCE [--pairs TSV]`.

`REFERENCE` is the folder of the reference set. Its marked persons and places, each with the English forms that are
accepted, are told from those of other names; its sentences show which of the marked names are found, in the Arabic alone
and with the English beside it, what the ledger would wrongly call missing, and whether a glossary that spells a name in
another way is obeyed. `--pairs` has one-word names in Arabic and in Latin letters, a tab between.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.calibrate_checks import heading, row, share
from eval.tune_extract import reference_set
from summarizer import names
from summarizer.gazetteer import plain
from summarizer.glossary import Glossary, Term
from summarizer.transliteration import SAME, likeness, may_be_same, skeleton
from summarizer.types import Segment

Spelling = tuple[str, str]

KINDS = ("person", "place", "organisation")
LIMITS = (0.6, 0.7, SAME, 0.8, 0.9)


@dataclass(frozen=True)
class Marked:
    """A name that people marked in an article, with the English forms that they accept."""

    article: int
    kind: str
    arabic: str
    forms: tuple[str, ...]


def marked(folder: Path) -> list[Marked]:
    return [
        Marked(number, fact["type"], fact["ar"], tuple(fact["en"]))
        for number, path in enumerate(sorted(folder.glob("*.json")))
        for fact in json.loads(path.read_text("utf-8"))["facts"]
        if fact["type"] in KINDS
    ]


def articles(folder: Path) -> list[list[Segment]]:
    return [
        [Segment(0, source, target) for source, target in zip(sample.sentences, sample.english, strict=True)]
        for sample in reference_set(folder)
    ]


def mismatched(spellings: Sequence[Spelling], *, same_initial: bool) -> Iterator[Spelling]:
    """Each Arabic name beside three spellings of other names: any, or those that begin with the same letter."""
    chance = random.Random(1)
    by_initial: dict[str, list[Spelling]] = {}
    for spelling in spellings:
        by_initial.setdefault(spelling[1][0].lower(), []).append(spelling)
    for arabic, latin in spellings:
        others = by_initial[latin[0].lower()] if same_initial else spellings
        for other, wrong in chance.choices(others, k=3):
            if other != arabic and not set(other.split()) & set(arabic.split()):
                yield arabic, wrong


def told_apart(name: str, spellings: Sequence[Spelling]) -> Iterator[str]:
    """How many right and wrong spellings pass, for several limits."""
    sides = (spellings, list(mismatched(spellings, same_initial=False)), list(mismatched(spellings, same_initial=True)))
    scores = [[likeness(*pair) if may_be_same(*map(skeleton, pair)) else 0.0 for pair in side] for side in sides]
    for limit in LIMITS:
        yield row(name, limit, *(share(score >= limit for score in side) for side in scores))


def covers(wanted: str, found: Iterable[str]) -> bool:
    """Whether a marked name was found, or most of it, or as the proper part of it (مصيرة of جزيرة مصيرة)."""
    return any(
        wanted == name
        or wanted in name
        or wanted.endswith(f" {name}")
        or (name in wanted and len(name) > 0.6 * len(wanted))
        for name in found
    )


def found_share(wanted: Sequence[Marked], found: Sequence[set[str]]) -> list[str]:
    made = Counter(name.kind for name in wanted)
    hits = Counter(name.kind for name in wanted if covers(plain(name.arabic), found[name.article]))
    return [f"{hits[kind]}/{made[kind]}" for kind in KINDS]


def obeyed(wanted: Sequence[Marked], stories: Sequence[Sequence[Segment]]) -> Iterator[bool]:
    """Whether a name comes out as a glossary spells it that has the form which the translation has not."""
    for name in wanted:
        glossary = Glossary((Term(name.arabic, name.forms[-1]),))
        for segment in stories[name.article]:
            said = any(form in segment.target for form in name.forms[:-1])
            if (
                name.kind != "organisation"
                and said
                and name.forms[-1] not in segment.target
                and glossary.found(segment.source)
            ):
                yield name.forms[-1] in glossary.apply(segment.source, segment.target)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reference", type=Path)
    parser.add_argument("--pairs", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    wanted, stories = marked(options.reference), articles(options.reference)

    print(heading("spellings", "limit", "right, %", "of other names, %", "with the same initial, %"))
    persons = [(name.arabic, form) for name in wanted if name.kind == "person" for form in name.forms]
    print(*told_apart("persons of the reference set", persons), sep="\n")
    for path in options.pairs:
        rows = [line.split("\t")[:2] for line in path.read_text("utf-8").splitlines()]
        print(*told_apart(path.stem, random.Random(1).sample([(one, two) for one, two in rows], 3000)), sep="\n")

    print("\n" + heading("marked names found", *KINDS))
    alone = [{plain(name.source) for name in names.find([segment.source for segment in story])} for story in stories]
    beside = [{plain(name.source) for name in names.found(story)} for story in stories]
    print(row("in the Arabic alone", *found_share(wanted, alone)))
    print(row("with the English beside it", *found_share(wanted, beside)))

    facts = [fact for story in stories for fact in names.facts(story)]
    changed = sum(old != new for story in stories for old, new in zip(story, names.consistent(story), strict=True))
    print("\n" + heading("in good translations", ""))
    print(row("names looked for", len(facts)))
    print(row("wrongly called missing", sum(fact.translation == "missing" for fact in facts)))
    print(row("sentences respelled", changed))
    verdicts = list(obeyed(wanted, stories))
    print(row("names spelled otherwise by a glossary", len(verdicts)))
    print(row("that came out so", sum(verdicts)))


if __name__ == "__main__":
    main()
