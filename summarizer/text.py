"""Pure functions on strings, so that every part of the package cleans, cuts and counts text in the same way."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence

from summarizer.errors import InputError

MAX_CHARACTERS = 2_000_000
MAX_MARKS = 4  # the most a real word carries on one letter is three

Count = Callable[[str], int]

_SURROGATE = re.compile("[\ud800-\udfff]")
# Bidirectional and zero-width controls, soft hyphens, variation selectors and tag characters. Not U+200C, the
# non-joiner, which Persian names need.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b\u200d-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]+"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]+")
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACE = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_PRESENTATION_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]+")
# \w leaves out marks (categories Mn, Mc, Me), so whatever holds a long run of them shows up here
_MARKS = re.compile(rf"[^\w\s!-~\u2000-\u206f\u060c\u061b\u061f\u00ab\u00bb]{{{MAX_MARKS + 1},}}")

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_ARABIC_LETTER = re.compile(
    "[\u0620-\u063f\u0641-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdfb\ufe70-\ufefc]"
)


def normalise(text: str) -> str:
    """The same text in one canonical, harmless form; newlines stay, and doing it twice changes nothing.

    Lone surrogates become U+FFFD, controls that nobody sees go, every kind of line end becomes a newline and every kind
    of space a space, runs of combining marks are capped at `MAX_MARKS` (composing is quadratic in their length), Arabic
    presentation forms become plain letters (NFKC), and the rest is composed (NFC). Digits, diacritics and tatweel stay.

    Raises `InputError` above `MAX_CHARACTERS`.
    """
    if len(text) > MAX_CHARACTERS:
        raise InputError(
            f"the text has {len(text):,} characters; the limit is {MAX_CHARACTERS:,}: split it into articles"
        )
    text = _SURROGATE.sub("\ufffd", text)
    # before the marks are capped, or marks could hide behind what is invisible
    text = _CONTROL.sub("", _INVISIBLE.sub("", text))
    text = _SPACE.sub(" ", _LINE_END.sub("\n", text))
    text = _PRESENTATION_FORMS.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text = _MARKS.sub(_cap_marks, text)
    text = unicodedata.normalize("NFC", text)
    return _MARKS.sub(_cap_marks, text)  # a few marks come out of NFC as two


def _cap_marks(match: re.Match[str]) -> str:
    kept = []
    run = 0
    for character in match[0]:
        run = run + 1 if unicodedata.category(character)[0] == "M" else 0
        if run <= MAX_MARKS:
            kept.append(character)
    return "".join(kept)


def digits(text: str) -> str:
    """The text with Arabic-Indic (٠–٩) and Persian (۰–۹) digits written 0–9; its length stays."""
    return text.translate(_DIGITS)


def is_arabic(text: str, share: float = 0.4) -> bool:
    """Whether at least `share` of the letters (and at least one) are of the Arabic script."""
    letters = sum(map(str.isalpha, text))
    arabic = len(_ARABIC_LETTER.findall(text))
    return arabic > 0 and arabic >= share * letters


# --- sentences ---

# What ends a sentence, with the closing marks that belong to it and the space behind it; or a new line. A straight
# quotation mark closes only where nothing is glued to it.
_END = re.compile(
    r"(?P<end>[.!?؟…۔]+)(?P<close>(?:[»”’)\]}]| »|[\"'“](?=[\s،؛,.»)]|\Z))*)(?P<space>\s*)"
    r"|\n\s*"
)
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
# never the end of a sentence: a name or a number follows
_TITLE = re.compile(
    r"mrs?|ms|dr|prof|st|gen|col|lt|sgt|capt|maj|rev|hon|gov|sen|rep|messrs|vs|fig|e\.g|i\.e|cf|أ\.م\.د|ود|وأ|وم|لد|بد|تح|مج"
)
# the end of a sentence only before a word that opens one
_ABBREVIATION = re.compile(
    r"inc|ltd|co|corp|jr|sr|etc|al|[ap]\.m|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|ph\.d|[bm]\.sc"
)
_OPENER = re.compile(
    r"(?:The|An?|He|She|It|They|We|You|I|In|On|At|But|And|However|This|That|These|Those|There|When|While|After|Before|For"
    r"|As|If|Its|His|Her|Their|Our|Some|Many|Most|No)\b(?!\.)"
)
_TOKEN_REACH = 24  # characters looked back for an abbreviation


def sentences(paragraph: str) -> list[str]:
    """The sentences of a paragraph, each with the space that follows it: joined, they are the paragraph again.

    Each has a letter or a digit, unless the whole paragraph has none. Sentences end at `. ! ? ؟ …` and at new lines;
    not inside decimals, after abbreviations (د. أ. ص.ب. U.S. Dr.), initials and list numbers, nor at an ellipsis or a
    quoted question that the sentence goes on from.
    """
    ends: list[int] = []
    start = seen = 0
    wordless = True  # since `start`; such a piece goes with the one before it, or at the beginning with the one after
    for match in _END.finditer(paragraph):
        wordless = wordless and _LETTER_OR_DIGIT.search(paragraph, seen, match.end()) is None
        seen = match.end()
        stray = wordless and match["end"] == "."
        if match["end"] is None or stray or _ends(paragraph, start, match):
            if not wordless:
                ends.append(seen)
            elif ends:
                ends[-1] = seen
            else:
                continue
            start, wordless = seen, True
    if start < len(paragraph):
        if ends and wordless and _LETTER_OR_DIGIT.search(paragraph, seen) is None:
            ends.pop()
        ends.append(len(paragraph))
    return [paragraph[begin:end] for begin, end in zip([0, *ends], ends, strict=False)]


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether the marks found end the sentence that began at `start`."""
    after = match.end()
    if after == len(text):
        return True
    space = match["space"]
    if "\n" in space:
        return True
    end, close, following = match["end"], match["close"], text[after]
    if following in "،؛,;:»)]" or (not space and following.isascii() and following.isalnum()):
        return False
    if end == ".":
        return _full_stop_ends(text, start, match) if not close else bool(space)
    if not space:
        return end[-1] in "!?؟" and not close and (_arabic_letter(following) or following in '«“"')
    if end == "…" or (len(end) > 1 and not end.strip(".…۔")):
        return _opens(following)
    if close:
        return not _stands_alone(text, match) and _opens(following)
    return True


def _full_stop_ends(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a single bare full stop ends the sentence."""
    position, after = match.start(), match.end()
    following = text[after]
    # a token glued to an opening mark or a dash begins behind it
    window = text[max(start, position - _TOKEN_REACH) : position]
    words = window.split()
    token = words[-1].lstrip("«“\"'([-–—") if words else ""
    if not token:
        return bool(match["space"])
    if not match["space"]:
        # a missing space: only between two Arabic words, the first too long for an abbreviation
        glued = token.rpartition(".")[2]
        return following in "«“" or (_arabic_letter(following) and len(glued) > 2 and _arabic_letter(glued[-1]))
    if token.isdecimal():
        opens_a_list_item = len(token) <= 3 and not text[start:position].strip().removesuffix(token)
        return not opens_a_list_item
    plain = token.lower()
    if _TITLE.fullmatch(plain):
        return False
    if plain in ("no", "nos") and following.isdecimal():
        return False
    short = _is_dotted(token) or (len(token.replace("ـ", "")) == 1 and token.isalpha())
    if short and not token.isascii():
        # «2020 م.» and «1443 هـ.» are units and end; «د. سامي» is a title and does not
        return len(words) > 1 and words[-2][-1:].isdecimal()
    if short or _ABBREVIATION.fullmatch(plain):
        return _OPENER.match(text, after) is not None
    return not (following.islower() and token.isascii())


def _is_dotted(token: str) -> bool:
    """Single letters between full stops: U.S, ق.م."""
    return len(token) > 2 and "." in token and all(len(part) == 1 and part.isalpha() for part in token.split("."))


def _opens(character: str) -> bool:
    """Whether a sentence is likely to begin so: nearly every one in the news begins with و, or with a quotation."""
    return character in 'و«“"-–—' or character.isupper()


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """A mark alone in brackets, as in «(؟)», is a remark inside the sentence."""
    return match.start() > 0 and text[match.start() - 1] in "(["


def _arabic_letter(character: str) -> bool:
    return bool(_ARABIC_LETTER.match(character))


# --- fitting a budget of tokens ---

_CLAUSE_CUT = re.compile(r"[؛،;,:](?:\s+|(?=[^\W\d]))")
_WORD_CUT = re.compile(r"\s+")
_GOOD_ENOUGH = 0.85  # of the budget; searching on for the last tokens would double the counting


def fit(sentence: str, budget: int, count: Count) -> list[str]:
    """The sentence in pieces of at most `budget` tokens by `count`; joined, they are the sentence again.

    Cuts fall after `؛ ، ; , :` where one is in reach, else between words, else between characters. Counting is the
    cost, so lengths are guessed from what was counted before: the whole takes a few counts per piece.

    Raises `InputError` when one character alone is over the budget.
    """
    total = count(sentence)
    if total <= budget:
        return [sentence] if sentence else []
    clause_cuts = [match.end() for match in _CLAUSE_CUT.finditer(sentence)]
    word_cuts = [match.end() for match in _WORD_CUT.finditer(sentence)]
    pieces = []
    start = 0
    guess = max(1, len(sentence) * budget // total)
    while start < len(sentence):
        reach = _reach(sentence, start, guess, budget, count)
        guess = reach
        end = start + reach
        if end < len(sentence):
            end = _cut(sentence, start, end, clause_cuts, word_cuts)
            # a shorter text can have more tokens, though rarely
            while end - start > 1 and count(sentence[start:end]) > budget:
                end -= max(1, (end - start) // 8)
        pieces.append(sentence[start:end])
        start = end
    return pieces


def _reach(text: str, start: int, guess: int, budget: int, count: Count) -> int:
    """How many characters from `start` on fit the budget, to within `_GOOD_ENOUGH`."""
    fits, too_long = 0, len(text) - start + 1
    size = min(guess, too_long - 1)
    while True:
        tokens = count(text[start : start + size])
        if tokens <= budget:
            fits = size
            if size == too_long - 1 or tokens >= _GOOD_ENOUGH * budget:
                return fits
            # aim a little below the budget, at most twice as far
            size = min(too_long - 1, max(size + 1, min(2 * size, size * budget * 19 // (20 * max(tokens, 1)))))
        else:
            too_long = size
            if too_long == 1:
                raise InputError(
                    f"a budget of {budget} tokens cannot hold one character; raise the engine's input budget"
                )
            if too_long - fits == 1:
                return fits
            size = min(max(fits + 1, size * budget * 19 // (20 * tokens)), (fits + too_long) // 2)
            size = max(size, fits + 1)


def _cut(text: str, start: int, end: int, clause_cuts: list[int], word_cuts: list[int]) -> int:
    """The best place to cut in (start, end]."""
    for cuts in (clause_cuts, word_cuts):
        at = bisect_right(cuts, end) - 1
        if at >= 0 and cuts[at] > start:
            return cuts[at]
    inside = end
    while inside > start and unicodedata.category(text[inside])[0] == "M":
        inside -= 1  # a mark stays with its letter
    return inside if inside > start else end


def pack(pieces: Sequence[str], budget: int, count: Count) -> list[list[str]]:
    """Consecutive pieces in groups that have at most `budget` tokens when joined; `fit` cuts over-long pieces first."""
    parts = [part for piece in pieces for part in fit(piece, budget, count)]
    groups = []
    start = 0
    size = 1
    while start < len(parts):
        size = _group(parts, start, size, budget, count)
        groups.append(parts[start : start + size])
        start += size
    return groups


def _group(parts: Sequence[str], start: int, guess: int, budget: int, count: Count) -> int:
    """How many parts from `start` on fit together: at least one, found from the size of the group before."""
    fits, too_many = 1, len(parts) - start + 1
    size = max(guess, 2)
    while too_many - fits > 1:
        size = min(max(size, fits + 1), too_many - 1)
        if count("".join(parts[start : start + size])) <= budget:
            fits, size = size, 2 * size
        else:
            too_many = size
            size = (fits + too_many) // 2
    return fits
