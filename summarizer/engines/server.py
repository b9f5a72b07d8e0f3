"""The engine for any OpenAI-compatible server (vLLM, SGLang, llama.cpp, Ollama, a hosted one): one request per prompt, many at once."""

from __future__ import annotations

import asyncio
import json
import os
import queue
import random
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx

from summarizer import offline
from summarizer.engines import Completion, Decoding, Finish, Prompt, control
from summarizer.engines.openai_api import api_of, completion_of, excerpt, finish_of, is_local, message_of, unreadable
from summarizer.errors import EngineError, InputError

T = TypeVar("T")

BYTES_PER_TOKEN = 3
"""English has about four bytes to a token and Arabic about five in the vocabularies in use: an estimate on the safe side."""

RETRYABLE = frozenset({408, 429, 500, 502, 503, 504, 529})
LONGEST_WAIT_S = 60.0
POLL_S = 0.05


@dataclass(frozen=True)
class Patience:
    """How long a prompt may take in all, its repetitions included, and how often and how soon it is sent again."""

    timeout_s: float = 600.0
    retries: int = 4
    backoff_s: float = 1.0

    def wait_s(self, attempt: int, asked: str = "") -> float:
        """Seconds before the next attempt: what the server asks for, else doubling from `backoff_s` with some chance in it."""
        if asked.isdecimal():
            return min(float(asked), LONGEST_WAIT_S)
        return float(min(self.backoff_s * 2**attempt, LONGEST_WAIT_S)) * random.uniform(0.5, 1.0)


class Retry(Exception):
    """The server may answer later. `why` is for people; `after` what the server said about when."""

    def __init__(self, why: str, after: str = ""):
        super().__init__(why)
        self.after = after


PARAMETERS = frozenset(
    "temperature top_p max_tokens max_completion_tokens seed stop presence_penalty frequency_penalty logit_bias reasoning_effort "
    "service_tier user".split()
)
"""Parameters of OpenAI's chat completions API that a preset may set (its reference, "Create chat completion")."""


class ServerEngine:
    """Models behind an OpenAI-compatible API. A prompt's turns become messages; the server applies the chat template.

    At most `concurrency` requests are under way at once. A request is sent again only when the server is not to be reached,
    breaks off before it answers, or says 408, 429 or 5xx. `Prompt.prefix` is refused: the API has no place for it. Of a
    call's `Decoding` the temperature is passed on, the rest is not part of the API. A set `cancel` drops the connections, which
    stops the server's work.
    """

    name = "server"
    revision = ""

    def __init__(
        self,
        url: str,
        *,
        model: str,
        key: str = "",
        input_budget: int = 4096,
        concurrency: int = 8,
        patience: Patience = Patience(),
        settings: Mapping[str, Any] | None = None,
    ):
        """`url` is the API's, such as `http://127.0.0.1:8000/v1`; `settings` go into every request as they are."""
        self.url = api_of(url)
        self.model = model
        self.headers = {"authorization": f"Bearer {key}"} if key else {}
        self.input_budget = input_budget
        self.concurrency = concurrency
        self.patience = patience
        self.settings = dict(settings or {})

    @classmethod
    def from_pretrained(
        cls,
        model: str = "",
        *,
        url: str,
        key_env: str = "",
        input_budget: int = 4096,
        concurrency: int = 8,
        timeout_s: float = 600.0,
        retries: int = 4,
        backoff_s: float = 1.0,
        extra: Mapping[str, Any] | None = None,
        **settings: Any,
    ) -> ServerEngine:
        """The engine of a model that a server offers; without a name, the one that it offers.

        `key_env` names the environment variable that holds the API key. `settings` are parameters of the chat completions
        API; what only this server knows (`top_k`, `chat_template_kwargs`) goes into `extra`. Raises `InputError` for a
        setting that is neither, as most servers ignore what they do not know, and `EngineError` when the key is missing, the
        server cannot be reached, or it does not offer the model.
        """
        if unknown := sorted(settings.keys() - PARAMETERS):
            raise InputError(
                f"a server preset has no setting {', '.join(map(repr, unknown))}; it has {', '.join(sorted(PARAMETERS))}, and "
                f"what only your server knows goes into a table: extra = {{ {unknown[0]} = … }}"
            )
        if concurrency < 1 or retries < 0 or timeout_s <= 0:
            raise InputError("a server needs concurrency of 1 or more, retries of 0 or more and a positive timeout_s")
        key = os.environ.get(key_env, "") if key_env else ""
        if key_env and not key:
            raise EngineError(f"the server at {url} needs a key: set the environment variable {key_env}")
        engine = cls(
            url,
            model=model,
            key=key,
            input_budget=input_budget,
            concurrency=concurrency,
            patience=Patience(timeout_s, retries, backoff_s),
            settings={**settings, **(extra or {})},
        )
        if offline.asked() and not is_local(engine.url):
            raise EngineError(f"{engine.url} is on another machine and this is an offline run; leave --offline out")
        engine.model = engine.offered()
        return engine

    def offered(self) -> str:
        """The name of the model to ask for. Raises `EngineError` when the server does not have it."""
        known = in_thread(self.models(), lambda: False).result()
        if known is None:  # not every server lists its models
            if self.model:
                return self.model
            raise EngineError(f"{self.url} does not list its models; name one in the preset (`model = …`)")
        if self.model in known or (len(known) == 1 and not self.model):
            return self.model or known[0]
        names = ", ".join(known[:10]) or "none"
        raise EngineError(
            f"{self.url} has {'no model ' + repr(self.model) if self.model else 'several models'}; it offers: {names}"
        )

    async def models(self) -> list[str] | None:
        async with self.client() as client, self.deadline():
            response = await self.request(client, "GET", "/models", retryable=RETRYABLE - {500})
        if response.status_code in (404, 405, 500, 501):  # some servers fail at listing and answer all the same
            return None
        self.check(response)
        try:
            return [str(entry["id"]) for entry in response.json()["data"]]
        except (ValueError, KeyError, TypeError) as error:
            raise EngineError(f"{self.url}/models {unreadable(response.text)}") from error

    # --- prompts ---

    def count_tokens(self, text: str) -> int:
        """An estimate on the safe side: the server has the vocabulary, not we."""
        return -(-len(text.encode("utf-8", "replace")) // BYTES_PER_TOKEN)

    def bodies(self, prompts: Sequence[Prompt], max_new_tokens: int, decoding: Decoding) -> list[dict[str, Any] | None]:
        """The request for each prompt, None where there is nothing to read. Raises `InputError` for what cannot be asked."""
        if max_new_tokens < 1:
            raise InputError(f"max_new_tokens is {max_new_tokens}; it has to be at least 1")
        return [
            self.body(place, prompt, max_new_tokens, decoding) if prompt.user.strip() else None
            for place, prompt in enumerate(prompts)
        ]

    def body(self, place: int, prompt: Prompt, max_new_tokens: int, decoding: Decoding) -> dict[str, Any]:
        """The request for one prompt. Raises `InputError` for what cannot be asked."""
        if prompt.prefix:
            raise InputError(
                "a server cannot be told how its answer begins; leave the prefix out or use the chat engine"
            )
        size = sum(self.count_tokens(content) for _, content in prompt.turns)
        if size > self.input_budget:
            raise InputError(
                f"prompt {place} has about {size} tokens and the model reads at most {self.input_budget}; "
                "cut it between sentences, or raise input_budget if the server takes more"
            )
        messages = [{"role": role, "content": control.neutralise(content)} for role, content in prompt.turns]
        chosen = {} if decoding.temperature is None else {"temperature": decoding.temperature}
        return {"model": self.model, "messages": messages, "max_tokens": max_new_tokens, **self.settings, **chosen}

    # --- answers ---

    def generate(
        self,
        prompts: Sequence[Prompt],
        *,
        max_new_tokens: int,
        decoding: Decoding = Decoding(),
        cancel: threading.Event | None = None,
    ) -> list[Completion]:
        """One completion per prompt, in order (see `summarizer.engines.Engine`); nothing to read gives no text."""
        bodies = self.bodies(prompts, max_new_tokens, decoding)
        completions = [Completion("", "stop" if body is None else "cancelled") for body in bodies]
        asked = {place: body for place, body in enumerate(bodies) if body is not None}
        if not asked or (cancel is not None and cancel.is_set()):
            return completions
        closed = threading.Event()
        work = in_thread(
            self.all(asked, completions), lambda: closed.is_set() or (cancel is not None and cancel.is_set())
        )
        try:
            work.result()
        except asyncio.CancelledError:
            pass  # what was finished by then is in its place
        finally:
            closed.set()
        return completions

    async def all(self, bodies: Mapping[int, dict[str, Any]], completions: list[Completion]) -> None:
        """Put the completion of each request in its place. The first failure ends the others."""
        gate = asyncio.Semaphore(self.concurrency)
        async with self.client() as client:

            async def one(place: int, body: dict[str, Any]) -> None:
                async with gate, self.deadline():
                    response = await self.request(client, "POST", "/chat/completions", body)
                self.check(response)
                completions[place] = completion_of(response)

            tasks = [asyncio.ensure_future(one(place, body)) for place, body in bodies.items()]
            try:
                await asyncio.gather(*tasks)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    def stream(
        self,
        prompt: Prompt,
        *,
        max_new_tokens: int,
        decoding: Decoding = Decoding(),
        cancel: threading.Event | None = None,
    ) -> Generator[str, None, Completion]:
        """The answer piece by piece (see `summarizer.engines.StreamingEngine`); nothing to read gives no text."""
        (body,) = self.bodies([prompt], max_new_tokens, decoding)
        if body is None:
            return Completion("", "stop")
        if cancel is not None and cancel.is_set():
            return Completion("", "cancelled")
        pieces: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        closed = threading.Event()
        said: list[str] = []
        work = in_thread(
            self.streamed(body | {"stream": True}, pieces.put),
            lambda: closed.is_set() or (cancel is not None and cancel.is_set()),
        )
        work.add_done_callback(lambda _: pieces.put(None))
        try:
            while (piece := pieces.get()) is not None:
                said.append(piece)
                yield piece
            return Completion("".join(said).strip(), work.result())
        except asyncio.CancelledError:
            return Completion("".join(said).strip(), "cancelled")
        finally:
            closed.set()

    async def streamed(self, body: dict[str, Any], put: Callable[[str], None]) -> Finish:
        """Pass on the pieces of an answer; the result is why it ended. Only its beginning is tried again."""
        async with self.client() as client, self.deadline():
            for attempt in range(self.patience.retries + 1):
                try:
                    async with self.opened(client, "POST", "/chat/completions", body) as response:
                        if response.status_code != 200:
                            await response.aread()
                            if response.status_code in RETRYABLE:
                                raise self.retry(response)
                            self.check(response)
                        return await self.relayed(response, put)
                except Retry as problem:
                    await self.pause(problem, attempt)
        raise AssertionError("pause raises after the last attempt")

    async def relayed(self, response: httpx.Response, put: Callable[[str], None]) -> Finish:
        finish: Finish | None = None
        async for line in response.aiter_lines():
            if not line.startswith("data:"):
                continue
            event = line.removeprefix("data:").strip()
            if event == "[DONE]":
                return finish or "stop"
            try:
                content = json.loads(event)
                if "error" in content:
                    raise EngineError(f"{self.url} failed while it answered: {excerpt(json.dumps(content['error']))}")
                for choice in content["choices"][:1]:
                    if piece := choice.get("delta", {}).get("content"):
                        put(str(piece))
                    finish = finish_of(choice.get("finish_reason")) or finish
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise EngineError(f"{self.url} {unreadable(event)}") from error
        if finish is None:
            raise EngineError(f"{self.url} broke off its answer in the middle; try again, and look at the server's log")
        return finish

    # --- requests ---

    def client(self) -> httpx.AsyncClient:
        # the time limit is ours and for the whole (httpx limits single reads); a proxy has no business on this machine;
        # a redirect could take the key elsewhere
        return httpx.AsyncClient(
            base_url=self.url,
            headers=self.headers,
            timeout=None,
            follow_redirects=False,
            trust_env=not is_local(self.url),
            limits=httpx.Limits(max_connections=self.concurrency),
        )

    @asynccontextmanager
    async def deadline(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self.patience.timeout_s):
                yield
        except TimeoutError as error:
            raise EngineError(
                f"{self.url} did not finish within {self.patience.timeout_s:g} seconds; raise timeout_s in the preset, lower "
                "concurrency, or look at the server's log"
            ) from error

    @asynccontextmanager
    async def opened(
        self, client: httpx.AsyncClient, method: str, path: str, body: dict[str, Any] | None
    ) -> AsyncIterator[httpx.Response]:
        """The response to a request, its body still to be read. Raises `Retry` where the connection ends before it begins."""
        try:
            try:
                response = await client.send(client.build_request(method, path, json=body), stream=True)
            except httpx.ConnectError as error:
                raise Retry(f"cannot be reached ({error})") from error
            except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
                raise Retry(f"broke off before it answered ({error!r})") from error
            try:
                yield response
            finally:
                await response.aclose()
        except httpx.HTTPError as error:
            raise EngineError(
                f"{self.url} broke off its answer ({error!r}); try again, and look at the server's log"
            ) from error

    async def request(
        self,
        client: httpx.AsyncClient,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        retryable: frozenset[int] = RETRYABLE,
    ) -> httpx.Response:
        """The server's answer, whatever its status, unless trying again may help and patience is left."""
        for attempt in range(self.patience.retries + 1):
            try:
                async with self.opened(client, method, path, body) as response:
                    await response.aread()
                if response.status_code in retryable:
                    raise self.retry(response)
                return response
            except Retry as problem:
                await self.pause(problem, attempt)
        raise AssertionError("pause raises after the last attempt")

    def retry(self, response: httpx.Response) -> Retry:
        return Retry(f"answers {response.status_code}: {message_of(response)}", response.headers.get("retry-after", ""))

    async def pause(self, problem: Retry, attempt: int) -> None:
        if attempt >= self.patience.retries:
            tried = f"{attempt + 1} attempts" if attempt else "one attempt"
            raise EngineError(
                f"{self.url} {problem} after {tried}; check that the server runs there (for example `vllm serve MODEL`) and is "
                "not overloaded"
            ) from problem
        await asyncio.sleep(self.patience.wait_s(attempt, problem.after))

    def check(self, response: httpx.Response) -> None:
        """Raise for an answer that is no success: `InputError` where the prompt is to blame, else `EngineError`."""
        status, said = response.status_code, message_of(response)
        if status == 200:
            return
        if status in (400, 413, 422) and any(
            word in said.lower() for word in ("context length", "too long", "maximum", "too large")
        ):
            raise InputError(f"{self.url} takes no prompt of this length: {said}; lower input_budget in the preset")
        if status in (401, 403):
            raise EngineError(f"{self.url} refuses the key ({status}: {said}); check the variable that key_env names")
        if status == 404:
            raise EngineError(
                f"{self.url} does not know {self.model!r} or is no OpenAI-compatible API ({said}); check url and model"
            )
        raise EngineError(f"{self.url} answers {status}: {said}; check the preset's settings against the server's")


def in_thread(work: Coroutine[Any, Any, T], stopped: Callable[[], bool]) -> Future[T]:
    """Run a coroutine in a thread with a loop of its own (the caller may be inside one already); `stopped` ends it."""
    pool = ThreadPoolExecutor(1, thread_name_prefix="server")
    future = pool.submit(asyncio.run, watched(work, stopped))
    pool.shutdown(wait=False)
    return future


async def watched(work: Coroutine[Any, Any, T], stopped: Callable[[], bool]) -> T:
    task = asyncio.ensure_future(work)
    while not task.done():
        await asyncio.wait({task}, timeout=POLL_S)
        if stopped():
            task.cancel()
    return await task
