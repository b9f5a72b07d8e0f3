"""The models and the one line in front of them: what comes by page or by HTTP waits, works and is stopped here."""

from __future__ import annotations

import asyncio
import copy
import sys
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from summarizer import article, presets, text
from summarizer.errors import EngineError, InputError, SummarizerError
from summarizer.types import Article, Digest
from summarizer.web.settings import Settings

if TYPE_CHECKING:
    from summarizer.names import Glossary
    from summarizer.pipeline import Summarizer

T = TypeVar("T")
Work = Callable[[threading.Event], Iterator[T]]

HEARTBEAT_S = 0.5
"""A run says something at least this often, so that whoever listens can notice that nobody listens to them any more."""

SILENT_BEATS = 2
"""A run that was told to stop and says nothing for so many heartbeats is listened to no longer: a model that loads or an
address that is read cannot be interrupted, only left."""

ABANDON_S = 30.0
"""An engine that does not stop when told is left alone after this long, and its place in the line given to the next."""


class Busy(SummarizerError):
    """The line is full, or the server is shutting down; nothing is wrong with the request."""


class Stopped(SummarizerError):
    """Whoever asked for it stopped it before it began."""


class TooLong(InputError):
    """More text than the server takes in one request."""


class Overdue(EngineError):
    """The work took longer than the server allows."""


CLOSING = "the server is shutting down; try again in a moment"


@dataclass(frozen=True)
class Ask:
    """What somebody wants digested: a text, an address, or an article already read; and how."""

    text: str = ""
    url: str = ""
    title: str | None = None
    article: Article | None = None
    preset: str = ""
    words: int | None = None
    sentences: int | None = None
    glossary: Glossary | None = None


@dataclass(frozen=True)
class Beat:
    """Nothing new yet: how many are ahead in the line (0: at work) and the seconds since the request."""

    ahead: int
    seconds: float


@dataclass(frozen=True)
class Progress:
    """How far a digest is. `digest` is what there is of it, None while the article or a model is being read."""

    stage: Literal["reading", "loading", "working", "done"]
    digest: Digest | None = None

    @property
    def total(self) -> int:
        return len(self.digest.translation.segments) if self.digest else 0

    @property
    def done(self) -> int:
        return sum(1 for segment in self.digest.translation.segments if segment.target) if self.digest else 0


class Place:
    """Somebody's place in the line, taken in the event loop where they wait."""

    def __init__(self) -> None:
        self.cancel = threading.Event()
        self.began = time.monotonic()
        self.started = False
        self.news = asyncio.Event()
        self.loop = asyncio.get_running_loop()

    def tell(self) -> None:
        """Let whoever waits look again, from any thread: it is their turn, or they are to stop."""
        # the loop is closed when the server has gone: then there is nobody to tell
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self.news.set)

    def stop(self) -> None:
        self.cancel.set()
        self.tell()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began


class Workroom:
    """Everything that page and HTTP share. `desks` are summarizers that are already loaded, by preset."""

    def __init__(self, settings: Settings, desks: dict[str, Summarizer] | None = None):
        self.settings = settings
        self.limits = settings.limits
        self.desks = dict(desks or {})
        self.loading = threading.Lock()
        self.lock = threading.Lock()
        self.line: list[Place] = []
        self.named: dict[str, Place] = {}
        self.closing = False
        self.failure = ""

    # --- the line ---

    async def run(self, work: Work[T], *, name: str = "") -> AsyncGenerator[T | Beat, None]:
        """What `work` yields, in a thread of its own once it is its turn, and a `Beat` where there is nothing new.

        Who stops listening frees the worker: `work` is given an event that is then set. So does `stop(name)`. Raises
        `Busy` when the line is full, `Overdue` after the limit, and whatever `work` raises.
        """
        place = self.enter(name)
        try:
            while ahead := self.ahead(place):
                yield Beat(ahead, place.seconds)
                await self.turn(place)
            if self.closing:
                raise Busy(CLOSING)
            updates: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
            self.start(work, place, updates)
            overdue, deadline = False, time.monotonic() + self.limits.seconds
            silent = 0
            while silent < SILENT_BEATS:
                try:
                    kind, value = await asyncio.wait_for(updates.get(), HEARTBEAT_S)
                    silent = 0
                except TimeoutError:
                    yield Beat(0, place.seconds)
                    kind, value = "", None
                    silent += place.cancel.is_set()
                if kind != "end" and not overdue and time.monotonic() > deadline:
                    overdue = True
                    place.cancel.set()
                if kind == "item":
                    yield value
                elif kind == "error":
                    raise value
                elif kind == "end":
                    break
            if overdue:
                raise Overdue(
                    f"this took longer than {self.limits.seconds:g} seconds; "
                    "send a shorter article, or use `summarizer batch` in a terminal"
                )
            if self.closing and place.cancel.is_set():
                raise Busy(CLOSING)
        finally:
            place.cancel.set()
            self.forget(name, place)
            if place.started and place in self.line:
                reaper = threading.Timer(ABANDON_S, self.leave, [place])
                reaper.daemon = True
                reaper.start()
            else:
                self.leave(place)

    def enter(self, name: str) -> Place:
        with self.lock:
            if self.closing:
                raise Busy(CLOSING)
            if len(self.line) >= self.limits.workers + self.limits.waiting:
                raise Busy(f"{len(self.line)} articles are being worked on or waiting; try again in a moment")
            place = Place()
            self.line.append(place)
            if name:
                self.named[name] = place
            return place

    def leave(self, place: Place) -> None:
        with self.lock:
            if place in self.line:
                self.line.remove(place)
            for following in self.line[: self.limits.workers]:
                following.tell()

    def forget(self, name: str, place: Place) -> None:
        with self.lock:
            if self.named.get(name) is place:
                del self.named[name]

    def ahead(self, place: Place) -> int:
        """How many have to finish before it is this one's turn."""
        with self.lock:
            return max(0, self.line.index(place) - self.limits.workers + 1) if place in self.line else 0

    async def turn(self, place: Place) -> None:
        """Wait for one's turn, no longer than a heartbeat."""
        with suppress(TimeoutError):
            await asyncio.wait_for(place.news.wait(), HEARTBEAT_S)
        place.news.clear()
        if place.cancel.is_set():
            raise Busy(CLOSING) if self.closing else Stopped("stopped before its turn came")

    def start(self, work: Work[T], place: Place, updates: asyncio.Queue[tuple[str, Any]]) -> None:
        loop = asyncio.get_running_loop()

        def post(kind: str, value: Any = None) -> None:
            # the loop is closed when the server has gone: then there is nobody to tell
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(updates.put_nowait, (kind, value))

        def labour() -> None:
            try:
                for item in work(place.cancel):
                    post("item", item)
                post("end")
            except Exception as error:  # carried over to whoever waits, not swallowed
                post("error", error)
            finally:
                self.leave(place)

        place.started = True
        threading.Thread(target=labour, name="worker", daemon=True).start()

    def stop(self, name: str) -> bool:
        """Stop the run of that name, if there is one; what is finished of it is still delivered."""
        with self.lock:
            place = self.named.get(name)
        if place is not None:
            place.stop()
        return place is not None

    def close(self) -> None:
        """Take nothing new and stop what is running."""
        with self.lock:
            self.closing = True
            for place in self.line:
                place.stop()

    @property
    def at_work(self) -> int:
        return min(len(self.line), self.limits.workers)

    @property
    def waiting(self) -> int:
        return max(0, len(self.line) - self.limits.workers)

    # --- the models ---

    def desk(self, name: str) -> Summarizer:
        """The summarizer of a preset, loaded once; the one loaded first makes room when there are too many."""
        name = name or self.settings.presets[0]
        if name not in self.settings.presets:
            raise InputError(
                f"this server does not offer the preset {name!r}; it offers {', '.join(self.settings.presets)}"
            )
        if (ready := self.desks.get(name)) is not None:
            return ready
        with self.loading:
            if name not in self.desks:
                fresh = presets.load(name)
                while len(self.desks) >= self.limits.desks:
                    del self.desks[next(iter(self.desks))]
                self.desks[name] = fresh
                if name == self.settings.presets[0]:
                    self.failure = ""
            return self.desks[name]

    def warm(self) -> None:
        """Load the default preset ahead of the first request; a failure is remembered for `/health`."""
        try:
            self.desk("")
            self.failure = ""
        except SummarizerError as error:
            self.failure = str(error)
            print(f"summarizer: {error}", file=sys.stderr, flush=True)

    # --- the work ---

    def digests(self, ask: Ask, cancel: threading.Event) -> Iterator[Progress]:
        """A digest growing: read, loaded, translated segment by segment, and complete unless it was stopped."""
        yield Progress("reading")
        item = self.read(ask)
        yield Progress("loading")
        desk = self.desk(ask.preset)
        options = desk.options
        desk = copy.copy(desk)
        desk.options = replace(
            options,
            words=ask.words or options.words,
            sentences=ask.sentences or options.sentences,
            glossary=ask.glossary or options.glossary,
        )
        for digest in desk.stream(item, cancel=cancel):
            yield Progress("done" if digest.complete else "working", digest)

    def read(self, ask: Ask) -> Article:
        """The article asked about. Raises `TooLong`, or `InputError` for what cannot be read."""
        self.measure(ask.text, ask.title or "")
        if ask.article is not None:
            item = ask.article
        elif ask.url:
            if not self.settings.urls:
                raise InputError("this server does not open addresses; paste the text of the article instead")
            item = article.from_url(ask.url, title=ask.title)
        else:
            item = article.from_text(ask.text, title=ask.title)
        self.measure(item.title, *item.paragraphs)
        if not item.paragraphs and not item.title:
            raise InputError("nothing is left of this text after bylines, dates and links; paste the article itself")
        return item

    def measure(self, *texts: str) -> None:
        length = sum(map(len, texts))
        if length > self.limits.characters:
            raise TooLong(
                f"the text has {length:,} characters and this server takes {self.limits.characters:,}; "
                "send it in parts, or use `summarizer digest`, which has no such limit"
            )

    def translations(self, texts: list[str], preset: str, cancel: threading.Event) -> Iterator[str]:
        """Each text in English, line by line: nothing is taken off, blank lines stay where they were."""
        self.measure(*texts)
        desk = self.desk(preset)
        for given in texts:
            lines = text.normalise(given).split("\n")
            said = [line for line in lines if line.strip()]
            last = last_of(desk.stream(Article(tuple(said)), cancel=cancel, summarize=False)) if said else None
            if cancel.is_set():
                return
            english = iter(last.translation.paragraphs if last else ())
            yield "\n".join(next(english, "") if line.strip() else "" for line in lines)


def is_address(given: str) -> bool:
    """Whether a text is nothing but a web address."""
    return given.lower().startswith(("http://", "https://")) and len(given.split()) == 1


def last_of(items: Iterator[T]) -> T | None:
    """The last of what comes, None if nothing does."""
    last: T | None = None
    for item in items:
        last = item
    return last
