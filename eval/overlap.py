"""How much a text shares with a reference: BLEU, chrF and TER through sacrebleu, ROUGE through rouge-score, copied
phrases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from typing import Any

from eval.needs import needed
from summarizer.text import sentences

Row = tuple[float, ...]

ARABIC_MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")
WORD = re.compile(r"\w+")
COPIED_WORDS = 4


@dataclass(frozen=True)
class Corpus:
    """Combines sacrebleu's counts into its corpus score."""

    metric: Any

    def __call__(self, totals: Sequence[float]) -> float:
        return float(self.metric._compute_score_from_stats([round(total) for total in totals]).score)


@dataclass(frozen=True)
class Counted:
    """Counts per document, how they combine, and the signature that makes the score comparable."""

    rows: tuple[Row, ...]
    combine: Corpus
    signature: str


def sacrebleu_metric(name: str) -> Any:
    """sacrebleu's metric: `bleu`, `chrf2` (characters only), `chrf++` (with word pairs) or `ter`, all with its
    defaults."""
    metrics = needed("sacrebleu.metrics")
    if name == "chrf++":
        return metrics.CHRF(word_order=2)
    return {"bleu": metrics.BLEU, "chrf2": metrics.CHRF, "ter": metrics.TER}[name]()


def overlap(name: str, outputs: Sequence[Sequence[str]], references: Sequence[Sequence[str]]) -> Counted:
    """A sacrebleu score of documents, each of them a list of sentences or paragraphs beside as many references.

    The counts come from sacrebleu's own bootstrap interface, which is not public; a test compares the result with
    `corpus_score`.
    """
    metric = sacrebleu_metric(name)
    flat = [unit for units in outputs for unit in units]
    counts = metric._extract_corpus_statistics(flat, [[unit for units in references for unit in units]])
    rows, at = [], 0
    for units in outputs:
        rows.append(tuple(float(sum(column)) for column in zip(*counts[at : at + len(units)], strict=True)))
        at += len(units)
    return Counted(tuple(rows), Corpus(metric), str(metric.get_signature()))


# --- ROUGE ---


class ArabicWords:
    """Words of Arabic text without vowel marks and tatweel; rouge-score's own tokenizer deletes every Arabic letter."""

    def tokenize(self, text: str) -> list[str]:
        return WORD.findall(ARABIC_MARKS.sub("", text).lower())


ROUGE = ("rouge1", "rouge2", "rougeLsum")


@cache
def rouge_scorer(language: str) -> Any:
    scorer = needed("rouge_score.rouge_scorer")
    if language == "ar":
        return scorer.RougeScorer(list(ROUGE), tokenizer=ArabicWords())
    return scorer.RougeScorer(list(ROUGE), use_stemmer=True)


def rouge_signature(name: str, language: str) -> str:
    words = "stem:no|tok:arabic-words" if language == "ar" else "stem:yes|tok:default"
    lines = "|split:sentences" if name == "rougeLsum" else ""
    return f"{name}|f1|{words}{lines}|refs:mean|rouge_score:{metadata.version('rouge_score')}"


def rouge(output: Sequence[str], references: Sequence[str], language: str = "en") -> dict[str, float]:
    """ROUGE-1, -2 and -Lsum F1 (0–100) of an output's sentences: the mean over the references."""
    scorer = rouge_scorer(language)
    hypothesis = "\n".join(lines(" ".join(output)))
    scores = [scorer.score("\n".join(lines(reference)), hypothesis) for reference in references]
    return {name: 100 * sum(float(score[name].fmeasure) for score in scores) / len(scores) for name in ROUGE}


def lines(text: str) -> list[str]:
    return [sentence.strip() for sentence in sentences(text) if sentence.strip()]


# --- copying ---


def words(text: str) -> list[str]:
    return WORD.findall(text.lower())


def copied(summary: str, text: str) -> Row:
    """How many of a summary's runs of four words stand in the text, and how many there are."""
    phrases = runs(words(summary))
    known = set(runs(words(text)))
    return float(sum(phrase in known for phrase in phrases)), float(len(phrases))


def novel(summary: str, text: str) -> Row:
    """How many of a summary's content words (stemmed) the text does not have, and how many there are."""
    known = set(stems(text))
    said = [stem for stem in stems(summary) if stem not in STOP_STEMS]
    return float(sum(stem not in known for stem in said)), float(len(said))


def stems(text: str) -> list[str]:
    """Words as ROUGE stems them."""
    return list(needed("rouge_score.tokenizers").DefaultTokenizer(use_stemmer=True).tokenize(text))


STOP_STEMS = frozenset(
    """
    the a an of in on at to for and or but is are was were be been has have had it its he she they his her their him
    them this that these those which who whom with by from as not no said say sai sa will would can could may might
    after befor when more than about into over also up out s t one two
    """.split()
)


def runs(tokens: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(*(tokens[at:] for at in range(COPIED_WORDS)), strict=False))
