"""What is refused before anything reads it: other sites, other names, too large bodies, files to be fetched, closed routes."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from summarizer.web.settings import Settings
from tests.web_server import ARTICLE, Site, desk, serving

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving(desk()) as running:
        yield running


FOREIGN = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://127.0.0.1:1"},
    {"origin": "http://localhost.evil.example"},
    {"origin": "http://[::1"},
    {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"},
    {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"},
]


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize(
    "path", ["/api/digest", "/translate", "/gradio_api/queue/join", "/gradio_api/call/digest", "/api/read"]
)
def test_what_pages_of_other_sites_send_is_refused(site: Site, path: str, headers: dict[str, str]) -> None:
    answer = httpx.post(site.url + path, json={"text": ARTICLE}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "origin")
    assert not any(name.startswith("access-control") for name in answer.headers)


def test_our_own_page_may_call_and_a_link_may_lead_to_it(site: Site) -> None:
    assert httpx.post(site.url + "/api/digest", json={"text": ARTICLE}, headers={"origin": site.url}).status_code == 200
    followed = httpx.get(site.url + "/", headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"})
    assert followed.status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "[::2]", ""])
def test_a_name_that_is_not_ours_is_not_answered(site: Site, host: str) -> None:
    answer = httpx.get(site.url + "/health", headers={"host": host})
    assert answer.status_code in (400, 403)


def test_every_answer_carries_the_headers(site: Site) -> None:
    paths = ["/", "/health", "/api/nothing", "/web/page.css", "/config", "/openapi.json"]
    for answer in [httpx.get(site.url + path) for path in paths] + [httpx.post(site.url + "/api/digest", content=b"{")]:
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "no-referrer"


def test_a_site_that_is_allowed_may_call_from_its_pages() -> None:
    friend, key = "https://desk.example", "0123456789abcdef"
    settings = Settings(presets=("fake",), origins=(friend,), keys=frozenset({key}))
    with serving(settings=settings) as site:
        asked = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
        ahead = httpx.options(site.url + "/api/digest", headers={"origin": friend, **asked})
        assert ahead.status_code == 204
        assert ahead.headers["access-control-allow-origin"] == friend
        assert "POST" in ahead.headers["access-control-allow-methods"]
        assert {"content-type", "x-api-key", "authorization"} <= set(
            ahead.headers["access-control-allow-headers"].split(", ")
        )
        for headers, status in (({"x-api-key": key}, 200), ({}, 401)):
            answer = httpx.post(site.url + "/api/digest", json={"text": ARTICLE}, headers={"origin": friend, **headers})
            assert answer.status_code == status
            # its page has to be able to read the error too
            assert answer.headers["access-control-allow-origin"] == friend
            assert answer.headers["vary"] == "origin"
        for path, origin in (("/api/digest", "https://evil.example"), ("/gradio_api/queue/join", friend)):
            refused = httpx.options(site.url + path, headers={"origin": origin, **asked})
            assert not any(name.startswith("access-control") for name in refused.headers)


def test_what_is_refused_is_counted_where_it_was_sent(site: Site) -> None:
    httpx.get(site.url + "/api/digest")
    httpx.post(site.url + "/api/digest", content=b"a" * 3 * MEGABYTE)
    httpx.get(site.url + "/nothing/of/ours")
    counted = httpx.get(site.url + "/metrics").text
    for status in (405, 413):
        assert f'khulasa_requests_total{{route="/api/digest",status="{status}"}}' in counted
    assert "nothing" not in counted


@pytest.mark.parametrize("path", ["/health", "/languages", "/metrics"])
def test_head_is_answered_without_a_body(site: Site, path: str) -> None:
    answer = httpx.head(site.url + path)
    assert (answer.status_code, answer.content) == (200, b"")


# --- sizes ---


@pytest.mark.parametrize("path", ["/api/digest", "/translate", "/api/read", "/gradio_api/queue/join"])
def test_a_body_of_ten_megabytes_is_refused_unread(site: Site, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    connection.request("POST", path, body=b"a" * 10 * MEGABYTE, headers={"content-type": "application/json"})
    answer = connection.getresponse()
    assert answer.status == 413
    assert json.loads(answer.read())["code"] == "too_large"
    connection.close()


def test_a_body_that_does_not_say_how_long_it_is_is_refused_once_it_is_too_long(site: Site) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(100):
            yield b"a" * 100_000

    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    connection.request(
        "POST", "/api/digest", body=chunks(), headers={"content-type": "application/json"}, encode_chunked=True
    )
    assert connection.getresponse().status == 413
    connection.close()


@pytest.mark.parametrize("length", ["-1", "abc", "1" * 400, "+5", "0x10"])
def test_a_length_that_is_no_number_is_refused(site: Site, length: str) -> None:
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as raw:
        raw.sendall(f"POST /api/digest HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n".encode())
        assert raw.recv(1000).split(b" ")[1] in (b"400", b"413")


def test_a_client_that_goes_away_in_the_middle_of_its_body_harms_nobody(site: Site) -> None:
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as raw:
        raw.sendall(b"POST /api/digest HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{")
    assert httpx.get(site.url + "/health").status_code == 200


# --- Gradio's own doors ---

CLOSED = [
    ("GET", "/gradio_api/file=/etc/passwd"),
    ("GET", "/gradio_api/file=http://169.254.169.254/latest/meta-data"),
    ("GET", "/gradio_api/file=https://example.com/"),
    ("GET", "/gradio_api/file=file:///etc/passwd"),
    ("GET", "/gradio_api/file=..%2f..%2fetc%2fpasswd"),
    ("GET", "/gradio_api/file/etc/passwd"),
    ("GET", "/gradio_api/proxy=http://127.0.0.1/"),
    ("GET", "/file=/etc/passwd"),
    ("GET", "/static/..%2f..%2f..%2froutes.py"),
    ("GET", "/assets/%2e%2e/%2e%2e/routes.py"),
    ("GET", "/web/..%2fhttp.py"),
    ("GET", "/web/%2e%2e/settings.py"),
    ("GET", "/svelte/../../routes.py"),
    ("GET", "/gradio_api/custom_component/1/client/component/index.js"),
    ("POST", "/gradio_api/upload"),
    ("POST", "/gradio_api/component_server"),
    ("POST", "/gradio_api/stream/x"),
    ("POST", "/gradio_api/vibe-code"),
    ("POST", "/gradio_api/process_recording"),
    ("POST", "/gradio_api/run-history/connect"),
    ("GET", "/gradio_api/runs"),
    ("GET", "/gradio_api/openapi.json"),
    ("GET", "/gradio_api/deep_link"),
    ("GET", "/monitoring"),
    ("GET", "/monitoring/summary"),
    ("GET", "/docs"),
    ("GET", "/redoc"),
    ("POST", "/login"),
]


@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_closed_routes_stay_closed(site: Site, method: str, path: str) -> None:
    answer = httpx.request(method, site.url + path)
    assert answer.status_code in (403, 404, 405), answer.text
    assert "root:" not in answer.text
    assert "import" not in answer.text


FILES: list[Any] = [
    {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}},
    {"path": "/etc/passwd"},
    {"path": "file:///etc/passwd", "meta": {"_type": "gradio.FileData"}},
    {"path": "http://169.254.169.254/latest", "meta": {"_type": "gradio.FileData"}},
    {"path": "https://example.com/x", "url": "https://example.com/x", "meta": {"_type": "gradio.FileData"}},
    {"path": "", "url": "http://127.0.0.1/", "meta": {"_type": "gradio.FileData"}},
    {"path": "../../etc/passwd", "is_stream": True, "meta": {"_type": "gradio.FileData"}},
    [{"path": "/proc/self/environ", "meta": {"_type": "gradio.FileData"}}],
    {"deep": [{"er": {"path": "/etc/shadow", "meta": {"_type": "gradio.FileData"}}}]},
    {"name": "/etc/passwd", "is_file": True, "path": "/etc/passwd"},
    {"path": "C:\\Windows\\win.ini", "meta": {"_type": "gradio.FileData"}},
    {"meta": {"_type": "gradio.FileData"}, "url": "gopher://127.0.0.1"},
]


@pytest.mark.parametrize("payload", FILES)
@pytest.mark.parametrize(
    "path",
    ["/gradio_api/queue/join", "/gradio_api/call/digest", "/gradio_api/call/v2/digest", "/gradio_api/run/predict"],
)
def test_no_call_can_name_a_file_or_an_address(site: Site, path: str, payload: Any) -> None:
    body = {"data": [payload, "", ""], "fn_index": 0, "session_hash": "abc", "text": payload}
    answer = httpx.post(site.url + path, json=body)
    assert (answer.status_code, answer.json()["code"]) == (403, "file")


@pytest.mark.parametrize("body", [b"{", b"[" * 60_000, b"\xff", b"nul"])
def test_gradios_routes_take_json_only(site: Site, body: bytes) -> None:
    assert httpx.post(site.url + "/gradio_api/queue/join", content=body).status_code == 400
