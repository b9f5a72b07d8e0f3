"""A real server on a port of this machine, for the tests of the page and its HTTP."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

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
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
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


def wait_until(condition: Callable[[], object], what: str, seconds: float = 10.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"waited {seconds} s for {what}"
        time.sleep(0.02)
