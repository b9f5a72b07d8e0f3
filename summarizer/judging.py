"""Finds for every fact of a paragraph what its English says, and what the English says that no Arabic stands behind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from summarizer.matching import COUNTED, EQUAL, LIKELY, agreement, conflicts, lacking, likeness
from summarizer.pairing import Pair, Shelf, Verdict, is_claim, parts_of, with_neighbours
from summarizer.reading.found import Found
from summarizer.wording import judge_latin, judge_negations, judge_quotations, squeezed


def judge(texts: Iterable[tuple[str, str]]) -> list[Pair]:
    """The sentences of a paragraph with their English: every fact has its verdict, `free` is what was invented."""
    pairs = [Pair(source, target) for source, target in texts]
    for pair in pairs:
        _keep(pair, EQUAL)
        _keep(pair, LIKELY)
        _keep_dates_in_pieces(pair)
    for pair, neighbours in with_neighbours(pairs):
        _keep_in(pair, neighbours)
    for pair, neighbours in with_neighbours(pairs):
        _explain(pair, neighbours)
    for pair in pairs:
        _find_changed(pair)
        _keep_repeated(pair)
        _close(pair)
        judge_latin(pair)
    for pair, neighbours in with_neighbours(pairs):
        judge_quotations(pair, neighbours)
        judge_negations(pair, neighbours)
    for pair, neighbours in with_neighbours(pairs):
        _excuse(pair, [pair, *neighbours])
    return pairs


def _keep(pair: Pair, least: int) -> None:
    """Gives every part the mention that states it best, each mention once; of equal ones the nearest."""
    candidates = []
    shelf = Shelf(pair.free)
    for place, part in enumerate(pair.open_parts()):
        for mention in shelf.like(part.fact, pair):
            score = agreement(part.fact, part.number, mention)
            if score >= least:
                candidates.append((-score, pair.distance(part.fact, mention), place, mention.start, part, mention))
    for *_, part, mention in sorted(candidates, key=lambda candidate: candidate[:4]):
        if pair.parts[part] is None and mention not in pair.taken:
            pair.parts[part] = Verdict("kept", mention)
            # a date in full may answer an Arabic weekday, day and year one by one
            if not (mention.kind == "date" and part.fact.kind == "number"):
                pair.taken.add(mention)


def _keep_dates_in_pieces(pair: Pair) -> None:
    """A date whose parts stand apart in the English or share a month: "between 23 and 25 May", "in 2021, on 3 June"."""
    dates = [mention for mention in pair.mentions if mention.day]
    for part in pair.open_parts():
        wanted = part.fact.day
        if wanted is None or wanted.weekday is not None:
            continue
        for mention in pair.near(part.fact, dates):
            given = mention.day
            if given is None or conflicts(wanted._replace(day=None), given) or (wanted.month and not given.month):
                continue
            left = lacking(wanted, given) + [name for name in conflicts(wanted, given) if name == "day"]
            pieces = {getattr(wanted, name) for name in left}
            said = [item for item in pair.near(part.fact, pair.mentions) if _is_piece(item, pieces)]
            if all(any(_is_piece(item, {piece}) for item in said) for piece in pieces):
                pair.parts[part] = Verdict("kept", mention)
                pair.taken.add(mention)
                pair.taken.update(item for item in said if not (item.day and item.day.month))
                break


def _is_piece(mention: Found, pieces: set[int]) -> bool:
    """Whether a mention gives a day or year; number words count something else, unless they are ordinals."""
    if mention.day:
        return not pieces.isdisjoint((mention.day.day, mention.day.year))
    is_number = mention.kind == "number" and (mention.text[:1].isdecimal() or mention.form == "ordinal")
    return is_number and any(value in pieces for value in mention.parts[0])


def _keep_in(pair: Pair, neighbours: list[Pair]) -> None:
    """Lets the sentence before or after carry a fact, as translators move them."""
    for other in neighbours:
        shelf = Shelf(other.free)
        wanted = Shelf(part.fact for part in other.open_parts())
        for part in pair.open_parts():
            for mention in shelf.like(part.fact, other):
                if mention in other.taken or agreement(part.fact, part.number, mention) < EQUAL:
                    continue
                if not _is_said_by(wanted, mention, EQUAL):
                    pair.parts[part] = Verdict("kept", mention)
                    other.taken.add(mention)
                    break


def _explain(pair: Pair, neighbours: list[Pair]) -> None:
    """Takes away what something in the Arabic accounts for: duals, «ضعف», a fact that the English says twice."""
    shelf = Shelf(pair.free)
    for aid in pair.aids:
        if aid.kind in COUNTED and aid.sense != "looks":
            near = shelf.like(aid, pair)
            pair.taken.update(islice((item for item in near if item not in pair.taken and agreement(aid, 0, item)), 1))
    kept = Shelf(part.fact for one in (pair, *neighbours) for part, verdict in one.parts.items() if verdict)
    pair.taken.update(item for item in pair.free if _is_said_by(kept, item, EQUAL))
    if any(aid.sense == "looks" for aid in pair.aids):
        pair.taken.update(
            item for item in pair.free if item.kind == "number" and item.value == 2 and not item.text.isdecimal()
        )


def _find_changed(pair: Pair) -> None:
    """Pairs what is still looked for with what is still unexplained, the likeliest first."""
    rest = pair.open_parts()
    unexplained = [mention for mention in pair.free if not mention.loose]
    alone = len(rest) == 1 and sum(map(is_claim, unexplained)) <= 1
    candidates = []
    for place, part in enumerate(rest):
        for mention in pair.near(part.fact, unexplained):
            score = likeness(part.fact, mention)
            if score >= 3 or (alone and score >= 1):
                candidates.append((-score, pair.distance(part.fact, mention), place, mention.start, part, mention))
    for *_, part, mention in sorted(candidates, key=lambda candidate: candidate[:4]):
        if pair.parts[part] is None and mention not in pair.taken:
            pair.parts[part] = Verdict("changed", mention)
            pair.taken.add(mention)


_ARTICLE = re.compile(r"\b(?:an?|the same|one|another)\b", re.IGNORECASE)


def _keep_repeated(pair: Pair) -> None:
    """A number that the Arabic repeats may be said once; a single thing may be said with "a"."""
    said = Shelf(item for item in pair.mentions if item.kind in COUNTED)
    for part in pair.open_parts():
        fact = part.fact
        again = said.like(fact, pair)
        mention = next((item for item in again if agreement(fact, part.number, item) >= EQUAL), None)
        is_one = bool(fact.parts) and fact.parts[part.number][0] == 1 and fact.form == "cardinal" and not fact.unit
        if mention or (is_one and _ARTICLE.search(pair.target)):
            pair.parts[part] = Verdict("kept", mention)


def _close(pair: Pair) -> None:
    """Joins the verdicts of a fact's parts: changed if one was changed, missing if one is."""
    for fact in pair.facts:
        if fact.kind not in COUNTED:
            continue
        verdicts = [pair.parts[part] for part in parts_of(fact)]
        known = [verdict for verdict in verdicts if verdict]
        changed = next((verdict for verdict in known if verdict.fate == "changed"), None)
        pair.verdicts[fact] = changed or (known[0] if len(known) == len(verdicts) else Verdict("missing"))


def _excuse(pair: Pair, around: Sequence[Pair]) -> None:
    """Takes away what claims nothing, what Arabic nearby says after all, and the digits of Latin names."""
    names = squeezed(" ".join(fact.text for fact in pair.facts if fact.kind == "latin"))
    items = Shelf(item for one in around for item in (*one.facts, *one.aids) if item.kind in COUNTED)
    pair.taken.update(
        item
        for item in pair.free
        if not is_claim(item) or squeezed(item.text) in names or _is_said_by(items, item, LIKELY)
    )


def _is_said_by(facts: Shelf, mention: Found, least: int) -> bool:
    return any(agreement(*part, mention) >= least for fact in facts.like(mention) for part in parts_of(fact))
