"""What the README shows is what a reader gets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_python_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    example = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert example
    exec(compile(example[1], "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert re.search(r"[A-Z][a-z].*December", printed)
    assert re.search(r"^date 27 ديسمبر 2020 (kept|changed|missing)$", printed, re.MULTILINE)


def test_every_command_shown_exists() -> None:
    from summarizer import cli

    shown = set(re.findall(r"^summarizer (\w+)", README, re.MULTILINE))
    assert shown
    for command in shown:
        with pytest.raises(SystemExit) as ended:
            cli.main([command, "--help"])
        assert ended.value.code == 0
