"""The fact ledger: which numbers, dates, quotations, negations and names of an Arabic text survived in its English, and which did not.

`find` reads Arabic, `read_english` English, `ledger` and `compare_texts` judge, `render` prints. Everything here is a pure function
of its arguments, so the same ledger serves as a product feature and as a metric.
"""

from __future__ import annotations

from summarizer.judging import judge
from summarizer.reading.arabic import read_arabic
from summarizer.reading.english import read_english
from summarizer.reading.found import Found

__all__ = ["Found", "find", "judge", "read_english"]


def find(source: str) -> list[Found]:
    """The facts of one Arabic text, in order, with their offsets: what its English has to say too."""
    return [item for item in read_arabic(source) if not item.loose]
