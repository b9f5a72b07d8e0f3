"""Int8 that says the same on every CPU: CTranslate2's converter, with weights of seven bits.

CPUs without VNNI add two products of eight bits in sixteen and cut what is over (oneDNN, "Nuances of int8 computations"):
with weights up to 127 that cost the compact model 1 to 2 BLEU there. Up to 63 nothing is ever over.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.converters import TransformersConverter
from ctranslate2.specs.model_spec import ModelSpec, NumpyVariable, Variable, visit_spec

SHARE = np.float32(63 / 127)


class SevenBitConverter(TransformersConverter):  # type: ignore[misc]
    def convert(self, output_dir: str, quantization: str) -> None:
        """As the converter of CTranslate2, which has no step between making whole numbers of weights and writing them."""
        spec = self._load()
        spec.validate()
        spec.optimize(quantization)
        narrow(spec)
        Path(output_dir).mkdir(parents=True)
        spec.save(output_dir)


def narrow(spec: ModelSpec) -> None:
    """Make the int8 weights of a network whole numbers up to 63."""

    def one(layer: Any, name: str, value: Any) -> None:
        key = name.rpartition("/")[2]
        scale = getattr(layer, f"{key}_scale", None)
        if isinstance(scale, Variable) and isinstance(value, Variable) and value.dtype == "int8":
            setattr(layer, key, NumpyVariable(np.rint(value.numpy() * SHARE).astype(np.int8)))
            setattr(layer, f"{key}_scale", NumpyVariable(scale.numpy() * SHARE))

    visit_spec(spec, one)
