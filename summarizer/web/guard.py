"""What every request passes before anything reads it (host, origin, path, size), and what every answer carries."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import re
import sys
import traceback
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from summarizer.web.settings import Settings

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

UPLOADS = "/api/read"
BODY_SECONDS = 20.0
DRAIN_BYTES = 16_000_000

# Gradio compiles its templates in the browser, hence 'unsafe-eval'; nothing is ever loaded from elsewhere
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; form-action 'self'; base-uri 'self'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}

# what the page needs of Gradio, which has forty more routes (uploads, file proxies, monitoring, code editing …)
GRADIO = re.compile(
    r"/(config/?|theme\.css|favicon\.ico|manifest\.json|robots\.txt|(static|assets|svelte)/[^\\]*)?"
    r"|/gradio_api/(info/?|startup-events|theme\.css|app_id/?|queue/(join|data)|heartbeat/\w+|cancel|reset/?"
    r"|run/predict/?|call/\w+(/\w+)?)"
)
MCP = re.compile(r"/gradio_api/mcp(/.*)?")

JSON_BODIES = ("/gradio_api/",)
# Gradio fetches the files and addresses that such objects name; no component of ours takes any
FILE_MARK = "_type"


OPEN = frozenset({"/health", "/metrics", "/languages", "/frontend/settings", "/openapi.json", "/translate", "/detect"})
"""What needs no key in its headers: what tells nothing of anybody's text, and the routes that take one in their body too."""

REALM = b'Basic realm="Khulasa: any name, an API key as password", charset="UTF-8"'

ASKED_HEADERS = b"authorization, content-type, x-api-key"
"""What the pages of other sites that may call this server may send along."""


def is_key(given: str, keys: frozenset[str]) -> bool:
    """Whether this is one of the server's API keys; tells nothing by the time it takes."""
    spelt = given.encode("utf-8", "replace")
    return sum(hmac.compare_digest(spelt, known.encode()) for known in keys) > 0


def key_in(headers: Mapping[str, str]) -> str:
    """The key that a request carries: `X-API-Key`, `Authorization: Bearer`, or the password a browser asked for (RFC 7617)."""
    scheme, _, given = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            given = base64.b64decode(given, validate=True).decode().partition(":")[2]
        except ValueError:
            given = ""
    return headers.get("x-api-key", "") or given.strip()


KEY_WANTED = "this server asks for an API key: send it as `Authorization: Bearer …`"


class Refused(Exception):
    """A request that goes no further: the status and code of the answer, and what to say."""

    def __init__(self, status: int, code: str, message: str, *, allow: str = ""):
        super().__init__(message)
        self.status, self.code, self.message, self.allow = status, code, message, allow


class Guard:
    """The outermost layer. `ours` are our own paths with their methods; `answered` is told each route and its status."""

    def __init__(
        self, app: App, settings: Settings, ours: Mapping[str, frozenset[str]], answered: Callable[[str, int], None]
    ):
        self.app = app
        self.settings = settings
        self.ours = ours
        self.answered = answered

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        if scope["type"] != "http":  # nothing here speaks WebSocket
            return await send({"type": "websocket.close", "code": 1008})
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if scope["method"] == "HEAD" and "GET" in self.ours.get(scope["path"], ()):
            scope = {**scope, "method": "GET"}  # the server around us leaves out the body of the answer
        path, method = scope["path"], scope["method"]
        permission = self.permission(path, headers)

        status = 0

        async def dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = dressing(message.get("headers", [])) + permission
                # the route, or one of our own paths where none was reached: else anybody could make up new series
                reached = getattr(scope.get("route"), "path", "")
                self.answered(reached or (path if path in self.ours else "page"), status)
            await send(message)

        try:
            check_host(headers, self.settings.hosts)
            check_origin(method, headers, self.settings.origins)
            if method == "OPTIONS" and permission:
                await dressed({"type": "http.response.start", "status": 204, "headers": []})
                return await dressed({"type": "http.response.body", "body": b""})
            self.check_path(path, method)
            self.check_key(path, headers)
            limits = self.settings.limits
            limit = limits.upload_bytes if path == UPLOADS else limits.body_bytes
            check_declared(headers, limit)
            if method in ("POST", "PUT", "PATCH", "DELETE"):
                body = await whole(receive, limit)
                if path.startswith(JSON_BODIES):
                    check_files(body)
                receive = replaying(body, receive)
        except Refused as refusal:
            return await refuse(refusal, receive, dressed)
        try:
            await self.app(scope, receive, dressed)
        except Exception as error:  # a fault of ours: told without its details, which are in the log
            traceback.print_exception(error, file=sys.stderr)
            if not status:
                await refuse(
                    Refused(500, "internal", "something went wrong here; the server's log says what"), receive, dressed
                )

    def permission(self, path: str, headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
        """The headers by which a browser lets the page of another site call us: none unless that site is allowed to."""
        origin = headers.get("origin", "")
        if origin not in self.settings.origins or path not in self.ours:
            return []
        return [
            (b"access-control-allow-origin", origin.encode("latin-1")),
            (b"access-control-allow-methods", ", ".join(sorted(self.ours[path])).encode()),
            (b"access-control-allow-headers", ASKED_HEADERS),
            (b"vary", b"origin"),
        ]

    def check_key(self, path: str, headers: Mapping[str, str]) -> None:
        """With keys, whoever has none sees neither the page nor what is behind it; a browser asks for one."""
        if self.settings.keys and path not in OPEN and not is_key(key_in(headers), self.settings.keys):
            raise Refused(401, "key", KEY_WANTED)

    def check_path(self, path: str, method: str) -> None:
        if path in self.ours:
            allowed = self.ours[path]
            if method not in allowed:
                known = ", ".join(sorted(allowed))
                raise Refused(405, "method", f"{method} is not for this address; use {known}", allow=known)
            return
        if path.startswith("/web/"):
            return
        if self.settings.page and (GRADIO.fullmatch(path) or (self.settings.mcp and MCP.fullmatch(path))):
            return
        raise Refused(404, "not_found", "there is nothing at this address; see /openapi.json")


def dressing(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """An answer's headers, ours in place of others of the same name, and without permissions for other sites."""
    kept = [
        (name, value)
        for name, value in headers
        if name.lower().decode("latin-1") not in HEADERS and not name.lower().startswith(b"access-control-")
    ]
    return kept + [(name.encode(), value.encode()) for name, value in HEADERS.items()]


def check_host(headers: dict[str, str], hosts: tuple[str, ...]) -> None:
    """A page of another site can give its name our address; then its requests carry that name."""
    if hosts and host_of("//" + headers.get("host", "")) not in hosts:
        raise Refused(403, "host", "this server does not answer to that name; add it with --allow-host")


def check_origin(method: str, headers: dict[str, str], origins: tuple[str, ...]) -> None:
    """Refuse what the page of another site sends, whatever it asks for; following a link to this page is fine."""
    origin = headers.get("origin")
    if origin is None:
        site, mode = headers.get("sec-fetch-site", ""), headers.get("sec-fetch-mode", "")
        if site in ("cross-site", "same-site") and not (method in ("GET", "HEAD") and mode == "navigate"):
            raise Refused(403, "origin", "requests from pages of other sites are refused")
        return
    if origin in origins:
        return
    if origin == "null" or urlsplit_or_none(origin) != urlsplit_or_none("//" + headers.get("host", "")):
        raise Refused(403, "origin", "requests from pages of other sites are refused")


def urlsplit_or_none(address: str) -> str | None:
    """Host and port of an address; None if it cannot be read."""
    try:
        return urlsplit(address).netloc.lower() or None
    except ValueError:
        return None


def host_of(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def check_declared(headers: dict[str, str], limit: int) -> None:
    declared = headers.get("content-length", "0")
    if not declared.isdecimal():
        raise Refused(400, "invalid_request", "the length of the body is not a number")
    if int(declared[:20]) > limit:
        raise too_large(limit)


def too_large(limit: int) -> Refused:
    return Refused(413, "too_large", f"the body is larger than {limit:,} bytes, the most this server takes")


async def whole(receive: Receive, limit: int) -> bytes:
    """The body, if it comes in time and is no longer than the limit, declared or not."""
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Refused(400, "disconnected", "the body never came")
                parts.append(message.get("body", b""))
                size += len(parts[-1])
                if size > limit:
                    raise too_large(limit)
                if not message.get("more_body", False):
                    return b"".join(parts)
    except TimeoutError:
        raise Refused(408, "slow", f"the body took longer than {BODY_SECONDS:g} seconds") from None


def replaying(body: bytes, receive: Receive) -> Receive:
    """Gives the body that was read, and after it what comes from the client: its leaving."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def check_files(body: bytes) -> None:
    """Refuse a call that names files or addresses for Gradio to fetch."""
    try:
        remaining = [json.loads(body)] if body.strip() else []
    except (ValueError, RecursionError):
        raise Refused(400, "invalid_request", "the body is not JSON") from None
    while remaining:
        value = remaining.pop()
        if isinstance(value, dict):
            meta = value.get("meta")
            if "path" in value or (isinstance(meta, dict) and FILE_MARK in meta):
                raise Refused(403, "file", "files are sent to /api/read, as they are; none is fetched")
            remaining += value.values()
        elif isinstance(value, list):
            remaining += value


async def refuse(refusal: Refused, receive: Receive, send: Send) -> None:
    """Answer at once; then let a client that is still sending finish for a moment, or it would never see the answer."""
    body = json.dumps({"error": refusal.message, "code": refusal.code}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    if refusal.allow:
        headers.append((b"allow", refusal.allow.encode()))
    if refusal.status == 401:
        headers.append((b"www-authenticate", REALM))
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": True})
    if refusal.status == 413:
        drained = 0
        try:
            async with asyncio.timeout(2):
                while drained < DRAIN_BYTES:
                    message = await receive()
                    drained += len(message.get("body", b""))
                    if message["type"] == "http.disconnect" or not message.get("more_body", False):
                        break
        except TimeoutError:
            pass  # it was told; the connection closes
    await send({"type": "http.response.body", "body": b"", "more_body": False})
