"""What `--offline` means: how it is asked for, how the libraries below are told, and how it is proven that no socket was opened."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

VARIABLE = "HF_HUB_OFFLINE"
"""The Hugging Face libraries read it; we read it too, so that there is one switch."""

EVENTS = (
    "socket.__new__",
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.sendto",
)

_watchers: list[list[str]] = []


def asked() -> bool:
    """Whether nothing may be fetched from elsewhere."""
    return os.environ.get(VARIABLE, "").upper() in ("1", "ON", "YES", "TRUE")


def enforce() -> None:
    """Forbid downloads from here on, in this process and those it starts."""
    os.environ[VARIABLE] = "1"
    if "huggingface_hub" in sys.modules:  # it read the environment when it was imported
        from huggingface_hub import constants

        constants.HF_HUB_OFFLINE = True


@contextmanager
def watched() -> Iterator[list[str]]:
    """Every socket that Python code opens, connects or looks a name up with meanwhile, as words; an empty list is the proof.

    Python reports these events to auditors whichever library causes them. Code in C that calls the system directly would
    not be seen: none of the libraries used here does.
    """
    if not _watchers:
        sys.addaudithook(_report)  # there is no way to take a hook out again: it rests while nobody watches
        _watchers.append([])
    seen: list[str] = []
    _watchers.append(seen)
    try:
        yield seen
    finally:
        _watchers.remove(seen)


def _report(event: str, details: tuple[Any, ...]) -> None:
    if event in EVENTS and len(_watchers) > 1:
        # the first is the place that keeps the hook from being added twice
        for seen in _watchers[1:]:
            seen.append(f"{event.removeprefix('socket.')} {details[1:] if event == 'socket.connect' else ''}".strip())
