"""A trained network made larger, to go on from: `python -m training.grow RUN/checkpoint.pt --deeper 1 3 --out RUN/grown.pt`.

Twice as wide: every number in the network gets a twin, and what reads the two shares its weight between them at random,
so the wider network says what the narrow one said while its halves can learn different things (Net2Net, Chen et al. 2016;
for Transformers bert2BERT, Chen et al. 2022). Only the positions differ a little: twins have neighbouring frequencies.

Deeper: behind an encoder layer comes another that adds nothing yet (fixed-update initialisation of what it says: zero). Its
norms pass on what was normalised before, up to a factor for each token, which costs nothing measurable anywhere but
behind the last layer.
"""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterator
from dataclasses import asdict, replace
from pathlib import Path

import torch
from torch import Tensor

from training.model import Shape

UNEVEN = 0.25
"""How far the share of a twin may be from a half."""


def widened(weights: dict[str, Tensor], shape: Shape) -> tuple[dict[str, Tensor], Shape]:
    """The weights and the shape of a network of twice the width, feed-forward width and heads."""
    wide = replace(shape, width=2 * shape.width, feed_forward=2 * shape.feed_forward, heads=2 * shape.heads)
    return dict(twins(weights, shape)), wide


def deepened(weights: dict[str, Tensor], shape: Shape, behind: Collection[int]) -> tuple[dict[str, Tensor], Shape]:
    """The weights and the shape of a network with one more encoder layer behind each of those named, counted from 0."""
    if not all(0 <= number < shape.encoder_layers - 1 for number in behind):
        raise SystemExit(f"grow: a layer can come behind those from 0 to {shape.encoder_layers - 2}")
    grown = {name: weight for name, weight in weights.items() if not name.startswith("encoder.")}
    place = 0
    for number in range(shape.encoder_layers):
        prefix = f"encoder.{number}."
        layer = {name.removeprefix(prefix): weight for name, weight in weights.items() if name.startswith(prefix)}
        for copy in [layer, silent(layer)] if number in behind else [layer]:
            grown |= {f"encoder.{place}.{name}": weight for name, weight in copy.items()}
            place += 1
    return grown, replace(shape, encoder_layers=place)


def silent(layer: dict[str, Tensor]) -> dict[str, Tensor]:
    """A layer like the one before it that says nothing yet, and norms that undo themselves."""
    gain, shift = layer["final_norm.weight"], layer["final_norm.bias"]
    # how far the numbers behind that norm spread, and around what
    spread, middle = (gain.square().mean() + shift.var(unbiased=False)).sqrt(), shift.mean()
    copy = {name: weight.clone() for name, weight in layer.items()}
    for part in ("attention.out", "fall"):
        copy[f"{part}.weight"].zero_()
        copy[f"{part}.bias"].zero_()
    for part in ("attention_norm", "final_norm"):
        copy[f"{part}.weight"].fill_(spread)
        copy[f"{part}.bias"].fill_(middle)
    return copy


def twins(weights: dict[str, Tensor], shape: Shape) -> Iterator[tuple[str, Tensor]]:
    side_by_side = torch.arange(2 * shape.width) // 2
    # heads stay what they are, each beside its twin
    by_head = torch.arange(shape.width).view(shape.heads, -1).repeat_interleave(2, 0).flatten()
    last = f"decoder.{shape.decoder_layers - 1}.final_norm."
    for name, weight in weights.items():
        parts = name.split(".")
        if name == "embedding":  # read with the square root of the width as a factor
            yield name, weight[:, side_by_side] / 2**0.5
        elif name == "bias":
            yield name, weight
        elif weight.dim() == 1:
            order = by_head if parts[-2] in "qkv" else torch.arange(2 * len(weight)) // 2
            # what the last norm says meets the embedding, whose twins say it 2 / √2 times
            yield name, weight[order] / (2**0.5 if name.startswith(last) else 1)
        else:
            rows = by_head if parts[-2] in "qkv" else torch.arange(2 * weight.shape[0]) // 2
            columns = by_head if parts[-2] == "out" else torch.arange(2 * weight.shape[1]) // 2
            yield name, weight[rows][:, columns] * shares(weight.shape[1])[columns, twin(columns)]


def twin(columns: Tensor) -> Tensor:
    """0 for the first column that stands for an old one, 1 for the second."""
    seen = columns[:, None] == columns[None, :]
    return seen.tril(-1).sum(1)


def shares(count: int) -> Tensor:
    """What each of two twins gets of one weight, (count, 2); a row sums to one."""
    first = 0.5 + UNEVEN * (2 * torch.rand(count) - 1)
    return torch.stack([first, 1 - first], 1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument(
        "--deeper", type=int, nargs="*", default=[], help="encoder layers that get another behind them, from 0"
    )
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    torch.manual_seed(1)
    state = torch.load(arguments.checkpoint, map_location="cpu", weights_only=True)
    average, shape = widened(*deepened(state["average"], Shape(**state["shape"]), arguments.deeper))
    torch.save({"average": average, "shape": asdict(shape)}, arguments.out)
    print(f"{sum(weight.numel() for weight in average.values()) / 1e6:.1f} M parameters, {shape}")
