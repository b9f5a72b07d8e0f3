"""Whether names stand where the reference translation has them: the only trace of two names that were swapped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import unescape

from summarizer import names
from summarizer.gazetteer import plain
from summarizer.names import Name


def in_order(units: Sequence[str], reference: Sequence[str], english: Sequence[str]) -> Iterator[bool]:
    """For each name that both translations of a paragraph state, whether it keeps its place among the others.

    Names that only one of them states say nothing here, nor does a paragraph with one name. Whoever turns a sentence round
    moves its names too: of two systems that both write good English, both do so about as often.
    """
    found = names.find(units)
    for number, (wanted, said) in enumerate(zip(reference, english, strict=False)):
        known = tuple({plain(name.source): name for name in found if name.segment == number}.values())
        first, second = mentions(known, wanted), mentions(known, unescape(said))
        shared = Counter(first) & Counter(second)
        if len(shared) > 1:
            kept = common(first, second)
            yield from (place < kept for place in range(shared.total()))


@lru_cache(maxsize=16384)
def mentions(known: tuple[Name, ...], english: str) -> tuple[str, ...]:
    """The names that an English text states, in order, each as often as it does."""
    spots: list[tuple[int, int, str]] = []
    for name in known:
        rest = english
        while spot := names.said(name, rest):
            start, end = spot
            spots.append((start, end, plain(name.source)))
            rest = f"{rest[:start]}{' ' * (end - start)}{rest[end:]}"
    chosen: list[tuple[int, int, str]] = []
    for start, end, said in sorted(spots, key=lambda spot: spot[0] - spot[1]):  # of names within names the longest
        if not any(start < other_end and other_start < end for other_start, other_end, _ in chosen):
            chosen.append((start, end, said))
    return tuple(said for *_, said in sorted(chosen))


def common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many things two sequences have in the same order: the length of their longest common subsequence."""
    above = [0] * (len(other) + 1)
    for item in one:
        row = [0]
        for place, candidate in enumerate(other):
            row.append(above[place] + 1 if item == candidate else max(row[-1], above[place + 1]))
        above = row
    return above[-1]
