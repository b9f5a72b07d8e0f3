"""Running and scoring: resumable, self-contained records; results that say how they were made; commands that say what is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval import records, run, score, sets, tables
from eval.__main__ import main
from eval.needs import needed
from eval.systems import lead, of_run, reference_points
from summarizer.errors import EngineError, InputError


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the fake preset over six articles."""
    out = tmp_path_factory.mktemp("runs") / "fake.jsonl"
    run.run(sets.load("news", 6), out, preset="fake")
    return out


@pytest.fixture(scope="module")
def results(finished: Path) -> dict[str, Any]:
    return score.results(score.subject_of(finished), ter=False)


def test_a_record_holds_all_that_scoring_needs(finished: Path) -> None:
    record = json.loads(finished.read_text(encoding="utf-8").splitlines()[0])
    assert record["id"] == "001"
    assert record["output"]["schema"] == 1
    assert len(record["references"]["summaries"]) == 2
    made = record["provenance"]
    assert (made["preset"], made["engine"], made["model"]) == ("fake", "fake", "echo")
    assert made["data_sha256"] == sets.load("news").sha256
    assert made["wall_s"] > 0
    assert made["peak_mb"] > 0
    assert made["hardware"]["cores"] >= 1
    assert {"code", "decoding", "versions", "started", "first_segment_s"} <= made.keys()


def test_finished_samples_are_not_made_again(finished: Path, tmp_path: Path) -> None:
    out = tmp_path / "run.jsonl"
    lines = finished.read_text(encoding="utf-8").splitlines(keepends=True)
    # killed within the fourth line
    out.write_text("".join(lines[:3]) + lines[3][:500], encoding="utf-8")
    data = sets.load("news", 6)
    assert len(records.read(out)) == 3
    assert run.run(data, out, preset="fake") == run.Outcome(made=3, skipped=3)
    assert [record.sample.id for record in records.read(out)] == [sample.id for sample in data.samples]
    before = out.read_bytes()
    assert run.run(data, out, preset="fake") == run.Outcome(made=0, skipped=6)
    assert out.read_bytes() == before


def test_another_configuration_needs_another_file(finished: Path) -> None:
    with pytest.raises(InputError, match="choose another output file"):
        run.run(sets.load("news", 6), finished, preset="fake", words=20)


def test_fresh_begins_anew(finished: Path, tmp_path: Path) -> None:
    out = tmp_path / "run.jsonl"
    out.write_bytes(finished.read_bytes())
    assert run.run(sets.load("news", 2), out, preset="fake", words=20, fresh=True).made == 2


@pytest.mark.parametrize(
    ("older", "message"),
    [
        ({"code_sha256": "0123456789ab"}, "was made by code 0123456789ab, and this is code .*--fresh"),
        ({}, "was made by older code.*--fresh"),
        ({"configuration": "other"}, "other settings or another model.*--fresh"),
    ],
)
def test_a_run_of_other_code_is_not_gone_on_with(
    finished: Path, tmp_path: Path, older: dict[str, str], message: str
) -> None:
    out = tmp_path / "run.jsonl"
    record = json.loads(finished.read_text(encoding="utf-8").splitlines()[0])
    kept = {name: value for name, value in record["provenance"].items() if older or name != "code_sha256"}
    record["provenance"] = {**kept, **older}
    out.write_text(json.dumps(record) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=message):
        run.run(sets.load("news", 1), out, preset="fake")
    assert run.run(sets.load("news", 1), out, preset="fake", fresh=True).made == 1


def test_the_fingerprint_of_the_code_sees_what_makes_digests(tmp_path: Path) -> None:
    for name in ("names.py", "presets.toml", "data/places.tsv", "web/page.py"):
        (tmp_path / "summarizer" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "summarizer" / name).write_text("one", encoding="utf-8")
    seen = {records.code_fingerprint(tmp_path)}
    for name in ("names.py", "presets.toml", "data/places.tsv"):
        (tmp_path / "summarizer" / name).write_text("two", encoding="utf-8")
        seen.add(records.code_fingerprint(tmp_path))
    assert len(seen) == 4
    (tmp_path / "summarizer" / "web" / "page.py").write_text("two", encoding="utf-8")
    assert records.code_fingerprint(tmp_path) in seen


ENGLISH = "Fire broke out in the old port on Monday. Nobody was hurt. Police are looking into the cause of it."


@pytest.fixture
def english(tmp_path: Path) -> sets.DataSet:
    path, record = tmp_path / "english.jsonl", {"id": "a", "lang": "en", "text": ENGLISH, "summaries": [ENGLISH]}
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    return sets.load(str(path))


def test_english_texts_are_only_summarized(english: sets.DataSet, tmp_path: Path) -> None:
    out = tmp_path / "run.jsonl"
    run.run(english, out, preset="fake", words=8)
    (record,) = records.read(out)
    assert record.output["summary"] == "Fire broke out in the old port on Monday."
    made = record.provenance
    assert (made["preset"], made["engine"], made["decoding"]) == ("fake", "extract", {})
    systems = score.results(score.subject_of(out))["systems"]
    assert {system["name"] for system in systems} == {"fake", "lead of the source"}
    assert all("translation.bleu" not in system["scores"] for system in systems)


def preset_file(path: Path, summarize: str) -> str:
    """A preset whose translation model is nowhere; English texts do not need it."""
    path.write_text(f'[mine]\ntranslate = {{ engine = "ct2", model = "nowhere" }}\n{summarize}\n', encoding="utf-8")
    return str(path)


def test_english_texts_are_summarized_by_the_preset(english: sets.DataSet, tmp_path: Path) -> None:
    preset = preset_file(tmp_path / "mine.toml", 'summarize = { engine = "fake", model = "echo" }')
    out = tmp_path / "run.jsonl"
    run.run(english, out, preset=preset, words=8)
    (record,) = records.read(out)
    assert record.output["summary"] == ENGLISH, "a model that echoes says all of it"
    assert record.output["made_by"]["summarize"]["engine"] == "fake"
    assert (record.provenance["preset"], record.provenance["engine"]) == (preset, "fake")


def test_what_english_texts_cannot_be_given_to(english: sets.DataSet, tmp_path: Path) -> None:
    arabic = 'summarize = { engine = "fake", model = "echo", reads = "arabic", prompt = "summarize_arabic" }'
    with pytest.raises(InputError, match="summary of an Arabic text; choose another"):
        run.run(english, tmp_path / "run.jsonl", preset=preset_file(tmp_path / "mine.toml", arabic))
    with pytest.raises(InputError, match="English texts are only summarized; leave it out"):
        run.run(english, tmp_path / "run.jsonl", preset="fake", model="other")


def test_arabic_summaries_are_scored_in_arabic(tmp_path: Path) -> None:
    text = "وصل الوفد إلى القاهرة أمس. ولم يعلن الوزير موعدا للاجتماع."
    sample = {"id": "a", "lang": "ar", "text": text, "summaries": [text], "summary_lang": "ar"}
    path = tmp_path / "arabic.jsonl"
    path.write_text(json.dumps(sample) + "\n", encoding="utf-8")
    out = tmp_path / "run.jsonl"
    run.run(sets.load(str(path)), out, preset="fake")
    scores = score.results(score.subject_of(out))["systems"][0]["scores"]
    assert scores["summary.rouge1"]["value"] == 100


# --- results ---


def test_every_table_has_its_reference_points(results: dict[str, Any]) -> None:
    roles = {system["name"]: system["role"] for system in results["systems"]}
    assert roles == {
        "fake": "run",
        "reference translation": "human",
        "another person's summary": "human",
        "lead of the reference translation": "baseline",
        "lead of ours": "baseline",
        "untranslated source": "baseline",
    }


def test_scores_have_signatures_and_intervals(results: dict[str, Any]) -> None:
    fake = results["systems"][0]
    for key in ("translation.bleu", "summary.rouge1", "facts.all", "numbers.kept", "faults.any", "cleaning.leaked"):
        assert results["metrics"][key]["signature"], key
        found = fake["scores"][key]
        assert found["low"] <= found["value"] <= found["high"], key
    assert results["bootstrap"].startswith("bootstrap:documents|n:1000|seed:12345")


def test_results_are_plain_json_and_come_back(results: dict[str, Any], tmp_path: Path) -> None:
    score.write(results, tmp_path / "results.json")
    assert score.load(tmp_path / "results.json") == json.loads(json.dumps(results))
    with pytest.raises(InputError, match="make them with"):
        score.load(tmp_path / "none.json")


def test_numbers_only_holds_no_text_of_the_set(finished: Path) -> None:
    slim = json.dumps(score.results(score.subject_of(finished), ter=False, texts=False), ensure_ascii=False)
    assert sets.load("news", 1).samples[0].title not in slim


def test_the_lead_is_as_long_as_a_summary() -> None:
    sentences = [f"Sentence {n} " + "word " * 18 + "ends." for n in range(5)]
    assert len(lead([" ".join(sentences)])) == 2  # 42 words are nearer to 50 than 63
    assert lead(["One. Two."], words=1) == ("One.",)


def test_reference_points_of_a_set_without_summaries(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_text("وصل الوفد.\tThe delegation arrived.\n", encoding="utf-8")
    names = [system.name for system in reference_points(sets.load(str(path)).samples, [])]
    assert names == ["reference translation", "untranslated source"]


def test_speed_is_that_of_the_whole_run(finished: Path) -> None:
    found = records.read(finished)
    system = of_run(found)
    assert system.about["words"] == sum(len(unit.split()) for record in found for unit in record.sample.units)
    assert system.about["seconds"] == pytest.approx(sum(record.provenance["wall_s"] for record in found))


# --- the commands ---


def test_run_and_score_from_the_shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "run.jsonl"
    assert main(["run", "--preset", "fake", "--limit", "2", "--out", str(out)]) == 0
    assert "2 samples made" in capsys.readouterr().err
    assert main(["score", str(out), "--no-ter"]) == 0
    printed = capsys.readouterr()
    assert "untranslated source" in printed.out
    assert "next: python -m eval report" in printed.err
    assert (tmp_path / "run.results.json").is_file()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["run", "--set", "nowhere"], 2, "there is no set 'nowhere'"),
        (["run", "--preset", "nothing"], 2, "there is no preset 'nothing'"),
        (["run", "--preset", "fake", "--words", "0"], 2, "at least one word"),
        (["score", "nowhere.jsonl"], 2, "there is no file 'nowhere.jsonl'"),
        (["report"], 2, "name the results"),
    ],
)
def test_commands_say_what_is_wrong(
    arguments: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = ["--out", str(tmp_path / "out.jsonl")] if arguments[0] == "run" else []
    assert main([*arguments, *out]) == code
    assert message in capsys.readouterr().err


def test_missing_packages_say_how_to_get_them() -> None:
    with pytest.raises(EngineError, match=r"needs the package no_such_package, .* pip install 'khulasa\[eval\]'"):
        needed("no_such_package.part")


def test_wide_tables_go_on_below() -> None:
    table = tables.Table("T", ("System", "A" * 30, "B" * 30, "C" * 30), (("one", "1", "2", "3"),))
    assert max(map(len, tables.as_text(table, width=80).splitlines())) <= 80
    assert tables.as_text(table, width=80).count("one") == 2
