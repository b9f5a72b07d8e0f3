"""Finds for every fact of a paragraph's sentences what its English says, and what the English says that no Arabic
stands behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from summarizer.matching import COUNTED, EQUAL, LIKELY, agreement, conflicts, lacking, likeness
from summarizer.reading.arabic import read_arabic
from summarizer.reading.english import read_english
from summarizer.reading.found import Found
from summarizer.reading.negations import CARRIERS
from summarizer.types import Fate


class Verdict(NamedTuple):
    """What became of a fact, and the English that keeps it or stands in its place (None where it is missing or not one
    place).
    """

    fate: Fate
    mention: Found | None = None


class Part(NamedTuple):
    """One number of a fact (most have one), a date or a time: what is looked for in the English."""

    fact: Found
    number: int = 0


@dataclass
class Pair:
    """One sentence and its English as read, and how far the search has come: verdicts so far, mentions not yet
    accounted for.
    """

    source: str
    target: str
    facts: list[Found] = field(init=False)
    aids: list[Found] = field(init=False)
    mentions: list[Found] = field(init=False)
    free: list[Found] = field(init=False)
    parts: dict[Part, Verdict | None] = field(init=False)
    verdicts: dict[Found, Verdict] = field(default_factory=dict)

    def __post_init__(self) -> None:
        read = read_arabic(self.source)
        self.facts = [item for item in read if not item.loose]
        self.aids = [item for item in read if item.loose]
        self.mentions = read_english(self.target)
        self.free = [item for item in self.mentions if item.kind in COUNTED]
        self.parts = {
            Part(fact, number): None
            for fact in self.facts
            if fact.kind in COUNTED
            for number in range(len(fact.parts) or 1)
        }

    def open_parts(self) -> list[Part]:
        return [part for part, verdict in self.parts.items() if verdict is None]

    def distance(self, fact: Found, mention: Found) -> float:
        """How far apart the two stand, as shares of their texts: 0 to 1."""
        return abs(fact.start / max(1, len(self.source)) - mention.start / max(1, len(self.target)))


def judge(texts: Iterable[tuple[str, str]]) -> list[Pair]:
    """The sentences of one paragraph with their English, judged: every fact has a verdict, `free` holds what was
    invented.
    """
    pairs = [Pair(source, target) for source, target in texts]
    for pair in pairs:
        _keep(pair, EQUAL)
        _keep(pair, LIKELY)
        _keep_dates_in_pieces(pair)
    for pair, neighbours in _with_neighbours(pairs):
        _keep_in(pair, neighbours)
    for pair, neighbours in _with_neighbours(pairs):
        _explain(pair, neighbours)
    for pair in pairs:
        _find_changed(pair)
        _keep_repeated(pair)
        _close(pair)
        _judge_latin(pair)
    for pair, neighbours in _with_neighbours(pairs):
        _judge_quotations(pair, neighbours)
        _judge_negations(pair, neighbours)
    for pair, neighbours in _with_neighbours(pairs):
        names = squeezed(" ".join(fact.text for fact in pair.facts if fact.kind == "latin"))
        pair.free = [
            item
            for item in pair.free
            if is_claim(item) and not _is_said_nearby(item, [pair, *neighbours]) and squeezed(item.text) not in names
        ]
    return pairs


def _with_neighbours(pairs: list[Pair]) -> Iterator[tuple[Pair, list[Pair]]]:
    for place, pair in enumerate(pairs):
        yield pair, pairs[max(0, place - 1) : place] + pairs[place + 1 : place + 2]


# --- numbers, dates, times ---


def _keep(pair: Pair, least: int) -> None:
    """Gives every part the mention that states it best, each mention once; of equal ones the nearest."""
    candidates = []
    for place, part in enumerate(pair.open_parts()):
        for rank, mention in enumerate(pair.free):
            score = agreement(part.fact, part.number, mention)
            if score >= least:
                candidates.append((-score, pair.distance(part.fact, mention), place, rank, part, mention))
    for *_, part, mention in sorted(candidates, key=lambda candidate: candidate[:4]):
        if pair.parts[part] is None and mention in pair.free:
            pair.parts[part] = Verdict("kept", mention)
            # a date in full may answer an Arabic weekday, day and year one by one
            if not (mention.kind == "date" and part.fact.kind == "number"):
                pair.free.remove(mention)


def _keep_dates_in_pieces(pair: Pair) -> None:
    """A date whose parts stand apart in the English, or share a month: "between 23 and 25 May", "in 2021, on 3
    June".
    """
    for part in pair.open_parts():
        wanted = part.fact.day
        if wanted is None or wanted.weekday is not None:
            continue
        days = [
            mention
            for mention in pair.mentions
            if mention.day and not conflicts(wanted._replace(day=None), mention.day)
        ]
        best = next((mention for mention in days if wanted.month is None or (mention.day and mention.day.month)), None)
        if best is None or best.day is None:
            continue
        left = lacking(wanted, best.day) + [name for name in conflicts(wanted, best.day) if name == "day"]
        if all(_said(pair.mentions, Fraction(getattr(wanted, name))) for name in left):
            pair.parts[part] = Verdict("kept", best)
            pieces = {getattr(wanted, name) for name in left}
            pair.free = [mention for mention in pair.free if mention != best and not _is_piece(mention, pieces)]


def _is_piece(mention: Found, pieces: set[int]) -> bool:
    if mention.day:
        return mention.day.month is None and mention.day.year in pieces
    return mention.kind == "number" and not pieces.isdisjoint(
        int(value) for value in mention.parts[0] if value.denominator == 1
    )


def _said(mentions: Iterable[Found], value: Fraction) -> bool:
    """Whether a number or a date gives a part of a date: number words count something else, unless they are
    ordinals.
    """
    numbers = [
        mention for mention in mentions if mention.parts and (mention.text[:1].isdecimal() or mention.form == "ordinal")
    ]
    return any(value in part for mention in numbers for part in mention.parts) or any(
        value in (mention.day.day, mention.day.year) for mention in mentions if mention.day
    )


def _keep_in(pair: Pair, neighbours: list[Pair]) -> None:
    """Lets the sentence before or after carry a fact, as translators move them."""
    for part in pair.open_parts():
        for other in neighbours:
            mention = next((item for item in other.free if agreement(part.fact, part.number, item) >= EQUAL), None)
            if mention and not _is_wanted(mention, other):
                pair.parts[part] = Verdict("kept", mention)
                other.free.remove(mention)
                break


def _is_wanted(mention: Found, pair: Pair) -> bool:
    return any(agreement(part.fact, part.number, mention) >= EQUAL for part in pair.open_parts())


def _explain(pair: Pair, neighbours: list[Pair]) -> None:
    """Takes away mentions that something in the Arabic accounts for: duals, «ضعف», a fact that the English says
    twice.
    """
    for aid in pair.aids:
        if aid.kind not in COUNTED or aid.sense == "looks":
            continue
        mention = next((item for item in pair.free if agreement(aid, 0, item)), None)
        if mention:
            pair.free.remove(mention)
    facts = [part.fact for one in (pair, *neighbours) for part, verdict in one.parts.items() if verdict]
    pair.free = [item for item in pair.free if not any(_repeats(fact, item) for fact in facts)]
    if any(aid.sense == "looks" for aid in pair.aids):
        pair.free = [
            item for item in pair.free if not (item.kind == "number" and item.value == 2 and not item.text.isdecimal())
        ]


def _repeats(fact: Found, mention: Found) -> bool:
    return any(agreement(fact, number, mention) >= EQUAL for number in range(len(fact.parts) or 1))


def _find_changed(pair: Pair) -> None:
    """Pairs what is still looked for with what is still unexplained, the likeliest first."""
    rest = pair.open_parts()
    strong = [mention for mention in pair.free if not mention.loose]
    alone = len(rest) == 1 and sum(is_claim(mention) for mention in strong) <= 1
    candidates = []
    for place, part in enumerate(rest):
        for rank, mention in enumerate(strong):
            score = likeness(part.fact, mention)
            if score >= 3 or (alone and score >= 1):
                candidates.append((-score, pair.distance(part.fact, mention), place, rank, part, mention))
    for *_, part, mention in sorted(candidates, key=lambda candidate: candidate[:4]):
        if pair.parts[part] is None and mention in pair.free:
            pair.parts[part] = Verdict("changed", mention)
            pair.free.remove(mention)


_ARTICLE = re.compile(r"\b(?:an?|the same|one|another)\b", re.IGNORECASE)


def _keep_repeated(pair: Pair) -> None:
    """A number that the Arabic repeats may be said once; a single thing may be said with "a"."""
    for part in pair.open_parts():
        mention = next(
            (
                item
                for item in pair.mentions
                if item.kind in COUNTED and agreement(part.fact, part.number, item) >= EQUAL
            ),
            None,
        )
        if mention:
            pair.parts[part] = Verdict("kept", mention)
        elif (
            part.fact.parts
            and part.fact.parts[part.number][0] == 1
            and not part.fact.unit
            and part.fact.form == "cardinal"
            and _ARTICLE.search(pair.target)
        ):
            pair.parts[part] = Verdict("kept")


def _close(pair: Pair) -> None:
    """Joins the verdicts of a fact's parts: changed if one was changed, missing if one is."""
    for fact in pair.facts:
        if fact.kind not in COUNTED:
            continue
        verdicts = [pair.parts[Part(fact, number)] for number in range(len(fact.parts) or 1)]
        worst = next((verdict for verdict in verdicts if verdict and verdict.fate == "changed"), None)
        if None in verdicts and worst is None:
            pair.verdicts[fact] = Verdict("missing")
        else:
            pair.verdicts[fact] = worst or next(verdict for verdict in verdicts if verdict)


def is_claim(mention: Found) -> bool:
    """Whether a mention claims something that the Arabic would have to say: not "one", "first", "half" or "a
    quarter".
    """
    if mention.loose or mention.kind not in COUNTED:
        return False
    if mention.kind != "number":
        return True
    small = mention.value == 1 or (mention.form == "ordinal" and mention.value <= 2)
    return not small and not (mention.form == "fraction" and mention.value in (Fraction(1, 2), Fraction(1, 4)))


def _is_said_nearby(mention: Found, pairs: Sequence[Pair]) -> bool:
    return any(
        agreement(item, number, mention)
        for pair in pairs
        for item in (*pair.facts, *pair.aids)
        if item.kind in COUNTED
        for number in range(len(item.parts) or 1)
    )


# --- Latin strings, quotations, negations ---


def _judge_latin(pair: Pair) -> None:
    target = squeezed(pair.target)
    for fact in pair.facts:
        if fact.kind == "latin":
            pair.verdicts[fact] = Verdict("kept" if squeezed(fact.text) in target else "missing")


def squeezed(text: str) -> str:
    """Letters and digits only, in lower case and without accents, so that "Wi-Fi" is "WiFi"."""
    import unicodedata

    return "".join(sign for sign in unicodedata.normalize("NFD", text.lower()) if sign.isalnum())


def _judge_quotations(pair: Pair, neighbours: list[Pair]) -> None:
    """A quotation is kept where the English still marks one: in the sentence or, if it has some to spare, beside it."""
    facts = [fact for fact in pair.facts if fact.kind == "quotation"]
    marked = [mention for mention in pair.mentions if mention.kind == "quotation"]
    spare = sum(
        max(
            0,
            sum(item.kind == "quotation" for item in other.mentions)
            - sum(item.kind == "quotation" for item in other.facts),
        )
        for other in neighbours
    )
    for place, fact in enumerate(facts):
        if len(marked) == len(facts):
            pair.verdicts[fact] = Verdict("kept", marked[place])
        elif marked and place < len(marked) + spare:
            pair.verdicts[fact] = Verdict("kept", min(marked, key=lambda item: pair.distance(fact, item)))
        else:
            pair.verdicts[fact] = Verdict("kept" if place < len(marked) + spare else "missing")


def _judge_negations(pair: Pair, neighbours: list[Pair]) -> None:
    """Gives every negation the nearest English word that can carry it; each word carries one.

    Plain words of negation go first, then the verbs that deny by themselves take theirs, and only then may what is
    still without a word be said by such a verb or by "un-": or a "not" lost in translation would hide behind
    somebody's refusal.
    """
    cues = [mention for mention in pair.mentions if mention.kind == "negation"]
    denials = [item for item in pair.facts + pair.aids if item.kind == "negation"]
    carried: dict[Found, Found] = {}
    rounds = [(level, loose) for level in range(2) for loose in (False, True)] + [
        (level, False) for level in range(2, 5)
    ]
    for level, loose in rounds:
        candidates = []
        for place, denial in enumerate(denials):
            senses = CARRIERS[denial.sense]
            if denial in carried or denial.loose != loose or level >= len(senses):
                continue
            for rank, cue in enumerate(cues):
                if cue.sense in senses[level] and pair.distance(denial, cue) <= _reach(pair, denial, cue):
                    candidates.append((pair.distance(denial, cue), place, rank, denial, cue))
        for *_, denial, cue in sorted(candidates, key=lambda candidate: candidate[:3]):
            if denial not in carried and cue in cues:
                carried[denial] = cue
                cues.remove(cue)
    spare = [item for other in neighbours for item in _spare_cues(other)]
    for denial in denials:
        if denial.loose:
            continue
        if denial in carried:
            pair.verdicts[denial] = Verdict("kept", carried[denial])
        elif spare:
            pair.verdicts[denial] = Verdict("kept", spare.pop(0))
        elif denial.sense == "nor" and carried and _OR.search(pair.target):  # "did not object or set conditions"
            pair.verdicts[denial] = Verdict("kept")
        else:
            pair.verdicts[denial] = Verdict("missing")


_OR = re.compile(r"\bor\b")


def _reach(pair: Pair, denial: Found, cue: Found) -> float:
    """How far from its place a negation may be said: anywhere by "not", about a clause away by words with other
    uses.
    """
    if cue.sense in ("not", "nor"):
        return 1.0
    share, characters = (0.5, 100) if denial.sense in ("lack", "only") else (0.25, 60)
    return max(share, characters / max(1, len(pair.target)))


def _spare_cues(pair: Pair) -> list[Found]:
    cues = [item for item in pair.mentions if item.kind == "negation" and item.sense == "not"]
    return cues[sum(item.kind == "negation" for item in pair.facts) :]
