"""Tells an article's own words from the page around them: where each line stands, how long it is and what it says.

The rules are general: a line is judged by its place (before, between or after the paragraphs), its length, its closing
mark and the set phrases of Arabic news pages (`summarizer.patterns`). A full sentence is kept, however it begins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from summarizer import patterns
from summarizer.patterns import fold
from summarizer.text import digits

MAX_TITLE_WORDS = 25
MAX_LINK_WORDS = 18
MAX_LINE_CHARACTERS = 400

_CLOSED = re.compile(r"[.!?؟…][»”\"')\]\s]*$")
_BULLET = re.compile(r"^[\s•*▪●■◆►▶·○\-–—>|\[(]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_NOT_A_LABEL = re.compile(r"[^\w\s]|\d")
_DIVIDER = re.compile(r"[-–—|/:«»•]|\sـ\s")
_NUMERIC_DATE = re.compile(
    r"\b(?:\d{1,2}\s?[-/.]\s?(?:\d{1,2}|[^\W\d]{2,7})\s?[-/.]\s?(?:\d{4}|\d\d)|\d{4}\s?[-/]\s?\d{1,2}\s?[-/]\s?\d{1,2})\b"
    r"|\d{1,2}\s?:\s?\d\d\b"
)


@dataclass(frozen=True)
class Cleaned:
    """The title ("" where there is none), the body's paragraphs, and everything else in the order of the page."""

    title: str
    paragraphs: tuple[str, ...]
    dropped: tuple[str, ...]


def clean(text: str, title: str | None = None) -> Cleaned:
    """The title, the paragraphs and the furniture of a normalised page text that has one paragraph or less per line.

    With `title=None` the title is looked for among the first lines; a given title is taken as it is, and its line in
    the text is the title too. Every word of the text is in exactly one of the three parts. A text that would be left
    without a paragraph is all body (and a given title stays the title, even if it is that text).
    """
    lines = [line for line in map(str.strip, text.split("\n")) if line]
    if title is None:
        start = _title_at(lines)
        heading = "" if start is None else lines[start]
    else:
        start = lines.index(title) if title in lines else None
        heading = title
    verdicts = _verdicts(lines, heading)
    if not any(verdicts):
        return Cleaned(title or "", tuple(lines), ())
    first = verdicts.index(True)
    paragraphs: list[str] = []
    dropped: list[str] = []
    for at, line in enumerate(lines):
        if verdicts[at]:
            before, rest = split_head(line) if at == first else ("", line)
            rest, after = split_tail(rest)
            paragraphs.append(rest)
            dropped += filter(None, (before, after))
        elif at != start:
            dropped.append(line)
    return Cleaned(heading, tuple(paragraphs), tuple(dropped))


# --- lines ---


def _verdicts(lines: list[str], heading: str) -> list[bool]:
    """For each line whether it belongs to the body; the title does not."""
    furniture = [_is_furniture(line) for line in lines]
    prose = [at for at, line in enumerate(lines) if line != heading and not furniture[at] and _is_prose(line)]
    first, last = (prose[0], prose[-1]) if prose else (0, len(lines) - 1)
    verdicts = []
    in_links = False
    for at, line in enumerate(lines):
        if furniture[at]:
            in_links = in_links or at > last or _opens_links(line)
            verdicts.append(False)
            continue
        # what follows a list's heading belongs to the list, until a sentence comes
        in_links = in_links and not line.endswith(".") and _length(line) <= MAX_LINK_WORDS
        out_of_place = (at < first and _is_head_furniture(line)) or (at > last and _is_tail_furniture(line))
        verdicts.append(not (in_links or out_of_place or line == heading))
    return _without_tags(lines, verdicts, last)


def _without_tags(lines: list[str], verdicts: list[bool], last: int) -> list[bool]:
    """After the last paragraph, two bare labels or more in a row are tags, and a date with nothing below is a stamp."""
    verdicts = list(verdicts)
    run: list[int] = []
    body_below = False
    for at in range(len(lines) - 1, last - 1, -1):
        if at > last and verdicts[at] and _is_label(lines[at]):
            run.append(at)
            continue
        if len(run) > 1:
            for label in run:
                verdicts[label] = False
        elif run:
            body_below = True
        run = []
        if at > last and verdicts[at]:
            verdicts[at] = body_below or not _is_date(lines[at])
            body_below = body_below or verdicts[at]
    return verdicts


def _title_at(lines: list[str]) -> int | None:
    """The first line that can be a title and has something below it."""
    candidates = []
    for at, line in enumerate(lines[:-1]):
        if _length(line) > MAX_TITLE_WORDS or line.endswith(("،", "؛", ":")) or (line[-1] == "." and line[-2:] != ".."):
            break
        announced = at == 0 and patterns.ANNOUNCED.match(fold(line))  # «بالفيديو: ...» is a caption only further down
        if announced or not (
            _is_furniture(line) or _is_byline(line) or _is_date(line) or fold(line) in patterns.LABELS
        ):
            candidates.append(at)
    return next((at for at in candidates if _length(lines[at]) >= 3), candidates[0] if candidates else None)


def _length(line: str) -> int:
    return len(line.split())


def _is_prose(line: str) -> bool:
    """A sentence, or too long to be anything else."""
    length = _length(line)
    return length >= 20 or (length >= 4 and bool(_CLOSED.search(line)))


def _is_label(line: str) -> bool:
    return _length(line) <= 3 and not _NOT_A_LABEL.search(line)


def _is_furniture(line: str) -> bool:
    """Whether a line is furniture wherever it stands."""
    if not any(map(str.isalnum, line)):
        return True  # a row of stars
    if len(line) > MAX_LINE_CHARACTERS:
        return False
    length = _length(line)
    plain = fold(_BULLET.sub("", line))
    if (length <= 40 and patterns.RIGHTS.match(plain)) or _is_buttons(plain):
        return True
    sentence = line.endswith(".") and length >= 8
    if patterns.READ_ALSO.match(plain):
        return not sentence or _DIVIDER.search(line[:30]) is not None
    if sentence:
        return False
    if patterns.CONTACT.match(plain):
        return True
    # a line that ends with a colon announces what follows, which may be a list of results
    if length > MAX_LINK_WORDS or (line.endswith(":") and length > 2):
        return False
    if patterns.PHRASE.match(plain) or patterns.CAPTION.match(plain) or _opens_links(line):
        return True
    invitation = patterns.INVITATION.match(plain)
    return invitation is not None and (length <= 2 or patterns.INVITED.search(plain, invitation.end()) is not None)


def _opens_links(line: str) -> bool:
    return patterns.LINKS_HEADER.fullmatch(fold(_BULLET.sub("", line)).rstrip(" :.")) is not None


def _is_buttons(plain: str) -> bool:
    tokens = set(_LETTERS.findall(plain))
    return tokens <= patterns.BUTTON_WORDS and not tokens.isdisjoint(patterns.BUTTONS)


def _is_head_furniture(line: str) -> bool:
    """Above the first paragraph: dates, bylines, sections, towns, stamps of the site."""
    if _is_byline(line) or _is_date(line):
        return True
    if _is_prose(line) or line.endswith(":") or not _LETTERS.search(line):
        return False
    length = _length(line)
    return length <= 4 or (length <= 7 and _DIVIDER.search(line) is not None)


def _is_byline(line: str) -> bool:
    plain = fold(_BULLET.sub("", line))
    if _length(line) > 12 or line.endswith("."):
        return False
    return bool(patterns.STAMP.match(plain)) or (not _is_prose(line) and bool(patterns.BYLINE.match(plain)))


def _is_tail_furniture(line: str) -> bool:
    """Below the last paragraph: ordinary words that mean something else there."""
    if _length(line) > MAX_LINK_WORDS or (line.endswith(".") and _length(line) > 3):
        return False
    plain = fold(_BULLET.sub("", line))
    return patterns.TAIL_ONLY.match(plain) is not None or (_length(line) <= 3 and _is_agency(line))


def _is_date(line: str) -> bool:
    """A date or a time with hardly another word: a town, an agency."""
    if len(line) > MAX_LINE_CHARACTERS or not any(map(str.isdecimal, line)):
        return False
    tokens = _LETTERS.findall(fold(line))
    others = [token for token in tokens if token not in patterns.DATE_WORDS]
    names_agency = bool(others) and others[-1] in patterns.AGENCIES
    if len(others) > (3 if names_agency else 1):
        return False
    return _NUMERIC_DATE.search(digits(line)) is not None or not patterns.MONTHS.isdisjoint(tokens)


# --- what is glued to the first paragraph ---

_DASH = r"(?:\s+[-–—ـ|/]\s*|\s*[-–—|/]\s+)"
_WORD = r"[^\s:،؛.؟!…\-–—|/0-9٠-٩]+"
_CHUNK = rf"{_WORD}(?:\s{_WORD}){{0,3}}"
_DAY = r"\d{1,2}\s+[^\W\d]+(?:\s[^\W\d]+)?\s+\d{4}\s*"
_DATELINE_REACH = 160  # characters
_MIN_REST = 4  # words that must be left, or what was cut off was the sentence itself

# «القاهرة - وكالات: », «أحمد علي- الجريدة- القاهرة: »
_BY_COLON = re.compile(rf"(?P<chunks>{_CHUNK}(?:\s*[-–—ـ|/]\s*{_CHUNK}){{0,3}})\s*[-–—]?\s*:\s*(?=\S)")
# «تونس - وات - », «عمّان - ليث الحمايدة - »
_BY_DASH = re.compile(rf"(?P<chunks>{_CHUNK}(?:{_DASH}{_CHUNK}){{1,2}}?){_DASH}(?=\S)")
# «القاهرة (رويترز) - », «أبوظبي /وام/ »
_BY_BRACKET = re.compile(
    rf"(?P<place>{_CHUNK})?\s*(?:\((?P<round>[^()]{{2,30}})\)\s*[-–—:ـ]|/(?P<slash>[^/\d]{{2,30}})/\s*[-–—:ـ]?)[-–—:ـ\s]*(?=\S)"
)
# «الرياض 25 شوال 1436 هـ الموافق 10 أغسطس 2015 م واس »
_BY_DATE = re.compile(
    rf"[^\d،.:]{{2,40}}?\s*{_DAY}(?:هـ?|م)?\s*(?:الموافق|/)?\s*(?:{_DAY}م?)?\s*"
    r"[-–—/(]*\s*(?P<agency>[^\W\d]{2,7})\s*[)/]*\s*[-–—:]*\s+(?=\S)"
)


def split_head(paragraph: str) -> tuple[str, str]:
    """A bar of buttons and a dateline glued to the start of a first paragraph, and the rest."""
    cut = _buttons_end(paragraph)
    cut += _dateline_end(paragraph[cut:])
    return paragraph[:cut].strip(), paragraph[cut:]


def _buttons_end(paragraph: str) -> int:
    """Where the words of the page's buttons end, if the paragraph begins with two buttons or more."""
    end = buttons = 0
    for match in re.finditer(r"\S+\s*", paragraph[:200]):
        token = fold(match[0].strip(" :|-–—•"))
        if token and token not in patterns.BUTTON_WORDS:
            break
        buttons += token in patterns.BUTTONS
        end = match.end()
    return end if buttons > 1 and _length(paragraph[end:]) >= _MIN_REST else 0


def _dateline_end(paragraph: str) -> int:
    start = paragraph[:_DATELINE_REACH]
    for pattern, is_dateline in (
        (_BY_DATE, lambda match: _names_agency(match["agency"])),
        (_BY_BRACKET, _is_bracketed_dateline),
        (_BY_COLON, _is_colon_dateline),
        (_BY_DASH, _is_dash_dateline),
    ):
        match = pattern.match(start)
        if match and is_dateline(match) and _length(paragraph[match.end() :]) >= _MIN_REST:
            return match.end()
    return 0


def _is_bracketed_dateline(match: re.Match[str]) -> bool:
    return _names_agency(match["round"] or match["slash"]) and not _is_sentence_part(match["place"] or "")


def _is_colon_dateline(match: re.Match[str]) -> bool:
    chunks = _chunks(match)
    if _length(match["chunks"]) > 9 or any(map(_is_sentence_part, chunks)):
        return False
    return len(chunks) > 2 or any(_is_place(chunk) or _names_agency(chunk) for chunk in chunks)


def _is_dash_dateline(match: re.Match[str]) -> bool:
    first, *others = _chunks(match)
    if _is_sentence_part(first) or any(map(_is_sentence_part, others)):
        return False
    # «القاهرة - العاصمة المصرية - تستعد» is a sentence
    return any(map(_names_agency, others)) or (_is_place(first) and not any(chunk.startswith("ال") for chunk in others))


def _chunks(match: re.Match[str]) -> list[str]:
    return re.split(r"\s*[-–—ـ|/]\s*", match["chunks"])


def _is_sentence_part(chunk: str) -> bool:
    return not patterns.FUNCTION_WORDS.isdisjoint(fold(chunk).split())


def _names_agency(chunk: str) -> bool:
    """An agency, a desk («متابعات», «مراسلنا») or a paper's name in quotation marks."""
    plain = fold(chunk).strip(" ()[]/")
    quoted = plain.startswith(("«", "“", '"')) and plain.endswith(("»", "”", '"'))
    return quoted or plain in patterns.AGENCY_PHRASES or not patterns.AGENCIES.isdisjoint(plain.split())


def _is_agency(line: str) -> bool:
    plain = fold(line).strip(" ()[]/-–—.")
    return plain in patterns.AGENCY_PHRASES or (bool(plain) and patterns.AGENCIES.issuperset(plain.split()))


def _is_place(chunk: str) -> bool:
    tokens = fold(chunk).split()
    return bool(tokens) and len(tokens) <= 3 and tokens[0] in patterns.PLACES


# --- what is glued to the end of a paragraph ---

_TAIL_REACH = 400  # characters from the end in which it begins
_GLUED = re.compile(
    r"(?:(?<=[.!?؟…»”\"])|(?<=\s))"
    r"(?P<tail>"
    r"رابط (?:الخبر|المقال|الموضوع)[^:]{0,40}:.*"
    r"|/{1,2}\s*انتهى\s*/{1,2}.*"
    r"|[(\[]\s*انتهى\s*[)\]].*"
    r"|للتواصل مع الكاتب.*"
    r"|\.{3}\s*المزيد"
    r")$"
)
# ordinary words, unless the sentence before them is closed
_GLUED_TO_SENTENCE = re.compile(
    r"(?<=[.!?؟…»”\"])\s+"
    r"(?P<tail>"
    r"[\w.+-]+@[\w-]+\.[a-zA-Z.]+"
    r"|سمات\s[^.،؛:]+"
    r"|(?:[اإأ]قر[اأ]|شاهد|طالع)\s+[اأ]يض[^.]*"
    r"|\(?(?:تصوير|المصدر|ترجمة)\s*:[^.]*"
    r"|[(\[/](?P<agency>[^()\[\]/]{2,20})[)\]/]\s*"
    r")$"
)


def split_tail(paragraph: str) -> tuple[str, str]:
    """A paragraph, and the permalink, end mark, agency, address, tags or "read also" glued to its end."""
    start = max(0, len(paragraph) - _TAIL_REACH)
    match = _GLUED.search(paragraph, start) or _GLUED_TO_SENTENCE.search(paragraph, start)
    if match is None or _length(paragraph[: match.start("tail")]) < _MIN_REST:
        return paragraph, ""
    if match.groupdict().get("agency") and not _is_agency(match["agency"]):
        return paragraph, ""
    return paragraph[: match.start("tail")].rstrip(), match["tail"].strip()
