"""The phrase lexicon of the compact model: `python -m training.lexicon --data DATA --out RUN` aligns, extracts and counts.

Words are aligned by eflomal (Östling and Tiedemann 2016) in both directions over text whose Arabic prefixes are cut off, the links
are joined by grow-diag-final-and, and every pair of phrases that the links allow is counted (Och and Ney 2004; Koehn et al. 2003).
"""

from __future__ import annotations

import argparse
import gzip
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy

from summarizer.glossing import ARABIC, FIRST, LEXICON, LONGEST, PREFIXES, SUFFIXES, Entry, Glosser, bare, content, fold
from training import data

ARABIC_TOKEN = re.compile(f"{ARABIC}|\\d+(?:[.,]\\d+)*|\\S")
ARABIC_WORD = re.compile(ARABIC)
ENGLISH_TOKEN = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*|\d+(?:[.,]\d+)*|\S")
LONGEST_ENGLISH = 7
CANDIDATES = 4
ENTRY = 2.0
"""How much an entry of a dictionary counts, against a phrase met in a sentence of weight 1."""

OTHER = 0.3
"""How likely a second sense is at least, against the first, to be worth reading; no content word is in both."""

TWICE = 2
"""How often a phrase of several words must be met to be trusted, which a dictionary is at once."""

Links = set[tuple[int, int]]


class Morphemes:
    """Cuts prefixes, article and pronouns off Arabic words where what remains is a word that the text knows better."""

    def __init__(self, counts: Counter[str]):
        self.counts = counts

    def cut(self, word: str) -> list[str]:
        counts = self.counts
        parts: list[str] = []
        own = counts[word]
        for prefixes in (FIRST, PREFIXES.keys() - FIRST):
            if len(word) < 4 or word[0] not in prefixes:
                continue
            rest = bare(word)
            if counts[rest] >= own and counts[rest] > 1:
                parts.append(word[0] + "+")
                word = rest
        if word.startswith("ال") and len(word) > 4 and (counts[word[2:]] > 0 or len(word) > 5):
            parts.append("ال+")
            word = word[2:]
        else:
            for ending in SUFFIXES:
                stem = word.removesuffix(ending)
                if (
                    stem != word
                    and len(stem) > 2
                    and max(counts[stem], counts[re.sub("ت$", "ة", stem)]) >= counts[word]
                ):
                    return [*parts, stem, "+" + ending]
        return [*parts, word]


def joined(forward: Links, backward: Links) -> Links:
    """grow-diag-final-and (Koehn et al. 2003)."""
    union, links = forward | backward, forward & backward
    sources, targets = {i for i, _ in links}, {j for _, j in links}
    grown = True
    while grown:
        grown = False
        for i, j in sorted(links):
            for near in ((i - 1, j), (i, j - 1), (i + 1, j), (i, j + 1), (i - 1, j - 1), (i - 1, j + 1), (i + 1, j - 1), (i + 1, j + 1)):  # fmt: skip
                if near in union and near not in links and (near[0] not in sources or near[1] not in targets):
                    links.add(near)
                    sources.add(near[0])
                    targets.add(near[1])
                    grown = True
    for i, j in sorted(union):
        if (i, j) not in links and i not in sources and j not in targets:
            links.add((i, j))
            sources.add(i)
            targets.add(j)
    return links


def phrases(
    arabic: list[str], english: list[re.Match[str]], text: str, links: Links, names: Counter[str]
) -> Iterator[tuple[str, str]]:
    """Pairs of phrases whose words are linked to no word outside them, none with punctuation."""
    by_source: list[list[int]] = [[] for _ in arabic]
    by_target: list[list[int]] = [[] for _ in english]
    for i, j in links:
        by_source[i].append(j)
        by_target[j].append(i)
    for start in range(len(arabic)):
        low, high = 10**6, -1
        for end in range(start, min(start + LONGEST, len(arabic))):
            if not ARABIC_WORD.match(arabic[end]):
                break
            for j in by_source[end]:
                low, high = min(low, j), max(high, j)
            if high < 0 or high - low >= LONGEST_ENGLISH or not by_source[end] or not by_source[start]:
                continue
            inside = english[low : high + 1]
            if any(i < start or i > end for j in range(low, high + 1) for i in by_target[j]):
                continue
            if not all(token[0][0].isalnum() for token in inside):
                continue
            said = text[inside[0].start() : inside[-1].end()]
            if low == 0 and not names[inside[0][0]]:
                said = said[0].lower() + said[1:]
            yield " ".join(arabic[start : end + 1]), said


def dictionary_entry(pair: data.Pair) -> tuple[str, str] | None:
    """A pair that is as a whole an entry of a dictionary: a few words without the end of a sentence."""
    words = ARABIC_TOKEN.findall(pair.arabic)
    if len(words) > LONGEST or not all(ARABIC_WORD.match(word) for word in words) or pair.english[-1] in ".!?:":
        return None
    english = re.split(r" ?[;/(]", pair.english)[0]
    return (" ".join(map(fold, words)), english) if english else None


@dataclass(frozen=True, slots=True)
class Seen:
    """What was counted of a phrase: its number, all weight, how often it was met, the likeliest English with its weight."""

    number: int
    mass: float
    support: int
    likeliest: list[tuple[int, float]]


class Aligned:
    """The pairs with all phrases extracted from them, counted; entries can be looked up as if one pair did not exist."""

    def __init__(
        self,
        pairs: list[data.Pair],
        links: list[Links],
        names: Counter[str],
        corrections: Mapping[str, Entry] | None = None,
    ):
        """`corrections` are entries that hold whatever was counted."""
        self.corrections = dict(corrections or {})
        ids: dict[str, int] = {}
        sides: dict[str, int] = {}
        keys, weights, counts, starts = [], [], [], [0]
        for pair, found in zip(pairs, links, strict=True):
            arabic = ARABIC_TOKEN.findall(pair.arabic)
            english = list(ENGLISH_TOKEN.finditer(pair.english))
            taught = [
                (*said, pair.weight, 1)
                for said in phrases([fold(token) for token in arabic], english, pair.english, found, names)
            ]
            if whole := dictionary_entry(pair):
                taught.append((*whole, ENTRY * pair.weight, TWICE))
            for source, target, weight, count in taught:
                keys.append(ids.setdefault(source, len(ids)) << 32 | sides.setdefault(target, len(sides)))
                weights.append(weight)
                counts.append(count)
            starts.append(len(keys))
        self.own = numpy.array(keys, dtype=numpy.int64)
        self.weights = numpy.array(weights, dtype=numpy.float32)
        self.counts = numpy.array(counts, dtype=numpy.int32)
        self.starts = starts
        self.texts = list(sides)
        unique, inverse = numpy.unique(self.own, return_inverse=True)
        total = numpy.bincount(inverse, self.weights)
        seen = numpy.bincount(inverse, self.counts)
        print(f"{len(ids)} phrases, {len(unique)} pairs of phrases", flush=True)
        self.seen: dict[str, Seen] = {}
        phrase_of = unique >> 32
        order = numpy.lexsort((-total, phrase_of))
        bounds = numpy.searchsorted(phrase_of[order], numpy.arange(len(ids) + 1))
        for phrase, number in ids.items():
            rows = order[bounds[number] : bounds[number + 1]]
            support = int(seen[rows].sum())
            if support >= TWICE or " " not in phrase:
                likeliest = [(int(unique[row] & 0xFFFFFFFF), float(total[row])) for row in rows[:CANDIDATES]]
                self.seen[phrase] = Seen(number, float(total[rows].sum()), support, likeliest)

    def get(self, phrase: str, without: dict[int, tuple[float, int]] | None = None) -> Entry | None:
        """The likeliest English of a phrase, less what one pair gave (`forgotten`); None without enough support."""
        if phrase in self.corrections:
            return self.corrections[phrase]
        if (seen := self.seen.get(phrase)) is None:
            return None
        number = seen.number << 32
        left = [
            (weight - (without or {}).get(number | english, (0.0, 0))[0], self.texts[english])
            for english, weight in seen.likeliest
        ]
        most, best = max(left, key=lambda one: one[0])
        lost, lost_count = (without or {}).get(~number, (0.0, 0))
        mass, support = seen.mass - lost, seen.support - lost_count
        long = " " in phrase
        if most <= 1e-6 or support < (TWICE if long else 1) or most < (0.2 if long else 0.05) * mass:
            return None
        known = content(best)
        others = (
            english
            for weight, english in left
            if weight > OTHER * most
            and known
            and content(english)
            and not known & content(english)
            # two spellings of a name are one sense
            and not (best[0].isupper() and english[0].isupper())
        )
        return Entry(best, min(1.0, most / (mass + 0.5)), next(others, ""))

    def forgotten(self, pair: int) -> dict[int, tuple[float, int]]:
        """What one pair gave, per pair of phrases and (at the complement) per phrase."""
        lost: dict[int, tuple[float, int]] = {}
        for at in range(self.starts[pair], self.starts[pair + 1]):
            key, weight = int(self.own[at]), float(self.weights[at])
            for place in (key, ~(key >> 32 << 32)):
                mass, count = lost.get(place, (0.0, 0))
                lost[place] = (mass + weight, count + int(self.counts[at]))
        return lost

    def annotated(self, pair: int, arabic: str) -> str:
        """The Arabic of a pair with glosses that its own translation had no part in."""
        return Glosser(Without(self, self.forgotten(pair))).annotate(arabic)

    def lexicon(self) -> dict[str, Entry]:
        """Everything worth shipping: all phrases, without those that shorter ones already say."""
        kept: dict[str, Entry] = dict(self.corrections)
        others = {phrase: entry.other for phrase, entry in self.corrections.items()}
        by_length: dict[int, list[str]] = {}
        for phrase in self.seen:
            if phrase not in self.corrections:
                by_length.setdefault(phrase.count(" "), []).append(phrase)
        for length in sorted(by_length):
            glosser = Glosser(kept)
            new = {}
            for phrase in by_length[length]:
                entry = self.get(phrase)
                if entry is None:
                    continue
                others[phrase] = entry.other
                entry = replace(entry, other="")
                if length and " ".join(english for *_, english in glosser.phrases(phrase.split(" "))) == entry.english:
                    continue
                new[phrase] = entry
            kept |= new
        return {phrase: replace(entry, other=others.get(phrase, "")) for phrase, entry in kept.items()}


@dataclass(frozen=True)
class Without:
    """The counts as if one pair did not exist."""

    aligned: Aligned
    forgotten: dict[int, tuple[float, int]]

    def get(self, phrase: str, /) -> Entry | None:
        return self.aligned.get(phrase, self.forgotten)


def chosen(settings: dict[str, Any], folder: Path) -> list[data.Pair]:
    """The pairs that are aligned: all, but of those that are there in plenty only a share."""
    chooser = random.Random(1)
    light, share = settings["lexicon"]["light"], settings["lexicon"]["share_of_light"]
    return [pair for pair in data.load(settings, folder) if pair.weight > light or chooser.random() < share]


def align(pairs: list[data.Pair]) -> list[Links]:
    """Links between the words of each pair, by position among its tokens."""
    import eflomal

    sources = [[fold(token) for token in ARABIC_TOKEN.findall(pair.arabic)] for pair in pairs]
    morphemes = Morphemes(Counter(word for words in sources for word in words))
    cuts = [[morphemes.cut(word) if ARABIC_WORD.match(word) else [word] for word in words] for words in sources]
    owners = [[at for at, parts in enumerate(cut) for _ in parts] for cut in cuts]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        arabic, english, forward, backward = (folder / name for name in ("ar", "en", "forward", "backward"))
        arabic.write_text(
            "".join(" ".join(part for parts in cut for part in parts) + "\n" for cut in cuts), encoding="utf-8"
        )
        english.write_text(
            "".join(" ".join(ENGLISH_TOKEN.findall(pair.english)).lower() + "\n" for pair in pairs), encoding="utf-8"
        )
        with arabic.open(encoding="utf-8") as left, english.open(encoding="utf-8") as right:
            eflomal.Aligner().align(
                left, right, links_filename_fwd=str(forward), links_filename_rev=str(backward), quiet=False
            )
        with forward.open() as ones, backward.open() as others:
            return [
                {(owner[i], j) for i, j in joined(read(one), read(other))}
                for owner, one, other in zip(owners, ones, others, strict=True)
            ]


def read(line: str) -> Links:
    return {(int(i), int(j)) for i, j in (link.split("-") for link in line.split())}


def capitalised(pairs: list[data.Pair]) -> Counter[str]:
    """Words that are written with a capital inside sentences more often than without."""
    inside: Counter[str] = Counter()
    for pair in pairs:
        inside.update(token[0] for token in list(ENGLISH_TOKEN.finditer(pair.english))[1:])
    return Counter({word: n for word, n in inside.items() if word[0].isupper() and n > inside[word.lower()]})


def write(lexicon: dict[str, Entry], path: Path) -> None:
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=9) as out:
        for phrase in sorted(lexicon):
            entry = lexicon[phrase]
            others = (entry.other,) if entry.other else ()
            print(phrase, entry.english, int(entry.probability * 10), *others, sep="\t", file=out)


def corrected(patterns: list[str], folder: Path) -> dict[str, Entry]:
    """Entries that people put right, by folded phrase; of two senses the likelier stands before " / "."""
    rows = (row for pattern in patterns for path in data.find(pattern, folder) for row in data.read(path))
    senses = ((fold(arabic), *english.partition(" / ")) for arabic, english in rows)
    return {phrase: Entry(first, 0.9, *([second] if second else [])) for phrase, first, _, second in senses}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="the lexicon and the annotated pairs go here")
    parser.add_argument("--recipe", type=Path, default=data.HERE / "recipe.toml")
    arguments = parser.parse_args()
    settings: dict[str, Any] = data.recipe(arguments.recipe)
    pairs = chosen(settings, arguments.data)
    corrections = corrected(settings["lexicon"]["corrections"], arguments.data)
    aligned = Aligned(pairs, align(pairs), capitalised(pairs), corrections)
    lexicon = aligned.lexicon()
    write(lexicon, arguments.out / LEXICON)
    print(f"{len(lexicon)} phrases in the lexicon; annotating {len(pairs)} pairs", flush=True)
    with (arguments.out / "pairs.tsv").open("w", encoding="utf-8") as out:
        for number, pair in enumerate(pairs):
            weight = pair.weight * (settings["lexicon"]["entries"] if dictionary_entry(pair) else 1)
            print(
                " ".join(aligned.annotated(number, pair.arabic).split()),
                pair.english,
                round(weight, 3),
                sep="\t",
                file=out,
            )


if __name__ == "__main__":
    main()
