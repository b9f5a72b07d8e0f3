"""A language model's opinion of a run: `python -m eval.judge RUN.jsonl --preset P`, with any preset that follows
instructions.

A model's marks are no measurement: they prefer fluent text and their own kind. The judge and its prompt are written
into the result, and marks of different judges must not be compared. Whatever does not answer in the form that is
asked for is counted, not guessed.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from eval import measure, records
from eval.measure import Measure, Ratio
from eval.records import Record
from eval.tables import Table, as_text, cell
from summarizer import catalogue, presets, prompting
from summarizer.cli import FINE, carried_out
from summarizer.engines import Completion, Engine, Prompt
from summarizer.errors import InputError

MARKS = ("adequacy", "fluency", "faithfulness")
LINE = re.compile(r"^\W*(\w+)\W*:\s*(.+?)\s*$", re.MULTILINE)
ANSWER_TOKENS = 200


@dataclass(frozen=True)
class Opinion:
    """The marks of one article, 1 to 5, and its worst mistakes in words; no marks if the answer did not have the form,
    or if the judge could not read the article (`refused` says why).
    """

    id: str
    marks: Mapping[str, int]
    errors: str
    answer: str
    refused: str = ""


def opinion(identity: str, answer: str) -> Opinion:
    """Reads the judge's answer: all marks, each a whole number from 1 to 5, or none."""
    said = {name.lower(): value for name, value in LINE.findall(answer)}
    marks = {name: int(said[name][0]) for name in MARKS if re.fullmatch(r"[1-5](?:\s*/\s*5)?\.?", said.get(name, ""))}
    return Opinion(identity, marks if len(marks) == len(MARKS) else {}, said.get("errors", ""), answer)


def judged(found: Sequence[Record], engine: Engine) -> list[Opinion]:
    """The opinion of each record, in order. Raises `InputError` if the judge can read none of them."""
    prompt = prompting.find("judge")
    prompts = [
        prompt.render(
            source="\n".join(record.sample.units),
            translation="\n".join([record.output["title_en"], *record.output["translation"]]).strip(),
            summary=record.output["summary"],
        )
        for record in found
    ]
    answers = asked(prompts, engine)
    refusals = [answer for answer in answers if isinstance(answer, InputError)]
    if len(refusals) == len(answers):
        raise refusals[0]
    return [
        Opinion(record.sample.id, {}, "", "", str(answer))
        if isinstance(answer, InputError)
        else opinion(record.sample.id, answer.text)
        for record, answer in zip(found, answers, strict=True)
    ]


def asked(prompts: Sequence[Prompt], engine: Engine) -> list[Completion | InputError]:
    """The answer to each prompt, or why the engine refuses it, such as for its length."""
    try:
        return [*engine.generate(prompts, max_new_tokens=ANSWER_TOKENS)]
    except InputError as error:
        if len(prompts) == 1:
            return [error]
    # an engine refuses all of a call for one prompt, so that the one is sought by halves
    half = len(prompts) // 2
    return asked(prompts[:half], engine) + asked(prompts[half:], engine)


def table(opinions: Sequence[Opinion], judge: str) -> Table:
    """The mean marks with their intervals."""
    cells = []
    for name in MARKS:
        rows = tuple((float(o.marks[name]), 1.0) if o.marks else (0.0, 0.0) for o in opinions)
        cells.append(cell(asdict(measure.estimate(Measure(name, name, rows, Ratio(1.0))))))
    silent = sum(not o.marks for o in opinions)
    note = "; ".join(f"{o.id} could not be read: {o.refused}" for o in opinions if o.refused)
    row = (str(len(opinions)), *cells, str(silent))
    return Table(f"Judged by {judge}", ("Articles", *MARKS, "no answer"), (row,), note)


def judge_of(preset: str) -> Engine:
    """The model of a preset that can be asked: the one that summarizes, or else the one that translates."""
    chosen = presets.get(preset)
    asked = chosen.summarize if chosen.summarize["engine"] != presets.EXTRACT else chosen.translate
    size = chosen.size_mb if len(chosen.steps) == 1 else 0  # of one of two models it is not known
    catalogue.announce(replace(chosen, translate=asked, summarize={"engine": presets.EXTRACT}, size_mb=size))
    return presets.engine(asked)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.judge", description="A language model's opinion of a run.")
    parser.add_argument("run", type=Path, metavar="RUN.jsonl")
    parser.add_argument("--preset", required=True, help="whose model judges; one that follows instructions")
    parser.add_argument("--out", type=Path, metavar="FILE.json", help="every opinion as JSON")
    options = parser.parse_args(arguments)
    return carried_out(lambda: judge(options), program="eval.judge")


def judge(options: argparse.Namespace) -> int:
    found = records.read(options.run)
    engine = judge_of(options.preset)
    opinions = judged(found, engine)
    name = f"{engine.model} {engine.revision[:19]} {prompting.find('judge').fingerprint}"
    if options.out:
        content: dict[str, Any] = {"judge": name, "opinions": [asdict(o) for o in opinions]}
        options.out.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(as_text(table(opinions, name)))
    return FINE


if __name__ == "__main__":
    sys.exit(main())
