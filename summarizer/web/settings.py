"""What whoever runs the server decides: which presets, how much at once, who may call. The defaults are safe."""

from __future__ import annotations

import argparse
import ipaddress
import os
from dataclasses import dataclass, field
from pathlib import Path

from summarizer import catalogue, presets
from summarizer.errors import InputError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
RESULTS = (Path("runs"), Path(__file__).parents[2] / "eval")
"""Where results to show may lie: those of this folder's own runs, else those of the checkout."""

KEYS_VARIABLE = "SUMMARIZER_API_KEYS"
STAND_IN = "fake"


@dataclass(frozen=True)
class Limits:
    """How much the server takes on: characters and bytes per request, articles at work and in line, seconds for one.

    An upload (a .docx or .pdf file) may be larger than other bodies. Who comes when `waiting` are in line is sent away.
    """

    characters: int = 100_000
    body_bytes: int = 2_000_000
    upload_bytes: int = 8_000_000
    workers: int = 1
    waiting: int = 16
    seconds: float = 600.0
    batch_records: int = 50
    desks: int = 2

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            # nobody has to be let wait; `not … >` because no comparison with a NaN is true
            if not value > (-1 if name == "waiting" else 0):
                raise InputError(f"the limit `{name}` is {value}, which lets nothing through; give a larger one")


@dataclass(frozen=True)
class Settings:
    """How the server behaves. `presets` are those offered, the first by default; `hosts` the names the server answers
    to (none: any); `origins` are other sites whose pages may call it; `keys`, where there are any, are asked for by the
    routes for programs and by the page; `evaluation` are the folders where results to show may lie, the first that has any counts.
    """

    presets: tuple[str, ...] = (presets.DEFAULT,)
    urls: bool = True
    hosts: tuple[str, ...] = LOOPBACK
    origins: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()
    page: bool = True
    mcp: bool = False
    evaluation: tuple[Path, ...] = ()
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
    """The presets to offer: those asked for; else the default, and after it, on this machine only, all whose models are here.
    One that sends the article to a server has to be asked for.

    A choice on a page must not start a download of gigabytes: that is what `summarizer models pull` is for.
    """
    if asked:
        return tuple(presets.get(name).name for name in asked)
    local = (
        preset for preset in presets.presets().values() if all(step["engine"] != "server" for step in preset.steps)
    )
    here = (preset.name for preset in local if not catalogue.missing(preset))
    others = tuple(name for name in here if name not in (presets.DEFAULT, STAND_IN))
    return (presets.DEFAULT, *(others if private else ()))


def keys_from_environment() -> frozenset[str]:
    """The API keys in `SUMMARIZER_API_KEYS`, separated by commas; raises `InputError` for one that could be guessed."""
    keys = frozenset(key.strip() for key in os.environ.get(KEYS_VARIABLE, "").split(",") if key.strip())
    if any(len(key) < 16 for key in keys):
        raise InputError(
            f"a key in {KEYS_VARIABLE} has fewer than 16 characters; make longer ones, e.g. with `openssl rand -hex 16`"
        )
    return keys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `summarizer serve`, which are those of `app.py`."""
    limits = Limits()
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: %(default)s, this machine only)"
    )
    parser.add_argument("--port", type=int, default=7860, help="port to listen on (default: %(default)s)")
    parser.add_argument(
        "--preset",
        action="append",
        default=[],
        metavar="P",
        help="models to offer, the default first (may be repeated)",
    )
    parser.add_argument(
        "--offline", action="store_true", help="download nothing: models must be on this machine already"
    )
    parser.add_argument(
        "--no-urls", action="store_true", help="open no web addresses (the rule unless only this machine can connect)"
    )
    parser.add_argument("--urls", action="store_true", help="open web addresses although others can connect")
    parser.add_argument("--no-page", action="store_true", help="only the routes for programs")
    parser.add_argument("--mcp", action="store_true", help="offer digest and translate as MCP tools too")
    parser.add_argument(
        "--allow-host", action="append", default=[], metavar="NAME", help="a name under which this server is reached"
    )
    parser.add_argument(
        "--allow-origin", action="append", default=[], metavar="URL", help="another site whose pages may call this one"
    )
    parser.add_argument(
        "--characters",
        type=int,
        default=limits.characters,
        metavar="N",
        help="most characters of an article (%(default)s)",
    )
    parser.add_argument(
        "--waiting", type=int, default=limits.waiting, metavar="N", help="most articles in line (%(default)s)"
    )
    parser.add_argument(
        "--workers", type=int, default=limits.workers, metavar="N", help="articles at work at once (%(default)s)"
    )
    parser.add_argument(
        "--seconds", type=float, default=limits.seconds, metavar="S", help="most time for one article (%(default)s)"
    )
    parser.epilog = (
        f"API keys, which programs and the page then ask for, are read from {KEYS_VARIABLE}, separated by commas."
    )


def settings_of(options: argparse.Namespace) -> Settings:
    """The settings that the options stand for: what is risky is off unless only this machine can connect."""
    private = is_loopback(options.host)
    allowed = tuple(name.lower() for name in options.allow_host)
    return Settings(
        presets=offered(tuple(options.preset), private=private and not options.offline),
        urls=not options.no_urls and not options.offline and (private or options.urls),
        hosts=(*LOOPBACK, *allowed) if private or allowed else (),
        origins=tuple(options.allow_origin),
        keys=keys_from_environment(),
        page=not options.no_page,
        mcp=options.mcp,
        evaluation=RESULTS,
        limits=Limits(
            characters=options.characters, waiting=options.waiting, workers=options.workers, seconds=options.seconds
        ),
    )
