"""The one seam between this package and any model: prompts in, completions out, in order, batch first."""

from __future__ import annotations

import importlib
import inspect
import threading
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

from summarizer.errors import EngineError, InputError

Finish = Literal["stop", "length", "cancelled"]


@dataclass(frozen=True)
class Prompt:
    """What a model is given. `user` is the text (for a translation model: the bare sentence).

    `prefix` forces how the answer begins, where the engine can (used to continue or to steer); `examples` are earlier turns to be
    imitated, pairs of what was given and what was answered. An engine that cannot honour a field that is set raises `InputError`; it
    never drops it quietly. `terms` and `country` alone are hints for models that read glosses: Arabic and its
    English, "" for what is only known to be a name; and the country of the article, whose newspapers spell names their way.
    """

    user: str
    system: str = ""
    prefix: str = ""
    examples: tuple[tuple[str, str], ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    country: str = ""

    @property
    def turns(self) -> list[tuple[str, str]]:
        """The conversation as (role, content), in order: what an engine that follows instructions sends to its model."""
        earlier = [turn for given, answered in self.examples for turn in (("user", given), ("assistant", answered))]
        return [*([("system", self.system)] if self.system else []), *earlier, ("user", self.user)]


@dataclass(frozen=True)
class Completion:
    """What a model answered and why it stopped.

    `finish` is `stop` (the model ended by itself), `length` (cut at `max_new_tokens`: the text is partial) or `cancelled`.
    `score` is the mean log-probability per generated token, in nats, or None where the engine cannot know it.
    """

    text: str
    finish: Finish
    score: float | None = None


@dataclass(frozen=True)
class Decoding:
    """How to search. The defaults are an engine's own; a retry asks for something else (see `summarizer.pipeline`)."""

    beam_size: int | None = None
    repetition_penalty: float | None = None
    no_repeat_ngram: int | None = None
    length_penalty: float | None = None
    temperature: float | None = None


@runtime_checkable
class Engine(Protocol):
    """Turns prompts into text, in order. Safe to call from several threads at once."""

    @property
    def name(self) -> str:
        """The kind of engine, e.g. `ct2`."""

    @property
    def model(self) -> str:
        """The model's name, as a user would look it up."""

    @property
    def revision(self) -> str:
        """Which exact weights: a commit hash, or the sha256 of a local model; empty if it cannot be known."""

    @property
    def input_budget(self) -> int:
        """The most tokens a prompt may have (as counted by `count_tokens`)."""

    def count_tokens(self, text: str) -> int: ...

    def generate(
        self,
        prompts: Sequence[Prompt],
        *,
        max_new_tokens: int,
        decoding: Decoding = Decoding(),
        cancel: threading.Event | None = None,
    ) -> list[Completion]:
        """One completion per prompt, in the order of the prompts.

        Raises `InputError` for a prompt over `input_budget` (nothing is cut silently) and `EngineError` when the model fails. When
        `cancel` is set, what is not finished comes back with finish `cancelled`.
        """


@runtime_checkable
class StreamingEngine(Engine, Protocol):
    """An engine that can be watched while it answers one prompt."""

    def stream(
        self,
        prompt: Prompt,
        *,
        max_new_tokens: int,
        decoding: Decoding = Decoding(),
        cancel: threading.Event | None = None,
    ) -> Generator[str, None, Completion]:
        """The answer piece by piece; the generator's return value is the whole completion.

        Raises as `generate` does. Closing the generator stops the model.
        """


@runtime_checkable
class TermsEngine(Engine, Protocol):
    """An engine whose model may be one that reads glosses."""

    @property
    def reads_terms(self) -> bool:
        """Whether the model makes use of a prompt's `terms`."""


KINDS = {
    "ct2": ("summarizer.engines.ct2", "CT2Engine"),
    "seq2seq": ("summarizer.engines.seq2seq", "Seq2SeqEngine"),
    "chat": ("summarizer.engines.chat", "ChatEngine"),
    "server": ("summarizer.engines.server", "ServerEngine"),
    "fake": ("summarizer.engines.fake", "FakeEngine"),
}


def load(kind: str, model: str, **options: Any) -> Engine:
    """The engine of a kind, with its model loaded (`from_pretrained`).

    Raises `EngineError` for an unknown kind, `InputError` for an option that the kind does not have.
    """
    if kind not in KINDS:
        raise EngineError(f"no engine called {kind!r}; there are {', '.join(KINDS)}")
    module, name = KINDS[kind]
    maker = getattr(importlib.import_module(module), name).from_pretrained
    try:
        inspect.signature(maker).bind(model, **options)
    except TypeError as error:
        raise InputError(f"the {kind} engine cannot be made from these options: {error}") from error
    engine: Engine = maker(model, **options)
    return engine


def refuse_system(prompt: Prompt, engine: str) -> None:
    """For engines without a place for instructions."""
    if prompt.system or prompt.examples:
        raise InputError(
            f"the {engine} engine takes bare text and cannot follow a system prompt; use a chat or server preset"
        )
