"""Train the compact model: `python -m training.train --data DATA --out RUN --minutes 120`. Stops and resumes at any moment.

The learning rate holds for a fifth of the minutes given and then falls in a straight line to almost nothing, whatever the
machine's speed, so a run always ends well; `--from CHECKPOINT` starts another run from the weights of an earlier one.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import signal
import time
from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from summarizer.glossing import LEXICON, Glosser, Lexicon
from summarizer.slots import SLOTS
from training import data
from training.model import Shape, Translator
from training.muon import StackedMuon
from training.slotting import slotted
from training.vocab import Vocabulary

REPORT = 300  # seconds at most, or a tenth of the budget, between two reports and checkpoints
SHARD = 12_000  # pairs drawn, cut and sorted at a time
ROUND = 8 if torch.cuda.is_available() else 4  # lengths are rounded up, so that few shapes occur and kernels are reused


class Batches(IterableDataset[tuple[Tensor, Tensor]]):
    """Endless batches of pairs drawn by weight, each batch of like lengths, the batches of a shard in random order."""

    def __init__(self, pairs: list[data.Pair], vocabulary: Vocabulary, settings: dict[str, Any], seed: int):
        self.pairs, self.vocabulary, self.settings, self.seed = pairs, vocabulary, settings, seed
        self.words = [len(pair.english.split()) for pair in pairs]
        self.progress = torch.zeros(()).share_memory_()
        """Share of the training that is behind us, set by the training loop; what is drawn depends on it."""

    def in_turn(self, chooser: random.Random) -> Iterator[data.Pair]:
        """Endless pairs in random order, each as often as its weight says, none again before all had their turn.

        Pairs that are longer than the curriculum allows now are passed over. Each worker has its own share of the pairs.
        """
        worker = get_worker_info()
        own = range(worker.id if worker else 0, len(self.pairs), worker.num_workers if worker else 1)
        if not any(self.pairs[at].weight > 0 for at in own):
            raise ValueError("a worker has no pair to draw; give fewer workers or more pairs with a weight over 0")
        while True:
            turn = [at for at in own for _ in range(int(self.pairs[at].weight + chooser.random()))]
            chooser.shuffle(turn)
            longest = [words for until, words in self.settings["curriculum"] if self.progress < until]
            yield from (self.pairs[at] for at in turn if not longest or self.words[at] <= longest[0])

    def cut(self, pair: data.Pair, chooser: random.Random) -> tuple[list[int], list[int]]:
        arabic, english = pair.arabic, pair.english
        if chooser.random() < self.settings["noise"]:
            arabic, english = data.misspelt(arabic, english, chooser)
        arabic = data.forgetting(arabic, self.settings["forgetting"], chooser)
        arabic, english = slotted(arabic, english, self.vocabulary.is_broken, chooser.randrange(len(SLOTS)))
        sample = chooser.random() < self.settings["sampling"]
        return self.vocabulary.encode(arabic, sample=sample), self.vocabulary.encode(english)

    def shard(self, drawn: list[data.Pair], chooser: random.Random) -> list[tuple[list[int], list[int]]]:
        """Pairs as ids, some behind another one, those left out that are too long."""
        most_source, most_target = self.settings["max_tokens"]
        for at in range(1, len(drawn), 2):
            if chooser.random() < self.settings["together"]:
                drawn[at] = data.together(drawn[at - 1], drawn[at])
        return [
            (source, target)
            for source, target in (self.cut(pair, chooser) for pair in drawn)
            # an English side may hold a sign that folds to Arabic; such a pair cannot be learnt
            if len(source) <= most_source and len(target) <= most_target and max(target) < self.vocabulary.target_size
        ]

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        worker = get_worker_info()
        chooser, padding = random.Random(f"{self.seed} {worker.id if worker else 0}"), self.vocabulary.size - 1
        pairs = self.in_turn(chooser)
        while True:
            drawn = self.shard(list(islice(pairs, SHARD)), chooser)
            drawn.sort(key=lambda pair: (len(pair[1]) // ROUND, len(pair[0])))
            batches = list(split(drawn, self.settings["batch_tokens"]))
            chooser.shuffle(batches)
            for batch in batches:
                yield pad([s for s, _ in batch], padding), pad([t for _, t in batch], padding)


def split(pairs: list[tuple[list[int], list[int]]], budget: int) -> Iterator[list[tuple[list[int], list[int]]]]:
    batch: list[tuple[list[int], list[int]]] = []
    longest = 0, 0
    for pair in pairs:
        longest = max(longest[0], len(pair[0])), max(longest[1], len(pair[1]))
        if batch and sum(longest) * (len(batch) + 1) > budget:
            yield batch
            batch, longest = [], (len(pair[0]), len(pair[1]))
        batch.append(pair)
    if batch:
        yield batch


def pad(rows: list[list[int]], padding: int) -> Tensor:
    width = -(-max(map(len, rows)) // ROUND) * ROUND
    return torch.tensor([row + [padding] * (width - len(row)) for row in rows])


def optimizers(model: Translator, settings: dict[str, Any]) -> list[torch.optim.Optimizer]:
    """Muon (Jordan 2024) for the matrices inside the layers, AdamW for embeddings, biases and norms.

    Muon computes in bfloat16 whatever it is given, so in float32 AdamW does everything.
    """
    hidden = [p for n, p in model.named_parameters() if p.dim() == 2 and n != "embedding"]
    other = [p for n, p in model.named_parameters() if p.dim() != 2 or n == "embedding"]
    rate = settings["learning_rate"]
    first: torch.optim.Optimizer = (
        torch.optim.AdamW(hidden, rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
        if settings["precision"] == "float32"
        else StackedMuon(hidden, rate, weight_decay=0.01)
    )
    return [first, torch.optim.AdamW(other, rate, betas=(0.9, 0.98), weight_decay=0.0, fused=True)]


def development(
    settings: dict[str, Any], folder: Path, vocabulary: Vocabulary, glosser: Glosser
) -> dict[str, list[tuple[Tensor, Tensor]]]:
    sets = {}
    for pattern in settings["held_out"]["development"]:
        for path in data.find(pattern, folder):
            texts = [
                slotted(glosser.annotate(arabic), english, vocabulary.is_broken)
                for arabic, english in list(data.read(path))[:120]
            ]
            pairs = [(vocabulary.encode(arabic), vocabulary.encode(english)) for arabic, english in texts]
            pairs = sorted((p for p in pairs if max(map(len, p)) <= 240), key=lambda pair: len(pair[1]))
            padding = vocabulary.size - 1
            sets[path.stem] = [
                (pad([s for s, _ in b], padding), pad([t for _, t in b], padding)) for b in split(pairs, 9000)
            ]
    return sets


@torch.no_grad()
def loss_on(model: Translator, batches: list[tuple[Tensor, Tensor]], device: str, dtype: torch.dtype) -> float:
    model.eval()
    total = count = 0.0
    with torch.compiler.set_stance("force_eager"):  # compiling for a few batches costs more than it brings
        for source, target in batches:
            tokens = int((target != model.padding).sum())
            total += float(model(source.to(device), target.to(device), dtype=dtype)) * tokens
            count += tokens
    model.train()
    return total / count


def save(path: Path, state: dict[str, Any]) -> None:
    """Write beside and rename, so that a killed run never leaves half a checkpoint."""
    torch.save(state, path.with_suffix(".partial"))
    path.with_suffix(".partial").rename(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the parallel text")
    parser.add_argument(
        "--out", type=Path, required=True, help="folder with the vocabulary; checkpoints and log go here"
    )
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--from", dest="start", type=Path, help="checkpoint whose weights a new run starts from")
    parser.add_argument("--recipe", type=Path, default=data.HERE / "recipe.toml")
    parser.add_argument("--name", default="checkpoint")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=0, help="processes that draw and cut pairs; a GPU needs a dozen")
    arguments = parser.parse_args()
    train(
        data.recipe(arguments.recipe),
        arguments.data,
        arguments.out,
        minutes=arguments.minutes,
        start=arguments.start,
        name=arguments.name,
        seed=arguments.seed,
        workers=arguments.workers,
    )


def train(
    settings: dict[str, Any],
    folder: Path,
    out: Path,
    *,
    minutes: float = math.inf,
    most_pairs: float = math.inf,
    start: Path | None = None,
    name: str = "checkpoint",
    seed: int = 1,
    workers: int = 0,
) -> None:
    """Train on `out`/pairs.tsv, or go on from `out`/`name`.pt; checkpoints and the log, `name`.jsonl, are written there.

    It is over after so many minutes or pairs, whichever comes first; the learning rate falls with what is used up.
    """
    if min(minutes, most_pairs) <= 0:
        raise SystemExit("train: nothing is learnt in no time; give more than 0 minutes and pairs")
    training = settings["training"]
    torch.manual_seed(seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    dtype = getattr(torch, training["precision"])

    vocabulary = Vocabulary(out)
    shape = Shape(vocabulary.size, vocabulary.target_size, **settings["model"])
    model = Translator(shape, training["dropout"]).to(device)
    if training["compiled"]:
        for layer in (*model.encoder, *model.decoder):
            layer.compile(dynamic=True)  # once for all lengths and for each kind of layer
    average = {name: parameter.detach().clone() for name, parameter in model.named_parameters()}
    steppers = optimizers(model, training)
    step, spent, seen = 0, 0.0, 0
    path = out / f"{name}.pt"
    if path.exists():
        state = torch.load(path, map_location=device, weights_only=True)
        if start and state.get("start", str(start)) != str(start):
            raise SystemExit(
                f"train: {path} is of a run that did not start from {start}; give this one another --name, or leave "
                "--from out to go on with that run"
            )
        model.load_state_dict(state["model"])
        average = state["average"]
        for stepper, saved in zip(steppers, state["optimizers"], strict=True):
            stepper.load_state_dict(saved)
        step, spent, seen = state["step"], state["spent"], state["seen"]
    elif start:
        state = torch.load(start, map_location=device, weights_only=True)
        if state["shape"] != asdict(shape):
            raise SystemExit(
                f"train: {start} holds a network of another shape ({state['shape']}) than the recipe's "
                f"({asdict(shape)}); `python -m training.grow` makes one larger"
            )
        model.load_state_dict(state["average"])
        average = {name: parameter.detach().clone() for name, parameter in model.named_parameters()}

    pairs = list(data.annotated(out / "pairs.tsv"))
    held = development(settings, folder, vocabulary, Glosser(Lexicon(out / LEXICON)))
    drawn = Batches(pairs, vocabulary, training, seed=seed + step)
    batches = iter(
        DataLoader(
            drawn,
            batch_size=None,
            num_workers=workers,
            prefetch_factor=8 if workers else None,
            pin_memory=device == "cuda",
        )
    )
    log = (out / f"{name}.jsonl").open("a", encoding="utf-8")
    print(
        f"{sum(p.numel() for p in model.parameters()) / 1e6:.1f} M parameters, {len(pairs)} pairs, {device}", flush=True
    )

    stop = False

    def ask_to_stop(*_: object) -> None:
        nonlocal stop
        stop = True

    before = signal.signal(signal.SIGTERM, ask_to_stop)
    budget = minutes * 60
    mark, tokens, loss_sum, loss_count, reported = time.monotonic(), 0, torch.zeros(()), 0, spent
    progress = max(spent / budget, seen / most_pairs)
    over, tenth = progress >= 1, int(10 * progress)
    while not over:  # a wish to stop is heard once a step, so that what was learnt is always saved
        drawn.progress.fill_(progress)
        source, target = next(batches)
        rate = min(1.0, (step + 1) / training["warmup_steps"], max(0.02, 1 - progress) * 1.25)
        for stepper in steppers:
            for group in stepper.param_groups:
                group["lr"] = training["learning_rate"] * rate
        loss = model(
            source.to(device, non_blocking=True),
            target.to(device, non_blocking=True),
            smoothing=training["smoothing"],
            guidance=training["guidance"],
            agreement=training["agreement"] if progress >= training["agreement_from"] else 0,
            dtype=dtype,
        )
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for stepper in steppers:
            stepper.step()
            stepper.zero_grad()
        step, seen, tokens = step + 1, seen + len(source), tokens + target.numel()
        decay = min(training["average_decay"], (step + 1) / (step + 10))
        torch._foreach_lerp_(list(average.values()), [p.detach() for p in model.parameters()], 1 - decay)
        loss_sum, loss_count = loss_sum + loss.detach(), loss_count + 1  # not yet a number: a GPU would be waited for
        now = time.monotonic()
        spent, mark = spent + now - mark, now
        progress = max(spent / budget, seen / most_pairs)
        over = stop or progress >= 1
        if over or int(10 * progress) > tenth or spent - reported > REPORT:
            current = {name: parameter.detach().clone() for name, parameter in model.named_parameters()}
            model.load_state_dict(average, strict=False)
            losses = {name: round(loss_on(model, batches_, device, dtype), 3) for name, batches_ in held.items()}
            model.load_state_dict(current, strict=False)
            line = {"minutes": round(spent / 60, 1), "step": step, "pairs": seen, "loss": round(float(loss_sum) / loss_count, 3), **losses,
                    "tokens_per_s": round(tokens / max(spent - reported, 1e-9)), "rate": round(rate, 3)}  # fmt: skip
            print(json.dumps(line), flush=True)
            log.write(json.dumps(line) + "\n")
            log.flush()
            save(path, {"model": model.state_dict(), "average": average, "optimizers": [s.state_dict() for s in steppers],
                        "step": step, "spent": spent, "seen": seen, "shape": asdict(shape), "start": str(start or "")})  # fmt: skip
            tokens, loss_sum, loss_count, reported, tenth = 0, torch.zeros(()), 0, spent, int(10 * progress)
            mark = time.monotonic()
    signal.signal(signal.SIGTERM, before)
    log.close()
    if stop and progress < 1:
        raise SystemExit(f"train: stopped as asked after {seen} pairs; the same command goes on from {path}")


if __name__ == "__main__":
    main()
