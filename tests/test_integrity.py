"""A damaged model is refused with an error that says which file is wrong and what to do; it never answers nonsense."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from summarizer import engines
from summarizer.engines import Prompt, integrity
from summarizer.errors import EngineError
from tests import tiny

Damage = Callable[[Path], object]


def truncate(name: str) -> Damage:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes()[:-100])


def flip(name: str) -> Damage:
    def damage(folder: Path) -> None:
        content = bytearray((folder / name).read_bytes())
        content[len(content) // 2] ^= 1
        (folder / name).write_bytes(content)

    return damage


def write(name: str, content: str | bytes) -> Damage:
    return lambda folder: (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)


def remove(*names: str) -> Damage:
    return lambda folder: [(folder / name).unlink() for name in names]


def edit(name: str, change: Callable[[Any], Any]) -> Damage:
    def damage(folder: Path) -> None:
        content = json.loads((folder / name).read_text(encoding="utf-8"))
        (folder / name).write_text(json.dumps(change(content), ensure_ascii=False), encoding="utf-8")

    return damage


def link_out(name: str) -> Damage:
    def damage(folder: Path) -> None:
        outside = folder.parent / f"outside-{name}"
        (folder / name).rename(outside)
        (folder / name).symlink_to(outside)

    return damage


def listed_again(damage: Damage) -> Damage:
    """The damage was there when the manifest was written: the files themselves have to be examined."""

    def both(folder: Path) -> None:
        damage(folder)
        (folder / integrity.MANIFEST).unlink()
        integrity.write(folder, model="tiny", positions=64)

    return both


def weights(change: Callable[[dict[str, Any]], object]) -> Damage:
    def damage(folder: Path) -> None:
        from safetensors.torch import load_file, save_file

        tensors = load_file(folder / "model.safetensors")
        change(tensors)
        save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})

    return damage


def pickled(folder: Path) -> None:
    import torch
    from safetensors.torch import load_file

    torch.save(load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()


def with_entry(manifest: dict[str, Any], name: str) -> dict[str, Any]:
    manifest["files"][name] = {"bytes": 1, "sha256": "0" * 64}
    return manifest


def without_entry(manifest: dict[str, Any], name: str) -> dict[str, Any]:
    del manifest["files"][name]
    return manifest


CONVERTED: dict[str, tuple[Damage, str]] = {
    "a file is missing": (remove("target.spm"), "target.spm is missing"),
    "the weights are missing": (remove("model.bin"), "model.bin is missing"),
    "the weights are truncated": (truncate("model.bin"), "model.bin has .* bytes instead of"),
    "one bit of the weights flipped": (flip("model.bin"), "model.bin was changed or damaged"),
    "one bit of the tokenizer flipped": (flip("source.spm"), "source.spm was changed or damaged"),
    "a file is empty": (write("vocab.json", ""), "vocab.json has 0 bytes"),
    "no manifest": (remove("manifest.json"), "has no manifest.json"),
    "the manifest is not JSON": (write("manifest.json", "{"), "manifest.json is not JSON"),
    "the manifest is not text": (write("manifest.json", b"\xff\xfe\x00"), "manifest.json is not JSON"),
    "the manifest is a list": (write("manifest.json", "[]"), "does not read like a manifest"),
    "the manifest lacks a field": (edit("manifest.json", lambda m: {"format": 1}), "does not read like a manifest"),
    "a later format": (edit("manifest.json", lambda m: {**m, "format": 2}), "has format 2"),
    "a file unlisted": (edit("manifest.json", lambda m: without_entry(m, "model.bin")), "does not list model.bin"),
    "a path outside": (edit("manifest.json", lambda m: with_entry(m, "../x")), "'../x', which is outside"),
    "an absolute path": (edit("manifest.json", lambda m: with_entry(m, "/etc/passwd")), "which is outside"),
    "a link to the outside": (link_out("model.bin"), "model.bin is a link to a place outside"),
    "a vocabulary that is not JSON": (listed_again(write("vocab.json", "{")), "vocab.json is not JSON"),
    "a vocabulary that is a list": (listed_again(write("vocab.json", "[]")), "vocab.json lists no"),
    "a vocabulary with a gap": (listed_again(edit("vocab.json", lambda v: {**v, "x": 9999})), "gaps or double ids"),
    "another vocabulary": (
        listed_again(edit("vocab.json", lambda v: {t: n for t, n in v.items() if n < 300})),
        "do not belong together",
    ),
    "tokens in another order": (
        listed_again(edit("vocab.json", lambda v: {**v, "\u2581": v["."], ".": v["\u2581"]})),
        "do not belong together",
    ),
    "a shorter vocabulary in the network": (
        listed_again(edit("shared_vocabulary.json", lambda tokens: tokens[:-50])),
        "do not belong together",
    ),
    "no SentencePiece model": (listed_again(write("source.spm", b"no model")), "source.spm is no SentencePiece model"),
    "weights that are no weights": (listed_again(write("model.bin", b"no model")), "cannot load"),
    "weights cut before they were listed": (listed_again(truncate("model.bin")), "cannot load"),
}


def add_unexpected(tensors: dict[str, Any]) -> None:
    tensors["model.encoder.layers.7.fc1.bias"] = tensors["model.encoder.layers.0.fc1.bias"].clone()


def lose_layer(tensors: dict[str, Any]) -> None:
    del tensors["model.decoder.layers.1.fc1.weight"]


def wrong_shape(tensors: dict[str, Any]) -> None:
    tensors["model.decoder.layers.1.fc1.weight"] = tensors["model.decoder.layers.1.fc1.weight"][:, :-1].contiguous()


def not_a_number(tensors: dict[str, Any]) -> None:
    tensors["model.encoder.layers.0.fc1.weight"][0, 0] = float("nan")


def infinite(tensors: dict[str, Any]) -> None:
    tensors["model.encoder.layers.0.fc1.weight"][0, 0] = float("inf")


CHECKPOINT: dict[str, tuple[Damage, str]] = {
    "a missing weight": (weights(lose_layer), "missing_keys"),
    "a weight too many": (weights(add_unexpected), "unexpected_keys"),
    "a weight of another shape": (weights(wrong_shape), "mismatch"),
    "a weight that is not a number": (weights(not_a_number), "not a number"),
    "a weight that is infinite": (weights(infinite), "not a number"),
    "weights truncated": (truncate("model.safetensors"), "cannot be loaded"),
    "weights that are no weights": (write("model.safetensors", b"\x00" * 200), "cannot be loaded"),
    "pickled weights": (pickled, "safetensors"),
    "no weights": (remove("model.safetensors"), "safetensors"),
    "no configuration": (remove("config.json"), "cannot be loaded"),
    "a configuration that is not JSON": (write("config.json", "{"), "cannot be loaded"),
    "an unknown architecture": (edit("config.json", lambda c: {**c, "model_type": "magic"}), "cannot be loaded"),
    "a decoder, not a translator": (edit("config.json", lambda c: {**c, "model_type": "gpt2"}), "cannot be loaded"),
    "an architecture of its own code": (
        edit("config.json", lambda c: {**c, "model_type": "mine", "auto_map": {"AutoConfig": "mine.Config"}}),
        "cannot be loaded",
    ),
    "more tokens than embeddings": (
        edit("vocab.json", lambda v: {**v, **{f"new{n}": len(v) + n for n in range(5)}}),
        "do not belong together",
    ),
    "no tokenizer": (remove("source.spm", "target.spm", "vocab.json"), "tokenizer"),
    "two vocabularies": (
        lambda folder: shutil.copyfile(folder / "vocab.json", folder / "target_vocab.json"),
        "two voc",
    ),
}


@pytest.fixture
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A copy of a tiny model that a test may damage; the parameter is the fixture that has the original."""
    return shutil.copytree(request.getfixturevalue(request.param), tmp_path / "model")


@pytest.mark.parametrize("folder", ["tiny_ct2"], indirect=True)
@pytest.mark.parametrize("damage", CONVERTED)
def test_a_damaged_converted_model_is_refused(damage: str, folder: Path) -> None:
    act, message = CONVERTED[damage]
    act(folder)
    with pytest.raises(EngineError, match=message) as caught:
        engines.load("ct2", str(folder), compute_type="float32")
    assert "get the model again" in str(caught.value)


@pytest.mark.parametrize("kind", ["seq2seq", "ct2"])
@pytest.mark.parametrize("folder", ["tiny_marian"], indirect=True)
@pytest.mark.parametrize("damage", CHECKPOINT)
def test_a_damaged_checkpoint_is_refused(damage: str, kind: str, folder: Path, own_cache: Path) -> None:
    act, message = CHECKPOINT[damage]
    act(folder)
    kept = set(own_cache.glob("ct2/*/"))
    with pytest.raises(EngineError, match=message):
        engines.load(kind, str(folder))
    assert set(own_cache.glob("ct2/*/")) - kept <= set(own_cache.glob("ct2/*.partial"))


@pytest.mark.parametrize("folder", ["tiny_marian"], indirect=True)
def test_what_conversion_would_change_is_not_converted(folder: Path) -> None:
    weights(lambda tensors: tensors["model.shared.weight"][-1].fill_(0.1))(folder)
    engines.load("seq2seq", str(folder))
    with pytest.raises(EngineError, match="padding vector"):
        engines.load("ct2", str(folder))


@pytest.mark.parametrize("folder", ["tiny_ct2"], indirect=True)
def test_a_sound_model_is_accepted_wherever_it_lies(folder: Path) -> None:
    (folder / "README.md").write_text("a card may change at any time")
    elsewhere = folder.rename(folder.with_name("a folder with spaces و"))
    engine = engines.load("ct2", str(elsewhere), compute_type="float32")
    (answer,) = engine.generate([Prompt(tiny.PAIRS[0][0])], max_new_tokens=50)
    assert answer.text == tiny.PAIRS[0][1]


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"weights")
    (tmp_path / "README.md").write_text("a card")
    (tmp_path / ".hidden").write_text("x")
    path = integrity.write(tmp_path, model="mine", positions=256, licence="CC-BY-4.0")
    manifest = integrity.verify(tmp_path, needed=["model.bin"])
    assert (manifest.model, manifest.positions, manifest.files) == ("mine", 256, {"model.bin"})
    assert manifest.revision == f"sha256:{integrity.sha256(path)}"
    integrity.write(tmp_path, model="mine", revision="c0ffee")
    assert integrity.verify(tmp_path).revision == "c0ffee"
    assert integrity.verify(tmp_path).positions is None


@pytest.mark.parametrize("folder", ["tiny_marian"], indirect=True)
def test_a_checkpoint_with_a_manifest_is_checked_against_it(folder: Path) -> None:
    integrity.write(folder, model="mine", revision="7")
    for kind in ("seq2seq", "ct2"):
        engine = engines.load(kind, str(folder))
        assert (engine.model, engine.revision) == ("mine", "7")
    flip("model.safetensors")(folder)
    for kind in ("seq2seq", "ct2"):
        with pytest.raises(EngineError, match=r"model\.safetensors was changed"):
            engines.load(kind, str(folder))
