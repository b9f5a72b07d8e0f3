"""Text to tokens and back for local translation models: nothing written in an article can act as a control token."""

from __future__ import annotations

import re
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

import sentencepiece

from summarizer import slots
from summarizer.checks import stutters
from summarizer.engines import integrity
from summarizer.errors import EngineError
from summarizer.glossing import LEXICON, Glosser, Lexicon, covered

RECENT = 512
"""Sentences whose annotation is remembered."""

Terms = Sequence[tuple[str, str]]
"""Arabic and the English that it is known to have, "" for what is only known to be a name."""

MARIAN_FILES = ("source.spm", "target.spm", "vocab.json")

LANGUAGES = {"NllbTokenizer": ("arb_Arab", "eng_Latn"), "M2M100Tokenizer": ("ar", "en")}
"""Arabic and English as tokenizers that need to be told call them."""

# Entries of a vocabulary that are not text: </s>, <pad>, <reserved0>, <extra_id_7>, >>eng<<, __en__, madeupword3
CONTROL = re.compile(r"\u2581?(?:<[^<>\s]+>|>>[^<>\s]+<<|__[a-z]{2,3}__|madeupword\d+)")


@dataclass(frozen=True)
class Pieces(ABC):
    """The vocabulary of one model and the way it is used.

    A source is `before` + `encode(text)` + `after`; an answer begins with `start` (the target language, where a model
    wants it) and is over at `end`. Everything is token strings; `vocabulary` gives their ids.
    """

    vocabulary: Mapping[str, int]
    before: tuple[str, ...]
    after: tuple[str, ...]
    start: tuple[str, ...]
    end: str
    unknown: str

    @cached_property
    def control(self) -> frozenset[str]:
        """The tokens that steer the model and are never text."""
        return frozenset({*self.before, *self.after, *self.start, self.end, self.unknown, *self.special()})

    def is_text(self, token: str) -> bool:
        return token in self.vocabulary and token not in self.control

    @property
    def reads_terms(self) -> bool:
        """Whether the model is told the English of terms."""
        return False

    @abstractmethod
    def special(self) -> set[str]:
        """The control tokens of the vocabulary, besides those that frame a source or an answer."""

    @abstractmethod
    def encode(self, text: str, terms: Terms = (), country: str = "") -> list[str]:
        """The tokens of a text: text tokens and `unknown`, no other. `terms` are known English for some of its Arabic,
        `country` is whose newspapers' spelling of names it takes."""

    def begin(self, text: str) -> list[str]:
        """The tokens of text that an answer has to begin with."""
        return self.encode(text)

    @abstractmethod
    def decode(self, tokens: Sequence[str], source: Sequence[str] = ()) -> str:
        """The text of an answer to a source; control tokens say nothing."""

    def covered(self, source: Sequence[str], answer: str) -> float:
        """How much of what is known of a source's meaning an answer says, 0 to 1; 0 where nothing is known or it stutters."""
        return 0.0


@dataclass(frozen=True)
class SentencePieces(Pieces):
    """Marian and M2M100: SentencePiece cuts the text, a table gives the ids.

    A model that was trained to read glosses has a `glosser`, which writes them into its source text first; one whose
    vocabulary has slots copies numbers and rare words whole (`summarizer.slots`).
    """

    source: sentencepiece.SentencePieceProcessor
    target: sentencepiece.SentencePieceProcessor
    glosser: Glosser | None = None

    @property
    def reads_terms(self) -> bool:
        return self.glosser is not None

    def special(self) -> set[str]:
        return {token for token in self.vocabulary if CONTROL.fullmatch(token) and not self.is_piece(token)}

    def is_piece(self, token: str) -> bool:
        """Whether SentencePiece itself would write this for text: `<0x41>`, a byte, is a piece; `<pad>` is not."""
        numbers = [(model, model.piece_to_id(token)) for model in (self.source, self.target)]
        return any(not model.is_unknown(number) and not model.is_control(number) for model, number in numbers)

    @cached_property
    def is_broken(self) -> Callable[[str], bool]:
        return slots.breaker(self.source)

    @cached_property
    def has_slots(self) -> bool:
        return slots.SLOTS[0] in self.vocabulary

    @cached_property
    def annotate(self) -> Callable[[str, tuple[tuple[str, str], ...], str], str]:
        # a sentence is annotated to be counted and again to be read, mostly with the same terms
        return lru_cache(RECENT)(self.glosser.annotate if self.glosser else lambda text, terms, country: text)

    @cached_property
    def read(self) -> Callable[[tuple[str, ...]], str]:
        """What the model read, as text; all hypotheses of one source ask for the same."""
        return lru_cache(RECENT)(partial(self.joined, self.source))

    def encode(self, text: str, terms: Terms = (), country: str = "") -> list[str]:
        text = self.annotate(text, tuple(terms), country)
        return self.begin(slots.mark(text, self.is_broken) if self.has_slots else text)

    def begin(self, text: str) -> list[str]:
        # SentencePiece merges neighbouring unknown characters into one "piece" that holds the text itself, so "<pad>"
        # can come back whole: such a piece counts only if the vocabulary has it as text.
        return [piece if self.is_text(piece) else self.unknown for piece in self.source.encode(text, out_type=str)]

    def decode(self, tokens: Sequence[str], source: Sequence[str] = ()) -> str:
        text = self.joined(self.target, tokens)
        return slots.fill(text, slots.contents(self.read(tuple(source)))) if self.has_slots else text

    def covered(self, source: Sequence[str], answer: str) -> float:
        if not self.glosser:
            return 0.0
        read = self.read(tuple(source))
        # a stuck answer must not win by saying everything, twice
        return 0.0 if stutters(answer) and not stutters(read) else covered(read, answer)

    def joined(self, model: sentencepiece.SentencePieceProcessor, tokens: Sequence[str]) -> str:
        # decode_pieces joins the bytes of a character that was written byte by byte
        return str(model.decode_pieces([token for token in tokens if self.is_text(token)])).strip()


@dataclass(frozen=True)
class HubPieces(Pieces):
    """NLLB, T5 and mT5: a tokenizer of the `tokenizers` library, ours alone (see `of`)."""

    tokenizer: Any
    declared: frozenset[str]

    def special(self) -> set[str]:
        return {token for token in self.vocabulary if CONTROL.fullmatch(token)} | self.declared

    @cached_property
    def literals(self) -> re.Pattern[str]:
        names = sorted((token.lstrip("\u2581") for token in self.control), key=len, reverse=True)
        return re.compile("|".join(map(re.escape, names)))

    def encode(self, text: str, terms: Terms = (), country: str = "") -> list[str]:
        # A unigram tokenizer matches "</s>" in text like any other piece. A space after its first letter keeps it text;
        # what only becomes a control token by normalisation (full-width letters) is unknown.
        apart = self.literals.sub(lambda match: f"{match[0][0]} {match[0][1:]}", text)
        numbers = self.tokenizer.encode(apart, add_special_tokens=False).ids
        tokens = [self.tokenizer.id_to_token(number) for number in numbers]
        return [token if self.is_text(token) else self.unknown for token in tokens]

    def decode(self, tokens: Sequence[str], source: Sequence[str] = ()) -> str:
        numbers = [self.vocabulary[token] for token in tokens if self.is_text(token)]
        return str(self.tokenizer.decode(numbers, skip_special_tokens=False)).strip()


def load(folder: Path, *, source_language: str | None = None, target_language: str | None = None) -> Pieces:
    """The pieces of a model folder: Marian's files read directly, anything else through transformers.

    Raises `EngineError` for damaged or missing files and for a language the model does not know.
    """
    if (folder / MARIAN_FILES[0]).is_file():
        if source_language or target_language:
            raise EngineError(f"{folder} is a Marian model for one pair of languages; leave the language codes out")
        return marian(folder)
    import transformers

    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Recommended: pip install sacremoses")
            tokenizer = transformers.AutoTokenizer.from_pretrained(
                folder, trust_remote_code=False, local_files_only=True
            )
    except Exception as error:  # the loaders of tokenizer files raise anything, bare Exception included
        raise EngineError(f"the tokenizer of {folder} cannot be read ({error}); {integrity.advice(folder)}") from error
    return of(tokenizer, source_language=source_language, target_language=target_language)


def marian(folder: Path) -> SentencePieces:
    """The pieces of a folder with `source.spm`, `target.spm`, `vocab.json`, perhaps a lexicon. Needs no transformers."""
    vocabulary = integrity.read_json(folder / "vocab.json")
    if not isinstance(vocabulary, dict) or not {"</s>", "<unk>"} <= set(vocabulary):
        raise EngineError(f"{folder / 'vocab.json'} lists no </s> and <unk>; {integrity.advice(folder)}")
    if (folder / "target_vocab.json").exists():
        raise EngineError(f"{folder} has two vocabularies (target_vocab.json): not supported; use another checkpoint")
    models = []
    for name in MARIAN_FILES[:2]:
        try:
            models.append(sentencepiece.SentencePieceProcessor(model_file=str(folder / name)))
        except (OSError, RuntimeError) as error:
            message = f"{folder / name} is no SentencePiece model ({error}); {integrity.advice(folder)}"
            raise EngineError(message) from error
    glosser = Glosser(Lexicon(folder / LEXICON)) if (folder / LEXICON).exists() else None
    return SentencePieces(contiguous(vocabulary), (), ("</s>",), (), "</s>", "<unk>", models[0], models[1], glosser)


def of(tokenizer: Any, *, source_language: str | None = None, target_language: str | None = None) -> Pieces:
    """The pieces of a loaded transformers tokenizer: Marian, NLLB, M2M100, T5 or mT5.

    The languages default to Arabic and English. Raises `EngineError` for a code the tokenizer does not know:
    transformers itself would silently read it as an unknown word.
    """
    kind = type(tokenizer).__name__
    end, unknown = str(tokenizer.eos_token), str(tokenizer.unk_token)
    languages = LANGUAGES.get(kind)
    if languages is None and (source_language or target_language):
        raise EngineError(f"a {kind} has no language codes; leave them out")
    if kind == "MarianTokenizer":
        return SentencePieces(
            contiguous(tokenizer.encoder), (), (end,), (), end, unknown, tokenizer.spm_source, tokenizer.spm_target
        )
    if kind == "M2M100Tokenizer":
        # get_vocab() leaves out languages that the tokenizer's own configuration does not repeat
        vocabulary = contiguous({**tokenizer.encoder, **tokenizer.lang_token_to_id})
        codes = [f"__{code}__" for code in named(languages, source_language, target_language)]
        known(codes, vocabulary, kind)
        model = tokenizer.sp_model
        return SentencePieces(vocabulary, (codes[0],), (end,), (codes[1],), end, unknown, model, model)
    if not getattr(tokenizer, "is_fast", False):
        raise EngineError(f"a {kind} is not supported; use a Marian, NLLB, M2M100, T5 or mT5 checkpoint")
    from tokenizers import Tokenizer

    # A copy of our own: the settings below would change the caller's, and the caller's calls would change ours back.
    own = Tokenizer.from_str(tokenizer.backend_tokenizer.to_str())
    own.no_truncation()
    own.no_padding()
    own.encode_special_tokens = True
    vocabulary = contiguous(own.get_vocab(with_added_tokens=True))
    declared = frozenset(added.content for added in own.get_added_tokens_decoder().values() if added.special)
    if languages is None:
        return HubPieces(vocabulary, (), (end,), (), end, unknown, own, declared)
    source, target = named(languages, source_language, target_language)
    known([source, target], vocabulary, kind)
    legacy = bool(getattr(tokenizer, "legacy_behaviour", False))
    before, after = ((), (end, source)) if legacy else ((source,), (end,))
    return HubPieces(vocabulary, before, after, (target,), end, unknown, own, declared)


def named(defaults: tuple[str, str] | None, source: str | None, target: str | None) -> tuple[str, str]:
    """The two language codes to use: those asked for, else the tokenizer's own for Arabic and English."""
    arabic, english = defaults or ("", "")
    return source or arabic, target or english


def known(codes: list[str], vocabulary: Mapping[str, int], kind: str) -> None:
    for code in codes:
        if code not in vocabulary:
            raise EngineError(f"this {kind} knows no language {code!r}; its model card lists the codes")


def contiguous(vocabulary: Mapping[str, int]) -> dict[str, int]:
    """The same table in the order of its ids. Raises `EngineError` when ids are missing or given twice."""
    ordered = dict(sorted(vocabulary.items(), key=lambda item: item[1]))
    if list(ordered.values()) != list(range(len(ordered))):
        raise EngineError("the vocabulary has gaps or double ids, so tokens would be mixed up; get the model again")
    return ordered
