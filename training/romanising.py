"""Count how Arabic names are spelled: `python -m training.romanising --data DATA [--held-out 500]`, for `summarizer.romanising`.

Names are found in the pairs that we learn to translate from: a capitalised English word that can spell one of the Arabic words.
"""

from __future__ import annotations

import argparse
import gzip
import math
import random
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from itertools import islice
from pathlib import Path

from summarizer import regional_names
from summarizer.glossing import ARABIC
from summarizer.romanising import END, ORDER, START, Spelling, family_names, letters
from summarizer.transliteration import (
    ALLOWED,
    SAME,
    UNSAID,
    UNWRITTEN,
    latin_words,
    likeness,
    may_be_same,
    skeleton,
)
from training import data

OUT = data.HERE.parent / "summarizer" / "data" / "spellings.tsv.gz"
WORD = re.compile(ARABIC)
NEWS = 2
"""Least weight of a pair in the recipe that names are taken from."""

ALIKE = 0.85
"""Likeness of a name and its spelling, so that no prefix is taken for a letter of it."""

LONGEST = 4
"""Latin letters that one Arabic letter may become, the vowels behind it included."""

DEAREST = 1.6
"""Cost of an alignment above which a name is left out."""

RARE = 5
"""Spellings of a letter seen less often are left out."""

LISTED = 15
"""A name of our list counts as one seen so often."""

ENGLISH = "gulf oman yemen levant iraq sudan libya egypt".split()
"""Countries and regions whose newspapers spell names the English way."""

Aligned = list[tuple[str, str]]
"""Letters of a name, each with what it became."""


def named(pairs: Iterable[data.Pair]) -> Counter[tuple[str, str]]:
    """Arabic names and their spellings, without the article, and how often each was seen."""
    seen: Counter[tuple[str, str]] = Counter()
    for pair in pairs:
        arabic = sorted(set(WORD.findall(pair.arabic)))
        for said in {word for _, _, word in latin_words(pair.english) if word[0].isupper() and len(word) > 2}:
            alike = [(likeness(word, said), word) for word in arabic if may_be_same(skeleton(word), skeleton(said))]
            if alike and max(alike)[0] >= SAME:
                seen[bare(max(alike)[1], said)] += 1
    return seen


def listed() -> Counter[tuple[str, str]]:
    """The names that we wrote, each as if it had been seen often; those of countries that write French are not everybody's."""
    names = [*family_names().items(), *(pair for where in ENGLISH for pair in regional_names.lists()[where].items())]
    return Counter({bare(arabic, latin.removeprefix("al-")): LISTED for arabic, latin in names if " " not in latin})


def bare(arabic: str, latin: str) -> tuple[str, str]:
    latin = "".join(c for c in unicodedata.normalize("NFKD", latin.lower()) if c.isascii() and c.isalpha())
    if arabic.startswith("ال") and len(arabic) > 4:
        arabic = arabic[2:]
        if latin[:2] in ("al", "el") and likeness(arabic, latin[2:]) > likeness(arabic, latin):
            latin = latin[2:]
    return letters(arabic), latin


@cache
def cost(letter: str, latin: str) -> float:
    """What it costs that a letter became these, vowels behind it included; doubled letters are free."""
    cheapest = UNSAID.get(letter, 1.0) + unwritten(latin)
    for end in range(1, len(latin) + 1):
        core = latin[:end]
        doubled = end > 1 and core[-1] == core[-2] and core[:-1] in ALLOWED[letter]
        if core in ALLOWED[letter] or doubled:
            cheapest = min(cheapest, unwritten(latin[end:]))
    return cheapest


def unwritten(latin: str) -> float:
    # a little for each, so that a vowel goes to the letter that writes it
    return sum(UNWRITTEN.get(letter, 1.0) + 0.02 for letter in latin)


def align(arabic: str, latin: str) -> Aligned | None:
    """The cheapest way to share out the Latin letters among the Arabic ones; None if it is dear."""
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for letter in arabic:
        row: dict[int, tuple[float, int]] = {}
        for begin, (spent, _) in best[-1].items():
            for end in range(begin, min(len(latin), begin + LONGEST) + 1):
                total = spent + cost(letter, latin[begin:end])
                if end not in row or total < row[end][0]:
                    row[end] = total, begin
        best.append(row)
    if best[-1].get(len(latin), (math.inf, 0))[0] > DEAREST:
        return None
    shared: Aligned = []
    end = len(latin)
    for letter, row in zip(reversed(arabic), reversed(best), strict=False):
        begin = row[end][1]
        shared.append((letter, latin[begin:end]))
        end = begin
    return shared[::-1]


def counted(names: dict[tuple[str, str], int]) -> dict[tuple[str, str], float]:
    """How often a letter's spelling was seen behind each run of others, up to `ORDER` together."""
    aligned = {name: shared for name in names if (shared := align(*name))}
    common = Counter(one for shared in aligned.values() for one in shared)
    runs: defaultdict[tuple[str, str], float] = defaultdict(float)
    for name, shared in aligned.items():
        if min(common[one] for one in shared) < RARE:
            continue
        told = [START, *(letter + latin for letter, latin in shared), END]
        for at in range(1, len(told)):
            for begin in range(max(0, at + 1 - ORDER), at + 1):
                runs[" ".join(told[begin:at]), told[at]] += math.log2(1 + names[name])
    return runs


def rows(runs: dict[tuple[str, str], float]) -> dict[str, str]:
    """The counts as `Spelling` reads them."""
    seen: dict[str, list[str]] = {}
    for (before, spelled), count in sorted(runs.items()):
        seen.setdefault(before, []).append(f"{spelled}\t{count:.1f}")
    return {before: "\t".join(cells) for before, cells in seen.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--held-out", type=int, help="only measure, on so many names that are seen twice at least")
    arguments = parser.parse_args()
    names = named(pair for pair in data.load(data.recipe(), arguments.data) if pair.weight >= NEWS)
    names += listed()
    names = Counter({(a, e): n for (a, e), n in names.items() if len(e) > 1 and likeness(a, e) >= ALIKE})
    print(f"{len(names)} spellings of {len({arabic for arabic, _ in names})} names")
    if arguments.held_out:
        twice = sorted({arabic for (arabic, _), count in names.items() if count > 1})
        random.Random(1).shuffle(twice)
        asked = set(islice(twice, arguments.held_out))
        model = Spelling(rows(counted({name: count for name, count in names.items() if name[0] not in asked})))
        ranks = [
            next((rank for rank, latin in enumerate(model.likeliest(name)) if (name, latin) in names), 99)
            for name in asked
        ]
        for most in (1, 3):
            print(f"among the {most} likeliest is one seen: {sum(rank < most for rank in ranks) / len(ranks):.1%}")
        return
    with gzip.GzipFile(OUT, "wb", compresslevel=9, mtime=0) as out:
        for before, seen in rows(counted(names)).items():
            out.write(f"{before}\t{seen}\n".encode())


if __name__ == "__main__":
    main()
