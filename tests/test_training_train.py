"""Training end to end, with a network small enough to train here: it learns, goes on where it stopped, and refuses another shape."""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from training import data, export, parts  # noqa: E402
from training.muon import StackedMuon  # noqa: E402
from training.train import Batches, train  # noqa: E402
from training.vocab import Vocabulary  # noqa: E402

COMPACT = Path(export.__file__).parents[1] / "summarizer" / "compact"
PAIRS = [("وصل arrived الوزير the minister", "The minister arrived."), ("عاد returned الوفد the delegation", "The delegation returned.")]  # fmt: skip


def settings(**model: int) -> dict[str, Any]:
    recipe = data.recipe()
    recipe["model"] = {"width": 32, "feed_forward": 32, "heads": 2, "encoder_layers": 1, "decoder_layers": 1, **model}
    recipe["training"] |= {"precision": "float32", "batch_tokens": 400, "agreement": 0, "warmup_steps": 5}
    recipe["held_out"]["development"] = ["held.tsv"]
    return recipe


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("training.train.SHARD", 40)
    export.copy_text_files(COMPACT, tmp_path)
    (tmp_path / "pairs.tsv").write_text("".join(f"{ar}\t{en}\t1.0\n" for ar, en in PAIRS), encoding="utf-8")
    (tmp_path / "held.tsv").write_text("وصل الوزير\tThe minister arrived.\n", encoding="utf-8")
    return tmp_path


def lines(path: Path) -> list[dict[str, float]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_it_learns_and_goes_on_where_it_stopped(run: Path) -> None:
    train(settings(), run, run, most_pairs=900)
    first = lines(run / "checkpoint.jsonl")
    assert first[-1]["loss"] < first[0]["loss"]
    train(settings(), run, run, most_pairs=1200)
    assert lines(run / "checkpoint.jsonl")[-1]["pairs"] > first[-1]["pairs"]
    train(settings(), run, run, most_pairs=300, start=run / "checkpoint.pt", name="next")
    with pytest.raises(SystemExit, match="another --name"):
        train(settings(), run, run, most_pairs=300, start=run / "next.pt")
    again = lines(run / "next.jsonl")[-1]
    assert again["pairs"] < first[-1]["pairs"]  # counted anew
    assert again["held"] < first[0]["held"]  # from the weights of the first run


def test_each_pair_has_its_turn_as_often_as_its_weight_says() -> None:
    weights = {"once": 1.0, "twice": 2.0, "never": 0.0, "half": 0.5}
    pairs = [data.Pair(name, "The minister arrived.", weight) for name, weight in weights.items()]
    settings = {"curriculum": []}
    drawn = Batches(pairs, Vocabulary(COMPACT), settings, seed=1).in_turn(random.Random(1))
    turns = Counter(pair.arabic for pair in islice(drawn, 3500))
    assert turns["twice"] == pytest.approx(2 * turns["once"], abs=2)
    assert turns["half"] == pytest.approx(turns["once"] / 2, rel=0.2)
    assert not turns["never"]
    alike = [data.Pair(str(number), "The minister arrived.", 1.0) for number in range(50)]
    first = islice(Batches(alike, Vocabulary(COMPACT), settings, seed=1).in_turn(random.Random(1)), 50)
    assert len({pair.arabic for pair in first}) == 50


def test_a_network_of_another_shape_is_refused(run: Path) -> None:
    train(settings(), run, run, most_pairs=60)
    with pytest.raises(SystemExit, match="another shape"):
        train(settings(width=64), run, run, most_pairs=60, start=run / "checkpoint.pt", name="wide")


def test_a_budget_of_pairs_is_kept_and_a_stop_is_no_end(run: Path) -> None:
    train(settings(), run, run, most_pairs=50)
    assert 50 <= lines(run / "checkpoint.jsonl")[-1]["pairs"] < 100
    handler = signal.getsignal(signal.SIGTERM)

    def ask_to_stop() -> None:
        while signal.getsignal(signal.SIGTERM) == handler:
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=ask_to_stop, daemon=True).start()
    with pytest.raises(SystemExit, match="goes on"):
        train(settings(), run, run, minutes=1, name="stopped")
    assert (run / "stopped.pt").exists()
    assert signal.getsignal(signal.SIGTERM) == handler


def test_a_part_is_all_that_is_added_to_the_open_text() -> None:
    recipe = data.recipe()
    for part, added in parts.PARTS.items():
        left = parts.only(recipe, added)
        ours = {name for name in left["sources"] if not name.startswith("parallel/")}
        assert bool(ours) == bool([name for name in added if name != "grammar"]), part
        assert all(name.startswith(tuple(added)) for name in ours)
        assert (left["grammar"]["pairs"] == 0) == ("grammar" not in added)
    assert parts.only(recipe, parts.PARTS["all that is ours"]) == recipe
    assert not parts.only(recipe, [])["lexicon"]["corrections"]


def test_an_alignment_of_other_pairs_is_refused(tmp_path: Path) -> None:
    (tmp_path / "links.txt").write_text("0-0 1-1\n")
    pair = data.Pair("وصل الوزير", "The minister arrived", 1.0)
    assert parts.links_of([pair], tmp_path / "links.txt") == [{(0, 0), (1, 1)}]
    with pytest.raises(SystemExit, match="another recipe"):
        parts.links_of([pair, pair], tmp_path / "links.txt")


def test_stacked_muon_steps_as_torch_does() -> None:
    torch.manual_seed(1)
    ours = [torch.nn.Parameter(torch.randn(shape)) for shape in ((8, 8), (16, 8), (8, 8), (8, 16))]
    theirs = [torch.nn.Parameter(parameter.detach().clone()) for parameter in ours]
    stacked = StackedMuon(ours, 1.0, weight_decay=0.1)
    single = torch.optim.Muon(theirs, 1.0, weight_decay=0.1, adjust_lr_fn="match_rms_adamw")
    for _ in range(4):
        for one, other in zip(ours, theirs, strict=True):
            one.grad = torch.randn_like(one)
            other.grad = one.grad.clone()
        stacked.step()
        single.step()
        resumed = StackedMuon(ours, 1.0, weight_decay=0.1)
        resumed.load_state_dict(stacked.state_dict())
        stacked = resumed
    for one, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0.02)  # bfloat16 inside
    stacked.load_state_dict(single.state_dict())
    with pytest.raises(ValueError, match="--from"):
        stacked.step()


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # the compiler warns of what it does itself
def test_compiled_layers_train_as_the_others_do(run: Path) -> None:
    for compiled in (False, True):
        recipe = settings()
        recipe["training"] |= {"compiled": compiled, "dropout": 0.0}
        train(recipe, run, run, most_pairs=120, name=str(compiled))
    plain, fast = (lines(run / f"{compiled}.jsonl")[-1] for compiled in (False, True))
    assert fast["held"] == pytest.approx(plain["held"], abs=0.01)
