"""The report as one self-contained HTML page: no script, nothing fetched, every text escaped, light and dark."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from eval import plots, tables
from eval.plots import Point
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
    "summary.rouge1", "summary.rouge2", "summary.facts", "names.consistent", "faults.any",
)  # fmt: skip
PLOTTED = (
    "translation.chrf++",
    "translation.bleu",
    "summary.rouge1",
    "summary.rouge2",
    "summary.facts",
    "numbers.kept",
)
CHIPS = ("translation.chrf++", "facts.all", "summary.rougeLsum")
FATES = {"kept": "good", "changed": "bad", "missing": "warn", "absent": ""}


def html(chapters: Sequence[Mapping[str, Any]]) -> str:
    """The whole page for the results of one or more sets."""
    links = "".join(f'<a href="#set-{n}">{escape(chapter["set"]["name"])}</a>' for n, chapter in enumerate(chapters))
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
    shown = [system["name"] for system in results["systems"] if system["role"] in ("run", "published")]
    order = f"; from above: {', '.join(shown)}" if len(shown) > 1 else ""
    for title, prefix in (
        ("Facts that people marked, kept, %", "facts."),
        ("Facts that the ledger found, kept, %", "ledger."),
    ):
        if groups := kinds(results, prefix):
            drawn.append(plots.bars(title + order, groups))
    drawn += speed_plot(results)
    return f"<div class=legend>{legend}</div><div class=plots>{''.join(drawn)}</div>" if drawn else ""


def kinds(results: Mapping[str, Any], prefix: str) -> list[tuple[str, list[Point]]]:
    """For each kind of fact the marks of our runs and of the published systems."""
    groups = []
    for key, about in results["metrics"].items():
        if key.startswith(prefix):
            marks = [mark for mark in plots.points(results, key) if mark.style in ("run", "published")]
            groups.append((about["title"], marks))
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


# --- articles ---


def article(document: Mapping[str, Any]) -> str:
    first = document["outputs"][0] if document["outputs"] else {"scores": {}, "translation": []}
    headline = (
        document["reference"]["title"] or " ".join(document["reference"]["paragraphs"])[:110] or document["title"]
    )
    chips = "".join(
        f"<span class=chip>{escape(key.rpartition('.')[2])} {number(first['scores'][key])}</span>"
        for key in CHIPS
        if key in first["scores"]
    )
    flags = sorted({flag for segment in first.get("segments", ()) for flag in segment[3]})
    chips += "".join(f'<span class="chip warn">{escape(flag.replace("_", " "))}</span>' for flag in flags)
    chips += "".join(f'<span class="chip bad">invented {escape(text)}</span>' for text in first.get("invented", ())[:3])
    genre = f"<span class=chip>{escape(document['genre'])}</span>" if document["genre"] else ""
    inside = "".join(output(document, made) for made in document["outputs"])
    if document["traps"]:
        inside += (
            "<h3>What makes it hard</h3><ul>"
            + "".join(f"<li><bdi>{escape(trap)}</bdi></li>" for trap in document["traps"])
            + "</ul>"
        )
    return (
        f"<details class=article><summary><span class=id>{escape(document['id'])}</span>"
        f"<span class=headline><bdi>{escape(headline)}</bdi></span>{genre}{chips}</summary>"
        f"<div>{inside}</div></details>"
    )


def output(document: Mapping[str, Any], made: Mapping[str, Any]) -> str:
    """One system's output for an article: paragraphs side by side, summary, facts, ledger."""
    name = escape(made["system"])
    parts = []
    if made["translation"]:
        parts.append(f'<div class="triple head"><span>Arabic</span><span>{name}</span><span>Reference</span></div>')
        title = document["title"]
        arabic = [title, *document["paragraphs"]] if title else document["paragraphs"]
        reference = (
            [document["reference"]["title"], *document["reference"]["paragraphs"]]
            if title
            else document["reference"]["paragraphs"]
        )
        for at, source in enumerate(arabic):
            ours = made["translation"][at] if at < len(made["translation"]) else ""
            wanted = reference[at] if at < len(reference) else ""
            left, right = difference(ours, wanted)
            parts.append(
                f"<div class=triple>{rtl(source)}<p>{left or '<em class=quiet>nothing</em>'}</p><p>{right}</p></div>"
            )
    if made["summary"]:
        parts.append(f"<h3>Summary: {name}</h3><p>{escape(' '.join(made['summary']))}</p>")
        for wanted in document["reference"]["summaries"]:
            parts.append(f"<p class=quiet><b>Reference:</b> {escape(wanted)}</p>")
        for text in made.get("summary_invented", ()):
            parts.append(f'<span class="chip bad">invented in the summary: {escape(text)}</span>')
    if made.get("kept"):
        parts.append("<h3>Facts marked by people</h3><ul class=facts>")
        parts += [fact(*pair) for pair in zip(document["facts"], made["kept"], strict=False)]
        parts.append("</ul>")
    if made.get("ledger"):
        parts.append("<h3>Ledger</h3>" + ledger(made))
    return "".join(parts)


def rtl(text: str) -> str:
    return f"<p lang=ar dir=rtl>{escape(text)}</p>"


def fact(known: Mapping[str, Any], kept: bool) -> str:
    chip = '<span class="chip good">kept</span>' if kept else '<span class="chip bad">lost</span>'
    form = f"<span class=quiet>{escape(known['forms'][0])}</span>"
    return f"<li>{chip} {escape(known['kind'])} <bdi lang=ar>{escape(known['source'])}</bdi> {form}</li>"


def ledger(made: Mapping[str, Any]) -> str:
    """The product's own ledger of an article, what went wrong first."""
    facts = sorted(made["ledger"], key=lambda entry: (entry[4] == "kept", entry[2]))
    rows = "".join(
        f"<tr><th scope=row>{escape(kind)}</th><td><bdi lang=ar>{escape(source)}</bdi></td>"
        f"<td>{escape(' / '.join(expected))}</td>"
        f'<td><span class="chip {FATES[translation]}">{escape(translation)}</span> {escape(found)}</td>'
        f'<td><span class="chip {FATES[summary]}">{escape(summary)}</span></td></tr>'
        for kind, source, _, expected, translation, summary, found in facts
    )
    invented = "".join(f'<span class="chip bad">invented {escape(text)}</span> ' for text in made["invented"])
    return (
        f"{invented}<div class=scroll><table class=wordy><thead><tr><th>Kind</th><th>Arabic</th><th>Expected</th>"
        f"<th>Translation</th><th>Summary</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )


def difference(ours: str, reference: str) -> tuple[str, str]:
    """Both texts as HTML: in ours the words that the reference lacks marked, in the reference those that ours lacks."""
    left, right = ours.split(), reference.split()
    if not right:
        return escape(ours), ""
    matcher = difflib.SequenceMatcher(a=[bare(word) for word in left], b=[bare(word) for word in right], autojunk=False)
    one: list[str] = []
    other: list[str] = []
    for what, a, b, c, d in matcher.get_opcodes():
        one.append(marked("del", left[a:b], what != "equal"))
        other.append(marked("ins", right[c:d], what != "equal"))
    return " ".join(filter(None, one)), " ".join(filter(None, other))


def bare(word: str) -> str:
    return word.casefold().strip(".,;:!?\"'“”‘’()[]") or word


def marked(tag: str, words: Sequence[str], different: bool) -> str:
    text = escape(" ".join(words))
    return f"<{tag}>{text}</{tag}>" if different and text else text


def signatures(chapters: Sequence[Mapping[str, Any]]) -> str:
    known: dict[str, tuple[str, ...]] = {}
    for chapter in chapters:
        known |= {row[0]: row for row in tables.signatures(chapter).rows}
    table = tables.signatures(chapters[0])
    whole = Table(table.title, table.header, tuple(known.values()), table.note)
    return f"<section id=signatures><h2>Signatures</h2>{tables.as_html(whole, 'wordy')}</section>"
