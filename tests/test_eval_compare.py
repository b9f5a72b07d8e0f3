"""Comparisons: which is better, whether to believe it, and where to look."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from eval import compare, run, sets
from eval.__main__ import main
from summarizer.errors import InputError

REFERENCES = [
    f"The committee met in Cairo on {day} May and approved the budget of {day} million dinars." for day in range(2, 22)
]
ARABIC = [f"اجتمعت اللجنة في القاهرة يوم {day} مايو وأقرت ميزانية قدرها {day} مليون دينار." for day in range(2, 22)]


@pytest.fixture
def peers(tmp_path: Path) -> Callable[..., Path]:
    """Writes a file of published outputs: a function from the reference to what each system said."""

    def write(name: str = "peers.jsonl", rows: int = 20, **systems: Callable[[str], str]) -> Path:
        path = tmp_path / name
        lines = [
            {"i": n, "ar": ar, "en": en, "systems": {name: said(en) for name, said in systems.items()}}
            for n, (ar, en) in enumerate(zip(ARABIC[:rows], REFERENCES[:rows], strict=True))
        ]
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        return path

    return write


def good(text: str) -> str:
    return text.replace("approved", "passed")


def bad(text: str) -> str:
    return text.replace("The committee met in Cairo", "A meeting of some people was there")


def test_the_better_one_is_found(peers: Callable[..., Path]) -> None:
    path = peers(good=good, bad=bad)
    found = compare.compare(path, path, ["good", "bad"], ter=False)
    assert found.verdict.startswith("good is better than bad: BLEU, chrF2, chrF++")
    assert compare.compare(path, path, ["bad", "good"], ter=False).verdict.startswith("bad is worse than good")
    bleu = found.differences[0]
    assert (bleu.title, bleu.wins, bleu.losses) == ("BLEU", 20, 0)


def test_the_same_is_the_same(peers: Callable[..., Path]) -> None:
    path = peers(good=good, again=good)
    found = compare.compare(path, path, ["good", "again"], ter=False)
    assert "are the same over 20 documents" in found.verdict
    assert not found.examples


def test_a_trade_is_no_victory(peers: Callable[..., Path]) -> None:
    # better words, but every number invented
    path = peers(words=lambda text: text.replace("million", "77"), numbers=bad)
    assert compare.compare(path, path, ["words", "numbers"], ter=False).verdict.startswith("A trade")


def test_little_difference_is_chance(peers: Callable[..., Path]) -> None:
    once = REFERENCES[3]
    path = peers(one=good, other=lambda text: "It passed the budget." if text == once else good(text))
    assert "do not differ by more than chance" in compare.compare(path, path, ["one", "other"], ter=False).verdict


def test_the_largest_differences_come_first_with_their_texts(peers: Callable[..., Path]) -> None:
    once = REFERENCES[3]
    path = peers(one=good, other=lambda text: "Nothing." if text == once else text)
    found = compare.compare(path, path, ["one", "other"], ter=False)
    first = found.examples[0]
    assert (first.id, first.second_text, first.reference) == ("3", "Nothing.", once)
    assert "اجتمعت" in first.source
    text = compare.as_text(found, 1)
    assert "VERDICT" in text
    assert text.count("reference  ") == 1


def test_runs_that_only_summarize_differently_show_their_summaries(tmp_path: Path) -> None:
    short, long = tmp_path / "short.jsonl", tmp_path / "long.jsonl"
    for out, words in ((short, 20), (long, 60)):
        run.run(sets.load("news", 3), out, preset="fake", words=words)
    found = compare.compare(short, long, ter=False)
    (ranked,) = found.rankings
    assert (ranked.part, ranked.score) == ("summary", "ROUGE-Lsum")
    assert {example.id for example in ranked.examples} == {"001", "002", "003"}
    assert all(len(example.first_text) < len(example.second_text) for example in ranked.examples)
    text = compare.as_text(found)
    assert "LARGEST DIFFERENCES OF THE SUMMARY, by ROUGE-Lsum" in text
    assert ranked.examples[0].reference[:40] in text


def test_documents_are_matched_by_their_references(peers: Callable[..., Path]) -> None:
    whole, part = peers(good=good), peers("part.jsonl", rows=12, bad=bad)
    found = compare.compare(whole, part, ["good", "bad"], ter=False)
    assert found.documents == 12
    assert "only the 12 documents" in found.warning


def test_a_run_against_a_published_system(
    peers: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = peers(good=good, bad=bad), tmp_path / "run.jsonl"
    assert main(["run", "--set", str(path), "--preset", "fake", "--out", str(out)]) == 0
    files = ["--out", str(tmp_path / "c.json"), "--markdown", str(tmp_path / "c.md")]
    assert main(["compare", str(out), str(path), "--system", "good", "--no-ter", "--largest", "2", *files]) == 0
    assert "fake is worse than good" in capsys.readouterr().out
    assert json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))["verdict"].startswith("fake is worse")
    assert (tmp_path / "c.md").read_text(encoding="utf-8").count("| Reference |") == 2
    assert main(["score", str(out), "--beside", str(path), "--no-ter"]) == 0
    assert "good" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ([], "choose with --system, one of good, bad, or all"),
        (["good", "none"], "no published system 'none'"),
        (["all", "good"], "compare takes one for each file"),
        (["good", "bad", "good"], "--system good is one too many"),
    ],
)
def test_what_cannot_be_compared(peers: Callable[..., Path], names: list[str], message: str) -> None:
    path = peers(good=good, bad=bad)
    with pytest.raises(InputError, match=message):
        compare.compare(path, path, names)


def test_other_texts_cannot_be_compared(peers: Callable[..., Path], tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps({"i": 0, "ar": "نص", "en": "Text", "systems": {"x": "Text"}}) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="no document in common"):
        compare.compare(peers(good=good), other, ["good", "x"])
