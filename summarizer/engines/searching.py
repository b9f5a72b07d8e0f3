"""What local translation engines share: which prompts may pass, how they are grouped, which search settings hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial

from summarizer.engines import Decoding, Prompt, refuse_system
from summarizer.engines.pieces import Pieces, Terms
from summarizer.errors import InputError


@dataclass(frozen=True)
class Job:
    """One prompt made ready: its place in the call, its source tokens, and the tokens its answer has to begin with."""

    place: int
    source: tuple[str, ...]
    start: tuple[str, ...]


def tokens(encode: Callable[[str], list[str]], text: str) -> list[str]:
    """The text's own tokens. Raises `InputError` for text that no encoding can hold (lone surrogates)."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        message = "the text holds half of a character (a lone surrogate); pass it through summarizer.text.normalise"
        raise InputError(message) from error
    return encode(text)


def framed(pieces: Pieces, text: str, terms: Terms = (), country: str = "") -> tuple[str, ...]:
    """All that a model reads for a text: its tokens and the control tokens around them."""
    return (*pieces.before, *tokens(partial(pieces.encode, terms=terms, country=country), text), *pieces.after)


def admit(prompts: Sequence[Prompt], pieces: Pieces, *, engine: str, budget: int) -> list[Job]:
    """The jobs of a call; a prompt in which there is nothing to read makes none.

    Raises `InputError`, before anything is generated, for a system prompt and for a prompt over the budget.
    """
    jobs = []
    for place, prompt in enumerate(prompts):
        refuse_system(prompt, engine)
        source = framed(pieces, prompt.user, prompt.terms, prompt.country)
        if len(source) > budget and prompt.country:
            # texts are cut by their tokens alone; names in their country's longer spelling must not make one too long
            source = framed(pieces, prompt.user, prompt.terms)
        if len(source) > budget:
            raise InputError(
                f"prompt {place} has {len(source)} tokens and the model reads at most {budget}; "
                "cut it between sentences"
            )
        if prompt.user.strip() and len(source) > len(pieces.before) + len(pieces.after):
            jobs.append(Job(place, source, (*pieces.start, *tokens(pieces.begin, prompt.prefix))))
    return jobs


def room(asked: int, jobs: Sequence[Job], positions: int | None) -> int:
    """How many tokens may be generated: what was asked for, within what the network can write after the longest start.

    Raises `InputError` if that is nothing.
    """
    if asked < 1:
        raise InputError(f"max_new_tokens is {asked}; it has to be at least 1")
    if positions is None:
        return asked
    left = positions - max((len(job.start) for job in jobs), default=0)
    if left < 1:
        raise InputError(f"a prefix leaves no room: the model writes at most {positions} tokens; shorten it")
    return min(asked, left)


def batches(jobs: Sequence[Job], size: int) -> list[list[Job]]:
    """The jobs in batches of at most `size` tokens, padding counted, longest first so that little padding is needed.

    The answers of a batch all begin with the same number of given tokens.
    """
    result: list[list[Job]] = []
    for job in sorted(jobs, key=lambda job: (len(job.start), -len(job.source))):
        first = result[-1][0] if result else job
        fits = len(first.start) == len(job.start) and result and len(first.source) * (len(result[-1]) + 1) <= size
        if fits:
            result[-1].append(job)
        else:
            result.append([job])
    return result


def settle(defaults: Decoding, asked: Decoding) -> Decoding:
    """The search settings of a call: what it asks for, else the engine's own."""
    values = {field.name: getattr(asked, field.name) for field in fields(asked)}
    return replace(defaults, **{name: value for name, value in values.items() if value is not None})
