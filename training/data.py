"""Pairs to learn from: read, cleaned, weighted, and kept apart from everything that we are measured on."""

from __future__ import annotations

import hashlib
import json
import random
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from training.grammar.generate import Generator

HERE = Path(__file__).parent
WORD = re.compile(r"[^\W_]+")
GLOSS = re.compile(r"(?<=[\u0621-\u064a] )(?:[a-z/][a-z'/-]* )+")
SENTENCE_END = re.compile(r"\n|(?<=[.!؟?])\s+")
FOLDED = str.maketrans("أإآٱىة", "اااايه")
SHARED_WORDS = 8


@dataclass(frozen=True)
class Pair:
    arabic: str
    english: str
    weight: float


def recipe(path: Path = HERE / "recipe.toml") -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def find(pattern: str, folder: Path) -> list[Path]:
    """Files matching a recipe's pattern, in the repository or else in the data folder; at least one."""
    found = sorted(HERE.parent.glob(pattern)) or sorted(folder.glob(pattern))
    if not found:
        raise SystemExit(f"training: no file matches {pattern!r} in {folder}; give the data folder with --data")
    return found


def read(path: Path) -> Iterator[tuple[str, str]]:
    """Pairs of one TSV file or one reference article, whitespace collapsed; lines without two columns are skipped."""
    if path.suffix == ".json":
        article = json.loads(path.read_text(encoding="utf-8"))
        yield article["title"], article["title_en"]
        yield from zip(article["paragraphs"], article["paragraphs_en"], strict=True)
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            columns = line.rstrip("\n").split("\t")
            if len(columns) >= 2:
                arabic, english = (" ".join(column.split()) for column in columns[:2])
                if path.name == "names_google_transliteration.tsv":
                    english = english.title()
                yield unicodedata.normalize("NFC", arabic), unicodedata.normalize("NFC", english)


def key(arabic: str) -> str:
    """What stands for an Arabic sentence that is not ours to publish: the beginning of the SHA-256 of its UTF-8."""
    return hashlib.sha256(arabic.encode()).hexdigest()[:12]


def sentences(path: Path) -> Iterator[str]:
    """What may be a sentence in a file: either column of a TSV; titles and sentences of a JSONL file of articles.

    Articles are cut in a way of its own, not by `summarizer.text.sentences`: the keys of our English hang on it.
    """
    if path.suffix != ".jsonl":
        yield from (text for columns in read(path) for text in columns)
        return
    with path.open(encoding="utf-8") as lines:
        for article in map(json.loads, lines):
            for text in (article["title"], *SENTENCE_END.split(article["text"])):
                yield unicodedata.normalize("NFC", " ".join(text.split()))


def joined(path: Path, files: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Pairs of our English, a file of key<TAB>English, and the Arabic sentences of other files; each once."""
    english = dict(read(path))
    for file in files:
        for text in sentences(file):
            if said := english.pop(key(text), ""):
                yield text, said


def words(text: str) -> list[str]:
    """The words of a text without what careless spelling changes: vowel marks, hamzas, final yaa and taa marbuta, capitals."""
    return WORD.findall(re.sub("[\u064b-\u0652\u0640]", "", text).translate(FOLDED).lower())


def grams(text: str) -> Iterator[tuple[str, ...]]:
    """Every run of eight words, or the whole text if it is shorter but not just a name."""
    found = words(text)
    if 4 <= len(found) < SHARED_WORDS:
        yield tuple(found)
    for at in range(len(found) - SHARED_WORDS + 1):
        yield tuple(found[at : at + SHARED_WORDS])


class HeldOut:
    """Knows the text we are measured on, and tells which pairs share a sentence or eight words in a row with it."""

    def __init__(self, paths: list[Path]):
        self.grams = {gram for path in paths for pair in read(path) for side in pair for gram in grams(side)}

    def touches(self, arabic: str, english: str) -> bool:
        return any(gram in self.grams for side in (arabic, english) for gram in grams(side))


def usable(arabic: str, english: str) -> bool:
    """A pair with Arabic on one side and none on the other, neither side empty nor out of proportion."""
    if not re.search("[\u0621-\u064a]", arabic) or re.search("[\u0600-\u06ff]", english) or not english:
        return False
    long, short = max(len(arabic), len(english)), min(len(arabic), len(english))
    return long < 30 or long / short < 3


def misspelt(arabic: str, english: str, chooser: random.Random) -> tuple[str, str]:
    """A pair as careless pages spell it: final yaa or taa marbuta confused, or the closing full stop lost on both sides."""
    fault = chooser.randrange(4)
    if fault == 0:
        return re.sub(r"ي\b", "ى", arabic), english
    if fault == 1:
        return re.sub(r"ى\b", "ي", arabic), english
    if fault == 2:
        return re.sub(r"ة\b", "ه", arabic), english
    return arabic.rstrip(".").rstrip(), english.rstrip(".").rstrip()


def forgetting(arabic: str, share: float, chooser: random.Random) -> str:
    """An annotated text in which each gloss that is no name is missing with this chance: the Arabic must do without."""
    return GLOSS.sub(lambda match: "" if chooser.random() < share else match[0], arabic)


def together(first: Pair, second: Pair) -> Pair:
    """Two pairs as one of two sentences: what comes first in a text comes first in its translation."""
    return Pair(f"{first.arabic} {second.arabic}", f"{first.english} {second.english}", second.weight)


def load(settings: dict[str, Any], folder: Path) -> list[Pair]:
    """Every usable pair of the recipe's sources, once, with the largest weight it was given."""
    held_out = HeldOut([path for pattern in settings["held_out"]["tests"] for path in find(pattern, folder)])
    pairs: dict[tuple[str, str], float] = {}
    for pattern, weight in settings["sources"].items():
        for path in find(pattern, folder):
            kept = refused = 0
            arabic_side = settings["joined"].get(pattern)
            rows = joined(path, [folder / file for file in arabic_side]) if arabic_side else read(path)
            for arabic, english in rows:
                if not usable(arabic, english):
                    continue
                if held_out.touches(arabic, english):
                    refused += 1
                    continue
                pairs[arabic, english] = max(weight, pairs.get((arabic, english), 0))
                kept += 1
            print(f"{path.name:45} {kept:7} pairs, weight {weight}, {refused} refused", flush=True)
    grammar = settings["grammar"]
    for arabic, english in islice(Generator(grammar["seed"]), grammar["pairs"]):
        if not held_out.touches(arabic, english):
            pairs.setdefault((arabic, english), grammar["weight"])
    print(f"{'grammar':45} {grammar['pairs']:7} pairs, weight {grammar['weight']}", flush=True)
    return [Pair(arabic, english, weight) for (arabic, english), weight in pairs.items()]


def annotated(path: Path) -> Iterator[Pair]:
    """The pairs that `training.lexicon` wrote: Arabic with its glosses, English, weight."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            arabic, english, weight = line.rstrip("\n").split("\t")
            yield Pair(arabic, english, float(weight))
