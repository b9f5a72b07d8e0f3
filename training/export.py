"""Checkpoint to shipped model: Hugging Face Marian weights, their CTranslate2 int8 form, and manifests of checksums.

`python -m training.export RUN/checkpoint.pt --vocabulary RUN --out summarizer/compact`
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path

import ctranslate2
import torch
from safetensors.torch import load_file
from torch import Tensor
from transformers import MarianConfig, MarianMTModel

from summarizer.engines import integrity
from summarizer.glossing import LEXICON
from training.model import Shape, Translator
from training.vocab import Vocabulary

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


def renamed(weights: dict[str, Tensor], shape: Shape, *, bias: bool = True) -> dict[str, Tensor]:
    """Our weights under Marian's names."""
    result = {"model.shared.weight": weights["embedding"]}
    if bias:
        result["final_logits_bias"] = torch.full((1, shape.vocabulary), NEVER)
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
        scale_embedding=True, share_encoder_decoder_embeddings=True, tie_word_embeddings=True, normalize_embedding=False,
        pad_token_id=shape.vocabulary - 1, eos_token_id=0, bos_token_id=0, decoder_start_token_id=shape.vocabulary - 1,
        forced_eos_token_id=0,
    )  # fmt: skip


def hugging_face(checkpoint: Path, vocabulary: Path, out: Path, dtype: torch.dtype = torch.float16) -> None:
    """Write a folder that `MarianMTModel.from_pretrained` and `MarianTokenizer.from_pretrained` read."""
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
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
    model.to(dtype).save_pretrained(out, safe_serialization=True)
    for side in ("source.spm", "target.spm"):
        shutil.copyfile(vocabulary / "source.spm", out / side)
    for file in ("vocab.json", LEXICON):
        shutil.copyfile(vocabulary / file, out / file)
    settings = {"tokenizer_class": "MarianTokenizer", "source_lang": "ar", "target_lang": "en", "model_max_length": shape.max_positions,
                "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}  # fmt: skip
    (out / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")


def ctranslate(source: Path, out: Path, quantization: str = "int8") -> None:
    ctranslate2.converters.TransformersConverter(str(source)).convert(str(out), quantization=quantization, force=True)


def export(checkpoint: Path, vocabulary: Path, out: Path, name: str) -> None:
    """The shipped folder: CTranslate2's int8 files at its top, the Hugging Face checkpoint in `transformers/`."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        exact = Path(scratch) / "float32"
        hugging_face(checkpoint, vocabulary, exact, torch.float32)
        ctranslate(exact, Path(scratch) / "int8")
        for file in GENERATED:
            shutil.copyfile(Path(scratch) / "int8" / file, out / file)
    hugging_face(checkpoint, vocabulary, out / "transformers")
    for file in ("source.spm", "target.spm", "vocab.json", LEXICON):
        shutil.copyfile(out / "transformers" / file, out / file)
    for folder in (out / "transformers", out):
        integrity.write(folder, model=name, positions=positions(out))


def positions(shipped: Path) -> int:
    """The most tokens the network can read or write."""
    settings = json.loads((shipped / "transformers" / "config.json").read_text(encoding="utf-8"))
    return int(settings["max_position_embeddings"])


def back(shipped: Path, run: Path) -> None:
    """A run folder (vocabulary and `shipped.pt`) made from a shipped model, for `train.py --from` to go on with."""
    folder = shipped / "transformers"
    settings = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    weights = load_file(folder / "model.safetensors")
    run.mkdir(parents=True, exist_ok=True)
    for file in ("source.spm", "vocab.json", LEXICON):
        shutil.copyfile(shipped / file, run / file)
    shape = Shape(
        settings["vocab_size"], Vocabulary(run).target_size, settings["d_model"], settings["encoder_ffn_dim"],
        settings["encoder_attention_heads"], settings["encoder_layers"], settings["decoder_layers"], settings["max_position_embeddings"],
    )  # fmt: skip
    ours = {name: torch.empty(0) for name, _ in Translator(shape).named_parameters()}
    theirs = renamed(
        {name: torch.tensor(number) for number, name in enumerate(ours) if name != "bias"}, shape, bias=False
    )
    names = list(ours)
    average = {names[int(number)]: weights[name].float() for name, number in theirs.items()}
    average["bias"] = weights["final_logits_bias"][0, : shape.target_vocabulary].float()
    torch.save({"average": average, "shape": asdict(shape)}, run / "shipped.pt")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path, help="a checkpoint; with --back, the shipped folder")
    parser.add_argument("--vocabulary", type=Path, help="the run's folder")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--name", default="khulasa-compact-ar-en")
    parser.add_argument(
        "--back", action="store_true", help="the other way: from a shipped model to a checkpoint to go on from"
    )
    arguments = parser.parse_args()
    if arguments.back:
        back(arguments.checkpoint, arguments.out)
    else:
        export(arguments.checkpoint, arguments.vocabulary or arguments.checkpoint.parent, arguments.out, arguments.name)
