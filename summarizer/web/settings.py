"""What whoever runs the server may decide: which presets, how much at once, who may call. The defaults are the safe ones."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass, field
from pathlib import Path

from summarizer import presets
from summarizer.errors import InputError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
KEYS_VARIABLE = "SUMMARIZER_API_KEYS"
STAND_IN = "fake"


@dataclass(frozen=True)
class Limits:
    """How much the server takes on: characters per request, bytes per body, articles at work and waiting, seconds per article.

    An upload (a .docx or .pdf file) may be larger than other bodies. Whoever comes when `waiting` are in line is told to come back.
    """

    characters: int = 100_000
    body_bytes: int = 2_000_000
    upload_bytes: int = 8_000_000
    workers: int = 1
    waiting: int = 16
    seconds: float = 600.0
    batch_records: int = 50
    desks: int = 2


@dataclass(frozen=True)
class Settings:
    """How the server behaves. `presets` are those offered, the first by default; `hosts` are the names the server answers to (none:
    any); `origins` are other sites whose pages may call it; `keys`, where there are any, are asked for by the programs' routes.
    """

    presets: tuple[str, ...] = (presets.DEFAULT,)
    urls: bool = True
    hosts: tuple[str, ...] = LOOPBACK
    origins: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()
    page: bool = True
    mcp: bool = False
    evaluation: Path | None = None
    limits: Limits = field(default_factory=Limits)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server bound to that host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def offered(asked: tuple[str, ...], *, private: bool) -> tuple[str, ...]:
    """The presets a server offers: those asked for; otherwise, on this machine only, all that are real, the default first."""
    if asked:
        return tuple(presets.get(name).name for name in asked)
    others = tuple(name for name in presets.presets() if name not in (presets.DEFAULT, STAND_IN))
    return (presets.DEFAULT, *(others if private else ()))


def keys_from_environment() -> frozenset[str]:
    """The API keys in `SUMMARIZER_API_KEYS`, separated by commas; raises `InputError` for one that could be guessed."""
    keys = frozenset(key.strip() for key in os.environ.get(KEYS_VARIABLE, "").split(",") if key.strip())
    if any(len(key) < 16 for key in keys):
        raise InputError(f"a key in {KEYS_VARIABLE} has fewer than 16 characters; make longer ones, e.g. with `openssl rand -hex 16`")
    return keys
