"""Turns what a user has (text, a page, a file, an address) into an `Article`: title, paragraphs, what was taken off."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.boilerplate import clean
from summarizer.errors import InputError
from summarizer.text import MAX_CHARACTERS, is_arabic, normalise
from summarizer.types import Article

if TYPE_CHECKING:
    from summarizer.fetch import Page

MAX_PAGE_BYTES = 5_000_000
MAX_BYTES = 20_000_000  # of a file, pictures and all; its text is capped by `summarizer.text.MAX_CHARACTERS`
MAX_UNPACKED_BYTES = 100_000_000  # of a .docx, which is a zip archive

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|p|div|meta)\b", re.IGNORECASE)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]{3,20})""", re.IGNORECASE)
_ARABIC_ENCODINGS = ("windows-1256", "cp1256", "iso-8859-6", "iso_8859-6", "arabic")
_ASCII = re.compile(r"[\x00-\x7f]+")
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
# letters of Persian, Urdu and Kurdish: the first are foreign to Arabic, the second also come from other keyboards
_FOREIGN = re.compile("[پچژگٹڈڑںہےەێۆڵ]")
_FOREIGN_OR_TYPED = re.compile("[پچژگٹڈڑںہےەێۆڵیک]")


def from_text(text: str, title: str | None = None, id: str = "") -> Article:
    """The article in a page's text, one paragraph per line.

    `title=None` looks for the title among the first lines; "" says that there is none. Raises `InputError` for a text
    that is empty, has no words, is not Arabic or is longer than `MAX_CHARACTERS`.
    """
    text = _plain(text)
    cleaned = clean(text, None if title is None else " ".join(_plain(title).split()))
    _check(text)
    return Article(cleaned.paragraphs, cleaned.title, cleaned.dropped, id)


def from_html(data: bytes, *, charset: str = "", title: str | None = None, id: str = "") -> Article:
    """The article on a web page. `charset` is what the server said; the page's own word and its bytes count too.

    Raises `InputError` as `from_text` does, and when no article is found on the page.
    """
    import trafilatura

    if len(data) > MAX_PAGE_BYTES:
        raise InputError(f"the page has {len(data):,} bytes; the limit is {MAX_PAGE_BYTES:,}: give its text instead")
    declared = _CHARSET.search(data[:4096])
    page = decode(data, charset or (declared[1].decode("ascii") if declared else ""))
    text = trafilatura.extract(page, include_comments=False) or trafilatura.baseline(page)[1]
    if not text.strip():
        raise InputError("no article was found on this page; copy its text and give that")
    return from_text(text, _page_title(page) if title is None else title, id)


def from_bytes(data: bytes, *, title: str | None = None, id: str = "") -> Article:
    """The article in a file's content: .pdf, .docx, a web page or plain text, told apart by how it begins.

    Raises `InputError` as `from_text` does, and for anything else or more than `MAX_BYTES`.
    """
    if len(data) > MAX_BYTES:
        raise InputError(f"the file has more than {MAX_BYTES:,} bytes; give a smaller one, or its text")
    if data.startswith(b"%PDF-"):
        return from_text(_pdf_text(data), title, id)
    if data.startswith(b"PK\x03\x04"):
        return from_text(_docx_text(data), title, id)
    if _MARKUP.search(data[:2048]):
        return from_html(data, title=title, id=id)
    return from_text(decode(data), title, id)


def from_file(path: str | Path, *, title: str | None = None, id: str = "") -> Article:
    """The article in a .txt, .html, .docx or .pdf file.

    Raises `InputError` as `from_bytes` does, and when there is no such file or it cannot be opened.
    """
    try:
        if Path(path).is_dir():
            raise InputError(f"{path} is a folder; give one file of it")
        with Path(path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "no such file"
        raise InputError(f"cannot read {_short(str(path))}: {reason}") from error
    return from_bytes(data, title=title, id=id)


def from_url(url: str, *, title: str | None = None, id: str = "", get: Callable[[str], Page] | None = None) -> Article:
    """The article at an http or https address, fetched by `get` (`summarizer.fetch.fetch`).

    Raises `InputError` as `from_html` does, and for an address that cannot be fetched.
    """
    from summarizer.fetch import fetch

    page = (get or fetch)(url)
    if page.content_type == "text/plain":
        return from_text(decode(page.content, page.charset), title, id)
    return from_html(page.content, charset=page.charset, title=title, id=id)


def from_source(source: str, *, title: str | None = None, id: str = "") -> Article:
    """The article a command line names: an http(s) address or a file."""
    return (from_url if _ADDRESS.match(source) else from_file)(source, title=title, id=id)


# --- bytes to text ---


def decode(data: bytes, declared: str = "") -> str:
    """The text of bytes: by byte order mark, as UTF-8, as declared or as windows-1256; invalid parts become U+FFFD.

    Raises `InputError` for what is not text.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\x00" in data:
        raise InputError("this is a binary file, not text; give a .txt, .html, .docx or .pdf file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass  # an older encoding, or a few damaged bytes
    if declared.lower() in _ARABIC_ENCODINGS:
        return data.decode(declared, "replace")
    text = data.decode("utf-8-sig", "replace")
    older = data.decode("windows-1256", "replace")
    damaged = text.count("\ufffd") / len(_ASCII.sub("", text))
    return older if damaged > 0.3 and is_arabic(_ASCII.sub("", older), share=0.7) else text


def _plain(text: str) -> str:
    """Normalised, with HTML's entities resolved: exports of news systems are full of &quot; and &nbsp;."""
    return normalise(_ENTITY.sub(lambda match: html.unescape(match[0]), text))


def _check(text: str) -> None:
    if not text.strip():
        raise InputError("the text is empty; give an Arabic article")
    letters = _LETTER.findall(text)
    if not letters:
        raise InputError("the text has no words, only digits, marks or pictures; give an Arabic article")
    if not is_arabic(text):
        raise InputError("the text is not Arabic: most of its letters are of another script; give an Arabic article")
    foreign = len(_FOREIGN.findall(text))
    if foreign > 0.01 * len(letters) and len(_FOREIGN_OR_TYPED.findall(text)) > 0.08 * len(letters):
        raise InputError("the text looks Persian, Urdu or Kurdish, not Arabic; give an Arabic article")


def _short(text: str, limit: int = 80) -> str:
    return text if len(text) <= limit else text[:limit] + "…"


# --- pages and documents ---


def _page_title(page: str) -> str | None:
    """The headline of a page: its only h1, else what it tells other sites, else the window's title without the site."""
    from trafilatura import load_html

    tree = load_html(page)
    if tree is None:
        return None
    headings = [" ".join(heading.text_content().split()) for heading in tree.iter("h1")]
    headings = [heading for heading in headings if len(heading.split()) >= 3]
    if len(headings) == 1:
        return headings[0]
    shared = tree.xpath('string(//meta[@property="og:title"]/@content)').strip()
    window = re.sub(r"\s+[|–—-]\s+[^|–—]+$", "", tree.xpath("string(//title)").strip())
    return shared or window or None


def _docx_text(data: bytes) -> str:
    try:
        import docx
    except ImportError as error:
        raise InputError("reading .docx needs python-docx: pip install 'khulasa[files]'") from error
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise InputError(f"the .docx file unpacks to {unpacked:,} bytes; the limit is {MAX_UNPACKED_BYTES:,}")
        blocks = docx.Document(io.BytesIO(data)).iter_inner_content()
        lines = []
        for block in blocks:
            if isinstance(block, Table):
                lines += [" ".join(cell.text for cell in row.cells) for row in block.rows]
            else:
                lines.append(block.text)
    except (zipfile.BadZipFile, PackageNotFoundError, SyntaxError, KeyError, ValueError) as error:
        # SyntaxError is what lxml raises for broken XML
        raise InputError(f"this .docx file cannot be read ({error}); save it again, or give its text") from error
    return "\n".join(lines)


def _pdf_text(data: bytes) -> str:
    try:
        import pypdf
    except ImportError as error:
        raise InputError("reading .pdf needs pypdf: pip install 'khulasa[files]'") from error
    from pypdf.errors import PyPdfError

    parts: list[str] = []
    length = 0
    try:
        for page in pypdf.PdfReader(io.BytesIO(data)).pages:
            parts.append(page.extract_text())
            length += len(parts[-1])
            if length > MAX_CHARACTERS:
                break  # `normalise` says so
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OSError) as error:
        raise InputError(f"this .pdf file cannot be read ({error}); open it and copy its text") from error
    text = "\n".join(parts)
    if not text.strip():
        raise InputError(
            "this .pdf file holds pictures of pages, not text; copy the text with a program that reads them"
        )
    return unwrap(text)


def unwrap(text: str) -> str:
    """Text set in lines of a page, joined into paragraphs: a full line without a closing mark goes on in the next."""
    lines = [line.strip() for line in normalise(text).split("\n")]
    full = 0.75 * max(map(len, lines))
    joined = ""
    for line in lines:
        goes_on = joined and not joined.endswith("\n")
        joined += (" " if goes_on and line else "") + line
        if not line or len(line) < full or line.endswith((".", "؟", "!", ":", ".»", ".”")):
            joined += "\n"
    return joined
