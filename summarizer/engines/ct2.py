"""The CTranslate2 engine: local translation models on the CPU, int8, without torch."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ctranslate2

from summarizer.engines import Completion, Decoding, Prompt, integrity
from summarizer.engines import pieces as vocabularies
from summarizer.engines.pieces import CONTROL, MARIAN_FILES, Pieces
from summarizer.engines.searching import Job, admit, batches, framed, room, settle
from summarizer.errors import EngineError, InputError

MODEL_FILES = ("model.bin", "config.json", "shared_vocabulary.json")
BUDGET = 512
"""The input budget of a model that states none (T5 and mT5 were trained on no more)."""

LIGHT = 200_000_000
"""Bytes below which a model is fastest with one batch per core; a larger one shares the cores within a batch."""


@dataclass(frozen=True)
class Submitted:
    """A batch on its way: its jobs and, for each, the answer to come."""

    jobs: list[Job]
    answers: list[Any]


class CT2Engine:
    """Translation models in CTranslate2's format. Bare text in, no system prompt; `Prompt.prefix` begins the answer.

    `generate` sends batches of at most `batch_tokens` source tokens and keeps only a few of them waiting, so that a set
    `cancel` is obeyed once those on their way are done (about a second on the CPU; at once with greedy search).
    """

    name = "ct2"

    def __init__(
        self,
        translator: ctranslate2.Translator,
        pieces: Pieces,
        *,
        model: str,
        revision: str = "",
        positions: int | None = None,
        input_budget: int | None = None,
        batch_tokens: int = 512,
        decoding: Decoding = Decoding(),
        coverage: float = 0.0,
        suppress: Iterable[str] = (),
    ):
        """Take a loaded translator and the pieces of its vocabulary (`pieces.of` makes them from a tokenizer).

        `positions` is the most tokens the network can read or write, `input_budget` what a prompt may have of them;
        `decoding` are the search settings of calls that ask for none (else greedy); the tokens of `suppress` are never
        generated. With `coverage`, the answer is not the likeliest of the beams but the best after so many nats per
        token were added for saying all that the model's lexicon knows of the source.
        """
        self.translator = translator
        self.pieces = pieces
        self.model = model
        self.revision = revision
        self.positions = positions
        self.input_budget = min(input_budget or positions or BUDGET, positions or BUDGET)
        self.batch_tokens = batch_tokens
        self.decoding = decoding
        self.coverage = coverage
        self.suppress = [[token] for token in suppress]

    @classmethod
    def from_pretrained(
        cls,
        model: str,
        *,
        revision: str | None = None,
        compute_type: str = "int8",
        device: str = "auto",
        threads: int | None = None,
        source_language: str | None = None,
        target_language: str | None = None,
        input_budget: int | None = None,
        batch_tokens: int | None = None,
        beam_size: int = 1,
        length_penalty: float | None = None,
        repetition_penalty: float | None = None,
        no_repeat_ngram: int | None = None,
        coverage: float = 0.0,
    ) -> CT2Engine:
        """The engine of a folder in CTranslate2's format with a manifest, or of a Hugging Face seq2seq checkpoint.

        A checkpoint (a hub id or a folder: Marian, NLLB, M2M100, T5, mT5) is converted once into the user's cache.
        `compute_type` is CTranslate2's; `device` is auto, cpu or cuda; `threads` are CPU threads (None: one per core,
        at most 8). Raises `EngineError` for missing, damaged or unsuitable files.
        """
        languages = {"source_language": source_language, "target_language": target_language}
        folder = Path(model)
        if not is_converted(folder):
            from summarizer.engines import conversion  # needs torch; a converted model does not

            folder = conversion.converted(model, revision=revision, quantisation=compute_type, **languages)
        marian = (folder / MARIAN_FILES[0]).is_file()
        manifest = integrity.verify(folder, needed=(*MODEL_FILES, *(MARIAN_FILES if marian else ())))
        pieces = vocabularies.load(folder, **languages)
        vocabulary = target_vocabulary(folder, pieces)
        size = (folder / MODEL_FILES[0]).stat().st_size
        return cls(
            load(folder, compute_type=compute_type, device=device, threads=threads, shared=size >= LIGHT),
            pieces,
            model=manifest.model,
            revision=manifest.revision,
            positions=manifest.positions,
            input_budget=input_budget,
            batch_tokens=batch_tokens or a_second_of_work(size, device),
            decoding=Decoding(
                beam_size=beam_size,
                length_penalty=length_penalty,
                repetition_penalty=repetition_penalty,
                no_repeat_ngram=no_repeat_ngram,
            ),
            coverage=coverage,
            suppress=[token for token in vocabulary if token != pieces.end and not pieces.is_text(token)],
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
        options = self.options(settle(self.decoding, decoding))
        completions = [Completion("", "stop")] * len(prompts)
        for job in jobs:
            completions[job.place] = Completion("", "cancelled")
        workers = self.translator.num_translators
        share = -(-sum(len(job.source) for job in jobs) // workers)
        waiting: deque[Submitted] = deque()
        for batch in batches(jobs, min(self.batch_tokens, max(share, 1))):
            if cancel is not None and cancel.is_set():
                break
            waiting.append(self.submit(batch, limit, options, cancel))
            if len(waiting) >= 2 * workers:
                self.collect(waiting.popleft(), completions, limit, options, cancel)
        while waiting:
            self.collect(waiting.popleft(), completions, limit, options, cancel)
        return completions

    def options(self, decoding: Decoding) -> dict[str, Any]:
        """CTranslate2's names for the search settings."""
        options: dict[str, Any] = {
            "beam_size": decoding.beam_size or 1,
            "length_penalty": 1.0 if decoding.length_penalty is None else decoding.length_penalty,
            "repetition_penalty": decoding.repetition_penalty or 1.0,
            "no_repeat_ngram_size": decoding.no_repeat_ngram or 0,
        }
        if decoding.temperature:
            options |= {"beam_size": 1, "sampling_topk": 0, "sampling_temperature": decoding.temperature}
        return options | {"num_hypotheses": options["beam_size"] if self.coverage else 1}

    def submit(
        self, batch: list[Job], limit: int, options: dict[str, Any], cancel: threading.Event | None
    ) -> Submitted:
        """Queue one batch. Its answers end after `limit` new tokens, end of sentence included."""
        if cancel is not None and options["beam_size"] == 1:
            stop = cancel.is_set
            options = options | {"callback": lambda step: stop()}
        try:
            answers = self.translator.translate_batch(
                [list(job.source) for job in batch],
                [list(job.start) or None for job in batch],
                asynchronous=True,
                max_input_length=0,  # the default cuts long input silently
                max_decoding_length=limit + len(batch[0].start),
                return_end_token=True,
                return_scores=True,
                suppress_sequences=self.suppress or None,
                **options,
            )
        except (RuntimeError, ValueError) as error:
            raise self.failure(error) from error
        return Submitted(batch, answers)

    def collect(
        self,
        submitted: Submitted,
        completions: list[Completion],
        limit: int,
        options: dict[str, Any],
        cancel: threading.Event | None,
    ) -> None:
        """Wait for a batch and put its completions in their places."""
        for job, answer in zip(submitted.jobs, submitted.answers, strict=True):
            try:
                result = answer.result()
            except (RuntimeError, ValueError) as error:
                raise self.failure(error) from error
            completions[job.place] = self.completion(job, result, limit, options["length_penalty"], cancel)

    def completion(
        self, job: Job, result: Any, limit: int, length_penalty: float, cancel: threading.Event | None
    ) -> Completion:
        tokens, text, score = max(self.hypotheses(job, result), key=lambda found: found[-1])[:3]
        new = len(tokens) - len(job.start)
        # CTranslate2 gives the sum over the new tokens, divided by the length of the whole to the power of the penalty.
        mean = score * len(tokens) ** length_penalty / new if new > 0 else None
        if tokens and tokens[-1] == self.pieces.end:
            return Completion(text, "stop", mean)
        if new < limit and cancel is not None and cancel.is_set():
            return Completion(text, "cancelled", mean)
        return Completion(text, "length", mean)

    def hypotheses(self, job: Job, result: Any) -> Iterator[tuple[list[str], str, float, float]]:
        """Each finished answer: its tokens, its text, the search's score and what it is worth."""
        for tokens, score in zip(result.hypotheses, result.scores, strict=True):
            text = self.pieces.decode(tokens, job.source)
            covered = self.pieces.covered(job.source, text) if self.coverage else 0.0
            yield tokens, text, score, score + self.coverage * covered

    def failure(self, error: Exception) -> EngineError:
        return EngineError(f"CTranslate2 failed on {self.model}: {error}; try a smaller batch_tokens or device='cpu'")


def is_converted(folder: Path) -> bool:
    """Whether a folder is in CTranslate2's format, or was meant to be: weights gone, manifest still there."""
    listed = (folder / integrity.MANIFEST).is_file() and not any(folder.glob("*.safetensors"))
    return listed or (folder / MODEL_FILES[0]).is_file()


def target_vocabulary(folder: Path, pieces: Pieces) -> list[str]:
    """The tokens the model can write. Raises `EngineError` unless the tokenizer's vocabulary is the same one."""
    tokens = integrity.read_json(folder / MODEL_FILES[2])
    if not isinstance(tokens, list) or not all(isinstance(token, str) for token in tokens):
        raise EngineError(f"{folder / MODEL_FILES[2]} is no list of tokens; {integrity.advice(folder)}")
    # Marian's table ends in padding, which CTranslate2 leaves out; T5's network has named rows beyond its table
    table = list(pieces.vocabulary)
    rest = [*table[len(tokens) :], *tokens[len(table) :]]
    if tokens[: len(table)] != table[: len(tokens)] or not all(map(CONTROL.fullmatch, rest)):
        raise EngineError(
            f"the tokenizer in {folder} has {len(table)} tokens and the model {len(tokens)}, and they differ: "
            f"they do not belong together; {integrity.advice(folder)}"
        )
    return tokens


def load(folder: Path, *, compute_type: str, device: str, threads: int | None, shared: bool) -> ctranslate2.Translator:
    """The translator of a folder; `shared` gives one batch at a time all threads, else each thread has its own."""
    if threads is not None and threads < 1:
        raise InputError(f"threads is {threads}; it has to be at least 1")
    cores = threads or min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, 8)
    try:
        return ctranslate2.Translator(
            str(folder),
            device=device,
            compute_type=compute_type,
            inter_threads=1 if shared else cores,
            intra_threads=cores if shared else 1,
        )
    except ValueError as error:
        raise EngineError(f"{error} (device {device!r}, compute_type {compute_type!r}); choose another") from error
    except RuntimeError as error:
        raise EngineError(
            f"CTranslate2 cannot load {folder} on {device}: {error}; {integrity.advice(folder)}"
        ) from error


def a_second_of_work(size: int, device: str) -> int:
    """Source tokens per batch for a model of `size` bytes: about a second on one core, more for a GPU."""
    if device != "cpu" and ctranslate2.get_cuda_device_count():
        return 4096
    return max(128, min(512, 2**35 // max(size, 1)))
