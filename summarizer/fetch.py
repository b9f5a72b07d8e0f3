"""The one place that opens an address someone typed: only public servers, and never more time or memory than agreed.

Names are resolved here, once per hop, and the connection goes to the very address that was checked, so a name cannot
change its answer in between. Nothing comes from the environment: no proxy, no netrc, no cookies.
"""

from __future__ import annotations

import ipaddress
import queue
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

from summarizer.errors import InputError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Allow = Callable[[Address, int], bool]
Resolve = Callable[[str, int], Sequence[str]]

READABLE = ("text/html", "application/xhtml+xml", "text/plain")

# IANA's special-purpose registry, written out because `is_global` changes between Python versions
_CLOSED_V4 = [
    ipaddress.IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carriers' address sharing
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's metadata
        "169.254.0.0/16",  # link-local, and everyone else's metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
]
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_CLOSED_V6 = [ipaddress.IPv6Network(block) for block in ("2001::/23", "2001:db8::/32", "3fff::/20")]
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Limits:
    """How much one fetch may take: bytes as sent and as unpacked, seconds in all, redirects followed."""

    raw_bytes: int = 2_000_000
    decoded_bytes: int = 5_000_000
    seconds: float = 10.0
    hops: int = 5


@dataclass(frozen=True)
class Page:
    """What a server sent, unpacked: `content_type` without parameters, `charset` as declared, `url` after redirects."""

    content: bytes
    content_type: str
    charset: str
    url: str


def public(address: Address, port: int) -> bool:
    """Whether this is a public address and a web port; an IPv4 address inside an IPv6 one is judged by itself."""
    if port not in (80, 443):
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is None:
            return address in _GLOBAL_V6 and not any(address in network for network in _CLOSED_V6)
        address = inner
    return not any(address in network for network in _CLOSED_V4)


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system resolves it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def fetch(
    url: str,
    *,
    limits: Limits = Limits(),
    allow: Allow = public,
    resolve: Resolve = look_up,
    ssl_context: ssl.SSLContext | None = None,
) -> Page:
    """The page at an http or https address.

    `allow` decides for each resolved address and port whether it may be connected to; the default is `public`.
    Certificates are verified against `ssl_context` (certifi's list). Raises `InputError`, which says what happened and
    what to do.
    """
    deadline = time.monotonic() + limits.seconds
    target = _parse(url)
    for _ in range(limits.hops + 1):
        answer = _get(target, deadline, limits, allow, resolve, ssl_context)
        if isinstance(answer, Page):
            return answer
        target = _parse(answer, target)
    raise InputError(
        f"{_shown(url)} redirects more than {limits.hops} times; open it in a browser and copy the article's text"
    )


def _parse(url: str, base: httpx.URL | None = None) -> httpx.URL:
    """The address, made absolute where it is relative to `base`."""
    url = url.strip()
    if re.search(r"[\x00-\x20\x7f\\]", url):
        raise InputError(f"{_shown(url)} is not an address: it holds a space, a backslash or a control character")
    try:
        parsed = base.join(url) if base else httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError) as error:
        raise InputError(f"{_shown(url)} is not an address ({error})") from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise InputError(f"{_shown(url)} is not a web address; it has to begin with http:// or https://")
    if parsed.userinfo:
        raise InputError(f"{_shown(url)} holds a user name; addresses with one are not fetched")
    return parsed


def _get(
    target: httpx.URL, deadline: float, limits: Limits, allow: Allow, resolve: Resolve, context: ssl.SSLContext | None
) -> Page | str:
    """The page, or where the server redirects to."""
    host = target.raw_host.decode("ascii")
    port = (443 if target.scheme == "https" else 80) if target.port is None else target.port
    addresses = _checked(host, port, deadline, allow, resolve)
    backend = _Pinned(addresses, deadline)
    if context is None and target.scheme == "https":
        context = httpx.create_ssl_context(trust_env=False)
    headers = [
        (b"Host", target.netloc),
        (b"User-Agent", b"Mozilla/5.0 (compatible; khulasa)"),
        (b"Accept", b"text/html,application/xhtml+xml,text/plain;q=0.8"),
        (b"Accept-Encoding", b"gzip, deflate"),
        (b"Connection", b"close"),
    ]
    request = httpcore.URL(scheme=target.raw_scheme, host=target.raw_host, port=port, target=target.raw_path)
    try:
        with (
            httpcore.ConnectionPool(ssl_context=context, network_backend=backend, max_connections=1) as pool,
            pool.stream("GET", request, headers=headers) as response,
        ):
            return _read(response, target, limits)
    except httpcore.TimeoutException as error:
        raise InputError(
            f"{_shown(target)} did not answer within {limits.seconds:g} seconds; try again, or copy the article's text"
        ) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError) as error:
        raise InputError(
            f"{_shown(target)} cannot be fetched ({error or type(error).__name__}); check the address"
        ) from error


def _checked(host: str, port: int, deadline: float, allow: Allow, resolve: Resolve) -> list[Address]:
    """The host's addresses, every one of which is allowed: a name that mixes public and private ones is a trap."""
    try:
        addresses = [ipaddress.ip_address(text) for text in _in_time(lambda: resolve(host, port), deadline)]
    except TimeoutError as error:
        raise InputError(f"the name {host} took too long to look up; try again, or copy the article's text") from error
    except (OSError, UnicodeError, ValueError) as error:
        raise InputError(f"there is no server called {host} ({error}); check the address") from error
    if not addresses:
        raise InputError(f"there is no server called {host}; check the address")
    for address in addresses:
        if not allow(address, port):
            raise InputError(
                f"{host} is at {address}, port {port}: only public web servers on ports 80 and 443 are fetched; "
                "copy the article's text instead"
            )
    return addresses


def _in_time(work: Callable[[], Sequence[str]], deadline: float) -> Sequence[str]:
    """The result of `work`, which cannot be interrupted, or `TimeoutError` when it takes too long."""
    results: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

    def run() -> None:
        try:
            results.put(work())
        except Exception as error:  # handed to the caller, whatever it is
            results.put(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        result = results.get(timeout=max(0.0, deadline - time.monotonic()))
    except queue.Empty as error:
        raise TimeoutError from error
    if isinstance(result, Exception):
        raise result
    return result


# --- connecting ---


class _Pinned(httpcore.NetworkBackend):
    """Connects to the addresses that were checked, whatever the name says by then; TLS still verifies the name."""

    def __init__(self, addresses: Sequence[Address], deadline: float):
        self._addresses = addresses
        self._deadline = deadline
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception | None = None
        for tried, address in enumerate(self._addresses):
            share = _left(self._deadline) / (len(self._addresses) - tried)
            try:
                stream = self._backend.connect_tcp(str(address), port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Bounded(stream, self._deadline)
        kind = httpcore.ConnectTimeout if isinstance(failure, httpcore.ConnectTimeout) else httpcore.ConnectError
        raise kind(str(failure)) from failure


class _Bounded(httpcore.NetworkStream):
    """A connection on which everything together ends at the deadline: a server cannot drip its answer for ever."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float):
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Bounded(self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline)), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time is up")
    return left


# --- reading the answer ---


def _read(response: httpcore.Response, target: httpx.URL, limits: Limits) -> Page | str:
    headers = httpx.Headers(response.headers)
    if response.status in (301, 302, 303, 307, 308) and "location" in headers:
        return headers["location"]
    if response.status != 200:
        raise InputError(
            f"{_shown(target)} answered {response.status}; open it in a browser and copy the article's text"
        )
    content_type, _, parameters = headers.get("content-type", "text/html").partition(";")
    content_type = content_type.strip().lower()
    if content_type not in READABLE:
        raise InputError(f"{_shown(target)} is {_shown(content_type)}, not a page; download it and give the file")
    if headers.get("content-length", "").isdecimal() and int(headers["content-length"]) > limits.raw_bytes:
        raise InputError(_too_large(target, limits.raw_bytes))
    chunks = _capped(response.iter_stream(), limits.raw_bytes, target)
    coding = headers.get("content-encoding", "identity").strip().lower()
    content = b"".join(_decoded(chunks, coding, limits.decoded_bytes, target))
    charset = re.search(r"charset\s*=\s*[\"']?([\w-]+)", parameters, re.IGNORECASE)
    return Page(content, content_type, charset[1] if charset else "", str(target))


def _capped(chunks: Iterable[bytes], limit: int, target: httpx.URL) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > limit:
            raise InputError(_too_large(target, limit))
        yield chunk


def _decoded(chunks: Iterable[bytes], coding: str, limit: int, target: httpx.URL) -> Iterator[bytes]:
    """The chunks unpacked, never more than `limit` bytes of them: a small answer can unpack to gigabytes."""
    if coding in ("", "identity"):
        yield from chunks
        return
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise InputError(
            f"{_shown(target)} is packed as {_shown(coding)}, which was not asked for; copy the article's text"
        )
    unpacker: Any = None
    total = 0
    try:
        for chunk in chunks:
            if unpacker is None:
                unpacker = zlib.decompressobj(_window(coding, chunk))
            piece = unpacker.decompress(chunk, limit - total + 1)
            total += len(piece)
            if total > limit:
                raise InputError(_too_large(target, limit))
            yield piece
    except zlib.error as error:
        raise InputError(f"{_shown(target)} is packed in a way that cannot be read; copy the article's text") from error
    if unpacker is not None and not unpacker.eof:
        raise InputError(f"{_shown(target)} broke off in the middle; try again")


def _window(coding: str, first: bytes) -> int:
    """zlib's window bits. «deflate» means zlib's format, but some servers send the bare stream."""
    if coding != "deflate":
        return 16 + zlib.MAX_WBITS
    has_header = len(first) >= 2 and first[0] & 0x0F == 8 and (first[0] * 256 + first[1]) % 31 == 0
    return zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS


def _too_large(target: httpx.URL, limit: int) -> str:
    return f"{_shown(target)} is larger than {limit:,} bytes; copy the article's text and give that"


def _shown(value: object, limit: int = 100) -> str:
    """A value from outside in an error message: short, on one line, without invisible characters."""
    text = "".join(character if character.isprintable() else "?" for character in str(value))
    return text if len(text) <= limit else text[:limit] + "…"
