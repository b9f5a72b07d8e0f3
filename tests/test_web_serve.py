"""Starting and ending: what is risky is off by default, and a signal ends everything within seconds."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from summarizer import catalogue, presets
from summarizer.errors import InputError
from summarizer.web import settings
from tests.web_server import LONG, wait_until

ROOT = Path(__file__).parents[1]
SERVER = """
import sys
from summarizer.engines.fake import FakeEngine
from summarizer.pipeline import Summarizer
from summarizer.web.serve import listen
from summarizer.web.settings import Settings
from summarizer.web.workroom import Workroom
listen(Workroom(Settings(presets=("fake",)), {"fake": Summarizer(FakeEngine(delay_s=0.2), preset="fake")}), "127.0.0.1", int(sys.argv[1]))
"""


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


def test_a_key_that_could_be_guessed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.KEYS_VARIABLE, "short")
    with pytest.raises(InputError, match="16 characters"):
        parsed()
    monkeypatch.setenv(settings.KEYS_VARIABLE, "a" * 20 + ", " + "b" * 20)
    assert len(parsed().keys) == 2


def test_a_signal_ends_the_server_although_work_is_under_way() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(port)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: up(url), "the server to start", 60)
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
    finally:
        process.kill()


def up(url: str) -> bool:
    try:
        return httpx.get(url + "/health").status_code == 200
    except httpx.TransportError:
        return False
