"""The engine for instruction models in transformers: each with its own chat template, decoding and ways to stop."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import jinja2
import torch
import transformers
from transformers import (
    GenerationConfig,
    LogitsProcessorList,
    StoppingCriteriaList,
    TextIteratorStreamer,
)

from summarizer.engines import Completion, Decoding, Prompt, control, integrity, refuse_system
from summarizer.engines import checkpoint as checkpoints
from summarizer.engines.seq2seq import device_of, dtype_of, taking
from summarizer.engines.steering import Sampling, Told, Watch, penalties, search
from summarizer.errors import EngineError, InputError

BUDGET = 16_384
"""The input budget of a model that could read more: memory grows with what is read."""

ANSWER_SHARE = 2_048
"""Positions kept free for the answer, or half of them all where there are few."""


THOUGHT = ("<|channel>", "<channel|>")
"""The tokens around a thought of Gemma 4. Decoding drops them as control tokens, and what stands between would be left."""


@dataclass(frozen=True)
class Job:
    """One prompt made ready: its place in the call, its tokens, and the text its answer has to begin with."""

    place: int
    ids: list[int]
    prefix: str


class ChatEngine:
    """Instruction models in transformers. `Prompt.system` and `Prompt.examples` become turns of the model's own template.

    Control tokens in a prompt are text (`summarizer.engines.control`), and a template that drops or rejects a part of a
    prompt is an `InputError`. `Prompt.prefix` begins the answer; a thought that the model opens itself is left out of it.
    One call at a time uses the model; calls from several threads take turns, batch by batch. A set `cancel` is obeyed
    within one token, and by a call that waits for its turn at once.
    """

    name = "chat"

    def __init__(
        self,
        network: Any,
        tokenizer: Any,
        *,
        model: str,
        revision: str = "",
        input_budget: int | None = None,
        batch_tokens: int = 8192,
        sampling: Sampling | None = None,
        template: Mapping[str, Any] | None = None,
        languages: tuple[str, str] | None = None,
        seed: int = 0,
    ):
        """Take a loaded network and its tokenizer, whose chat template is used with the variables of `template`.

        `languages`, a source and a target code, are for templates that build the request themselves from a bare text
        (TranslateGemma). The search settings in the network's own `generation_config` are replaced by `sampling`;
        `seed` makes a call that samples repeatable. `batch_tokens` counts the tokens of prompts, padding included, and
        those that their answers may have: memory is needed for both.
        """
        if not tokenizer.chat_template:
            raise EngineError(f"{model} has no chat template, so it is no instruction model; choose its `-it` variant")
        self.network = network.eval()
        self.tokenizer = tokenizer
        self.model = model
        self.revision = revision
        self.sampling = sampling or Sampling()
        self.template = dict(template or {})
        self.languages = languages
        self.seed = seed
        self.batch_tokens = batch_tokens
        self.turn = threading.Lock()
        added = [token.content for token in tokenizer.added_tokens_decoder.values()]
        self.marks = control.marks_of(tokenizer.all_special_tokens, added)
        self.control = {
            number for number, token in tokenizer.added_tokens_decoder.items() if self.is_mark(token.content)
        }
        vocabulary = tokenizer.get_vocab()
        self.thought = vocabulary.get(THOUGHT[0]), vocabulary.get(THOUGHT[1])
        self.frames: dict[tuple[bool, int], list[int]] = {}
        self.ends = ends_of(network, tokenizer)
        network.generation_config = GenerationConfig(  # type: ignore[no-untyped-call]
            eos_token_id=self.ends, pad_token_id=padding_of(network, tokenizer, self.ends)
        )
        # multimodal networks keep the sizes of the part that reads text in a configuration of its own
        self.positions: int | None = getattr(network.config.get_text_config(), "max_position_embeddings", None)
        self.input_budget = input_budget or BUDGET
        if self.positions is not None:
            free = self.positions - min(ANSWER_SHARE, self.positions // 2) - len(self.frame(Prompt("")))
            self.input_budget = max(1, min(self.input_budget, free))

    @classmethod
    def from_pretrained(
        cls,
        model: str,
        *,
        revision: str | None = None,
        device: str = "auto",
        dtype: str = "auto",
        quantise: str | None = None,
        input_budget: int | None = None,
        batch_tokens: int = 8192,
        template: Mapping[str, Any] | None = None,
        source_language: str | None = None,
        target_language: str | None = None,
        seed: int = 0,
        **sampling: Any,
    ) -> ChatEngine:
        """The engine of a Hugging Face instruction model, a hub id or a folder.

        `device` and `dtype` as for `seq2seq`; `quantise` is None or 4bit (bitsandbytes, on an NVIDIA GPU); `sampling`
        are the fields of `Sampling`. Raises `EngineError` for missing, damaged or unsuitable files.
        """
        if bool(source_language) != bool(target_language):
            raise InputError("give both source_language and target_language, or neither")
        if unknown := sorted(set(sampling) - {setting.name for setting in fields(Sampling)}):
            raise InputError(f"the chat engine has no option {', '.join(unknown)}")
        found = checkpoints.find(model, revision=revision)
        place = device_of(device)
        tokenizer = tokenizer_of(found.folder)
        network = checkpoints.network(
            found.folder,
            transformers.AutoModelForCausalLM,
            "chat",
            dtype=dtype_of(dtype, place),
            spare=True,
            **quantisation(quantise, place),
        )
        checkpoints.check_rows(found.folder, network, len(tokenizer))
        try:
            network = network if quantise else network.to(place)
        except RuntimeError as error:
            raise EngineError(
                f"{found.model} does not fit on {place} ({error}); use device='cpu', quantise='4bit' or a smaller preset "
                "(`summarizer models` shows what fits)"
            ) from error
        return cls(
            network,
            tokenizer,
            model=found.model,
            revision=found.revision,
            input_budget=input_budget,
            batch_tokens=batch_tokens,
            sampling=Sampling(**sampling),
            template=template,
            languages=(source_language, target_language) if source_language and target_language else None,
            seed=seed,
        )

    # --- prompts ---

    def count_tokens(self, text: str) -> int:
        """The tokens of a text by itself; those that the template puts around it are allowed for in `input_budget`."""
        return len(self.encoded(control.neutralise(text, self.marks)))

    def rendered(self, prompt: Prompt) -> str:
        """The exact text that the model reads, control tokens and all, up to where its answer begins.

        Raises `InputError` when the template rejects or drops a part of the prompt.
        """
        if self.languages:
            refuse_system(prompt, f"{self.model} on the {self.name}")
        turns = [(role, control.neutralise(content, self.marks)) for role, content in prompt.turns]
        messages = [{"role": role, "content": self.content(role, text)} for role, text in turns]
        try:
            rendered = self.tokenizer.apply_chat_template(
                messages, tokenize=False, add_generation_prompt=True, **self.template
            )
        except (jinja2.TemplateError, TypeError, KeyError, ValueError) as error:
            raise InputError(
                f"the chat template of {self.model} rejects this prompt ({error}); choose another prompt for it"
            ) from error
        for role, text in turns:
            if text.strip() not in rendered:
                raise InputError(
                    f"the chat template of {self.model} leaves out the {role} turn; choose another prompt for it"
                )
        return str(rendered) + control.neutralise(prompt.prefix, self.marks)

    def content(self, role: str, text: str) -> Any:
        if not self.languages or role != "user":
            return text
        source, target = self.languages
        return [{"type": "text", "source_lang_code": source, "target_lang_code": target, "text": text}]

    def frame(self, prompt: Prompt) -> list[int]:
        """The tokens of the template alone for a prompt of this shape."""
        shape = bool(prompt.system), len(prompt.examples)
        if shape not in self.frames:
            bare = Prompt("x", "x" if shape[0] else "", examples=(("x", "x"),) * shape[1])
            self.frames[shape] = self.encoded(self.rendered(bare))
        return self.frames[shape]

    def encoded(self, text: str) -> list[int]:
        try:
            text.encode("utf-8")
        except UnicodeEncodeError as error:
            message = "the text holds half of a character (a lone surrogate); pass it through summarizer.text.normalise"
            raise InputError(message) from error
        ids: list[int] = self.tokenizer(text, add_special_tokens=False).input_ids
        return ids

    def is_mark(self, token: str) -> bool:
        return control.neutralise(token, self.marks) != token

    def admit(self, prompts: Sequence[Prompt]) -> list[Job]:
        """The jobs of a call; a prompt with nothing to read makes none. Raises `InputError` before anything is generated."""
        jobs = []
        for place, prompt in enumerate(prompts):
            if not prompt.user.strip():
                continue
            ids = self.encoded(self.rendered(prompt))
            frame = self.frame(prompt)
            if (size := len(ids) - len(frame)) > self.input_budget:
                raise InputError(
                    f"prompt {place} has {size} tokens and the model reads at most {self.input_budget}; "
                    "cut it between sentences"
                )
            if sum(number in self.control for number in ids) != sum(number in self.control for number in frame):
                raise InputError(f"prompt {place} holds control tokens of {self.model} in disguise; take them out")
            jobs.append(Job(place, ids, prompt.prefix))
        return jobs

    # --- answers ---

    def generate(
        self,
        prompts: Sequence[Prompt],
        *,
        max_new_tokens: int,
        decoding: Decoding = Decoding(),
        cancel: threading.Event | None = None,
    ) -> list[Completion]:
        """One completion per prompt, in order (see `summarizer.engines.Engine`); nothing to read gives no text."""
        jobs = self.admit(prompts)
        limit = self.room(max_new_tokens, jobs)
        stop = cancel or threading.Event()
        completions = [Completion("", "stop")] * len(prompts)
        for job in jobs:
            completions[job.place] = Completion("", "cancelled")
        for batch in batches(jobs, self.batch_tokens, limit):
            if stop.is_set():
                break
            for job, answer in zip(batch, self.answers(batch, decoding, limit, stop.is_set), strict=True):
                completions[job.place] = answer
        return completions

    def stream(
        self,
        prompt: Prompt,
        *,
        max_new_tokens: int,
        decoding: Decoding = Decoding(),
        cancel: threading.Event | None = None,
    ) -> Generator[str, None, Completion]:
        """The answer piece by piece (see `summarizer.engines.StreamingEngine`)."""
        if (decoding.beam_size or 1) > 1:
            raise InputError("beams are compared at their end and cannot be watched; leave beam_size out of a stream")
        jobs = self.admit([prompt])
        limit = self.room(max_new_tokens, jobs)
        if not jobs:
            return Completion("", "stop")
        closed = threading.Event()
        streamer = AnswerStreamer(self.tokenizer, self.thought)
        result: Future[list[Completion]] = Future()

        def stopped() -> bool:
            return closed.is_set() or (cancel is not None and cancel.is_set())

        def work() -> None:
            try:
                result.set_result(self.answers(jobs, decoding, limit, stopped, streamer))
            except BaseException as error:  # handed to the reader, who waits for it
                result.set_exception(error)
            finally:
                # a generation that fails never ends its streamer, and the reader would wait for ever
                streamer.end()  # type: ignore[no-untyped-call]

        thread = threading.Thread(target=work, name="chat-stream", daemon=True)
        thread.start()
        try:
            if prompt.prefix:
                yield prompt.prefix
            yield from (piece for piece in streamer if piece)
            return result.result()[0]
        finally:
            closed.set()
            thread.join()

    def room(self, asked: int, jobs: Sequence[Job]) -> int:
        """How many tokens may be generated: what was asked for, within the network's positions."""
        if asked < 1:
            raise InputError(f"max_new_tokens is {asked}; it has to be at least 1")
        if self.positions is None:
            return asked
        left = self.positions - max((len(job.ids) for job in jobs), default=0)
        if left < 1:
            raise InputError(f"a prompt leaves no room for an answer within {self.positions} tokens; shorten it")
        return min(asked, left)

    def answers(
        self, batch: list[Job], decoding: Decoding, limit: int, stopped: Callable[[], bool], streamer: Any = None
    ) -> list[Completion]:
        """The completions of one batch. Raises `EngineError` when the device fails."""
        width = max(len(job.ids) for job in batch)
        filler = self.network.generation_config.pad_token_id
        device = self.network.device
        # padding goes on the left: an answer continues the last token of its row
        ids = torch.tensor([[filler] * (width - len(job.ids)) + job.ids for job in batch], device=device)
        mask = torch.tensor([[0] * (width - len(job.ids)) + [1] * len(job.ids) for job in batch], device=device)
        watch = Watch()
        devices = [device] if device.type == "cuda" else []
        with taking(self.turn, stopped) as ours, torch.inference_mode(), torch.random.fork_rng(devices):
            if not ours:
                return [Completion("", "cancelled")] * len(batch)
            torch.manual_seed(self.seed)
            try:
                written = self.network.generate(
                    input_ids=ids,
                    attention_mask=mask,
                    generation_config=search(self.sampling, decoding, limit),
                    logits_processor=LogitsProcessorList([*penalties(decoding, width), watch]),
                    stopping_criteria=StoppingCriteriaList([Told(stopped)]),
                    streamer=streamer,
                )
            except ValueError as error:
                raise InputError(f"{self.model} cannot be searched with these settings: {error}") from error
            except RuntimeError as error:  # torch: out of memory, a device that is gone
                raise EngineError(
                    f"{self.model} failed on {device}: {error}; try a smaller batch_tokens, quantise='4bit' or device='cpu'"
                ) from error
        scores = watch.means(written, width, self.ends) if (decoding.beam_size or 1) == 1 else [None] * len(batch)
        rows = written[:, width:].tolist()
        return [
            self.completion(job, row, score, limit, stopped)
            for job, row, score in zip(batch, rows, scores, strict=True)
        ]

    def completion(
        self, job: Job, row: list[int], score: float | None, limit: int, stopped: Callable[[], bool]
    ) -> Completion:
        end = next((place for place, number in enumerate(row) if number in self.ends), None)
        text = self.decoded(job, row if end is None else row[:end])
        if end is not None:
            return Completion(text, "stop", score)
        return Completion(text, "cancelled" if len(row) < limit and stopped() else "length", score)

    def decoded(self, job: Job, row: list[int]) -> str:
        row = without_thought(row, *self.thought)
        if not job.prefix:
            return str(self.tokenizer.decode(row, skip_special_tokens=True)).strip()
        # decoded together with the end of the prompt, or the space between prefix and answer could be lost
        tail = job.ids[-4:]
        before, whole = (str(self.tokenizer.decode(ids, skip_special_tokens=True)) for ids in (tail, tail + row))
        return (job.prefix + whole[len(before) :]).strip()


class AnswerStreamer(TextIteratorStreamer):
    """The pieces of an answer, without what stands in a thought that the model opens itself."""

    def __init__(self, tokenizer: Any, thought: tuple[int | None, int | None]):
        super().__init__(tokenizer, skip_prompt=True, skip_special_tokens=True)
        self.opening, self.closing = thought
        self.thinking = False

    def put(self, value: torch.Tensor) -> None:
        if not self.next_tokens_are_prompt:  # then it is one token
            self.thinking = value.item() == self.opening or (self.thinking and value.item() != self.closing)
            if self.thinking:
                return
        super().put(value)  # type: ignore[no-untyped-call]


def without_thought(row: list[int], opening: int | None, closing: int | None) -> list[int]:
    """The tokens of an answer behind its thought; of a thought that is never closed nothing."""
    if closing in row:
        row = row[len(row) - row[::-1].index(closing) :]
    return row[: row.index(opening)] if opening in row else row


def batches(jobs: Sequence[Job], size: int, limit: int) -> list[list[Job]]:
    """The jobs in batches of at most `size` tokens, padding and `limit` tokens for each answer counted, longest first."""
    result: list[list[Job]] = []
    for job in sorted(jobs, key=lambda job: -len(job.ids)):
        if result and (len(result[-1][0].ids) + limit) * (len(result[-1]) + 1) <= size:
            result[-1].append(job)
        else:
            result.append([job])
    return result


def tokenizer_of(folder: Path) -> Any:
    try:
        return transformers.AutoTokenizer.from_pretrained(folder, trust_remote_code=False, local_files_only=True)
    except Exception as error:  # the loaders of tokenizer files raise anything, bare Exception included
        raise EngineError(f"the tokenizer of {folder} cannot be read ({error}); {integrity.advice(folder)}") from error


def ends_of(network: Any, tokenizer: Any) -> list[int]:
    """Every token that ends an answer, by the network's settings and by the tokenizer."""
    own = network.generation_config.eos_token_id if network.generation_config else None
    listed = own if isinstance(own, list) else [own]
    return sorted({number for number in [*listed, tokenizer.eos_token_id] if number is not None})


def padding_of(network: Any, tokenizer: Any, ends: list[int]) -> int:
    own = network.generation_config.pad_token_id if network.generation_config else None
    return next((number for number in (own, tokenizer.pad_token_id, *ends) if number is not None), 0)


def quantisation(kind: str | None, place: torch.device) -> dict[str, Any]:
    """What `from_pretrained` needs to load weights in four bits. Raises `EngineError` where that cannot be."""
    if kind is None:
        return {}
    if kind != "4bit":
        raise InputError(f"quantise is {kind!r}; choose 4bit, or leave it out")
    if place.type != "cuda":
        raise EngineError(
            "4bit needs an NVIDIA GPU; leave quantise out, or serve a quantised model with llama.cpp and use the server preset"
        )
    if importlib.util.find_spec("bitsandbytes") is None or importlib.util.find_spec("accelerate") is None:
        raise EngineError("4bit needs two more packages: pip install bitsandbytes accelerate")
    settings = transformers.BitsAndBytesConfig(  # type: ignore[no-untyped-call]
        load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=torch.bfloat16
    )
    return {"quantization_config": settings, "device_map": {"": place}}
