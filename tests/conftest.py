"""What holds for every test: no network, few threads, a cache apart; and tiny real models, made once per session."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

# before any library reads them
os.environ.update(
    HF_HUB_OFFLINE="1",
    HF_HUB_DISABLE_PROGRESS_BARS="1",
    GRADIO_ANALYTICS_ENABLED="False",
    TOKENIZERS_PARALLELISM="false",
    OMP_NUM_THREADS="1",
)

from tests import tiny


class NetworkUsed(AssertionError):
    """A test tried to leave this machine."""


def stays_here(address: Any) -> bool:
    """Whether a socket address is on this machine: a Unix socket or a loopback address."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0]).partition("%")[0]
    try:
        return host in ("", "localhost") or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sockets connect to this machine only, unless a test is marked `network`."""
    if request.node.get_closest_marker("network"):
        return
    for name in ("connect", "connect_ex"):
        original = getattr(socket.socket, name)

        def connect(self: socket.socket, address: Any, original: Any = original) -> Any:
            if not stays_here(address):
                raise NetworkUsed(
                    f"{request.node.nodeid} tried to connect to {address!r}; mark it `network` if it must"
                )
            return original(self, address)

        monkeypatch.setattr(socket.socket, name, connect)
    resolve = socket.getaddrinfo

    def getaddrinfo(host: Any, *arguments: Any, **options: Any) -> Any:
        if host is not None and not stays_here((host.decode() if isinstance(host, bytes) else host,)):
            raise NetworkUsed(f"{request.node.nodeid} tried to look up {host!r}; mark it `network` if it must")
        return resolve(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Converted models go to a folder of the session, never to the user's."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KHULASA_CACHE", str(folder))
        yield folder


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny Hugging Face checkpoint each of marian (it knows `tiny.PAIRS`), nllb, m2m100 and mt5."""
    import transformers

    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    folder = tmp_path_factory.mktemp("models")
    for make in (tiny.marian, tiny.nllb, tiny.m2m100, tiny.mt5):
        make(folder / make.__name__)
    return folder


@pytest.fixture(scope="session")
def tiny_marian(models: Path) -> Path:
    """The folder of the tiny Marian: a Hugging Face checkpoint that translates the sentences of `tiny.PAIRS`."""
    return models / "marian"


@pytest.fixture(scope="session")
def tiny_ct2(tiny_marian: Path, own_cache: Path) -> Path:
    """The tiny Marian converted to CTranslate2 (float32), laid out as the model that ships inside the package."""
    from summarizer.engines import conversion

    return conversion.converted(str(tiny_marian), revision=None, quantisation="float32")


@pytest.fixture(scope="session")
def chat_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny instruction model per family of `tiny_chat.FAMILIES`; qwen3 knows `tiny.PAIRS`."""
    import transformers

    from tests import tiny_chat

    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    folder = tmp_path_factory.mktemp("chat_models")
    for make in tiny_chat.FAMILIES:
        make(folder / make.__name__)
    return folder
