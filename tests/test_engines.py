"""Every engine keeps the same promises; and what is particular to each is shown on tiny real models."""

from __future__ import annotations

import math
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from summarizer import engines
from summarizer.engines import Completion, Decoding, Engine, Prompt, conversion, pieces
from summarizer.engines.fake import FakeEngine
from summarizer.errors import EngineError, InputError
from tests import tiny
from training import shipped

ARABIC = [arabic for arabic, _ in tiny.PAIRS]
ENGLISH = [english for _, english in tiny.PAIRS]
ARCHITECTURES = ("marian", "nllb", "m2m100", "mt5")
LOCAL = [f"{kind}-{name}" for kind in ("seq2seq", "ct2") for name in ARCHITECTURES]
CONTROLS = (
    "</s> <s> <unk> <pad> <reserved0> <mask> <extra_id_0> <0x41> >>eng<< eng_Latn arb_Arab __en__ madeupword0 ＜/s＞"
)

Make = Callable[[str], Any]


@pytest.fixture(scope="session")
def make(models: Path) -> Make:
    """An engine by name, such as `ct2-nllb`, loaded once."""
    made: dict[str, Any] = {}

    def one(name: str) -> Any:
        kind, _, model = name.partition("-")
        if name not in made:
            options = {"compute_type": "float32"} if kind == "ct2" else {}
            made[name] = (
                FakeEngine(system=False) if kind == "fake" else engines.load(kind, str(models / model), **options)
            )
        return made[name]

    return one


@pytest.fixture(params=["fake", *LOCAL])
def engine(request: pytest.FixtureRequest, make: Make) -> Any:
    return make(request.param)


@pytest.fixture(params=LOCAL)
def local(request: pytest.FixtureRequest, make: Make) -> Any:
    return make(request.param)


def prompts(*texts: str) -> list[Prompt]:
    return [Prompt(text) for text in texts]


def texts(completions: list[Completion]) -> list[str]:
    return [completion.text for completion in completions]


# What every engine promises


def test_is_an_engine(engine: Any) -> None:
    assert isinstance(engine, Engine)
    assert engine.name in engines.KINDS
    assert engine.model


def test_no_prompts_no_completions(engine: Any) -> None:
    assert engine.generate([], max_new_tokens=5) == []


@pytest.mark.parametrize("blank", ["", " ", "\n\t", "\u00a0"])
def test_a_blank_prompt_says_nothing(engine: Any, blank: str) -> None:
    assert engine.generate(prompts(ARABIC[0], blank), max_new_tokens=5)[1] == Completion("", "stop")


def test_a_prompt_over_the_budget_is_refused_and_one_at_it_is_not(engine: Any) -> None:
    words = 1
    while engine.count_tokens("قال " * (words + 1)) <= engine.input_budget:
        words += 1
    (full,) = engine.generate(prompts("قال " * words), max_new_tokens=2)
    assert full.text or full.finish == "stop"
    with pytest.raises(InputError, match=r"prompt 1 has \d+ tokens .* at most \d+"):
        engine.generate(prompts(ARABIC[0], "قال " * (words + 1)), max_new_tokens=2)


def test_a_batch_gives_what_single_calls_give_in_the_same_order(engine: Any) -> None:
    mixed = [ARABIC[1], "25", ARABIC[3], "", ARABIC[0], "قال", ARABIC[2], "25"]
    together = engine.generate(prompts(*mixed), max_new_tokens=12)
    alone = [engine.generate(prompts(text), max_new_tokens=12)[0] for text in mixed]
    assert texts(together) == texts(alone)
    assert [completion.finish for completion in together] == [completion.finish for completion in alone]
    assert [c.score for c in together] == pytest.approx([c.score for c in alone], abs=1e-4)


def test_small_batches_change_nothing(local: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = local.generate(prompts(*ARABIC, "25"), max_new_tokens=12)
    monkeypatch.setattr(local, "batch_tokens", 1)
    assert texts(local.generate(prompts(*ARABIC, "25"), max_new_tokens=12)) == texts(expected)


def test_a_cut_answer_says_so(engine: Any) -> None:
    (whole,) = engine.generate(prompts(ARABIC[0]), max_new_tokens=30)
    (cut,) = engine.generate(prompts(ARABIC[0]), max_new_tokens=3)
    assert cut.finish == "length"
    assert cut.text
    assert whole.text.startswith(cut.text)


@pytest.mark.parametrize("name", ["fake", "seq2seq-marian", "ct2-marian"])
def test_an_answer_of_exactly_the_limit_is_whole(name: str, make: Make) -> None:
    engine, limit = make(name), 1
    while (answer := engine.generate(prompts(ARABIC[0]), max_new_tokens=limit)[0]).finish == "length":
        limit += 1
    assert answer == engine.generate(prompts(ARABIC[0]), max_new_tokens=50)[0]
    assert answer.finish == "stop"


def test_no_room_for_an_answer_is_refused(engine: Any) -> None:
    with pytest.raises(InputError, match="at least 1"):
        engine.generate(prompts(ARABIC[0]), max_new_tokens=0)


def test_many_threads_get_what_one_gets(engine: Any) -> None:
    expected = texts(engine.generate(prompts(*ARABIC), max_new_tokens=20))
    with ThreadPoolExecutor(8) as pool:
        calls = [pool.submit(engine.generate, prompts(*ARABIC), max_new_tokens=20) for _ in range(16)]
        assert all(texts(call.result()) == expected for call in calls)


def test_a_call_that_is_already_cancelled_does_nothing(engine: Any) -> None:
    cancel = threading.Event()
    cancel.set()
    result = engine.generate(prompts(*ARABIC), max_new_tokens=20, cancel=cancel)
    assert result == [Completion("", "cancelled")] * len(ARABIC)


def test_a_call_can_be_cancelled_while_it_runs(engine: Any) -> None:
    engine = FakeEngine(system=False, delay_s=0.5) if engine.name == "fake" else engine
    cancel = threading.Event()
    many = prompts(*ARABIC * 3000) if engine.name != "fake" else prompts(*ARABIC * 100)
    timer = threading.Timer(0.3, cancel.set)
    timer.start()
    result = engine.generate(many, max_new_tokens=60, cancel=cancel)
    timer.cancel()
    assert len(result) == len(many)
    assert result[-1].finish == "cancelled" or result[0].finish == "cancelled"


def test_a_call_that_waits_for_its_turn_can_be_cancelled(make: Make) -> None:
    engine = make("seq2seq-marian")
    cancel = threading.Event()
    with engine.turn, ThreadPoolExecutor(1) as pool:  # as while another call is at work
        waiting = pool.submit(engine.generate, prompts(*ARABIC), max_new_tokens=20, cancel=cancel)
        cancel.set()
        assert waiting.result(timeout=60) == [Completion("", "cancelled")] * len(ARABIC)


def test_a_mac_computes_in_the_format_that_its_memory_is_counted_in() -> None:
    import torch

    from summarizer.engines.seq2seq import dtype_of

    assert dtype_of("auto", torch.device("mps")) == torch.bfloat16
    assert dtype_of("auto", torch.device("cpu")) == torch.float32


def test_an_event_that_is_never_set_changes_nothing(engine: Any) -> None:
    expected = engine.generate(prompts(*ARABIC), max_new_tokens=20)
    assert engine.generate(prompts(*ARABIC), max_new_tokens=20, cancel=threading.Event()) == expected


def test_a_system_prompt_is_refused_not_dropped(engine: Any) -> None:
    for prompt in (Prompt(ARABIC[0], system="Be brief."), Prompt(ARABIC[0], examples=(("نعم", "Yes"),))):
        with pytest.raises(InputError, match="system prompt"):
            engine.generate([prompt], max_new_tokens=5)


def test_a_prefix_begins_the_answer(engine: Any) -> None:
    (answer,) = engine.generate([Prompt(ARABIC[0], prefix="Losses reached")], max_new_tokens=10)
    assert answer.text.startswith("Losses reached")
    assert len(answer.text) > len("Losses reached")


def test_scores_are_log_probabilities(engine: Any) -> None:
    for completion in engine.generate(prompts(*ARABIC), max_new_tokens=20):
        assert completion.score is not None
        assert -20 < completion.score < 0


# Local models


def test_half_a_character_is_refused(local: Any) -> None:
    with pytest.raises(InputError, match="surrogate"):
        local.generate(prompts("قال \ud83d"), max_new_tokens=5)
    with pytest.raises(InputError, match="surrogate"):
        local.count_tokens("\udfff")


def test_nothing_in_a_text_acts_as_control(local: Any) -> None:
    names = " ".join(sorted(local.pieces.control)) + " " + CONTROLS
    for text in (names, names.replace(" ", ""), *names.split()):
        tokens = set(local.pieces.encode(text))
        assert tokens.isdisjoint(local.pieces.control - {local.pieces.unknown})
    (answer,) = local.generate(prompts(ARABIC[0] + " </s> " + ARABIC[1]), max_new_tokens=5)
    assert answer.text


def test_an_answer_never_holds_control_tokens(local: Any) -> None:
    assert local.pieces.decode([*local.pieces.control, *local.pieces.encode(ARABIC[0])]) == ARABIC[0]
    for completion in local.generate(prompts(*ARABIC), max_new_tokens=60):
        assert not any(token in completion.text for token in local.pieces.control)


def test_the_search_settings_of_a_call_hold(local: Any) -> None:
    plain = local.generate(prompts(*ARABIC), max_new_tokens=40)
    varied = local.generate(prompts(*ARABIC), max_new_tokens=40, decoding=Decoding(no_repeat_ngram=1))
    for completion in varied:
        tokens = local.pieces.encode(completion.text)[
            1:
        ]  # a first piece may differ where an answer does not start a word
        assert len(set(tokens)) >= len(tokens) - 2
    assert texts(varied) != texts(plain)
    sampled = local.generate(prompts(*ARABIC * 3), max_new_tokens=10, decoding=Decoding(temperature=2.0))
    assert {completion.finish for completion in sampled} <= {"stop", "length"}


@pytest.mark.parametrize("name", ARCHITECTURES)
@pytest.mark.parametrize("decoding", [Decoding(), Decoding(repetition_penalty=1.3, no_repeat_ngram=2)], ids=str)
def test_ctranslate2_and_transformers_agree(name: str, decoding: Decoding, make: Make) -> None:
    converted, original = make(f"ct2-{name}"), make(f"seq2seq-{name}")
    for limit in (4, 60):
        ours = converted.generate(prompts(*ARABIC), max_new_tokens=limit, decoding=decoding)
        theirs = original.generate(prompts(*ARABIC), max_new_tokens=limit, decoding=decoding)
        assert [(c.text, c.finish) for c in ours] == [(c.text, c.finish) for c in theirs]


def test_beams_agree_on_what_was_learnt(make: Make) -> None:
    for name in ("ct2-marian", "seq2seq-marian"):
        answers = make(name).generate(prompts(*ARABIC), max_new_tokens=50, decoding=Decoding(beam_size=4))
        assert texts(answers) == ENGLISH


@pytest.mark.parametrize("length_penalty", [0.0, 0.6, 1.0])
def test_a_score_is_a_mean_whatever_the_length_penalty(length_penalty: float, make: Make) -> None:
    decoding = Decoding(beam_size=3, length_penalty=length_penalty)
    ours = make("ct2-marian").generate(prompts(*ARABIC), max_new_tokens=50, decoding=decoding)
    theirs = make("seq2seq-marian").generate(prompts(*ARABIC), max_new_tokens=50, decoding=decoding)
    assert [c.score for c in ours] == pytest.approx([c.score for c in theirs], abs=1e-3)


def test_the_default_search_of_an_engine_is_its_presets(tiny_ct2: Path, tiny_marian: Path) -> None:
    for engine in (
        engines.load("ct2", str(tiny_ct2), compute_type="float32", beam_size=3, no_repeat_ngram=1),
        engines.load("seq2seq", str(tiny_marian), beam_size=3, no_repeat_ngram=1),
    ):
        assert engine.decoding == Decoding(beam_size=3, no_repeat_ngram=1)  # type: ignore[attr-defined]
        assert texts(engine.generate(prompts(ARABIC[0]), max_new_tokens=50)) != ENGLISH[:1]
        asked = Decoding(no_repeat_ngram=0, beam_size=1)
        assert texts(engine.generate(prompts(ARABIC[0]), max_new_tokens=50, decoding=asked)) == ENGLISH[:1]


def test_an_answer_longer_than_the_network_is_cut_not_a_crash(local: Any) -> None:
    for beams in (1, 3):
        for completion in local.generate(
            prompts(*ARABIC), max_new_tokens=100, decoding=Decoding(beam_size=beams, repetition_penalty=1.5)
        ):
            assert completion.finish in ("stop", "length")


def test_a_prefix_that_leaves_no_room_is_refused(make: Make) -> None:
    with pytest.raises(InputError, match="prefix"):
        make("ct2-marian").generate([Prompt(ARABIC[0], prefix="the minister " * 30)], max_new_tokens=5)


def test_an_empty_answer_stays_empty(tiny_marian: Path) -> None:
    engine = engines.load("seq2seq", str(tiny_marian))
    engine.network.final_logits_bias[0, 0] = 100.0  # type: ignore[attr-defined]
    (answer,) = engine.generate(prompts(ARABIC[0]), max_new_tokens=5)
    assert (answer.text, answer.finish) == ("", "stop")


def test_int8_says_what_was_learnt(tiny_marian: Path) -> None:
    engine = engines.load("ct2", str(tiny_marian))
    assert texts(engine.generate(prompts(*ARABIC), max_new_tokens=50)) == ENGLISH


def test_no_two_products_of_converted_weights_are_over_sixteen_bits(tiny_marian: Path) -> None:
    folder = conversion.converted(str(tiny_marian), revision=None, quantisation="int8_float32")
    with (folder / "model.bin").open("rb") as file:
        variables = shipped.Binary(file).variables()
    weights = [numbers for numbers in variables.values() if numbers.dtype == np.int8 and numbers.ndim > 1]
    assert weights
    assert all(2 * 255 * int(abs(numbers.astype(int)).max()) < 2**15 for numbers in weights)


# Tokens


@pytest.mark.parametrize("text", ["東京 😀 é ＠", "</s> <pad> <0x41>", "a\u00a0b", *ARABIC])
def test_what_has_no_piece_is_spelt_in_bytes_and_comes_back(text: str, make: Make) -> None:
    for name in ("ct2-marian", "seq2seq-marian"):
        vocabulary = make(name).pieces
        tokens = vocabulary.encode(text)
        assert vocabulary.unknown not in tokens
        assert vocabulary.decode(tokens) == vocabulary.source.normalize(text).replace("\u2581", " ").strip()


def test_unknown_letters_do_not_add_up_to_a_control_token(tmp_path: Path) -> None:
    import sentencepiece

    tiny.train_pieces(tmp_path / "arabic.spm", sentences=ARABIC, vocab_size=60)
    model = sentencepiece.SentencePieceProcessor(model_file=str(tmp_path / "arabic.spm"))
    assert "<pad>" in model.encode("قال <pad>", out_type=str)  # the trap: one unknown "piece"
    names = ["</s>", "<unk>", *(model.id_to_piece(n) for n in range(3, model.get_piece_size())), "<pad>"]
    vocabulary = {name: number for number, name in enumerate(names)}
    ours = pieces.SentencePieces(vocabulary, (), ("</s>",), (), "</s>", "<unk>", model, model)
    assert "<pad>" not in ours.encode("قال <pad>")


def test_ids_are_those_of_the_sentencepiece_files(models: Path, make: Make) -> None:
    import sentencepiece

    for name, file, later in (("nllb", "sentencepiece.bpe.model", 1), ("mt5", "spiece.model", 0)):
        vocabulary = make(f"seq2seq-{name}").pieces
        model = sentencepiece.SentencePieceProcessor(model_file=str(models / name / file))
        for text in (*ARABIC, *ENGLISH):
            ids = [vocabulary.vocabulary[token] for token in vocabulary.encode(text)]
            assert ids == [number + later for number in model.encode(text)]


@pytest.mark.parametrize(
    ("name", "before", "after", "start"),
    [
        ("marian", [], ["</s>"], []),
        ("nllb", ["arb_Arab"], ["</s>"], ["eng_Latn"]),
        ("m2m100", ["__ar__"], ["</s>"], ["__en__"]),
        ("mt5", [], ["</s>"], []),
    ],
)
def test_a_source_is_framed_as_its_architecture_wants(
    name: str, before: list[str], after: list[str], start: list[str], models: Path, make: Make
) -> None:
    import transformers

    vocabulary = make(f"ct2-{name}").pieces
    assert [list(vocabulary.before), list(vocabulary.after), list(vocabulary.start)] == [before, after, start]
    if name == "marian":
        return
    tokenizer = transformers.AutoTokenizer.from_pretrained(models / name)
    if before:
        tokenizer.src_lang = before[0].strip("_")
    theirs = tokenizer(ARABIC[0]).input_ids
    tokens = [*vocabulary.before, *vocabulary.encode(ARABIC[0]), *vocabulary.after]
    assert [vocabulary.vocabulary[token] for token in tokens] == theirs


@pytest.mark.parametrize("kind", ["ct2", "seq2seq"])
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("nllb", {"source_language": "ara_Arab"}),
        ("nllb", {"target_language": "english"}),
        ("m2m100", {"source_language": "arb_Arab"}),
        ("marian", {"source_language": "ar"}),
        ("mt5", {"target_language": "en"}),
    ],
)
def test_an_unknown_language_is_an_error(kind: str, name: str, options: dict[str, str], models: Path) -> None:
    with pytest.raises(EngineError, match="language"):
        engines.load(kind, str(models / name), **options)


def test_another_language_can_be_asked_for(models: Path) -> None:
    engine = engines.load("ct2", str(models / "nllb"), target_language="fra_Latn", compute_type="float32")
    assert engine.pieces.start == ("fra_Latn",)  # type: ignore[attr-defined]


def test_engines_take_loaded_objects(tiny_marian: Path, tiny_ct2: Path) -> None:
    import ctranslate2
    import transformers

    from summarizer.engines.ct2 import CT2Engine
    from summarizer.engines.seq2seq import Seq2SeqEngine

    with pytest.warns(UserWarning, match="sacremoses"):
        tokenizer = transformers.AutoTokenizer.from_pretrained(tiny_marian)
    network = transformers.MarianMTModel.from_pretrained(tiny_marian)
    translator = ctranslate2.Translator(str(tiny_ct2))
    for engine in (
        Seq2SeqEngine(network, pieces.of(tokenizer), model="mine"),
        CT2Engine(translator, pieces.of(tokenizer), model="mine", positions=64),
    ):
        assert texts(engine.generate(prompts(*ARABIC), max_new_tokens=50)) == ENGLISH


# Where models come from


def test_a_converted_model_runs_without_torch(tiny_ct2: Path) -> None:
    program = (
        "import sys; from summarizer import engines; from summarizer.engines import Prompt\n"
        f"engine = engines.load('ct2', {str(tiny_ct2)!r})\n"
        f"print(engine.generate([Prompt({ARABIC[0]!r})], max_new_tokens=50)[0].text)\n"
        "assert not {'torch', 'transformers'} & set(sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert (run.stdout.strip(), run.returncode) == (ENGLISH[0], 0), run.stderr


def test_a_checkpoint_is_converted_once_even_if_two_ask_at_once(tiny_marian: Path, own_cache: Path) -> None:
    folder = own_cache / "ct2"
    for leftover in folder.glob("*int16*"):
        raise AssertionError(leftover)
    start = threading.Barrier(2)

    def ask() -> Path:
        start.wait()
        return conversion.converted(str(tiny_marian), revision=None, quantisation="int16")

    with ThreadPoolExecutor(2) as pool:
        first, second = (call.result() for call in [pool.submit(ask), pool.submit(ask)])
    assert first == second
    written = (first / "model.bin").stat().st_mtime_ns
    assert conversion.converted(str(tiny_marian), revision=None, quantisation="int16") == first
    assert (first / "model.bin").stat().st_mtime_ns == written
    assert not list(folder.glob("*.partial"))


def test_what_a_killed_conversion_left_is_not_taken_for_a_model(tiny_marian: Path, own_cache: Path) -> None:
    done = conversion.converted(str(tiny_marian), revision=None, quantisation="float32")
    partial = done.with_name(done.name.replace("float32", "float16") + ".partial")
    partial.mkdir()
    (partial / "model.bin").write_bytes(b"half")
    made = conversion.converted(str(tiny_marian), revision=None, quantisation="float16")
    assert (made / "model.bin").stat().st_size > 1000
    assert not partial.exists()


def test_the_revision_is_that_of_the_weights(tiny_marian: Path, tiny_ct2: Path, make: Make) -> None:
    assert make("seq2seq-marian").revision.startswith("sha256:")
    assert make("seq2seq-marian").revision == make("ct2-marian").revision != make("ct2-nllb").revision


def test_a_cache_that_cannot_be_written_is_explained(
    tiny_marian: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("KHULASA_CACHE", str(tmp_path / "file"))
    with pytest.raises(EngineError, match="KHULASA_CACHE"):
        engines.load("ct2", str(tiny_marian))


@pytest.mark.parametrize("kind", ["ct2", "seq2seq"])
@pytest.mark.parametrize(
    ("model", "options", "message"),
    [
        ("nobody/such-a-model", {}, "HF_HUB_OFFLINE"),
        ("nobody/such-a-model", {"revision": "refs/pr/1"}, "HF_HUB_OFFLINE"),
        ("/no/such/folder/at/all", {}, "neither a folder nor"),
        ("two words", {}, "neither a folder nor"),
    ],
)
def test_a_model_that_is_not_here_is_explained(kind: str, model: str, options: dict[str, str], message: str) -> None:
    with pytest.raises(EngineError, match=message):
        engines.load(kind, model, **options)


@pytest.mark.parametrize(
    ("kind", "options", "error", "message"),
    [
        ("ct2", {"compute_type": "int3"}, InputError, "int8"),
        ("ct2", {"threads": 0}, InputError, "threads"),
        ("ct2", {"device": "toaster"}, EngineError, "device"),
        ("ct2", {"revision": "main"}, EngineError, "revision"),
        ("seq2seq", {"device": "toaster"}, EngineError, "device"),
        ("seq2seq", {"dtype": "float8"}, InputError, "bfloat16"),
    ],
)
def test_an_option_that_cannot_be_met_is_explained(
    kind: str, options: dict[str, Any], error: type[Exception], message: str, tiny_marian: Path
) -> None:
    with pytest.raises(error, match=message):
        engines.load(kind, str(tiny_marian), **options)


def test_a_smaller_budget_can_be_set_and_a_larger_one_cannot(tiny_ct2: Path, tiny_marian: Path) -> None:
    for kind, folder in (("ct2", tiny_ct2), ("seq2seq", tiny_marian)):
        assert engines.load(kind, str(folder), input_budget=20).input_budget == 20
        assert engines.load(kind, str(folder), input_budget=2000).input_budget == 64


# The fake engine


def test_the_fake_engine_spells_arabic_in_latin_and_keeps_digits() -> None:
    (answer,) = FakeEngine().generate(prompts("قُتل ١٢ شخصاً، ۳٫۵٪؟"), max_new_tokens=50)
    assert answer == Completion("qtl 12 shkhsa, 3.5%?", "stop", -0.1)


def test_the_fake_engine_takes_an_answer_and_a_system_prompt() -> None:
    engine = FakeEngine(lambda prompt: f"{prompt.system} / {prompt.user}")
    (answer,) = engine.generate([Prompt("نص", system="Summarize.")], max_new_tokens=50)
    assert answer.text == "Summarize. / نص"


def test_the_fake_engine_misbehaves_on_request() -> None:
    engine = FakeEngine.from_pretrained("echo", cut=2, fail_on="خطأ")
    (answer,) = engine.generate(prompts("a b c"), max_new_tokens=50)
    assert (answer.text, answer.finish) == ("a b", "length")
    with pytest.raises(EngineError, match="told to fail"):
        engine.generate(prompts("a", "خطأ"), max_new_tokens=5)
    with pytest.raises(EngineError, match="echo"):
        FakeEngine.from_pretrained("parrot")


def test_a_slow_fake_engine_can_be_interrupted() -> None:
    cancel = threading.Event()
    threading.Timer(0.1, cancel.set).start()
    (answer,) = FakeEngine(delay_s=30).generate(prompts("a"), max_new_tokens=5, cancel=cancel)
    assert answer.finish == "cancelled"


def test_an_unknown_kind_names_the_known_ones() -> None:
    with pytest.raises(EngineError, match="ct2, seq2seq"):
        engines.load("magic", "x")


def test_scores_of_a_learnt_sentence_beat_those_of_noise(make: Make) -> None:
    learnt, noise = make("ct2-marian").generate(prompts(ARABIC[0], "ظ ث غ 7 7 ذ"), max_new_tokens=50)
    assert learnt.score is not None
    assert noise.score is not None
    assert math.exp(learnt.score) > 0.9
    assert noise.score < learnt.score
