"""The page behind the browser: Gradio's endpoints, a queue that cannot be passed by, work that ends when nobody listens."""

from __future__ import annotations

import asyncio
import json
import os
import re
import string
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from summarizer.errors import InputError
from summarizer.web import evaluation, events
from summarizer.web.http import Routes
from summarizer.web.settings import Limits, Settings
from summarizer.web.words import words
from summarizer.web.workroom import Workroom
from tests.web_server import ARTICLE, LONG, Site, desk, serving, wait_until

STATIC = Path(events.__file__).parent / "static"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving(desk(), desk(preset="slow", delay_s=0.1), limits=Limits(waiting=1)) as running:
        yield running


@pytest.fixture(scope="module")
def config(site: Site) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(site.url + "/config").json()
    return found


# --- for programs ---


def test_gradios_client_digests_and_translates(site: Site) -> None:
    client = pytest.importorskip("gradio_client").Client(site.url, verbose=False)
    digest = client.predict(text=ARTICLE, api_name="/digest")
    assert digest["title_en"].startswith("wfd msry")
    assert client.predict(text="وصل الوفد\n\nوقال", api_name="/translate") == "wsl alwfd\n\nwqal"
    with pytest.raises(Exception, match="not Arabic"):
        client.predict(text="English", api_name="/digest")


def test_curl_can_call_gradios_endpoint(site: Site) -> None:
    event = httpx.post(site.url + "/gradio_api/call/translate", json={"data": ["وصل الوفد", ""]}).json()["event_id"]
    assert 'data: ["wsl alwfd"]' in httpx.get(f"{site.url}/gradio_api/call/translate/{event}", timeout=30).text


def test_only_two_endpoints_are_public(site: Site) -> None:
    assert set(httpx.get(site.url + "/gradio_api/info").json()["named_endpoints"]) == {"/digest", "/translate"}


def test_the_queue_cannot_be_passed_by(site: Site, config: dict[str, Any]) -> None:
    queued = [item["id"] for item in config["dependencies"] if item["queue"] is not False]
    assert queued
    for number in queued:
        body = {"data": ["", None, "", 50, []], "fn_index": number, "session_hash": "abc"}
        assert httpx.post(site.url + "/gradio_api/run/predict", json=body).status_code in (401, 403, 404)


def test_everything_that_needs_a_model_shares_one_finite_queue(site: Site) -> None:
    with serving(desk(), settings=Settings(presets=("fake",))) as fresh:
        config = httpx.get(fresh.url + "/config").json()
        assert config["enable_queue"]
        assert config["analytics_enabled"] is False
        assert config["run_history"] is False


# --- leaving ---


def join(site: Site, config: dict[str, Any], text: str, preset: str) -> str:
    """Start a digest as the page does; returns the session."""
    number = next(item["id"] for item in config["dependencies"] if is_press_of_digest(item, config))
    session = uuid.uuid4().hex[:11]
    body = {"data": [text, None, preset, 50, []], "fn_index": number, "session_hash": session, "trigger_id": None}
    assert httpx.post(site.url + "/gradio_api/queue/join", json=body).status_code == 200
    return session


def is_press_of_digest(item: dict[str, Any], config: dict[str, Any]) -> bool:
    buttons = {part["id"] for part in config["components"] if part["props"].get("elem_id") == "digest"}
    return any(target[0] in buttons for target in item["targets"])


def states(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        if line.startswith("data: "):
            yield json.loads(line[6:])


def test_a_digest_grows_and_a_closed_tab_frees_the_worker(site: Site, config: dict[str, Any]) -> None:
    session = join(site, config, LONG, "slow")
    seen = 0
    with httpx.stream("GET", f"{site.url}/gradio_api/queue/data?session_hash={session}", timeout=30) as stream:
        for message in states(stream.iter_lines()):
            seen += message["msg"] == "process_generating"
            if seen >= 4:
                break
        assert site.room.line
    wait_until(lambda: not site.room.line, "the worker to be free", 2.0)


def test_stop_ends_a_run_with_what_there_is(site: Site, config: dict[str, Any]) -> None:
    session = join(site, config, LONG, "slow")
    last: dict[str, Any] = {}
    with httpx.stream("GET", f"{site.url}/gradio_api/queue/data?session_hash={session}", timeout=30) as stream:
        for number, message in enumerate(states(stream.iter_lines())):
            if number == 6:
                press(site, config, "stop_compare", session)
                press(site, config, "stop_batch", session)
            if number == 9:
                assert site.room.line, "the Stop of another tab is not for this run"
                press(site, config, "stop_desk", session)
            if message["msg"] == "process_completed":
                last = message
                break
    assert last["success"]
    status, view, *_ = last["output"]["data"]
    assert status["state"] == "stopped"
    assert view["ended"], "the page does not promise a summary that will not come"
    wait_until(lambda: not site.room.line, "the worker to be free", 2.0)


def press(site: Site, config: dict[str, Any], button: str, session: str) -> None:
    number = next(item["id"] for item in config["dependencies"] if item["api_name"] == button)
    body = {"data": [], "fn_index": number, "session_hash": session}
    assert httpx.post(site.url + "/gradio_api/run/predict", json=body).status_code == 200


def test_what_gradio_stores_for_a_moment_is_gone_with_the_server() -> None:
    with serving():
        folder = Path(os.environ["GRADIO_TEMP_DIR"])
        assert folder.is_dir()
        assert folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()


# --- many articles, two answers ---

Handler = Callable[[events.Events, Any], Any]


def statuses(handler: Handler, *, stop: Callable[[dict[str, Any]], bool] = lambda status: False) -> list[Any]:
    """Every status and view that a handler puts out; its run is stopped at the status that `stop` is waiting for."""
    room = Workroom(Settings(presets=("fake",)), {"fake": desk(fail_on="معطوب", delay_s=0.01)})
    request: Any = SimpleNamespace(session_hash="s")

    async def collect() -> list[Any]:
        found = []
        page = events.Events(Routes(room), [])
        async for status, view, *_ in handler(page, request):
            found.append((status, view))
            if stop(status):
                page.stop_batch(request)
        return found

    return asyncio.run(collect())


def batch(*texts: str) -> Handler:
    lines = "\n".join(json.dumps({"id": number, "text": text}) for number, text in enumerate(texts))
    return lambda page, request: page.on_batch({"name": "a.jsonl", "text": lines}, "fake", request)


def test_a_batch_counts_articles_and_goes_on_after_one_that_fails() -> None:
    shown = statuses(batch(ARTICLE, "الخبر معطوب هنا في هذه الجملة.", ARTICLE))
    assert not any(status["state"] == "waiting" for status, _ in shown)
    assert all(status["counts"] == "articles" and status["total"] == 3 for status, _ in shown[1:])
    status, view = shown[-1]
    assert (status["state"], status["done"]) == ("done", 3)
    assert [result["id"] for result in view["results"] if "error" not in result] == ["0", "2"]
    assert "معطوب" in view["results"][1]["error"]


def test_a_batch_that_is_stopped_says_how_many_articles_are_finished() -> None:
    shown = statuses(batch(ARTICLE, LONG, ARTICLE), stop=lambda status: status.get("done") == 1)
    status, view = shown[-1]
    assert (status["state"], status["counts"], status["done"], status["total"]) == ("stopped", "articles", 1, 3)
    assert [result["id"] for result in view["results"]] == ["0"]
    assert "error" not in view["results"][0]


def test_where_there_is_one_preset_compare_says_what_to_do() -> None:
    status, view = statuses(lambda page, request: page.on_compare(ARTICLE, "fake", "fake", "", request))[-1]
    assert (status["state"], status["code"]) == ("error", "input")
    assert "translation of your own" in status["message"]
    assert view["single"]
    own = statuses(lambda page, request: page.on_compare(ARTICLE, "fake", "fake", "A delegation came.", request))
    assert [answer["preset"] for answer in own[-1][1]["answers"]] == ["fake", ""]


# --- what the page sends is not trusted ---


@pytest.mark.parametrize("attached", [{"title": "x"}, {"paragraphs": 5, "dropped": [], "title": ""}, "text", [1]])
def test_a_damaged_attachment_is_refused(attached: Any) -> None:
    with pytest.raises(InputError):
        events.read_attachment(attached)


def test_an_attachment_comes_back_as_the_article_it_was() -> None:
    found = events.read_attachment({"name": "a.txt", "title": "عنوان", "paragraphs": ["فقرة"], "dropped": ["سطر"]})
    assert found is not None
    assert (found.title, found.paragraphs, found.dropped) == ("عنوان", ("فقرة",), ("سطر",))


def test_a_glossary_is_read_from_the_rows_of_its_editor() -> None:
    found = events.read_glossary([["القاهرة", "Cairo"]])
    assert found is not None
    assert found.terms[0].english == "Cairo"
    assert events.read_glossary([]) is None
    for rows in ([["القاهرة"]], "abc", [["Cairo", "القاهرة"]], [[None, None, None]]):
        with pytest.raises(InputError):
            events.read_glossary(rows)


def test_a_batch_is_read_from_json_lines_and_csv() -> None:
    lines = "\n".join(json.dumps({"id": n, "text": ARTICLE}) for n in range(3))
    assert [record.id for record in events.read_records({"name": "a.jsonl", "text": lines}, 5)] == ["0", "1", "2"]
    table = f'\ufeffid,title,text\na,,"{ARTICLE}"\nb,x,\n'
    first, second = events.read_records({"name": "a.CSV", "text": table}, 5)
    assert first.article is not None
    assert second.error
    for file in (None, {}, {"text": ""}, {"name": "a.jsonl", "text": "\n"}, {"name": "a.jsonl", "text": lines * 3}):
        with pytest.raises(InputError):
            events.read_records(file, 5)


# --- text stays text ---


def test_our_scripts_never_parse_a_text_as_markup() -> None:
    dangerous = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|srcdoc|setHTML"
    )
    for script in STATIC.glob("*.js"):
        assert not dangerous.search(script.read_text("utf-8")), script.name


def test_gradio_gets_no_text_as_markup(config: dict[str, Any]) -> None:
    kinds = {part["type"] for part in config["components"]}
    assert not kinds & {
        "markdown",
        "chatbot",
        "label",
        "highlightedtext",
        "dataframe",
        "json",
        "file",
        "image",
        "uploadbutton",
    }
    for part in config["components"]:
        if part["type"] == "html":
            assert part["props"]["html_template"] == '<div class="k-part"></div>'


def test_nothing_of_the_page_is_loaded_from_elsewhere() -> None:
    for file in STATIC.glob("*.*"):
        addresses = re.findall(r"https?://[\w./-]+", file.read_text("utf-8"))
        assert set(addresses) <= {"http://www.w3.org/2000/svg"}, file.name


def test_both_languages_say_the_same() -> None:
    english, arabic = words()["en"], words()["ar"]
    assert set(english) == set(arabic)
    for key, text in english.items():
        fields = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        assert fields == {name for _, name, _, _ in string.Formatter().parse(arabic[key]) if name}, key
    used = set(re.findall(r"""\bt\("(\w+)\"""", "".join(file.read_text("utf-8") for file in STATIC.glob("*.js"))))
    assert {key for key in used if not key.endswith("_")} <= set(english)


# --- the evaluation ---


def test_the_latest_results_are_shown_as_a_table(tmp_path: Path) -> None:
    results = {
        "schema": 1,
        "set": {"name": "news"},
        "metrics": {"translation.bleu": {"title": "BLEU"}, "summary.rouge1": {"title": "ROUGE-1"}},
        "systems": [
            {"name": "compact", "scores": {"translation.bleu": {"value": 21.25, "low": 19.5, "high": 23.0}}},
            {"name": "lead", "scores": {"summary.rouge1": {"value": 30}}},
        ],
    }
    (tmp_path / "a.results.json").write_text(json.dumps(results))
    (tmp_path / "b.results.json").write_text("{half")
    found = evaluation.latest([tmp_path / "none", tmp_path])
    assert found is not None
    assert found["tables"] == [
        {
            "title": "news",
            "columns": ["news", "compact", "lead"],
            "groups": [
                {"title": "Translation", "rows": [["BLEU", "21.25 (19.5\u201323)", ""]]},
                {"title": "Summary", "rows": [["ROUGE-1", "", "30"]]},
            ],
        }
    ]
    assert evaluation.latest([tmp_path / "none"]) is None


def test_the_results_that_are_committed_can_be_shown() -> None:
    folder = Path(__file__).parents[1] / "eval"
    found = evaluation.latest([folder])
    assert found is not None
    assert len(found["tables"]) == len(list(folder.glob("results/*.json")))
    assert not any(group["title"] == "Other" for table in found["tables"] for group in table["groups"])
