"""Sets: every format is read into samples, what is wrong with a file is said, and a run gives back what it stored."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import pytest

from eval import hub, sets
from eval.sets import from_record, load, to_record
from summarizer.errors import EngineError, InputError


def written(path: Path, content: str) -> str:
    path.write_text(content, encoding="utf-8")
    return str(path)


def test_the_committed_set() -> None:
    data = load("news")
    assert len(data.samples) == 36
    assert len({sample.genre for sample in data.samples}) == 19
    assert sum(len(sample.facts) for sample in data.samples) == 446
    for sample in data.samples:
        assert len(sample.units) == len(sample.reference) > 3, sample.id
        assert len(sample.summaries) == 2, sample.id
        assert sample.raw, sample.id


def test_limit_keeps_the_first() -> None:
    assert [sample.id for sample in load("news", 2).samples] == ["001", "002"]


def test_a_row_of_tsv_is_an_article_of_one_paragraph(tmp_path: Path) -> None:
    data = load(
        written(tmp_path / "flores.tsv", "قال الوزير.\tThe minister said.\nوصل الوفد.\tThe delegation arrived.\n")
    )
    first, second = data.samples
    assert (first.id, first.paragraphs, first.title) == ("1", ("قال الوزير.",), "")
    assert second.reference == ("The delegation arrived.",)
    assert "reverse direction" in data.note
    assert not first.raw, "cleaning is not scored where there is no page"


def test_published_outputs_come_with_their_texts(tmp_path: Path) -> None:
    record = {"i": 7, "ar": "وصل الوفد.", "en": "The delegation arrived.", "systems": {"one": "A delegation came."}}
    (sample,) = load(written(tmp_path / "peers.jsonl", json.dumps(record) + "\n")).samples
    assert (sample.id, sample.published) == ("7", {"one": "A delegation came."})


def test_texts_with_summaries(tmp_path: Path) -> None:
    record = {
        "id": "x",
        "lang": "en",
        "title": "",
        "text": "One.\n\nTwo.",
        "summaries": ["Both."],
        "system_outputs": {"bart": "Two."},
        "human": {"ours.txt": {"summary": "One."}},
    }
    (sample,) = load(written(tmp_path / "s.jsonl", json.dumps(record) + "\n")).samples
    assert sample.paragraphs == ("One.", "Two.")
    assert sample.published == {"bart": "Two.", "ours": "One."}
    assert sample.language == "en"


def test_a_record_gives_the_sample_back() -> None:
    for sample in load("news", 3).samples:
        source, references = json.loads(json.dumps(to_record(sample)))
        assert from_record(sample.id, source, references) == sample


def test_the_fingerprint_is_that_of_sha256sum(tmp_path: Path) -> None:
    path = tmp_path / "one.tsv"
    written(path, "وصل الوفد.\tHe came.\n")
    assert load(str(path)).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.tsv", "وصل الوفد.\n", "a.tsv:1 needs two columns"),
        ("a.tsv", "The delegation.\tوصل الوفد.\n", "first column has to be the Arabic"),
        ("a.tsv", "", "holds no samples"),
        ("a.jsonl", "{\n", "a.jsonl:1 is not JSON"),
        ("a.jsonl", "[1]\n", "is not a JSON object"),
        ("a.jsonl", '{"x": 1}\n', "neither `paragraphs` nor"),
        ("a.jsonl", '{"id": 1, "text": "x"}\n{"id": 1, "text": "y"}\n', "the id '1' occurs twice"),
        ("a.jsonl", '{"id": 1, "paragraphs": ["x"], "paragraphs_en": ["x", "y"]}\n', "1 paragraphs, but 2 in English"),
        ("a.csv", "x,y\n", "neither a .tsv nor a .jsonl"),
        ("a.jsonl", '{"paragraphs": ["x"]}\n', "a.jsonl:1: `id` is missing; it has to be a text or a whole number"),
        (
            "a.jsonl",
            '\n{"id": 1, "paragraphs": "x"}\n',
            "a.jsonl:2: `paragraphs` has to be a list of texts, not a text",
        ),
        (
            "a.jsonl",
            '{"id": 1, "paragraphs": ["x", 2]}\n',
            "`paragraphs` has to be a list of texts, and number 2 is none",
        ),
        ("a.jsonl", '{"id": 1, "paragraphs": [" "]}\n', "a.jsonl:1: `paragraphs` is blank"),
        (
            "a.jsonl",
            '{"id": 1, "paragraphs": ["x"], "title": 3}\n',
            "a.jsonl:1: `title` has to be a text, not a number",
        ),
        ("a.jsonl", '{"id": 1, "paragraphs": ["x"], "language": "fr"}\n', "`language` is 'fr'; it has to be ar or en"),
        (
            "a.jsonl",
            '{"id": 1, "paragraphs": ["x"], "facts": ["y"]}\n',
            "`facts` has to be a list of objects, and number 1",
        ),
        (
            "a.jsonl",
            '{"id": 1, "paragraphs": ["x"], "facts": [{"type": "t", "ar": "x"}]}\n',
            "`facts` 1: `en` is missing",
        ),
        (
            "a.jsonl",
            '{"id": 1, "paragraphs": ["x"], "facts": [{"type": "t", "ar": "x", "en": [""]}]}\n',
            "a.jsonl:1, `facts` 1: `en` has to hold the English forms",
        ),
        ("a.jsonl", '{"i": 1, "ar": ["x"], "en": "x"}\n', "a.jsonl:1: `ar` has to be a text, not a list"),
        ("a.jsonl", '{"i": 1, "ar": "x", "en": "x", "systems": ["x"]}\n', "`systems` has to be an object, not a list"),
        (
            "a.jsonl",
            '{"i": 1, "ar": "x", "en": "x", "systems": {"g": 1}}\n',
            "`systems`: `g` has to be a text, not a number",
        ),
        (
            "a.jsonl",
            '{"text": "x", "summaries": "x"}\n',
            "a.jsonl:1: `summaries` has to be a list of texts, not a text",
        ),
        ("a.jsonl", '{"text": "x", "human": {"a": {}}}\n', "a.jsonl:1, `human`, `a`: `summary` is missing"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, name: str, content: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load(written(tmp_path / name, content))


def test_a_folder_names_its_file(tmp_path: Path) -> None:
    written(tmp_path / "one.json", '{"id": "one", "paragraphs": ["x"], "summaries": {}}')
    with pytest.raises(InputError, match=r"one\.json: `summaries` has to be a list of texts, not an object"):
        load(str(tmp_path))


def test_what_is_not_utf_8_is_said_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_bytes("وصل الوفد.\tHe came.\n".encode() + "وصل\tx\n".encode("cp1256"))
    with pytest.raises(InputError, match=r"a\.tsv:2 is not UTF-8"):
        load(str(tmp_path / "a.tsv"))


def test_only_a_line_feed_ends_a_line(tmp_path: Path) -> None:
    record = {"i": 1, "ar": "وصل\u2028الوفد.", "en": "He\x85came."}
    content = "\ufeff" + json.dumps(record, ensure_ascii=False) + "\r\n"
    (sample,) = load(written(tmp_path / "a.jsonl", content)).samples
    assert sample.reference == ("He\x85came.",)


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_leaves_something(limit: int) -> None:
    with pytest.raises(InputError, match="has to be at least 1"):
        load("news", limit)


def test_an_unknown_set_names_the_known_ones() -> None:
    with pytest.raises(InputError, match="news, flores-plus, ntrex, wmt24pp, crosssum"):
        load("no-such-set")


def test_a_hub_set_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(EngineError, match="pip install 'datasets>=4'"):
        load("ntrex")


def test_hub_rows_become_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {
        "openlanguagedata/flores_plus": [{"text": "نص"}],
        "mteb/NTREX": [{"arb_Arab": "نص", "eng_Latn": "Text"}],
        "google/wmt24pp": [{"target": "نص", "source": "Text"}, {"target": "x", "source": "y", "is_bad_source": True}],
        "csebuetnlp/CrossSum": [{"text": "نص\nآخر", "summary": "Text"}],
    }
    monkeypatch.setattr(hub, "rows", lambda name, config, split, **options: rows[name])
    for name in hub.SETS:
        data = load(name)
        assert len(data.samples) == 1, name
        assert data.samples[0].paragraphs[0] == "نص"
        assert len(data.sha256) == 64
    assert sets.load("crosssum").samples[0].summaries == ("Text",)
