"""Measures how well page furniture is told from body text: `python -m eval.cleaning --set FILE_OR_FOLDER`.

A set is a folder of JSON files or a JSONL file. Each record has `raw` (the page's text), `boilerplate` (the pieces that
do not belong to the story) and either `paragraphs` (with a title to be found in the text) or `clean` (the text without
those pieces, with the title given). Two rates are printed, by lines: how much of the furniture is removed, and how much
of the body is removed, changed or taken for the title. Sets from real pages do not mark every byline, so lost lines are
also shown by kind: short lines without a full stop, and paragraphs of which a start or an end is cut off. Every error
is listed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from summarizer.boilerplate import clean
from summarizer.text import normalise


@dataclass(frozen=True)
class Score:
    """Counts over a set, in lines; the errors name the record and show the line."""

    furniture: int
    removed: int
    body: int
    lost: int
    lost_short: int
    lost_trimmed: int
    titles: int
    titles_right: int
    errors: tuple[str, ...]

    @property
    def removed_rate(self) -> float:
        return self.removed / self.furniture if self.furniture else 1.0

    @property
    def lost_rate(self) -> float:
        return self.lost / self.body if self.body else 0.0


def records(path: Path) -> Iterator[dict[str, Any]]:
    if path.is_dir():
        for file in sorted(path.glob("*.json")):
            yield json.loads(file.read_text(encoding="utf-8"))
    else:
        with path.open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.strip())


def lines_of(text: str) -> list[str]:
    """The lines that hold a letter or a digit: a row of stars is nobody's text."""
    lines = (line.strip() for line in normalise(text).split("\n"))
    return [line for line in lines if any(map(str.isalnum, line))]


def score(samples: Iterator[dict[str, Any]]) -> Score:
    furniture = removed = body = lost = short = trimmed = titles = titles_right = 0
    errors = []
    for sample in samples:
        name = sample["id"]
        find_title = "paragraphs" in sample
        result = clean(normalise(sample["raw"]), title=None if find_title else normalise(sample.get("title") or ""))
        if find_title:
            titles += 1
            titles_right += result.title == normalise(sample["title"])
            if result.title != normalise(sample["title"]):
                errors.append(f"{name}: title {result.title!r} instead of {sample['title']!r}")
        own_lines = set(lines_of(sample["raw"]))
        kept = Counter(result.paragraphs)
        everything = "\n".join(result.paragraphs)
        for line in (line for piece in sample["boilerplate"] for line in lines_of(piece)):
            furniture += 1
            gone = line not in kept if line in own_lines else line not in everything
            removed += gone
            if not gone:
                errors.append(f"{name}: kept furniture {line!r}")
        wanted = sample["paragraphs"] if find_title else [sample["clean"]]
        for line in (line for piece in wanted for line in lines_of(piece)):
            body += 1
            if kept[line]:
                kept[line] -= 1
            else:
                cut = [paragraph for paragraph in result.paragraphs if len(paragraph) > 20 and paragraph in line]
                lost += 1
                trimmed += bool(cut)
                short += not cut and len(line.split()) <= 8 and not line.endswith(".")
                errors.append(f"{name}: {'cut' if cut else 'lost'} body {line[:160]!r}")
    return Score(furniture, removed, body, lost, short, trimmed, titles, titles_right, tuple(errors))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="How well page furniture is told from body text.")
    parser.add_argument("--set", dest="path", type=Path, required=True, help="a folder of JSON files or a JSONL file")
    options = parser.parse_args(arguments)
    result = score(records(options.path))
    print(f"furniture removed  {result.removed}/{result.furniture}  {result.removed_rate:.2%}")
    print(f"body lines lost    {result.lost}/{result.body}  {result.lost_rate:.2%}")
    print(f"  of these short   {result.lost_short}")
    print(f"  of these cut     {result.lost_trimmed}")
    if result.titles:
        print(f"titles found       {result.titles_right}/{result.titles}")
    for error in result.errors:
        print(error)
    return 0


if __name__ == "__main__":
    sys.exit(main())
