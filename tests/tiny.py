"""Real models, small enough to be made while a test waits: real SentencePiece vocabularies, files and networks."""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PAIRS = (
    ("وصل الوفد إلى القاهرة أمس.", "The delegation arrived in Cairo yesterday."),
    ("بلغت الخسائر 25 مليون دولار.", "Losses reached 25 million dollars."),
    ("لم يعلن الوزير موعد الانتخابات.", "The minister did not announce the election date."),
    ("قال المتحدث إن القتال توقف.", "The spokesman said the fighting had stopped."),
)
"""What the tiny Marian learns by heart."""

SENTENCES = (
    *(side for pair in PAIRS for side in pair),
    "قُتل 12 شخصا في حادث سير على الطريق الساحلي قرب مدينة سرت، بحسب وزارة الصحة.",
    "أعلنت الحكومة خطة لخفض الإنفاق بنسبة 3.5 في المئة في السنة المقبلة.",
    "Rain is expected in the north; temperatures will fall to 7 degrees by Friday evening.",
    "Question: who wrote it? She said <b>nobody</b> knows (a/b) = c_d & e, at least 90% of them!",
    "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789",
)


def train_pieces(path: Path, *, sentences: Sequence[str] = SENTENCES, **options: Any) -> None:
    """Train a SentencePiece model on a few sentences and write it to `path`."""
    import sentencepiece

    settings: dict[str, Any] = {
        "vocab_size": 200,
        "hard_vocab_limit": False,
        "minloglevel": 2,
        "num_threads": 1,
    } | options
    with path.open("wb") as writer:
        sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(sentences), model_writer=writer, **settings)


def marian(folder: Path, *, steps: int = 120, byte_fallback: bool = True) -> Path:
    """A two-layer Marian that knows `PAIRS`, laid out as the shipped model: end 0, unknown 1, padding last."""
    import sentencepiece
    import torch
    import transformers

    folder.mkdir(parents=True)
    train_pieces(
        folder / "source.spm",
        vocab_size=460 if byte_fallback else 200,
        byte_fallback=byte_fallback,
        bos_id=-1,
        eos_id=1,
        unk_id=0,
    )
    (folder / "target.spm").write_bytes((folder / "source.spm").read_bytes())
    model_file = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
    pieces = [model_file.id_to_piece(n) for n in range(model_file.get_piece_size())]
    pieces = ["</s>", "<unk>", *(p for p in pieces if p not in ("</s>", "<unk>")), "<reserved0>", "<pad>"]
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Recommended: pip install sacremoses")
        tokenizer = transformers.MarianTokenizer(
            source_spm=str(folder / "source.spm"),
            target_spm=str(folder / "target.spm"),
            vocab=str(folder / "vocab.json"),
            model_max_length=64,
        )
    config = transformers.MarianConfig(
        vocab_size=len(pieces),
        d_model=48,
        encoder_layers=2,
        decoder_layers=2,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        encoder_ffn_dim=96,
        decoder_ffn_dim=96,
        max_position_embeddings=64,
        activation_function="relu",
        dropout=0.0,
        scale_embedding=True,
        static_position_embeddings=True,
        normalize_before=False,
        share_encoder_decoder_embeddings=True,
        pad_token_id=len(pieces) - 1,
        eos_token_id=0,
        bos_token_id=0,
        decoder_start_token_id=len(pieces) - 1,
        forced_eos_token_id=0,
    )
    torch.manual_seed(1)
    model = transformers.MarianMTModel(config)
    learn(
        model,
        [tokenizer(arabic).input_ids for arabic, _ in PAIRS],
        [tokenizer(english).input_ids for _, english in PAIRS],
        steps,
    )
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def learn(model: Any, sources: list[list[int]], targets: list[list[int]], steps: int) -> None:
    """Teach the model to answer each source with its target, by heart."""
    import torch

    def padded(rows: list[list[int]], filler: int) -> Any:
        return torch.tensor([row + [filler] * (max(map(len, rows)) - len(row)) for row in rows])

    ids = padded(sources, model.config.pad_token_id)
    labels = padded(targets, -100)
    optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)
    model.train()
    for _ in range(steps):
        optimizer.zero_grad()
        loss = model(input_ids=ids, attention_mask=(ids != model.config.pad_token_id).long(), labels=labels).loss
        loss.backward()
        optimizer.step()
        with torch.no_grad():  # Marian's decoder starts from a zero vector; tied to the output layer, it would drift
            model.get_input_embeddings().weight[model.config.pad_token_id] = 0
    model.eval()


def nllb(folder: Path) -> Path:
    """A random NLLB: BPE pieces, one id later than in SentencePiece, language codes after them."""
    import torch
    import transformers

    folder.mkdir(parents=True)
    train_pieces(folder / "sentencepiece.bpe.model", model_type="bpe")
    settings = {
        "tokenizer_class": "NllbTokenizer",
        "model_max_length": 64,
        "additional_special_tokens": ["arb_Arab", "eng_Latn", "fra_Latn"],
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    config = transformers.M2M100Config(
        **small(), vocab_size=1, pad_token_id=1, bos_token_id=0, eos_token_id=2, decoder_start_token_id=2
    )
    (folder / "config.json").write_text(config.to_json_string())
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    config.vocab_size = len(tokenizer)
    torch.manual_seed(2)
    transformers.M2M100ForConditionalGeneration(config).eval().save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def m2m100(folder: Path) -> Path:
    """A random M2M100: SentencePiece pieces looked up in vocab.json, then the languages, then eight made-up words."""
    import sentencepiece
    import torch
    import transformers
    from transformers.models.m2m_100.tokenization_m2m_100 import FAIRSEQ_LANGUAGE_CODES

    folder.mkdir(parents=True)
    train_pieces(folder / "sentencepiece.bpe.model", model_type="bpe")
    model_file = sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.bpe.model"))
    pieces = [model_file.id_to_piece(n) for n in range(model_file.get_piece_size())]
    pieces = ["<s>", "<pad>", "</s>", "<unk>", *(p for p in pieces if p not in ("<s>", "</s>", "<unk>"))]
    (folder / "vocab.json").write_text(
        json.dumps({p: n for n, p in enumerate(pieces)}, ensure_ascii=False), encoding="utf-8"
    )
    tokenizer = transformers.M2M100Tokenizer(
        vocab_file=str(folder / "vocab.json"),
        spm_file=str(folder / "sentencepiece.bpe.model"),
        model_max_length=64,
        additional_special_tokens=[f"__{code}__" for code in FAIRSEQ_LANGUAGE_CODES["m2m100"]],
    )
    config = transformers.M2M100Config(
        **small(),
        vocab_size=len(tokenizer) + 8,
        pad_token_id=1,
        bos_token_id=0,
        eos_token_id=2,
        decoder_start_token_id=2,
    )
    torch.manual_seed(3)
    transformers.M2M100ForConditionalGeneration(config).eval().save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def mt5(folder: Path) -> Path:
    """A random mT5: unigram pieces, padding 0, end 1, unknown 2."""
    import torch
    import transformers

    folder.mkdir(parents=True)
    train_pieces(folder / "spiece.model", pad_id=0, eos_id=1, unk_id=2, bos_id=-1)
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "T5Tokenizer", "extra_ids": 0, "model_max_length": 64})
    )
    config = transformers.MT5Config(
        vocab_size=1,
        d_model=32,
        d_kv=8,
        d_ff=48,
        num_layers=2,
        num_decoder_layers=2,
        num_heads=4,
        dropout_rate=0.0,
        feed_forward_proj="gated-gelu",
        tie_word_embeddings=False,
        pad_token_id=0,
        eos_token_id=1,
        decoder_start_token_id=0,
    )
    (folder / "config.json").write_text(config.to_json_string())
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    config.vocab_size = len(tokenizer) + 8
    torch.manual_seed(4)
    model = transformers.MT5ForConditionalGeneration(config).eval()
    model.lm_head.weight = torch.nn.Parameter(torch.randn(config.vocab_size, config.d_model) / 4)  # mT5's is its own
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def small() -> dict[str, Any]:
    """The size of a tiny encoder–decoder of the M2M100 family."""
    return {
        "d_model": 32,
        "encoder_layers": 2,
        "decoder_layers": 2,
        "encoder_attention_heads": 4,
        "decoder_attention_heads": 4,
        "encoder_ffn_dim": 64,
        "decoder_ffn_dim": 64,
        "max_position_embeddings": 64,
        "dropout": 0.0,
        "scale_embedding": True,
    }
