"""Measures the checks of `summarizer.checks`: `python -m eval.calibrate_checks PAIRS... [--systems FILE] [--model FOLDER [--preset P]]`.

`PAIRS` are good translations: files with Arabic and English, a tab between, or the folder of the reference set. What a
check finds in them is a false alarm. What it must find is built here with a fixed seed: sentences that loop, and English
laid beside the wrong Arabic, once at random and once beside a sentence of the same length; and, with `--faults`, a table
of flag, Arabic and English, a tab between. `--systems` are published outputs, a JSON object per line with `ar` and
`systems`, in which a flag may be right. `--model` is a folder in CTranslate2's format, searched as `--preset` says: its own
translations of some pairs and what it thinks of them shuffled give the score below which a translation is `unlikely`.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from eval.tune_extract import reference_set
from summarizer import presets, slots
from summarizer.checks import BADNESS, check, loops
from summarizer.engines.ct2 import CT2Engine
from summarizer.engines.pieces import Pieces, SentencePieces
from summarizer.engines.searching import framed
from summarizer.errors import InputError
from summarizer.translating import BareText, Passage
from summarizer.types import Segment

Pair = tuple[str, str]

LOOPS = 50
ACCEPTED = 0.05
"""The share of a model's own translations that may be called unlikely."""


def read(path: Path) -> list[Pair]:
    if path.is_dir():
        return [pair for sample in reference_set(path) for pair in zip(sample.sentences, sample.english, strict=True)]
    rows = (line.split("\t")[:2] for line in path.read_text("utf-8").splitlines() if "\t" in line)
    return [(arabic, english) for arabic, english in rows]


def looping(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """Good translations that get stuck, in the ways models do: on a word, a phrase, a clause, a syllable, a comma."""
    chance = random.Random(1)
    ways = (
        lambda words, at: [*words[: at + 1], *[words[at]] * chance.randint(3, 40)],
        lambda words, at: [*words[: at + 3], *words[at : at + 3] * chance.randint(2, 20), *words[at + 3 :]],
        lambda words, at: [*words, *words[-6:] * chance.randint(2, 8)],
        lambda words, at: [*words[:at], words[at] + words[at][-2:] * 30],
        lambda words, at: [*words[:at], *[f"{words[at]},"] * chance.randint(4, 30)],
    )
    for number, (source, target) in enumerate(pairs):
        words = target.rstrip(".").split()
        yield source, " ".join(ways[number % len(ways)](words, chance.randrange(max(1, len(words) - 8))))


def shuffled(pairs: Sequence[Pair]) -> list[Pair]:
    """Each Arabic sentence beside the English of another."""
    targets = [target for _, target in pairs]
    random.Random(2).shuffle(targets)
    return [(source, wrong) for (source, right), wrong in zip(pairs, targets, strict=True) if right != wrong]


def shuffled_alike(pairs: Sequence[Pair]) -> list[Pair]:
    """The same, with the English of a sentence about as long, so that the length gives nothing away."""
    ordered = sorted(pairs, key=lambda pair: len(pair[0]))
    return [(source, ordered[(at + 5) % len(ordered)][1]) for at, (source, _) in enumerate(ordered)]


def share(verdicts: Iterable[bool]) -> float:
    known = list(verdicts)
    return 100 * sum(known) / max(1, len(known))


def row(*cells: object) -> str:
    return "| " + " | ".join(f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in cells) + " |"


def heading(*cells: str) -> str:
    return row(*cells) + "\n" + "|---" * len(cells) + "|"


def lost(pair: Pair) -> bool:
    """Whether it is noticed that the English says something else, or not all of it."""
    return not {"detached", "gap", "length"}.isdisjoint(check(*pair))


def false_alarms(name: str, pairs: Sequence[Pair]) -> str:
    flags = [check(*pair) for pair in pairs]
    counts = Counter(flag for found in flags for flag in found)
    shares = (100 * counts[flag] / len(pairs) for flag in BADNESS if flag != "unlikely")
    return row(name, len(pairs), *shares, share(map(bool, flags)))


def detection(name: str, pairs: Sequence[Pair]) -> str:
    stuck = list(looping(random.Random(3).sample(pairs, min(LOOPS, len(pairs)))))
    return row(
        name,
        share(loops(*pair) for pair in stuck),
        share(loops(*pair) for pair in pairs),
        share(map(lost, shuffled(pairs))),
        share(map(lost, shuffled_alike(pairs))),
        *(share(map(lost, cut_down(pairs, start, end))) for start, end in ((1 / 2, 1), (2 / 3, 1), (1 / 3, 2 / 3))),
        share(map(lost, pairs)),
    )


def cut_down(pairs: Sequence[Pair], start: float, end: float) -> list[Pair]:
    """Translations without the words from one point to another, as shares of their length."""
    return [
        (source, " ".join([*words[: int(start * len(words))], *words[int(end * len(words)) :]]))
        for source, target in pairs
        for words in [target.split()]
    ]


def built(path: Path) -> Iterator[str]:
    """How many of the faults in a table are found, by flag."""
    found: Counter[str] = Counter()
    made: Counter[str] = Counter()
    for line in path.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            flag, source, target = line.split("\t")
            made[flag] += 1
            found[flag] += flag in check(source, target.replace("\\n", "\n"))
    return (row(flag, made[flag], found[flag]) for flag in made)


def published(path: Path) -> Iterator[str]:
    outputs: dict[str, list[tuple[str, ...]]] = {}
    for line in path.read_text("utf-8").splitlines():
        record: dict[str, Any] = json.loads(line)
        for system, target in record["systems"].items():
            outputs.setdefault(system, []).append(check(record["ar"], target))
    for system, flags in outputs.items():
        counts = Counter(flag for found in flags for flag in found)
        yield row(system, *(100 * counts[flag] / len(flags) for flag in BADNESS if flag != "unlikely"))


def by_score(engine: CT2Engine, pairs: Sequence[Pair]) -> list[object]:
    """How many pairs the model translated, the score that `ACCEPTED` of its own translations fall below, and how many
    shuffled ones do.

    Sentences over the model's budget are translated in pieces and scored as a whole, as in a digest; the English of
    another sentence cannot be laid beside a piece, so that they are not shuffled.
    """
    step = BareText(engine)
    answers = step.translate([passage(step, source) for source, _ in pairs])
    own = sorted(answer.score for answer in answers if answer.score is not None)
    told = [(source, answer.text) for (source, _), answer in zip(pairs, answers, strict=True) if answer.text]
    wrong = shuffled_alike([pair for pair in told if engine.count_tokens(pair[0]) <= engine.input_budget])
    unlikely = own[int(ACCEPTED * len(own))]
    caught = [score < unlikely for score in likelihoods(engine, wrong)]
    either = [low or lost(pair) for low, pair in zip(caught, wrong, strict=True)]
    return [len(own), unlikely, len(wrong), share(caught), share(either)]


def passage(step: BareText, source: str) -> Passage:
    """A sentence as it is read that is an article of its own."""
    return step.passages([Segment(0, source, "")])[0]


def engine_of(folder: Path, preset: str) -> CT2Engine:
    """The model in a folder, searched as a preset searches its own."""
    settings = dict(presets.engine_settings(presets.get(preset).translate))
    if settings.pop("engine") != CT2Engine.name:
        raise InputError(f"the preset {preset} is no ct2 one, and only that engine can score a given translation")
    return CT2Engine.from_pretrained(**{**settings, "model": str(folder)})


def likelihoods(engine: CT2Engine, pairs: Sequence[Pair]) -> list[float]:
    """What a model thinks of each English as a translation of its Arabic: the mean log-probability per token, as
    `Completion.score` has it for its own."""
    pieces = engine.pieces
    read = [passage(BareText(engine), source) for source, _ in pairs]
    sources = [
        framed(pieces, source, alone.terms, alone.country) for (source, _), alone in zip(pairs, read, strict=True)
    ]
    targets = [
        [*pieces.start, *as_written(pieces, source, english)]
        for source, (_, english) in zip(sources, pairs, strict=True)
    ]
    results = engine.translator.score_batch([*map(list, sources)], targets, max_input_length=0)
    return [fmean(result.log_probs[len(pieces.start) :]) for result in results]


def as_written(pieces: Pieces, source: Sequence[str], english: str) -> list[str]:
    """The tokens that a model would write for an English text: with a slot wherever the source has the word in one."""
    if not isinstance(pieces, SentencePieces):
        return pieces.encode(english)
    if pieces.has_slots:
        held = slots.contents(pieces.joined(pieces.source, source))
        for slot, word in held.items():
            if " " in word:  # a name of several words is copied as one
                english = english.replace(word, slot)
        english = slots.emptied(english, held)
    tokens = pieces.target.encode(english, out_type=str)
    return [token if pieces.is_text(token) else pieces.unknown for token in tokens]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path, nargs="+")
    parser.add_argument("--faults", type=Path, default=Path(__file__).parents[1] / "tests" / "data" / "faults.tsv")
    parser.add_argument("--systems", type=Path, nargs="*", default=[])
    parser.add_argument("--model", type=Path)
    parser.add_argument("--preset", default=presets.DEFAULT, help="whose search settings the model gets (%(default)s)")
    parser.add_argument("--first", type=int, default=200, help="how many pairs the model translates (%(default)s)")
    options = parser.parse_args()

    sets = {path.stem or path.name: read(path) for path in options.pairs}
    flags = [flag for flag in BADNESS if flag != "unlikely"]
    print("False alarms on good translations, %\n")
    print(heading("pairs", "n", *flags, "any"))
    for name, pairs in sets.items():
        print(false_alarms(name, pairs))
    print("\nDetection, %\n")
    gone = ("last half gone", "last third gone", "middle third gone")
    print(heading("pairs", f"{LOOPS} loops", "false", "shuffled", "shuffled alike", *gone, "false"))
    for name, pairs in sets.items():
        print(detection(name, pairs))
    print("\nBuilt faults, found of made\n")
    print(heading("flag", "made", "found"))
    print(*built(options.faults), sep="\n")
    for path in options.systems:
        print(f"\nFlags in published outputs, {path.stem}, %\n")
        print(heading("system", *flags))
        print(*published(path), sep="\n")
    if options.model:
        print("\nBy the model's own score\n")
        below = f"unlikely ({ACCEPTED:.0%} of its own below)"
        print(heading("model", "n", below, "shuffled alike", "found by score, %", "or without, %"))
        pairs = next(iter(sets.values()))
        chosen = random.Random(4).sample(pairs, min(options.first, len(pairs)))
        print(row(options.model.name, *by_score(engine_of(options.model, options.preset), chosen)))


if __name__ == "__main__":
    main()
