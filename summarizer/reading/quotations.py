"""Finds what stands in quotation marks, and in Arabic who says it, where the sentence makes that plain."""

from __future__ import annotations

import re
from typing import NamedTuple

from summarizer.reading.amounts import Token
from summarizer.reading.arabic_numerals import fold, words


class Quote(NamedTuple):
    """A quotation: the offsets of its marks and what stands between, and how many words that is."""

    start: int
    end: int
    text: str

    @property
    def words(self) -> int:
        return len(self.text.split())


_PAIRS = {"«": "»", "“": "”", "„": "”", "‹": "›"}
_APOSTROPHES = re.compile(r"(?<![\w])['‘](?=\S)(?P<inside>[^'‘’]*(?:['’]\w[^'‘’]*)*?)(?<=\S)['’](?!\w)")


def quotes(text: str) -> list[Quote]:
    """The quotations of a text in either language, in order; one inside another is part of it.

    A mark that is opened and never closed quotes to the end of the text, one that is closed and never opened from its
    beginning: a long quotation is cut into sentences.
    """
    found: list[Quote] = []
    position = 0
    while position < len(text):
        sign = text[position]
        if sign in _PAIRS:
            end = _closing(text, position)
        elif sign == '"':
            end = text.find('"', position + 1)
        elif sign in "»”" and not found:
            found.append(Quote(0, position + 1, text[:position]))
            position += 1
            continue
        else:
            position += 1
            continue
        inside = text[position + 1 : end if end >= 0 else len(text)]
        found.append(Quote(position, end + 1 if end >= 0 else len(text), inside))
        position = end + 1 if end >= 0 else len(text)
    return found


def single_quotes(text: str) -> list[Quote]:
    """What stands in British single quotation marks, where they cannot be apostrophes."""
    return [Quote(match.start(), match.end(), match["inside"]) for match in _APOSTROPHES.finditer(text)]


def _closing(text: str, start: int) -> int:
    opening = text[start]
    closing, depth = _PAIRS[opening], 0
    for position in range(start, len(text)):
        if text[position] == opening:
            depth += 1
        elif text[position] == closing:
            depth -= 1
            if depth == 0:
                return position
    return -1


_SPEECH_VERBS = words(
    "قال قالت قالوا يقول تقول أضاف أضافت يضيف تضيف أكد أكدت يؤكد تؤكد صرح صرحت أوضح أوضحت يوضح توضح شدد شددت "
    "أعلن أعلنت كتب كتبت وصف وصفت اعتبر اعتبرت تابع تابعت أشار أشارت ذكر ذكرت أفاد أفادت قائلا قائلة مضيفا "
    "مضيفة مؤكدا مؤكدة موضحا موضحة رد ردت أجاب أجابت علق علقت بين بينت حذر حذرت معتبرا معتبرة واصفا "
    "واصفة مشددا مشددة محذرا محذرة مشيرا مشيرة"
)
_SPEECH = frozenset(prefix + verb for verb in _SPEECH_VERBS for prefix in ("", "و", "ف"))
_REPORTS = re.compile(
    r"(?:^|\s)[وفب]?(?:أن|إن|ان|بأن|بان)(?:ه|ها|هم|هما|نا|ني|هن|ك)?\s*$|[:،]\s*$|وصف\S*\s+بـ?\s*$|بـ\s*$"
)
# what is marked behind these is a name or a title
_NAMED_KINDS = words(
    "شركة قضية حملة رواية روايتا فيلم كتاب جمعية حزب حركة صحيفة جريدة مجلة قناة إذاعة موقع برنامج مسلسل مشروع "
    "مخيم مرصد ثانوية تنظيم ملف نادي فريق مهرجان منصة تطبيق عملية قانون مبادرة اسم بعنوان عنوان تعاونية قرية "
    "حي شارع مركز مؤسسة جائزة مسرحية أغنية لعبة وكالة تحالف ائتلاف كتلة لجنة مجموعة قاعة فندق مطعم سوق عائلة "
    "نظام فعالية معرض أوبريت"
)
_NAMED = frozenset(prefix + kind for kind in _NAMED_KINDS for prefix in ("", "ال", "ب", "ل", "و"))
_NAME_ENDS = words("إن أن إنه إنها أنه أنها في خلال عن على من لـ بعد قبل إلى بأن أنهم إنهم قد لقد عقب بـ رسميا")
_ACCORDING = re.compile(
    r"^\s*[،,]?\s*(?:بحسب|حسب|وفق|وفقا ل|كما قالت?|على حد قول|يقول|تقول|قالت?)\s*(?P<name>[^،.:؛,«]+)"
)
MOST_WORDS_OF_A_NAME = 7
_MANNERS = words(
    "ضاحكا ضاحكة مبتسما مبتسمة عليه عليها عليهم لاحقا باللهجة بلهجة بدارجة بالعربية بالقول له لها لهم إليه هو هي ما"
)


def is_speech(text: str, quote: Quote) -> bool:
    """Whether an Arabic quotation quotes somebody rather than marks a name: it is long or reported speech."""
    if quote.words < 2 or not re.search("[\u0620-\u064a]", quote.text):
        return False
    if quote.words >= 6:
        return True
    before = text[: quote.start]
    if _REPORTS.search(before[-24:]):
        return quote.words >= 3 or before.rstrip().endswith(":")
    sentence = before[before.rfind(". ") + 1 :]
    said = any(fold(word.strip("،:")) in _SPEECH for word in sentence.split()[-30:])
    named = quote.text.startswith(("ال", "لل")) or fold(sentence.split()[-1] if sentence.split() else "") in _NAMED
    return said and not named and (quote.words >= 3 or text[quote.start] == "«")


def speaker(text: str, tokens: list[Token], quote: Quote) -> str:
    """Who is quoted: the words behind a verb of speech before it or «بحسب» after it; empty if that is not plain."""
    for index in range(len(tokens) - 1, -1, -1):
        if tokens[index].end > quote.start:
            continue
        if tokens[index].text in ".؟!":
            break
        if tokens[index].bare in _SPEECH and (name := _name(text, tokens, index + 1, quote.start)):
            return name
    match = _ACCORDING.match(text[quote.end : quote.end + 200])
    words_behind = match["name"].split() if match else []
    plain = 0 < len(words_behind) <= MOST_WORDS_OF_A_NAME and fold(words_behind[0]) not in _MANNERS
    return " ".join(words_behind) if plain else ""


def _name(text: str, tokens: list[Token], first: int, limit: int) -> str:
    """The words of a name from a token on; nothing where a pronoun, a preposition or a manner stands there instead."""
    last = first
    while last < len(tokens) and tokens[last].end <= limit and last - first < MOST_WORDS_OF_A_NAME:
        token = tokens[last]
        if token.kind not in ("word", "latin") or token.bare in _NAME_ENDS or token.bare.startswith("لل"):
            break
        last += 1
    if last == first or tokens[first].bare in _MANNERS or (tokens[first].bare[:1] == "ب" and last == first + 1):
        return ""
    return text[tokens[first].start : tokens[last - 1].end]
