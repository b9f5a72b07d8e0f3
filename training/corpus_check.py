"""Checks that run over the whole corpus; `python -m training.corpus_check [--data DATA]` prints what is wrong and fails on it."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from summarizer import facts
from training import data

FOLDER = data.HERE / "corpus"


MAX_NUMBERS_LOST = 0.03
"""The ledger misses a few numbers that a person would accept (a round figure in words); more than this is a fault of the corpus."""


@dataclass(frozen=True)
class Line:
    file: Path
    number: int
    text: str

    @property
    def columns(self) -> list[str]:
        return self.text.split("\t")


def lines(folder: Path) -> list[Line]:
    return [
        Line(path, number, text)
        for path in sorted(folder.glob("*.tsv"))
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    ]


def faults(found: list[Line], held_out: data.HeldOut) -> Iterator[tuple[Line, str]]:
    """Every line that must not stay as it is, with the reason."""
    seen: dict[str, Line] = {}
    shapes: dict[frozenset[str], Line] = {}
    for line in found:
        if len(line.columns) != 2 or not all(column.strip() for column in line.columns):
            yield line, "not two columns"
            continue
        arabic, english = line.columns
        if not data.usable(arabic, english):
            yield line, "Arabic in the English, none in the Arabic, or lengths out of proportion"
        if arabic in seen:
            yield line, f"the same Arabic as {seen[arabic].file.name}:{seen[arabic].number}"
        seen[arabic] = line
        shape = frozenset(data.words(re.sub(r"\d", "0", arabic)))
        if len(shape) > 5 and shape in shapes and shapes[shape].columns[0] != arabic:
            yield line, f"the same words as {shapes[shape].file.name}:{shapes[shape].number}"
        shapes[shape] = line
        if held_out.touches(arabic, english):
            yield line, "shares a sentence or eight words in a row with a test set"


def numbers_lost(found: list[Line]) -> tuple[int, list[Line]]:
    """How many number-like facts the ledger finds in the Arabic, and the lines where it misses one in the English."""
    total, lost = 0, []
    for line in found:
        arabic, english = line.columns[:2]
        judged = [
            f
            for f in facts.compare_texts([arabic], [english]).facts
            if f.kind in ("number", "percent", "money", "date", "time")
        ]
        total += len(judged)
        lost += [line for fact in judged if fact.translation != "kept"]
    return total, lost


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="also refuse overlap with the test sets in this folder")
    parser.add_argument("--show", type=int, default=20, help="how many lines with lost numbers to print")
    parser.add_argument("--every", type=int, default=1, help="look for the numbers of one line in so many")
    arguments = parser.parse_args()
    patterns = data.recipe()["held_out"]["tests"]
    tests = [path for pattern in patterns for path in sorted(data.HERE.parent.glob(pattern))]
    if arguments.data:
        tests += [path for pattern in patterns for path in sorted(arguments.data.glob(pattern))]
    news = lines(FOLDER / "news")
    wrong = list(faults(news, data.HeldOut(tests)))
    for line, reason in wrong:
        print(f"{line.file.name}:{line.number}: {reason}: {line.text[:100]}")
    counted = [line for line in news[:: arguments.every] if len(line.columns) == 2]
    total, lost = numbers_lost(counted)
    for line in lost[: arguments.show]:
        print(f"{line.file.name}:{line.number}: a number is not in the English: {line.text[:160]}")
    print(f"{len(news)} pairs, {len(wrong)} at fault")
    print(
        f"{len(counted)} of them hold {total} numbers, {len(lost)} not found in the English ({len(lost) / max(total, 1):.1%})"
    )
    return 1 if wrong or len(lost) > MAX_NUMBERS_LOST * total else 0


if __name__ == "__main__":
    sys.exit(main())
