"""What a shipped model is worth and what each way of decoding costs: `python -m training.measure MODEL --data DATA`.

Prints two tables over development text: whether transformers, CTranslate2 and int8 say the same, and quality against
speed for every search tried. Settings are chosen here, on development sets, never on a test set.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sacrebleu

from summarizer import engines
from summarizer.engines import Decoding, Engine, Prompt
from training import data

Rows = Sequence[tuple[str, str]]
SEARCHES = [
    Decoding(beam_size=1),
    Decoding(beam_size=2, length_penalty=1.0),
    Decoding(beam_size=4, length_penalty=1.0),
    Decoding(beam_size=4, length_penalty=1.2),
    Decoding(beam_size=6, length_penalty=1.0),
    Decoding(beam_size=6, length_penalty=1.2),
    Decoding(beam_size=6, length_penalty=1.4),
    Decoding(beam_size=8, length_penalty=1.2),
    Decoding(beam_size=6, length_penalty=1.2, repetition_penalty=1.1),
    Decoding(beam_size=6, length_penalty=1.2, no_repeat_ngram=4),
]


def translate(engine: Engine, rows: Rows, decoding: Decoding) -> tuple[list[str], float]:
    """The English of the Arabic column, and the Arabic words read in a second."""
    begun = time.perf_counter()
    completions = engine.generate([Prompt(arabic) for arabic, _ in rows], max_new_tokens=256, decoding=decoding)
    words = sum(len(arabic.split()) for arabic, _ in rows)
    return [completion.text for completion in completions], words / (time.perf_counter() - begun)


def scores(said: list[str], rows: Rows) -> str:
    references = [[english for _, english in rows]]
    bleu, chrf = sacrebleu.corpus_bleu(said, references), sacrebleu.corpus_chrf(said, references)
    return f"{bleu.score:.1f} / {chrf.score:.1f}"


def table(head: Sequence[str], lines: Sequence[Sequence[Any]]) -> None:
    for line in (head, ["---"] * len(head), *lines):
        print("| " + " | ".join(map(str, line)) + " |")
    print()


def agreement(model: Path, sets: dict[str, Rows], decoding: Decoding) -> None:
    """One search in every engine that can run the model, compared with transformers in float32."""
    exact, shipped = str(model / "transformers"), str(model)
    kinds = {
        "transformers, float32": engines.load("seq2seq", exact),
        "CTranslate2, float32": engines.load("ct2", exact, compute_type="float32"),
        "CTranslate2, int8 (shipped)": engines.load("ct2", shipped, compute_type="int8"),
    }
    said = {
        kind: {name: translate(engine, rows, decoding)[0] for name, rows in sets.items()}
        for kind, engine in kinds.items()
    }
    first = next(iter(said.values()))
    lines = []
    for kind, texts in said.items():
        same = sum(one == other for name in sets for one, other in zip(texts[name], first[name], strict=True))
        lines.append(
            [
                kind,
                *(scores(texts[name], rows) for name, rows in sets.items()),
                f"{same / sum(map(len, sets.values())):.0%}",
            ]
        )
    table(["engine", *sets, "the same as the first"], lines)


def searches(model: Path, sets: dict[str, Rows]) -> None:
    engine = engines.load("ct2", str(model), compute_type="int8")
    lines = []
    for decoding in SEARCHES:
        results = {name: translate(engine, rows, decoding) for name, rows in sets.items()}
        speed = sum(speed for _, speed in results.values()) / len(results)
        lines.append(
            [
                decoding.beam_size,
                decoding.length_penalty or "",
                decoding.repetition_penalty or "",
                decoding.no_repeat_ngram or "",
                *(scores(results[name][0], rows) for name, rows in sets.items()),
                round(speed),
            ]
        )
    table(["beam", "length penalty", "repetition penalty", "no repeated n-gram", *sets, "Arabic words a second"], lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="the shipped folder, e.g. summarizer/compact")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--lines", type=int, default=200, help="of each development set, evenly spread")
    arguments = parser.parse_args()
    paths = [
        path for pattern in data.recipe()["held_out"]["development"] for path in data.find(pattern, arguments.data)
    ]
    sets: dict[str, Rows] = {}
    for path in paths:
        rows = list(data.read(path))
        sets[path.stem] = rows[:: max(1, len(rows) // arguments.lines)][: arguments.lines]
    print("BLEU / chrF2:\n")
    agreement(arguments.model, sets, Decoding(beam_size=4, length_penalty=1.0))
    searches(arguments.model, sets)


if __name__ == "__main__":
    main()
