"""An engine without a model: deterministic, instant, able to misbehave on request. For tests, examples and demos."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from summarizer.engines import Completion, Decoding, Prompt, refuse_system
from summarizer.errors import EngineError, InputError

LETTERS = dict(
    zip(
        "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءآأإؤئپچگڤ",
        (
            *("a", "b", "t", "th", "j", "h", "kh", "d", "dh", "r", "z", "s", "sh", "s", "d", "t", "z", "a", "gh", "f"),
            *("q", "k", "l", "m", "n", "h", "w", "y", "a", "a", "", "a", "a", "i", "u", "i", "p", "ch", "g", "v"),
        ),
        strict=True,
    )
)
MARKS = {"،": ",", "؛": ";", "؟": "?", "٪": "%", "٫": ".", "٬": ",", "«": '"', "»": '"'}
DIGITS = {chr(first + n): str(n) for first in (0x660, 0x6F0) for n in range(10)}
VOWEL_MARKS = {chr(code): "" for code in (*range(0x64B, 0x653), 0x640, 0x670)}
TABLE = str.maketrans({**LETTERS, **MARKS, **DIGITS, **VOWEL_MARKS})


def echo(prompt: Prompt) -> str:
    """The prompt's own words in Latin letters, digits as 0–9: what went in can be recognised in what comes out."""
    return " ".join(prompt.user.translate(TABLE).split())


class FakeEngine:
    """Answers by a rule: `answer` turns a prompt into text, `echo` unless told otherwise. One word is one token.

    What it can be asked to simulate: a slow model (`delay_s` seconds per prompt, obeying `cancel`), an answer that is
    cut after `cut` words (finish `length`), a failing model (`EngineError` for a prompt that holds `fail_on`), and an
    engine without system prompts (`system=False`).
    """

    name = "fake"
    revision = ""

    def __init__(
        self,
        answer: Callable[[Prompt], str] = echo,
        *,
        model: str = "echo",
        input_budget: int = 512,
        system: bool = True,
        delay_s: float = 0.0,
        cut: int | None = None,
        fail_on: str = "",
        score: float | None = -0.1,
    ):
        self.answer = answer
        self.model = model
        self.input_budget = input_budget
        self.system = system
        self.delay_s = delay_s
        self.cut = cut
        self.fail_on = fail_on
        self.score = score

    @classmethod
    def from_pretrained(
        cls,
        model: str = "echo",
        *,
        input_budget: int = 512,
        system: bool = True,
        delay_s: float = 0.0,
        cut: int | None = None,
        fail_on: str = "",
    ) -> FakeEngine:
        """The fake model of that name; there is one, `echo`. Raises `EngineError` for another."""
        if model != "echo":
            raise EngineError(f"there is no fake model {model!r}; use 'echo', or give FakeEngine an answer of your own")
        return cls(input_budget=input_budget, system=system, delay_s=delay_s, cut=cut, fail_on=fail_on)

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def generate(
        self,
        prompts: Sequence[Prompt],
        *,
        max_new_tokens: int,
        decoding: Decoding = Decoding(),
        cancel: threading.Event | None = None,
    ) -> list[Completion]:
        """One completion per prompt, in order (see `summarizer.engines.Engine`); `decoding` changes nothing."""
        if max_new_tokens < 1:
            raise InputError(f"max_new_tokens is {max_new_tokens}; it has to be at least 1")
        for place, prompt in enumerate(prompts):
            self.admit(place, prompt)
        return [self.complete(prompt, max_new_tokens, cancel) for prompt in prompts]

    def admit(self, place: int, prompt: Prompt) -> None:
        if not self.system:
            refuse_system(prompt, self.name)
        count = sum(self.count_tokens(content) for _, content in prompt.turns)
        if count > self.input_budget:
            raise InputError(
                f"prompt {place} has {count} tokens and the model reads at most {self.input_budget}; "
                "cut it between sentences"
            )

    def complete(self, prompt: Prompt, max_new_tokens: int, cancel: threading.Event | None) -> Completion:
        if self.wait(cancel):
            return Completion("", "cancelled")
        if self.fail_on and self.fail_on in prompt.user:
            raise EngineError(f"the fake engine was told to fail on {self.fail_on!r}")
        if not prompt.user.strip():
            return Completion("", "stop")
        words = f"{prompt.prefix} {self.answer(prompt)}".strip().split(" ")
        limit = min(max_new_tokens, len(words) if self.cut is None else self.cut)
        return Completion(" ".join(words[:limit]), "stop" if len(words) <= limit else "length", self.score)

    def wait(self, cancel: threading.Event | None) -> bool:
        """Take the simulated time; true if it was cut short, or there was no point in starting."""
        if cancel is not None:
            return cancel.wait(self.delay_s)
        time.sleep(self.delay_s)
        return False
