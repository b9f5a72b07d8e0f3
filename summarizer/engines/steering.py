"""How a chat model is made to search: its settings, and what is done between two tokens of a generation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import torch
from transformers import (
    GenerationConfig,
    LogitsProcessor,
    NoRepeatNGramLogitsProcessor,
    RepetitionPenaltyLogitsProcessor,
    StoppingCriteria,
)

from summarizer.engines import Decoding


@dataclass(frozen=True)
class Sampling:
    """How a model wants to be searched, as its makers say. Without a temperature search is greedy."""

    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    min_p: float | None = None
    repetition_penalty: float | None = None


def search(sampling: Sampling, decoding: Decoding, limit: int) -> GenerationConfig:
    """transformers' names for the search settings: the call's temperature and beams, for the rest the model's own."""
    own = {name: value for name, value in asdict(sampling).items() if value is not None}
    temperature = own.pop("temperature", None) if decoding.temperature is None else decoding.temperature
    own.pop("temperature", None)
    penalty = {"repetition_penalty": own.pop("repetition_penalty", 1.0)}
    if decoding.repetition_penalty:  # then it is in `penalties`
        penalty = {}
    if (decoding.beam_size or 1) > 1:
        chosen: dict[str, Any] = {"num_beams": decoding.beam_size, "early_stopping": True}
        if decoding.length_penalty is not None:
            chosen["length_penalty"] = decoding.length_penalty
    elif temperature:
        chosen = {"do_sample": True, "temperature": temperature, "top_k": 0, **own}
    else:
        chosen = {"do_sample": False}
    return GenerationConfig(max_new_tokens=limit, **penalty, **chosen)  # type: ignore[no-untyped-call]


class Told(StoppingCriteria):
    """Ends a generation within a token of being told to."""

    def __init__(self, stopped: Callable[[], bool]):
        self.stopped = stopped

    def __call__(self, input_ids: torch.Tensor, scores: Any, **kwargs: Any) -> torch.Tensor:
        return torch.full((input_ids.shape[0],), self.stopped(), device=input_ids.device)


class Watch(LogitsProcessor):
    """Remembers how likely each chosen token was, before temperature: one number per token instead of all logits."""

    def __init__(self) -> None:
        self.before: torch.Tensor | None = None
        self.kept: list[torch.Tensor] = []

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        self.keep(input_ids[:, -1:])
        self.before = scores.log_softmax(-1)
        return scores

    def keep(self, chosen: torch.Tensor) -> None:
        if self.before is not None:
            self.kept.append(self.before.gather(1, chosen)[:, 0])

    def means(self, written: torch.Tensor, width: int, ends: list[int]) -> list[float | None]:
        """The mean log-probability of each row's new tokens, its end included."""
        new = written.shape[1] - width
        if new == len(self.kept) + 1:
            self.keep(written[:, -1:])
        if not self.kept or new == 0:
            return [None] * written.shape[0]
        likely = torch.stack(self.kept[:new], dim=1).float()
        rows = written[:, width:].tolist()
        lengths = [next((n + 1 for n, number in enumerate(row) if number in ends), len(row)) for row in rows]
        return [float(row[:length].mean()) for row, length in zip(likely, lengths, strict=True)]


class AnswerOnly(LogitsProcessor):
    """Forbids repeated phrases within the answer; the numbers and names of the prompt may be said."""

    def __init__(self, size: int, width: int):
        self.within = NoRepeatNGramLogitsProcessor(size)
        self.width = width

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        answer = input_ids[:, self.width :]
        return self.within(answer, scores) if answer.shape[1] else scores


def penalties(decoding: Decoding, width: int) -> list[Any]:
    """What a call asks for against repetition, applied to the answer and not to the prompt."""
    asked: list[Any] = []
    if decoding.repetition_penalty and decoding.repetition_penalty != 1.0:
        asked.append(RepetitionPenaltyLogitsProcessor(decoding.repetition_penalty, prompt_ignore_length=width))
    if decoding.no_repeat_ngram:
        asked.append(AnswerOnly(decoding.no_repeat_ngram, width))
    return asked
