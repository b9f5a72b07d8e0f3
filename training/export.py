"""A model in any of its three forms from any other: our checkpoint, the shipped int8 folder, Hugging Face's Marian folder.

python -m training.export RUN/checkpoint.pt --out summarizer/compact                      # what is shipped
python -m training.export summarizer/compact --form transformers --out FOLDER             # for MarianMTModel
python -m training.export summarizer/compact --form checkpoint --out RUN                  # to go on training from
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from transformers import MarianConfig, MarianMTModel

from summarizer.engines import integrity
from summarizer.engines.seven_bits import SevenBitConverter
from summarizer.glossing import LEXICON
from training import shipped
from training.model import Shape

NAMES = {
    "attention.q": "self_attn.q_proj", "attention.k": "self_attn.k_proj", "attention.v": "self_attn.v_proj",
    "attention.out": "self_attn.out_proj", "attention_norm": "self_attn_layer_norm",
    "cross.q": "encoder_attn.q_proj", "cross.k": "encoder_attn.k_proj", "cross.v": "encoder_attn.v_proj",
    "cross.out": "encoder_attn.out_proj", "cross_norm": "encoder_attn_layer_norm",
    "rise": "fc1", "fall": "fc2", "final_norm": "final_layer_norm",
}  # fmt: skip
NEVER = -1e4
"""The logit of pieces that English cannot hold: no Arabic letter can come out of the model."""
GENERATED = ("config.json", "model.bin", "shared_vocabulary.json")


def renamed(weights: dict[str, Tensor], shape: Shape) -> dict[str, Tensor]:
    """Our weights under Marian's names."""
    result = {
        "model.shared.weight": weights["embedding"],
        "final_logits_bias": torch.full((1, shape.vocabulary), NEVER),
    }
    result["final_logits_bias"][0, : shape.target_vocabulary] = weights["bias"]
    for name, weight in weights.items():
        part, _, rest = name.partition(".")
        if part in ("encoder", "decoder"):
            layer, _, rest = rest.partition(".")
            module, _, kind = rest.rpartition(".")
            result[f"model.{part}.layers.{layer}.{NAMES[module]}.{kind}"] = weight
    return result


def config(shape: Shape) -> MarianConfig:
    return MarianConfig(
        vocab_size=shape.vocabulary, d_model=shape.width, max_position_embeddings=shape.max_positions,
        encoder_layers=shape.encoder_layers, decoder_layers=shape.decoder_layers,
        encoder_ffn_dim=shape.feed_forward, decoder_ffn_dim=shape.feed_forward,
        encoder_attention_heads=shape.heads, decoder_attention_heads=shape.heads, activation_function="relu",
        scale_embedding=True, share_encoder_decoder_embeddings=True, tie_word_embeddings=True,
        pad_token_id=shape.vocabulary - 1, eos_token_id=0, bos_token_id=0, decoder_start_token_id=shape.vocabulary - 1,
        forced_eos_token_id=0,
    )  # fmt: skip


def hugging_face(state: dict[str, Any], vocabulary: Path, out: Path) -> None:
    """Write a folder that `MarianMTModel.from_pretrained` and `MarianTokenizer.from_pretrained` read, in float32."""
    shape = Shape(**state["shape"])
    model = MarianMTModel(config(shape))
    model.generation_config.update(
        bad_words_ids=[[shape.vocabulary - 1]], max_length=shape.max_positions, num_beams=4, pad_token_id=shape.vocabulary - 1,
        eos_token_id=0, bos_token_id=0, decoder_start_token_id=shape.vocabulary - 1, forced_eos_token_id=0,
    )  # fmt: skip
    report = model.load_state_dict(renamed(state["average"], shape), strict=False)
    left = [
        name
        for name in report.missing_keys
        if not any(part in name for part in ("embed_tokens", "embed_positions", "lm_head"))
    ]
    if left or report.unexpected_keys:
        raise SystemExit(f"export: weights do not fit Marian: missing {left}, unexpected {report.unexpected_keys}")
    out.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(out)
    copy_text_files(vocabulary, out)
    settings = {"tokenizer_class": "MarianTokenizer", "source_lang": "ar", "target_lang": "en", "model_max_length": shape.max_positions,
                "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}  # fmt: skip
    (out / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")


def copy_text_files(vocabulary: Path, out: Path) -> None:
    """The vocabulary and the lexicon; they may be there already."""
    files = {"source.spm": "source.spm", "target.spm": "source.spm", "vocab.json": "vocab.json", LEXICON: LEXICON}
    for target, source in files.items():
        if (vocabulary / source).resolve() != (out / target).resolve():
            shutil.copyfile(vocabulary / source, out / target)


def int8(state: dict[str, Any], vocabulary: Path, out: Path) -> None:
    """Write CTranslate2's int8 form, a quarter of the size and what is fastest on CPUs, the same on all of them."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        # our SentencePiece model folds punctuation itself
        warnings.filterwarnings("ignore", message=".*sacremoses")
        exact, small = Path(scratch) / "exact", Path(scratch) / "small"
        hugging_face(state, vocabulary, exact)
        SevenBitConverter(str(exact)).convert(str(small), "int8")
        for file in GENERATED:
            shutil.copyfile(small / file, out / file)
    copy_text_files(vocabulary, out)


def export(source: Path, vocabulary: Path, form: str, out: Path, name: str) -> None:
    state = shipped.read(source) if source.is_dir() else torch.load(source, map_location="cpu", weights_only=True)
    if form == "checkpoint":
        out.mkdir(parents=True, exist_ok=True)
        torch.save({"average": state["average"], "shape": state["shape"]}, out / "shipped.pt")
        copy_text_files(vocabulary, out)
        return
    {"shipped": int8, "transformers": hugging_face}[form](state, vocabulary, out)
    integrity.write(out, model=name, positions=state["shape"]["max_positions"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="a checkpoint, or a shipped folder")
    parser.add_argument("--form", choices=("shipped", "transformers", "checkpoint"), default="shipped")
    parser.add_argument("--vocabulary", type=Path, help="folder of the vocabulary and the lexicon, if not the source's")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--name", default="khulasa-compact-ar-en")
    arguments = parser.parse_args()
    source: Path = arguments.source
    vocabulary = arguments.vocabulary or (source if source.is_dir() else source.parent)
    export(source, vocabulary, arguments.form, arguments.out, arguments.name)
