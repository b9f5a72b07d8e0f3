"""Khulasa: an Arabic article in, its English translation, a short summary and a ledger of its facts out.

    import summarizer
    desk = summarizer.load("compact")
    print(desk.digest(text).summary.text)

Importing this package loads no model and no heavy library; `load` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summarizer.errors import EngineError, InputError, SummarizerError
from summarizer.types import Article, Digest, Fact, Ledger, Provenance, Segment, Summary, SummarySentence, Translation

if TYPE_CHECKING:
    from summarizer.pipeline import Summarizer

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Digest",
    "EngineError",
    "Fact",
    "InputError",
    "Ledger",
    "Provenance",
    "Segment",
    "Summarizer",
    "SummarizerError",
    "Summary",
    "SummarySentence",
    "Translation",
    "load",
]


def load(preset: str = "compact", **options: Any) -> Summarizer:
    """A desk that digests articles with a preset's models, loaded and ready.

    `options` override the preset's own (`sentences`, `words`, `glossary`, and what its engines take). Raises `EngineError` when
    the models cannot be had, `InputError` for an unknown preset.
    """
    from summarizer.presets import load as load_preset

    return load_preset(preset, **options)


def __getattr__(name: str) -> Any:
    if name == "Summarizer":
        from summarizer.pipeline import Summarizer

        return Summarizer
    raise AttributeError(f"module 'summarizer' has no attribute {name!r}")
