"""Reads what instruction models answer: the text that was asked for, out of thoughts, fences, labels and commentary.

A line of a passage is given to the model behind a marker, such as `[2]`, and looked for behind the same marker in the answer. The
markers of a passage are chosen so that none occurs in what the model is shown (`tag_for`), so nothing an article says can be copied
into an answer and be taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count

from summarizer import text

# Anything that could be read as a marker: a bracket of any kind, letters, digits of any script
MARKER = re.compile(r"[\[\uff3b\u3010][ *_]{0,3}([A-Za-z]{0,6})[ *_.-]{0,2}(\d{1,6})[ *_]{0,3}[\]\uff3d\u3011]")
DECORATION = " \t\r\n*_`|"
LEADING = re.compile(r"^[\s*_`|]*:?[\s*_`|]*(?:[-–—]\s+|(?:→|[-=]>)\s*)?")  # not the sign of a number
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"

THOUGHT = re.compile(
    r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)|<\|channel>.*?(?:<channel\|>|\Z)", re.IGNORECASE | re.DOTALL
)
END_OF_THOUGHT = re.compile(r"</think(?:ing)?>|<channel\|>", re.IGNORECASE)
FENCE = re.compile(r"(```|~~~)[^\n`~]*\n(.*?)(?:\n[ \t]*\1|\Z)", re.DOTALL)
EMPHASIS = re.compile(r"(?<!\w)(\*{2,3}|_{2,3})(?=[^\s*_])(.{1,400}?)(?<=[^\s*_])\1(?!\w)")
COURTESY = r"(?:sure|certainly|of\ course|absolutely|okay|ok)\b"
HERE = r"""(?:here\ (?:you\ go|it\ is|they\ are)
      | here(?:['’]s|\ is|\ are)\b[^.:\n]{0,80}\b(?:translations?|translated|english|summar(?:y|ies)|headlines?|text|lines)\b[^.:\n]{0,40})"""
NAMED = r"""(?:(?:in|to)\ (?:summary|summari[sz]e|sum\ up)
      | (?:the\ |my\ |an?\ )?(?:(?:english|short|brief|concise|final|\w+-\w+)\ ){0,2}(?:translation|translated\ text|summary|headline)
        (?:\ of\b[^.:\n]{0,40})?\ (?:is|reads)(?:\ as\ follows)?)"""
ANNOUNCEMENT = re.compile(
    rf"""^\W*(?:
        {COURTESY}[^.:\n]{{0,80}}[!.:]*
      | {HERE} | {NAMED}
      | (?:the\ |my\ )?(?:english|arabic)?\s*(?:translation|translated\ text|summary|headline|answer|output|result)(?:\ of\b[^.:\n]{{0,40}})?
    )\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
LABEL = re.compile(
    rf"""^\W{{0,4}}(?:
        (?:the\ )?(?:english\s+)?(?:translation|translated\ text|summary|headline|title|answer|output|result) | english
      | (?:{COURTESY}[^.:\n]{{0,20}}?[!,.]\s+)?(?:{HERE} | {NAMED})
    )\b\W{{0,4}}:\W{{0,4}}\s""",
    re.IGNORECASE | re.VERBOSE,
)
REMARK = re.compile(
    r"^\W*(?:notes?\b\W*:|\(note\b|translator['’]?s?\ note|explanation\b\W*:|let\ me\ know|i\ hope|please\ let|feel\ free|if\ you\ "
    r"(?:need|want|have|would)|would\ you\ like|this\ (?:translation|summary)\b|i\ (?:have\ )?(?:kept|translated|preserved)\b)",
    re.IGNORECASE,
)
BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
QUOTES = (('"', '"'), ("“", "”"), ("«", "»"))


# --- markers ---


def tag_for(*shown: str) -> str:
    """The letters to put into the markers of a passage so that no marker occurs in any of the texts shown with it.

    Empty, unless one of them holds something like a marker.
    """
    taken = {match[1].upper() for content in shown for match in MARKER.finditer(content)}
    if not taken:
        return ""
    return next(tag for tag in tags() if tag not in taken)


def tags() -> Iterator[str]:
    """A, B, … Z, AA, BB, … without letters that look like digits."""
    for length in count(1):
        yield from (letter * length for letter in LETTERS)


def marker(number: int, tag: str = "") -> str:
    return f"[{tag}{number}]"


def marked(lines: Sequence[str], tag: str) -> str:
    """The lines as the model is shown them, numbered from 1."""
    return "\n".join(f"{marker(number, tag)} {line}" for number, line in enumerate(lines, 1))


def unmarked(answer: str, size: int, tag: str) -> list[str | None]:
    """What the answer says for each of `size` markers; None where that is not certain.

    So it is where a marker is missing or stands there twice, and where more than one line stands behind it: of several lines, some
    may not belong to it. What comes before the first marker is commentary; what stands behind a marker that was not given is no
    translation.
    """
    content = unwrapped(answer)
    found: dict[int, list[str]] = {}
    spots = [match for match in MARKER.finditer(content) if match[1].upper() == tag]
    ends = [*(match.start() for match in spots[1:]), len(content)]
    for spot, after in zip(spots, ends, strict=False):  # without a marker there is one end too many
        piece = content[spot.end() : after]
        found.setdefault(int(spot[2]), []).append(piece if after < len(content) else without_remarks(piece))
    pieces = [found.get(number, []) for number in range(1, size + 1)]
    return [behind_marker(said[0]) if len(said) == 1 else None for said in pieces]


def behind_marker(piece: str) -> str | None:
    lines = [line for line in LEADING.sub("", piece).splitlines() if line.strip(DECORATION)]
    return one_line("".join(lines)) if len(lines) < 2 else None


def after_marker(answer: str, tag: str) -> str:
    """The answer behind its only marker, or all of it where there is none; nothing where there are several."""
    content = unwrapped(answer)
    spots = [match for match in MARKER.finditer(content) if match[1].upper() == tag]
    if len(spots) > 1:
        return ""
    return LEADING.sub("", content[spots[0].end() :]) if spots else content


# --- whole answers ---


def plain(answer: str, source: str = "") -> str:
    """The one text that was asked for, on one line. `source` is what it translates: a label of its own is kept."""
    lines = without_announcement(unwrapped(answer)).strip()
    content = without_remarks(lines)
    return unquoted(one_line(unlabelled(content, source)), source)


def summary(answer: str) -> list[str]:
    """The sentences of a summary: bullets and headings taken off."""
    content = unlabelled(without_remarks(without_announcement(unwrapped(answer)).strip()))
    kept = [
        BULLET.sub("", line).strip(DECORATION) for line in content.splitlines() if not line.lstrip().startswith("#")
    ]
    return [sentence.strip() for line in kept for sentence in text.sentences(line) if sentence.strip()]


def headline(answer: str) -> str:
    """A headline: the first line, without quotation marks around it or a full stop."""
    lines = [line for line in without_announcement(unwrapped(answer)).splitlines() if line.strip()]
    if not lines:
        return ""
    line = BULLET.sub("", lines[0]).lstrip("# ").strip(DECORATION)
    line = unquoted(unlabelled(line + " ").strip(DECORATION), "")
    return line[:-1] if line.endswith(".") and not line.endswith("..") and line.count(".") == 1 else line


def repeats(answer: str, instructions: str, size: int = 8) -> bool:
    """Whether an answer says `size` words in a row that its instructions say: it gives away its prompt."""
    said, told = (re.findall(r"\w+", content.lower()) for content in (answer, instructions))
    known = {tuple(told[at : at + size]) for at in range(len(told) - size + 1)}
    return any(tuple(said[at : at + size]) in known for at in range(len(said) - size + 1))


# --- what models put around an answer ---


def unwrapped(answer: str) -> str:
    """The answer without thoughts, without the fence of a code block around it, and without marks of bold print."""
    content = THOUGHT.sub("", answer)
    if END_OF_THOUGHT.search(content):  # the template opened the thought, so only its end is in the answer
        content = END_OF_THOUGHT.split(content)[-1]
    blocks = [block[2] for block in FENCE.finditer(content)]
    return EMPHASIS.sub(r"\2", max(blocks, key=len) if blocks else content)


def without_announcement(content: str) -> str:
    """Lines such as "Here is the translation:" taken off the beginning, if anything stands behind them."""
    lines = content.strip().splitlines()
    while len(lines) > 1 and (not lines[0].strip() or ANNOUNCEMENT.match(lines[0])):
        lines = lines[1:]
    return "\n".join(lines)


def unlabelled(content: str, source: str = "") -> str:
    """The text without a label before it, such as "Translation: " or "Here is a short summary: "; one of its source's is kept."""
    label = LABEL.match(content)
    return content[label.end() :] if label and ":" not in source[: max(label.end(), 40)] else content


def without_remarks(content: str) -> str:
    """Paragraphs such as "Note: …" taken off the end; the first paragraph always stays."""
    paragraphs = re.split(r"\n\s*\n", content.strip())
    at = next(
        (place for place, paragraph in enumerate(paragraphs) if place and REMARK.match(paragraph)), len(paragraphs)
    )
    return "\n\n".join(paragraphs[:at])


def unquoted(line: str, source: str) -> str:
    """The line without quotation marks around it, unless its source has some."""
    for opening, closing in QUOTES:
        inside = line[1:-1]
        if (
            len(line) > 2
            and line[0] == opening
            and line[-1] == closing
            and opening not in inside
            and closing not in inside
        ):
            return line if any(mark in source for pair in QUOTES for mark in pair) else inside.strip()
    return line


def one_line(content: str) -> str:
    return " ".join(content.strip(DECORATION).split())
