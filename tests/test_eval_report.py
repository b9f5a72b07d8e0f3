"""Reports: one page that needs nothing, shows everything and runs nothing; JUnit; Markdown; a README that is current."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from eval import page, plots, report, run, score, sets, tables
from eval.plots import Point
from eval.reading import difference
from summarizer.errors import InputError

VOID = {"meta", "br", "img", "hr", "input", "link"}
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;"


class Checker(HTMLParser):
    """Counts what a page holds, and sees that every element is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: dict[str, int] = {}
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen[tag] = self.seen.get(tag, 0) + 1
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "action")]
        assert not any(name.startswith("on") for name, _ in attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    out = tmp_path_factory.mktemp("runs") / "fake.jsonl"
    run.run(sets.load("news", 6), out, preset="fake")
    return score.results(score.subject_of(out), ter=False)


def parsed(html: str) -> Checker:
    checker = Checker()
    checker.feed(html)
    assert not checker.open
    return checker


def test_the_page_is_whole_and_fetches_nothing(results: dict[str, Any]) -> None:
    html = page.html(report.merged([results]))
    checker = parsed(html)
    assert checker.seen.get("script") is None
    assert all(address.startswith("#") for address in checker.addresses)
    assert "url(" not in html
    assert "@import" not in html
    assert "default-src 'none'" in html
    assert checker.seen["details"] == 6
    assert checker.seen["svg"] >= 6
    assert "lang=ar dir=rtl" in html
    for signature in ("tok:13a", "rouge1|f1|stem:yes", "bootstrap:documents|n:1000|seed:12345"):
        assert signature in html


def hostile(value: Any) -> Any:
    """The same results with every text of the articles replaced by markup."""
    if isinstance(value, str):
        return HOSTILE
    if isinstance(value, list):
        return [hostile(item) for item in value]
    if isinstance(value, dict):
        return {key: hostile(item) for key, item in value.items()}
    return value


def test_every_text_is_escaped(results: dict[str, Any]) -> None:
    documents = []
    for document in results["documents"]:
        changed = hostile(document)
        for made, original in zip(changed["outputs"], document["outputs"], strict=True):
            fates = [
                [*hostile(entry[:2]), entry[2], hostile(entry[3]), *entry[4:6], HOSTILE] for entry in original["ledger"]
            ]
            made["ledger"] = fates
        documents.append(changed)
    systems = [{**system, "name": HOSTILE} for system in results["systems"]]
    html = page.html(
        [{**results, "documents": documents, "systems": systems, "set": {**results["set"], "name": HOSTILE}}]
    )
    checker = parsed(html)
    assert "script" not in checker.seen
    assert "img" not in checker.seen


def test_results_of_one_set_are_one_chapter(results: dict[str, Any]) -> None:
    chapters = report.merged(
        [results, results, {**results, "set": {**results["set"], "sha256": "other", "name": "other"}}]
    )
    assert [chapter["set"]["name"] for chapter in chapters] == ["news", "other"]
    names = [system["name"] for system in chapters[0]["systems"]]
    assert names[:2] == ["fake", "fake again"]
    assert names.count("reference translation") == 1
    assert len(chapters[0]["documents"][0]["outputs"]) == 2


def over(results: dict[str, Any], count: int) -> dict[str, Any]:
    """Results as if only some of the documents had been scored."""
    return {**results, "set": {**results["set"], "samples": count, "documents": f"first {count}"}}


def test_other_parts_of_a_set_are_other_chapters(results: dict[str, Any]) -> None:
    chapters = report.merged([results, over(results, 3), results])
    assert [len(chapter["systems"]) for chapter in chapters] == [8, 6]
    html = page.html(chapters)
    assert '<a href="#set-0">news (6)</a><a href="#set-1">news (3)</a>' in html
    assert report.markdown(chapters).count("\n## news: ") == 2
    names = [suite.attrib["name"] for suite in ElementTree.fromstring(report.junit(chapters).encode())]
    assert names == ["news (6).fake", "news (6).fake again", "news (3).fake"]


def test_every_run_keeps_its_lead(results: dict[str, Any]) -> None:
    (alone,) = report.merged([results])
    assert "lead of ours" in [system["name"] for system in alone["systems"]]
    (both,) = report.merged([results, results])
    leads = [system["name"] for system in both["systems"] if system["name"].startswith("lead of fake")]
    assert leads == ["lead of fake", "lead of fake again"]


def test_every_run_has_tables_by_genre_and_by_kind_of_fact(results: dict[str, Any]) -> None:
    (both,) = report.merged([results, results])
    found = {table.title: table for table in tables.tables(both)}
    for name in ("fake", "fake again"):
        genres, kinds = found[f"Genres: {name}"], found[f"Kinds of facts: {name}"]
        assert sum(int(row[1]) for row in genres.rows) == 6
        marked = {row[0]: (int(row[1]), row[3]) for row in kinds.rows}
        everything, for_summary = marked.pop("All kinds")
        assert everything == sum(count for count, _ in marked.values())
        assert int(for_summary) == sum(int(told) for _, told in marked.values() if told != "–")
    told = found["Facts marked by people for the summary, kept in it"]
    assert {"Facts kept % ↑", "Person % ↑", "Number % ↑"} <= set(told.header)


def test_results_of_an_earlier_version_are_still_shown(results: dict[str, Any]) -> None:
    older = {**without(results, {"system", "of"}), "set": without(results["set"], {"documents"}), "documents": []}
    markdown = report.markdown(report.merged([older]))
    assert "Genres: fake" in markdown
    assert "Kinds of facts: fake" in markdown


def without(value: Any, names: set[str]) -> Any:
    if isinstance(value, list):
        return [without(item, names) for item in value]
    if isinstance(value, dict):
        return {name: without(item, names) for name, item in value.items() if name not in names}
    return value


def test_files_are_written(results: dict[str, Any], tmp_path: Path) -> None:
    score.write(results, tmp_path / "results.json")
    names = [path.name for path in report.write_all([tmp_path / "results.json"], tmp_path / "report")]
    assert names == ["report.html", "report.md", "junit.xml"]
    markdown = (tmp_path / "report" / "report.md").read_text(encoding="utf-8")
    assert "| untranslated source |" in markdown
    suite = ElementTree.parse(tmp_path / "report" / "junit.xml").getroot()[0]
    assert suite.attrib["tests"] == "6"
    # the fake engine's transliteration is not English, and the checks say so
    assert int(suite.attrib["failures"]) == len(suite.findall(".//failure")) > 0


def test_xml_holds_no_control_characters() -> None:
    assert report.printable("a\x00b\x1bc\ufffe\td\n") == "abc\td\n"


def test_the_difference_marks_words() -> None:
    ours, reference = difference("The minister <said> no.", "The minister told nobody")
    assert ours == "The minister <del>&lt;said&gt; no.</del>"
    assert reference == "The minister <ins>told nobody</ins>"
    assert difference("The Minister said.", "the minister said") == ("The Minister said.", "the minister said")
    assert difference("One.", "") == ("One.", "")


def test_pictures_put_values_where_they_belong() -> None:
    marks = [Point("low", 10, 8, 12), Point("high & <b>", 40, None, None, "baseline")]
    svg = plots.forest("Score", marks)
    places = [float(x) for x in re.findall(r'cx="([\d.]+)"', svg)]
    assert places[0] < places[1]
    assert "high &amp; &lt;b&gt;" in svg
    assert svg.count('class="bar') == 1
    for drawn in (
        svg,
        plots.bars("Kinds", [("a", marks)]),
        plots.scatter("Q", [(900, marks[0])], marks[1:], "words/s"),
    ):
        parsed(drawn)


@pytest.mark.parametrize(("low", "high"), [(0, 100), (0, 1), (3.2, 3.9), (0, 0.003), (-5, 1200)])
def test_ticks_are_round_and_inside(low: float, high: float) -> None:
    found = plots.ticks(low, high)
    assert 2 <= len(found) <= 11
    assert all(low <= tick <= high for tick in found)


# --- README ---


def test_readme_tables_stand_between_the_markers(results: dict[str, Any], tmp_path: Path) -> None:
    folder, readme = tmp_path / "results", tmp_path / "README.md"
    score.write({**results, "documents": []}, folder / "news.json")
    readme.write_text(f"# Title\n\n{report.BEGIN}\nstale text\n{report.END}\n\nMore.\n", encoding="utf-8")
    assert report.renew_readme(readme, folder)
    text = readme.read_text(encoding="utf-8")
    assert "| fake |" in text
    assert "stale text" not in text
    assert text.startswith("# Title\n")
    assert text.endswith("\n\nMore.\n")
    assert not report.renew_readme(readme, folder), "renewing twice changes nothing"


def test_a_readme_without_markers_is_refused(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Title\n", encoding="utf-8")
    with pytest.raises(InputError, match="results: begin"):
        report.renew_readme(tmp_path / "README.md", tmp_path)


def test_the_readme_is_current() -> None:
    text = report.README.read_text(encoding="utf-8")
    if report.BEGIN not in text:
        pytest.skip("the README has no place for results yet")
    assert report.with_tables(text, report.readme_tables()) == text, "run: python -m eval report --readme"


def test_markdown_cells_cannot_break_a_table() -> None:
    table = tables.Table("T", ("a", "b"), (("x|y", "1"),))
    assert "x\\|y" in tables.as_markdown(table)
