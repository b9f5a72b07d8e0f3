"""Public test sets by name, through the `datasets` library; nothing is fetched unless one is asked for.

Terms apply: FLORES+ asks for a login (`hf auth login`) and must not be republished in plain text; CrossSum is
non-commercial.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from eval.needs import needed
from eval.sets import DataSet, Sample, cleaned, made
from summarizer.errors import EngineError


def rows(name: str, config: str, split: str, **options: Any) -> list[dict[str, Any]]:
    """The rows of a data set on the hub. Raises `EngineError` saying what to do when it cannot be had."""
    datasets = needed("datasets", "pip install 'datasets>=4'")
    try:
        return list(datasets.load_dataset(name, config, split=split, **options))
    except (OSError, ValueError, RuntimeError) as error:
        raise EngineError(
            f"the data set {name} ({config}) cannot be loaded: {error}; it needs the network, for gated sets "
            "`hf auth login`, or a copy in the cache; or give a set by its path instead"
        ) from error


def flores_plus() -> list[Sample]:
    arabic, english = (rows("openlanguagedata/flores_plus", code, "devtest") for code in ("arb_Arab", "eng_Latn"))
    return [
        Sample(str(number), cleaned([ar["text"]]), paragraphs_en=(en["text"],))
        for number, (ar, en) in enumerate(zip(arabic, english, strict=True), 1)
    ]


def ntrex() -> list[Sample]:
    return [
        Sample(str(number), cleaned([row["arb_Arab"]]), paragraphs_en=(row["eng_Latn"],))
        for number, row in enumerate(rows("mteb/NTREX", "default", "test"), 1)
    ]


def wmt24pp() -> list[Sample]:
    return [
        Sample(str(number), cleaned([row["target"]]), paragraphs_en=(row["source"],), genre=row.get("domain", ""))
        for number, row in enumerate(rows("google/wmt24pp", "en-ar_SA", "train"), 1)
        if not row.get("is_bad_source")
    ]


def crosssum() -> list[Sample]:
    # the set's own loading script is code from the hub; its Parquet copy is data
    found = rows("csebuetnlp/CrossSum", "arabic-english", "test", revision="refs/convert/parquet")
    return [
        Sample(str(number), cleaned(row["text"].splitlines()), summaries=(row["summary"],))
        for number, row in enumerate(found, 1)
    ]


SETS: dict[str, Callable[[], list[Sample]]] = {
    "flores-plus": flores_plus,
    "ntrex": ntrex,
    "wmt24pp": wmt24pp,
    "crosssum": crosssum,
}


def load(name: str) -> DataSet:
    """The set of that name, with a fingerprint of its texts."""
    samples = SETS[name]()
    content = json.dumps([[s.paragraphs, s.paragraphs_en, s.summaries] for s in samples], ensure_ascii=False)
    return made(name, samples, hashlib.sha256(content.encode()).hexdigest())
