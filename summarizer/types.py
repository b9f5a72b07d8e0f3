"""The data that travels the road of one article. Every type is frozen, and everything shown to a user is one of these."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

SCHEMA = 1

Fate = Literal["kept", "changed", "missing", "absent"]
"""What became of a fact: said the same, said differently, not said where it had to be, or left out as a summary may."""


@dataclass(frozen=True)
class Article:
    """An article ready to be read: its title, its paragraphs, and the page furniture that was taken off.

    `title` and `paragraphs` are the page's own words, normalised (see `summarizer.text.normalise`); `dropped` keeps
    every line that was judged not to belong to the story, in order, so that nothing is lost unseen.
    """

    paragraphs: tuple[str, ...]
    title: str = ""
    dropped: tuple[str, ...] = ()
    id: str = ""

    def __post_init__(self) -> None:
        if not self.id:
            digest = hashlib.sha256("\n".join([self.title, *self.paragraphs]).encode("utf-8", "replace"))
            object.__setattr__(self, "id", digest.hexdigest()[:16])


@dataclass(frozen=True)
class Segment:
    """One sentence of the article beside its English. `paragraph` counts from 0; the title is -1.

    `flags` names what the checks found and a second attempt did not mend (see `summarizer.checks`); a segment without flags
    passed. `score` is the mean log-probability per token (natural logarithm), where the engine knows it.
    """

    paragraph: int
    source: str
    target: str
    flags: tuple[str, ...] = ()
    score: float | None = None


@dataclass(frozen=True)
class Made:
    """How a text was made: enough to make it again."""

    engine: str
    model: str
    revision: str = ""
    prompt: str = ""


@dataclass(frozen=True)
class Provenance:
    preset: str
    translate: Made
    summarize: Made


@dataclass(frozen=True)
class Translation:
    """An article's English, sentence by sentence and paragraph by paragraph (`paragraphs[i]` is that of the source)."""

    title: str
    paragraphs: tuple[str, ...]
    segments: tuple[Segment, ...]
    made: Made


@dataclass(frozen=True)
class SummarySentence:
    """One sentence of a summary, the segments it stands on (indices into `segments`), and what is doubtful about it."""

    text: str
    segments: tuple[int, ...]
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Summary:
    sentences: tuple[SummarySentence, ...]
    made: Made

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True)
class Fact:
    """One fact of the source and what became of it.

    `kind` is number, percent, money, date, time, quotation, name, negation or latin; `source` the Arabic words; `segment` the index
    of the segment that holds it; `start` and `end` its offsets in that segment's source; `expected` English forms, any of which
    keeps it; `translation` and `summary` its fate in each; `found` what stands in the translation instead, when it was changed;
    `suggestion` the segment's corrected English, offered only where the correction is certain; `speaker` who is quoted, where the
    Arabic makes it plain.
    """

    kind: str
    source: str
    segment: int
    start: int
    end: int
    expected: tuple[str, ...]
    translation: Fate = "missing"
    summary: Fate = "absent"
    found: str = ""
    suggestion: str = ""
    speaker: str = ""


@dataclass(frozen=True)
class Ledger:
    """The facts of an article with their fate, and the numbers in the English that no Arabic stands behind."""

    facts: tuple[Fact, ...]
    invented: tuple[str, ...] = ()


@dataclass(frozen=True)
class Digest:
    """Everything that is known about one article: the result of `Summarizer.digest`, and its JSON (`to_dict`).

    While a digest grows (`Summarizer.stream`), `segments` that are not yet translated have an empty target and `complete` is
    false.
    """

    article: Article
    translation: Translation
    summary: Summary
    ledger: Ledger
    made_by: Provenance
    seconds: float
    flags: tuple[str, ...] = ()
    complete: bool = field(default=True)

    def to_dict(self) -> dict[str, Any]:
        """The Digest JSON, `schema: 1`: only plain lists, strings, numbers and null."""
        return {
            "schema": SCHEMA,
            "id": self.article.id,
            "title": self.article.title,
            "title_en": self.translation.title,
            "paragraphs": list(self.article.paragraphs),
            "dropped": list(self.article.dropped),
            "translation": list(self.translation.paragraphs),
            "segments": [plain(segment) for segment in self.translation.segments],
            "summary": self.summary.text,
            "summary_sentences": [plain(sentence) for sentence in self.summary.sentences],
            "facts": [plain(fact) for fact in self.ledger.facts],
            "invented": list(self.ledger.invented),
            "flags": list(self.flags),
            "made_by": plain(self.made_by),
            "seconds": round(self.seconds, 3),
        }


def plain(value: Any) -> Any:
    """A dataclass as JSON would hold it: tuples become lists."""
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return plain(asdict(value)) if hasattr(value, "__dataclass_fields__") else value
