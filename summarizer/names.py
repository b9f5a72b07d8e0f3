"""The names of an article: which persons, places and organisations it names, and one English spelling for each
throughout."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from summarizer import gazetteer
from summarizer.gazetteer import plain, without_prefix
from summarizer.glossary import Glossary, Term
from summarizer.name_finder import LONGEST_SENTENCE, STOPS, Name, NameKind, Spot, find, name_at
from summarizer.transliteration import (
    ARTICLES,
    LATIN_WORD,
    PARTICLES,
    Words,
    latin_words,
    likeness,
    locate,
    parts,
    skeleton,
    spell,
)
from summarizer.types import Fact, Segment

__all__ = ["Glossary", "Name", "NameKind", "Term", "consistent", "evident", "find", "found", "said", "spellings"]

# --- finding them with the help of the English ---

# capitalised English words that are no names, though Arabic may have borrowed them or they sound alike
ORDINARY = frozenset(
    """
    january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday president prime minister ministry parliament doctor dr mr mrs ms general major
    colonel captain professor council party club internet film marathon virus democratic republic kingdom islamic
    muslim arab arabic christian king prince princess sheikh sultan emir imam
    """.split()
)
EVIDENT = 0.85
"""How alike an Arabic word and a capitalised English one must be before the word is taken for a name on that evidence
alone."""
SURE = 0.94
"""The same for words of two consonants."""


def evident(segment: Segment, number: int, known: Sequence[Name]) -> list[Name]:
    """Names of a segment that no list and no context shows, but a capitalised English word spelled like the Arabic
    one does."""
    if len(segment.source) > LONGEST_SENTENCE:
        return []
    words = latin_words(segment.target)
    taken = [spot for name in known if (spot := said(name, segment.target))]
    capitals = [
        word
        for word in words
        if word[2][0].isupper()
        and word[2].lower() not in ORDINARY | ARTICLES | listed_words()
        and len(skeleton(word[2])) > 1
        and not re.search(r"(?:^|[.!?:])\W*$", segment.target[: word[0]][-4:])
        and not any(start <= word[0] < end for start, end in taken)
    ]
    if not capitals:
        return []
    tokens = [
        token
        for token in gazetteer.tokens(segment.source)
        if token.plain not in STOPS and not any(name.start < token.end and token.start < name.end for name in known)
    ]
    shaped: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for at, token in enumerate(tokens):
        for prefix, rest in without_prefix(token.plain):
            shaped[skeleton(rest)].append((at, prefix, rest))
    # every English word goes to the one Arabic word that it fits best
    fits: dict[int, tuple[float, int, int]] = {}
    for _, _, word in capitals:
        scored = ((likeness(rest, word), at, prefix) for at, prefix, rest in shaped[skeleton(word)])
        best = max(scored, default=(0.0, 0, 0))
        needed = EVIDENT if len(skeleton(word)) > 2 else SURE
        if best[0] >= needed and best > fits.get(best[1], (0.0, 0, 0)):
            fits[best[1]] = best
    spots: list[Spot] = []
    for at, (_, _, prefix) in sorted(fits.items()):
        start = tokens[at].start + prefix
        if spots and not prefix and segment.source[spots[-1].end : start].isspace():
            spots[-1] = replace(spots[-1], end=tokens[at].end)
        else:
            spots.append(Spot(start, tokens[at].end, "name", certain=False))
    return [name_at(number, segment.source, spot) for spot in spots]


@cache
def listed_words() -> frozenset[str]:
    """The words of the English forms of all known places and organisations, in small letters."""
    return frozenset(
        word.lower()
        for entry in gazetteer.entries().values()
        for form in entry.forms
        for word in LATIN_WORD.findall(form)
    )


def said(name: Name, english: str) -> tuple[int, int] | None:
    """Where an English text says a name: one of its expected forms, or any spelling of its letters."""
    for form in name.expected:
        # an abbreviation is told from a word ("US", "us") by its capitals only
        flags = re.NOFLAG if form.isupper() else re.IGNORECASE
        match = re.search(rf"(?<!\w){re.escape(form)}s?(?!\w)", english, flags)
        if match:
            return match.span()
    return None if name.kind == "term" else locate(name.source, english)


def found(segments: Sequence[Segment], glossary: Glossary | None = None) -> list[Name]:
    """The names of a translated article, one for each segment that has it: what the ledger looks for in the English.

    A term of the glossary must come out as its user wrote it. A name that is only likely to be one is left out unless
    it was kept.
    """
    names = _all(segments, glossary)
    chosen = {arabic: forms.most_common(1)[0][0] for arabic, forms in spellings(segments, names).items()}
    named: list[Name] = []
    seen: set[tuple[int, str]] = set()
    for name in names:
        key = name.segment, plain(name.source)
        if key in seen or not (name.certain or said(name, segments[name.segment].target)):
            continue
        seen.add(key)
        form = chosen.get(key[1])
        named.append(
            replace(name, expected=tuple(dict.fromkeys([form, *name.expected])))
            if form and name.kind != "term"
            else name
        )
    return named


def facts(segments: Sequence[Segment], summary: str = "", glossary: Glossary | None = None) -> list[Fact]:
    """The names of a translated article as the ledger's facts, each judged: kept or missing in its segment's English."""
    return [
        Fact(
            kind="name",
            source=name.source,
            segment=name.segment,
            start=name.start,
            end=name.end,
            expected=name.expected,
            translation="kept" if said(name, segments[name.segment].target) else "missing",
            summary="kept" if said(name, summary) else "absent",
        )
        for name in found(segments, glossary)
    ]


def _all(segments: Sequence[Segment], glossary: Glossary | None) -> list[Name]:
    names = find([segment.source for segment in segments])
    names += [
        name for number, segment in enumerate(segments) for name in evident(segment, number, names_in(names, number))
    ]
    terms = [
        Name(number, start, end, segment.source[start:end], "term", (term.english,))
        for number, segment in enumerate(segments if glossary else ())
        for start, end, term in (glossary.found(segment.source) if glossary else ())
    ]
    others = [name for name in names if not any(_overlap(name, term) for term in terms)]
    return sorted([*terms, *others], key=lambda name: (name.segment, name.start))


def names_in(names: Sequence[Name], segment: int) -> list[Name]:
    return [name for name in names if name.segment == segment]


def _overlap(one: Name, other: Name) -> bool:
    return one.segment == other.segment and one.start < other.end and other.start < one.end


# --- one spelling for each ---

CERTAIN = 0.8
"""How alike a name and its English must be before a spelling is replaced."""


def spellings(segments: Sequence[Segment], names: Sequence[Name] | None = None) -> dict[str, Counter[str]]:
    """How each name of an article was spelled in its English, and how often; by the plain Arabic of the name."""
    result: dict[str, Counter[str]] = defaultdict(Counter)
    for name in _all(segments, None) if names is None else names:
        spot = said(name, segments[name.segment].target)
        if spot is not None:
            result[plain(name.source)][segments[name.segment].target[slice(*spot)]] += 1
    return result


def consistent(segments: Sequence[Segment], glossary: Glossary | None = None) -> tuple[Segment, ...]:
    """The segments with the glossary's terms as written, and with one spelling for each part of a name that had
    several.

    The most frequent spelling is kept, or else the first. A given name is only compared with that of the same family
    name, as two people may spell theirs differently. A spelling is replaced only where exactly one word of the
    sentence can be the name.
    """
    if glossary is not None:
        segments = [replace(item, target=glossary.apply(item.source, item.target)) for item in segments]
    uses: dict[tuple[str, str], list[tuple[int, int, int, str]]] = defaultdict(list)
    for name in _all(segments, glossary):
        if name.kind == "term" or gazetteer.forms(name.source):
            continue
        words = latin_words(segments[name.segment].target)
        pieces = parts(name.source)
        for at, piece in enumerate(pieces):
            use = _certain_use(piece, words)
            if use is not None and plain(piece) not in PARTICLES:
                start, end = use
                owner = "" if at == len(pieces) - 1 else plain(pieces[-1])
                uses[plain(piece), owner].append((name.segment, start, end, segments[name.segment].target[start:end]))
    changes: dict[int, dict[tuple[int, int], str]] = defaultdict(dict)
    for places in uses.values():
        chosen = Counter(form for *_, form in places).most_common(1)[0][0]
        for number, start, end, form in places:
            if form != chosen:
                changes[number][start, end] = chosen
    return tuple(
        replace(segment, target=_respelled(segment.target, changes[number])) if number in changes else segment
        for number, segment in enumerate(segments)
    )


def _certain_use(piece: str, words: Words) -> tuple[int, int] | None:
    """The offsets of the words that spell a part of a name beyond doubt: very like it, and nothing else in the
    sentence is."""
    spot = spell(piece, words)
    if spot is None:
        return None
    first, last = spot
    text = " ".join(word[2] for word in words[first : last + 1])
    others = [*words[:first], *words[last + 1 :]]
    if likeness(piece, text) < CERTAIN or spell(piece, others) is not None:
        return None
    return words[first][0], words[last][1]


def _respelled(target: str, changes: dict[tuple[int, int], str]) -> str:
    for (start, end), form in sorted(changes.items(), reverse=True):
        target = target[:start] + form + target[end:]
    return target
