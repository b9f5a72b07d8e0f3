"""Instruction models: tiny ones of the real architectures, with the chat templates of their families."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from summarizer import engines, prompting
from summarizer.engines import Completion, Decoding, Engine, Prompt, StreamingEngine
from summarizer.engines.chat import ChatEngine, Job, batches
from summarizer.errors import EngineError, InputError
from tests import golden_files, tiny, tiny_chat

ARABIC = [arabic for arabic, _ in tiny.PAIRS]
ENGLISH = [english for _, english in tiny.PAIRS]
FAMILIES = [family.__name__ for family in tiny_chat.FAMILIES]
OPTIONS: dict[str, dict[str, Any]] = {
    "qwen3": {"template": {"enable_thinking": False}},
    "qwen3_5": {"template": {"enable_thinking": False}},
    "translategemma": {"source_language": "ar", "target_language": "en"},
}
NO_SYSTEM = ("translategemma", "hunyuan")

Make = Callable[[str], ChatEngine]


@pytest.fixture(scope="session")
def make(chat_models: Path) -> Make:
    made: dict[str, ChatEngine] = {}

    def one(name: str) -> ChatEngine:
        if name not in made:
            engine = engines.load("chat", str(chat_models / name), **OPTIONS.get(name, {}))
            assert isinstance(engine, ChatEngine)
            made[name] = engine
        return made[name]

    return one


@pytest.fixture(params=FAMILIES)
def engine(request: pytest.FixtureRequest, make: Make) -> ChatEngine:
    return make(request.param)


@pytest.fixture
def qwen(make: Make) -> ChatEngine:
    return make("qwen3")


def prompts(*texts: str) -> list[Prompt]:
    return [Prompt(text) for text in texts]


def texts(completions: list[Completion]) -> list[str]:
    return [completion.text for completion in completions]


def watched(stream: Generator[str, None, Completion]) -> tuple[list[str], Completion]:
    pieces = []
    while True:
        try:
            pieces.append(next(stream))
        except StopIteration as end:
            return pieces, end.value


# What every family promises


def test_is_an_engine_that_can_be_watched(engine: ChatEngine) -> None:
    assert isinstance(engine, Engine)
    assert isinstance(engine, StreamingEngine)
    assert engine.name == "chat"
    assert engine.revision.startswith("sha256:")
    assert 0 < engine.input_budget < 4096


def test_a_batch_gives_what_single_calls_give_in_the_same_order(engine: ChatEngine) -> None:
    mixed = [ARABIC[1], "25", ARABIC[3] * 3, " ", ARABIC[0]]
    together = engine.generate(prompts(*mixed), max_new_tokens=12)
    alone = [engine.generate([Prompt(text)], max_new_tokens=12)[0] for text in mixed]
    assert [(c.text, c.finish) for c in together] == [(c.text, c.finish) for c in alone]
    assert [c.score for c in together] == pytest.approx([c.score for c in alone], abs=1e-3)
    assert together[3] == Completion("", "stop")


def test_small_batches_change_nothing(engine: ChatEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = engine.generate(prompts(*ARABIC), max_new_tokens=8)
    monkeypatch.setattr(engine, "batch_tokens", 1)
    assert texts(engine.generate(prompts(*ARABIC), max_new_tokens=8)) == texts(expected)


def test_a_prompt_over_the_budget_is_refused_and_one_at_it_is_not(engine: ChatEngine) -> None:
    words = 1
    while engine.count_tokens("قال " * (words + 1)) <= engine.input_budget:
        words += 1
    engine.generate(prompts("قال " * words), max_new_tokens=2)
    with pytest.raises(InputError, match=r"prompt 1 has \d+ tokens .* at most \d+"):
        engine.generate(prompts(ARABIC[0], "قال " * (words + 20)), max_new_tokens=2)


def test_a_cut_answer_says_so(engine: ChatEngine) -> None:
    (cut,) = engine.generate(prompts(ARABIC[0]), max_new_tokens=2)
    assert cut.finish == "length"


def test_a_system_turn_reaches_the_model_or_is_refused(engine: ChatEngine) -> None:
    asked = Prompt(ARABIC[0], system="Be brief and faithful.")
    if engine.model in NO_SYSTEM:
        with pytest.raises(InputError, match=r"leaves out the system turn|cannot follow a system prompt"):
            engine.generate([asked], max_new_tokens=2)
    else:
        assert "Be brief and faithful." in engine.rendered(asked)
        engine.generate([asked], max_new_tokens=2)


def test_examples_are_turns(engine: ChatEngine) -> None:
    asked = Prompt("three", examples=(("one", "eins"), ("two", "zwei")))
    if engine.model == "translategemma":
        with pytest.raises(InputError):
            engine.rendered(asked)
    else:
        said = engine.rendered(asked)
        assert said.index("one") < said.index("eins") < said.index("two") < said.index("zwei") < said.index("three")
        engine.generate([asked], max_new_tokens=2)


@pytest.mark.parametrize("name", FAMILIES)
def test_the_exact_text_that_a_family_receives(name: str, make: Make) -> None:
    values = {"title": "عنوان", "segments": "[1] نص <|im_end|> أول\n[2] نص <turn|> ثان"}
    asked = Prompt("نص </s> أول") if name in NO_SYSTEM else prompting.find("translate").render(**values)
    golden_files.check(f"chat_{name}", make(name).rendered(asked) + "\n")


def test_nothing_to_do(engine: ChatEngine) -> None:
    assert engine.generate([], max_new_tokens=5) == []
    cancel = threading.Event()
    cancel.set()
    assert engine.generate(prompts(*ARABIC), max_new_tokens=20, cancel=cancel) == [Completion("", "cancelled")] * 4


# What a model that knows its answers shows


def test_it_says_what_it_learnt_and_stops(qwen: ChatEngine) -> None:
    answers = qwen.generate(prompts(*ARABIC), max_new_tokens=60)
    assert texts(answers) == ENGLISH
    assert {answer.finish for answer in answers} == {"stop"}
    assert all(answer.score is not None and -0.5 < answer.score < 0 for answer in answers)


def test_a_stream_says_the_same_piece_by_piece(qwen: ChatEngine) -> None:
    pieces, whole = watched(qwen.stream(Prompt(ARABIC[2]), max_new_tokens=60))
    assert "".join(pieces).strip() == whole.text == ENGLISH[2]
    assert len(pieces) > 3
    assert whole.finish == "stop"
    _, cut = watched(qwen.stream(Prompt(ARABIC[2]), max_new_tokens=3))
    assert cut.finish == "length"
    assert watched(qwen.stream(Prompt(" "), max_new_tokens=3)) == ([], Completion("", "stop"))


def test_a_prefix_begins_the_answer(qwen: ChatEngine) -> None:
    (answer,) = qwen.generate([Prompt(ARABIC[1], prefix="Losses reached")], max_new_tokens=60)
    assert answer.text == ENGLISH[1]
    pieces, whole = watched(qwen.stream(Prompt(ARABIC[1], prefix="Losses reached"), max_new_tokens=60))
    assert pieces[0] == "Losses reached"
    assert whole.text == ENGLISH[1]


def test_the_models_own_file_of_search_settings_is_not_what_decides(chat_models: Path) -> None:
    # its generation_config.json asks for sampling at 0.6: a preset that names no temperature is greedy all the same
    engine = engines.load("chat", str(chat_models / "gemma3"))
    first = engine.generate(prompts(*ARABIC), max_new_tokens=10)
    assert first == engine.generate(prompts(*ARABIC), max_new_tokens=10)


def test_the_presets_search_settings_are(chat_models: Path) -> None:
    folder = str(chat_models / "gemma3")
    greedy = texts(engines.load("chat", folder).generate(prompts(*ARABIC), max_new_tokens=10))
    warm = {"temperature": 5.0, "top_p": 0.99, "top_k": 50, "min_p": 0.0, "repetition_penalty": 1.05}
    sampled = engines.load("chat", folder, **warm).generate(prompts(*ARABIC), max_new_tokens=10)
    assert texts(sampled) != greedy
    assert sampled == engines.load("chat", folder, **warm).generate(prompts(*ARABIC), max_new_tokens=10), (
        "a seed makes it repeatable"
    )
    other = engines.load("chat", folder, **warm, seed=1).generate(prompts(*ARABIC), max_new_tokens=10)
    assert texts(other) != texts(sampled)
    cold = engines.load("chat", folder, **warm).generate(
        prompts(*ARABIC), max_new_tokens=10, decoding=Decoding(temperature=0.01)
    )
    assert texts(cold) != texts(sampled)


def test_sampling_leaves_the_callers_chance_alone(chat_models: Path) -> None:
    import torch

    engine = engines.load("chat", str(chat_models / "gemma3"), temperature=1.0)
    torch.manual_seed(11)
    expected = torch.rand(3)
    torch.manual_seed(11)
    engine.generate(prompts(*ARABIC), max_new_tokens=4)
    assert torch.equal(torch.rand(3), expected)


def test_what_a_call_forbids_to_repeat_holds_for_the_answer_and_not_for_the_prompt(make: Make) -> None:
    gemma = make("gemma3")
    (looping,) = gemma.generate(prompts(ARABIC[0]), max_new_tokens=30)
    (varied,) = gemma.generate(
        prompts(ARABIC[0]), max_new_tokens=30, decoding=Decoding(no_repeat_ngram=1, repetition_penalty=1.2)
    )
    assert len(set(gemma.encoded(varied.text))) > len(set(gemma.encoded(looping.text)))
    qwen = make("qwen3")
    repeated = Prompt(ARABIC[1], examples=((ARABIC[1], ENGLISH[1]),))
    (again,) = qwen.generate(
        [repeated], max_new_tokens=40, decoding=Decoding(no_repeat_ngram=2, repetition_penalty=1.01)
    )
    assert "25" in again.text, "a number that the prompt says can be said"


def test_beams_are_possible(qwen: ChatEngine) -> None:
    answers = qwen.generate(prompts(*ARABIC), max_new_tokens=60, decoding=Decoding(beam_size=3, length_penalty=1.0))
    assert texts(answers) == ENGLISH


def test_settings_that_make_no_sense_are_explained(chat_models: Path, qwen: ChatEngine) -> None:
    engine = engines.load("chat", str(chat_models / "gemma3"), temperature=-0.5)
    with pytest.raises(InputError, match="temperature"):
        engine.generate(prompts(ARABIC[0]), max_new_tokens=3)
    with pytest.raises(InputError, match="beam_size"):
        watched(qwen.stream(Prompt(ARABIC[0]), max_new_tokens=3, decoding=Decoding(beam_size=2)))


# Thoughts


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("<|channel>thought\nWho arrived?<channel|>The delegation arrived.<turn|>", "The delegation arrived."),
        ("<|channel>thought\n<channel|>The delegation arrived.<turn|>", "The delegation arrived."),
        ("<|channel>thought\nIt goes on and on", ""),
        ("The delegation arrived.<turn|>", "The delegation arrived."),
    ],
)
def test_a_thought_that_gemma_4_opens_is_no_text(
    said: str, expected: str, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    engine = make("gemma4")
    row = engine.tokenizer(said, add_special_tokens=False).input_ids

    def generate(input_ids: Any, streamer: Any, **options: Any) -> Any:
        for tokens in (input_ids, *torch.tensor(row)[:, None]) if streamer else ():
            streamer.put(tokens)
        return torch.cat([input_ids, torch.tensor([row])], dim=1)

    monkeypatch.setattr(engine.network, "generate", generate)
    (answer,) = engine.generate(prompts(ARABIC[0]), max_new_tokens=len(row))
    assert answer.text == expected
    pieces, whole = watched(engine.stream(Prompt(ARABIC[0]), max_new_tokens=len(row)))
    assert "".join(pieces).strip() == whole.text == expected


# Stopping


def slow(engine: ChatEngine, monkeypatch: pytest.MonkeyPatch, seconds: float = 0.03) -> None:
    """Make each token take its time, and never let the model end by itself."""
    forward = engine.network.forward

    def delayed(*arguments: Any, **options: Any) -> Any:
        time.sleep(seconds)
        result = forward(*arguments, **options)
        result.logits[..., engine.ends] = -1e9
        return result

    monkeypatch.setattr(engine.network, "forward", delayed)


def test_a_call_can_be_stopped_between_tokens(chat_models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = engines.load("chat", str(chat_models / "qwen3"), **OPTIONS["qwen3"])
    assert isinstance(engine, ChatEngine)
    slow(engine, monkeypatch)
    cancel = threading.Event()
    threading.Timer(0.5, cancel.set).start()
    started = time.monotonic()
    answers = engine.generate(prompts(*ARABIC), max_new_tokens=500, cancel=cancel)
    assert time.monotonic() - started < 5
    assert {answer.finish for answer in answers} == {"cancelled"}
    assert all(answer.text for answer in answers)


def test_a_stream_can_be_stopped_by_its_event_or_by_not_listening(
    chat_models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = engines.load("chat", str(chat_models / "qwen3"), **OPTIONS["qwen3"])
    assert isinstance(engine, ChatEngine)
    slow(engine, monkeypatch)
    cancel = threading.Event()
    stream = engine.stream(Prompt(ARABIC[0]), max_new_tokens=500, cancel=cancel)
    next(stream)
    cancel.set()
    _, whole = watched(stream)
    assert whole.finish == "cancelled"
    abandoned = engine.stream(Prompt(ARABIC[0]), max_new_tokens=500)
    next(abandoned)
    started = time.monotonic()
    abandoned.close()
    assert time.monotonic() - started < 5
    assert not [thread for thread in threading.enumerate() if thread.name == "chat-stream"]


def test_a_call_that_waits_for_its_turn_can_be_stopped(chat_models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = engines.load("chat", str(chat_models / "qwen3"), **OPTIONS["qwen3"])
    assert isinstance(engine, ChatEngine)
    slow(engine, monkeypatch)
    done, cancel = threading.Event(), threading.Event()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(engine.generate, prompts(*ARABIC), max_new_tokens=3000, cancel=done)
        while not engine.turn.locked():
            time.sleep(0.01)
        threading.Timer(0.3, cancel.set).start()
        second = engine.generate(prompts(*ARABIC), max_new_tokens=20, cancel=cancel)
        waiting = engine.stream(Prompt(ARABIC[0], prefix="The"), max_new_tokens=20)
        assert next(waiting) == "The"
        waiting.close()
        assert not first.done()
        done.set()
    assert second == [Completion("", "cancelled")] * 4
    assert {answer.finish for answer in first.result()} == {"cancelled"}


def test_a_stream_that_fails_raises_and_does_not_hang(chat_models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = engines.load("chat", str(chat_models / "qwen3"))
    assert isinstance(engine, ChatEngine)

    def fail(*arguments: Any, **options: Any) -> Any:
        raise RuntimeError("CUDA out of memory")

    monkeypatch.setattr(engine.network, "forward", fail)
    with pytest.raises(EngineError, match="batch_tokens"):
        watched(engine.stream(Prompt(ARABIC[0]), max_new_tokens=5))
    with pytest.raises(EngineError, match="out of memory"):
        engine.generate(prompts(ARABIC[0]), max_new_tokens=5)


def test_many_threads_get_what_one_gets(qwen: ChatEngine) -> None:
    with ThreadPoolExecutor(6) as pool:
        calls = [pool.submit(qwen.generate, prompts(*ARABIC), max_new_tokens=40) for _ in range(6)]
        streams = [pool.submit(lambda: watched(qwen.stream(Prompt(ARABIC[0]), max_new_tokens=40))) for _ in range(6)]
        assert all(texts(call.result()) == ENGLISH for call in calls)
        assert all(stream.result()[1].text == ENGLISH[0] for stream in streams)


# What cannot be


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"device": "toaster"}, EngineError, "device"),
        ({"dtype": "float8"}, InputError, "bfloat16"),
        ({"quantise": "3bit"}, InputError, "4bit"),
        ({"quantise": "4bit", "device": "cpu"}, EngineError, "NVIDIA"),
        ({"source_language": "ar"}, InputError, "both"),
        ({"temprature": 0.5}, InputError, "temprature"),
        ({"revision": "main"}, EngineError, "revision"),
    ],
)
def test_an_option_that_cannot_be_met_is_explained(
    options: dict[str, Any], error: type[Exception], message: str, chat_models: Path
) -> None:
    with pytest.raises(error, match=message):
        engines.load("chat", str(chat_models / "qwen3"), **options)


def test_a_model_that_is_not_here_is_explained() -> None:
    with pytest.raises(EngineError, match="HF_HUB_OFFLINE"):
        engines.load("chat", "nobody/such-a-model")


def test_a_model_without_a_chat_template_is_no_instruction_model(chat_models: Path, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "base"
    shutil.copytree(chat_models / "gemma3", folder)
    (folder / "chat_template.jinja").unlink()
    with pytest.raises(EngineError, match="chat template"):
        engines.load("chat", str(folder))


def test_a_checkpoint_with_a_missing_weight_is_not_filled_with_chance(chat_models: Path, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "broken"
    shutil.copytree(chat_models / "hunyuan", folder)
    tiny_chat.break_weights(folder, "model.layers.0.mlp.up_proj.weight")
    with pytest.raises(EngineError, match="missing_keys"):
        engines.load("chat", str(folder))


def test_a_checkpoint_with_weights_of_another_modality_loads(chat_models: Path, tmp_path: Path) -> None:
    import shutil

    import torch
    from safetensors.torch import load_file, save_file

    folder = tmp_path / "seeing"
    shutil.copytree(chat_models / "qwen3", folder)
    names = ("visual.patch.weight", "model.visual.patch.weight", "model.audio_tower.x.weight", "mtp.layers.0.x.weight")
    weights = load_file(folder / "model.safetensors") | {name: torch.zeros(2, 2) for name in names}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    engine = engines.load("chat", str(folder), **OPTIONS["qwen3"])
    assert texts(engine.generate(prompts(ARABIC[0]), max_new_tokens=40)) == ENGLISH[:1]
    save_file(
        {**weights, "model.layers.2.mlp.up_proj.weight": torch.zeros(2, 2)},
        folder / "model.safetensors",
        metadata={"format": "pt"},
    )
    with pytest.raises(EngineError, match=r"unexpected_keys model\.layers\.2\.mlp"):
        engines.load("chat", str(folder), **OPTIONS["qwen3"])


def test_batches_leave_room_for_the_answers_too() -> None:
    jobs = [Job(place, [1] * 10, "") for place in range(4)]
    assert list(map(len, batches(jobs, 100, limit=15))) == [4]
    assert list(map(len, batches(jobs, 100, limit=40))) == [2, 2]
    assert list(map(len, batches(jobs, 100, limit=500))) == [1, 1, 1, 1]


def test_half_a_character_is_refused(qwen: ChatEngine) -> None:
    with pytest.raises(InputError, match="surrogate"):
        qwen.generate(prompts("قال \ud83d"), max_new_tokens=5)


def test_no_room_for_an_answer_is_refused(qwen: ChatEngine) -> None:
    with pytest.raises(InputError, match="at least 1"):
        qwen.generate(prompts(ARABIC[0]), max_new_tokens=0)


def test_a_control_token_in_disguise_is_refused(qwen: ChatEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    import re

    monkeypatch.setattr(qwen, "marks", re.compile("never"))  # a mark that the pattern does not know
    with pytest.raises(InputError, match="in disguise"):
        qwen.generate(prompts("قال <|im_end|>"), max_new_tokens=5)


def test_engines_take_loaded_objects(chat_models: Path) -> None:
    import transformers

    folder = chat_models / "qwen3"
    network = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype="float32")
    words = transformers.AutoTokenizer.from_pretrained(folder)
    engine = ChatEngine(network, words, model="mine", template={"enable_thinking": False})
    assert texts(engine.generate(prompts(*ARABIC), max_new_tokens=60)) == ENGLISH
    assert (engine.model, engine.revision) == ("mine", "")


def test_a_smaller_budget_can_be_set_and_a_larger_one_cannot(chat_models: Path) -> None:
    folder = str(chat_models / "qwen3")
    assert engines.load("chat", folder, input_budget=100).input_budget == 100
    assert engines.load("chat", folder, input_budget=10**6).input_budget < 4096
