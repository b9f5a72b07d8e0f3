"""A digest as Markdown, JSON and Word: complete, and no text in it can act as markup."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest

from summarizer.errors import InputError
from summarizer.web import downloads
from tests.web_server import ARTICLE, desk


@pytest.fixture
def digest() -> dict[str, Any]:
    return desk().digest(ARTICLE).to_dict()


def test_markdown_has_everything_an_editor_wants(digest: dict[str, Any]) -> None:
    text = downloads.export(digest, "markdown").decode()
    for part in (digest["title"], "## Summary", "## Translation", "## Facts", "20 شخصا", "to be checked"):
        assert part in text


def test_every_warning_is_saved_too(digest: dict[str, Any]) -> None:
    docx = pytest.importorskip("docx")
    digest["flags"] = ["headline_made", "lead_only"]
    digest["invented"] = ["4,711"]
    digest["summary_sentences"][0]["flags"] = ["unsupported"]
    digest["facts"][0] |= {"translation": "changed", "found": "21 men", "expected": ["20 people", "twenty people"]}
    document = docx.Document(io.BytesIO(downloads.export(digest, "docx")))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    written = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    for text in (downloads.export(digest, "markdown").decode(), written):
        for part in (
            "the summary saw only the beginning",
            "the headline is the model's",
            "not supported by the article",
            "4,711",
            "CHANGED (says “21 men”; expected: 20 people / twenty people)",
        ):
            assert part in text


def test_a_file_of_endless_length_is_not_made(digest: dict[str, Any]) -> None:
    digest["dropped"] = ["سطر"] * 5000
    for kind in ("markdown", "docx"):
        with pytest.raises(InputError, match="save it as json"):
            downloads.export(digest, kind)
    assert json.loads(downloads.export(digest, "json")) == digest


@pytest.mark.parametrize(
    "text",
    [
        "# head",
        "- item",
        "1. item",
        "[a](javascript:alert(1))",
        "![x](http://a/b.png)",
        "<script>alert(1)</script>",
        "a | b",
        "`x`",
        "> q",
    ],
)
def test_no_text_acts_as_markdown(text: str) -> None:
    escaped = downloads.escaped(text)
    assert not escaped.startswith(("#", "- ", "1.", "[", "![", "<", "`", ">"))
    assert not re.search(r"(?<!\\)[\[\]<>|`]", escaped)


def test_json_is_what_was_sent(digest: dict[str, Any]) -> None:
    assert json.loads(downloads.export(digest, "json")) == digest


def test_word_has_pairs_side_by_side(digest: dict[str, Any]) -> None:
    docx = pytest.importorskip("docx")
    digest["paragraphs"][0] = "\x00\ud800" + digest["paragraphs"][0]
    document = docx.Document(io.BytesIO(downloads.export(digest, "docx")))
    cells = document.tables[0].rows[0].cells
    assert cells[0].text == digest["translation"][0]
    assert cells[1].text in digest["paragraphs"][0]
    # in the order of the schema, or Word calls the file damaged
    assert re.findall(r"<w:(bidi|jc)", cells[1].paragraphs[0]._p.xml) == ["bidi", "jc"]


@pytest.mark.parametrize(
    "bad",
    [
        None,
        5,
        [],
        {},
        {"segments": 5},
        {"segments": [], "title": 1},
        "text",
        {"segments": [], "summary_sentences": ["x"]},
    ],
)
@pytest.mark.parametrize("kind", list(downloads.KINDS))
def test_what_is_no_digest_is_refused(bad: Any, kind: str) -> None:
    with pytest.raises(InputError, match="not a Digest JSON"):
        downloads.export(bad, kind)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Fire in Akkar!", "fire-in-akkar"),
        ("../../etc/passwd", "etc-passwd"),
        ("", "digest"),
        ("\u202egpj.exe", "gpj-exe"),
        ("a" * 500, "a" * 60),
        (5, "5"),
    ],
)
def test_the_file_has_a_harmless_name(title: Any, name: str) -> None:
    assert downloads.file_name({"title_en": title}) == name
