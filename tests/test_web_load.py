"""Many clients at once: whoever finds the line full is told so at once, and the process stays small. Run with `pytest -m slow`."""

from __future__ import annotations

import asyncio
import re
import time

import httpx
import pytest

from tests.web_server import ARTICLE, a_process

pytestmark = pytest.mark.slow

LINE = 17
"""One at work and sixteen waiting, as by default."""


async def asked(url: str, clients: int, requests: int) -> list[tuple[int, float]]:
    """Status and seconds of so many requests for a digest, sent by so many clients, each one after another."""
    answers: list[tuple[int, float]] = []

    async with httpx.AsyncClient(timeout=120, limits=httpx.Limits(max_connections=clients)) as connections:

        async def client() -> None:
            for _ in range(requests // clients):
                began = time.monotonic()
                answer = await connections.post(url + "/api/digest", json={"text": ARTICLE})
                answers.append((answer.status_code, time.monotonic() - began))

        await asyncio.gather(*(client() for _ in range(clients)))
    return answers


def megabytes(url: str) -> float:
    """The memory that the server says it holds."""
    found = re.search(r"^khulasa_resident_bytes (\S+)$", httpx.get(url + "/metrics").text, re.MULTILINE)
    assert found
    return float(found[1]) / 1e6


def test_of_two_hundred_clients_those_that_find_no_place_are_told_within_a_second() -> None:
    with a_process(delay_s=0.2, waiting=LINE - 1) as (url, process):
        asyncio.run(asked(url, 1, 1))
        before = megabytes(url)
        answers = asyncio.run(asked(url, 200, 200))
        assert process.poll() is None
        assert megabytes(url) - before < 100
        assert {status for status, _ in answers} == {200, 503}
        assert sum(status == 200 for status, _ in answers) >= LINE
        assert max(seconds for status, seconds in answers if status == 503) < 1
        assert asyncio.run(asked(url, 1, 1))[0][0] == 200


def test_two_thousand_requests_of_twenty_clients_are_all_answered_soon() -> None:
    with a_process(waiting=20) as (url, _):
        asyncio.run(asked(url, 20, 100))
        before = megabytes(url)
        answers = asyncio.run(asked(url, 20, 2000))
        assert {status for status, _ in answers} == {200}
        assert sorted(seconds for _, seconds in answers)[int(0.99 * len(answers))] < 0.5
        assert megabytes(url) - before < 50
