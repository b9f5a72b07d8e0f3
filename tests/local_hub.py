"""A small imitation of the Hugging Face hub on this machine: model files by revision, and pull requests with converted weights."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


@contextmanager
def hub(
    repositories: dict[str, dict[str, Path]], requests: list[dict[str, Any]] | None = None
) -> Iterator[tuple[str, list[str]]]:
    """The hub's address and the list, growing, of what is asked for.

    `repositories` has a folder for each revision of each model; `requests` are the pull requests of all of them.
    """
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *arguments: Any) -> None:
            pass

        def do_HEAD(self) -> None:
            self.answer()

        def do_GET(self) -> None:
            self.answer()

        def answer(self) -> None:
            path = unquote(urlsplit(self.path).path)
            asked.append(f"{self.command} {path}")
            for name, revisions in repositories.items():
                if path == f"/api/models/{name}/discussions":
                    found = requests or []
                    return self.json({"discussions": found, "count": len(found), "start": 0, "numClosedDiscussions": 0})
                for revision, folder in revisions.items():
                    commit = hashlib.sha1(f"{name}{revision}".encode()).hexdigest()
                    if path in (f"/api/models/{name}/revision/{revision}", f"/api/models/{name}/revision/{commit}"):
                        files = [{"rfilename": entry.name} for entry in sorted(folder.iterdir()) if entry.is_file()]
                        return self.json(
                            {"id": name, "sha": commit, "siblings": files, "private": False, "tags": [], "downloads": 0}
                        )
                    if path in (f"/api/models/{name}/tree/{revision}", f"/api/models/{name}/tree/{commit}"):
                        entries = [
                            {"type": "file", "path": entry.name, "size": entry.stat().st_size, "oid": digest(entry)}
                            for entry in sorted(folder.iterdir())
                            if entry.is_file()
                        ]
                        return self.json(entries)
                    for mark in (revision, commit):
                        if path.startswith(start := f"/{name}/resolve/{mark}/"):
                            return self.file(folder / path.removeprefix(start), commit)
            self.send_response(404)
            self.send_header("x-error-code", "RepoNotFound")
            self.send_header("content-length", "0")
            self.end_headers()

        def json(self, content: Any) -> None:
            body = json.dumps(content).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def file(self, path: Path, commit: str) -> None:
            body = path.read_bytes()
            self.send_response(200)
            self.send_header("etag", f'"{digest(path)}"')
            self.send_header("x-repo-commit", commit)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()


def digest(path: Path) -> str:
    return hashlib.sha1(path.read_bytes()).hexdigest()


def conversion(number: int, author: str = "SFconvertbot") -> dict[str, Any]:
    """A pull request as the hub lists it."""
    return {
        "num": number, "author": {"name": author}, "repo": {"name": "", "type": "model"}, "status": "open", "isPullRequest": True,
        "title": "Adding `safetensors` variant of this model", "createdAt": "2024-01-01T00:00:00.000Z",
    }  # fmt: skip
