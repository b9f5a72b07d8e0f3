"""The gate: `python -m eval gate` measures again and says no when it got worse. CI obeys its exit code.

It fails when a pin moved (then old numbers say nothing: measure again), when a score is beyond its floor or
significantly worse than the committed baseline, and when a segment is empty or in the wrong language. A pinned change
is still compared with the baseline, so that one command shows what it did.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from eval import baseline, measure, records, report, run, score, sets, tables
from eval.baseline import Entry
from eval.measure import ALPHA, Measure
from eval.pins import pins
from eval.sets import DataSet
from eval.systems import of_run
from eval.tables import Table, number
from summarizer.errors import InputError

ABSOLUTE = ("faults.empty", "faults.wrong_language", "faults.copy")
"""What must not happen once: text lost, or handed back unread."""

REMEDY = "measure again: python -m eval gate --update"


@dataclass(frozen=True)
class Check:
    """One thing the gate looked at: what was found, what was allowed, and whether that is fine."""

    name: str
    fine: bool
    found: str
    allowed: str
    note: str = ""


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
    name = baseline.name_of(options.preset, data.name)
    entry = baseline.measured(now.pins, tuple(sample.id for sample in data.samples), now.scores)
    if options.update:
        return update(options, entries, name, entry, now)
    outcome = Outcome(options.preset, data.name, tuple(checks(now, entry, entries.get(name))), entry)
    write(outcome, options.out)
    print(tables.as_text(table(outcome)))
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


def update(options: argparse.Namespace, entries: dict[str, Entry], name: str, entry: Entry, now: Measured) -> int:
    """Commit what was measured to the baseline file, unless it is a regression that was not allowed."""
    try:
        entries[name] = baseline.renewed(
            entries.get(name), entry, now.scores, allow_regression=options.allow_regression
        )
    except InputError as error:
        print(f"FAIL  {error}")
        return 1
    if broken := [check.name for check in absolute(now.scores) if not check.fine]:
        print(f"FAIL  not updated: {', '.join(broken)} must be zero")
        return 1
    baseline.save(options.baseline, entries)
    print(f"baseline of {name} written to {options.baseline}; commit it")
    return 0


# --- checks ---


def checks(now: Measured, entry: Entry, committed: Entry | None) -> list[Check]:
    """Everything the gate looks at, in the order it is shown."""
    found = absolute(now.scores)
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
        found.append(Check(f"{key} floor", not beyond, number(value), limit(before.floor, before.better)))
    if comparable:
        found += compared(now.scores, committed)
    return found


def limit(floor: float, better: str) -> str:
    return f"at most {number(floor)}" if better == "lower" else f"at least {number(floor)}"


def absolute(scores: Mapping[str, Measure]) -> list[Check]:
    """What must be zero whatever the baseline says."""
    found = []
    for key in ABSOLUTE:
        count = scores[key].totals[0] if key in scores else 0
        found.append(Check(key, count == 0, f"{count:.0f} segments", "0"))
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
        found.append(Check(f"{key} change", not worse, f"{difference.difference:+.2f}", "not surely worse", note))
    return found


# --- reports ---


def table(outcome: Outcome) -> Table:
    rows = tuple((c.name, c.found, c.allowed, "ok" if c.fine else "FAIL", c.note) for c in outcome.checks)
    title = f"Gate: {outcome.preset} on {outcome.data}, {len(outcome.measured.documents)} documents"
    return Table(title, ("Check", "Found", "Allowed", "", "Note"), rows, measure.SIGNATURE)


def markdown(outcome: Outcome) -> str:
    """For a job summary: the verdict, what failed, and the whole table folded away."""
    whole = table(outcome)
    failed = tuple(row for row in whole.rows if "FAIL" in row)
    parts = [f"## {outcome.verdict}"]
    if failed:
        parts.append(tables.as_markdown(Table("Failed", whole.header, failed)))
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
            ElementTree.SubElement(case, "failure", message=message).text = check.note or message
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
