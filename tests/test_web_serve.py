"""Starting and ending: what is risky is off by default, and a signal ends everything within seconds."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import time
from typing import Any

import httpx
import pytest

import app
from summarizer import catalogue, cli, presets
from summarizer.errors import InputError
from summarizer.web import settings
from tests.web_server import LONG, a_process, wait_until


def parsed(*arguments: str) -> settings.Settings:
    parser = argparse.ArgumentParser()
    settings.add_arguments(parser)
    return settings.settings_of(parser.parse_args(arguments))


def test_on_this_machine_only_by_default() -> None:
    chosen = parsed()
    assert chosen.presets[0] == "compact"
    assert "fake" not in chosen.presets
    assert not any(catalogue.missing(presets.get(name)) for name in chosen.presets)
    assert chosen.urls
    assert chosen.hosts == settings.LOOPBACK


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "news.example"])
def test_where_others_can_connect_addresses_are_not_opened_and_nothing_is_downloaded(host: str) -> None:
    chosen = parsed("--host", host)
    assert not chosen.urls
    assert chosen.presets == ("compact",)
    assert parsed("--host", host, "--urls").urls


def test_presets_are_checked_at_the_start() -> None:
    assert parsed("--preset", "fake", "--preset", "compact").presets == ("fake", "compact")
    with pytest.raises(InputError, match="no preset"):
        parsed("--preset", "none-such")


@pytest.mark.parametrize(
    "limit", [{"workers": 0}, {"characters": -1}, {"seconds": 0.0}, {"seconds": float("nan")}, {"waiting": -1}]
)
def test_a_limit_that_lets_nothing_through_is_refused(limit: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="give a larger one"):
        settings.Limits(**limit)
    assert settings.Limits(waiting=0).waiting == 0


def test_app_py_ends_as_serve_does_when_asked_for_something_impossible(capsys: pytest.CaptureFixture[str]) -> None:
    for options in (["--workers", "0"], ["--preset", "none-such"]):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["app.py", *options])
            assert app.main() == cli.main(["serve", *options]) == 2
    assert "none-such" in capsys.readouterr().err


def test_a_key_that_could_be_guessed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.KEYS_VARIABLE, "short")
    with pytest.raises(InputError, match="16 characters"):
        parsed()
    monkeypatch.setenv(settings.KEYS_VARIABLE, "a" * 20 + ", " + "b" * 20)
    assert len(parsed().keys) == 2


def test_a_signal_ends_the_server_although_work_is_under_way() -> None:
    with a_process(delay_s=0.2) as (url, process):
        answers: list[httpx.Response] = []
        asking = threading.Thread(
            target=lambda: answers.append(httpx.post(url + "/api/digest", json={"text": LONG}, timeout=30))
        )
        asking.start()
        wait_until(lambda: httpx.get(url + "/health").json()["working"] == 1, "the work to begin")
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        process.wait(10)
        assert time.monotonic() - began < 10
        asking.join(5)
        assert (answers[0].status_code, answers[0].json()["code"]) == (503, "busy")
