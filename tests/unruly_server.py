"""A server that speaks the OpenAI API and misbehaves as the model's name says: a process of its own, `python unruly_server.py`.

It prints its port. Models: `fine`, `busy-N`, `broken-N` and `late-N` (N times 429, 500 or 408, then fine), `reset-N` (N times the
connection is closed, then fine), `length`, `withheld`, `silent` (content is
null), `stall`, `slow` (0.3 s), `half` (a stream that breaks off), `cut` (a body that breaks off), `dropped` (the connection is closed),
`garbage` (no JSON), `other` (JSON of another kind), `forbidden`, `too-long`, `wrong`, `elsewhere` (a redirect), `error-in-stream`.
"""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

FAILURES = {"busy": 429, "broken": 500, "late": 408}
ANSWER = "The delegation arrived in Cairo yesterday."


class State:
    lock = threading.Lock()
    asked: ClassVar[Counter[str]] = Counter()
    now = most = 0
    last: ClassVar[dict[str, Any]] = {}
    headers: ClassVar[dict[str, str]] = {}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments: Any) -> None:
        pass

    def do_GET(self) -> None:
        if self.path == "/stats":
            self.reply({"asked": State.asked, "most": State.most, "last": State.last, "headers": State.headers})
        elif self.path == "/v1/models":
            self.reply({"object": "list", "data": [{"id": name} for name in ("fine", "length")]})
        elif self.path == "/one/v1/models":
            self.reply({"object": "list", "data": [{"id": "fine"}]})
        elif self.path == "/garbage/v1/models":
            self.raw(b"<html>hello</html>")
        elif self.path == "/elsewhere/v1/models":
            self.redirect()
        else:
            self.reply({"error": {"message": "not found"}}, 404)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        with State.lock:
            State.asked[body["model"]] += 1
            times = State.asked[body["model"]]
            State.last, State.headers = body, dict(self.headers)
            State.now += 1
            State.most = max(State.most, State.now)
        try:
            self.answer(body, times)
        finally:
            with State.lock:
                State.now -= 1

    def answer(self, body: dict[str, Any], times: int) -> None:
        name, _, number = body["model"].partition("-")
        if name in FAILURES and times <= int(number):
            self.reply({"error": {"message": "slots are full"}}, FAILURES[name], **{"retry-after": "0"})
        elif name == "stall":
            time.sleep(30)
        elif name == "dropped" or (name == "reset" and times <= int(number)):
            self.connection.shutdown(socket.SHUT_RDWR)
        elif name == "garbage":
            self.raw(b"<html>504 Gateway</html>")
        elif name == "other":
            self.reply({"output": ANSWER})
        elif name == "forbidden":
            self.reply({"error": {"message": "no such key"}}, 401)
        elif name == "too":
            self.reply({"error": {"message": "This model's maximum context length is 10 tokens."}}, 400)
        elif name == "wrong":
            self.reply({"detail": "temperature must be positive"}, 422)
        elif name == "elsewhere":
            self.redirect()
        elif body.get("stream"):
            self.stream(name)
        elif name == "cut":
            self.raw(b'{"choices": [{"message"', length=5000)
            self.close_connection = True
        else:
            if name == "slow":
                time.sleep(0.3)
            said = body["messages"][-1]["content"] if name == "slow" else None if name == "silent" else ANSWER
            reason = {"length": "length", "withheld": "content_filter"}.get(name, "stop")
            self.reply(
                {"choices": [{"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": reason}]}
            )

    def stream(self, name: str) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for number, word in enumerate(ANSWER.split(" ")):
            if name in ("half", "cut") and number == 3:
                if name == "half":
                    self.chunk(b"")
                else:
                    self.connection.shutdown(socket.SHUT_RDWR)
                return
            if name == "error" and number == 3:
                self.event({"error": {"message": "out of memory"}})
                return
            if name == "endless":
                time.sleep(0.2)
            self.event(
                {
                    "choices": [
                        {"index": 0, "delta": {"content": word if not number else f" {word}"}, "finish_reason": None}
                    ]
                }
            )
            self.chunk(b": a comment\n\n")
        while name == "endless":
            time.sleep(0.05)
            self.event({"choices": [{"index": 0, "delta": {"content": " on"}, "finish_reason": None}]})
        self.event({"choices": [{"index": 0, "delta": {}, "finish_reason": "length" if name == "length" else "stop"}]})
        self.event({"choices": [], "usage": {"total_tokens": 5}})
        self.chunk(b"data: [DONE]\n\n")
        self.chunk(b"")

    def event(self, content: Any) -> None:
        self.chunk(b"data: " + json.dumps(content).encode() + b"\n\n")

    def chunk(self, content: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(content), content))
        self.wfile.flush()

    def reply(self, content: Any, status: int = 200, **headers: str) -> None:
        self.raw(json.dumps(content).encode(), status, **headers)

    def raw(self, content: bytes, status: int = 200, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(content) if length is None else length))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def redirect(self) -> None:
        self.raw(b"", 307, location="http://127.0.0.1:1/v1/chat/completions")


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(server.server_address[1], flush=True)
    threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
    server.serve_forever()
