"""The routes for programs: digests, LibreTranslate's interface, health, metrics. `build` makes the application."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, aclosing, asynccontextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any, Literal, TypeVar
from urllib.parse import parse_qsl

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.routing import Route

from summarizer import __version__, article
from summarizer.errors import EngineError, InputError, SummarizerError
from summarizer.text import is_arabic
from summarizer.web import downloads, words
from summarizer.web.guard import KEY_WANTED, UPLOADS, Guard, is_key, key_in
from summarizer.web.metrics import Metrics, resident_bytes
from summarizer.web.workroom import (
    HEARTBEAT_S,
    Ask,
    Beat,
    Busy,
    Overdue,
    Progress,
    Stopped,
    TooLong,
    Work,
    Workroom,
    is_address,
    last_of,
)

T = TypeVar("T")

STATIC = Path(__file__).parent / "static"
RETRY_AFTER_S = "5"
MOST_FIELDS = 20
READERS = 2
"""How many uploaded files are read at once: a damaged one can keep a reader busy for long."""

STATUS: dict[type[BaseException], tuple[int, str]] = {
    TooLong: (413, "too_long"),
    InputError: (422, "input"),
    Busy: (503, "busy"),
    Stopped: (409, "stopped"),
    Overdue: (503, "overdue"),
    EngineError: (503, "engine"),
}


class Json(JSONResponse):
    """JSON that people can read, and that can be sent whatever the request contained, half surrogate pairs included."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


class DigestRequest(BaseModel):
    """An article to digest: its `text`, or the `url` of its page."""

    model_config = ConfigDict(extra="forbid")

    text: str | None = Field(None, description="one paragraph per line; the first may be the title")
    url: str | None = Field(None, max_length=2000, description="the address of the article's page, instead of its text")
    title: str | None = Field(None, max_length=1000, description="the title, where the text does not begin with it")
    preset: str = Field("", max_length=100, description="which models; GET /health says which are offered")
    sentences: int | None = Field(None, ge=1, le=20, description="length of the summary in sentences")
    words: int | None = Field(None, ge=10, le=500, description="length of the summary in words, about")


class Problem(BaseModel):
    """What went wrong: `code` for programs, `error` for people, with what to do next."""

    error: str
    code: str


def problem(status: int, code: str, message: str) -> Json:
    headers = {"retry-after": RETRY_AFTER_S} if code == "busy" else None
    return Json({"error": message, "code": code}, status_code=status, headers=headers)


def code_of(error: BaseException) -> tuple[int, str]:
    """The HTTP status and the code of an error of ours."""
    return next((known for kind, known in STATUS.items() if isinstance(error, kind)), (500, "internal"))


PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem} for status in (400, 401, 403, 404, 405, 408, 409, 413, 415, 422, 500, 503)
}


class Routes:
    """The handlers, around one `Workroom`."""

    def __init__(self, workroom: Workroom):
        self.workroom = workroom
        self.settings = workroom.settings
        self.metrics = Metrics()
        self.readers = asyncio.Semaphore(READERS)

    async def finished(self, work: Work[T], request: Request) -> list[T]:
        """Everything that `work` yields, unless the client leaves first."""
        found: list[T] = []
        began, outcome = time.monotonic(), "left"
        asked = began
        try:
            async with aclosing(self.workroom.run(work)) as steps:
                async for step in steps:
                    if not isinstance(step, Beat):
                        found.append(step)
                    if time.monotonic() >= asked + HEARTBEAT_S:
                        asked = time.monotonic()
                        if await request.is_disconnected():
                            raise HTTPException(499, "the client left")
            outcome = "done"
            return found
        except SummarizerError as error:
            outcome = code_of(error)[1]
            raise
        finally:
            self.metrics.worked(outcome, time.monotonic() - began)

    def admit(self, request: Request, key: str = "") -> None:
        """Ask for an API key, where the server has any."""
        if self.settings.keys and not is_key(key or key_in(request.headers), self.settings.keys):
            raise HTTPException(401, KEY_WANTED)

    async def digest(self, body: DigestRequest, request: Request) -> Response:
        """Translation, summary and fact ledger of one Arabic article, as the Digest JSON (`schema: 1`)."""
        self.admit(request)
        if (body.text is None) == (body.url is None):
            raise InputError("give either `text` or `url`")
        if body.url is not None and not is_address(body.url.strip()):
            raise InputError("`url` has to be one address that begins with http:// or https://")
        ask = Ask(
            text=body.text or "",
            url=(body.url or "").strip(),
            title=body.title,
            preset=body.preset,
            sentences=body.sentences,
            words=body.words,
        )

        def last(cancel: Event) -> Iterator[Progress]:
            step = last_of(self.workroom.digests(ask, cancel))
            if step is not None and step.digest is not None:
                yield step

        done = await self.finished(last, request)
        if not done or done[-1].digest is None:
            raise InputError("there is no sentence in this text")
        return Json(done[-1].digest.to_dict())

    # --- LibreTranslate ---

    async def translate(self, request: Request) -> Response:
        """Translate Arabic to English, as LibreTranslate does: `q`, a string or a list of them; `source`; `target`."""
        given = await fields_of(request)
        self.admit(request, str(given.get("api_key") or ""))
        texts = given.get("q")
        many = isinstance(texts, list)
        asked = [item for item in (texts if isinstance(texts, list) else [texts]) if isinstance(item, str)]
        if len(asked) != (len(texts) if isinstance(texts, list) else 1) or not any(item.strip() for item in asked):
            raise HTTPException(400, "missing or empty parameter `q`: a string, or a list of strings")
        if len(asked) > 500:
            raise TooLong("at most 500 texts are translated per request")
        if given.get("source", "auto") not in ("ar", "auto"):
            raise HTTPException(400, "`source` has to be ar (or auto): this server translates Arabic to English")
        if given.get("target", "en") != "en":
            raise HTTPException(400, "`target` has to be en: this server translates Arabic to English")
        if given.get("format", "text") not in ("text", ""):
            raise HTTPException(400, "`format` has to be text")
        english = await self.finished(lambda cancel: self.workroom.translations(asked, "", cancel), request)
        result: dict[str, Any] = {"translatedText": english if many else english[0]}
        if given.get("source") == "auto":
            detected = [guess(item) for item in asked]
            result["detectedLanguage"] = detected if many else detected[0]
        return Json(result)

    async def detect(self, request: Request) -> Response:
        """Whether a text `q` is Arabic, as LibreTranslate answers; this server knows no other language than English."""
        given = await fields_of(request)
        self.admit(request, str(given.get("api_key") or ""))
        if not isinstance(given.get("q"), str) or not given["q"].strip():
            raise HTTPException(400, "missing or empty parameter `q`")
        return Json([guess(given["q"])])

    async def languages(self) -> list[dict[str, Any]]:
        """The languages there are: Arabic, which becomes English."""
        return [
            {"code": "ar", "name": "Arabic", "targets": ["en"]},
            {"code": "en", "name": "English", "targets": ["en"]},
        ]

    async def frontend_settings(self) -> dict[str, Any]:
        """What LibreTranslate's clients ask a server about itself."""
        keyed = bool(self.settings.keys)
        return {
            "apiKeys": keyed,
            "keyRequired": keyed,
            "charLimit": self.settings.limits.characters,
            "frontendTimeout": 500,
            "suggestions": False,
            "filesTranslation": False,
            "supportedFilesFormat": [],
            "language": {"source": {"code": "ar", "name": "Arabic"}, "target": {"code": "en", "name": "English"}},
        }

    # --- for the page ---

    async def read(self, request: Request) -> Response:
        """The article in a file (.txt, .html, .docx, .pdf; sent as the body): title, paragraphs, and lines dropped."""
        data = await request.body()
        if not data:
            raise InputError("the file is empty")
        seconds = self.settings.limits.seconds
        async with self.readers:
            try:
                item = await asyncio.wait_for(asyncio.to_thread(article.from_bytes, data), seconds)
            except TimeoutError:
                raise Overdue(
                    f"reading this file took longer than {seconds:g} seconds; send its text instead"
                ) from None
        self.workroom.measure(item.title, *item.paragraphs)
        return Json({"title": item.title, "paragraphs": item.paragraphs, "dropped": item.dropped})

    async def export(self, kind: Literal["markdown", "json", "docx"], request: Request) -> Response:
        """A Digest JSON (the body) as a file to keep: `markdown`, `json` or `docx`."""
        try:
            digest = json.loads(await request.body())
        except (ValueError, RecursionError):
            raise HTTPException(400, "the body is not JSON") from None
        content = await asyncio.to_thread(downloads.export, digest, kind)
        name = f"{downloads.file_name(digest)}.{downloads.KINDS[kind].extension}"
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type=downloads.KINDS[kind].media_type, headers=headers)

    # --- for whoever runs the server ---

    async def health(self) -> Response:
        """Whether the server can work, what it offers and how long its line is."""
        room = self.workroom
        fine = not room.failure and not room.closing
        return Json(
            {
                "status": "ok" if fine else "unavailable",
                "problem": room.failure,
                "version": __version__,
                "presets": list(self.settings.presets),
                "loaded": list(room.desks),
                "working": room.at_work,
                "waiting": room.waiting,
            },
            status_code=200 if fine else 503,
        )

    async def numbers(self) -> Response:
        """Counts and times, for Prometheus."""
        gauges = {
            "working": ("Articles being worked on.", float(self.workroom.at_work)),
            "waiting": ("Articles waiting in line.", float(self.workroom.waiting)),
            "resident_bytes": ("Memory of the process.", resident_bytes()),
        }
        return PlainTextResponse(self.metrics.render(gauges), media_type="text/plain; version=0.0.4; charset=utf-8")


async def fields_of(request: Request) -> dict[str, Any]:
    """The parameters of a LibreTranslate request, sent as JSON or as a form."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind == "application/json":
        try:
            given = json.loads(await request.body())
        except (ValueError, RecursionError):
            raise HTTPException(400, "the body is not JSON") from None
        if not isinstance(given, dict):
            raise HTTPException(400, "the body has to be a JSON object")
        return given
    if kind == "multipart/form-data":
        return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    # as UTF-8, which is what clients send even where they forget to escape it
    body = (await request.body()).decode("utf-8", "replace")
    try:
        return dict(parse_qsl(body, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise HTTPException(400, f"a form has at most {MOST_FIELDS} fields") from None


def guess(text: str) -> dict[str, Any]:
    arabic = is_arabic(text)
    return {"language": "ar" if arabic else "en", "confidence": 95.0 if arabic else 50.0}


def build(workroom: Workroom) -> FastAPI:
    """The application: our routes, the page under `/`, and the guard around both."""
    routes = Routes(workroom)
    ends = ExitStack()
    ends.callback(workroom.close)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with ends:
            Thread(target=workroom.warm, name="warm", daemon=True).start()
            yield

    app = FastAPI(
        title="Khulasa",
        version=__version__,
        description="Arabic news in; English translation, summary and fact ledger out.",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        default_response_class=Json,
        responses=PROBLEMS,
    )
    add_routes(app, routes)
    app.mount("/web", StaticFiles(directory=STATIC), name="web")
    add_problems(app)
    ours = paths_of(app)
    if workroom.settings.page:
        from summarizer.web import page

        page.mount(app, routes, ends)
    app.add_middleware(Guard, settings=workroom.settings, ours=ours, answered=routes.metrics.answered)
    app.state.workroom, app.state.metrics = workroom, routes.metrics
    return app


def paths_of(app: FastAPI) -> dict[str, frozenset[str]]:
    """Our own paths and the methods each takes."""
    found: dict[str, frozenset[str]] = {}
    for route in app.routes:
        if isinstance(route, Route):
            kinds = downloads.KINDS if "{kind}" in route.path else [""]
            for kind in kinds:
                found[route.path.replace("{kind}", kind)] = frozenset(route.methods or ())
    return found


def add_routes(app: FastAPI, routes: Routes) -> None:
    form = {"requestBody": {"required": True, "content": {kind: {"schema": TRANSLATE_FIELDS} for kind in FORMS}}}
    detect = {"requestBody": {"required": True, "content": {kind: {"schema": DETECT_FIELDS} for kind in FORMS}}}
    raw = {
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
    digest = {"requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}}
    app.post("/api/digest", tags=["digest"])(routes.digest)
    app.post("/translate", tags=["LibreTranslate"], openapi_extra=form)(routes.translate)
    app.post("/detect", tags=["LibreTranslate"], openapi_extra=detect)(routes.detect)
    app.get("/languages", tags=["LibreTranslate"])(routes.languages)
    app.get("/frontend/settings", tags=["LibreTranslate"])(routes.frontend_settings)
    app.post(UPLOADS, tags=["files"], openapi_extra=raw)(routes.read)
    app.post("/api/export/{kind}", tags=["files"], openapi_extra=digest)(routes.export)
    app.get("/health", tags=["server"])(routes.health)
    app.get("/metrics", tags=["server"], response_class=PlainTextResponse)(routes.numbers)
    app.get("/web/words.js", include_in_schema=False)(words.script)


FORMS = ("application/json", "application/x-www-form-urlencoded")
TRANSLATE_FIELDS = {
    "type": "object",
    "required": ["q", "source", "target"],
    "properties": {
        "q": {"type": "string"},
        "source": {"type": "string", "enum": ["ar", "auto"]},
        "target": {"type": "string", "enum": ["en"]},
        "format": {"type": "string", "enum": ["text"]},
        "api_key": {"type": "string"},
    },
}
DETECT_FIELDS = {
    "type": "object",
    "required": ["q"],
    "properties": {"q": {"type": "string"}, "api_key": {"type": "string"}},
}


def add_problems(app: FastAPI) -> None:
    """Every error as JSON of one form."""

    @app.exception_handler(SummarizerError)
    async def ours(request: Request, error: SummarizerError) -> Response:
        return problem(*code_of(error), str(error))

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        found = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()[:5])
        return problem(422, "invalid_request", found)

    @app.exception_handler(HTTPException)
    async def other(request: Request, error: HTTPException) -> Response:
        codes = {400: "invalid_request", 401: "key", 404: "not_found", 405: "method", 499: "left"}
        answer = problem(error.status_code, codes.get(error.status_code, "invalid_request"), str(error.detail))
        answer.headers.update(error.headers or {})
        return answer
