"""What each part of our own text adds: `python -m training.parts --data DATA --out OUT`.

A part counts twice. Its words are in the lexicon: so the shipped network reads lexicons made from the open text of others alone and
with one part of ours. And a network learns from its pairs: so small networks start from one that learnt from the open text, and go
on for as many pairs, with the same seed, without and with each part. Only the alignment of the words is shared.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import shutil
from pathlib import Path
from typing import Any

from summarizer import engines
from summarizer.engines import integrity
from summarizer.glossing import LEXICON
from training import data, lexicon, measure
from training.export import copy_text_files, export
from training.train import train

SMALL: dict[str, dict[str, Any]] = {
    "model": {"width": 128, "feed_forward": 512, "heads": 4, "encoder_layers": 4, "decoder_layers": 1},
    "training": {
        "noise": 0,
        "forgetting": 0,
        "sampling": 0,
        "curriculum": [[0.1, 9], [0.25, 16]],
        "learning_rate": 3e-3,
        "warmup_steps": 100,
        "dropout": 0.05,
        "agreement": 0,
        "batch_tokens": 6000,
        "together": 0,
        "average_decay": 0.99,
    },
}
"""What differs from the recipe, so that a small network learns something in minutes; precision is the recipe's."""

SEARCH: dict[str, Any] = {"beam_size": 4, "length_penalty": 1.0}

OPEN = "open text of others"
PARTS = {
    OPEN: [],
    "grammar": ["grammar"],
    "entries and corrections": ["training/corpus/vocabulary/", "training/corpus/corrections/"],
    "English of ANT": ["training/corpus/ant_english.tsv"],
    "news pairs": ["training/corpus/news/"],
    "all that is ours": ["training/corpus/", "grammar"],
}
"""What is added to the open text, by the beginnings of its sources' names in the recipe."""


def only(settings: dict[str, Any], beginnings: list[str]) -> dict[str, Any]:
    """The recipe with the open text and the sources whose names begin so."""
    left = copy.deepcopy(settings)
    kept = ("parallel/", *beginnings)
    left["sources"] = {name: weight for name, weight in left["sources"].items() if name.startswith(kept)}
    left["lexicon"]["corrections"] = [name for name in left["lexicon"]["corrections"] if name.startswith(kept)]
    if not "grammar".startswith(kept):
        left["grammar"]["pairs"] = 0
    return left


def links_of(pairs: list[data.Pair], path: Path) -> list[lexicon.Links]:
    """The alignment of these pairs, from a file that an earlier call left or made now and written there."""
    if path.exists():
        links = [lexicon.read(line) for line in path.read_text().splitlines()]
        if len(links) == len(pairs):
            return links
        raise SystemExit(f"parts: {path} holds another recipe's alignment; delete it or give another --out")
    links = lexicon.align(pairs)
    path.write_text("".join(" ".join(f"{i}-{j}" for i, j in sorted(found)) + "\n" for found in links))
    return links


def sample(pairs: list[data.Pair], count: int, entries: float) -> list[int]:
    """Numbers of pairs drawn by weight, none twice (Efraimidis and Spirakis 2006)."""
    chooser = random.Random(1)

    def rank(number: int) -> float:
        pair = pairs[number]
        return chooser.random() ** (1 / (pair.weight * (entries if lexicon.dictionary_entry(pair) else 1)))

    return sorted(range(len(pairs)), key=rank, reverse=True)[:count]


def prepare(settings: dict[str, Any], arguments: argparse.Namespace, beginnings: list[str], out: Path) -> None:
    """Write vocabulary, lexicon and annotated pairs of the open text and a part."""
    out.mkdir(parents=True, exist_ok=True)
    copy_text_files(arguments.shipped, out)
    every = lexicon.chosen(settings, arguments.data)
    links = links_of(every, arguments.out / "links.txt")
    left = only(settings, beginnings)
    kept = {(pair.arabic, pair.english) for pair in data.load(left, arguments.data)}
    both = [(pair, found) for pair, found in zip(every, links, strict=True) if (pair.arabic, pair.english) in kept]
    pairs = [pair for pair, _ in both]
    corrections = lexicon.corrected(left["lexicon"]["corrections"], arguments.data)
    aligned = lexicon.Aligned(pairs, [found for _, found in both], lexicon.capitalised(pairs), corrections)
    lexicon.write(aligned.lexicon(), out / LEXICON)
    partial = out / "pairs.partial"
    with partial.open("w", encoding="utf-8") as lines:
        for number in sample(pairs, arguments.pairs, settings["lexicon"]["entries"]):
            annotated = " ".join(aligned.annotated(number, pairs[number].arabic).split())
            print(annotated, pairs[number].english, 1.0, sep="\t", file=lines)
    partial.rename(out / "pairs.tsv")


def folder(part: str) -> str:
    return part.replace(" ", "_")


def with_lexicon(table: Path, shipped: Path, out: Path) -> Path:
    """The shipped model with another lexicon."""
    shutil.copytree(shipped, out, dirs_exist_ok=True)
    shutil.copy(table, out / LEXICON)
    integrity.write(out, model="another lexicon", positions=integrity.verify(shipped).positions)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shipped", type=Path, default=Path("summarizer/compact"), help="the model as it is shipped")
    parser.add_argument("--pairs", type=int, default=80_000, help="drawn by weight from what there is")
    parser.add_argument("--first", type=int, default=200_000, help="pairs from which the common network learns")
    parser.add_argument(
        "--seen", type=int, default=30_000, help="pairs from which it then learns with each part; 0 for lexicons alone"
    )
    parser.add_argument("--workers", type=int, default=0, help="processes that cut pairs, for a GPU")
    parser.add_argument("--lines", type=int, default=150, help="of each development set, evenly spread")
    parser.add_argument("--part", action="append", choices=PARTS, help="default: each in turn")
    arguments = parser.parse_args()
    settings = data.recipe()
    settings["model"] |= SMALL["model"]
    settings["training"] |= SMALL["training"]
    onward = copy.deepcopy(settings)
    onward["training"]["curriculum"] = []
    sets = measure.development(arguments.data, arguments.lines)

    def scores(model: Path) -> list[str]:
        engine = engines.load("ct2", str(model), compute_type="int8", **SEARCH)
        return [measure.scores(measure.translate(engine, rows)[0], rows) for rows in sets.values()]

    lines = []
    for part in dict.fromkeys([OPEN, *(arguments.part or PARTS)]):
        out = arguments.out / folder(part)
        if not (out / "pairs.tsv").exists():
            prepare(settings, arguments, PARTS[part], out)
        results = scores(with_lexicon(out / LEXICON, arguments.shipped, out / "large"))
        if arguments.seen:
            if part == OPEN:  # the first; a training that is over already ends at once
                train(
                    settings,
                    arguments.data,
                    out,
                    most_pairs=arguments.first,
                    workers=arguments.workers,
                    name="common",
                )
            start = arguments.out / folder(OPEN) / "common.pt"
            train(onward, arguments.data, out, most_pairs=arguments.seen, workers=arguments.workers, start=start)
            losses = json.loads((out / "checkpoint.jsonl").read_text().splitlines()[-1])
            export(out / "checkpoint.pt", out, "shipped", out / "small", part)
            results += [f"{losses[name]:.3f}; {found}" for name, found in zip(sets, scores(out / "small"), strict=True)]
        lines.append([part, *results])
        print(lines[-1], flush=True)
    small = [f"{name}, small network" for name in sets if arguments.seen]
    print("BLEU / chrF2 / facts kept (%); of the small networks the loss first:\n")
    measure.table(["with", *sets, *small], lines)


if __name__ == "__main__":
    main()
