"""Hugging Face seq2seq checkpoints in CTranslate2's format: converted once, kept in the user's cache."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock

from summarizer.engines import checkpoint as checkpoints
from summarizer.engines import integrity
from summarizer.engines import pieces as vocabularies
from summarizer.engines.checkpoint import Checkpoint
from summarizer.engines.pieces import MARIAN_FILES, Pieces
from summarizer.engines.seven_bits import SevenBitConverter
from summarizer.errors import EngineError, InputError
from summarizer.glossing import LEXICON

QUANTISATIONS = ("int8", "int8_float32", "int8_float16", "int8_bfloat16", "int16", "float16", "bfloat16", "float32")
TOKENIZER_FILES = (*MARIAN_FILES, LEXICON, "tokenizer*.json", "special_tokens_map.json", "added_tokens.json", "*.model")


def cache() -> Path:
    """Where converted models are kept: `$KHULASA_CACHE`, else `khulasa` in the user's cache folder."""
    if chosen := os.environ.get("KHULASA_CACHE"):
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "khulasa"


def converted(model: str, *, revision: str | None, quantisation: str, **languages: str | None) -> Path:
    """The folder of the converted model, made now if it is not in the cache (which needs torch and some memory).

    Two processes that ask at once make it once; one that is killed leaves nothing that could be taken for a model.
    `languages` as for `pieces.load`. Raises `InputError` for an unknown quantisation, `EngineError` when the checkpoint
    is missing, damaged or of another kind.
    """
    if quantisation not in QUANTISATIONS:
        raise InputError(f"compute_type is {quantisation!r}; choose one of {', '.join(QUANTISATIONS)}")
    found = checkpoints.find(model, revision=revision)
    name = re.sub(r"[^\w.-]+", "--", found.model)
    folder = cache() / "ct2" / f"{name}@{found.revision.removeprefix('sha256:')[:12]}-{quantisation}"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{folder}.lock"):
            if not folder.is_dir():
                partial = folder.with_name(f"{folder.name}.partial")
                shutil.rmtree(partial, ignore_errors=True)  # of a process that was killed: the lock is ours
                convert(found, partial, quantisation, **languages)
                partial.rename(folder)
    except OSError as error:
        raise EngineError(
            f"the converted model cannot be kept in {folder.parent} ({error}); free some space or set KHULASA_CACHE "
            "to a folder you can write to"
        ) from error
    return folder


def convert(found: Checkpoint, folder: Path, quantisation: str, **languages: str | None) -> None:
    """Write CTranslate2's files, the tokenizer's files and a manifest of both into a new folder."""
    pieces = vocabularies.load(found.folder, **languages)
    model = checkpoints.load(found, pieces)
    positions = checkpoints.positions(model)
    padding = model.get_input_embeddings().weight[model.config.pad_token_id]
    if model.config.model_type == "marian" and bool(padding.any()):
        # a fine-tuned Marian can have learnt one; CTranslate2 always starts Marian's decoder from zero
        raise EngineError(
            f"{found.model} starts from a padding vector that is not zero, which CTranslate2 would change; use the "
            "seq2seq engine for it, or set that row of its embeddings to zero"
        )
    try:
        Converter(found.folder, model, pieces).convert(str(folder), quantisation)
    except (ValueError, NotImplementedError, AttributeError) as error:
        raise EngineError(
            f"CTranslate2 cannot convert {found.model} ({error}); use the seq2seq engine for it"
        ) from error
    for path in {path for pattern in TOKENIZER_FILES for path in found.folder.glob(pattern)}:
        shutil.copyfile(path, folder / path.name)
    integrity.write(folder, model=found.model, revision=found.revision, positions=positions)


class Converter(SevenBitConverter):
    """CTranslate2's converter, given a network that was checked and the vocabulary that the engine will use."""

    def __init__(self, folder: Path, model: Any, pieces: Pieces):
        super().__init__(str(folder))
        self.model = model
        # The converter takes this flag to mean that T5 scales its output. transformers 5 sets it for every T5 and says
        # the truth elsewhere; without this, mT5, which does not scale, gets log-probabilities that are nearly flat.
        if hasattr(model.config, "tie_word_embeddings"):
            model.config.tie_word_embeddings = getattr(model.config, "scale_decoder_outputs", False)
        self.vocabulary = Vocabulary(pieces, model.config)

    def load_model(self, model_class: Any, model_name_or_path: str, **kwargs: Any) -> Any:
        return self.model

    def load_tokenizer(self, tokenizer_class: Any, model_name_or_path: str, **kwargs: Any) -> Vocabulary:
        return self.vocabulary


class Vocabulary:
    """What the converter asks of a tokenizer, answered from the pieces: a tokenizer may not list all its languages."""

    special_tokens_map: Mapping[str, list[str]] = {}

    def __init__(self, pieces: Pieces, config: Any):
        self.ids = dict(pieces.vocabulary)
        self.tokens = list(self.ids)
        self.eos_token, self.unk_token = pieces.end, pieces.unknown
        self.unk_token_id = self.ids[pieces.unknown]
        beginning = getattr(config, "bos_token_id", None)
        self.bos_token = self.convert_ids_to_tokens(config.eos_token_id if beginning is None else beginning)
        self.pad_token = self.convert_ids_to_tokens(config.pad_token_id)

    def get_vocab(self) -> dict[str, int]:
        return self.ids

    def convert_ids_to_tokens(self, number: int) -> str:
        return self.tokens[number]
