"""The transformers engine for encoder–decoder models: GPUs, exact weights, and the yardstick for CTranslate2."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from transformers import GenerationConfig, StoppingCriteria, StoppingCriteriaList
from transformers.modeling_outputs import BaseModelOutput

from summarizer.engines import Completion, Decoding, Prompt
from summarizer.engines import checkpoint as checkpoints
from summarizer.engines import pieces as vocabularies
from summarizer.engines.pieces import Pieces
from summarizer.engines.searching import Job, admit, batches, framed, room, settle
from summarizer.errors import EngineError, InputError

BUDGET = 512
"""The input budget of a model that states none (T5 and mT5 were trained on no more)."""

LOGITS_AT_ONCE = 1 << 26
"""How many logits are held while scores are computed: 256 MB of them."""

POLL_S = 0.05
"""How often a call that waits for its turn looks whether it is still wanted."""


class Seq2SeqEngine:
    """Encoder–decoder models in transformers. Bare text in, no system prompt; `Prompt.prefix` begins the answer.

    One call at a time uses the model; calls from several threads take turns, batch by batch. A set `cancel` is obeyed
    within one token, and by a call that waits for its turn at once.
    """

    name = "seq2seq"

    def __init__(
        self,
        network: Any,
        pieces: Pieces,
        *,
        model: str,
        revision: str = "",
        input_budget: int | None = None,
        batch_tokens: int = 2048,
        decoding: Decoding = Decoding(),
    ):
        """Take a loaded network and the pieces of its vocabulary (`pieces.of` makes them from a tokenizer).

        The search settings in the network's own `generation_config` are replaced: `decoding` holds for calls that ask
        for nothing else, and without it search is greedy. `batch_tokens` counts source tokens, padding included.
        """
        self.network = network.eval()
        self.pieces = pieces
        self.model = model
        self.revision = revision
        self.positions = checkpoints.positions(network)
        self.input_budget = min(input_budget or self.positions or BUDGET, self.positions or BUDGET)
        self.batch_tokens = batch_tokens
        self.decoding = decoding
        self.tokens = list(pieces.vocabulary)
        self.end = pieces.vocabulary[pieces.end]
        rows = network.get_input_embeddings().num_embeddings
        self.suppress = [
            number
            for number in range(rows)
            if number != self.end and not (number < len(self.tokens) and pieces.is_text(self.tokens[number]))
        ]
        self.turn = threading.Lock()
        # generate() fills whatever a call leaves open from here, forced tokens and all; the ids are all that we want
        network.generation_config = GenerationConfig(  # type: ignore[no-untyped-call]
            decoder_start_token_id=network.config.decoder_start_token_id,
            pad_token_id=network.config.pad_token_id,
            eos_token_id=self.end,
        )

    @classmethod
    def from_pretrained(
        cls,
        model: str,
        *,
        revision: str | None = None,
        device: str = "auto",
        dtype: str = "auto",
        source_language: str | None = None,
        target_language: str | None = None,
        input_budget: int | None = None,
        batch_tokens: int = 2048,
        beam_size: int = 1,
        length_penalty: float | None = None,
        repetition_penalty: float | None = None,
        no_repeat_ngram: int | None = None,
    ) -> Seq2SeqEngine:
        """The engine of a Hugging Face seq2seq checkpoint (a hub id or a folder: Marian, NLLB, M2M100, T5 or mT5).

        `device` is auto, cpu, cuda or mps; `dtype` is auto (bfloat16 on a GPU that has it, else float32), float32,
        float16 or bfloat16. Raises `EngineError` for missing, damaged or unsuitable files.
        """
        found = checkpoints.find(model, revision=revision)
        pieces = vocabularies.load(found.folder, source_language=source_language, target_language=target_language)
        place = device_of(device)
        network = checkpoints.load(found, pieces, dtype=dtype_of(dtype, place))
        return cls(
            network.to(place),
            pieces,
            model=found.model,
            revision=found.revision,
            input_budget=input_budget,
            batch_tokens=batch_tokens,
            decoding=Decoding(
                beam_size=beam_size,
                length_penalty=length_penalty,
                repetition_penalty=repetition_penalty,
                no_repeat_ngram=no_repeat_ngram,
            ),
        )

    @property
    def reads_terms(self) -> bool:
        return self.pieces.reads_terms

    def count_tokens(self, text: str) -> int:
        """All that the model reads for a text, the control tokens around it included."""
        return len(framed(self.pieces, text))

    def generate(
        self,
        prompts: Sequence[Prompt],
        *,
        max_new_tokens: int,
        decoding: Decoding = Decoding(),
        cancel: threading.Event | None = None,
    ) -> list[Completion]:
        """One completion per prompt, in order (see `summarizer.engines.Engine`); no words to read give no text."""
        jobs = admit(prompts, self.pieces, engine=self.name, budget=self.input_budget)
        limit = room(max_new_tokens, jobs, self.positions)
        search = self.search(settle(self.decoding, decoding), limit)
        completions = [Completion("", "stop")] * len(prompts)
        for job in jobs:
            completions[job.place] = Completion("", "cancelled")
        stop = cancel or threading.Event()
        for batch in batches(jobs, self.batch_tokens):
            with taking(self.turn, stop.is_set) as ours:
                if not ours:
                    break
                try:
                    answers = self.answers(batch, search, stop)
                except RuntimeError as error:  # torch: out of memory, a device that is gone
                    raise EngineError(
                        f"{self.model} failed on {self.network.device}: {error}; "
                        "try a smaller batch_tokens or device='cpu'"
                    ) from error
            for job, answer in zip(batch, answers, strict=True):
                completions[job.place] = answer
        return completions

    def search(self, decoding: Decoding, limit: int) -> GenerationConfig:
        """transformers' names for the search settings. Beams end as CTranslate2's do, with `beam_size` finished."""
        beams = 1 if decoding.temperature else decoding.beam_size or 1
        chosen: dict[str, Any] = {"num_beams": beams, "early_stopping": True} if beams > 1 else {}
        if beams > 1 and decoding.length_penalty is not None:
            chosen["length_penalty"] = decoding.length_penalty
        if decoding.temperature:
            chosen |= {"do_sample": True, "temperature": decoding.temperature, "top_k": 0}
        return GenerationConfig(  # type: ignore[no-untyped-call]
            max_new_tokens=limit,
            repetition_penalty=decoding.repetition_penalty or 1.0,
            no_repeat_ngram_size=decoding.no_repeat_ngram or 0,
            suppress_tokens=self.suppress or None,
            **chosen,
        )

    @torch.inference_mode()
    def answers(self, batch: list[Job], search: GenerationConfig, stop: threading.Event) -> list[Completion]:
        """The completions of one batch, all of whose answers begin with the same number of given tokens."""
        network, config = self.network, self.network.generation_config
        ids, mask = self.padded([job.source for job in batch])
        memory = network.get_encoder()(input_ids=ids, attention_mask=mask).last_hidden_state
        numbers = self.pieces.vocabulary
        given = [[config.decoder_start_token_id, *(numbers[token] for token in job.start)] for job in batch]
        written = network.generate(
            encoder_outputs=BaseModelOutput(last_hidden_state=memory),
            attention_mask=mask,
            decoder_input_ids=torch.tensor(given, device=network.device),
            generation_config=search,
            stopping_criteria=StoppingCriteriaList([Stopped(stop)]),
        )
        new = [self.cut(row[len(given[0]) :]) for row in written.tolist()]
        scores = self.scores(memory, mask, written, len(given[0]), list(map(len, new)))
        completions = []
        for job, row, score in zip(batch, new, scores, strict=True):
            text = self.pieces.decode([*job.start, *(self.tokens[number] for number in row)], job.source)
            if row and row[-1] == self.end:
                completions.append(Completion(text, "stop", score))
            elif len(row) < search.max_new_tokens and stop.is_set():
                completions.append(Completion(text, "cancelled", score))
            else:
                completions.append(Completion(text, "length", score))
        return completions

    def cut(self, row: list[int]) -> list[int]:
        """An answer's tokens up to its end, the end included; what follows is padding."""
        return row[: row.index(self.end) + 1] if self.end in row else row

    def padded(self, rows: list[tuple[str, ...]]) -> tuple[torch.Tensor, torch.Tensor]:
        """Token ids in one tensor, with the mask that tells tokens from padding."""
        width = max(map(len, rows))
        filler = self.network.generation_config.pad_token_id
        ids = [[self.pieces.vocabulary[token] for token in row] + [filler] * (width - len(row)) for row in rows]
        mask = [[1] * len(row) + [0] * (width - len(row)) for row in rows]
        return torch.tensor(ids, device=self.network.device), torch.tensor(mask, device=self.network.device)

    def scores(
        self, memory: torch.Tensor, mask: torch.Tensor, written: torch.Tensor, start: int, lengths: list[int]
    ) -> list[float | None]:
        """The mean log-probability of each answer's new tokens, the end included, from one more pass of the decoder.

        A pass costs less than what generate() needs to remember of every step: its logits for every beam.
        """
        result: list[float | None] = []
        rows = max(1, LOGITS_AT_ONCE // (written.shape[1] * self.network.get_input_embeddings().num_embeddings))
        for at in range(0, len(lengths), rows):
            part = slice(at, at + rows)
            logits = self.network(
                encoder_outputs=BaseModelOutput(last_hidden_state=memory[part]),
                attention_mask=mask[part],
                decoder_input_ids=written[part, :-1],
            ).logits
            chosen = logits[:, start - 1 :].float().log_softmax(-1).gather(2, written[part, start:, None])[..., 0]
            for row, length in zip(chosen, lengths[part], strict=True):
                result.append(float(row[:length].mean()) if length else None)
        return result


@contextmanager
def taking(turn: threading.Lock, stopped: Callable[[], bool]) -> Iterator[bool]:
    """A turn at the model: True once it is ours, False if the caller loses interest before."""
    while not stopped():
        if turn.acquire(timeout=POLL_S):
            try:
                yield True
            finally:
                turn.release()
            return
    yield False


class Stopped(StoppingCriteria):
    """Ends a generation when its caller has lost interest."""

    def __init__(self, stop: threading.Event):
        self.stop = stop

    def __call__(self, input_ids: torch.Tensor, scores: Any, **kwargs: Any) -> torch.Tensor:
        return torch.full((input_ids.shape[0],), self.stop.is_set(), device=input_ids.device)


def device_of(name: str) -> torch.device:
    """The device of that name; `auto` is the first GPU there is, else the CPU."""
    if name == "auto":
        mps = torch.backends.mps.is_available()
        return torch.device("cuda" if torch.cuda.is_available() else "mps" if mps else "cpu")
    try:
        place = torch.device(name)
        torch.empty(0, device=place)
    except (RuntimeError, AssertionError) as error:
        raise EngineError(f"torch has no device {name!r} here ({error}); use device='cpu'") from error
    return place


def dtype_of(name: str, place: torch.device) -> torch.dtype:
    """The number format of that name; `auto` is bfloat16 on a GPU that computes in it, else float32."""
    if name == "auto":
        computes = place.type == "mps" or (place.type == "cuda" and torch.cuda.is_bf16_supported())
        return torch.bfloat16 if computes else torch.float32
    formats = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}
    if name not in formats:
        raise InputError(f"dtype is {name!r}; choose auto, {', '.join(formats)}")
    return formats[name]
