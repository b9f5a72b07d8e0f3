"""The line in front of the models: who stops a run does not wait for what cannot be interrupted."""

from __future__ import annotations

import asyncio
import threading
import time
from functools import partial
from typing import Any

import pytest

from summarizer import article, presets
from summarizer.web.settings import Settings
from summarizer.web.workroom import Ask, Progress, Workroom
from tests.web_server import ARTICLE, desk, wait_until


@pytest.mark.parametrize("slow", ["a model that loads", "an address that is read"])
def test_stop_does_not_wait_for_what_cannot_be_interrupted(slow: str, monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()

    def wait(*_: Any, **options: Any) -> Any:
        released.wait(30)
        return desk()

    monkeypatch.setattr(presets, "load", wait)
    monkeypatch.setattr(article, "from_url", wait)
    room = Workroom(Settings(presets=("fake",)))
    ask, stage = (Ask(text=ARTICLE), "loading") if slow == "a model that loads" else (Ask(url="http://a/"), "reading")

    async def stopped() -> float:
        pressed = 0.0
        async for step in room.run(partial(room.digests, ask), name="run"):
            if isinstance(step, Progress) and step.stage == stage:
                assert room.stop("run")
                pressed = time.monotonic()
        return time.monotonic() - pressed

    try:
        assert asyncio.run(stopped()) < 2
        assert room.line, "the model still loads: its place is not given to the next"
    finally:
        released.set()
    wait_until(lambda: not room.line, "the place to be free")
