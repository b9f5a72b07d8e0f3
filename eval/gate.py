"""The gate: `python -m eval gate` measures again and says no when it got worse. CI obeys its exit code.

It fails when a pin moved (then old numbers say nothing: measure again), when a score is beyond its floor or
significantly worse than the committed baseline, and when a segment is empty or in the wrong language. A pinned change
is still compared with the baseline, so that one command shows what it did, and to which articles.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from eval import baseline, measure, records, report, run, score, sets, tables
from eval.baseline import Entry, Kept
from eval.measure import ALPHA, Measure
from eval.pins import pins
from eval.sets import DataSet
from eval.systems import of_run
from eval.tables import Table, number
from summarizer.errors import InputError

ABSOLUTE = ("faults.empty", "faults.wrong_language", "faults.copy")
"""What must not happen once: text lost, or handed back unread."""

REMEDY = "measure again: the same command with --update"

SAME = 1e-9

FELL_MOST = 5
"""Articles named for a score that fell."""


@dataclass(frozen=True)
class Check:
    """One thing the gate looked at: what was found, what was allowed, and whether that is fine. `articles` are those
    that make it worse than it was, or than it may be, the worst first.
    """

    name: str
    fine: bool
    found: str
    allowed: str
    note: str = ""
    articles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What the gate says: every check, and the scores as they are now."""

    preset: str
    data: str
    checks: tuple[Check, ...]
    measured: Entry

    @property
    def fine(self) -> bool:
        return all(check.fine for check in self.checks)

    @property
    def verdict(self) -> str:
        """One line."""
        failed = [check.name for check in self.checks if not check.fine]
        if not failed:
            better = [check.name for check in self.checks if "better" in check.note]
            praise = f" Better: {', '.join(better)}; commit that with --update." if better else ""
            return f"PASS  {len(self.checks)} checks.{praise}"
        return f"FAIL  {len(failed)} of {len(self.checks)} checks: {', '.join(failed)}"


@dataclass(frozen=True)
class Measured:
    """A fresh run of the gate's preset over its set: pins and scores."""

    data: DataSet
    pins: Mapping[str, str]
    scores: Mapping[str, Measure]


def command(options: argparse.Namespace, progress: Callable[[int, int], None]) -> int:
    """Run the gate as the command line asks; returns 0 if all is fine or was updated, 1 if not."""
    data = sets.load(options.data, options.limit)
    now = measured(data, options.out, options.preset, options.model, progress)
    entries = baseline.load(options.baseline)
    name = baseline.name_of(options.preset, data.name, data.part)
    entry = baseline.measured(now.pins, tuple(sample.id for sample in data.samples), now.scores)
    of_what = ", ".join(filter(None, (data.name, data.part)))
    outcome = Outcome(options.preset, of_what, tuple(checks(now, entry, entries.get(name))), entry)
    if options.update:
        return update(options, entries, name, outcome, now)
    write(outcome, options.out)
    print("\n\n".join(tables.as_text(found) for found in (table(outcome), fell_most(outcome)) if found.rows))
    print(f"\n{outcome.verdict}")
    return 0 if outcome.fine else 1


def measured(
    data: DataSet, out: Path, preset: str, model: str, progress: Callable[[int, int], None] = lambda done, total: None
) -> Measured:
    """Digest the set anew and score it (without TER, which takes long and is not gated)."""
    path = out / "run.jsonl"
    run.run(data, path, preset=preset, model=model, fresh=True, progress=progress)
    found = records.read(path)
    scores = score.scored(data.samples, of_run(found), ter=False).measures
    return Measured(data, pins(data, found), scores)


def update(options: argparse.Namespace, entries: dict[str, Entry], name: str, outcome: Outcome, now: Measured) -> int:
    """Commit what was measured to the baseline file, unless it is a regression that was not allowed."""
    entry = outcome.measured
    try:
        entries[name] = baseline.renewed(
            entries.get(name), entry, now.scores, allow_regression=options.allow_regression
        )
    except InputError as error:
        print(f"{tables.as_text(fell_most(outcome))}\n\nFAIL  {error}")
        return 1
    if broken := [check for check in absolute(now.scores, entry.documents) if not check.fine]:
        said = "; ".join(f"{check.name} must be zero ({', '.join(check.articles)})" for check in broken)
        print(f"FAIL  not updated: {said}")
        return 1
    baseline.save(options.baseline, entries)
    print(f"baseline of {name} written to {options.baseline}; commit it")
    return 0


# --- checks ---


def checks(now: Measured, entry: Entry, committed: Entry | None) -> list[Check]:
    """Everything the gate looks at, in the order it is shown."""
    found = absolute(now.scores, entry.documents)
    if committed is None:
        return [Check("baseline", False, "none", "committed", REMEDY), *found]
    found += pinned(now.pins, committed.pins)
    comparable = committed.documents == entry.documents
    for key, before in committed.scores.items():
        if key not in now.scores:
            found.append(Check(key, False, "not measured", number(before.value), REMEDY))
            continue
        value = now.scores[key].value
        beyond = baseline.is_worse(value, before.floor, before.better)
        articles = worst(now.scores[key], before, entry.documents) if beyond and comparable else ()
        found.append(
            Check(f"{key} floor", not beyond, number(value), limit(before.floor, before.better), articles=articles)
        )
    if comparable:
        found += compared(now.scores, committed)
    return found


def limit(floor: float, better: str) -> str:
    return f"at most {number(floor)}" if better == "lower" else f"at least {number(floor)}"


def worst(now: Measure, before: Kept, documents: Sequence[str]) -> tuple[str, ...]:
    """The articles whose score fell most, with what it is and what it was."""
    now, was = replace(now, rows=baseline.kept(now).rows), replace(now, rows=before.rows)
    sign = -1 if before.better == "lower" else 1
    falls = [(sign * (now.of(at) - was.of(at)), at) for at in range(len(documents))]
    return tuple(
        f"{documents[at]} {number(now.of(at))} (was {number(was.of(at))})"
        for fall, at in sorted(fall for fall in falls if fall[0] < -SAME)[:FELL_MOST]
    )


def absolute(scores: Mapping[str, Measure], documents: Sequence[str]) -> list[Check]:
    """What must be zero whatever the baseline says, with the articles where it is not."""
    found = []
    for key in ABSOLUTE:
        rows = scores[key].rows if key in scores else ()
        counts = {name: row[0] for name, row in zip(documents, rows, strict=False) if row[0]}
        articles = tuple(f"{name} {count:.0f}" for name, count in counts.items())
        found.append(Check(key, not counts, f"{sum(counts.values()):.0f} segments", "0", articles=articles))
    return found


def pinned(now: Mapping[str, str], committed: Mapping[str, str]) -> list[Check]:
    """One check per pin. A moved one does not say that anything got worse, only that nobody has measured since."""
    found = []
    for name, value in committed.items():
        same = now.get(name) == value
        found.append(Check(f"pin {name}", same, short(now.get(name, "")), short(value), "" if same else REMEDY))
    return found


def short(pin: str) -> str:
    return pin if len(pin) <= 20 else pin.removeprefix("sha256:")[:12]


def compared(scores: Mapping[str, Measure], committed: Entry) -> list[Check]:
    """The paired test of every score against the committed counts, corrected for their number."""
    keys = [key for key in committed.scores if key in scores]
    differences = [baseline.against(scores[key], committed.scores[key]) for key in keys]
    found = []
    for key, difference, p in zip(keys, differences, measure.holm([d.p for d in differences]), strict=True):
        worse, better = (p < ALPHA and difference.gain * sign > 0 for sign in (-1, 1))
        note = f"p {p:.3f}" + (" worse" if worse else " better" if better else "")
        articles = worst(scores[key], committed.scores[key], committed.documents) if difference.gain < 0 else ()
        found.append(
            Check(f"{key} change", not worse, f"{difference.difference:+.2f}", "not surely worse", note, articles)
        )
    return found


# --- reports ---


def table(outcome: Outcome) -> Table:
    rows = tuple((c.name, c.found, c.allowed, "ok" if c.fine else "FAIL", c.note) for c in outcome.checks)
    title = f"Gate: {outcome.preset} on {outcome.data}, {len(outcome.measured.documents)} documents"
    return Table(title, ("Check", "Found", "Allowed", "", "Note"), rows, measure.SIGNATURE)


def fell_most(outcome: Outcome) -> Table:
    """The articles to look at: for every score that fell, failed or not, those that fell most."""
    named = [check for check in outcome.checks if check.articles]
    rows = tuple((check.name, "ok" if check.fine else "FAIL", ", ".join(check.articles)) for check in named)
    return Table("Articles that fell most", ("Check", "", "Articles"), rows, "Beside each its score now and as it was.")


def markdown(outcome: Outcome) -> str:
    """For a job summary: the verdict, what failed, which articles fell, and the whole table folded away."""
    whole, fallen = table(outcome), fell_most(outcome)
    failed = tuple(row for row in whole.rows if "FAIL" in row)
    parts = [f"## {outcome.verdict}"]
    if failed:
        parts.append(tables.as_markdown(Table("Failed", whole.header, failed)))
    if fallen.rows:
        parts.append(tables.as_markdown(fallen))
    parts.append(f"<details><summary>All checks</summary>\n\n{tables.as_markdown(whole)}\n\n</details>")
    return "\n\n".join(parts) + "\n"


def junit(outcome: Outcome) -> str:
    name = f"gate.{outcome.preset}.{outcome.data}"
    failures = sum(not check.fine for check in outcome.checks)
    suites = ElementTree.Element("testsuites", name="gate")
    suite = ElementTree.SubElement(
        suites, "testsuite", name=name, tests=str(len(outcome.checks)), failures=str(failures)
    )
    for check in outcome.checks:
        case = ElementTree.SubElement(suite, "testcase", classname=name, name=check.name)
        if not check.fine:
            message = f"found {check.found}, allowed {check.allowed}"
            said = "\n".join(filter(None, (check.note, *check.articles)))
            ElementTree.SubElement(case, "failure", message=message).text = said or message
    return report.to_xml(suites)


def as_json(outcome: Outcome) -> dict[str, Any]:
    scores = {key: {"value": kept.value, "floor": kept.floor} for key, kept in outcome.measured.scores.items()}
    return {
        "fine": outcome.fine,
        "verdict": outcome.verdict,
        "preset": outcome.preset,
        "set": outcome.data,
        "checks": [asdict(check) for check in outcome.checks],
        "scores": scores,
        "pins": dict(outcome.measured.pins),
    }


def write(outcome: Outcome, out: Path, environment: Mapping[str, str] = os.environ) -> Sequence[Path]:
    """gate.json, gate.md and junit.xml in a folder; and, where GitHub asks for one, the job's summary."""
    out.mkdir(parents=True, exist_ok=True)
    written = {
        out / "gate.json": json.dumps(as_json(outcome), ensure_ascii=False, indent=1) + "\n",
        out / "gate.md": markdown(outcome),
        out / "junit.xml": junit(outcome),
    }
    for path, content in written.items():
        path.write_text(content, encoding="utf-8")
    if summary := environment.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as sink:
            sink.write(markdown(outcome))
    return list(written)
