"""What is known of names without any model: places, organisations and given names, and how to find such words in
Arabic."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple, TypeVar

Kind = Literal["place", "organisation"]
T = TypeVar("T")

_FOLD = str.maketrans("أإآٱىةؤئیک", "اااايهوييك")
_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0640]")
_WORD = re.compile("[\u0610-\u061a\u0620-\u0669\u066e-\u06d3\u06d5-\u06ef\u06fa-\u06ff\u0750-\u077f]+")


class Token(NamedTuple):
    """An Arabic word with its offsets, folded, and whether something other than a space stands before it."""

    start: int
    end: int
    plain: str
    apart: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A place or an organisation and the English forms that say it, the usual one first. `doubtful`: also a common
    word."""

    arabic: str
    forms: tuple[str, ...]
    kind: Kind
    doubtful: bool


def plain(text: str) -> str:
    """A term as it is compared: no marks, one form of each letter that is spelled in several ways, single spaces."""
    return " ".join(_MARKS.sub("", text).translate(_FOLD).split())


def tokens(source: str) -> list[Token]:
    """The Arabic words of a text."""
    found: list[Token] = []
    end = 0
    for match in _WORD.finditer(source):
        word = plain(match[0])
        if word.endswith("علي") and len(word) <= 4 and match[0].endswith("ى"):
            word = word[:-1] + "ى"  # the preposition, not the name Ali
        if word:
            found.append(Token(match.start(), match.end(), word, bool(source[end : match.start()].strip())))
            end = match.end()
    return found


def without_prefix(word: str) -> Iterator[tuple[int, str]]:
    """The word itself and what may be left of it without "and", "so", "by", "for", "like": letters taken off, and the
    rest."""
    yield 0, word
    first = 1 if word[:1] in ("و", "ف") and len(word) > 3 else 0
    if first:
        yield first, word[first:]
    rest = word[first:]
    if rest.startswith("لل") and len(rest) > 4:
        yield first + 1, "ا" + rest[1:]
    elif rest[:1] in ("ب", "ل", "ك") and len(rest) > 3:
        yield first + 1, rest[1:]


def occurrences(source: str, terms: Mapping[str, T]) -> list[tuple[int, int, T]]:
    """Where terms (keyed by their `plain` form) stand in an Arabic text, with offsets and in order; of two that
    overlap the longer."""
    words = tokens(source)
    longest = max((key.count(" ") + 1 for key in terms), default=0)
    found: list[tuple[int, int, T]] = []
    at = 0
    while at < len(words):
        hit = next(_hits(words, at, longest, terms), None)
        if hit is None:
            at += 1
            continue
        taken, size, value = hit
        found.append((words[at].start + taken, words[at + size - 1].end, value))
        at += size
    return found


def _hits(words: list[Token], at: int, longest: int, terms: Mapping[str, T]) -> Iterator[tuple[int, int, T]]:
    for size in range(min(longest, len(words) - at), 0, -1):
        if any(word.apart for word in words[at + 1 : at + size]):
            continue
        tail = [word.plain for word in words[at + 1 : at + size]]
        for taken, rest in without_prefix(words[at].plain):
            key = " ".join([rest, *tail])
            if key in terms:
                yield taken, size, terms[key]


@cache
def entries() -> dict[str, Entry]:
    """The known places and organisations, by their plain Arabic."""
    kinds: tuple[tuple[str, Kind], ...] = (("places.tsv", "place"), ("organisations.tsv", "organisation"))
    return {
        plain(arabic): Entry(arabic, tuple(forms.split("; ")), kind, doubtful)
        for name, kind in kinds
        for arabic, forms, doubtful in _table(name)
    }


@cache
def given_names() -> dict[str, tuple[str, bool]]:
    """Common given names by their plain Arabic: the usual spelling, and whether it is a common word too."""
    return {plain(arabic): (spelling, doubtful) for arabic, spelling, doubtful in _table("given_names.tsv")}


@cache
def owners() -> dict[str, frozenset[str]]:
    """Which Arabic given names a Latin one is the usual spelling of, by its small letters."""
    by_spelling: dict[str, set[str]] = {}
    for arabic, (spelling, _) in given_names().items():
        by_spelling.setdefault(spelling.lower(), set()).add(arabic)
    return {spelling: frozenset(names) for spelling, names in by_spelling.items()}


def is_another(arabic: str, latin: str) -> bool:
    """Whether a Latin word is the usual spelling of another given name: Mahmoud is not محمد, however alike they are.

    Names that differ in ا and ي alone (حامد and حميد) are spelled too freely to be told apart so.
    """
    name = plain(arabic)
    others = owners().get(latin.lower())
    if not others or name in others or name not in given_names():
        return False
    return all(_core(other) != _core(name) for other in others)


def _core(name: str) -> str:
    return name[:1] + re.sub("[ايهء]", "", name[1:])


def forms(arabic: str) -> tuple[str, ...]:
    """The English forms that say a known place or organisation; none for an unknown one."""
    entry = entries().get(plain(arabic))
    return entry.forms if entry else ()


def _table(name: str) -> Iterator[tuple[str, str, bool]]:
    """The rows of a data file: Arabic, English, and whether the row is marked as doubtful."""
    for arabic, english in rows(name):
        yield arabic.removeprefix("?"), english, arabic.startswith("?")


def rows(name: str) -> Iterator[list[str]]:
    """The cells of each row of a data file of the package, without its comments."""
    content = (resources.files("summarizer") / "data" / name).read_text("utf-8")
    return (line.split("\t") for line in content.splitlines() if line and not line.startswith("#"))
