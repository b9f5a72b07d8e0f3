"""Opinions: human votes against our checks, a model's marks, and learned metrics that say what they need."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval import judge, neural, records, run, sets, votes
from eval.__main__ import main
from summarizer import prompting
from summarizer.engines.fake import FakeEngine
from summarizer.errors import EngineError, InputError

ARTICLE = "The council met in Tripoli on 3 May. It approved 40 million dinars for two hospitals. Nobody objected."


def written(path: Path, judged: list[tuple[str, int]]) -> Path:
    sentences = [{"sentence": sentence, "yes": yes, "n": 3} for sentence, yes in judged]
    path.write_text(json.dumps({"text": ARTICLE, "judged": sentences}) + "\n", encoding="utf-8")
    return path


def test_suspicion() -> None:
    assert votes.invented_numbers("The council approved 40 million dinars.", ARTICLE) == 0
    assert votes.invented_numbers("The council approved 50 million dinars.", ARTICLE) == 1
    assert votes.novel_words("The council met.", ARTICLE) == 0
    assert votes.novel_words("Parliament burned.", ARTICLE) == 1
    assert votes.not_copied("It approved 40 million dinars", ARTICLE) == 0


def test_a_perfect_check_has_an_area_of_one(tmp_path: Path) -> None:
    path = written(
        tmp_path / "q.jsonl", [("It approved 40 million dinars.", 3), ("It approved 9 million.", 0), ("It met.", 2)]
    )
    judged = votes.read(path)
    area, low, high = votes.discrimination(judged, [0, 1, 0])
    assert (area, low, high) == (1, 1, 1)
    assert votes.discrimination(judged, [0, 0, 0])[0] == 0.5
    assert votes.discrimination(judged, [1, 0, 1])[0] == 0
    assert votes.raised(judged, [0, 1, 2]) == (100, 50)


def test_the_command_prints_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path / "q.jsonl", [("It approved 40 million dinars.", 3), ("It approved 9 million.", 0)])
    assert main(["votes", str(path)]) == 0
    assert "2 sentences of 1 summaries, 1 rejected by most" in capsys.readouterr().out


def test_files_without_votes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"text": "x"}\n', encoding="utf-8")
    with pytest.raises(InputError, match="give a file with human votes"):
        votes.read(tmp_path / "x.jsonl")


def test_numbers_that_were_cut_into_tokens_are_joined(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    record = {"text": "It cost $ 10, 000.", "judged": [{"sentence": "It cost $10,000.", "yes": 3, "n": 3}]}
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    judged = votes.read(path)
    assert votes.invented_numbers(judged.sentences[0].text, judged.articles[0]) == 0


# --- a judge ---


@pytest.mark.parametrize(
    ("answer", "marks"),
    [
        ("adequacy: 4\nfluency: 5\nfaithfulness: 3\nerrors: a name", [4, 5, 3]),
        ("**Adequacy**: 2/5\n- fluency: 1\nfaithfulness: 5.", [2, 1, 5]),
        ("adequacy: 9\nfluency: 5\nfaithfulness: 3", []),
        ("adequacy: 4\nfluency: 5", []),
        ("The translation is good.", []),
        ("", []),
    ],
)
def test_only_whole_answers_count(answer: str, marks: list[int]) -> None:
    assert list(judge.opinion("x", answer).marks.values()) == marks


def test_a_judge_reads_the_article_and_what_was_made_of_it(tmp_path: Path) -> None:
    out = tmp_path / "run.jsonl"
    run.run(sets.load("news", 6), out, preset="fake")
    found = records.read(out)
    seen: list[str] = []

    def answer(prompt: object) -> str:
        seen.append(getattr(prompt, "user", ""))
        return "adequacy: 1\nfluency: 2\nfaithfulness: 3\nerrors: all of it"

    opinions = judge.judged(found, FakeEngine(answer, input_budget=10_000))
    assert found[0].sample.title in seen[0]
    assert found[0].output["summary"] in seen[0]
    table = judge.table(opinions, prompting.find("judge").fingerprint)
    assert table.rows[0] == ("6", "1.0 [1.0, 1.0]", "2.0 [2.0, 2.0]", "3.0 [3.0, 3.0]", "0")


def test_one_article_that_is_too_long_does_not_stop_a_judge(tmp_path: Path) -> None:
    out = tmp_path / "run.jsonl"
    run.run(sets.load("news", 6), out, preset="fake")
    found = records.read(out)
    longest = replace(found[4], output={**found[4].output, "summary": "word " * 10_000})
    judge_model = FakeEngine(lambda prompt: "adequacy: 1\nfluency: 2\nfaithfulness: 3\nerrors: x", input_budget=10_000)
    opinions = judge.judged([*found[:4], longest, found[5]], judge_model)
    assert [bool(opinion.marks) for opinion in opinions] == [True, True, True, True, False, True]
    table = judge.table(opinions, "a judge")
    assert (table.rows[0][0], table.rows[0][-1]) == ("6", "1")
    assert table.note.startswith("005 could not be read: ")
    assert "the model reads at most 10000" in table.note
    with pytest.raises(InputError, match="at most 10000"):
        judge.judged([longest], judge_model)


def test_a_judge_that_cannot_be_had_is_told_apart_from_bad_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run.jsonl"
    run.run(sets.load("news", 1), out, preset="fake")
    assert judge.main([str(out), "--preset", "hy-mt2"]) == 3
    assert "needs Qwen/Qwen3.5-2B (size unknown)" in capsys.readouterr().err
    assert judge.main([str(tmp_path / "absent.jsonl"), "--preset", "fake"]) == 2


# --- learned metrics ---


@pytest.mark.parametrize(
    ("metric", "message"), [("comet", "unbabel-comet"), ("metricx", "git clone"), ("lase", "CrossSum")]
)
def test_learned_metrics_say_how_to_make_their_environment(metric: str, message: str) -> None:
    with pytest.raises(EngineError, match=message):
        neural.METRICS[metric][0]([neural.Text("a", "b", "c")])


def test_texts_for_learned_metrics_are_paired(tmp_path: Path) -> None:
    out = tmp_path / "run.jsonl"
    run.run(sets.load("news", 1), out, preset="fake")
    found = records.read(out)
    sample = found[0].sample
    assert [text.reference for text in neural.translations(found)] == list(sample.reference)
    assert [text.reference for text in neural.summaries(found)] == list(sample.summaries)
