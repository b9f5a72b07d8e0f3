"""Presets: complete, honest about licences, and made into a desk as they say."""

from __future__ import annotations

from pathlib import Path

import pytest

import summarizer
from summarizer import batch, engines, presets, prompting
from summarizer.engines.chat import ChatEngine
from summarizer.errors import EngineError, InputError
from summarizer.glossary import Glossary, Term
from summarizer.pipeline import Summarizer
from summarizer.summarizing import Asked, Extracted
from summarizer.translating import BareText, Instructed
from summarizer.types import Article
from tests import scripted, tiny, tiny_chat

SHORT = Article(("وصل الوفد.",), title="وفد")
"""Models with random weights ramble on about it only so long."""

ALL = list(presets.presets().values())


@pytest.mark.parametrize("preset", ALL, ids=lambda preset: preset.name)
def test_a_preset_says_all_that_a_user_must_know(preset: presets.Preset) -> None:
    assert preset.about
    assert preset.good_for
    assert preset.licence
    assert preset.memory_mb > 0
    assert preset.size_mb > 0 or preset.name in ("server", "fake")
    for table in (preset.translate, preset.summarize):
        assert table["engine"] in (*engines.KINDS, presets.EXTRACT)
        for key in ("prompt", "headline"):
            if key in table:
                prompting.find(table[key])
        assert table.get("reads", "english") in ("english", "arabic")
    for settings in preset.steps:
        if settings["engine"] == "chat":
            assert settings["input_budget"] > 0
    if preset.translate["engine"] == "chat":
        assert "prompt" in preset.translate or "source_language" in preset.translate


def test_the_default_needs_nothing_and_non_commercial_is_never_the_default() -> None:
    default = presets.get(presets.DEFAULT)
    assert default.commercial
    assert default.translate["model"] == presets.SHIPPED
    assert {preset.name for preset in ALL if not preset.commercial} == {"nllb", "crosssum", "command-r-arabic"}
    assert all("NC" in preset.licence for preset in ALL if not preset.commercial)
    assert all("NC" not in preset.licence for preset in ALL if preset.commercial)


def test_families_that_think_are_told_not_to_and_those_that_forbid_greed_are_not_greedy() -> None:
    for preset in ALL:
        for settings in preset.steps:
            if "Qwen3.5" in settings["model"]:
                assert settings["template"] == {"enable_thinking": False}
                assert settings["temperature"] == 0.7
            if "Hy-MT2" in settings["model"]:
                assert (
                    settings["temperature"],
                    settings["top_p"],
                    settings["top_k"],
                    settings["repetition_penalty"],
                ) == (0.7, 0.6, 20, 1.05)


def test_hy_mt_is_asked_without_a_system_turn() -> None:
    for preset in ALL:
        if "Hy-MT2" in preset.translate["model"]:
            prompt = prompting.find(preset.translate["prompt"])
            assert not prompt.system
            assert not prompt.examples


def test_one_model_for_both_steps_is_loaded_once() -> None:
    assert [len(presets.get(name).steps) for name in ("gemma", "qwen", "server", "hy-mt2", "compact")] == [
        1,
        1,
        1,
        2,
        1,
    ]


def test_an_unknown_preset_names_those_there_are() -> None:
    with pytest.raises(InputError, match=r"compact, opus.*\.toml"):
        presets.get("nothing")
    with pytest.raises(InputError, match="compact"):
        summarizer.load("nothing")


# Presets of one's own


def own(folder: Path, content: str) -> str:
    path = folder / "mine.toml"
    path.write_text(content, encoding="utf-8")
    return str(path)


def test_a_preset_of_ones_own(tmp_path: Path) -> None:
    name = own(
        tmp_path,
        '[x]\nabout = "mine"\ntranslate = { engine = "fake", model = "echo" }\nsummarize = { engine = "extract" }\nlimits = { words = 20 }\n',
    )
    desk = summarizer.load(name)
    assert desk.preset == name
    assert desk.options.words == 20
    assert desk.digest(scripted.article()).made_by.preset == name


@pytest.mark.parametrize(
    "content",
    [
        "",
        "x",
        '[x]\nabout = "no engines"\n',
        '[x]\ntranslate = { engine = "fake", model = "echo" }\n',
        '[x]\ntranslate = { model = "echo" }\nsummarize = { engine = "extract" }\n',
        '[x]\ntranslate = { engine = "fake" }\nsummarize = { engine = "extract" }\ncolour = "red"\n',
        "[x]\n[y]\n",
    ],
)
def test_what_is_no_preset_is_refused(content: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no preset"):
        presets.get(own(tmp_path, content))
    with pytest.raises(InputError, match="cannot be read"):
        presets.get(str(tmp_path / "absent.toml"))


def test_a_wrong_option_is_the_users_to_mend(tmp_path: Path) -> None:
    name = own(
        tmp_path,
        '[x]\ntranslate = { engine = "fake", model = "echo", beam_sise = 4 }\nsummarize = { engine = "extract" }\n',
    )
    with pytest.raises(InputError, match="beam_sise"):
        summarizer.load(name)
    name = own(
        tmp_path, '[x]\ntranslate = { engine = "magic", model = "compact" }\nsummarize = { engine = "extract" }\n'
    )
    with pytest.raises(EngineError, match="magic"):
        summarizer.load(name)


# Made into a desk, with tiny models in the places of large ones


def like(name: str, folder: Path, models: dict[str, Path], budget: int) -> str:
    """The preset of that name with tiny models for its own, as a file."""
    content = presets.text_of(name)
    for model, place in models.items():
        assert model in content
        content = content.replace(f'model = "{model}"', f'model = "{place}"')
    lines = [f"input_budget = {budget}" if line.startswith("input_budget") else line for line in content.splitlines()]
    return own(folder, "\n".join(lines) + "\n")


def test_gemma_is_one_engine_for_everything(chat_models: Path, tmp_path: Path) -> None:
    desk = summarizer.load(like("gemma", tmp_path, {"google/gemma-4-E4B-it": chat_models / "gemma4"}, 900))
    assert isinstance(desk.step, Instructed)
    assert isinstance(desk.writer, Asked)
    assert isinstance(desk.writer.engine, ChatEngine)
    assert desk.writer.engine is desk.translator
    assert desk.writer.reads == "english"
    digest = desk.digest(SHORT)
    assert digest.complete
    assert digest.made_by.translate.prompt.startswith("translate@")


def test_qwen_summarizes_from_the_arabic(chat_models: Path, tmp_path: Path) -> None:
    desk = summarizer.load(like("qwen", tmp_path, {"Qwen/Qwen3.5-9B": chat_models / "qwen3_5"}, 900))
    assert isinstance(desk.writer, Asked)
    assert desk.writer.reads == "arabic"
    assert isinstance(desk.translator, ChatEngine)
    assert desk.translator.sampling.temperature == 0.7
    assert desk.digest(SHORT).complete


def test_hy_mt_translates_a_sentence_at_a_time(chat_models: Path, tmp_path: Path) -> None:
    models = {"tencent/Hy-MT2-1.8B": chat_models / "hunyuan", "Qwen/Qwen3.5-2B": chat_models / "qwen3_5"}
    desk = summarizer.load(like("hy-mt2", tmp_path, models, 600))
    assert isinstance(desk.step, Instructed)
    assert desk.step.together == 1
    assert isinstance(desk.writer, Asked)
    assert desk.writer.engine is not desk.translator
    assert desk.digest(SHORT).complete


def test_translategemma_is_given_bare_sentences(chat_models: Path, tmp_path: Path) -> None:
    models = {"google/translategemma-4b-it": chat_models / "translategemma", "Qwen/Qwen3.5-2B": chat_models / "qwen3_5"}
    desk = summarizer.load(like("translategemma", tmp_path, models, 600))
    assert isinstance(desk.step, BareText)
    assert desk.digest(SHORT).complete


def test_crosssum_summarizes_without_a_prompt(models: Path, tiny_ct2: Path, tmp_path: Path) -> None:
    replaced = {"csebuetnlp/mT5_m2o_english_crossSum": models / "mt5", "compact": tiny_ct2}
    desk = summarizer.load(like("crosssum", tmp_path, replaced, 64))
    assert isinstance(desk.writer, Asked)
    assert desk.writer.template is None
    digest = desk.digest(" ".join(arabic for arabic, _ in tiny.PAIRS))
    assert digest.complete
    assert digest.translation.paragraphs == (" ".join(english for _, english in tiny.PAIRS),)


def test_another_model_with_a_presets_settings(chat_models: Path, tmp_path: Path) -> None:
    name = like("gemma", tmp_path, {"google/gemma-4-E4B-it": chat_models / "gemma4"}, 900)
    desk = presets.load(name, model=str(chat_models / "gemma3"))
    assert desk.translator.model == "gemma3"
    assert isinstance(desk.step, Instructed)
    assert isinstance(desk.writer, Asked)
    assert desk.writer.engine.model == "gemma4"


def test_a_changed_prompt_is_another_configuration(tmp_path: Path) -> None:
    prompt = tmp_path / "short.toml"
    name = own(
        tmp_path,
        f'[x]\ntranslate = {{ engine = "fake", model = "echo", prompt = "{prompt}" }}\nsummarize = {{ engine = "extract" }}\n',
    )
    prompt.write_text('user = "Translate: $text"\n', encoding="utf-8")
    before = batch.fingerprint(name, {})
    prompt.write_text('user = "Translate this: $text"\n', encoding="utf-8")
    assert batch.fingerprint(name, {}) != before


def test_the_bare_road_is_as_it_was() -> None:
    desk = summarizer.load("fake")
    assert isinstance(desk, Summarizer)
    assert isinstance(desk.step, BareText)
    assert isinstance(desk.writer, Extracted)
    assert desk.digest(scripted.article()).made_by.translate.prompt == ""


@pytest.mark.parametrize("preset", ALL, ids=lambda preset: preset.name)
def test_what_a_preset_asks_for_is_in_proportion_to_its_models(preset: presets.Preset) -> None:
    if preset.gpu_mb and preset.translate["engine"] == "chat":
        assert 1.1 * preset.size_mb < preset.gpu_mb < 1.3 * preset.size_mb
        assert 2 * preset.size_mb < preset.memory_mb < 2.2 * preset.size_mb


def test_families_of_the_presets_have_a_tiny_model() -> None:
    assert {"qwen3_5", "gemma4", "translategemma", "hunyuan", "cohere2"} <= {
        family.__name__ for family in tiny_chat.FAMILIES
    }


def test_the_shipped_model_says_where_it_was_unsure() -> None:
    desk = summarizer.load("compact")
    news, dialect = desk.translate(
        "وصل الرئيس إلى القاهرة يوم الاثنين.\n\nالقدر بيضل عالنار وما حدا بيسأل شو اسمو"
    ).segments
    assert (news.flags, dialect.flags) == ((), ("unlikely",))


def test_what_is_unlikely_to_one_model_is_not_asked_of_another() -> None:
    assert "unlikely" in presets.get("compact").limits
    assert "unlikely" not in presets.get("compact").translated_by("someone/own").limits


def test_a_term_that_a_long_sentence_repeats_fits() -> None:
    terms = Glossary((Term("الجبهة الوطنية", "National Front for the Salvation of Libya"),))
    sentence = "وأعلنت الجبهة الوطنية أن الجبهة الوطنية ستشارك مع الجبهة الوطنية في المؤتمر، " * 4
    desk = summarizer.load("compact", glossary=terms)
    assert desk.translate(sentence).paragraphs[0].count("National Front for the Salvation of Libya") >= 4
