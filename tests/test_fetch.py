"""What may be fetched, and how much: a table of addresses, and a real server that misbehaves in every known way."""

from __future__ import annotations

import gzip
import socket
import ssl
import subprocess
import time
import zlib
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from summarizer.errors import InputError
from summarizer.fetch import Address, Limits, fetch
from tests.local_site import Answer, page, redirect, serving

REAL_LOOK_UP: Any = socket.getaddrinfo

REFUSED = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.8.8.8",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%1",
    "fec0::1",
    "ff02::1",
]
PUBLIC = [
    "1.1.1.1",
    "9.255.255.255",
    "93.184.216.34",
    "100.63.255.255",
    "100.128.0.1",
    "172.32.0.1",
    "198.20.0.1",
    "223.255.255.255",
    "2606:4700::1111",
    "2a00:1450:4001::1",
    "::ffff:1.1.1.1",
    "64:ff9b::101:101",
    "2002:101:101::1",
]


@pytest.fixture(autouse=True)
def addresses_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system resolves what spells an address, in any form, and `localhost`; it asks no network."""

    def look_up(host: str, *arguments: Any, **options: Any) -> Any:
        host = "127.0.0.1" if host == "localhost" else host
        return REAL_LOOK_UP(host, *arguments, **options, flags=socket.AI_NUMERICHOST)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every address that is connected to; nobody answers."""
    tried: list[object] = []

    def connect(self: socket.socket, address: object) -> None:
        tried.append(address)
        raise ConnectionRefusedError("nobody is there")

    monkeypatch.setattr(socket.socket, "connect", connect)
    return tried


@pytest.mark.parametrize("address", REFUSED)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_connection_is_made_to_a_closed_address(address: str, scheme: str, connections: list[object]) -> None:
    with pytest.raises(InputError, match="only public web servers"):
        fetch(f"{scheme}://news.example/", resolve=lambda host, port: [address])
    with pytest.raises(InputError, match="only public web servers"):
        fetch(f"{scheme}://news.example/", resolve=lambda host, port: ["1.1.1.1", address])
    assert connections == []


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_connected_to_as_it_was_checked(address: str, connections: list[object]) -> None:
    lookups = []

    def resolve(host: str, port: int) -> list[str]:
        lookups.append((host, port))
        return [address]

    with pytest.raises(InputError, match="cannot be fetched"):
        fetch("http://news.example/", resolve=resolve)
    assert lookups == [("news.example", 80)]
    assert [tried[:2] for tried in connections if isinstance(tried, tuple)] == [(address, 80)]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://localhost/",
        "http://127.0.0.1:80/",
        "http://①②⑦.⓪.⓪.①/",
    ],
)
def test_no_spelling_of_this_machine_gets_through(url: str, connections: list[object]) -> None:
    with pytest.raises(InputError):
        fetch(url)
    assert connections == []


@pytest.mark.parametrize("port", [0, 21, 22, 25, 81, 6379, 8080, 65535, 99999])
def test_only_web_ports(port: int, connections: list[object]) -> None:
    with pytest.raises(InputError, match="ports 80 and 443"):
        fetch(f"http://news.example:{port}/", resolve=lambda host, port: ["1.1.1.1"])
    assert connections == []


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("file:///etc/passwd", "http"),
        ("ftp://news.example/", "http"),
        ("gopher://news.example/", "http"),
        ("javascript:alert(1)", "http"),
        ("news.example/article", "http"),
        ("http:///article", "http"),
        ("", "http"),
        ("http://user:secret@news.example/", "user name"),
        ("http://news.example/a b", "space"),
        ("http://news.example/\r\nHost: other", "control"),
        ("http://news.example\\@other.example/", "backslash"),
        ("http://[::1/", "not an address"),
    ],
)
def test_what_is_not_a_web_address(url: str, message: str, connections: list[object]) -> None:
    with pytest.raises(InputError, match=message) as raised:
        fetch(url, resolve=lambda host, port: ["1.1.1.1"])
    assert "\n" not in str(raised.value)
    assert connections == []


def test_a_name_that_is_not_there() -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(InputError, match="no server called nowhere"):
        fetch("http://nowhere.example/", resolve=resolve)
    with pytest.raises(InputError, match="no server called nowhere"):
        fetch("http://nowhere.example/", resolve=lambda host, port: [])


def test_a_name_that_is_looked_up_for_ever() -> None:
    def resolve(host: str, port: int) -> list[str]:
        time.sleep(5)
        return ["1.1.1.1"]

    with pytest.raises(InputError, match="too long to look up"):
        fetch("http://slow.example/", resolve=resolve, limits=Limits(seconds=0.2))


# --- a server that answers ---

TEXT = "<p>خبر قصير</p>".encode()


def here(address: Address, port: int) -> bool:
    """What the tests allow: the server on this machine."""
    return address.is_loopback and port > 1024


def local(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


def test_a_page() -> None:
    with serving({"/خبر?رقم=1".encode().decode("latin-1"): page(TEXT), "/a%20b?q=%D8%AE": page(TEXT)}) as site:
        got = fetch(site.url("/a%20b?q=خ#part"), allow=here)
        path, headers = site.requests[0]
    assert (got.content, got.content_type, got.charset) == (TEXT, "text/html", "utf-8")
    assert path == "/a%20b?q=%D8%AE"
    assert headers["Host"] == f"127.0.0.1:{site.port}"
    assert not {"Cookie", "Authorization"} & set(headers)


def test_the_name_is_looked_up_once_and_sent_to_the_server() -> None:
    lookups = []

    def resolve(host: str, port: int) -> list[str]:
        lookups.append(host)
        return ["127.0.0.1"] if len(lookups) == 1 else ["10.0.0.1"]

    with serving({"/": page(TEXT)}) as site:
        fetch(site.url("/", host="news.example"), allow=here, resolve=resolve)
        assert site.requests[0][1]["Host"] == f"news.example:{site.port}"
    assert lookups == ["news.example"]


def test_the_second_address_is_tried_when_the_first_is_silent() -> None:
    def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.2", "127.0.0.1"]

    with serving({"/": page(TEXT)}) as site:
        assert fetch(site.url("/", host="news.example"), allow=here, resolve=resolve).content == TEXT


def test_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://10.0.0.1:3128")
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login editor password secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    with serving({"/": page(TEXT)}) as site:
        assert fetch(site.url("/"), allow=here).content == TEXT
        assert "Authorization" not in site.requests[0][1]


def test_redirects_are_followed_and_cookies_forgotten() -> None:
    def with_cookie(handler: BaseHTTPRequestHandler) -> None:
        page(b"", status=301, Location="/two", Set_Cookie="a=1")(handler)

    with serving({"/one": with_cookie, "/two": redirect("three?x=1", 307), "/three?x=1": page(TEXT)}) as site:
        assert fetch(site.url("/one"), allow=here).url == site.url("/three?x=1")
        assert [path for path, _ in site.requests] == ["/one", "/two", "/three?x=1"]
        assert all("Cookie" not in headers for _, headers in site.requests)


def test_five_redirects_and_no_more() -> None:
    answers: dict[str, Answer] = {f"/{number}": redirect(f"/{number + 1}") for number in range(1, 9)}
    answers["/9"] = page(TEXT)
    with serving(answers) as site:
        assert fetch(site.url("/4"), allow=here).content == TEXT
        site.requests.clear()
        with pytest.raises(InputError, match="more than 5 times"):
            fetch(site.url("/3"), allow=here)
        assert len(site.requests) == 6


@pytest.mark.parametrize(
    "location",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:10.0.0.1]/",
        "//192.168.0.1/",
        "file:///etc/passwd",
        "http://127.0.0.1:22/",
        "http://user@127.0.0.1/",
        "gopher://127.0.0.1:6379/_FLUSHALL",
    ],
)
def test_every_hop_is_checked(location: str) -> None:
    with serving({"/": redirect(location)}) as site, pytest.raises(InputError):
        fetch(site.url("/"), allow=here)


@pytest.mark.parametrize(("status", "message"), [(404, "404"), (500, "500"), (204, "204"), (304, "304")])
def test_a_server_that_refuses(status: int, message: str) -> None:
    with serving({"/": page(b"", status=status)}) as site, pytest.raises(InputError, match=message):
        fetch(site.url("/"), allow=here)


@pytest.mark.parametrize("content_type", ["image/png", "application/pdf", "application/octet-stream", "video/mp4"])
def test_what_is_not_a_page(content_type: str) -> None:
    answer = page(b"\x89PNG", Content_Type=content_type)
    with serving({"/": answer}) as site, pytest.raises(InputError, match="not a page"):
        fetch(site.url("/"), allow=here)


SMALL = Limits(raw_bytes=10_000, decoded_bytes=20_000, seconds=5)


def test_a_page_that_says_it_is_too_large() -> None:
    answer = page(b"", Content_Length="10001")
    with serving({"/": answer}) as site, pytest.raises(InputError, match="larger than 10,000"):
        fetch(site.url("/"), allow=here, limits=SMALL)


def test_a_page_that_does_not_end() -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 1000)

    with serving({"/": endless}) as site, pytest.raises(InputError, match="larger than 10,000"):
        fetch(site.url("/"), allow=here, limits=SMALL)


def packed(body: bytes, how: str) -> bytes:
    if how == "gzip":
        return gzip.compress(body)
    bare = zlib.compressobj(wbits=-15) if how == "bare" else zlib.compressobj()
    return bare.compress(body) + bare.flush()


@pytest.mark.parametrize(
    ("coding", "how"), [("gzip", "gzip"), ("x-gzip", "gzip"), ("deflate", "zlib"), ("deflate", "bare")]
)
def test_packed_pages(coding: str, how: str) -> None:
    with serving({"/": page(packed(TEXT * 100, how), Content_Encoding=coding)}) as site:
        assert fetch(site.url("/"), allow=here, limits=SMALL).content == TEXT * 100


@pytest.mark.parametrize(("coding", "how"), [("gzip", "gzip"), ("deflate", "zlib"), ("deflate", "bare")])
def test_a_bomb(coding: str, how: str) -> None:
    bomb = packed(bytes(5_000_000), how)
    assert len(bomb) < SMALL.raw_bytes
    with (
        serving({"/": page(bomb, Content_Encoding=coding)}) as site,
        pytest.raises(InputError, match="larger than 20,000"),
    ):
        fetch(site.url("/"), allow=here, limits=SMALL)


@pytest.mark.parametrize(
    ("body", "coding", "message"),
    [
        (b"\x0b\x02\x80", "br", "packed as br"),
        (gzip.compress(gzip.compress(TEXT)), "gzip, gzip", "packed as gzip, gzip"),
        (b"not packed at all", "gzip", "cannot be read"),
        (gzip.compress(TEXT * 100)[:-12], "gzip", "broke off"),
    ],
)
def test_packing_that_cannot_be_used(body: bytes, coding: str, message: str) -> None:
    with serving({"/": page(body, Content_Encoding=coding)}) as site, pytest.raises(InputError, match=message):
        fetch(site.url("/"), allow=here, limits=SMALL)


def test_a_page_that_breaks_off() -> None:
    answer = page(TEXT, Content_Length="500")
    with serving({"/": answer}) as site, pytest.raises(InputError, match="cannot be fetched"):
        fetch(site.url("/"), allow=here)


def drip(where: str) -> Answer:
    """An answer that sends a byte now and then, so that no single read ever waits long."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n"
        handler.wfile.write(head + (b"X-Slow: " if where == "headers" else b"\r\n"))
        for _ in range(100):
            handler.wfile.write(b"x")
            time.sleep(0.05)

    return answer


@pytest.mark.parametrize("where", ["headers", "body"])
def test_a_slow_drip_ends_at_the_deadline(where: str) -> None:
    with serving({"/": drip(where)}) as site:
        started = time.monotonic()
        with pytest.raises(InputError, match=r"within 0\.4 seconds"):
            fetch(site.url("/"), allow=here, limits=Limits(seconds=0.4))
        assert time.monotonic() - started < 3


def test_slow_redirects_share_one_deadline() -> None:
    def slow(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.25)
        redirect("/")(handler)

    with serving({"/": slow}) as site, pytest.raises(InputError, match=r"within 0\.6 seconds"):
        fetch(site.url("/"), allow=here, limits=Limits(seconds=0.6, hops=50))


def test_tls_still_verifies_the_name(tmp_path: Path) -> None:
    """The connection goes to an address, but the certificate has to be the name's."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    subject = ["-days", "2", "-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example"]
    try:
        made = subprocess.run(
            [*command, *subject, "-keyout", key, "-out", certificate], capture_output=True, check=False
        )
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    assert made.returncode == 0, made.stderr
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    trusting = ssl.create_default_context(cafile=certificate)
    with serving({"/": page(TEXT)}, server) as site:
        good = site.url("/", host="news.example", scheme="https")
        assert fetch(good, allow=here, resolve=local, ssl_context=trusting).content == TEXT
        with pytest.raises(InputError, match="certificate"):
            fetch(site.url("/", host="other.example", scheme="https"), allow=here, resolve=local, ssl_context=trusting)
        with pytest.raises(InputError, match="certificate"):
            fetch(good, allow=here, resolve=local)
