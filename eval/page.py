"""The report as one self-contained HTML page: no script, nothing fetched, every text escaped, light and dark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from eval import plots, tables
from eval.plots import Point
from eval.reading import article
from eval.tables import Table, number

STYLE = Path(__file__).with_name("page.css")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
ABOUT = (
    "Evaluation of Arabic to English translation, summary and facts. Every score has its 95 % interval; "
    "what lies within it is not known to differ."
)
ROLES = {"run": "our runs", "published": "published systems", "human": "people", "baseline": "reference points"}
TILES = (
    "translation.chrf++", "translation.bleu", "facts.all", "numbers.kept", "numbers.invented",
    "summary.rouge1", "summary.rouge2", "summary.rougeLsum", "summary.facts", "names.consistent", "faults.any",
)  # fmt: skip
PLOTTED = (
    "translation.chrf++",
    "translation.bleu",
    "summary.rouge1",
    "summary.rouge2",
    "summary.rougeLsum",
    "summary.facts",
    "numbers.kept",
)


def html(chapters: Sequence[Mapping[str, Any]]) -> str:
    """The whole page for the results of one or more sets."""
    links = "".join(f'<a href="#set-{n}">{escape(label)}</a>' for n, label in enumerate(map(tables.label, chapters)))
    body = "".join(section for n, chapter in enumerate(chapters) for section in chapter_html(chapter, n))
    return (
        "<!doctype html><html lang=en><head><meta charset=utf-8>"
        '<meta name=viewport content="width=device-width, initial-scale=1">'
        f'<meta http-equiv=Content-Security-Policy content="{POLICY}"><title>Khulasa: evaluation</title>'
        f"<style>{STYLE.read_text(encoding='utf-8')}</style></head><body>"
        f"<header><div><h1>Khulasa <span lang=ar>خلاصة</span></h1><p class=meta>{ABOUT}</p></div></header>"
        f"<nav><div>{links}<a href=#signatures>Signatures</a></div></nav>"
        f"<main>{body}{signatures(chapters)}"
        "<footer>Made by <code>python -m eval report</code> from results.json.</footer></main>"
        "</body></html>\n"
    )


def chapter_html(results: Mapping[str, Any], n: int) -> Iterator[str]:
    """The sections of one set."""
    data = results["set"]
    yield f'<section id="set-{n}"><h2>{escape(data["name"])}: {data["samples"]} documents, {data["words"]:,} words</h2>'
    yield f"<p class=note>{escape(data['note'])}</p>" if data["note"] else ""
    yield "".join(made_html(system) for system in results["systems"] if system["role"] == "run")
    yield tiles(results)
    yield pictures(results)
    yield "<h3>Tables</h3>" + "".join(tables.as_html(table) for table in tables.tables(results))
    if results.get("documents"):
        yield "<h3>Articles</h3><p class=note>Open one to read it. In ours, words that the reference lacks are "
        yield "<del>marked</del>; in the reference, words that ours lacks are <ins>marked</ins>.</p>"
        yield "".join(article(document) for document in results["documents"])
    yield "</section>"


def made_html(system: Mapping[str, Any]) -> str:
    """One line on how a run was made."""
    made = system["made"]
    facts = {
        "engine": made["engine"], "model": made["model"], "revision": made["revision"][:19], "code": made["code"],
        "started": made["started"], "data": made["data_sha256"][:12],
    }  # fmt: skip
    said = " · ".join(f"{name} {escape(str(value))}" for name, value in facts.items() if value)
    mixed = ' <span class="chip warn">made by several versions of the code</span>' if made.get("code_mixed") else ""
    return f"<p class=meta><b>{escape(system['name'])}</b> · {said}{mixed}</p>"


def tiles(results: Mapping[str, Any]) -> str:
    """The main scores of the first system at a glance."""
    first = results["systems"][0]
    shown = []
    for key in TILES:
        score = first["scores"].get(key)
        if score:
            about = results["metrics"][key]
            interval = (
                f"{number(score['low'])} to {number(score['high'])}"
                if score["low"] is not None
                else "too few for an interval"
            )
            shown.append(
                f'<div class=tile title="{escape(about["about"])}"><span class=name>{escape(about["title"])} '
                f"{tables.ARROWS[about['better']]}</span><b>{number(score['value'])}{escape(about['unit'])}</b>"
                f"<small>{interval}</small><small>{escape(beside(results, key))}</small></div>"
            )
    return f"<div class=tiles>{''.join(shown)}</div>"


def beside(results: Mapping[str, Any], key: str) -> str:
    """The reference point that makes a score mean something."""
    for role in ("baseline", "human"):
        for system in results["systems"]:
            if system["role"] == role and key in system["scores"]:
                return f"{system['name']}: {number(system['scores'][key]['value'])}"
    return ""


def pictures(results: Mapping[str, Any]) -> str:
    roles = [role for role in ROLES if any(system["role"] == role for system in results["systems"])]
    legend = "".join(f"<span><i class={role}></i>{ROLES[role]}</span>" for role in roles)
    drawn = []
    for key in PLOTTED:
        marks = plots.points(results, key)
        if len(marks) > 1:
            about = results["metrics"][key]
            drawn.append(plots.forest(about["title"], marks, better=about["better"]))
    shown = [system["name"] for system in results["systems"] if system["role"] == "run"]
    order = f"; from above: {', '.join(shown)}" if len(shown) > 1 else ""
    for title, prefix in (
        ("Facts that people marked, kept, %", "facts."),
        ("Facts that people marked for the summary, kept in it, %", "summary.facts."),
        ("Facts that the ledger found, kept, %", "ledger."),
    ):
        if groups := kinds(results, prefix):
            drawn.append(plots.bars(title + order, groups))
    drawn += speed_plot(results)
    return f"<div class=legend>{legend}</div><div class=plots>{''.join(drawn)}</div>" if drawn else ""


def kinds(results: Mapping[str, Any], prefix: str) -> list[tuple[str, list[Point]]]:
    """For each kind of fact the marks of our runs."""
    groups = []
    for key, about in results["metrics"].items():
        if key.startswith(prefix):
            marks = [mark for mark in plots.points(results, key) if mark.style == "run"]
            groups.append((tables.short(about["title"]), marks))
    return [group for group in groups if group[1]]


def speed_plot(results: Mapping[str, Any]) -> list[str]:
    """Quality against speed, where at least one run has both."""
    key = "translation.chrf++" if "translation.chrf++" in results["metrics"] else "summary.rouge2"
    if key not in results["metrics"]:
        return []
    speeds = {system["name"]: system["speed"].get("words_per_s", 0) for system in results["systems"]}
    marks = plots.points(results, key)
    runs = [(speeds[mark.label], mark) for mark in marks if speeds[mark.label] > 0]
    lines = [mark for mark in marks if mark.style == "published"]
    title = f"Quality against speed: {results['metrics'][key]['title']}"
    return [plots.scatter(title, runs, lines, "Arabic words per second, on the machine of the run")] if runs else []


def signatures(chapters: Sequence[Mapping[str, Any]]) -> str:
    known: dict[str, tuple[str, ...]] = {}
    for chapter in chapters:
        known |= {row[0]: row for row in tables.signatures(chapter).rows}
    table = tables.signatures(chapters[0])
    whole = Table(table.title, table.header, tuple(known.values()), table.note)
    return f"<section id=signatures><h2>Signatures</h2>{tables.as_html(whole, 'wordy')}</section>"
