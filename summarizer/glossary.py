"""The user's own list of terms: what stands in it comes out as written, and only where the Arabic has it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from summarizer import gazetteer
from summarizer.errors import InputError
from summarizer.gazetteer import occurrences, plain
from summarizer.transliteration import locate

MAX_TERMS = 20_000


@dataclass(frozen=True)
class Term:
    """An Arabic term, the English it must become, and a note for people."""

    arabic: str
    english: str
    note: str = ""


@dataclass(frozen=True)
class Glossary:
    """Terms, looked for in Arabic whatever small words are glued to them and however their letters are spelled."""

    terms: tuple[Term, ...]

    @classmethod
    def from_tsv(cls, path: Path | str) -> Glossary:
        """Reads Arabic<TAB>English[<TAB>note], one term a line; empty lines and lines that begin with # are passed
        over.

        Raises `InputError` that names the file and the line.
        """
        try:
            content = Path(path).read_text("utf-8-sig")
        except OSError as error:
            raise InputError(f"the glossary {path} cannot be read: {error.strerror or error}") from error
        except UnicodeDecodeError as error:
            raise InputError(
                f"the glossary {path} is not UTF-8 text: save it as UTF-8 with tabs between columns"
            ) from error
        return cls.from_lines(content.splitlines(), name=str(path))

    @classmethod
    def from_lines(cls, lines: Iterable[str], *, name: str = "glossary") -> Glossary:
        """The same from lines already read; `name` stands for the file in messages."""
        terms: dict[str, Term] = {}
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            where = f"{name}, line {number}"
            columns = [column.strip() for column in line.split("\t")]
            if len(columns) < 2 or not columns[1]:
                raise InputError(
                    f"{where}: two columns are needed, Arabic and English with a tab between: {line.strip()!r}"
                )
            if not re.search("[\u0621-\u064a]", columns[0]):
                raise InputError(f"{where}: the first column must be Arabic, not {columns[0]!r}")
            if re.search("[\u0621-\u064a]", columns[1]):
                raise InputError(f"{where}: the second column must be English, not {columns[1]!r}")
            if len(columns) > 3:
                raise InputError(
                    f"{where}: three columns at most (Arabic, English, note), but there are {len(columns)}"
                )
            term = Term(*columns)
            known = terms.setdefault(plain(term.arabic), term)
            if known.english != term.english:
                raise InputError(f"{where}: {term.arabic} is already {known.english!r}; keep one of the two")
            if len(terms) > MAX_TERMS:
                raise InputError(f"{where}: a glossary may have {MAX_TERMS:,} terms at most")
        return cls(tuple(terms.values()))

    @cached_property
    def forms(self) -> dict[str, Term]:
        return {plain(term.arabic): term for term in self.terms}

    def found(self, source: str) -> list[tuple[int, int, Term]]:
        """Where its terms stand in an Arabic sentence, with their offsets; of two that overlap the longer."""
        return occurrences(source, self.forms)

    def apply(self, source: str, target: str) -> str:
        """The translation with every term as the user wrote it, where the model's own rendering of it can be told.

        That is so where the target has the words in other capitals, where it has another usual English form of the
        same place or body, and where its letters are those of the Arabic (`summarizer.transliteration.locate`). A
        rendering that cannot be told stays, and the ledger shows the term as missing.
        """
        for _, _, term in self.found(source):
            spot = said(term.english, target) or rendering(term, target)
            if spot is not None:
                target = target[: spot[0]] + term.english + target[spot[1] :]
        return target


def said(english: str, target: str) -> tuple[int, int] | None:
    """Where the words stand in the target, in whatever capitals."""
    match = re.search(rf"(?<!\w){re.escape(english)}(?!\w)", target, re.IGNORECASE)
    return match.span() if match else None


def rendering(term: Term, target: str) -> tuple[int, int] | None:
    """Where the target says the term in another way."""
    for form in gazetteer.forms(term.arabic):
        spot = said(form, target)
        if spot is not None:
            return spot
    return locate(term.arabic, target)
