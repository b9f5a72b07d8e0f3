"""One article in the report: Arabic, ours and the reference side by side with their differences, summary, facts and ledger."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import zip_longest
from typing import Any

from eval.tables import number

CHIPS = {"translation.chrf++": "chrF++", "facts.all": "facts %", "summary.rougeLsum": "ROUGE-Lsum"}
FATES = {"kept": "good", "changed": "bad", "missing": "warn", "absent": ""}


def article(document: Mapping[str, Any]) -> str:
    """An article that opens on a click; its line shows the first system's scores and faults."""
    reference = document["reference"]
    headline = reference["title"] or " ".join(reference["paragraphs"])[:110] or document["title"]
    runs = [made for made in document["outputs"] if "segments" in made]
    published = [made for made in document["outputs"] if "segments" not in made]
    inside = "".join(f"<div class=output>{''.join(output(document, made))}</div>" for made in runs)
    if published:
        inside += f"<h3>Published systems</h3>{''.join(map(line, published))}"
    if document["traps"]:
        items = "".join(f"<li><bdi>{escape(trap)}</bdi></li>" for trap in document["traps"])
        inside += f"<h3>What makes it hard</h3><ul>{items}</ul>"
    return (
        f"<details class=article><summary><span class=id>{escape(document['id'])}</span>"
        f"<span class=headline><bdi>{escape(headline)}</bdi></span>{''.join(chips(document))}</summary>"
        f"<div>{inside}</div></details>"
    )


def chips(document: Mapping[str, Any]) -> Iterator[str]:
    """Genre, scores and faults of the first system."""
    if document["genre"]:
        yield chip(document["genre"])
    if not document["outputs"]:
        return
    first = document["outputs"][0]
    for key, name in CHIPS.items():
        if key in first["scores"]:
            yield chip(f"{name} {number(first['scores'][key])}")
    for flag in sorted({flag for segment in first.get("segments", ()) for flag in segment[3]}):
        yield chip(flag.replace("_", " "), "warn")
    for text in first.get("invented", ())[:3]:
        yield chip(f"invented {text}", "bad")


def chip(text: str, style: str = "") -> str:
    return f'<span class="chip {style}">{escape(text)}</span>'


def line(made: Mapping[str, Any]) -> str:
    """A published system's text, in short."""
    score = made["scores"].get("translation.chrf++")
    shown = f" {chip(f'chrF++ {number(score)}')}" if score is not None else ""
    text = " ".join(made["translation"] or made["summary"])
    return f"<p><b>{escape(made['system'])}</b>{shown} {escape(text)}</p>"


def output(document: Mapping[str, Any], made: Mapping[str, Any]) -> Iterator[str]:
    """One run's output for an article: paragraphs side by side, summary, facts, ledger."""
    name = escape(made["system"])
    if made["translation"]:
        yield f'<div class="triple head"><span>Arabic</span><span>{name}</span><span>Reference</span></div>'
        yield from paragraphs(document, made["translation"])
    if made["summary"] and document["reference"]["summaries"]:
        yield f"<h3>Summary: {name}</h3><p>{escape(' '.join(made['summary']))}</p>"
        for wanted in document["reference"]["summaries"]:
            yield f"<p class=quiet><b>Reference:</b> <bdi>{escape(wanted)}</bdi></p>"
        for text in made["summary_invented"]:
            yield chip(f"invented in the summary: {text}", "bad")
    if made["kept"]:
        marked_facts = "".join(fact(*pair) for pair in zip(document["facts"], made["kept"], strict=False))
        yield f"<h3>Facts marked by people</h3><ul class=facts>{marked_facts}</ul>"
    if made["ledger"]:
        yield f"<h3>Ledger</h3>{ledger(made)}"


def paragraphs(document: Mapping[str, Any], ours: Sequence[str]) -> Iterator[str]:
    """Title and paragraphs: Arabic, ours, reference."""
    heads = ([document["title"]], [document["reference"]["title"]]) if document["title"] else ([], [])
    arabic = [*heads[0], *document["paragraphs"]]
    reference = [*heads[1], *document["reference"]["paragraphs"]]
    for source, said, wanted in zip_longest(arabic, ours, reference, fillvalue=""):
        left, right = difference(said, wanted)
        shown = left or "<em class=quiet>nothing</em>"
        yield f"<div class=triple><p lang=ar dir=rtl>{escape(source)}</p><p>{shown}</p><p>{right}</p></div>"


def fact(known: Mapping[str, Any], kept: bool) -> str:
    mark = chip("kept", "good") if kept else chip("lost", "bad")
    form = f"<span class=quiet>{escape(known['forms'][0])}</span>"
    return f"<li>{mark} {escape(known['kind'])} <bdi lang=ar>{escape(known['source'])}</bdi> {form}</li>"


def ledger(made: Mapping[str, Any]) -> str:
    """The product's own ledger of an article, what went wrong first."""
    rows = "".join(
        f"<tr><th scope=row>{escape(kind)}</th><td><bdi lang=ar>{escape(source)}</bdi></td>"
        f"<td>{escape(' / '.join(expected))}</td>"
        f"<td>{chip(translation, FATES[translation])} {escape(found)}</td><td>{chip(summary, FATES[summary])}</td></tr>"
        for kind, source, _, expected, translation, summary, found in sorted(
            made["ledger"], key=lambda entry: (entry[4] == "kept", entry[2])
        )
    )
    invented = " ".join(chip(f"invented {text}", "bad") for text in made["invented"])
    head = "".join(f"<th>{name}</th>" for name in ("Kind", "Arabic", "Expected", "Translation", "Summary"))
    table = f"<table class=wordy><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f"{invented}<div class=scroll>{table}</div>"


# --- differences ---


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
