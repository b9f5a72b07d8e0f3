"""Names in quotation marks that are words: the title of a film, the name of a company.

A small network takes such words for words of the sentence. What stands before the quotation marks tells what they name: the
titles of works are translated («فيلم "حارس الليل"», The Night Guard), firms are spelt («شركة "نخيل الشرق"», Nakhil al-Sharq).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from summarizer.gazetteer import occurrences, plain, without_prefix
from summarizer.glossing import ARABIC
from summarizer.spelling import DEFINITE

LONGEST = 4
"""Most words of a name; what is longer is rather said by somebody."""

QUOTED = re.compile(rf"(?:«|“|(?<![\w.،؛:!؟)])\")\s*({ARABIC}(?:\s+{ARABIC}){{,{LONGEST - 1}}})\s*(?:»|”|\"(?!\w))")
"""A few words between quotation marks; straight ones open where no word ends, lest what is between two quotations be taken."""

REACH = 3
"""Words between a kind and its name at most: «الفيلم التونسي الطويل "غدوة حي"»."""

BEFORE = 100
"""Characters before a name among which its kind is looked for."""

CLAUSE = re.compile(r"^(?:(?:لن|لم|ليس\w*)\b|س[يتن]\w{3,}(?<!ات)(?<!ة)\s|(?:بال|لل|كال))")
"""What begins a statement and no title."""

Way = Literal["translated", "spelt"]


def _kinds(words: str, way: Way) -> dict[str, Way]:
    return {plain(word): way for word in words.split()}


KINDS = _kinds(
    "فيلم مسلسل رواية كتاب ديوان قصيدة مسرحية أغنية ألبوم لوحة معرض وثائقي قصة مقال نشيد "
    "حملة شعار عنوان عملية مبادرة مشروع قائمة تحالف كتلة ائتلاف وسم هاشتاغ ندوة ملتقى",
    "translated",
) | _kinds(
    "شركة صحيفة جريدة يومية أسبوعية مجلة قناة إذاعة تلفزيون فضائية موقع وكالة تطبيق منصة سفينة ناقلة باخرة قارب "
    "إعصار عاصفة مصنع فندق مقهى مطعم متجر مخبزة مستشفى مصحة مدرسة طائرة صاروخ نادي فريق دار مصرف بنك",
    "spelt",
)
"""Words for what a name in quotation marks is of, and what English newspapers do with such names."""

EITHER = _kinds(
    "جمعية رابطة منظمة مؤسسة حزب حركة تيار تجمع مجموعة فرقة برنامج مهرجان جائزة مركز شبكة مسابقة", "translated"
)
"""Kinds whose names newspapers translate as often as they spell them; only what follows them at once is a name for sure."""

POSSESSIVE = re.compile("(?:ه|ها|هم)$")
DESCRIBING = re.compile("^ال|(?:ي|ية|يا|ة)$")
"""A word between a kind and its name: an adjective or what the kind is of."""


@dataclass(frozen=True)
class Quoted:
    """A name as the article has it between quotation marks, and what is done with it."""

    arabic: str
    way: Way


def find(sources: Sequence[str]) -> list[list[Quoted]]:
    """For each sentence of one article the names in its quotation marks whose kind the article tells somewhere.

    A word that the sentence has outside quotation marks too is left alone there: it may not be the name.
    """
    spans = [
        [
            (found[1], way(source[max(0, found.start() - BEFORE) : found.start()], one=" " not in found[1]))
            for found in QUOTED.finditer(source)
            if not CLAUSE.search(found[1])
        ]
        for source in sources
    ]
    told = {plain(arabic): kind for row in reversed(spans) for arabic, kind in row if kind}
    result: list[list[Quoted]] = []
    for source, row in zip(sources, spans, strict=True):
        quoted = Counter(plain(arabic) for arabic, _ in row)
        met = Counter(plain(name) for *_, name in occurrences(source, {name: name for name in quoted if name in told}))
        result.append(
            [
                Quoted(arabic, told[plain(arabic)])
                for arabic in dict.fromkeys(name for name, _ in row)
                if plain(arabic) in told and met[plain(arabic)] <= quoted[plain(arabic)]
            ]
        )
    return result


def way(before: str, *, one: bool) -> Way | None:
    """What is done with a name, of one word or several, behind this text, as far as its last words tell.

    Between a kind and its name stand adjectives alone: «قناة العربية "…"» says what al-Arabiya said. One word behind a kind that is
    known already is rather said of it («الشركة "الوهمية"», the "fake" company).
    """
    if before.rstrip().endswith((":", "،", ",", "؛")):
        return None
    words = before.split()[: -REACH - 2 : -1]
    for at, word in enumerate(words):
        if kind := kind_of(word, KINDS):
            owned = POSSESSIVE.search(word) is not None and kind_of(POSSESSIVE.sub("", word), KINDS) is not None
            known = owned or DEFINITE.match(word) is not None
            agree = at == 0 or known == (DEFINITE.match(words[0]) is not None)
            return kind if agree and not (one and known and not (owned and kind == "translated")) else None
        if not DESCRIBING.search(word):
            break
    return kind_of(words[0], EITHER) if words and not one and not DEFINITE.match(words[0]) else None


def kind_of(word: str, kinds: Mapping[str, Way]) -> Way | None:
    """The way of a kind with its prefixes, its article, its owner: «روايته», «للشركة»."""
    for _, rest in [(0, plain(word)), *without_prefix(plain(word))]:
        for form in (rest, rest.removeprefix("ال"), POSSESSIVE.sub("", rest)):
            for stem in (form, form[:-1] + "ه" if form.endswith("ت") else form):
                if stem in kinds:
                    return kinds[stem]
    return None


SMALL = frozenset("a an and as at but by for from in into nor of on or the to with without".split())


def titled(english: str) -> str:
    """An English title with capital letters, but for small words, and without the article that the sentence will have."""
    words = re.sub(r"^[Tt]he (?=\S)", "", english.strip().removesuffix(".")).split()
    return " ".join(
        word if 0 < at < len(words) - 1 and word in SMALL else word[:1].upper() + word[1:]
        for at, word in enumerate(words)
    )
