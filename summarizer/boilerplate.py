"""Tells an article's own words from the page around them: where each line stands, how long it is and what it says.

The rules are general: a line is judged by its place (before, between or after the paragraphs), its length and its closing
mark, and by the set phrases of Arabic news pages. A full sentence is kept, however it begins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from summarizer.patterns import (
    AGENCY,
    BYLINE,
    CAPTION,
    CONTACT,
    DATE_WORD,
    FUNCTION_WORDS,
    LABELS,
    LINKS_HEADER,
    PHRASE,
    PLACES,
    READ_ALSO,
    STAMP,
    TAIL_ONLY,
    UI_WORDS,
    fold,
)

MAX_TITLE_WORDS = 25
MAX_LINK_WORDS = 18

_SENTENCE_END = re.compile(r"[.!?؟…][»”\"')\]]*$|[»”\"]$")
_SEPARATOR = re.compile(r"[-–—|/:«»•ـ]")


class Zone(Enum):
    HEAD = "before the first paragraph"
    MIDDLE = "between paragraphs"
    TAIL = "after the last paragraph"


@dataclass(frozen=True)
class Cleaned:
    """The title ("" where there is none), the body's paragraphs, and everything else in the order of the page."""

    title: str
    paragraphs: tuple[str, ...]
    dropped: tuple[str, ...]


def clean(text: str, title: str | None = None) -> Cleaned:
    """The title, paragraphs and furniture of a normalised page text, one paragraph or line per line.

    With `title=None` the title is looked for among the first lines; a given title is taken as it is, and lines that repeat it
    are dropped. Nothing is lost: each word of the text is in exactly one of the three parts. A text that would be left with
    no paragraph is all body.
    """
    lines = [line for line in map(str.strip, text.split("\n")) if line]
    found = _title_line(lines) if title is None else None
    heading = lines[found] if found is not None else title or ""
    body: list[str] = []
    dropped: list[str] = []
    for line, keep in zip(lines, _kept(lines, heading), strict=True):
        (body if keep else dropped).append(line)
    if found is not None:
        dropped.remove(heading)
    if not body:
        return Cleaned(title or "", tuple(lines), ())
    before = dropped_before = ""
    before, body[0] = split_head(body[0])
    body[-1], dropped_before = split_tail(body[-1])
    ...
