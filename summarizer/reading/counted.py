"""Says what an Arabic number counts: percents, money, a year, hours and a half, or simply things."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from summarizer.reading import money
from summarizer.reading.amounts import Amount, Token, glued, word_at
from summarizer.reading.arabic_numbers import arabic_amount
from summarizer.reading.arabic_numerals import arabic_numeral, fold, words
from summarizer.reading.dates import Day
from summarizer.reading.duals import dual
from summarizer.reading.found import POINTS, Found, of_day

_PERCENT = words("بالمئة بالمائة بالمية بالماية")
_HUNDRED = words("المئة المائة المية الماية مئة مائة")
_YEAR_LEADS = words(
    "عام سنة العام السنة لعام لسنة عامي سنتي منذ في حتى خلال بحلول موسم الموسم لموسم دورة صيف شتاء ربيع خريف "
    "أعوام سنوات "
    "وعام مونديال مونديالي بعام بسنة قبل بعد ومنذ انتخابات بكالوريا"
)
_YEAR_WORDS = words("عام سنة العام السنة لعام لسنة")
_NOT_COUNTED = words(
    "من في على عن إلى أن إن مقابل خلال بعد قبل منذ حتى مع هو هي كان كانت بين بينهم أو ثم لكن عند لدى كما أي أيضا "
    "فقط التي "
    "الذي الذين ضمن وفق حسب بسبب بحسب بنسبة تقريبا دون قد لم لن لا ما غير بينما إذ إذا إضافة آخرين آخرون أخرى "
    "منها منهم "
    "منهن حوالي نحو سوى إلا لكل شهريا سنويا يوميا أسبوعيا"
)
# a decade may be said as ten years, half an hour as thirty minutes, and the reverse
_SPANS = {
    fold(noun): Fraction(years)
    for years, nouns in {100: "قرن قرون قرنا", 10: "عقد عقود عقدا"}.items()
    for noun in nouns.split()
}
_PIECES = {
    fold(noun): Fraction(pieces)
    for pieces, nouns in {60: "ساعة الساعة", 12: "عام سنة دزينة", 100: "قرن", 10: "عقد", 24: "يوم", 30: "شهر"}.items()
    for noun in nouns.split()
}
_MEASURES = words(
    "سنة عام شهر يوم ساعة دقيقة أسبوع قرن عقد كيلومتر متر لتر طن كيلو كيلوغرام كيلومترا مترا لترا طنا عاما شهرا يوما "
    "أسبوعا قرنا دولار دولارا دينار دينارا ضعف مرة هدف"
)
_MEASURE_STEMS = frozenset(noun.rstrip("ا") for noun in _MEASURES)
_PARTS = {"ونصف": Fraction(1, 2), "والنصف": Fraction(1, 2), "وربع": Fraction(1, 4), "وثلث": Fraction(1, 3)}
_DECADE_OF_LIFE = re.compile(r"[وبف]?(?:ال)?عقد(?:ه|ها|هما|هم)?$")
_MILITARY_RANKS = words("رقيب عريف ملازم مساعد نقيب وكيل جندي رئيس وزير الوزير وزيرا وزيرة")
_FINAL = words("النهائي نهائي النهائيي")


def counted(text: str, tokens: list[Token], index: int, amount: Amount) -> tuple[Found, int]:
    """An amount that begins at a token, with what it counts, and the token behind both."""
    after, values = amount.after, amount.values
    start, core_end = tokens[index].start, tokens[amount.after - 1].end
    if amount.form == "ordinal" and _DECADE_OF_LIFE.match(word_at(tokens, index - 1)) and 2 <= values[0] <= 10:
        # the third decade of a life is one's twenties
        twenties = (((values[0] - 1) * 10,),)
        return Found("number", text[start:core_end], start, core_end, twenties, form="decade", loose=True), after
    kind, unit = "number", ""
    if percent := percent_behind(tokens, after):
        kind, unit, after = "percent", *percent
    elif index and tokens[index - 1].text in "%٪" and glued(tokens, index):
        kind, unit, start = "percent", "%", tokens[index - 1].start
    elif dinars := _abbreviated_dinars(tokens, after):
        kind, unit, after, values = "money", "dinar", dinars[1], tuple(value * dinars[0] for value in values)
    elif currency := currency_behind(tokens, after):
        kind, unit, after = "money", *currency
    elif index and tokens[index - 1].text in money.SIGNS:
        kind, unit, start = "money", money.ENGLISH[tokens[index - 1].text], tokens[index - 1].start
    elif year := _year(tokens, index, amount):
        return of_day(text, start, tokens[year[1] - 1].end, year[0]), year[1]
    elif whole := _one_and_a_part(tokens, index, amount):
        start, values = whole
    elif amount.form != "ordinal":
        values, after = _with_part(tokens, after, values)
        values = _with_spans(tokens, after, values)
    opens_a_list = index == 0 and tokens[0].kind == "digits" and word_at(tokens, 1) in ("-", "–", ".", ")")
    loose = amount.loose or opens_a_list or in_a_name(tokens, index) or _is_vague(tokens, index, amount)
    end = tokens[after - 1].end
    definite = tokens[index].text.startswith(("ال", "بال", "وال", "لل"))
    if kind == "number" and not (loose or definite) and amount.form != "ordinal" and after == amount.after:
        end = _counted_noun(tokens, after, end)
    found = Found(kind, text[start:end], start, end, (values,), amount.form, unit, (start, core_end), loose=loose)
    return found, after


def percent_behind(tokens: Sequence[Token], index: int) -> tuple[str, int] | None:
    """The unit "%" or "points" where it is said at a token, and the token behind."""
    word, following = word_at(tokens, index), word_at(tokens, index + 1)
    if word in ("%", "٪") or word in _PERCENT:
        return "%", index + 1
    if word.startswith(("نقط", "نقاط")) and following.startswith("مئوي"):
        return POINTS, index + 2
    return ("%", index + 2) if word in ("في", "من", "ف", "ب") and following in _HUNDRED else None


def currency_behind(tokens: Sequence[Token], index: int) -> tuple[str, int] | None:
    """The currency named at a token, with its nation («دولار أميركي»), and the token behind."""
    position = index + (word_at(tokens, index) == "من")
    word = word_at(tokens, position)
    if word in money.SIGNS and word:
        return money.ENGLISH[word], position + 1
    name = money.ARABIC.get(word) or money.ARABIC.get(word.removeprefix("ال"))
    if name is None:
        return None
    nation = word_at(tokens, position + 1)
    is_nation = len(nation) > 3 and nation.endswith(("ي", "يه", "يا")) and not nation.startswith(("و", "ال", "ف"))
    return name, position + 1 + (is_nation and nation not in _NOT_COUNTED)


def _abbreviated_dinars(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """The scale of «م د», «م.د», «أد», as Tunisia abbreviates millions and thousands of dinars, and the token
    behind.
    """
    end = index
    while end < len(tokens) and end < index + 4 and tokens[end].bare in ("م", "ا", ".", "د", "مد", "اد"):
        end += 1
    letters = "".join(token.bare for token in tokens[index:end] if token.bare != ".")
    scale = {"مد": 10**6, "اد": 10**3}.get(letters)
    return (scale, end - (tokens[end - 1].bare == ".")) if scale else None


def _year(tokens: Sequence[Token], index: int, amount: Amount) -> tuple[Day, int] | None:
    """A year: four digits in a place where years stand, or number words behind «عام»; and the token behind."""
    value, after = amount.values[0], amount.after
    token, before, following = tokens[index], word_at(tokens, index - 1), word_at(tokens, after)
    if value.denominator != 1 or not 1000 <= value < 2200:
        return None
    hijri = following in ("ه", "هجري", "هجريه", "للهجره")
    if hijri or following in ("م", "ميلادي", "ميلاديه"):
        return Day(int(value), hijri=hijri), after + 1
    if token.kind == "word":
        return (Day(int(value)), after) if before in _YEAR_WORDS and amount.form == "cardinal" else None
    if not (token.text.isdecimal() and len(token.text) == 4 and 1300 <= value < 2100 and after == index + 1):
        return None
    alone = after >= len(tokens) or tokens[after].kind == "mark" or following in _NOT_COUNTED or following[:1] == "و"
    led = before in _YEAR_LEADS and (value >= 1800 or before in _YEAR_WORDS)
    return (Day(int(value)), after) if led or (value >= 1900 and alone) else None


# --- halves and spans ---


def added_part(tokens: Sequence[Token], index: int) -> tuple[Fraction, int] | None:
    """The part in «ونصف», «وربع» and the token behind it and the noun said again («عامين ونصف العام»)."""
    word = word_at(tokens, index)
    if word == "و":
        index, word = index + 1, "و" + word_at(tokens, index + 1)
    if word not in _PARTS:
        return None
    following = word_at(tokens, index + 1)
    again = following.startswith("ال") and following[2:].rstrip("ا") in _MEASURE_STEMS
    return _PARTS[word], index + 1 + again


def _with_part(tokens: Sequence[Token], after: int, values: tuple[Fraction, ...]) -> tuple[tuple[Fraction, ...], int]:
    """«ثلاث سنوات ونصف السنة»: the half (quarter, third) added behind the noun."""
    added = added_part(tokens, after + 1) if after < len(tokens) and tokens[after].kind == "word" else None
    return (tuple(value + added[0] for value in values), added[1]) if added else (values, after)


def _one_and_a_part(tokens: Sequence[Token], index: int, amount: Amount) -> tuple[int, tuple[Fraction, ...]] | None:
    """«سنة ونصف»: where its noun begins and what it amounts to, in the noun's pieces too (eighteen months)."""
    if tokens[index].bare not in _PARTS or not index or tokens[index - 1].kind != "word":
        return None
    # «كيلومتر مربع ونصف»: an adjective may stand between
    at = index - 2 if index >= 2 and word_at(tokens, index - 2) in _MEASURES else index - 1
    bare = word_at(tokens, at)
    noun = next((stem for prefix in ("ال", "ل", "ب") if (stem := bare.removeprefix(prefix)) in _MEASURES), "")
    if not noun:
        return None
    value = 1 + amount.values[0]
    return tokens[at].start, (value, value * _PIECES[noun]) if noun in _PIECES else (value,)


def _with_spans(tokens: Sequence[Token], index: int, values: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    """Other ways to say a span: three centuries as 300 years, half an hour as 30 minutes."""
    noun = word_at(tokens, index)
    if noun in _SPANS:
        return (*values, *(value * _SPANS[noun] for value in values))
    if values[0] < 1 and noun in _PIECES:
        return (*values, values[0] * _PIECES[noun])
    return values


# --- what is no fact, or none that English must repeat ---


def is_other_word(tokens: Sequence[Token], index: int, amount: Amount) -> bool:
    """Ordinals that are part of something else: «أول من أمس», «ثاني أكسيد الكربون», «ثانية» for a second of time."""
    if amount.form != "ordinal":
        return False
    word, following = tokens[index].bare, word_at(tokens, amount.after)
    if word == "الاول" and word_at(tokens, index - 1) == "امس":
        return True  # the day before yesterday
    if word.endswith("اول") and "امس" in (following, word_at(tokens, amount.after + 1) if following == "من" else ""):
        return True
    if following.startswith("اكسيد") or tokens[index].text == "باول":  # Powell
        return True
    counted_seconds = index and (tokens[index - 1].kind == "digits" or arabic_numeral(tokens[index - 1].bare))
    return word.endswith("ثانيه") and not word.endswith("الثانيه") and bool(counted_seconds)


def in_a_name(tokens: Sequence[Token], index: int) -> bool:
    """Whether digits hang on a word by a hyphen and so belong to a name: «كوفيد-19», «إف-16»."""
    if tokens[index].kind != "digits" or index < 2 or tokens[index - 1].text not in "-–":
        return False
    return tokens[index - 2].kind in ("word", "latin") and glued(tokens, index) and glued(tokens, index - 1)


def _is_vague(tokens: Sequence[Token], index: int, amount: Amount) -> bool:
    """Whether a numeral is one that English often says otherwise or not at all."""
    if amount.form == "ordinal":
        return _is_vague_ordinal(tokens, index, amount)
    word, before, following = tokens[index].bare, word_at(tokens, index - 1), word_at(tokens, amount.after)
    if amount.form == "fraction":  # semi-finals, the hemisphere
        return before in ("الدور", "دور", "الربع", "النصف") or following in _FINAL or following == "الكره"
    if tokens[index].kind != "word":
        return False
    if amount.values[0] == 1:  # each, at once, one of them
        begins = word.startswith("ال") or before in ("كل", "لكل", "ان", "وقت", "اي", "ولا", "")
        return begins or word_at(tokens, index + 1) in ("من", "تلو", "منهم", "منها")
    if word == "الف":  # «ألّف», to write, and the letter
        return before in ("الذي", "التي", "قد", "وقد", "قناه", "القسم")
    if word == "الفا":  # alpha
        return before in ("قناه", "حقل", "متحور", "سلاله", "شركه", "مجموعه", "منصه")
    if amount.values[0] == 2 and dual(before) is not None:
        return True  # «شخصين اثنين» says two once more
    # «تسع 6 أفراد»: a verb, to hold
    return amount.after == index + 1 < len(tokens) and tokens[index + 1].kind == "digits"


def _is_vague_ordinal(tokens: Sequence[Token], index: int, amount: Amount) -> bool:
    word, before = tokens[index].bare, word_at(tokens, index - 1)
    if before == "القرن" and index >= 2:  # «ثلاثينيات القرن التاسع عشر»: the 1830s
        decade = arabic_numeral(tokens[index - 2].bare)
        return decade is not None and decade.numeral.rank == "decade"
    if before == "لا" or (word == "ثاني" and before == "ال"):  # «لا ثالث لهما», the family of Al Thani
        return True
    if (before == "اليوم" and word == "السابع") or (
        word == "اول" and before in _MILITARY_RANKS
    ):  # Youm7; a staff sergeant
        return True
    if amount.after > index + 1:
        return False
    again = before in ("مره", "ثانيه") or word in ("ثانيه", "وثانيه")
    initial = tokens[index].text.endswith("ي") and word.endswith("اولي")
    return again or initial


def _counted_noun(tokens: Sequence[Token], after: int, end: int) -> int:
    """The end of the noun behind a number, so that a reader of the ledger sees what is counted; `end` if there is
    none.
    """
    bare = word_at(tokens, after)
    is_verb = bare.endswith("وا") or (bare[:1] in "يت" and bare.endswith("ون"))
    is_noun = (
        not is_verb and bare not in _NOT_COUNTED and bare[:1] != "و" and len(bare) > 2 and not arabic_numeral(bare)
    )
    return tokens[after].end if bare and tokens[after].kind == "word" and is_noun else end


def pair(text: str, tokens: list[Token], index: int) -> tuple[Found, int] | None:
    """Two numbers in one, «5+5», «3-1», «2021/2022», with what they count, and the token behind."""
    pieces = tokens[index : index + 3]
    if len(pieces) < 3 or pieces[1].text not in "-–+/:x×" or pieces[2].kind != "digits":
        return None
    if not (glued(tokens, index + 1) and glued(tokens, index + 2)) or in_a_name(tokens, index):
        return None
    first, second = arabic_amount(tokens, index), arabic_amount(tokens, index + 2)
    alone = arabic_amount(tokens[: index + 3], index + 2)
    if first is None or second is None or alone is None:
        return None
    values = first.values
    if second.after > index + 3 and alone.values[0]:  # a scale behind it counts for both: «5-6 ملايين»
        values = (*(value * second.values[0] / alone.values[0] for value in values), *values)
    start, after = pieces[0].start, second.after
    kind, unit = "number", ""
    if percent := percent_behind(tokens, after):
        kind, unit, after = "percent", *percent
    elif currency := currency_behind(tokens, after):
        kind, unit, after = "money", *currency
    end = tokens[after - 1].end
    return Found(kind, text[start:end], start, end, (values, second.values), unit=unit, core=(start, end)), after
