"""The routes for programs: digests, LibreTranslate's interface, errors of one form, a finite line, and clients that leave."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import hypothesis
import pytest
from hypothesis import HealthCheck

from summarizer import article
from summarizer.web.settings import Limits, Settings
from tests.web_server import ARTICLE, LONG, Site, desk, serving, wait_until

KEY = "0123456789abcdef0123"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving(desk(fail_on="معطوب"), limits=Limits(characters=30_000)) as running:
        yield running


def post(site: Site, path: str, body: Any, **options: Any) -> httpx.Response:
    return httpx.post(site.url + path, json=body, timeout=30, **options)


def test_a_digest_is_the_digest_json(site: Site) -> None:
    found = post(site, "/api/digest", {"text": ARTICLE}).json()
    assert found["schema"] == 1
    assert found["title"].startswith("وفد مصري")
    assert len(found["translation"]) == len(found["paragraphs"]) == 3
    assert found["summary_sentences"]
    assert any(fact["source"] == "20 شخصا" for fact in found["facts"])
    assert found["made_by"]["preset"] == "fake"


def test_what_is_asked_of_a_digest_is_done(site: Site) -> None:
    found = post(site, "/api/digest", {"text": ARTICLE, "title": "عنوان آخر", "sentences": 1}).json()
    assert found["title"] == "عنوان آخر"
    assert len(found["summary_sentences"]) == 1


BAD = [
    ({}, 422, "input"),
    ({"text": ""}, 422, "input"),
    ({"text": "x", "url": "http://a"}, 422, "input"),
    ({"text": "This is an English text, and nothing else."}, 422, "input"),
    ({"text": 5}, 422, "invalid_request"),
    ({"text": ARTICLE, "preset": "none-such"}, 422, "input"),
    ({"text": ARTICLE, "preset": "\ud800"}, 422, "invalid_request"),
    ({"text": ARTICLE, "words": -1}, 422, "invalid_request"),
    ({"text": ARTICLE, "surprise": 1}, 422, "invalid_request"),
    ({"url": "file:///etc/passwd"}, 422, "input"),
    ({"url": "http://127.0.0.1:1/"}, 422, "input"),
    ({"url": "ftp://example.com/"}, 422, "input"),
    ({"text": "مرحبا بكم " * 4000}, 413, "too_long"),
    ({"text": "الخبر معطوب هنا في هذه الجملة."}, 503, "engine"),
]


@pytest.mark.parametrize(("body", "status", "code"), BAD)
def test_errors_say_what_was_wrong(site: Site, body: dict[str, Any], status: int, code: str) -> None:
    answer = httpx.post(
        site.url + "/api/digest", content=json.dumps(body), headers={"content-type": "application/json"}, timeout=30
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["error"]


MALFORMED = [
    b"",
    b"{",
    b"[" * 50_000,
    b"\xff\xfe\x00",
    b'{"text": "\\ud800"}',
    b'{"text": null, "url": null}',
    b'{"text": NaN}',
    b'{"text": ["a"]}',
    b'"text"',
    b"1e999",
    b'{"' + b"a" * 10_000 + b'": 1}',
    b'{"q": {}, "source": [], "target": 1}',
    '{"q": "سلام", "source": "ar", "target": "en", "api_key": "\\ud800"}'.encode(),
    b"&".join(b"a%d=1" % number for number in range(21)),
    b"q=%ff%fe&source=ar&target=en",
    b"--x\r\n\r\n",
]
TYPES = [
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "text/plain",
    "?",
]


@pytest.mark.parametrize(
    "path", ["/api/digest", "/translate", "/detect", "/api/read", "/api/export/docx", "/api/export/markdown"]
)
def test_malformed_requests_never_break_the_server(site: Site, path: str) -> None:
    with httpx.Client(timeout=30) as client:
        for body in MALFORMED:
            for kind in TYPES:
                answer = client.post(site.url + path, content=body, headers={"content-type": kind})
                assert answer.status_code < 500, (path, body[:40], kind, answer.text)


def test_an_unknown_path_or_method_is_a_typed_error(site: Site) -> None:
    assert httpx.get(site.url + "/api/nothing").json()["code"] == "not_found"
    assert httpx.get(site.url + "/api/digest").json()["code"] == "method"


# --- LibreTranslate ---


def test_translate_takes_a_form_as_curl_sends_it(site: Site) -> None:
    body = "q=وصل الوفد\n\nوقال شيئا&source=ar&target=en".encode()
    answer = httpx.post(
        site.url + "/translate", content=body, headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert answer.json() == {"translatedText": "wsl alwfd\n\nwqal shyia"}


def test_translate_takes_lists_and_tells_the_language(site: Site) -> None:
    answer = post(site, "/translate", {"q": ["وصل الوفد", ""], "source": "auto", "target": "en"}).json()
    assert answer["translatedText"] == ["wsl alwfd", ""]
    assert answer["detectedLanguage"][0]["language"] == "ar"


@pytest.mark.parametrize(
    "body",
    [
        {"source": "ar", "target": "en"},
        {"q": "", "source": "ar", "target": "en"},
        {"q": "سلام", "source": "fr", "target": "en"},
        {"q": "سلام", "source": "ar", "target": "fr"},
        {"q": [1], "source": "ar", "target": "en"},
        {"q": "سلام", "source": "ar", "target": "en", "format": "html"},
    ],
)
def test_translate_refuses_what_it_cannot_do(site: Site, body: dict[str, Any]) -> None:
    answer = post(site, "/translate", body)
    assert answer.status_code == 400
    assert isinstance(answer.json()["error"], str)


def test_curl_digests_and_translates(site: Site) -> None:
    curl = shutil.which("curl") or pytest.skip("no curl here")

    def call(path: str, *options: str, given: str) -> Any:
        command = [curl, "--silent", "--show-error", "--fail-with-body", "--noproxy", "*", "--max-time", "60", *options]
        done = subprocess.run([*command, site.url + path], input=given.encode(), capture_output=True, check=True)
        return json.loads(done.stdout)

    as_json = ("--header", "content-type: application/json", "--data-binary", "@-")
    digest = call("/api/digest", *as_json, given=json.dumps({"text": ARTICLE}))
    assert (digest["schema"], len(digest["translation"])) == (1, 3)
    line = ("--data-urlencode", "q@-", "--data", "source=ar", "--data", "target=en")
    assert call("/translate", *line, given="وصل الوفد") == {"translatedText": "wsl alwfd"}


def test_the_public_python_client_of_libretranslate_works(site: Site) -> None:
    client = pytest.importorskip("libretranslatepy").LibreTranslateAPI(site.url + "/")
    assert client.translate("وصل الوفد", "ar", "en") == "wsl alwfd"
    assert {"ar", "en"} == {language["code"] for language in client.languages()}
    assert client.detect("وصل الوفد إلى العاصمة")[0]["language"] == "ar"


def test_frontend_settings_name_the_limit(site: Site) -> None:
    assert httpx.get(site.url + "/frontend/settings").json()["charLimit"] == 30_000


# --- files ---


def test_a_file_is_read_and_its_furniture_told_apart(site: Site) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    for line in ARTICLE.splitlines():
        document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    for data in (
        ARTICLE.encode(),
        file.getvalue(),
        f"<html><body><article><p>{ARTICLE * 3}</p></article></body></html>".encode(),
    ):
        answer = httpx.post(site.url + "/api/read", content=data, timeout=30)
        assert answer.status_code == 200, answer.text
        assert "السفارة" in " ".join(answer.json()["paragraphs"])


@pytest.mark.parametrize(
    "data", [b"", b"\x00\x01\x02", b"%PDF-1.7 nothing", b"PK\x03\x04 nothing", b"English only, sorry."]
)
def test_a_file_that_cannot_be_read_is_refused(site: Site, data: bytes) -> None:
    answer = httpx.post(site.url + "/api/read", content=data, timeout=30)
    assert (answer.status_code, answer.json()["code"]) == (422, "input")


def test_a_file_that_takes_too_long_to_read_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()
    monkeypatch.setattr(article, "from_bytes", lambda data: released.wait(30))
    settings = Settings(presets=("fake",), page=False, limits=Limits(seconds=0.2))
    with serving(settings=settings) as site:
        answer = httpx.post(site.url + "/api/read", content=b"a", timeout=30)
        released.set()
    assert (answer.status_code, answer.json()["code"]) == (503, "overdue")


def test_a_digest_is_saved_as_a_file(site: Site) -> None:
    digest = post(site, "/api/digest", {"text": ARTICLE}).json()
    for kind, begins in (("markdown", b"# wfd msry"), ("json", b"{"), ("docx", b"PK")):
        answer = post(site, f"/api/export/{kind}", digest)
        assert answer.content.startswith(begins)
        assert 'filename="wfd-msry' in answer.headers["content-disposition"]


# --- for whoever runs it ---


def test_health_and_metrics(site: Site) -> None:
    post(site, "/api/digest", {"text": ARTICLE})
    health = httpx.get(site.url + "/health").json()
    assert (health["status"], health["presets"]) == ("ok", ["fake"])
    text = httpx.get(site.url + "/metrics").text
    assert 'khulasa_requests_total{route="/api/digest",status="200"}' in text
    assert 'khulasa_runs_total{outcome="done"}' in text
    assert "khulasa_resident_bytes" in text
    assert "طرابلس" not in text


def test_the_openapi_document_is_of_our_own_routes(site: Site) -> None:
    paths = set(httpx.get(site.url + "/openapi.json").json()["paths"])
    assert "/api/digest" in paths
    assert not any("gradio" in path for path in paths)


def test_nothing_that_the_openapi_document_allows_breaks_the_server() -> None:
    schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed: pip install schemathesis")
    with serving(settings=Settings(presets=("fake",), urls=False, page=False)) as site:
        schema = schemathesis.openapi.from_url(site.url + "/openapi.json")
        operations = [result.ok() for result in schema.get_all_operations()]
        assert len(operations) == 9
        for operation in operations:

            @hypothesis.settings(max_examples=8, deadline=None, database=None, suppress_health_check=list(HealthCheck))
            @hypothesis.given(case=operation.as_strategy())
            def call(case: Any) -> None:
                answer = case.call(timeout=60)
                assert answer.status_code < 500, (case.method, case.path, case.body, answer.text)

            call()


def test_keys_are_asked_for_where_there_are_any() -> None:
    settings = Settings(presets=("fake",), keys=frozenset({KEY}), page=False)
    with serving(desk(), settings=settings) as site:
        body = {"text": ARTICLE}
        assert post(site, "/api/digest", body).json()["code"] == "key"
        assert post(site, "/api/digest", body, headers={"authorization": "Bearer wrong"}).status_code == 401
        assert post(site, "/api/digest", body, headers={"authorization": f"Bearer {KEY}"}).status_code == 200
        assert post(site, "/api/digest", body, headers={"x-api-key": KEY}).status_code == 200
        assert post(site, "/translate", {"q": "سلام", "source": "ar", "target": "en"}).status_code == 401
        assert (
            post(site, "/translate", {"q": "سلام", "source": "ar", "target": "en", "api_key": KEY}).status_code == 200
        )
        assert httpx.get(site.url + "/health").status_code == 200
        assert httpx.get(site.url + "/").status_code == 404  # no page where none was asked for


def test_addresses_are_not_opened_where_that_is_off() -> None:
    with serving(desk(), settings=Settings(presets=("fake",), urls=False, page=False)) as site:
        answer = post(site, "/api/digest", {"url": "https://example.com/"})
        assert (answer.status_code, answer.json()["code"]) == (422, "input")
        assert "does not open addresses" in answer.json()["error"]


# --- the line ---


def test_the_line_is_finite_and_a_client_that_leaves_gives_up_its_place() -> None:
    limits = Limits(workers=1, waiting=1)
    with serving(desk(delay_s=0.2), settings=Settings(presets=("fake",), page=False, limits=limits)) as site:

        def leave_early() -> None:
            with pytest.raises(httpx.TimeoutException):
                httpx.post(site.url + "/api/digest", json={"text": LONG}, timeout=2)

        leaving = [threading.Thread(target=leave_early) for _ in range(2)]
        for thread in leaving:
            thread.start()
        wait_until(lambda: len(site.room.line) == 2, "two in line")
        busy = post(site, "/api/digest", {"text": ARTICLE})
        assert (busy.status_code, busy.json()["code"]) == (503, "busy")
        assert int(busy.headers["retry-after"]) > 0
        for thread in leaving:
            thread.join()
        wait_until(lambda: not site.room.line, "the line to be free again")
        assert post(site, "/api/digest", {"text": ARTICLE}).status_code == 200


def test_work_that_takes_too_long_is_ended() -> None:
    limits = Limits(seconds=0.5)
    with serving(desk(delay_s=0.3), settings=Settings(presets=("fake",), page=False, limits=limits)) as site:
        answer = post(site, "/api/digest", {"text": LONG})
        assert (answer.status_code, answer.json()["code"]) == (503, "overdue")
        wait_until(lambda: not site.room.line, "the line to be free again")


def test_keys_are_asked_for_at_gradios_doors_too() -> None:
    with serving(settings=Settings(presets=("fake",), keys=frozenset({KEY}))) as site:
        call = f"{site.url}/gradio_api/call/translate"
        body = {"data": ["وصل الوفد.", ""]}
        assert httpx.post(call, json=body).status_code == 401
        assert httpx.post(call, json=body, headers={"x-api-key": KEY}).status_code == 200


def test_with_keys_the_page_asks_for_one_as_password() -> None:
    with serving(settings=Settings(presets=("fake",), keys=frozenset({KEY}))) as site:
        for path in ("/", "/config", "/web/khulasa.js", "/openapi.json"):
            answer = httpx.get(site.url + path)
            if path == "/openapi.json":
                assert answer.status_code == 200
            else:
                assert (answer.status_code, answer.headers["www-authenticate"][:5]) == (401, "Basic")
            assert httpx.get(site.url + path, auth=("editor", KEY)).status_code == 200, path
        assert httpx.get(site.url + "/", auth=("editor", "wrong")).status_code == 401
        assert httpx.get(site.url + "/", headers={"authorization": "Basic ///"}).status_code == 401
        parts = httpx.get(site.url + "/config", auth=("", KEY)).json()["dependencies"]
        stop = {"data": [], "fn_index": next(part["id"] for part in parts if part["api_name"] == "stop_desk")}
        press = f"{site.url}/gradio_api/run/predict"
        assert httpx.post(press, json=stop).status_code == 401
        assert httpx.post(press, json=stop, auth=("editor", KEY)).status_code == 200
        assert httpx.post(f"{site.url}/api/read", content=b"text").status_code == 401


def test_a_client_that_leaves_a_list_frees_its_place() -> None:
    with serving(desk(delay_s=0.1)) as site:
        texts = ["وصل الوفد."] * 300
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(f"{site.url}/translate", json={"q": texts, "source": "ar", "target": "en"}, timeout=1.5)
        wait_until(lambda: site.room.at_work == 0, "the place to be free", 5)
