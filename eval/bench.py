"""Speed: `python -m eval bench` measures ratios within one run, so that its numbers mean the same on a fast machine
and a slow one.

What `digest_many` takes is set against CTranslate2 alone on the same tokenised segments, the two in turn; an article
in a fresh process gives the time to its first segment and the most memory; growing numbers of articles show that time
grows no faster.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import cycle, islice
from statistics import median
from typing import Any

from eval import run, sets, tables
from eval.records import ROOT, hardware, to_json
from eval.tables import Table
from summarizer import text
from summarizer.engines import Prompt
from summarizer.engines.searching import admit
from summarizer.errors import EngineError, InputError
from summarizer.pipeline import Summarizer, segments_of
from summarizer.types import Article

SIZES = (1, 10, 100, 1000)


@dataclass(frozen=True)
class Line:
    """One thing measured: its value in words, and the bar it should meet, if there is one."""

    what: str
    measured: str
    bar: str = ""
    met: bool | None = None


ONE_ARTICLE = """
import json, resource, sys, time
from summarizer.types import Article
from eval import run
request = json.load(sys.stdin)
started = time.perf_counter()
desk = run.desk_for("ar", request["preset"], request["model"])
loaded = time.perf_counter()
article = Article(tuple(request["paragraphs"]), request["title"])
stream = desk.stream(article)
next(stream)
first = time.perf_counter()
for last in stream:
    pass
done = time.perf_counter()
print(json.dumps({"load_s": loaded - started, "first_s": first - loaded, "whole_s": done - loaded,
    "peak_mb": run.peak_mb(), "torch": "torch" in sys.modules}))
"""


def command(options: argparse.Namespace) -> str:
    """Measure everything the command line asks for; the table as text. Writes JSON too where asked."""
    if options.articles < 1 or options.rounds < 1:
        raise InputError("--articles and --rounds are at least 1")
    articles = [sample.article for sample in sets.load("news").samples]
    desk = run.desk_for("ar", options.preset, options.model)
    many = list(islice(cycle(articles), options.articles))
    found = [
        *imports(options.rounds),
        *one_article(articles[0], options.preset, options.model, options.rounds),
        *against_engine(desk, many, options.rounds),
        *growth(desk, articles, options.articles),
    ]
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        content = {"preset": options.preset, "hardware": hardware(), "lines": [asdict(line) for line in found]}
        options.out.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return tables.as_text(table(found, options.preset))


def table(found: Sequence[Line], preset: str) -> Table:
    machine = hardware()
    marks = {None: "", True: "met", False: "MISSED"}
    rows = tuple((line.what, line.measured, line.bar, marks[line.met]) for line in found)
    note = f"{machine['cores']} × {machine['processor']}; medians of several rounds"
    return Table(f"Speed of {preset}", ("What", "Measured", "Bar", ""), rows, note)


def timed(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def python(*arguments: str, given: str = "") -> str:
    """What a fresh interpreter prints. Raises `EngineError` with its complaint if it fails."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, input=given, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise EngineError(f"a fresh process failed: {done.stderr.strip().splitlines()[-1:]}")
    return done.stdout


def digest_all(desk: Summarizer, articles: Iterable[Article]) -> None:
    for _ in desk.digest_many(articles):
        pass


def imports(rounds: int) -> list[Line]:
    """What `import summarizer` adds to starting Python."""
    bare = min(timed(lambda: python("-c", "pass")) for _ in range(rounds))
    whole = min(timed(lambda: python("-c", "import summarizer")) for _ in range(rounds))
    seconds = max(0.0, whole - bare)
    return [Line("import summarizer", f"{seconds:.3f} s", "under 0.2 s", seconds < 0.2)]


def one_article(article: Article, preset: str, model: str, rounds: int) -> list[Line]:
    """One article in a fresh process."""
    request = to_json({"preset": preset, "model": model, "title": article.title, "paragraphs": article.paragraphs})
    measured = [json.loads(python("-c", ONE_ARTICLE, given=request)) for _ in range(rounds)]
    first = median(entry["first_s"] for entry in measured)
    peak = max(entry["peak_mb"] for entry in measured)
    torch = any(entry["torch"] for entry in measured)
    return [
        Line("load the model", f"{median(entry['load_s'] for entry in measured):.2f} s"),
        Line("first segment of an article", f"{first:.2f} s", "under 1 s", first < 1),
        Line("whole article", f"{median(entry['whole_s'] for entry in measured):.2f} s"),
        Line("peak memory, one article", f"{peak} MB", "under 500 MB", peak < 500),
        Line("torch imported", "yes" if torch else "no", "no", not torch),
    ]


def against_engine(desk: Summarizer, articles: Sequence[Article], rounds: int) -> list[Line]:
    """`digest_many` and CTranslate2 alone over the same segments, in turn; the bar is on the median of the ratios."""
    engine: Any = desk.translator
    if engine.name != "ct2":
        return [Line("digest_many against CTranslate2", f"not measured: the engine is {engine.name}")]
    sources = [
        piece
        for article in articles
        for segment in segments_of(article)
        for piece in text.fit(segment.source, engine.input_budget, engine.count_tokens)
    ]
    words = sum(len(source.split()) for source in sources)
    alone = raw(engine, sources)
    alone()  # once to warm up
    ratios, digesting, translating = [], [], []
    for _ in range(rounds):
        translating.append(timed(alone))
        digesting.append(timed(partial(digest_all, desk, articles)))
        ratios.append(translating[-1] / digesting[-1])
    ratio = median(ratios)
    return [
        Line(f"CTranslate2 alone, {len(articles)} articles", f"{words / median(translating):,.0f} words/s"),
        Line(f"digest_many, {len(articles)} articles", f"{words / median(digesting):,.0f} words/s"),
        Line("digest_many / CTranslate2", f"{ratio:.2f}", "at least 0.85", ratio >= 0.85),
    ]


def raw(engine: Any, sources: Sequence[str]) -> Callable[[], Any]:
    """CTranslate2 as anyone would call it for throughput, on segments already tokenised, with the engine's search
    settings."""
    jobs = admit([Prompt(source) for source in sources], engine.pieces, engine=engine.name, budget=engine.input_budget)
    tokens, starts = [list(job.source) for job in jobs], [list(job.start) or None for job in jobs]
    return lambda: engine.translator.translate_batch(
        tokens,
        starts,
        max_batch_size=engine.batch_tokens,
        batch_type="tokens",
        max_decoding_length=engine.input_budget,
        max_input_length=0,
        **engine.options(engine.decoding),
    )


def growth(desk: Summarizer, articles: Sequence[Article], most: int) -> list[Line]:
    """Time per article and memory for ever more articles."""
    found, first = [], 0.0
    for size in [size for size in SIZES if size <= most]:
        many = islice(cycle(articles), size)
        before = run.peak_mb()
        seconds = timed(partial(digest_all, desk, many)) / size
        more = run.peak_mb() - before
        if size == SIZES[1]:
            first = seconds
        met = seconds <= 1.25 * first if size > SIZES[1] else None
        bar = "at most 1.25 × that of 10" if met is not None else ""
        found.append(Line(f"{size} articles", f"{seconds:.3f} s each, peak memory +{more} MB", bar, met))
    return found
