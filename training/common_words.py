"""List the Arabic words that are nobody's name: `python -m training.common_words --data DATA`, for `summarizer.name_finder`.

They are the words of our Arabic that the shipped lexicon translates by something else than a name, and that no list of names has.
"""

from __future__ import annotations

import argparse
import gzip
from collections import Counter
from pathlib import Path

from summarizer.gazetteer import given_names, plain, tokens
from summarizer.glossing import LEXICON, Lexicon, Lookup, fold
from summarizer.name_glosses import proper
from summarizer.presets import shipped_model
from summarizer.regional_names import lists
from summarizer.romanising import ARTICLE, usual
from training import data

OUT = data.HERE.parent / "summarizer" / "data" / "common_words.txt.gz"
SOURCES = ("training/corpus/news/*.tsv", "training/corpus/ant_english.tsv")
SEEN = 2
"""Times that a word occurs at least."""

SURE = 0.3
"""The least probability of its English in the lexicon."""


def is_name(word: str, listed: frozenset[str]) -> bool:
    """Whether a list has the word as a name, with or without its article; `listed` are the names of the countries' lists."""
    name = plain(word)
    bare = name.removeprefix(ARTICLE)
    return bool(name in given_names() or usual(word) or not listed.isdisjoint((name, bare, ARTICLE + bare)))


def common(counted: Counter[str], lexicon: Lookup) -> list[str]:
    """The plain forms of the words that the lexicon knows, and as no name."""
    found, listed = set(), frozenset().union(*lists().values())
    for word, count in counted.items():
        entry = lexicon.get(fold(word))
        is_word = entry is not None and entry.probability >= SURE and not proper(entry.english)
        if count >= SEEN and is_word and not is_name(word, listed):
            found.add(plain(word))
    return sorted(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    arguments = parser.parse_args()
    settings = data.recipe()
    settings["sources"] = {name: weight for name, weight in settings["sources"].items() if name in SOURCES}
    settings["grammar"]["pairs"] = 0
    pairs = data.load(settings, arguments.data)
    counted = Counter(pair.arabic[token.start : token.end] for pair in pairs for token in tokens(pair.arabic))
    words = common(counted, Lexicon(shipped_model() / LEXICON))
    with gzip.GzipFile(OUT, "wb", compresslevel=9, mtime=0) as out:
        out.write("\n".join(words).encode())
    print(f"{len(words)} words")


if __name__ == "__main__":
    main()
