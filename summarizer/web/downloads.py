"""A digest as a file to keep: Markdown, JSON or Word. Made from the Digest JSON, so an old one can be saved too."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from summarizer.errors import InputError
from summarizer.web.words import words

MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")
LINE_START = re.compile(r"^(\s*)([-+=]|\d+[.)])(\s)")
FATES = {"kept": "kept", "changed": "CHANGED", "missing": "MISSING", "absent": "not in the summary"}
AFTER_BIDI = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc")
MOST_ROWS = 3000
"""Word documents take long to make, and no article that the server digests needs as many."""


@dataclass(frozen=True)
class Kind:
    extension: str
    media_type: str
    make: Callable[[Content], bytes]


@dataclass(frozen=True)
class Content:
    """What a saved digest shows, read out of its JSON with every field checked.

    `review` holds what is doubtful, in words, with the English and the Arabic it is about, where it is about any.
    """

    whole: Mapping[str, Any]
    title: str
    title_en: str
    summary: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    review: tuple[tuple[str, str, str], ...]
    facts: tuple[tuple[str, str, str, str], ...]
    invented: tuple[str, ...]
    dropped: tuple[str, ...]
    made: str

    @property
    def rows(self) -> int:
        return sum(map(len, (self.summary, self.pairs, self.review, self.facts, self.invented, self.dropped)))


def export(digest: Any, kind: str) -> bytes:
    """The file of that kind (a key of `KINDS`). Raises `InputError` for JSON that is not a digest, or too long a one."""
    shown = content(digest)
    if kind != "json" and shown.rows > MOST_ROWS:
        raise InputError(f"this digest has {shown.rows:,} rows and such a file holds {MOST_ROWS:,}; save it as json")
    return KINDS[kind].make(shown)


def content(digest: Any) -> Content:
    """What there is to show of a Digest JSON; raises `InputError` if it is none."""
    try:
        segments = [(in_words(item["flags"]), str(item["target"]), str(item["source"])) for item in digest["segments"]]
        sentences = [
            (in_words(own_flags(item, digest["segments"]), "the summary: "), str(item["text"]), "")
            for item in digest["summary_sentences"]
        ]
        parts = [*digest["segments"], *digest["summary_sentences"]]
        told = {flag for part in parts for flag in part.get("flags", ())}
        whole = [(in_words([flag], "all of it: "), "", "") for flag in digest["flags"] if flag not in told]
        return Content(
            whole=digest,
            title=str(digest["title"]),
            title_en=str(digest["title_en"]),
            summary=tuple(str(sentence["text"]) for sentence in digest["summary_sentences"]),
            pairs=tuple((str(en), str(ar)) for en, ar in zip(digest["translation"], digest["paragraphs"], strict=True)),
            review=tuple(part for part in (*whole, *sentences, *segments) if part[0]),
            facts=tuple(
                (str(fact["kind"]), str(fact["source"]), fate(fact), FATES[fact["summary"]]) for fact in digest["facts"]
            ),
            invented=tuple(map(str, digest["invented"])),
            dropped=tuple(map(str, digest["dropped"])),
            made=f"{digest['made_by']['preset']}: {digest['made_by']['translate']['model']}",
        )
    except (AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise InputError(
            f"this is not a Digest JSON ({type(error).__name__}: {error}); send what /api/digest answered"
        ) from error


def own_flags(sentence: Any, segments: Any) -> list[Any]:
    """The flags of a summary sentence that the segments it stands on do not have too."""
    shared = {flag for index in sentence["segments"] for flag in segments[index]["flags"]}
    return [flag for flag in sentence.get("flags", ()) if flag not in shared]


def in_words(flags: Any, about: str = "") -> str:
    """What was objected to, as the page says it; empty if nothing was."""
    said = ", ".join(words()["en"].get(f"flag_{flag}", str(flag)) for flag in flags)
    return said and about + said


def fate(fact: Mapping[str, Any]) -> str:
    """What became of a fact in the translation: what stands there instead, and what was expected."""
    said = FATES[fact["translation"]]
    if said == "kept":
        return said
    details = [f"says “{fact['found']}”"] if fact.get("found") else []
    if fact["expected"]:
        details.append(f"expected: {' / '.join(map(str, fact['expected'][:3]))}")
    return f"{said} ({'; '.join(details)})" if details else said


def file_name(digest: Any) -> str:
    """A name for the file, from the English title: letters, digits and hyphens."""
    title = digest.get("title_en") if isinstance(digest, dict) else ""
    plain = unicodedata.normalize("NFKD", str(title or "")[:200]).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "digest"


def as_json(shown: Content) -> bytes:
    return json.dumps(shown.whole, ensure_ascii=False, indent=2).encode("utf-8", "replace")


def as_markdown(shown: Content) -> bytes:
    """Headline, summary, translation with its Arabic, what to review, facts. No text can act as Markdown."""
    lines = [f"# {escaped(shown.title_en or shown.title or 'Digest')}", ""]
    if shown.title and shown.title_en:
        lines += [f"*{escaped(shown.title)}*", ""]
    lines += ["## Summary", "", *map(escaped, shown.summary), "", "## Translation", ""]
    for english, arabic in shown.pairs:
        lines += [escaped(english), "", f"> {escaped(arabic)}", ""]
    if shown.review:
        lines += [
            "## To review",
            "",
            *(
                f"- **{escaped(why)}**" + "".join(f" — {escaped(text)}" for text in texts if text)
                for why, *texts in shown.review
            ),
            "",
        ]
    if shown.facts or shown.invented:
        lines += ["## Facts", ""]
    if shown.invented:
        lines += [f"{words()['en']['invented']}: {escaped(', '.join(shown.invented))}", ""]
    if shown.facts:
        lines += ["| Arabic | kind | translation | summary |", "|---|---|---|---|"]
        lines += [f"| {' | '.join(map(escaped, (source, kind, *fates)))} |" for kind, source, *fates in shown.facts]
        lines += [""]
    if shown.dropped:
        lines += ["## Left out of the page", "", *(f"- {escaped(line)}" for line in shown.dropped), ""]
    lines += ["---", f"Machine translation, to be checked. {escaped(shown.made)}.", ""]
    return "\n".join(lines).encode("utf-8", "replace")


def escaped(text: str) -> str:
    """A text on one line that Markdown shows as it is."""
    flat = " ".join(text.split())
    return LINE_START.sub(r"\1\\\2\3", MARKDOWN.sub(r"\\\1", flat))


def as_docx(shown: Content) -> bytes:
    """The same as a Word document, with the Arabic set from right to left."""
    try:
        import docx
    except ImportError as error:
        raise InputError("saving .docx needs python-docx on the server: pip install 'khulasa[files]'") from error
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    document = docx.Document()

    def arabic(place: Any, text: str) -> None:
        paragraph = (
            place.paragraphs[0] if hasattr(place, "paragraphs") and place is not document else place.add_paragraph()
        )
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT  # in a right-to-left paragraph, the side where lines begin
        # where the schema wants it: before the alignment
        properties = paragraph._p.get_or_add_pPr()
        properties.insert_element_before(OxmlElement("w:bidi"), *AFTER_BIDI)
        run = paragraph.add_run(valid(text))
        properties = run._r.get_or_add_rPr()
        properties.append(OxmlElement("w:rtl"))
        language = OxmlElement("w:lang")
        language.set(qn("w:bidi"), "ar")
        properties.append(language)

    document.add_heading(valid(shown.title_en or shown.title or "Digest"), 0)
    if shown.title and shown.title_en:
        arabic(document, shown.title)
    document.add_heading("Summary", 1)
    document.add_paragraph(valid(" ".join(shown.summary)))
    document.add_heading("Translation", 1)
    table = document.add_table(rows=0, cols=2)
    for english, original in shown.pairs:
        cells = table.add_row().cells
        cells[0].text = valid(english)
        arabic(cells[1], original)
    if shown.review:
        document.add_heading("To review", 1)
        for why, english, original in shown.review:
            document.add_paragraph(valid(f"{why}: {english}" if english else why), style="List Bullet")
            if original:
                arabic(document, original)
    if shown.facts or shown.invented:
        document.add_heading("Facts", 1)
    if shown.invented:
        document.add_paragraph(valid(f"{words()['en']['invented']}: {', '.join(shown.invented)}"))
    if shown.facts:
        table = document.add_table(rows=1, cols=4)
        for cell, heading in zip(table.rows[0].cells, ("Arabic", "Kind", "Translation", "Summary"), strict=True):
            cell.text = heading
        for kind, source, translation, summary in shown.facts:
            cells = table.add_row().cells
            arabic(cells[0], source)
            cells[1].text, cells[2].text, cells[3].text = valid(kind), valid(translation), summary
    if shown.dropped:
        document.add_heading("Left out of the page", 1)
        for line in shown.dropped:
            arabic(document, line)
    document.add_paragraph(valid(f"Machine translation, to be checked. {shown.made}."))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def valid(text: str) -> str:
    """A text that XML can hold: without controls and halves of surrogate pairs."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)


KINDS = {
    "markdown": Kind("md", "text/markdown; charset=utf-8", as_markdown),
    "json": Kind("json", "application/json", as_json),
    "docx": Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", as_docx),
}
