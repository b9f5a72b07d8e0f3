"""The page: Gradio's components around our own parts, which show every text as text (see `static/dom.js`)."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, MutableMapping
from contextlib import ExitStack
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI
from gradio.events import api as gradio_api

from summarizer.errors import InputError
from summarizer.web import evaluation
from summarizer.web.events import Events
from summarizer.web.guard import App, Receive, Send
from summarizer.web.http import Routes
from summarizer.web.words import words

MODELS_AT_ONCE = "models"
"""The concurrency group of everything that needs a model: it all goes through the line of the `Workroom`."""

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""How our events are wired: we show their progress ourselves, and programs have endpoints of their own."""

EARLY = b"""<head>
<link rel="stylesheet" href="web/page.css"><link rel="icon" href="web/icon.svg" type="image/svg+xml">
<script src="web/words.js"></script><script src="web/early.js"></script>
<script type="module" src="web/khulasa.js"></script>"""


def mount(app: FastAPI, routes: Routes, ends: ExitStack) -> None:
    """Put the page under `/` of the application, and what has to be done after it into `ends`; needs Gradio."""
    # what Gradio stores for a moment, nobody else on this machine should read, and nobody afterwards
    folder = tempfile.TemporaryDirectory(prefix="khulasa-", ignore_cleanup_errors=True)
    os.environ["GRADIO_TEMP_DIR"] = ends.enter_context(folder)
    settings = routes.settings
    translations = gr.I18n(**words())
    blocks = build(routes, translations)
    places = settings.limits.workers + settings.limits.waiting
    blocks.queue(api_open=False, max_size=2 * places, default_concurrency_limit=places, status_update_rate="auto")
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        i18n=translations,
        theme=theme(),
        run_history=False,
        footer_links=[],
        show_error=True,
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=settings.mcp,
        max_file_size=1,
    )
    if blocks.mcp_error:
        raise InputError(f"--mcp does not work here ({blocks.mcp_error}); install it: pip install 'khulasa[mcp]'")
    page = app.routes[-1]
    page.app = with_head(page.app)  # type: ignore[attr-defined]


def theme() -> gr.themes.Base:
    """Gradio's own parts in our colours and typefaces, which are served from here."""
    sans = ["Khulasa Sans", "system-ui", "sans-serif"]
    ink = gr.themes.Color(
        *(
            "#f0f9f7",
            "#d9efeb",
            "#b3ded7",
            "#84c7bd",
            "#4fa89c",
            "#2a8a7e",
            "#0f6e63",
            "#0c5a51",
            "#0b4842",
            "#093b36",
            "#052622",
        )
    )
    return gr.themes.Base(
        primary_hue=ink, neutral_hue="stone", font=sans, font_mono=["ui-monospace", "monospace"], radius_size="md"
    ).set(
        body_background_fill="#f7f5f0",
        body_background_fill_dark="#161513",
        block_background_fill="#fffefb",
        block_background_fill_dark="#1f1e1b",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_dark="*primary_500",
        button_primary_text_color="#ffffff",
        block_border_width="0px",
        block_shadow="none",
        input_border_width="1px",
    )


def part(kind: str, value: Any = None, events: tuple[str, ...] = (), **settings: Any) -> gr.HTML:
    """A place that a module of ours fills. Its template is constant: what it shows reaches the module as data."""
    names = "".join(f"'{name}', " for name in events)
    return gr.HTML(
        value,
        html_template='<div class="k-part"></div>',
        js_on_load=f"khulasa.mount('{kind}', {{element, props, trigger, watch}}, [{names}])",
        apply_default_css=False,
        **settings,
    )


def build(routes: Routes, word: Callable[[str], Any]) -> gr.Blocks:
    """The page's components, wired to the `Workroom`."""
    room = routes.workroom
    settings = room.settings
    texts = examples()
    events = Events(routes, texts)
    with gr.Blocks(title="Khulasa", analytics_enabled=False, delete_cache=(3600, 3600), fill_width=True) as blocks:
        part("topbar")
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab(word("tab_desk"), elem_id="desk"):
                desk_tab(events, word, texts)
            with gr.Tab(word("tab_compare"), elem_id="compare"):
                compare_tab(events, word)
            with gr.Tab(word("tab_batch"), elem_id="batch"):
                batch_tab(events, word, settings.limits.batch_records)
            with gr.Tab(word("tab_evaluation"), elem_id="evaluation"):
                report = part("evaluation")
        # read anew for whoever opens the page
        blocks.load(partial(evaluation.latest, settings.evaluation), None, report, queue=False, **QUIET)
        gradio_api(events.digest, api_name="digest", concurrency_id=MODELS_AT_ONCE)
        gradio_api(events.translate, api_name="translate", concurrency_id=MODELS_AT_ONCE)
    return blocks  # type: ignore[no-any-return]


def preset_choice(events: Events, label: Any, at: int = 0, name: str | None = None) -> gr.Dropdown:
    choices = [(f"{preset.name} · {preset.size_mb} MB · {preset.licence}", preset.name) for preset in events.offered()]
    return gr.Dropdown(
        choices, value=choices[min(at, len(choices) - 1)][1], label=label, filterable=False, elem_id=name
    )


def desk_tab(events: Events, word: Callable[[str], Any], texts: list[str]) -> None:
    limits = events.room.limits
    with gr.Row(elem_classes="k-desk"):
        with gr.Column(elem_classes="k-source", scale=0, min_width=340):
            text = gr.Textbox(
                label=word("article"),
                placeholder=word("article_hint" if events.room.settings.urls else "article_hint_closed"),
                lines=9,
                max_lines=11,
                rtl=True,
                max_length=limits.characters,
                elem_id="article",
                html_attributes=gr.InputHTMLAttributes(lang="ar", spellcheck=False),
            )
            attached = part("attachment")
            with gr.Row(elem_classes="k-run"):
                go = gr.Button(word("digest"), variant="primary", elem_id="digest", elem_classes="k-go", min_width=120)
                halt = gr.Button(word("stop"), variant="stop", elem_id="stop", interactive=False, min_width=80)
            preset = preset_choice(events, word("preset"), name="preset")
            card = part("card", events.card(events.room.settings.presets[0]))
            with gr.Accordion(word("options"), open=False, elem_classes="k-options"):
                length = gr.Slider(20, 150, value=50, step=5, label=word("length"))
                glossary = part("glossary", [])
        with gr.Column(elem_classes="k-result", min_width=320):
            status = part("status")
            view = part("digest", events.idle(), events=("example",), elem_id="result")
    inputs = [text, attached, preset, length, glossary]
    outputs = [status, view, go, halt]
    heavy = {**QUIET, "concurrency_id": MODELS_AT_ONCE, "trigger_mode": "once"}
    go.click(events.on_digest, inputs, outputs, **heavy)
    halt.click(events.stop_desk, queue=False, **QUIET)
    preset.change(events.card, preset, card, queue=False, **QUIET)
    view.example(events.example, None, [text, attached], queue=False, **QUIET).then(
        events.on_digest, inputs, outputs, **heavy
    )


def compare_tab(events: Events, word: Callable[[str], Any]) -> None:
    with gr.Row(elem_classes="k-desk"):
        with gr.Column(elem_classes="k-source", scale=0, min_width=340):
            text = gr.Textbox(
                label=word("article"), placeholder=word("article_hint_closed"), lines=7, max_lines=9, rtl=True
            )
            first = preset_choice(events, word("compare_first"))
            second = preset_choice(events, word("compare_second"), at=1)
            own = gr.Textbox(label=word("compare_own"), lines=4, max_lines=10)
            with gr.Row(elem_classes="k-run"):
                go = gr.Button(word("compare"), variant="primary", min_width=120)
                halt = gr.Button(word("stop"), variant="stop", interactive=False, min_width=80)
        with gr.Column(elem_classes="k-result", min_width=320):
            status = part("status")
            view = part("comparison", events.no_comparison())
    go.click(
        events.on_compare, [text, first, second, own], [status, view, go, halt], concurrency_id=MODELS_AT_ONCE, **QUIET
    )
    halt.click(events.stop_compare, queue=False, **QUIET)


def batch_tab(events: Events, word: Callable[[str], Any], records: int) -> None:
    with gr.Row(elem_classes="k-desk"):
        with gr.Column(elem_classes="k-source", scale=0, min_width=340):
            file = part("batch", records=records)
            preset = preset_choice(events, word("preset"))
            with gr.Row(elem_classes="k-run"):
                go = gr.Button(word("batch_run"), variant="primary", min_width=120)
                halt = gr.Button(word("stop"), variant="stop", interactive=False, min_width=80)
        with gr.Column(elem_classes="k-result", min_width=320):
            status = part("status")
            view = part("batch-results")
    go.click(events.on_batch, [file, preset], [status, view, go, halt], concurrency_id=MODELS_AT_ONCE, **QUIET)
    halt.click(events.stop_batch, queue=False, **QUIET)


def examples() -> list[str]:
    """The example articles: inside the package once installed, beside it in a checkout."""
    packaged = resources.files("summarizer") / "examples"
    folder = packaged if packaged.is_dir() else Path(__file__).parents[2] / "examples"
    files = (
        sorted((file for file in folder.iterdir() if file.name.endswith(".txt")), key=lambda file: file.name)
        if folder.is_dir()
        else []
    )
    return [file.read_text(encoding="utf-8") for file in files]


def with_head(app: App) -> App:
    """Gradio's page with our style and scripts at the top of its head, before its own."""

    async def page(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            return await app(scope, receive, send)
        scope = {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]}
        start: MutableMapping[str, Any] = {}
        parts: list[bytes] = []

        async def gather(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                body = b"".join(parts).replace(b"<head>", EARLY, 1)
                kept = [
                    (name, value)
                    for name, value in start["headers"]
                    if name.lower() not in (b"content-length", b"etag")
                ]
                await send(
                    {
                        **start,
                        "headers": [
                            *kept,
                            (b"content-length", str(len(body)).encode()),
                            (b"cache-control", b"no-store"),
                        ],
                    }
                )
                await send({"type": "http.response.body", "body": body})

        await app(scope, receive, gather)

    return page
