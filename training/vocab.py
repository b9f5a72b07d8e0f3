"""The vocabulary: one SentencePiece model for both languages, with the spelling rules inside it.

Alef with its hamzas, vowel marks, tatweel, digits and punctuation are folded by the model's own normaliser, so that
transformers, CTranslate2 and everyone else who loads it gets the same text without knowing our rules.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

import sentencepiece

from summarizer.slots import SLOTS, breaker
from training import data

ARABIC = re.compile("[\u0600-\u06ff]")
FOLD = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ک": "ك", "ی": "ي", "ە": "ه",
    "،": ",", "؛": ";", "؟": "?", "٪": "%", "٫": ".", "٬": ",", "٭": "*", "۔": ".",
    "«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "‟": '"', "‹": "'", "›": "'", "‘": "'", "’": "'", "‚": "'",
    "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "…": "...",
}  # fmt: skip
REMOVE = [*range(0x64B, 0x653), 0x670, 0x640, *range(0x6D6, 0x6EE), 0x200B, 0x200D, 0x200E, 0x200F, *range(0x202A, 0x202F),
          *range(0x2066, 0x206A), 0xFEFF, 0xAD]  # fmt: skip


def rules() -> str:
    """Normalisation rules in SentencePiece's format: code points in hexadecimal, from TAB to."""
    table = {chr(code): "" for code in REMOVE}
    for code in range(0xA0, 0xFFFF):
        character = chr(code)
        if character in table or 0xD800 <= code < 0xE000:
            continue
        folded = "".join(FOLD.get(c, c) for c in unicodedata.normalize("NFKC", FOLD.get(character, character)))
        if unicodedata.category(character) == "Nd":
            folded = str(unicodedata.digit(character))
        folded = "".join(c for c in folded if ord(c) not in REMOVE)
        if folded != character:
            table[character] = folded
    lines = (" ".join(f"{ord(c):X}" for c in a) + "\t" + " ".join(f"{ord(c):X}" for c in b) for a, b in table.items())
    return "\n".join(lines) + "\n"


def order(pieces: list[str]) -> dict[str, int]:
    """Ids for a vocabulary.json: what English can hold first, Arabic after it, padding last (as Marian wants)."""
    pieces = [piece for piece in pieces if piece not in ("<unk>", "<s>", "</s>")]
    english = [piece for piece in pieces if not ARABIC.search(piece) and piece not in SLOTS]
    arabic = [piece for piece in pieces if ARABIC.search(piece)]
    tokens = ["</s>", "<unk>", *english, *SLOTS, *arabic, "<pad>"]
    return {token: number for number, token in enumerate(tokens)}


def train(settings: dict[str, Any], pairs: list[data.Pair], folder: Path, out: Path) -> None:
    chooser = random.Random(1)
    lines: list[str] = []
    for pair in pairs:
        if chooser.random() < pair.weight:
            lines += [pair.arabic, pair.english]
    for pattern in settings["vocabulary"]["monolingual"]:
        for path in data.find(pattern, folder):
            with path.open(encoding="utf-8") as articles:
                lines += [
                    line for article in articles for line in json.loads(article)["text"].splitlines() if line.strip()
                ]
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as table:
        table.write(rules())
        table.flush()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(lines), model_prefix=str(out / "source"), vocab_size=settings["vocabulary"]["size"],
            model_type="unigram", normalization_rule_tsv=table.name, byte_fallback=True, split_digits=True,
            character_coverage=0.9999, max_sentence_length=4000, num_threads=2, bos_id=-1, eos_id=1, unk_id=0,
            train_extremely_large_corpus=False, input_sentence_size=500_000, shuffle_input_sentence=True,
            user_defined_symbols=list(SLOTS),
        )  # fmt: skip
    (out / "source.vocab").unlink()
    (out / "source.model").rename(out / "source.spm")
    model = sentencepiece.SentencePieceProcessor(model_file=str(out / "source.spm"))
    ids = order([model.id_to_piece(n) for n in range(model.get_piece_size())])
    (out / "vocab.json").write_text(json.dumps(ids, ensure_ascii=False, indent=0), encoding="utf-8")


class Vocabulary:
    """Text to ids and back; the ids of `vocab.json`, the cutting of `source.spm`."""

    def __init__(self, folder: Path):
        self.model = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
        self.ids: dict[str, int] = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
        self.pieces = {number: piece for piece, number in self.ids.items()}
        self.map = [self.ids.get(self.model.id_to_piece(n), 1) for n in range(self.model.get_piece_size())]
        self.size = len(self.ids)
        self.target_size = self.ids[SLOTS[-1]] + 1
        self.is_broken = breaker(self.model)

    def encode(self, text: str, *, sample: bool = False) -> list[int]:
        """Ids of a text, with the end of sentence; `sample` draws one of its many cuttings."""
        cut = (
            self.model.encode(text, enable_sampling=True, alpha=0.3, nbest_size=-1)
            if sample
            else self.model.encode(text)
        )
        return [self.map[n] for n in cut] + [0]

    def decode(self, ids: list[int]) -> str:
        return self.model.decode_pieces([self.pieces[n] for n in ids if n > 1])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Train the vocabulary of the compact model.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    recipe = data.recipe()
    train(recipe, data.load(recipe, arguments.data), arguments.data, arguments.out)
