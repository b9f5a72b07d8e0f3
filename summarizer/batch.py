"""Many articles: JSON lines in, JSON lines out, resumable after a kill at any moment, on this machine or on Ray.

Every output line is one record of the input: its Digest JSON or `{"id", "line", "error"}`, both with the `key` that makes resuming
safe: the record's content and the configuration that digested it. A line is on disk before the next is begun; a torn last line,
left by a kill, is cut off when the run starts again.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from summarizer import __version__, article, presets
from summarizer.errors import EngineError, InputError
from summarizer.types import Article

LINE_BYTES = 20_000_000
GROUP = 32


@dataclass(frozen=True)
class Record:
    """One line of the input: an article, or the reason why it is not one."""

    line: int
    id: str
    key: str
    article: Article | None
    error: str = ""


@dataclass(frozen=True)
class Outcome:
    """How a run ended: records digested now, failed now, and found finished from before."""

    done: int
    failed: int
    skipped: int


def run(
    source: Path,
    out: Path,
    *,
    preset: str = presets.DEFAULT,
    runner: str = "local",
    workers: int = 1,
    progress: Callable[[int], None] = lambda finished: None,
    **options: Any,
) -> Outcome:
    """Digest every record of `source` that `out` does not hold yet. `progress` is called with the records finished in this run.

    Raises `InputError` if the input cannot be read, another run is writing to `out`, or `out` was made with another configuration;
    `EngineError` if the model fails. Whatever stops it, running it again goes on where it stopped.
    """
    if runner not in RUNNERS:
        raise InputError(f"there is no runner {runner!r}; choose one of {', '.join(RUNNERS)}")
    if not source.is_file():
        raise InputError(f"{source} is not a file; give JSON lines with `id` and `text`")
    configuration = fingerprint(preset, options)
    with locked(out):
        finished = resume(out, configuration)
        done = failed = skipped = 0

        def pending() -> Iterator[Record]:
            nonlocal skipped
            for record in records(source, configuration):
                if record.key in finished:
                    skipped += 1
                else:
                    yield record

        with out.open("ab") as sink:
            for result in RUNNERS[runner](pending(), preset, options, workers):
                append(sink, result)
                failed += "error" in result
                done += "error" not in result
                progress(done + failed)
    return Outcome(done, failed, skipped)


def fingerprint(preset: str, options: dict[str, Any]) -> str:
    """Which configuration made a result: the version, the preset's settings and the options, as a short hash."""
    chosen = presets.get(preset)
    settings = {
        **asdict(chosen),
        "prompts": presets.prompts(chosen),
        "options": {name: repr(value) for name, value in sorted(options.items())},
        "version": __version__,
    }
    return hashlib.sha256(json.dumps(settings, sort_keys=True, default=str).encode()).hexdigest()[:12]


def records(source: Path, configuration: str) -> Iterator[Record]:
    """Every line of the input as a record, in order; bad lines are records with an error."""
    seen: set[str] = set()
    with source.open("rb") as lines:
        for number, raw in enumerate(bounded(lines), 1):
            if raw is None or raw.strip():
                record = parsed(number, raw, configuration)
                if record.id and record.id in seen:
                    record = Record(
                        number, record.id, f"line-{number}:{configuration}", None, f"id {record.id!r} occurs twice"
                    )
                seen.add(record.id)
                yield record


def bounded(lines: Any) -> Iterator[bytes | None]:
    """Lines of a binary file; None stands for one longer than `LINE_BYTES`, of which no more than that is ever held."""
    while line := lines.readline(LINE_BYTES):
        if len(line) < LINE_BYTES or line.endswith(b"\n"):
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = lines.readline(LINE_BYTES)
        yield None


def parsed(number: int, raw: bytes | None, configuration: str) -> Record:
    key = f"line-{number}:{configuration}"
    if raw is None:
        return Record(number, "", key, None, f"the line is longer than {LINE_BYTES // 1_000_000} MB")
    try:
        fields = json.loads(raw)
    except ValueError as error:
        return Record(number, "", key, None, f"not JSON: {error}")
    if not isinstance(fields, dict) or not isinstance(fields.get("id"), (str, int)) or isinstance(fields["id"], bool):
        return Record(number, "", key, None, "a record needs an `id`, a string or a whole number")
    identity = str(fields["id"])
    content = hashlib.sha256(json.dumps([identity, fields.get("title"), fields.get("text")]).encode()).hexdigest()[:16]
    key = f"{content}:{configuration}"
    if not isinstance(fields.get("text"), str) or not isinstance(fields.get("title", ""), (str, type(None))):
        return Record(number, identity, key, None, "a record needs a `text`, and a `title` must be a string")
    try:
        return Record(number, identity, key, article.from_text(fields["text"], title=fields.get("title"), id=identity))
    except InputError as error:
        return Record(number, identity, key, None, str(error))


def resume(out: Path, configuration: str) -> set[str]:
    """The keys that `out` already holds; a torn last line is cut off. Raises `InputError` for another configuration's file."""
    if not out.exists():
        return set()
    finished: set[str] = set()
    whole = 0
    with out.open("rb") as lines:
        for line in lines:
            if not line.endswith(b"\n"):
                break
            try:
                key = json.loads(line)["key"]
            except (ValueError, KeyError, TypeError):
                raise InputError(
                    f"{out} holds lines that are not results of this command; choose another output file"
                ) from None
            if key.partition(":")[2] != configuration:
                raise InputError(
                    f"{out} was made with other settings or another model; choose another output file or remove it"
                )
            finished.add(key)
            whole += len(line)
    if whole < out.stat().st_size:
        os.truncate(out, whole)
    return finished


def append(sink: Any, result: dict[str, Any]) -> None:
    """One line, on disk when this returns."""
    try:
        sink.write(json.dumps(result, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        sink.flush()
        os.fsync(sink.fileno())
    except OSError as error:
        raise InputError(
            f"cannot write results: {error.strerror}; mend that and run the same command to go on"
        ) from error


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Only one run writes to a file; the operating system frees the lock however the run ends."""
    try:
        lock = out.with_name(out.name + ".lock").open("w")
    except OSError as error:
        raise InputError(f"cannot write to {out.parent}: {error.strerror}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(f"another run is writing to {out}; wait for it or choose another output file") from None
        yield


def failure(record: Record, error: str) -> dict[str, Any]:
    return {"id": record.id or None, "line": record.line, "error": error, "key": record.key}


def groups(pending: Iterable[Record]) -> Iterator[list[Record]]:
    remaining = iter(pending)
    while group := list(islice(remaining, GROUP)):
        yield group


def digested(desk: Any, group: list[Record]) -> Iterator[dict[str, Any]]:
    """Results of a group of records, in order.

    An engine refuses all of a call for one prompt, so that a group that is refused is digested record by record.
    """
    try:
        digests = iter([*desk.digest_many(record.article for record in group if record.article is not None)])
    except InputError as error:
        if len(group) == 1:
            yield failure(group[0], str(error))
        else:
            for record in group:
                yield from digested(desk, [record])
        return
    for record in group:
        yield (
            failure(record, record.error) if record.article is None else {**next(digests).to_dict(), "key": record.key}
        )


def local(pending: Iterator[Record], preset: str, options: dict[str, Any], workers: int) -> Iterator[dict[str, Any]]:
    desk = presets.load(preset, **options)
    for group in groups(pending):
        yield from digested(desk, group)


class Worker:
    """What runs on each Ray worker: a desk, loaded once."""

    def __init__(self, preset: str, options: dict[str, Any]):
        self.desk = presets.load(preset, **options)

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[str]]:
        return {"result": [json.dumps(result) for result in digested(self.desk, list(batch["record"]))]}


def ray(pending: Iterator[Record], preset: str, options: dict[str, Any], workers: int) -> Iterator[dict[str, Any]]:
    """The same over Ray Data: one desk per worker, results as they come."""
    try:
        import ray.data
    except ImportError as error:
        raise EngineError("the ray runner needs Ray: pip install 'khulasa[scale]'") from error
    rows = ray.data.from_items([{"record": record} for record in pending])
    if rows.count() == 0:
        return
    results = rows.map_batches(Worker, fn_constructor_args=(preset, options), batch_size=GROUP, concurrency=workers)
    for row in results.iter_rows():
        yield json.loads(row["result"])


RUNNERS = {"local": local, "ray": ray}
