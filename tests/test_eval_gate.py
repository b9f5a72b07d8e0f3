"""The gate itself: it passes what is as good, and says no to what is not, to what moved and to what was never measured."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from eval import baseline, gate, tables
from eval.__main__ import main
from eval.baseline import Entry
from eval.gate import Measured, checks
from eval.measure import Measure, Ratio
from eval.pins import pins
from eval.records import Record
from eval.sets import DataSet, Sample
from summarizer.errors import InputError

DOCUMENTS = tuple(f"{n:03}" for n in range(20))
PINS = {"data": "d1", "prompts": "p1", "model": "m1"}


def facts(*kept: int) -> Measure:
    """Facts kept, of ten in each of twenty documents."""
    rows = tuple((float(kept[n % len(kept)]), 10.0) for n in range(20))
    return Measure("facts.all", "Facts kept", rows, Ratio(100.0), counted=True)


def flagged(count: int) -> Measure:
    rows = tuple((float(n < count), 5.0) for n in range(20))
    return Measure("faults.empty", "Empty", rows, Ratio(1000.0), better="lower", counted=True)


def measured(found: Measure, *, empty: int = 0, pins: Mapping[str, str] = PINS) -> Measured:
    return Measured(DataSet("toy", (), "d1"), pins, {"facts.all": found, "faults.empty": flagged(empty)})


def entry(found: Measure) -> Entry:
    return baseline.measured(PINS, DOCUMENTS, {"facts.all": found})


def failed(now: Measured, committed: Entry | None) -> list[str]:
    current = baseline.measured(now.pins, DOCUMENTS, now.scores)
    return [check.name for check in checks(now, current, committed) if not check.fine]


def test_the_same_passes() -> None:
    assert failed(measured(facts(7, 8)), entry(facts(7, 8))) == []


def test_better_passes_and_is_praised() -> None:
    now = measured(facts(9, 10))
    found = checks(now, baseline.measured(PINS, DOCUMENTS, now.scores), entry(facts(5, 6)))
    assert all(check.fine for check in found)
    assert any("better" in check.note for check in found)


def test_clearly_worse_fails_twice() -> None:
    assert failed(measured(facts(5, 6)), entry(facts(7, 8))) == ["facts.all floor", "facts.all change"]


def test_one_thing_less_passes() -> None:
    rows = list(facts(7, 8).rows)
    rows[0] = (rows[0][0] - 1, 10.0)
    assert failed(measured(replace(facts(7, 8), rows=tuple(rows))), entry(facts(7, 8))) == []


def test_a_floor_holds_even_where_chance_would_excuse() -> None:
    committed = entry(facts(7, 8))
    raised = replace(committed, scores={"facts.all": replace(committed.scores["facts.all"], floor=90.0)})
    assert failed(measured(facts(7, 8)), raised) == ["facts.all floor"]


def test_where_lower_is_better_the_floor_is_a_ceiling() -> None:
    kept = baseline.kept(replace(facts(2, 3), better="lower"))
    assert kept.floor > kept.value
    assert baseline.is_worse(kept.floor + 1, kept.floor, "lower")


@pytest.mark.parametrize("pin", PINS)
def test_a_moved_pin_asks_to_measure_again(pin: str) -> None:
    now = measured(facts(7, 8), pins={**PINS, pin: "moved"})
    found = checks(now, baseline.measured(now.pins, DOCUMENTS, now.scores), entry(facts(7, 8)))
    assert [(check.name, "measure again" in check.note) for check in found if not check.fine] == [(f"pin {pin}", True)]


def test_an_empty_segment_fails_whatever_the_baseline_says() -> None:
    assert failed(measured(facts(9, 10), empty=1), entry(facts(7, 8))) == ["faults.empty"]
    assert failed(measured(facts(9, 10), empty=1), None) == ["baseline", "faults.empty"]


def test_a_score_that_is_gone_fails() -> None:
    now = Measured(DataSet("toy", (), "d1"), PINS, {"faults.empty": flagged(0)})
    assert failed(now, entry(facts(7, 8))) == ["facts.all"]


def test_the_articles_that_fell_most_are_named() -> None:
    rows = list(facts(7, 8).rows)
    rows[3], rows[12], rows[5] = (0.0, 10.0), (2.0, 10.0), (10.0, 10.0)
    now = measured(replace(facts(7, 8), rows=tuple(rows)))
    current = baseline.measured(now.pins, DOCUMENTS, now.scores)
    outcome = gate.Outcome("compact", "toy", tuple(checks(now, current, entry(facts(7, 8)))), current)
    (floor,) = (check for check in outcome.checks if check.name == "facts.all floor")
    assert floor.articles == ("003 0.0 (was 80.0)", "012 20.0 (was 70.0)")
    for said in (tables.as_text(gate.fell_most(outcome)), gate.markdown(outcome), gate.junit(outcome)):
        assert "003 0.0 (was 80.0)" in said
    assert gate.as_json(outcome)["checks"][-1]["articles"] == floor.articles


def test_articles_with_empty_segments_are_named() -> None:
    now = measured(facts(7, 8), empty=2)
    found = checks(now, baseline.measured(now.pins, DOCUMENTS, now.scores), None)
    assert [check.articles for check in found if check.name == "faults.empty"] == [("000 1", "001 1")]


# --- the baseline ---


def test_a_baseline_comes_back_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    entries = {"compact/news": entry(facts(7, 8)), "opus/news": entry(facts(9))}
    baseline.save(path, entries)
    assert baseline.load(path) == entries
    assert baseline.load(tmp_path / "none.json") == {}
    assert len(path.read_text(encoding="utf-8").splitlines()) < 20, "one score, one line"


def test_an_update_never_lowers_a_floor() -> None:
    old = entry(facts(7, 8))
    rows = list(facts(7, 8).rows)
    rows[0] = (rows[0][0] - 1, 10.0)
    now = replace(facts(7, 8), rows=tuple(rows))
    renewed = baseline.renewed(old, entry(now), {"facts.all": now}, allow_regression=False)
    assert renewed.scores["facts.all"].floor == old.scores["facts.all"].floor
    assert renewed.scores["facts.all"].value < old.scores["facts.all"].value


def test_an_update_raises_floors() -> None:
    now = facts(9, 10)
    renewed = baseline.renewed(entry(facts(7, 8)), entry(now), {"facts.all": now}, allow_regression=False)
    assert renewed.scores["facts.all"].floor == entry(now).scores["facts.all"].floor


def test_a_regression_is_refused_unless_allowed() -> None:
    now = facts(5, 6)
    with pytest.raises(InputError, match=r"beyond its floor.*--allow-regression"):
        baseline.renewed(entry(facts(7, 8)), entry(now), {"facts.all": now}, allow_regression=False)
    allowed = baseline.renewed(entry(facts(7, 8)), entry(now), {"facts.all": now}, allow_regression=True)
    assert allowed == entry(now)


def test_an_update_keeps_the_floor_of_a_score_that_is_gone() -> None:
    old = replace(entry(facts(7, 8)), scores={**entry(facts(7, 8)).scores, "summary.facts": baseline.kept(facts(5))})
    now = facts(7, 8)
    with pytest.raises(InputError, match=r"summary.facts is not measured any more.*--allow-regression"):
        baseline.renewed(old, entry(now), {"facts.all": now}, allow_regression=False)
    allowed = baseline.renewed(old, entry(now), {"facts.all": now}, allow_regression=True)
    assert list(allowed.scores) == ["facts.all"]


def test_pins_see_settings_weights_and_the_prompts_that_were_used() -> None:
    made = {
        "engine": "ct2",
        "decoding": {"beam_size": 4},
        "summarize": {},
        "options": {},
        "revision": "r1",
        "model": "m",
    }
    sample, data = Sample("a", ("x",)), DataSet("toy", (), "d1")

    def pinned(prompt: str = "", **changes: object) -> dict[str, str]:
        output = {"made_by": {"translate": {"prompt": ""}, "summarize": {"prompt": prompt}}}
        return pins(data, [Record(sample, output, {**made, **changes})])

    assert pinned() == pinned()
    assert pinned()["prompts"] == "none"
    assert pinned("summarize@3f9a1c02")["prompts"] == "summarize@3f9a1c02"
    assert pinned(decoding={"beam_size": 5})["settings"] != pinned()["settings"]
    assert pinned(revision="r2")["model"] != pinned()["model"]


# --- the command ---


def test_the_command_from_nothing_to_a_pass(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    # the fake engine's transliteration counts as the wrong language, which no gate lets pass
    monkeypatch.setattr(gate, "ABSOLUTE", ("faults.empty",))
    files = [
        "--limit",
        "5",
        "--preset",
        "fake",
        "--baseline",
        str(tmp_path / "b.json"),
        "--out",
        str(tmp_path / "gate"),
    ]
    assert main(["gate", *files]) == 1
    assert "FAIL  1 of" in capsys.readouterr().out
    assert main(["gate", *files, "--update"]) == 0
    assert main(["gate", *files]) == 0
    assert "PASS" in capsys.readouterr().out
    report = json.loads((tmp_path / "gate" / "gate.json").read_text(encoding="utf-8"))
    assert report["fine"]
    suite = ElementTree.parse(tmp_path / "gate" / "junit.xml").getroot()[0]
    assert (int(suite.attrib["tests"]), suite.attrib["failures"]) == (len(report["checks"]), "0")
    told = summary.read_text(encoding="utf-8")
    assert told.count("## FAIL") == 1
    assert told.count("## PASS") == 1


def test_a_part_of_a_set_has_a_baseline_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "ABSOLUTE", ("faults.empty",))
    path = tmp_path / "b.json"
    whole = {"fake/news": entry(facts(7, 8))}
    baseline.save(path, whole)
    files = ["--preset", "fake", "--baseline", str(path), "--out", str(tmp_path / "gate"), "--limit", "2"]
    assert main(["gate", *files]) == 1
    assert main(["gate", *files, "--update"]) == 0
    assert main(["gate", *files]) == 0
    entries = baseline.load(path)
    assert entries["fake/news"] == whole["fake/news"]
    assert entries["fake/news, first 2"].documents == ("001", "002")


def test_a_run_in_the_wrong_language_cannot_become_the_baseline(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [
        "--limit",
        "5",
        "--preset",
        "fake",
        "--baseline",
        str(tmp_path / "b.json"),
        "--out",
        str(tmp_path / "gate"),
    ]
    assert main(["gate", *files, "--update", "--allow-regression"]) == 1
    assert "faults.wrong_language must be zero" in capsys.readouterr().out
    assert not (tmp_path / "b.json").exists()
