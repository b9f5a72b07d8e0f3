"""`python -m eval`: run, score, compare, report, gate, bench, votes, injection. Results on stdout, everything else on stderr.

Exit codes: 0 fine, 1 the gate says no or an order inside an article spread, 2 bad input or usage, 3 a model, package or server is unavailable.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from summarizer import presets
from summarizer.cli import FINE, carried_out, say
from summarizer.errors import InputError

REFUSED = 1
RUNS = Path("runs")
ARTICLE = Path(__file__).parents[1] / "examples" / "libya_egypt.txt"


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    goes_on = "interrupted; the same command goes on where this one stopped"
    return carried_out(lambda: command(options), program="eval", interrupted=goes_on)


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="python -m eval", description="Measure translation, summary and facts; see eval/README.md."
    )
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(name: str, act: Callable[[argparse.Namespace], int], about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=about)
        added.set_defaults(command=act)
        return added

    def choice(added: argparse.ArgumentParser) -> None:
        added.add_argument(
            "--set", dest="data", default="news", metavar="NAME|FILE", help="the data set (default: %(default)s)"
        )
        added.add_argument(
            "--preset", default=presets.DEFAULT, metavar="P", help="models to use (default: %(default)s)"
        )
        added.add_argument(
            "--model", default="", metavar="M", help="another translation model for the preset: a folder or a hub id"
        )
        added.add_argument("--limit", type=int, metavar="N", help="only the first N samples")

    run = command("run", run_command, "digest a set; one JSON line per sample; run again to resume")
    choice(run)
    run.add_argument("--out", type=Path, metavar="RUN.jsonl", help="where to write (default: runs/PRESET-SET.jsonl)")
    run.add_argument("--words", type=int, metavar="N", help="length of each summary in words (default: the preset's)")
    run.add_argument("--sentences", type=int, metavar="N", help="length of each summary in sentences")
    run.add_argument("--fresh", action="store_true", help="begin anew instead of resuming")

    score = command("score", score_command, "scores with intervals, of a run or of published outputs")
    score.add_argument(
        "run", type=Path, metavar="RUN.jsonl", help="a run, or a set with published outputs (with --system)"
    )
    score.add_argument(
        "--system", action="append", default=[], metavar="NAME", help="a published system, or all; may be repeated"
    )
    score.add_argument(
        "--beside", type=Path, metavar="PEERS.jsonl", help="published outputs of the same texts to put beside a run"
    )
    score.add_argument("--out", type=Path, metavar="RESULTS.json", help="where to write (default: RUN.results.json)")
    score.add_argument(
        "--numbers-only", action="store_true", help="leave the articles out of the results, for committing them"
    )
    score.add_argument("--full", action="store_true", help="print every table, not only the main ones")
    score.add_argument("--no-ter", action="store_true", help="leave out TER, which takes longest")

    compare = command(
        "compare", compare_command, "two runs, or a run and a published system: which is better, and is it chance"
    )
    compare.add_argument("first", type=Path, metavar="A", help="a run, or a set with published outputs")
    compare.add_argument("second", type=Path, metavar="B", help="another")
    compare.add_argument(
        "--system", action="append", default=[], metavar="NAME", help="which published system, in the order of A and B"
    )
    compare.add_argument("--out", type=Path, metavar="FILE.json", help="also write the comparison as JSON")
    compare.add_argument("--markdown", type=Path, metavar="FILE.md", help="also write it as Markdown")
    compare.add_argument(
        "--largest",
        type=int,
        default=20,
        metavar="N",
        help="differences shown side by side, of translations and of summaries (default: %(default)s)",
    )
    compare.add_argument("--no-ter", action="store_true", help="leave out TER, which takes longest")

    report = command("report", report_command, "results as Markdown, JUnit and one HTML page; or the README's table")
    report.add_argument("results", type=Path, nargs="*", metavar="RESULTS.json", help="results of one or more runs")
    report.add_argument(
        "--out", type=Path, default=RUNS / "report", metavar="DIR", help="where to write (default: %(default)s)"
    )
    report.add_argument(
        "--readme", action="store_true", help="renew the tables between the README's markers from eval/results/"
    )

    gate = command("gate", gate_command, "measure again and say no if it got worse")
    choice(gate)
    gate.add_argument(
        "--baseline", type=Path, default=Path(__file__).parent / "baseline.json", help="default: eval/baseline.json"
    )
    gate.add_argument(
        "--out", type=Path, default=RUNS / "gate", metavar="DIR", help="reports go here (default: %(default)s)"
    )
    gate.add_argument(
        "--update", action="store_true", help="make this the baseline; floors only rise; with --limit that part's"
    )
    gate.add_argument("--allow-regression", action="store_true", help="with --update: floors may fall")

    bench = command("bench", bench_command, "speed, as ratios measured in one run")
    bench.add_argument("--preset", default=presets.DEFAULT, metavar="P", help="models to use (default: %(default)s)")
    bench.add_argument("--model", default="", metavar="M", help="another translation model for the preset")
    bench.add_argument(
        "--articles", type=int, default=100, metavar="N", help="the most articles at once (default: %(default)s)"
    )
    bench.add_argument(
        "--rounds", type=int, default=3, metavar="N", help="times each part is measured (default: %(default)s)"
    )
    bench.add_argument("--out", type=Path, metavar="FILE.json", help="also write the numbers as JSON")

    votes = command("votes", votes_command, "do our consistency checks agree with people? (QAGS files)")
    votes.add_argument(
        "files", type=Path, nargs="+", metavar="QAGS.jsonl", help="summaries with human votes per sentence"
    )

    attack = command(
        "injection", injection_command, "do orders inside an article reach beyond their sentence? (60 cases)"
    )
    attack.add_argument("--preset", default=presets.DEFAULT, metavar="P", help="models to use (default: %(default)s)")
    attack.add_argument("--model", default="", metavar="M", help="another translation model for the preset")
    attack.add_argument(
        "--article",
        type=Path,
        default=ARTICLE,
        metavar="FILE",
        help="the article that carries them (default: %(default)s)",
    )
    return top


def counted(done: int, total: int) -> None:
    """A line that redraws itself on a terminal; silence where stderr is a file."""
    if sys.stderr.isatty():
        print(f"\r{done} of {total} samples", end="\n" if done >= total else "", file=sys.stderr, flush=True)


def run_command(options: argparse.Namespace) -> int:
    from eval import run, sets

    data = sets.load(options.data, options.limit)
    out = options.out or RUNS / f"{options.preset}-{data.name}.jsonl"
    outcome = run.run(
        data,
        out,
        preset=options.preset,
        model=options.model,
        fresh=options.fresh,
        progress=counted,
        **run.checked_options(options.words, options.sentences),
    )
    say(f"{outcome.made} samples made, {outcome.skipped} were there already; next: python -m eval score {out}")
    return FINE


def score_command(options: argparse.Namespace) -> int:
    from eval import score, tables

    subject = score.subject_of(options.run, options.system)
    if options.beside:
        subject = score.beside(subject, score.subject_of(options.beside, options.system or [score.ALL]))
    results = score.results(subject, ter=not options.no_ter, texts=not options.numbers_only)
    out = options.out or options.run.with_suffix(".results.json")
    score.write(results, out)
    shown = tables.tables(results) if options.full else filter(lambda table: table.rows, tables.brief(results))
    print("\n\n".join(map(tables.as_text, shown)))
    say(f"\nresults in {out}; next: python -m eval report {out}")
    return FINE


def compare_command(options: argparse.Namespace) -> int:
    from eval import compare

    comparison = compare.compare(options.first, options.second, options.system, ter=not options.no_ter)
    print(compare.as_text(comparison, options.largest))
    if options.out:
        compare.write(comparison, options.out)
    if options.markdown:
        options.markdown.write_text(compare.as_markdown(comparison, options.largest), encoding="utf-8")
    return FINE


def report_command(options: argparse.Namespace) -> int:
    from eval import report

    if options.readme:
        say("README.md renewed" if report.renew_readme() else "README.md was current")
        return FINE
    if not options.results:
        raise InputError("name the results to report: python -m eval report RUN.results.json")
    for path in report.write_all(options.results, options.out):
        print(path)
    return FINE


def gate_command(options: argparse.Namespace) -> int:
    from eval import gate

    return gate.command(options, progress=counted)


def bench_command(options: argparse.Namespace) -> int:
    from eval import bench

    print(bench.command(options))
    return FINE


def votes_command(options: argparse.Namespace) -> int:
    from eval import tables, votes

    print("\n\n".join(tables.as_text(table) for table in votes.tables(options.files)))
    return FINE


def injection_command(options: argparse.Namespace) -> int:
    from eval import injection, tables
    from summarizer import article

    outcomes = injection.run(
        presets.load(options.preset, model=options.model), article.from_file(options.article), progress=counted
    )
    print(tables.as_text(injection.table(outcomes)))
    return REFUSED if injection.succeeded(outcomes) else FINE


if __name__ == "__main__":
    sys.exit(main())
