"""Learned metrics: `python -m eval.neural comet|metricx|bertscore|lase RUN.jsonl`, each in an environment of its own.

Their packages do not go together with ours (COMET and MetricX need transformers 4), so this file needs nothing of
theirs or ours to be installed but the metric itself: make an environment, install it as the error says, and run this
from the checkout. Weights come from a hub. Units are paragraphs: beyond a model's length they are cut by the metric,
and long ones are judged more mildly.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from eval import records
from eval.needs import needed
from eval.records import Record
from eval.systems import of_digest
from summarizer.errors import EngineError, InputError, SummarizerError

COMET = "Unbabel/wmt22-comet-da"
METRICX = "google/metricx-24-hybrid-large-v2p6"


@dataclass(frozen=True)
class Text:
    """One text to score: the Arabic, the English, and its reference."""

    source: str
    output: str
    reference: str


Scorer = Callable[[Sequence[Text]], list[float]]


def translations(found: Sequence[Record]) -> list[Text]:
    """Every title and paragraph that has a reference."""
    texts = []
    for record in found:
        units = zip(
            record.sample.units, of_digest(record.sample, record.output).units, record.sample.reference, strict=True
        )
        texts += [Text(*unit) for unit in units] if record.sample.reference else []
    return texts


def summaries(found: Sequence[Record]) -> list[Text]:
    """Every summary beside each of its references."""
    return [
        Text("\n".join(record.sample.units), record.output["summary"], reference)
        for record in found
        for reference in record.sample.summaries
    ]


def comet(texts: Sequence[Text]) -> list[float]:
    """COMET (Rei et al., 2022), higher is better; comparable only with scores of the same model."""
    library = needed("comet", "python -m venv .venv-comet && .venv-comet/bin/pip install unbabel-comet")
    model = library.load_from_checkpoint(library.download_model(COMET))
    data = [{"src": text.source, "mt": text.output, "ref": text.reference} for text in texts]
    return [float(score) for score in model.predict(data, batch_size=8, gpus=0).scores]


def metricx(texts: Sequence[Text]) -> list[float]:
    """MetricX-24 (Juraska et al., 2024): an error score, 0 to 25, lower is better."""
    needed(
        "metricx24",
        "git clone https://github.com/google-research/metricx, install its requirements, add it to PYTHONPATH",
    )
    with tempfile.TemporaryDirectory() as folder:
        given, said = Path(folder, "in.jsonl"), Path(folder, "out.jsonl")
        rows = [{"source": text.source, "hypothesis": text.output, "reference": text.reference} for text in texts]
        given.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        model = ["--tokenizer", "google/mt5-xl", "--model_name_or_path", METRICX]
        sizes = ["--max_input_length", "1536", "--batch_size", "1"]
        files = ["--input_file", str(given), "--output_file", str(said)]
        done = subprocess.run([sys.executable, "-m", "metricx24.predict", *model, *sizes, *files], check=False)
        if done.returncode:
            raise EngineError("MetricX failed; its own message stands above")
        return [float(json.loads(row)["prediction"]) for row in said.read_text(encoding="utf-8").splitlines()]


def bertscore(texts: Sequence[Text]) -> list[float]:
    """BERTScore F1 (Zhang et al., 2020), rescaled with the baseline for English; higher is better."""
    library = needed("bert_score", "python -m venv .venv-bertscore && .venv-bertscore/bin/pip install bert-score")
    outputs, references = [text.output for text in texts], [text.reference for text in texts]
    _, _, f1 = library.score(outputs, references, lang="en", rescale_with_baseline=True)
    return [float(score) for score in f1]


def lase(texts: Sequence[Text]) -> list[float]:
    """LaSE (Bhattacharjee et al., 2023): meaning × language × length, 0 to 1, higher is better."""
    library = needed("LaSE", "git clone https://github.com/csebuetnlp/CrossSum && pip install ./CrossSum/LaSE")
    scorer = library.LaSEScorer()
    return [float(scorer.score(text.reference, text.output, target_lang="english").LaSE) for text in texts]


METRICS: dict[str, tuple[Scorer, Callable[[Sequence[Record]], list[Text]], str]] = {
    "comet": (comet, translations, f"comet|{COMET}"),
    "metricx": (metricx, translations, f"metricx|{METRICX}|lower-is-better"),
    "bertscore": (bertscore, summaries, "bertscore|f1|lang:en|rescaled"),
    "lase": (lase, summaries, "lase|target:english"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m eval.neural", description="Learned metrics, in an environment of their own."
    )
    parser.add_argument("metric", choices=METRICS)
    parser.add_argument("run", type=Path, metavar="RUN.jsonl")
    parser.add_argument("--out", type=Path, metavar="FILE.json", help="every score as JSON")
    options = parser.parse_args(arguments)
    scorer, texts_of, signature = METRICS[options.metric]
    try:
        texts = texts_of(records.read(options.run))
        if not texts:
            raise InputError(f"{options.run} has no references that {options.metric} could use")
        scores = scorer(texts)
    except SummarizerError as error:
        print(f"eval.neural: {error}", file=sys.stderr)
        return 3
    if options.out:
        content = {"signature": signature, "mean": fmean(scores), "scores": scores}
        options.out.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(f"{signature}  {fmean(scores):.4f} over {len(scores)} texts")
    return 0


if __name__ == "__main__":
    sys.exit(main())
