"""The page in a real browser: a digest from paste to ledger, streaming, stopping, both languages and themes, and text that attacks.

Needs Chromium (`apt-get install chromium`) and playwright; without them these tests say so and are skipped.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from summarizer.engines.fake import FakeEngine
from summarizer.pipeline import Summarizer
from summarizer.web.settings import Settings
from tests import local_site
from tests.web_server import ARTICLE, LONG, Site, desk, serving, wait_until

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
]
ENDED = '.k-status[data-state="done"], .k-status[data-state="stopped"], .k-status[data-state="error"]'


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    verbatim = Summarizer(FakeEngine(lambda prompt: prompt.user), preset="verbatim")
    with serving(desk(), desk(preset="slow", delay_s=0.15), verbatim) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visit:
    """A page that is open, with what went wrong on it and what it asked other servers for."""

    def __init__(self, browser: Any, site: Site, **options: Any):
        self.context = browser.new_context(**{"locale": "en-GB", "viewport": {"width": 1280, "height": 900}, **options})
        self.page = self.context.new_page()
        self.dialogs: list[str] = []
        self.elsewhere: list[str] = []
        self.errors: list[str] = []
        self.page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        here = (site.url, "data:", "blob:")
        self.context.on("request", lambda request: request.url.startswith(here) or self.elsewhere.append(request.url))
        self.page.goto(site.url)
        self.page.wait_for_selector(".k-example", timeout=60_000)

    def choose(self, preset: str) -> None:
        self.page.locator("#preset :is(input, button, [role=combobox])").first.click()
        self.page.locator(f"[role=option]:has-text('{preset}')").first.click()

    def digest(self, text: str, preset: str = "fake", *, wait: bool = True) -> None:
        if preset != "fake":
            self.choose(preset)
        self.page.locator("#article textarea").fill(text)
        self.page.locator("#digest").click()
        if wait:
            self.page.wait_for_selector(ENDED, timeout=60_000)

    def clean(self) -> None:
        """Nothing ran that should not, and nobody else was asked for anything."""
        assert (self.dialogs, self.elsewhere, self.errors) == ([], [], [])


@pytest.fixture
def visit(chromium: Any, site: Site) -> Iterator[Visit]:
    opened = Visit(chromium, site)
    yield opened
    opened.context.close()
    opened.clean()


def test_an_example_becomes_a_digest(visit: Visit) -> None:
    page = visit.page
    page.locator(".k-example").first.click()
    page.wait_for_selector('.k-status[data-state="done"]', timeout=60_000)
    assert page.locator(".k-headline").inner_text()
    assert page.locator(".k-sentence").count() >= 1
    summary, pairs = page.locator("#k-summary").bounding_box(), page.locator("#k-translation").bounding_box()
    assert summary["y"] < pairs["y"]
    assert page.locator(".k-facts tbody tr").count() > 0
    assert {"Kept", "Missing"} & set(page.locator(".k-facts .k-fate").all_inner_texts()[0].split())
    assert page.locator("#k-dropped summary").inner_text().startswith("Left out of the page")


def test_a_sentence_lights_up_what_it_stands_on(visit: Visit) -> None:
    page = visit.page
    visit.digest(ARTICLE)
    page.locator(".k-sentence").first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".k-target .k-lit").count() == page.locator(".k-source-text .k-lit").count() == 1
    page.locator(".k-target .k-segment").nth(1).hover()
    assert page.locator(".k-source-text .k-paired").inner_text().startswith("والتقى")
    page.locator(".k-target .k-segment").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.segment") == "2"


def test_it_grows_and_stops(visit: Visit, site: Site) -> None:
    page = visit.page
    visit.digest(LONG, "slow", wait=False)
    page.wait_for_function(
        "document.querySelectorAll('.k-target .k-segment:not(.k-waits)').length >= 2", timeout=30_000
    )
    assert page.locator(".k-target .k-waits").count() > 0
    page.locator("#stop").click()
    page.wait_for_selector('.k-status[data-state="stopped"]', timeout=2000)
    wait_until(lambda: not site.room.line, "the worker to be free", 2)
    assert page.locator(".k-target .k-segment:not(.k-waits)").count() >= 2
    assert page.locator("#digest").is_enabled()
    assert "ended before" in page.locator("#k-summary").inner_text()
    assert page.locator(".k-target .k-waits").first.inner_text() == "Not translated"
    assert page.locator(".k-tools").first.is_visible()


def test_doubts_about_the_whole_and_about_the_summary_are_listed(visit: Visit) -> None:
    page = visit.page
    visit.digest(ARTICLE)
    found = page.evaluate(DOUBTS)
    assert found == [["lead_only"], ["unsupported"], ["cut"]], "what a sentence shares with its summary is said once"
    count = int(page.locator(".k-chips [href='#k-review']").inner_text().split(":")[1])
    assert count == page.locator(".k-review li").count()


def test_text_that_is_typed_takes_the_place_of_a_file(visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(ARTICLE, "utf-8")
    page = visit.page
    page.locator("#desk input[type=file]").set_input_files(str(file))
    page.wait_for_selector(".k-file")
    visit.digest("عاد الوزير إلى القاهرة بعد زيارة رسمية.")
    assert page.locator(".k-file").count() == 0
    assert page.locator(".k-source-text").all_inner_texts() == ["عاد الوزير إلى القاهرة بعد زيارة رسمية."]
    assert page.locator(".k-headline").is_hidden(), "there is no title, and nothing stands in for it"


def test_the_theme_that_was_chosen_stays(chromium: Any, site: Site) -> None:
    visit = Visit(chromium, site, color_scheme="light")
    page = visit.page
    dark = "document.body.classList.contains('dark')"
    page.locator("#theme").click()
    assert page.evaluate(dark)
    page.reload()
    page.wait_for_selector(".k-example", timeout=60_000)
    assert page.evaluate(dark)
    page.locator("#theme").click()
    page.wait_for_timeout(300)
    assert not page.evaluate(dark)
    visit.context.close()
    visit.clean()


def test_copy_says_copied_for_a_moment_however_often_it_is_pressed(visit: Visit) -> None:
    visit.digest(ARTICLE)
    copy = visit.page.locator("#k-summary button")
    copy.click()
    copy.click()
    assert copy.inner_text() == "Copied"
    visit.page.wait_for_function("document.querySelector('#k-summary button').textContent === 'Copy'", timeout=10_000)


def test_where_there_is_one_preset_compare_says_so_at_once(chromium: Any) -> None:
    with serving(desk()) as single:
        visit = Visit(chromium, single)
        visit.page.get_by_role("tab", name="Compare").click()
        assert "a translation you already have" in visit.page.locator("#compare .k-empty").inner_text()
        visit.context.close()
        visit.clean()


def test_with_keys_a_browser_that_gives_one_can_do_everything(chromium: Any, tmp_path: Path) -> None:
    key = "0123456789abcdef0123"
    with serving(desk(), settings=Settings(presets=("fake",), keys=frozenset({key}))) as guarded:
        visit = Visit(chromium, guarded, http_credentials={"username": "editor", "password": key})
        article = tmp_path / "article.txt"
        article.write_text(ARTICLE, encoding="utf-8")
        visit.page.locator("#desk input[type=file]").set_input_files(str(article))
        visit.page.wait_for_selector(".k-file")
        visit.page.locator("#digest").click()
        visit.page.wait_for_selector('.k-status[data-state="done"]', timeout=60_000)
        with visit.page.expect_download() as kept:
            visit.page.get_by_role("button", name="Markdown").first.click()
        assert Path(kept.value.path()).read_text(encoding="utf-8").startswith("#")
        visit.context.close()
        visit.clean()


def test_a_closed_tab_frees_the_worker(chromium: Any, site: Site) -> None:
    visit = Visit(chromium, site)
    visit.digest(LONG, "slow", wait=False)
    wait_until(lambda: site.room.at_work, "the work to begin")
    visit.page.close()
    wait_until(lambda: not site.room.line, "the worker to be free", 2)
    visit.context.close()


def test_an_error_is_told_in_words(visit: Visit) -> None:
    visit.digest("This is an English text <b>and nothing else</b>.")
    assert "not Arabic" in visit.page.locator(".k-detail").first.inner_text()
    assert visit.page.locator("#digest").is_enabled()


def test_a_file_is_added_and_digested(visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / "خبر\u202egpj.txt"
    file.write_text(ARTICLE, "utf-8")
    page = visit.page
    page.locator("#desk input[type=file]").set_input_files(str(file))
    page.wait_for_selector(".k-file")
    assert "\u202e" not in page.locator(".k-file").inner_text()
    page.locator("#digest").click()
    page.wait_for_selector('.k-status[data-state="done"]', timeout=60_000)
    assert page.locator(".k-pair").count() == 3


def test_a_glossary_and_files_to_keep(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    page.locator(".k-options button").first.click()
    page.get_by_text("Add a term").click()
    page.locator(".k-term input").nth(0).fill("طرابلس")
    page.locator(".k-term input").nth(1).fill("Tripoli")
    visit.digest(ARTICLE)
    assert (
        any("Tripoli" in text for text in page.locator(".k-more").all_inner_texts())
        or "Tripoli" in page.locator("#result").inner_text()
    )
    for label, begins in (("Word", b"PK"), ("Markdown", b"# "), ("JSON", b"{")):
        with page.expect_download() as waiting:
            page.locator(".k-tools").get_by_text(label, exact=True).click()
        target = tmp_path / label
        waiting.value.save_as(target)
        assert target.read_bytes().startswith(begins)


def test_two_answers_are_compared(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("tab", name="Compare").click()
    page.locator("#compare textarea").nth(0).fill(ARTICLE)
    page.locator("#compare textarea").nth(1).fill("An Egyptian delegation came.\n20 people.\nNo decision <b>yet</b>.")
    page.locator("#compare button:has-text('Compare')").last.click()
    page.wait_for_selector(".k-comparison", timeout=60_000)
    page.wait_for_selector("#compare .k-differs", timeout=60_000)
    assert "Your translation" in page.locator(".k-triple-head").inner_text()
    assert "<b>yet</b>" in page.locator(".k-comparison").inner_text()


def test_a_small_batch_is_digested_here(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    file = tmp_path / "articles.jsonl"
    file.write_text("\n".join(json.dumps({"id": f"a{n}", "text": ARTICLE}) for n in range(3)) + "\nnot json\n", "utf-8")
    page.get_by_role("tab", name="Batch").click()
    page.locator("#batch input[type=file]").set_input_files(str(file))
    page.get_by_text("Digest all").click()
    page.wait_for_selector('#batch .k-status[data-state="done"]', timeout=60_000)
    assert page.locator("#batch tbody tr").count() == 4
    with page.expect_download() as waiting:
        page.locator("#batch").get_by_text(".jsonl)").last.click()
    waiting.value.save_as(tmp_path / "out.jsonl")
    assert [json.loads(line).get("id") for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()][:3] == [
        "a0",
        "a1",
        "a2",
    ]


def test_in_arabic_everything_runs_from_right_to_left(chromium: Any, site: Site) -> None:
    visit = Visit(chromium, site, locale="ar")
    page = visit.page
    assert page.evaluate("[document.documentElement.dir, document.documentElement.lang]") == ["rtl", "ar"]
    assert page.locator("#digest").inner_text() == "لخّص وترجم"
    assert page.locator(".k-card").first.get_attribute("lang") == "en"
    assert page.locator("#article textarea").get_attribute("dir") == "rtl"
    visit.digest(ARTICLE)
    assert page.locator("#k-summary h3").inner_text() == "الملخص"
    assert page.locator(".k-headline").evaluate("e => getComputedStyle(e).direction") == "ltr"
    page.locator("#language").click()
    page.wait_for_selector("#digest:has-text('Digest')", timeout=60_000)
    visit.context.close()
    visit.clean()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_in_both_themes(chromium: Any, site: Site, theme: str) -> None:
    visit = Visit(chromium, site, color_scheme=theme)
    visit.digest(ARTICLE)
    for selector in (
        ".k-headline",
        ".k-target",
        ".k-source-text",
        ".k-dim",
        ".k-chip",
        ".k-facts .k-fate",
        "#digest",
        SELECTED,
    ):
        ratio = visit.page.locator(selector).first.evaluate(CONTRAST)
        assert ratio >= 4.5, (selector, ratio)
    visit.context.close()
    visit.clean()


def test_on_a_phone_nothing_is_wider_than_the_screen(chromium: Any, site: Site) -> None:
    visit = Visit(chromium, site, viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True)
    visit.digest(ARTICLE)
    assert 0 <= visit.page.locator(".k-headline").bounding_box()["y"] < 740, "the result is on the screen"
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 360
    target, source = (
        visit.page.locator(f".k-pair {part}").first.bounding_box() for part in (".k-target", ".k-source-text")
    )
    assert source["y"] >= target["y"] + target["height"] - 1
    visit.context.close()
    visit.clean()


def test_a_page_of_a_site_that_is_allowed_can_call(chromium: Any) -> None:
    with local_site.serving({"/": local_site.page(b"<!doctype html>")}) as friend:
        allowed = Settings(presets=("fake",), origins=(friend.url("").rstrip("/"),), page=False)
        with serving(settings=allowed) as ours, serving(settings=Settings(presets=("fake",), page=False)) as closed:
            page = chromium.new_page()
            page.goto(friend.url("/"))
            assert page.evaluate(CALL, [ours.url, ARTICLE]) == 1
            with pytest.raises(sync_api.Error, match="Failed to fetch"):
                page.evaluate(CALL, [closed.url, ARTICLE])
            page.close()


def test_the_browser_keeps_no_text(visit: Visit) -> None:
    visit.digest(ARTICLE)
    kept = visit.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert "طرابلس" not in kept
    assert "trabls" not in kept
    assert visit.page.evaluate("indexedDB.databases ? indexedDB.databases().then(found => found.length) : 0") == 0


PAYLOADS = (Path(__file__).parent / "payloads.txt").read_text("utf-8").splitlines()


def test_text_that_attacks_stays_text(chromium: Any, site: Site) -> None:
    """Every payload in the title, the paragraphs, the lines left out and the translation (the engine answers with what it is given)."""
    assert len(PAYLOADS) >= 30
    visit = Visit(chromium, site)
    page = visit.page
    filler = "وصل الوفد المصري إلى العاصمة الليبية يوم الأحد في زيارة رسمية هي الأولى منذ سنوات طويلة وفق مصادر مطلعة"
    before = page.evaluate(ACTIVE)
    article = "\n\n".join(f"{filler} {payload} {filler}." for payload in PAYLOADS)
    visit.digest(f"{PAYLOADS[0]} {filler[:60]}\n\n{article}\n\nاقرأ أيضا: {PAYLOADS[1]}", "verbatim")
    assert page.locator('.k-status[data-state="done"]').count() == 1, page.locator(".k-detail").first.inner_text()
    shown = page.locator("#result").inner_text()
    for payload in ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![](https://evil.example/x.png)"):
        assert payload in shown
    page.locator(".k-sentence").first.click()
    page.wait_for_timeout(500)
    assert page.evaluate(ACTIVE) == before
    visit.context.close()
    visit.clean()


CONTRAST = """element => {
  const light = colour => colour.map(part => (part /= 255) <= .03928 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4)
    .reduce((sum, part, at) => sum + part * [.2126, .7152, .0722][at], 0);
  const read = text => { const found = text.match(/[\\d.]+/g).map(Number); return [found.slice(0, 3), found[3] ?? 1]; };
  const over = ([top, share], below) => top.map((part, at) => part * share + below[at] * (1 - share));
  const layers = [];
  for (let at = element; at; at = at.parentElement) layers.push(read(getComputedStyle(at).backgroundColor));
  const ground = layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
  const [one, other] = [light(over(read(getComputedStyle(element).color), ground)), light(ground)].sort((a, b) => b - a);
  return (one + .05) / (other + .05);
}"""

CALL = """([url, text]) => fetch(url + '/api/digest', {
  method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text }),
}).then(answer => answer.json()).then(digest => digest.schema)"""

SELECTED = '[role="tab"][aria-selected="true"]'

# the module that the page itself uses, asked about a digest with one doubt of each sort
DOUBTS = """import('/web/fragments.js').then(({ doubts }) => doubts({
  flags: ['cut', 'incomplete', 'lead_only', 'unsupported'],
  summary_sentences: [{ text: 'One.', segments: [0], flags: ['cut', 'unsupported'] }, { text: 'Two.', segments: [1], flags: [] }],
  segments: [{ target: 'One.', source: '', flags: ['cut'] }, { target: 'Two.', source: '', flags: [] }],
}).map(part => part.flags))"""

# what could act or load: none of it may come out of a text
ACTIVE = """[...document.querySelectorAll(
  'script, iframe, object, embed, form, base, meta, link, img, video, audio, svg, math, template, marquee, [style*=fixed], [onload], [onerror], [onclick]'
)].filter(element => element.closest('#result') || !element.closest('gradio-app')).length"""
