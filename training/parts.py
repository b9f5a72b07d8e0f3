"""What each part of the text adds: `python -m training.parts --data DATA --out OUT` trains a small network with and without it.

The budget is the same for all: as many pairs, as many minutes, the same vocabulary. A part that is left out is missing from the
lexicon as well as from the pairs, so what is measured is what a user would lose; only the alignment of the words is shared.
"""

from __future__ import annotations

import argparse
import copy
import random
from pathlib import Path
from typing import Any

import torch

from summarizer import engines
from summarizer.glossing import LEXICON
from training import data, lexicon, measure
from training.export import copy_text_files, export
from training.train import train

SMALL: dict[str, dict[str, Any]] = {
    "model": {"width": 128, "feed_forward": 512, "heads": 4, "encoder_layers": 4, "decoder_layers": 1},
    "training": {
        "precision": "float32",
        "curriculum": [[0.1, 9], [0.25, 16]],
        "learning_rate": 3e-3,
        "warmup_steps": 100,
        "dropout": 0.05,
        "agreement": 0,
        "batch_tokens": 3000,
        "together": 0,
        "average_decay": 0.99,
    },
}
"""What differs from the recipe, so that a network learns something in minutes on one core."""

SEARCH: dict[str, Any] = {"beam_size": 4, "length_penalty": 1.0}

PARTS = {
    "nothing": [],
    "news pairs": ["training/corpus/news/"],
    "English of ANT": ["training/corpus/ant_english.tsv"],
    "entries and corrections": ["training/corpus/vocabulary/", "training/corpus/corrections/"],
    "grammar": ["grammar"],
    "open text of others": ["parallel/"],
    "all that is ours": ["training/corpus/", "grammar"],
}
"""What is left out, by the beginnings of its sources' names in the recipe."""


def without(settings: dict[str, Any], beginnings: list[str]) -> dict[str, Any]:
    """The recipe less the sources whose names begin so."""
    left = copy.deepcopy(settings)
    gone = tuple(beginnings) or ("\0",)
    left["sources"] = {name: weight for name, weight in left["sources"].items() if not name.startswith(gone)}
    left["lexicon"]["corrections"] = [name for name in left["lexicon"]["corrections"] if not name.startswith(gone)]
    if "grammar".startswith(gone):
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
    """Write vocabulary, lexicon and annotated pairs of a recipe that lacks a part."""
    out.mkdir(parents=True, exist_ok=True)
    copy_text_files(arguments.vocabulary, out)
    every = lexicon.chosen(settings, arguments.data)
    links = links_of(every, arguments.out / "links.txt")
    left = without(settings, beginnings)
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--vocabulary", type=Path, default=Path("summarizer/compact"), help="the folder of the vocabulary"
    )
    parser.add_argument("--pairs", type=int, default=30_000, help="drawn by weight from what there is")
    parser.add_argument(
        "--minutes", type=float, default=10, help="of training for each; 0 prepares the pairs, which a later call finds"
    )
    parser.add_argument("--workers", type=int, default=0, help="processes that cut pairs, for a GPU")
    parser.add_argument("--lines", type=int, default=150, help="of each development set, evenly spread")
    parser.add_argument("--part", action="append", choices=PARTS, help="to leave out (default: each in turn)")
    arguments = parser.parse_args()
    settings = data.recipe()
    settings["model"] |= SMALL["model"]
    settings["training"] |= SMALL["training"]
    if torch.cuda.is_available():
        settings["training"]["precision"] = "bfloat16"
    sets = measure.development(arguments.data, arguments.lines)
    lines = []
    for part in arguments.part or PARTS:
        out = arguments.out / part.replace(" ", "_")
        if not (out / "pairs.tsv").exists():
            prepare(settings, arguments, PARTS[part], out)
        if not arguments.minutes:
            continue
        train(settings, arguments.data, out, minutes=arguments.minutes, workers=arguments.workers)
        export(out / "checkpoint.pt", out, "shipped", out / "shipped", part)
        engine = engines.load("ct2", str(out / "shipped"), compute_type="int8", **SEARCH)
        results = [measure.scores(measure.translate(engine, rows)[0], rows) for rows in sets.values()]
        lines.append([part, *results])
        print(lines[-1], flush=True)
    print("BLEU / chrF2 / facts kept (%):\n")
    measure.table(["left out", *sets], lines)


if __name__ == "__main__":
    main()
