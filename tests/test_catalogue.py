"""Which presets work here, what a first use says and does, and what an offline run may not do."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from summarizer import catalogue, cli, machine, offline, presets
from summarizer.errors import EngineError
from summarizer.machine import Machine
from tests import local_hub, tiny

LAPTOP = Machine(cores=4, memory_mb=16_000, gpu="", gpu_mb=0, disk_mb=100_000)
WORKSTATION = Machine(cores=16, memory_mb=128_000, gpu="NVIDIA RTX 4090", gpu_mb=25_757, disk_mb=500_000)


@pytest.fixture
def online(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(offline.VARIABLE)


# What fits


@pytest.mark.parametrize(
    ("name", "here", "fine", "well", "why"),
    [
        ("compact", LAPTOP, True, True, "on the CPU"),
        ("compact", replace(LAPTOP, memory_mb=200), False, False, "needs 400 MB of memory; this machine has 200 MB"),
        ("opus", LAPTOP, True, True, "on the CPU"),
        ("opus", replace(LAPTOP, disk_mb=100), False, False, "needs 720 MB of disk; 100 MB are free"),
        ("hy-mt2", LAPTOP, False, False, "needs a GPU with 11.0 GB, or 18.0 GB of memory"),
        ("hy-mt2", replace(LAPTOP, memory_mb=32_000), True, False, "slowly, on the CPU"),
        ("gemma", WORKSTATION, True, True, "on the GPU (NVIDIA RTX 4090, 25.8 GB"),
        ("hy-mt2-7b", WORKSTATION, True, False, "slowly, on the CPU"),
        ("server", LAPTOP, True, False, "if a server answers there: http://127.0.0.1:8000/v1"),
    ],
)
def test_what_a_machine_has_decides(name: str, here: Machine, fine: bool, well: bool, why: str, online: None) -> None:
    fitted = catalogue.fit(presets.get(name), here)
    assert (fitted.fine, fitted.well) == (fine, well)
    assert why in fitted.why


def test_what_is_not_here_is_not_usable_offline() -> None:
    fitted = catalogue.fit(presets.get("opus"), LAPTOP)
    assert (fitted.fine, fitted.well) == (False, False)
    assert fitted.why == "not on this machine, and this is an offline run"
    assert catalogue.fit(presets.get("compact"), LAPTOP).well


@pytest.mark.parametrize(
    ("here", "best"),
    [
        (replace(LAPTOP, memory_mb=500), "compact"),
        (LAPTOP, "opus"),
        (replace(LAPTOP, disk_mb=100), "compact"),
        (replace(LAPTOP, gpu_mb=4_000), "qwen-small"),
        (replace(WORKSTATION, gpu_mb=12_000), "hy-mt2"),
        (replace(WORKSTATION, gpu_mb=19_000), "gemma"),
        (WORKSTATION, "qwen"),
        (replace(WORKSTATION, gpu_mb=32_000), "gemma-12b"),
        (replace(WORKSTATION, gpu_mb=48_000), "hy-mt2-7b"),
        (replace(WORKSTATION, gpu_mb=80_000), "large-gemma"),
    ],
)
def test_the_best_preset_of_a_machine(here: Machine, best: str, online: None) -> None:
    advice = catalogue.best(here)
    assert advice.preset.name == best
    assert advice.preset.commercial
    assert not advice.preset.gated
    if best != "compact":
        assert "first use downloads" in advice.why


def test_offline_only_what_is_here_counts() -> None:
    assert catalogue.best(WORKSTATION).preset.name == "compact"


def test_the_largest_of_several_gpus_counts() -> None:
    assert machine.largest("NVIDIA T4, 15360\nNVIDIA A100-SXM4-80GB, 81920\n") == ("NVIDIA A100-SXM4-80GB", 85_899)
    assert machine.largest("") == ("", 0)
    assert machine.largest("NVIDIA GB10, [N/A]\n") == ("", 0)


@pytest.mark.parametrize(
    ("allowed", "gpu"),
    [
        (None, ("NVIDIA A100-SXM4-80GB", 85_899)),
        ("0", ("NVIDIA T4", 16_106)),
        ("0, 1", ("NVIDIA A100-SXM4-80GB", 85_899)),
        ("GPU-5c2f", ("NVIDIA A100-SXM4-80GB", 85_899)),
        ("", ("", 0)),
        ("-1", ("", 0)),
    ],
)
def test_only_gpus_that_cuda_may_use_count(
    allowed: str | None, gpu: tuple[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "nvidia-smi"
    rows = "0, GPU-11aa, NVIDIA T4, 15360\n1, GPU-5c2f-77, NVIDIA A100-SXM4-80GB, 81920"
    tool.write_text(f"#!/bin/sh\necho '{rows}'\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(machine, "torch_has_no_gpu", lambda: False)
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if allowed is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", allowed)
    assert machine.graphics(1000) == gpu


def test_this_machine_is_examined_without_heavy_libraries() -> None:
    code = "import sys; from summarizer import machine; print(machine.examine().memory_mb > 0, {'torch', 'transformers'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).split() == ["True", "set()"]


def test_a_driver_that_does_not_answer_is_no_gpu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "nvidia-smi"
    broken.write_text("#!/bin/sh\nexit 9\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert machine.graphics(1000) == ("", 0)


# What is said first


def announced(name: str) -> list[str]:
    said: list[str] = []
    catalogue.announce(presets.get(name), said.append)
    return said


def test_nothing_is_said_where_nothing_is_downloaded() -> None:
    assert announced("compact") == announced("fake") == announced("server") == []


def test_the_first_use_says_what_is_downloaded_from_where_how_much_and_the_licence(online: None) -> None:
    (line,) = announced("opus")
    for part in (
        "Helsinki-NLP/opus-mt-tc-big-ar-en",
        "https://huggingface.co",
        "720 MB",
        str(machine.hub_cache()),
        "CC-BY-4.0",
    ):
        assert part in line
    (line,) = announced("hy-mt2")
    assert "tencent/Hy-MT2-1.8B and Qwen/Qwen3.5-2B" in line
    (line,) = announced("nllb")
    assert "NOT for commercial use" in line
    assert "accepted on https://huggingface.co" in announced("translategemma")[1]


def test_another_model_is_announced_under_its_own_name(online: None) -> None:
    said: list[str] = []
    catalogue.announce(presets.get("nllb").translated_by("someone/own"), said.append)
    catalogue.announce(presets.get("hy-mt2").translated_by("someone/own"), said.append)
    assert "downloads someone/own from" in said[0]
    assert said[0].endswith("licence that of someone/own")
    assert "someone/own and Qwen/Qwen3.5-2B" in said[1]
    assert "size unknown" in said[1]
    assert said[1].endswith("licence that of someone/own; of the rest Apache-2.0")


def test_another_model_is_looked_for_and_not_the_presets_own() -> None:
    with pytest.raises(EngineError, match=r"opus needs someone/own \(size unknown\).*offline"):
        presets.load("opus", model="someone/own")


def test_an_offline_run_says_what_is_missing_instead_of_downloading_it() -> None:
    with pytest.raises(
        EngineError,
        match=r"opus needs Helsinki-NLP/opus-mt-tc-big-ar-en \(720 MB\).*offline.*summarizer models pull opus",
    ):
        announced("opus")
    with pytest.raises(EngineError, match="offline"):
        presets.load("gemma")


def test_no_room_is_said_before_the_download(online: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "disk_mb", lambda: 5)
    with pytest.raises(EngineError, match=r"needs 720 MB of disk.*5 MB left.*HF_HOME"):
        announced("opus")


# From a hub


def run(hub: str, home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {
        "HF_ENDPOINT": hub,
        "HF_HOME": str(home / "hf"),
        "KHULASA_CACHE": str(home / "own"),
        "HF_HUB_OFFLINE": "0",
        "HF_HUB_DISABLE_XET": "1",
    }
    return subprocess.run(
        [sys.executable, "-m", "summarizer.cli", *arguments],
        env={**os.environ, **settings, **environment}, cwd=Path(cli.__file__).parents[1], capture_output=True, text=True, check=False,
    )  # fmt: skip


def preset_file(folder: Path, **more: object) -> str:
    path = folder / "mine.toml"
    settings = "\n".join(
        f"{key} = {json.dumps(value)}" for key, value in {"licence": "CC-BY-NC-4.0", "size_mb": 1, **more}.items()
    )
    engine = '{ engine = "ct2", model = "someone/tiny-marian", compute_type = "float32" }'
    path.write_text(
        f'[mine]\n{settings}\ntranslate = {engine}\nsummarize = {{ engine = "extract" }}\n', encoding="utf-8"
    )
    return str(path)


def test_a_first_use_downloads_says_so_and_then_works_offline(tiny_marian: Path, tmp_path: Path) -> None:
    pickled = tmp_path / "main"
    shutil.copytree(tiny_marian, pickled, ignore=shutil.ignore_patterns("*.safetensors"))
    (pickled / "pytorch_model.bin").write_bytes(b"pickled weights, which may run code")
    mine = preset_file(tmp_path, commercial=False)
    article = tmp_path / "article.txt"
    article.write_text(" ".join(arabic for arabic, _ in tiny.PAIRS), encoding="utf-8")
    digest = ("digest", str(article), "--preset", mine, "--json")
    requests = [local_hub.conversion(3, author="somebody"), local_hub.conversion(7)]
    with local_hub.hub({"someone/tiny-marian": {"main": pickled, "refs/pr/7": tiny_marian}}, requests) as (hub, asked):
        refused = run(hub, tmp_path, *digest, "--offline")
        assert refused.returncode == 3
        assert "someone/tiny-marian" in refused.stderr
        assert "offline" in refused.stderr
        assert asked == []
        pulled = run(hub, tmp_path, "models", "pull", mine)
        assert pulled.returncode == 0, pulled.stderr
        assert f"first use downloads someone/tiny-marian from {hub} (about 1 MB in all)" in pulled.stderr
        assert "NOT for commercial use" in pulled.stderr
        assert "is converted and ready in" in pulled.stderr
        assert any("/resolve/" in line and line.endswith("model.safetensors") for line in asked)
        assert not any("pytorch_model.bin" in line and line.startswith("GET") for line in asked), (
            "nothing pickled is fetched"
        )
    used = run(hub, tmp_path, *digest, "--offline")
    assert used.returncode == 0, used.stderr
    assert json.loads(used.stdout)["translation"] == [" ".join(english for _, english in tiny.PAIRS)]
    assert used.stderr.strip() == f"summarizer: preset {mine}: licence CC-BY-NC-4.0; NOT for commercial use"


def test_a_model_with_nothing_but_pickled_weights_is_refused(tiny_marian: Path, tmp_path: Path) -> None:
    pickled = tmp_path / "main"
    shutil.copytree(tiny_marian, pickled, ignore=shutil.ignore_patterns("*.safetensors"))
    with local_hub.hub({"someone/tiny-marian": {"main": pickled}}, [local_hub.conversion(3, author="somebody")]) as (
        hub,
        _,
    ):
        refused = run(hub, tmp_path, "models", "pull", preset_file(tmp_path))
    assert refused.returncode == 3
    assert "pickled" in refused.stderr


def test_a_model_that_does_not_exist_is_explained(tmp_path: Path) -> None:
    with local_hub.hub({}) as (hub, _):
        refused = run(hub, tmp_path, "models", "pull", preset_file(tmp_path))
    assert refused.returncode == 3
    assert "check the spelling" in refused.stderr


# The commands


def test_models_says_what_can_be_used_here(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["models"]) == 0
    out = capsys.readouterr().out
    assert all(f"\n{name}" in f"\n{out}" for name in presets.presets())
    assert "best here: compact" in out
    assert "NOT for commercial use" in out
    assert "not downloaded" in out
    assert cli.main(["models", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert rows["best"] == "compact"
    assert {row["name"] for row in rows["presets"]} == set(presets.presets())
    assert {"usable", "why", "licence", "commercial", "size_mb", "models"} <= set(rows["presets"][0])
    known = {row["name"]: row for row in rows["presets"]}
    (gemma,) = known["gemma"]["models"]
    assert (gemma["input_budget"], gemma["decoding"]) == (8192, {})
    sampled = {"temperature": 0.7, "top_p": 0.6, "top_k": 20, "repetition_penalty": 1.05}
    assert known["hy-mt2"]["models"][0]["decoding"] == sampled
    assert not known["opus"]["usable"], "it is not here, and the tests run offline"
    assert known["compact"]["usable"]


def test_a_preset_can_be_shown_and_used_as_ones_own(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for name in presets.presets():
        assert cli.main(["models", "show", name]) == 0
        (tmp_path / "mine.toml").write_text(capsys.readouterr().out, encoding="utf-8")
        assert replace(presets.get(str(tmp_path / "mine.toml")), name=name) == presets.get(name)
    assert cli.main(["models", "show", "nothing"]) == 2


def test_pulling_what_is_here_already_does_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["models", "pull", "fake"]) == 0
    assert "nothing to download" in capsys.readouterr().err


def test_doctor_names_the_best_preset_and_proves_an_offline_digest(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor", "--offline", "--preset", "fake", "--json"]) == 0
    found = {row["what"]: row for row in json.loads(capsys.readouterr().out)}
    assert found["preset fake, offline"]["found"].startswith("no socket was opened")
    assert found["best preset here"]["found"].startswith("compact: ")
    assert {"memory", "GPU", "disk"} <= set(found)


def test_doctor_finds_a_socket_that_is_opened(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(
        presets.text_of("server").replace(":8000/v1", ":9/v1").replace("0.3", "0.3\nretries = 0"), encoding="utf-8"
    )
    assert cli.main(["doctor", "--offline", "--preset", str(mine)]) == 3
    assert "sockets were used" in capsys.readouterr().out


# The watch itself


def test_every_use_of_a_socket_is_seen_and_only_while_watched() -> None:
    import socket

    with offline.watched() as seen:
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
        with pytest.raises(OSError, match=r".*"), socket.socket() as two:
            two.connect(("127.0.0.1", 9))
        socket.getaddrinfo("localhost", 80)
    kinds = [line.split()[0] for line in seen]
    assert {"__new__", "bind", "connect", "getaddrinfo"} <= set(kinds)
    count = len(seen)
    socket.socket().close()
    assert len(seen) == count
    with offline.watched() as again:
        pass
    assert again == []


def test_enforcing_reaches_a_library_that_is_already_loaded() -> None:
    code = (
        "import os; os.environ.pop('HF_HUB_OFFLINE', None); import huggingface_hub; from huggingface_hub import constants; "
        "from summarizer import offline; print(offline.asked(), constants.HF_HUB_OFFLINE); offline.enforce(); "
        "print(offline.asked(), constants.HF_HUB_OFFLINE)"
    )
    said = subprocess.check_output([sys.executable, "-c", code], text=True).split()
    assert said == ["False", "False", "True", "True"]


def test_an_offline_run_opens_no_address(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["digest", "https://example.com/news", "--preset", "fake", "--offline"]) == 2
    assert "save the page" in capsys.readouterr().err
