"""The ledger as an editor meets it: what is kept, changed, missing and invented, in translation and summary."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

from summarizer import facts
from summarizer.types import Fact, Ledger

KINDS = {
    "n": "number",
    "p": "percent",
    "m": "money",
    "d": "date",
    "t": "time",
    "q": "quotation",
    "g": "negation",
    "l": "latin",
}
FATES = {"+": "kept", "~": "changed", "-": "missing"}


class Wanted(NamedTuple):
    kind: str
    arabic: str
    fate: str
    found: str


class Case(NamedTuple):
    """One pair of the table, with every fact it holds and what its English invents."""

    region: str
    arabic: str
    english: str
    wanted: tuple[Wanted, ...]
    invented: tuple[str, ...]


def table() -> list[Case]:
    lines = (Path(__file__).parent / "data" / "facts.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [case(*line.split("\t")) for line in lines]


def case(region: str, arabic: str, english: str, wanted: str, invented: str) -> Case:
    return Case(
        region,
        arabic,
        english,
        tuple(map(wanted_of, filter(None, wanted.split(" ; ")))),
        tuple(filter(None, invented.split(" ; "))),
    )


def wanted_of(cell: str) -> Wanted:
    """`n سبعة ~ Eight`: a number written سبعة, changed into "Eight"."""
    kind, rest = cell.split(" ", 1)
    for mark, fate in FATES.items():
        before, sign, after = rest.rpartition(f" {mark}")
        if sign and (mark == "~" or not after):
            return Wanted(KINDS[kind], before, fate, after.strip())
    raise AssertionError(f"no fate in {cell!r}")


def judged(arabic: str, english: str) -> Ledger:
    return facts.compare_texts([arabic], [english])


def verdict(case: Case) -> tuple[int, list[str]]:
    """How many facts and inventions came out right, and what is wrong with the others."""
    ledger = judged(case.arabic, case.english)
    open_facts = list(ledger.facts)
    right, wrong = 0, []
    for wanted in case.wanted:
        match = next((fact for fact in open_facts if is_right(fact, wanted)), None)
        if match is None:
            wrong.append(f"expected {wanted}")
        else:
            right += 1
            open_facts.remove(match)
    wrong += [f"got {fact.kind} {fact.source} {fact.translation} {fact.found}" for fact in open_facts]
    surplus = Counter(ledger.invented) - Counter(case.invented)
    lacking = Counter(case.invented) - Counter(ledger.invented)
    right += (Counter(case.invented) & Counter(ledger.invented)).total()
    return right, wrong + [f"invented {text}" for text in surplus] + [f"not invented {text}" for text in lacking]


def is_right(fact: Fact, wanted: Wanted) -> bool:
    same = fact.kind == wanted.kind and wanted.arabic in fact.source and fact.translation == wanted.fate
    return same and fact.found == wanted.found


def test_the_table_is_large_and_covers_every_kind() -> None:
    cases = table()
    assert len(cases) >= 300
    assert len(set(cases)) == len(cases)
    seen = {(wanted.kind, wanted.fate) for case in cases for wanted in case.wanted}
    assert {kind for kind, _ in seen} == set(KINDS.values())
    assert {fate for _, fate in seen} == set(FATES.values())


def test_precision_and_recall_on_the_table() -> None:
    """Of what the ledger says of hand-made pairs at least 95 percent is right, and of what it should say at least 95 percent is said."""
    right = expected = said = 0
    report = []
    for case in table():
        hits, wrong = verdict(case)
        ledger = judged(case.arabic, case.english)
        right += hits
        expected += len(case.wanted) + len(case.invented)
        said += len(ledger.facts) + len(ledger.invented)
        report += [f"{case.arabic} | {case.english}: {line}" for line in wrong]
    print(f"precision {right / said:.3f} recall {right / expected:.3f} of {expected}")
    assert right / said >= 0.95, "\n".join(report)
    assert right / expected >= 0.95, "\n".join(report)
