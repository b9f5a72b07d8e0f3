"""A real server on a port of this machine, for the tests of the page and its HTTP."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from summarizer.engines.fake import FakeEngine
from summarizer.pipeline import Summarizer
from summarizer.web import serve
from summarizer.web.settings import Limits, Settings
from summarizer.web.workroom import Workroom

ARTICLE = """وفد مصري في طرابلس للمرة الأولى منذ 2014

وصل وفد مصري إلى طرابلس يوم الأحد 27 ديسمبر 2020 في زيارة هي الأولى منذ ست سنوات. والتقى الوفد نائب رئيس المجلس الرئاسي.

وقال مسؤول إن 20 شخصا شاركوا في الاجتماع، وإن السفارة ستعود إلى العمل قريبا.

وناقش الجانبان وقف إطلاق النار. ولم يتخذ قرار بشأن الرحلات الجوية.
"""
LONG = "\n\n".join(
    f"وصل الوفد رقم {n} إلى العاصمة في زيارة رسمية. وقال المسؤول إن الزيارة ناجحة." for n in range(1, 200)
)


ROOT = Path(__file__).parents[1]
SERVER = """
import sys
from summarizer.web.serve import listen
from summarizer.web.settings import Limits, Settings
from summarizer.web.workroom import Workroom
from tests.web_server import desk
port, delay_s, waiting = sys.argv[1:]
settings = Settings(presets=("fake",), limits=Limits(waiting=int(waiting)))
listen(Workroom(settings, {"fake": desk(delay_s=float(delay_s))}), "127.0.0.1", int(port))
"""


@dataclass(frozen=True)
class Site:
    """Where the server is, and the line of work behind it."""

    url: str
    port: int
    room: Workroom


def desk(*, delay_s: float = 0.0, preset: str = "fake", fail_on: str = "") -> Summarizer:
    return Summarizer(FakeEngine(delay_s=delay_s, fail_on=fail_on), preset=preset)


@contextmanager
def serving(*desks: Summarizer, settings: Settings | None = None, limits: Limits | None = None) -> Iterator[Site]:
    """A server with these desks until the block ends."""
    given = desks or (desk(),)
    chosen = settings or Settings(presets=tuple(one.preset for one in given), limits=limits or Limits())
    room = Workroom(chosen, {one.preset: one for one in given})
    port = free_port()
    server = serve.Server(serve.configuration(room, "127.0.0.1", port), room)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started, "the server to start", 60)
    try:
        yield Site(f"http://127.0.0.1:{port}", port, room)
    finally:
        room.close()
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive(), "the server did not stop"


@contextmanager
def a_process(*, delay_s: float = 0.0, waiting: int = 16) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The address of a server in a process of its own, and the process, until the block ends."""
    port = free_port()
    command = [sys.executable, "-c", SERVER, str(port), str(delay_s), str(waiting)]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    url = f"http://127.0.0.1:{port}"

    def up() -> bool:
        try:
            return httpx.get(url + "/health").status_code == 200
        except httpx.TransportError:
            return False

    try:
        wait_until(up, "the server to start", 300)
        yield url, process
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def wait_until(condition: Callable[[], object], what: str, seconds: float = 10.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"waited {seconds} s for {what}"
        time.sleep(0.02)
