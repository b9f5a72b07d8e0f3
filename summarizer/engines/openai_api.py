"""How an OpenAI-compatible API words its addresses, answers and errors."""

from __future__ import annotations

import ipaddress
from typing import Any

import httpx

from summarizer.engines import Completion, Finish
from summarizer.errors import EngineError, InputError

EXCERPT = 300
"""How much of a server's own words an error repeats."""


def completion_of(response: httpx.Response) -> Completion:
    try:
        choice = response.json()["choices"][0]
        content = choice["message"]["content"]
        if content is not None and not isinstance(content, str):
            raise TypeError(f"content is {type(content).__name__}")
        finish = finish_of(choice.get("finish_reason")) or "stop"
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise EngineError(f"{response.url} {unreadable(response.text)}") from error
    return Completion((content or "").strip(), finish)


def finish_of(reason: Any) -> Finish | None:
    """The API's reason in our words: an answer that was cut or withheld is partial."""
    if reason is None:
        return None
    return "length" if reason in ("length", "max_tokens", "content_filter") else "stop"


def message_of(response: httpx.Response) -> str:
    """What a server says about an error: the message in its JSON, else the beginning of its text."""
    try:
        content = response.json()
        error = content.get("error", content.get("detail", content.get("message", content)))
        return excerpt(str(error.get("message", error) if isinstance(error, dict) else error))
    except (ValueError, AttributeError):
        return excerpt(response.text)


def unreadable(said: str) -> str:
    return f"does not answer as an OpenAI-compatible API does: {excerpt(said)!r}; check url, which usually ends in /v1"


def excerpt(said: str) -> str:
    said = " ".join(said.split())
    return said if len(said) <= EXCERPT else said[:EXCERPT] + "…"


def api_of(url: str) -> str:
    """The address of the API: with `/v1` where only a server was named. Raises `InputError` for what is no address."""
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, TypeError) as error:
        raise InputError(f"{url!r} is no address of a server; give one like http://127.0.0.1:8000/v1") from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise InputError(f"{url!r} is no address of a server; give one like http://127.0.0.1:8000/v1")
    return str(parsed.copy_with(path="/v1") if parsed.path in ("", "/") else parsed).rstrip("/")


def is_local(url: str) -> bool:
    """Whether an address is on this machine."""
    host = httpx.URL(url).host
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
