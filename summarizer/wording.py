"""Judges the facts that are no numbers: Latin strings, quotations, and the negations a translation must not lose."""

from __future__ import annotations

import re
import unicodedata

from summarizer.pairing import Pair, Verdict
from summarizer.reading.found import Found
from summarizer.reading.negations import CARRIERS


def squeezed(text: str) -> str:
    """Letters and digits only, in lower case and without accents, so that "Wi-Fi" is "WiFi"."""
    return "".join(sign for sign in unicodedata.normalize("NFD", text.lower()) if sign.isalnum())


def judge_latin(pair: Pair) -> None:
    """A Latin string is kept where the English has the same letters and digits."""
    facts = [fact for fact in pair.facts if fact.kind == "latin"]
    target = squeezed(pair.target) if facts else ""
    for fact in facts:
        pair.verdicts[fact] = Verdict("kept" if squeezed(fact.text) in target else "missing")


def judge_quotations(pair: Pair, neighbours: list[Pair]) -> None:
    """A quotation is kept where the English still marks one: in the sentence or, if it has one to spare, beside it."""
    facts = [fact for fact in pair.facts if fact.kind == "quotation"]
    marked = [mention for mention in pair.mentions if mention.kind == "quotation"]
    spare = sum(max(0, _quotations(other.mentions) - _quotations(other.facts)) for other in neighbours)
    for place, fact in enumerate(facts):
        mention: Found | None
        if len(marked) == len(facts):
            mention = marked[place]
        else:
            mention = min(marked, key=lambda item: pair.distance(fact, item), default=None)
        pair.verdicts[fact] = Verdict("kept", mention) if place < len(marked) + spare else Verdict("missing")


def _quotations(items: list[Found]) -> int:
    return sum(item.kind == "quotation" for item in items)


def judge_negations(pair: Pair, neighbours: list[Pair]) -> None:
    """Gives every negation the nearest English word that can carry it; each word carries one.

    Plain words of negation go first, then the verbs that deny by themselves take theirs, and only then may what is
    still without a word be said by such a verb or by "un-": or a "not" lost in translation would hide behind
    somebody's refusal.
    """
    denials = [item for item in (*pair.facts, *pair.aids) if item.kind == "negation"]
    carried: dict[Found, Found] = {}
    for level, loose in _ROUNDS:
        candidates = []
        used = set(carried.values())
        cues = [item for item in pair.mentions if item.kind == "negation" and item not in used]
        for place, denial in enumerate(denials):
            senses = CARRIERS[denial.sense]
            if denial in carried or denial.loose != loose or level >= len(senses):
                continue
            for cue in pair.near(denial, cues):
                distance = pair.distance(denial, cue)
                if cue.sense in senses[level] and distance <= _reach(pair, denial, cue):
                    candidates.append((distance, place, cue.start, denial, cue))
        for *_, denial, cue in sorted(candidates, key=lambda candidate: candidate[:3]):
            if denial not in carried and cue not in used:
                carried[denial] = cue
                used.add(cue)
    spare = [cue for other in neighbours for cue in _spare_cues(other)]
    for denial in denials:
        if denial.loose:
            continue
        if denial in carried or spare:
            pair.verdicts[denial] = Verdict("kept", carried[denial] if denial in carried else spare.pop(0))
        elif denial.sense == "nor" and carried and _OR.search(pair.target):  # "did not object or set conditions"
            pair.verdicts[denial] = Verdict("kept")
        else:
            pair.verdicts[denial] = Verdict("missing")


_ROUNDS = ((0, False), (0, True), (1, False), (1, True), (2, False), (3, False), (4, False))
_OR = re.compile(r"\bor\b")


def _reach(pair: Pair, denial: Found, cue: Found) -> float:
    """How far from its place a negation may be said: anywhere by "not", a clause away by words with other uses."""
    if cue.sense in ("not", "nor"):
        return 1.0
    share, characters = (0.5, 100) if denial.sense in ("lack", "only") else (0.25, 60)
    return max(share, characters / max(1, len(pair.target)))


def _spare_cues(pair: Pair) -> list[Found]:
    """The plain negations that a sentence's English has beyond those its Arabic needs."""
    cues = [item for item in pair.mentions if item.kind == "negation" and item.sense == "not"]
    return cues[sum(item.kind == "negation" for item in pair.facts) :]
