"""Runs the server: listening, and an orderly end."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from types import FrameType

import uvicorn

from summarizer.errors import EngineError
from summarizer.web.http import build
from summarizer.web.settings import settings_of
from summarizer.web.workroom import Workroom

GRACE_S = 4
"""How long requests may take to end after the first signal; after a second one nothing is waited for."""

CONNECTIONS = 512


def run(options: argparse.Namespace) -> int:
    """Serve as a command line asks until told to stop; returns 0. Raises `EngineError` when the port is taken."""
    if options.offline:
        os.environ["HF_HUB_OFFLINE"] = "1"
    workroom = Workroom(settings_of(options))
    return listen(workroom, options.host, options.port)


def listen(workroom: Workroom, host: str, port: int) -> int:
    """Serve the page and the routes around a workroom until told to stop."""
    shown = f"[{host}]" if ":" in host else host
    offered = ", ".join(workroom.settings.presets)
    print(f"summarizer: http://{shown}:{port} (presets: {offered}); Ctrl+C stops it", file=sys.stderr, flush=True)
    if workroom.settings.keys and workroom.settings.page:
        note = "summarizer: the page asks for a name and a password: any name, and one of the API keys"
        print(note, file=sys.stderr, flush=True)
    try:
        Server(configuration(workroom, host, port), workroom).run()
    except SystemExit as error:  # uvicorn's way to say that it could not listen; it has printed why
        raise EngineError(f"cannot listen on {shown}:{port}; choose another --port or --host") from error
    return 0


def configuration(workroom: Workroom, host: str, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        build(workroom),
        host=host,
        port=port,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
        timeout_keep_alive=5,
        limit_concurrency=CONNECTIONS,
        ws="none",
    )


class Server(uvicorn.Server):
    """Uvicorn's, which tells the line of work first that the end has come."""

    def __init__(self, config: uvicorn.Config, workroom: Workroom):
        super().__init__(config)
        self.workroom = workroom

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.workroom.close()
        if sig == signal.SIGINT and self.should_exit:
            self.force_exit = True
        super().handle_exit(sig, frame)
