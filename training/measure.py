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

from summarizer import engines, facts, names
from summarizer.engines import Engine
from summarizer.translating import BareText, Passage
from summarizer.types import Segment
from training import data

Rows = Sequence[tuple[str, str]]
PLAIN = {"beam_size": 4, "length_penalty": 1.0}
SEARCHES: list[dict[str, Any]] = [
    {"beam_size": 1},
    {"beam_size": 4},
    {"beam_size": 6, "length_penalty": 1.2},
    {"beam_size": 6, "length_penalty": 1.2, "coverage": 0.6},
    {"beam_size": 12, "length_penalty": 1.2},
    {"beam_size": 12, "length_penalty": 1.2, "coverage": 0.3},
    {"beam_size": 12, "length_penalty": 1.2, "coverage": 0.6},
    {"beam_size": 12, "length_penalty": 1.0, "coverage": 0.6},
    {"beam_size": 12, "length_penalty": 1.2, "coverage": 0.6, "repetition_penalty": 1.1},
    {"beam_size": 12, "length_penalty": 1.2, "coverage": 0.6, "no_repeat_ngram": 4},
    {"beam_size": 12, "length_penalty": 1.2, "coverage": 0.6, "input_budget": 140},
    {"beam_size": 12, "length_penalty": 1.2, "coverage": 0.6, "input_budget": 110},
    {"beam_size": 12, "length_penalty": 1.2, "coverage": 0.6, "input_budget": 90},
    {"beam_size": 24, "length_penalty": 1.2, "coverage": 0.6},
]


def development(folder: Path, lines: int) -> dict[str, Rows]:
    """So many lines of each development set, evenly spread, by its name."""
    sets: dict[str, Rows] = {}
    for pattern in data.recipe()["held_out"]["development"]:
        for path in data.find(pattern, folder):
            rows = list(data.read(path))
            sets[path.stem] = rows[:: max(1, len(rows) // lines)][:lines]
    return sets


def translate(engine: Engine, rows: Rows) -> tuple[list[str], float]:
    """The English of the Arabic column, sentence by sentence as the package does, and the Arabic words read in a second."""
    begun = time.perf_counter()
    passages = [Passage((Segment(0, arabic, ""),)) for arabic, _ in rows]
    said = [completion.text for completion in BareText(engine).translate(passages)]
    return said, sum(len(arabic.split()) for arabic, _ in rows) / (time.perf_counter() - begun)


def scores(said: list[str], rows: Rows) -> str:
    """BLEU / chrF2 / facts kept in percent."""
    references = [[english for _, english in rows]]
    bleu, chrf = sacrebleu.corpus_bleu(said, references), sacrebleu.corpus_chrf(said, references)
    kept = [
        fact.translation == "kept"
        for number, ((arabic, _), english) in enumerate(zip(rows, said, strict=True))
        for segment in [Segment(number, arabic, english)]
        for fact in facts.ledger([segment], names=names.facts([segment])).facts
    ]
    return f"{bleu.score:.1f} / {chrf.score:.1f} / {100 * sum(kept) / max(1, len(kept)):.1f}"


def table(head: Sequence[str], lines: Sequence[Sequence[Any]]) -> None:
    for line in (head, ["---"] * len(head), *lines):
        print("| " + " | ".join(map(str, line)) + " |", flush=True)
    print()


def agreement(model: Path, exact: str, sets: dict[str, Rows]) -> None:
    """One search in every engine that can run the model, compared with transformers in float32."""
    kinds = {
        "transformers, float32": engines.load("seq2seq", exact, **PLAIN),
        "CTranslate2, float32": engines.load("ct2", exact, compute_type="float32", **PLAIN),
        "CTranslate2, int8": engines.load("ct2", str(model), compute_type="int8", **PLAIN),
    }
    said = {kind: {name: translate(engine, rows)[0] for name, rows in sets.items()} for kind, engine in kinds.items()}
    first = next(iter(said.values()))
    lines = []
    for kind, texts in said.items():
        same = [one == other for name in sets for one, other in zip(texts[name], first[name], strict=True)]
        lines.append(
            [kind, *(scores(texts[name], rows) for name, rows in sets.items()), f"{sum(same) / len(same):.0%}"]
        )
    table(["engine", *sets, "the same as the first"], lines)


def searches(model: Path, sets: dict[str, Rows]) -> None:
    lines = []
    for options in SEARCHES:
        engine = engines.load("ct2", str(model), compute_type="int8", **options)
        results = {name: translate(engine, rows) for name, rows in sets.items()}
        speed = sum(speed for _, speed in results.values()) / len(results)
        chosen = ", ".join(f"{key} {value}" for key, value in options.items())
        lines.append([chosen, *(scores(results[name][0], rows) for name, rows in sets.items()), round(speed)])
    table(["search", *sets, "Arabic words a second"], lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="the shipped folder, e.g. summarizer/compact")
    parser.add_argument(
        "--exact", type=Path, help="the same model before int8, as `training.export --form transformers` writes it"
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--lines", type=int, default=200, help="of each development set, evenly spread")
    arguments = parser.parse_args()
    sets = development(arguments.data, arguments.lines)
    print("BLEU / chrF2 / facts kept (%):\n")
    if arguments.exact:
        agreement(arguments.model, str(arguments.exact), sets)
    searches(arguments.model, sets)


if __name__ == "__main__":
    main()
