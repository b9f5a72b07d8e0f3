"""Servers: a real one, `transformers serve` with a tiny model, and one that misbehaves in every way that servers do."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from summarizer import engines, prompting
from summarizer.engines import Completion, Decoding, Engine, Prompt, StreamingEngine
from summarizer.engines.openai_api import api_of, is_local
from summarizer.engines.server import Patience, ServerEngine
from summarizer.errors import EngineError, InputError
from summarizer.pipeline import Summarizer
from tests import tiny, unruly_server

ARABIC = [arabic for arabic, _ in tiny.PAIRS]
ENGLISH = [english for _, english in tiny.PAIRS]
ANSWER = unruly_server.ANSWER


@pytest.fixture(scope="module")
def unruly() -> Iterator[str]:
    """The address of the unruly server."""
    with subprocess.Popen(
        [sys.executable, unruly_server.__file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.kill()


def stats(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{url}/stats") as answer:
        return dict(json.load(answer))


def engine(url: str, model: str = "fine", timeout_s: float = 20, retries: int = 3, **options: Any) -> ServerEngine:
    return ServerEngine(url, model=model, patience=Patience(timeout_s, retries, 0.01), **options)


def ask(url: str, model: str, **options: Any) -> Completion:
    (answer,) = engine(url, model, **options).generate([Prompt(ARABIC[0])], max_new_tokens=40)
    return answer


def watched(stream: Generator[str, None, Completion]) -> tuple[list[str], Completion]:
    pieces = []
    while True:
        try:
            pieces.append(next(stream))
        except StopIteration as end:
            return pieces, end.value


# One that works


@pytest.fixture(scope="module")
def served(chat_models: Path) -> Iterator[ServerEngine]:
    """`transformers serve` with the tiny Qwen that knows `tiny.PAIRS`."""
    pytest.importorskip("openai", reason="transformers serve needs it: pip install 'transformers[serving]'")
    pytest.importorskip("accelerate", reason="transformers serve needs it: pip install 'transformers[serving]'")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    model = str(chat_models / "qwen3")
    program = Path(sys.executable).with_name("transformers")
    command = [str(program), "serve", model, "--port", str(port), "--device", "cpu", "--host", "127.0.0.1"]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/health", process)
            made = engines.load(
                "server",
                model,
                url=f"http://127.0.0.1:{port}",
                temperature=0.0,
                extra={"chat_template_kwargs": {"enable_thinking": False}},
                concurrency=2,
            )
            assert isinstance(made, ServerEngine)
            yield made
        finally:
            process.kill()


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, "the server ended by itself"
        try:
            urllib.request.urlopen(url)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"nothing answers at {url}")


def test_a_real_server_says_what_its_model_learnt(served: ServerEngine) -> None:
    assert isinstance(served, Engine)
    assert isinstance(served, StreamingEngine)
    answers = served.generate([*map(Prompt, ARABIC), Prompt(" ")], max_new_tokens=60)
    assert [answer.text for answer in answers] == [*ENGLISH, ""]
    assert {answer.finish for answer in answers} == {"stop"}
    (cut,) = served.generate([Prompt(ARABIC[0])], max_new_tokens=3)
    assert cut.finish == "length"
    assert ENGLISH[0].startswith(cut.text)


def test_a_real_server_streams(served: ServerEngine) -> None:
    pieces, whole = watched(served.stream(Prompt(ARABIC[2]), max_new_tokens=60))
    assert "".join(pieces).strip() == whole.text == ENGLISH[2]
    assert len(pieces) > 3
    assert whole.finish == "stop"


def test_a_desk_on_a_real_server(served: ServerEngine) -> None:
    digest = Summarizer(served).digest(" ".join(ARABIC))
    assert digest.translation.paragraphs == (" ".join(ENGLISH),)
    assert digest.made_by.translate.engine == "server"


# One that does not


def test_answers_come_in_order(unruly: str) -> None:
    texts = [f"text {number}" for number in range(12)]
    answers = engine(unruly, "slow", concurrency=4).generate(list(map(Prompt, texts)), max_new_tokens=9)
    assert [answer.text for answer in answers] == texts


def test_no_more_requests_than_allowed_are_under_way(unruly: str) -> None:
    started = time.monotonic()
    engine(unruly, "slow", concurrency=3).generate([Prompt("x")] * 9, max_new_tokens=9)
    assert stats(unruly)["most"] <= 4
    assert time.monotonic() - started > 0.9


def test_what_is_sent(unruly: str) -> None:
    asked = Prompt("نص <|im_end|>", system="Be brief.", examples=(("one", "eins"),))
    made = engine(
        unruly,
        settings={"temperature": 0.7, "top_p": 0.8, "chat_template_kwargs": {"enable_thinking": False}},
        key="secret-key",
    )
    made.generate([asked], max_new_tokens=33, decoding=Decoding(temperature=0.1))
    seen = stats(unruly)
    assert seen["last"] == {
        "model": "fine",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "one"},
            {"role": "assistant", "content": "eins"},
            {"role": "user", "content": "نص ‹|im_end|›"},
        ],
        "max_tokens": 33,
        "temperature": 0.1,
        "top_p": 0.8,
        "chat_template_kwargs": {"enable_thinking": False},
    }
    assert seen["headers"]["authorization"] == "Bearer secret-key"


@pytest.mark.parametrize("model", ["busy-2", "broken-3", "late-2", "reset-2"])
def test_what_may_pass_is_tried_again(model: str, unruly: str) -> None:
    assert ask(unruly, model) == Completion(ANSWER, "stop")


@pytest.mark.parametrize(
    ("model", "error", "message", "times"),
    [
        ("busy-99", EngineError, r"429: slots are full after 4 attempts.*overloaded", 4),
        ("broken-98", EngineError, r"500: slots are full", 4),
        ("dropped", EngineError, r"broke off before it answered .* after 4 attempts", 4),
        ("cut", EngineError, r"broke off its answer", 1),
        ("garbage", EngineError, r"does not answer as .* '<html>504 Gateway</html>'; check url", 1),
        ("other", EngineError, r"does not answer as", 1),
        ("forbidden", EngineError, r"refuses the key .*key_env", 1),
        ("too-long", InputError, r"maximum context length.*input_budget", 1),
        ("wrong", EngineError, r"422: temperature must be positive", 1),
        ("elsewhere", EngineError, r"answers 307", 1),
    ],
)
def test_what_will_not_pass_is_explained(
    model: str, error: type[Exception], message: str, times: int, unruly: str
) -> None:
    with pytest.raises(error, match=message) as raised:
        ask(unruly, model, key="secret-key")
    assert "secret-key" not in str(raised.value)
    assert stats(unruly)["asked"][model] == times


def test_a_server_that_stalls_is_given_up_in_time(unruly: str) -> None:
    started = time.monotonic()
    with pytest.raises(EngineError, match=r"did not finish within 0.5 seconds.*timeout_s"):
        ask(unruly, "stall", timeout_s=0.5)
    assert time.monotonic() - started < 5
    with pytest.raises(EngineError, match="timeout_s"):
        watched(engine(unruly, "stall", timeout_s=0.5).stream(Prompt("x"), max_new_tokens=5))


def test_nobody_there(unruly: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(EngineError, match=r"cannot be reached .* after 4 attempts.*vllm serve"):
        ask(f"http://127.0.0.1:{port}", "fine")
    with pytest.raises(EngineError, match="cannot be reached"):
        engines.load("server", "fine", url=f"http://127.0.0.1:{port}", retries=0)


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("length", Completion(ANSWER, "length")),
        ("withheld", Completion(ANSWER, "length")),
        ("silent", Completion("", "stop")),
    ],
)
def test_why_an_answer_ended_is_kept(model: str, expected: Completion, unruly: str) -> None:
    assert ask(unruly, model) == expected


def test_one_failure_ends_the_call_and_the_requests_behind_it(unruly: str) -> None:
    started = time.monotonic()
    made = engine(unruly, "other", concurrency=1)
    with pytest.raises(EngineError, match="does not answer as"):
        made.generate([Prompt("x")] * 50, max_new_tokens=5)
    assert stats(unruly)["asked"]["other"] < 10
    assert time.monotonic() - started < 5


# Streams


def test_a_stream(unruly: str) -> None:
    pieces, whole = watched(engine(unruly).stream(Prompt("x"), max_new_tokens=5))
    assert "".join(pieces) == ANSWER
    assert whole == Completion(ANSWER, "stop")
    assert watched(engine(unruly, "length").stream(Prompt("x"), max_new_tokens=5))[1].finish == "length"


def test_the_beginning_of_a_stream_is_tried_again(unruly: str) -> None:
    for model in ("busy-1", "late-1", "reset-1"):
        assert watched(engine(unruly, model).stream(Prompt("x"), max_new_tokens=5))[1] == Completion(ANSWER, "stop")


def test_a_stream_asks_for_no_more_than_a_call_does(unruly: str) -> None:
    made = engine(unruly, "untouched")
    stopped = threading.Event()
    stopped.set()
    assert watched(made.stream(Prompt(" \n"), max_new_tokens=5)) == ([], Completion("", "stop"))
    assert watched(made.stream(Prompt("x"), max_new_tokens=5, cancel=stopped)) == ([], Completion("", "cancelled"))
    with pytest.raises(InputError, match="at least 1"):
        watched(made.stream(Prompt("x"), max_new_tokens=0))
    assert "untouched" not in stats(unruly)["asked"]


@pytest.mark.parametrize(
    ("model", "message"),
    [("half", "in the middle"), ("cut", "broke off"), ("error-in-stream", "out of memory"), ("forbidden", "key"), ("dropped", "broke off"), ("elsewhere", "307")],
)  # fmt: skip
def test_half_a_stream_is_an_error_and_not_an_answer(model: str, message: str, unruly: str) -> None:
    with pytest.raises(EngineError, match=message):
        watched(engine(unruly, model).stream(Prompt("x"), max_new_tokens=5))


# Stopping


def test_a_call_can_be_stopped(unruly: str) -> None:
    cancel = threading.Event()
    threading.Timer(0.4, cancel.set).start()
    started = time.monotonic()
    answers = engine(unruly, "stall", concurrency=2).generate(
        [Prompt("x")] * 3 + [Prompt(" ")], max_new_tokens=5, cancel=cancel
    )
    assert time.monotonic() - started < 5
    assert [answer.finish for answer in answers] == ["cancelled", "cancelled", "cancelled", "stop"]


def test_what_was_finished_before_the_stop_is_kept(unruly: str) -> None:
    cancel = threading.Event()
    threading.Timer(2.0, cancel.set).start()
    answers = engine(unruly, "slow", concurrency=1).generate(
        [Prompt(f"text {n}") for n in range(20)], max_new_tokens=5, cancel=cancel
    )
    assert answers[0] == Completion("text 0", "stop")
    assert answers[-1] == Completion("", "cancelled")


def test_a_stream_can_be_stopped(unruly: str) -> None:
    cancel = threading.Event()
    stream = engine(unruly, "endless").stream(Prompt("x"), max_new_tokens=5, cancel=cancel)
    first = next(stream)
    cancel.set()
    _, whole = watched(stream)
    assert whole.finish == "cancelled"
    assert whole.text.startswith(first)
    abandoned = engine(unruly, "endless").stream(Prompt("x"), max_new_tokens=5)
    next(abandoned)
    abandoned.close()


def test_it_works_inside_a_running_loop_and_from_many_threads(unruly: str) -> None:
    import asyncio

    async def notebook() -> Completion:
        return ask(unruly, "fine")

    assert asyncio.run(notebook()).text == ANSWER
    with ThreadPoolExecutor(6) as pool:
        assert {call.result().text for call in [pool.submit(ask, unruly, "fine") for _ in range(12)]} == {ANSWER}


# What is asked for


def test_the_model_is_looked_for(unruly: str) -> None:
    assert engines.load("server", "fine", url=unruly).model == "fine"
    assert engines.load("server", "", url=f"{unruly}/one/v1").model == "fine"
    assert engines.load("server", "any", url=f"{unruly}/none/v1").model == "any"
    for model, url, message in [
        ("absent", unruly, r"no model 'absent'; it offers: fine, length"),
        ("", unruly, r"several models; it offers: fine, length"),
        ("", f"{unruly}/none/v1", "name one"),
        ("x", f"{unruly}/garbage/v1", "does not answer as"),
        ("x", f"{unruly}/elsewhere/v1", "307"),
    ]:
        with pytest.raises(EngineError, match=message):
            engines.load("server", model, url=url)


def test_the_key_comes_from_the_environment(unruly: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EngineError, match="MY_SERVER_KEY"):
        engines.load("server", "fine", url=unruly, key_env="MY_SERVER_KEY")
    monkeypatch.setenv("MY_SERVER_KEY", "secret-key")
    made = engines.load("server", "fine", url=unruly, key_env="MY_SERVER_KEY", top_p=0.8, extra={"top_k": 20})
    made.generate([Prompt("x")], max_new_tokens=4)
    seen = stats(unruly)
    assert seen["headers"]["authorization"] == "Bearer secret-key"
    assert (seen["last"]["top_p"], seen["last"]["top_k"]) == (0.8, 20)


@pytest.mark.parametrize("url", ["", "ftp://x/v1", "127.0.0.1:8000", "http://", "not an address"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(InputError, match=r"http://127.0.0.1:8000/v1"):
        ServerEngine(url, model="m")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://localhost:8000", "http://localhost:8000/v1"),
        ("http://localhost:8000/", "http://localhost:8000/v1"),
        ("https://api.example.com/openai/v1/", "https://api.example.com/openai/v1"),
    ],
)
def test_the_address_of_the_api(url: str, expected: str) -> None:
    assert api_of(url) == expected


def test_an_offline_run_stays_on_this_machine() -> None:
    assert is_local("http://127.0.0.1:8000/v1")
    assert is_local("http://[::1]:8000/v1")
    assert not is_local("http://gpu.example.com/v1")
    with pytest.raises(EngineError, match="offline"):  # HF_HUB_OFFLINE is set for all tests
        engines.load("server", "m", url="http://gpu.example.com/v1")


@pytest.mark.parametrize(
    ("prompt", "message"),
    [(Prompt("قال " * 5000), r"about \d+ tokens .* at most 4096"), (Prompt("x", prefix="The"), "prefix")],
)
def test_what_cannot_be_asked_is_refused(prompt: Prompt, message: str, unruly: str) -> None:
    with pytest.raises(InputError, match=message):
        engine(unruly).generate([Prompt("x"), prompt], max_new_tokens=5)


def test_options_are_checked() -> None:
    for options in ({"concurrency": 0}, {"retries": -1}, {"timeout_s": 0}):
        with pytest.raises(InputError, match="concurrency"):
            engines.load("server", "m", url="http://127.0.0.1:1", **options)
    with pytest.raises(InputError, match=r"no setting 'temprature'.*extra = \{ temprature"):
        engines.load("server", "m", url="http://127.0.0.1:1", temprature=0.3)
    with pytest.raises(InputError, match="at least 1"):
        engine("http://127.0.0.1:1").generate([Prompt("x")], max_new_tokens=0)


def test_waits_grow_and_are_the_servers_where_it_names_one() -> None:
    patience = Patience(backoff_s=1.0)
    assert 0.5 <= patience.wait_s(0) <= 1.0
    assert 4.0 <= patience.wait_s(3) <= 8.0
    assert patience.wait_s(20) <= 60.0
    assert patience.wait_s(0, "7") == 7.0
    assert patience.wait_s(0, "86400") == 60.0
    assert patience.wait_s(0, "Wed, 21 Oct 2026 07:28:00 GMT") <= 1.0


def test_a_whole_digest_from_a_server(unruly: str) -> None:
    made = engine(unruly)
    desk = Summarizer(made, prompt=prompting.find("translate"))
    digest = desk.digest("وصل الوفد إلى القاهرة أمس.")
    assert digest.translation.paragraphs == (ANSWER,)
