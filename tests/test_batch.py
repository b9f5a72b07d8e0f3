"""Batches: every record once, whatever kills the run, and every bad record named."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from summarizer import batch, cli
from summarizer.engines import Prompt
from summarizer.engines.fake import FakeEngine
from summarizer.errors import InputError
from summarizer.pipeline import Summarizer

TEXT = "وصل الوفد إلى العاصمة يوم الأحد. وقال الوزير إن الاجتماع سيعقد غدا بحضور 12 خبيرا."


def write(path: Path, records: list[Any]) -> Path:
    path.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in records), encoding="utf-8")
    return path


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def articles(count: int) -> list[dict[str, Any]]:
    return [{"id": f"a{n}", "text": f"{TEXT} العدد {n}."} for n in range(count)]


def test_one_digest_per_record_in_order(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    outcome = batch.run(write(tmp_path / "in.jsonl", articles(70)), out, preset="fake")
    assert outcome == batch.Outcome(done=70, failed=0, skipped=0)
    assert [record["id"] for record in read(out)] == [f"a{n}" for n in range(70)]
    assert all(record["schema"] == 1 and record["translation"] for record in read(out))


def test_bad_records_are_named_and_the_run_goes_on(tmp_path: Path) -> None:
    source = write(
        tmp_path / "in.jsonl",
        [
            {"id": "good", "text": TEXT},
            "{not json",
            {"text": TEXT},
            {"id": "empty", "text": ""},
            {"id": "good", "text": TEXT},
            {"id": "number", "text": 5},
            {"id": 7, "text": TEXT, "title": "عنوان"},
        ],
    )
    out = tmp_path / "out.jsonl"
    assert cli.main(["batch", str(source), str(out), "--preset", "fake"]) == cli.SOME_FAILED
    results = {(record.get("line"), record["id"]): record for record in read(out)}
    errors = {line: record["error"] for (line, _), record in results.items() if "error" in record}
    assert sorted(errors) == [2, 3, 4, 5, 6]
    assert "JSON" in errors[2]
    assert "id" in errors[3]
    assert "twice" in errors[5]
    assert "text" in errors[6]
    assert {record["id"] for record in read(out) if "error" not in record} == {"good", "7"}


def test_a_record_that_the_engine_refuses_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(name: str, **options: Any) -> Summarizer:
        def answer(prompt: Prompt) -> str:
            if "٧٧" in prompt.user:
                raise InputError("prompt 3 has control tokens in disguise")
            return "The delegation arrived."

        return Summarizer(FakeEngine(answer))

    monkeypatch.setattr("summarizer.presets.load", refusing)
    lines = articles(5)
    lines[2]["text"] += " وصل ٧٧ خبيرا."
    source, out = write(tmp_path / "in.jsonl", lines), tmp_path / "out.jsonl"
    assert batch.run(source, out, preset="fake") == batch.Outcome(done=4, failed=1, skipped=0)
    assert [record["id"] for record in read(out)] == [f"a{n}" for n in range(5)]
    assert read(out)[2]["error"] == "prompt 3 has control tokens in disguise"
    assert batch.run(source, out, preset="fake").skipped == 5


def test_a_line_longer_than_the_limit_is_an_error_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "LINE_BYTES", 1000)
    source = write(tmp_path / "in.jsonl", [{"id": "long", "text": TEXT * 100}, {"id": "short", "text": TEXT}])
    batch.run(source, tmp_path / "out.jsonl", preset="fake")
    first, second = read(tmp_path / "out.jsonl")
    assert first["line"] == 1
    assert "longer" in first["error"]
    assert second["id"] == "short"


def test_running_again_does_nothing_twice(tmp_path: Path) -> None:
    source, out = write(tmp_path / "in.jsonl", articles(5)), tmp_path / "out.jsonl"
    batch.run(source, out, preset="fake")
    before = out.read_bytes()
    assert batch.run(source, out, preset="fake") == batch.Outcome(done=0, failed=0, skipped=5)
    assert out.read_bytes() == before


def test_a_torn_line_is_cut_off_and_made_again(tmp_path: Path) -> None:
    source, out = write(tmp_path / "in.jsonl", articles(5)), tmp_path / "out.jsonl"
    batch.run(source, out, preset="fake")
    whole = [record["key"] for record in read(out)]
    out.write_bytes(out.read_bytes()[:-40])
    assert batch.run(source, out, preset="fake").done == 1
    assert [record["key"] for record in read(out)] == whole


def test_another_configuration_refuses_to_resume(tmp_path: Path) -> None:
    source, out = write(tmp_path / "in.jsonl", articles(2)), tmp_path / "out.jsonl"
    batch.run(source, out, preset="fake")
    with pytest.raises(InputError, match="other settings"):
        batch.run(source, out, preset="fake", sentences=1)


def test_a_file_of_something_else_is_not_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "notes.txt"
    out.write_text("my notes\n", encoding="utf-8")
    with pytest.raises(InputError, match="not results"):
        batch.run(write(tmp_path / "in.jsonl", articles(1)), out, preset="fake")
    assert out.read_text(encoding="utf-8") == "my notes\n"


def test_two_writers_cannot_share_a_file(tmp_path: Path) -> None:
    source, out = write(tmp_path / "in.jsonl", articles(1)), tmp_path / "out.jsonl"
    with batch.locked(out), pytest.raises(InputError, match="another run"):
        batch.run(source, out, preset="fake")


def test_a_full_disk_ends_clearly(tmp_path: Path) -> None:
    with Path("/dev/full").open("ab", buffering=0) as full, pytest.raises(InputError, match="cannot write results"):
        batch.append(full, {"id": "a"})


def test_killed_at_random_moments_the_result_is_that_of_an_uninterrupted_run(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", articles(400))
    whole, torn = tmp_path / "whole.jsonl", tmp_path / "torn.jsonl"
    batch.run(source, whole, preset="fake")
    chooser = random.Random(5)
    command = [sys.executable, "-m", "summarizer.cli", "batch", str(source), str(torn), "--preset", "fake"]
    for _ in range(6):
        before = torn.stat().st_size if torn.exists() else 0
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env={**os.environ})
        while process.poll() is None and (not torn.exists() or torn.stat().st_size <= before):
            time.sleep(0.01)
        time.sleep(chooser.random() * 0.2)
        process.send_signal(signal.SIGKILL)
        process.wait()
    batch.run(source, torn, preset="fake")
    strip = [{key: value for key, value in record.items() if key != "seconds"} for record in read(torn)]
    assert strip == [{key: value for key, value in record.items() if key != "seconds"} for record in read(whole)]
