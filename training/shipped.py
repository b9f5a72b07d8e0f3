"""Reads a shipped model back: CTranslate2's int8 `model.bin` to our weights in float32."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from training.model import Shape
from training.vocab import Vocabulary

TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)
"""What CTranslate2's numbers for types of data mean."""
FUSED = {
    "self_attention": (("attention.q", "attention.k", "attention.v"), ("attention.out",)),
    "attention": (("cross.q",), ("cross.k", "cross.v"), ("cross.out",)),
    "ffn": (("rise",), ("fall",)),
}
"""The linear layers of each block in CTranslate2's order; what one of them holds of ours, one below the other."""
NORMS = {"self_attention": "attention_norm", "attention": "cross_norm", "ffn": "final_norm"}


@dataclass(frozen=True)
class Binary:
    """The little-endian numbers and strings of CTranslate2's format, version 6 (its `model_spec.py` writes them)."""

    file: BufferedReader

    def number(self, size: int) -> int:
        return int.from_bytes(self.file.read(size), "little")

    def string(self) -> str:
        return self.file.read(self.number(2)).rstrip(b"\0").decode()

    def variables(self) -> dict[str, np.ndarray[Any, Any]]:
        """Every variable by its name; what holds the same numbers is written once and has several names."""
        version, name, _ = self.number(4), self.string(), self.number(4)
        if version != 6:
            raise SystemExit(
                f"{self.file.name}: version {version} of CTranslate2's format ({name}); version 6 is read here"
            )
        found = {}
        for _ in range(self.number(4)):
            name, rank = self.string(), self.number(1)
            dimensions, kind = [self.number(4) for _ in range(rank)], self.number(1)
            found[name] = np.frombuffer(self.file.read(self.number(4)), TYPES[kind]).reshape(dimensions)
        for _ in range(self.number(4)):
            name = self.string()
            found[name] = found[self.string()]
        return found


def read(folder: Path) -> dict[str, Any]:
    """A checkpoint (`average` and `shape`) of a shipped model, as exact as int8 is."""
    with (folder / "model.bin").open("rb") as file:
        found = Binary(file).variables()
    vocabulary = Vocabulary(folder)
    embedding = dense(found, "decoder/embeddings")
    depth = {
        side: len({n.split("/")[1] for n in found if n.startswith(f"{side}/layer_")}) for side in ("encoder", "decoder")
    }
    shape = Shape(
        vocabulary.size, vocabulary.target_size, embedding.shape[1], len(found["encoder/layer_0/ffn/linear_0/weight"]),
        int(found["encoder/num_heads"]), depth["encoder"], depth["decoder"], len(found["decoder/position_encodings/encodings"]),
    )  # fmt: skip
    # the padding has no row there: it is read as zeros
    rows = torch.zeros(shape.vocabulary, shape.width)
    rows[: len(embedding)] = embedding
    average = {"embedding": rows, "bias": torch.tensor(found["decoder/projection/bias"][: shape.target_vocabulary])}
    for side, layers in depth.items():
        for number in range(layers):
            for block in FUSED:
                if f"{side}/layer_{number}/{block}/linear_0/weight" in found:
                    parts = layer(found, f"{side}/layer_{number}/{block}", block)
                    average |= {f"{side}.{number}.{name}": weight for name, weight in parts}
    return {"average": average, "shape": vars(shape)}


def layer(found: dict[str, np.ndarray[Any, Any]], prefix: str, block: str) -> Iterator[tuple[str, Tensor]]:
    for number, names in enumerate(FUSED[block]):
        weights = dense(found, f"{prefix}/linear_{number}").chunk(len(names))
        biases = torch.tensor(found[f"{prefix}/linear_{number}/bias"]).chunk(len(names))
        for name, weight, bias in zip(names, weights, biases, strict=True):
            yield f"{name}.weight", weight
            yield f"{name}.bias", bias
    yield f"{NORMS[block]}.weight", torch.tensor(found[f"{prefix}/layer_norm/gamma"])
    yield f"{NORMS[block]}.bias", torch.tensor(found[f"{prefix}/layer_norm/beta"])


def dense(found: dict[str, np.ndarray[Any, Any]], prefix: str) -> Tensor:
    """A matrix in float32: each row of its int8 numbers divided by the row's scale."""
    weight, scale = found[f"{prefix}/weight"], found[f"{prefix}/weight_scale"]
    return torch.tensor(weight, dtype=torch.float32) / torch.tensor(scale)[:, None]
