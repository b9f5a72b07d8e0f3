"""Builds `summarizer/data/words.tsv`, the small dictionary behind `summarizer.overlap`: `python -m eval.build_words
TSV ...`.

Each file has an Arabic sentence or word and its English on a line. Which English words an Arabic stem stands for is
learned from them by IBM Model 1 (Brown et al., 1993), after Arabic and English have been cut down to stems.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path

from summarizer.extract import stems
from summarizer.overlap import beginnings

Pair = tuple[list[str], list[str]]

ROUNDS = 6
NOTHING = ""  # what English words without an Arabic one are laid to
LIKELY = 0.07
SEEN = 0.9  # times, by the model's own count
MOST_MEANINGS = 6


def read(paths: Sequence[Path]) -> Iterator[Pair]:
    lines = dict.fromkeys(line for path in paths for line in path.read_text("utf-8").splitlines() if "\t" in line)
    for line in lines:
        arabic, english = line.split("\t")[:2]
        yield [stem for stem in stems(arabic) if "\u0621" <= stem[0] <= "\u064a"], sorted(beginnings(english))


def learn(pairs: Sequence[Pair]) -> dict[str, list[str]]:
    """For each Arabic stem the English beginnings it is likely to become, the likeliest first."""
    chances: dict[tuple[str, str], float] = {}
    for _ in range(ROUNDS):
        counts: dict[tuple[str, str], float] = defaultdict(float)
        totals: dict[str, float] = defaultdict(float)
        for arabic, english in pairs:
            for word in english:
                shares = {stem: chances.get((stem, word), 1e-6) if chances else 1.0 for stem in [*arabic, NOTHING]}
                whole = sum(shares.values())
                for stem, share in shares.items():
                    counts[stem, word] += share / whole
                    totals[stem] += share / whole
        chances = {(stem, word): count / totals[stem] for (stem, word), count in counts.items()}
    meanings: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (stem, word), chance in chances.items():
        if stem and chance > LIKELY and counts[stem, word] > SEEN:
            meanings[stem].append((-chance, word))
    return {stem: [word for _, word in sorted(found)[:MOST_MEANINGS]] for stem, found in meanings.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path, nargs="+")
    parser.add_argument("--size", type=int, default=8000, help="how many Arabic stems to keep, the most frequent first")
    options = parser.parse_args()
    pairs = list(read(options.pairs))
    dictionary = learn(pairs)
    frequency = Counter(stem for arabic, _ in pairs for stem in set(arabic) if stem in dictionary and len(stem) > 1)
    kept = sorted(stem for stem, _ in frequency.most_common(options.size))
    rows = "".join(f"{stem}\t{' '.join(dictionary[stem])}\n" for stem in kept)
    about = "# Arabic stems with the beginnings of the English words they become. Made by eval/build_words.py.\n"
    Path(str(resources.files("summarizer") / "data" / "words.tsv")).write_text(about + rows, "utf-8")
    print(f"{len(kept):,} stems from {len(pairs):,} pairs")


if __name__ == "__main__":
    main()
