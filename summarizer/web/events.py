"""What happens when something is pressed: generators that say how far they are and notice when nobody listens."""

from __future__ import annotations

import csv
import io
import json
import sys
import time
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from functools import partial
from threading import Event
from typing import Any

import gradio as gr

from summarizer import facts, presets, text
from summarizer.batch import Record, parsed
from summarizer.errors import InputError, SummarizerError
from summarizer.glossary import Glossary
from summarizer.types import Article, Digest, plain
from summarizer.web.http import Routes, code_of
from summarizer.web.workroom import Ask, Beat, Stopped, is_address, last_of

SKIP = gr.skip()
CODES = frozenset({"input", "too_long", "busy", "overdue", "engine"})
Updates = tuple[Any, Any, Any, Any]


class Events:
    """The handlers of the page, around one `Workroom`. They put out the status line, the view and two buttons."""

    def __init__(self, routes: Routes, examples: list[str]):
        self.routes = routes
        self.room = routes.workroom
        self.examples = examples

    # --- what is shown at rest ---

    def offered(self) -> list[presets.Preset]:
        known = presets.presets()
        return [known.get(name) or unknown(name) for name in self.room.settings.presets]

    def card(self, name: str) -> dict[str, Any]:
        """What is said about a preset below the picker."""
        preset = next((preset for preset in self.offered() if preset.name == name), unknown(name))
        return {
            "about": preset.about,
            "licence": preset.licence,
            "size_mb": preset.size_mb,
            "commercial": preset.commercial,
            "shipped": preset.name == presets.DEFAULT,
        }

    def idle(self) -> dict[str, Any]:
        return {"state": "idle", "examples": [preview(example) for example in self.examples]}

    def example(self, event: gr.EventData) -> tuple[Any, Any]:
        """The text of the example that was clicked, for the text box."""
        index = event.index
        known = isinstance(index, int) and 0 <= index < len(self.examples)
        return (self.examples[index], None) if known else (SKIP, SKIP)

    def no_comparison(self) -> dict[str, Any]:
        return {"single": len(self.room.settings.presets) == 1}

    def stop_desk(self, request: gr.Request) -> None:
        self.room.stop(run_name("desk", request))

    def stop_compare(self, request: gr.Request) -> None:
        self.room.stop(run_name("compare", request))

    def stop_batch(self, request: gr.Request) -> None:
        self.room.stop(run_name("batch", request))

    # --- the work ---

    async def on_digest(
        self, given: str | None, attached: Any, preset: str, length: float | None, glossary: Any, request: gr.Request
    ) -> AsyncIterator[Updates]:
        """A digest growing on the page."""

        def work(cancel: Event) -> Iterator[tuple[dict[str, Any], Any]]:
            given_text = (given or "").strip()
            ask = Ask(
                text="" if is_address(given_text) else given_text,
                url=given_text if is_address(given_text) else "",
                article=read_attachment(attached),
                preset=preset or "",
                words=int(length) if length else None,
                glossary=read_glossary(glossary),
            )
            for step in self.room.digests(ask, cancel):
                seconds = step.digest.seconds if step.digest else 0.0
                state = {"state": step.stage, "done": step.done, "total": step.total, "seconds": seconds}
                yield state, SKIP if step.digest is None else shown(step.digest)

        async for updates in self.followed(work, run_name("desk", request), {"state": "started"}, self.idle()):
            yield updates

    async def followed(self, work: Any, name: str, started: Any, idle: Any) -> AsyncIterator[Updates]:
        """The updates of a piece of work from the press of the button to its end, whatever the end is.

        `work` yields a status and a view; the view `started` is shown before the first, `idle` if none ever came. A view
        that will not be completed any more is marked `ended`.
        """
        began = time.monotonic()
        status: dict[str, Any] = {"state": "started"}
        view = idle
        yield status, started, gr.update(interactive=False), gr.update(interactive=True)
        outcome = "left"
        try:
            async with aclosing(self.room.run(work, name=name)) as steps:
                async for step in steps:
                    elapsed = time.monotonic() - began
                    if isinstance(step, Beat):
                        status = {"state": "waiting", "ahead": step.ahead} if step.ahead else status
                        yield {**status, "elapsed": elapsed}, SKIP, SKIP, SKIP
                        continue
                    status, fresh = step
                    view = view if fresh is SKIP else fresh
                    yield {**status, "elapsed": elapsed}, fresh, SKIP, SKIP
            if status["state"] != "done":
                status = {**status, "state": "stopped"}
            outcome = status["state"]
        except Stopped:
            outcome, status = "stopped", {"state": "stopped"}
        except SummarizerError as error:
            outcome = code_of(error)[1]
            status = {"state": "error", "code": outcome if outcome in CODES else "internal", "message": str(error)}
        except Exception as error:  # a fault of ours: told on the page, with its details in the log
            traceback.print_exception(error, file=sys.stderr)
            outcome, status = "internal", {"state": "error", "code": "internal", "message": ""}
        finally:
            self.routes.metrics.worked(outcome, time.monotonic() - began)
        if outcome != "done" and isinstance(view, dict):
            view = {**view, "ended": True}
        yield status, view, gr.update(interactive=True), gr.update(interactive=False)

    async def on_compare(
        self, given: str | None, first: str, second: str, own: str | None, request: gr.Request
    ) -> AsyncIterator[Updates]:
        """Two answers to one article: of two presets, or of one and the translation in `own`."""

        def work(cancel: Event) -> Iterator[tuple[dict[str, Any], Any]]:
            if not (own or "").strip() and first == second:
                raise InputError(
                    "these are twice the same models; choose others as the second, or paste a translation of your own"
                    if len(self.room.settings.presets) > 1
                    else f"only {first} is offered here; paste a translation of your own to compare it with, or start the "
                    "server with a second --preset"
                )
            given_text = (given or "").strip()
            address = is_address(given_text)
            item = self.room.read(Ask(text="" if address else given_text, url=given_text if address else ""))
            answers: list[dict[str, Any]] = []
            for preset in (first,) if (own or "").strip() else (first, second):
                for step in self.room.digests(Ask(article=item, preset=preset), cancel):
                    state = {
                        "state": "working" if step.stage == "done" else step.stage,
                        "done": step.done,
                        "total": step.total,
                    }
                    yield state, SKIP
                    if step.digest and step.digest.complete:
                        answers.append(answer(preset, step.digest))
                        yield state, {"paragraphs": list(item.paragraphs), "answers": list(answers)}
            if (own or "").strip() and not cancel.is_set():
                self.room.measure(own or "")
                answers.append(own_answer(item, own or ""))
            if not cancel.is_set():
                yield {"state": "done", "quiet": True}, {"paragraphs": list(item.paragraphs), "answers": list(answers)}

        async for updates in self.followed(work, run_name("compare", request), SKIP, self.no_comparison()):
            yield updates

    async def on_batch(self, file: Any, preset: str, request: gr.Request) -> AsyncIterator[Updates]:
        """Digests of the articles in a file, listed as they come."""

        def work(cancel: Event) -> Iterator[tuple[dict[str, Any], Any]]:
            records = read_records(file, self.room.limits.batch_records)
            results: list[dict[str, Any]] = []

            def state(name: str) -> dict[str, Any]:
                return {"state": name, "done": len(results), "total": len(records), "counts": "articles"}

            yield state("loading"), SKIP
            self.room.desk(preset)  # models that cannot be loaded are no fault of a record
            for record in records:
                yield state("batch"), {"results": list(results)}
                if cancel.is_set():
                    return
                result = self.result(record, preset, cancel)
                if result is None:
                    return
                results.append(result)
            yield state("done"), {"results": results}

        async for updates in self.followed(work, run_name("batch", request), None, None):
            yield updates

    def result(self, record: Record, preset: str, cancel: Event) -> dict[str, Any] | None:
        """The Digest JSON of a record, or what was wrong with it; None if it was stopped."""
        failed = {"id": record.id, "line": record.line}
        if record.article is None:
            return {**failed, "error": record.error}
        try:
            last = last_of(self.room.digests(Ask(article=record.article, preset=preset), cancel))
        except SummarizerError as error:
            return {**failed, "error": str(error)}
        if cancel.is_set() and not (last and last.stage == "done"):
            return None
        if last is None or last.digest is None:
            return {**failed, "error": "there is no sentence in this text"}
        return last.digest.to_dict()

    # --- for programs that speak Gradio's protocol, and for MCP ---

    async def digest(self, text: str, title: str = "", preset: str = "") -> AsyncIterator[dict[str, Any]]:
        """Translate an Arabic article to English, summarize it, and account for its facts.

        Args:
            text: the article, one paragraph per line
            title: its title, where the text does not begin with it
            preset: which models; empty for the server's default
        Returns:
            The Digest JSON: title_en, translation, summary, facts and what to review.
        """
        ask = Ask(text=text, title=title or None, preset=preset)
        async for step in self.called(partial(self.room.digests, ask)):
            yield {} if step is None or step.digest is None else step.digest.to_dict()

    async def translate(self, text: str, preset: str = "") -> AsyncIterator[str]:
        """Translate Arabic text to English, line by line.

        Args:
            text: the Arabic
            preset: which models; empty for the server's default
        Returns:
            The English, with as many lines.
        """
        async for step in self.called(partial(self.room.translations, [text], preset)):
            yield step or ""

    async def called(self, work: Any) -> AsyncIterator[Any]:
        """What `work` yields, None where there is nothing new; errors as Gradio's clients know them."""
        began, outcome = time.monotonic(), "left"
        try:
            async with aclosing(self.room.run(work)) as steps:
                async for step in steps:
                    yield None if isinstance(step, Beat) else step
            outcome = "done"
        except SummarizerError as error:
            outcome = code_of(error)[1]
            raise gr.Error(str(error), print_exception=False) from error
        finally:
            self.routes.metrics.worked(outcome, time.monotonic() - began)


def run_name(tab: str, request: gr.Request) -> str:
    """What a run is called, so that Stop finds it: each tab of each open page has one of its own."""
    return f"{request.session_hash}:{tab}"


# --- reading what the page sends: nothing in it is trusted ---


def read_attachment(attached: Any) -> Article | None:
    """The article that `/api/read` gave to the page, come back."""
    if not attached:
        return None
    try:
        paragraphs, dropped = ([str(line) for line in attached[name]] for name in ("paragraphs", "dropped"))
        return Article(tuple(map(text.normalise, paragraphs)), text.normalise(str(attached["title"])), tuple(dropped))
    except (KeyError, TypeError) as error:
        raise InputError("the file was not read completely; remove it and add it again") from error


def read_glossary(rows: Any) -> Glossary | None:
    """The glossary in the editor's rows of Arabic and English."""
    if not rows:
        return None
    try:
        lines = [
            "\t".join(" ".join(text.normalise(str(side)[:200]).split()) for side in (arabic, english))
            for arabic, english in rows[:500]
        ]
    except (TypeError, ValueError) as error:
        raise InputError("a term of the glossary needs an Arabic and an English side") from error
    return Glossary.from_lines(lines)


def read_records(file: Any, limit: int) -> list[Record]:
    """The articles in a JSON lines or CSV file. Raises `InputError` for one without any, or with too many."""
    if not isinstance(file, dict) or not isinstance(file.get("text"), str) or not file["text"].strip():
        raise InputError("choose a .jsonl or .csv file first")
    content = file["text"].removeprefix("\ufeff")
    if str(file.get("name", "")).lower().endswith(".csv"):
        try:
            rows = [
                {name: value for name, value in row.items() if name and value}
                for row in csv.DictReader(io.StringIO(content))
            ]
        except csv.Error as error:
            raise InputError(f"the .csv file cannot be read: {error}") from error
        lines = [json.dumps(row).encode() for row in rows]
    else:
        lines = [line.encode("utf-8", "replace") for line in content.splitlines() if line.strip()]
    if not lines:
        raise InputError("there is no article in this file; it needs the columns id and text")
    if len(lines) > limit:
        raise InputError(
            f"the file has {len(lines)} articles and the page takes {limit}; run `summarizer batch` in a terminal"
        )
    return [parsed(number, line, "page") for number, line in enumerate(lines, 1)]


# --- what is shown ---


def shown(digest: Digest) -> dict[str, Any]:
    return {**digest.to_dict(), "complete": digest.complete}


def preview(example: str) -> dict[str, str]:
    title, *lines = [line.strip() for line in example.splitlines() if line.strip()]
    lead = next((line for line in lines if len(line) > 80), "")
    return {"title": title, "lead": lead if len(lead) <= 110 else lead[:110].rsplit(" ", 1)[0] + "…"}


def answer(preset: str, digest: Digest) -> dict[str, Any]:
    return {
        "preset": preset,
        "paragraphs": list(digest.translation.paragraphs),
        "summary": digest.summary.text,
        "facts": [plain(fact) for fact in digest.ledger.facts],
    }


def own_answer(item: Article, own: str) -> dict[str, Any]:
    paragraphs = [line.strip() for line in text.normalise(own).splitlines() if line.strip()]
    ledger = facts.compare_texts(item.paragraphs, paragraphs)
    return {"preset": "", "paragraphs": paragraphs, "summary": "", "facts": [plain(fact) for fact in ledger.facts]}


def unknown(name: str) -> presets.Preset:
    """What stands in the picker for a desk that was handed in and is no preset."""
    return presets.Preset(name=name, about="", licence="", size_mb=0, memory_mb=0, translate={}, summarize={})
