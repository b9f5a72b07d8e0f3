"""Reads the facts of Arabic text, with their offsets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from summarizer.reading import money
from summarizer.reading.arabic_dates import arabic_clock, arabic_day
from summarizer.reading.arabic_numbers import arabic_amount, arabic_numeral, arabic_tokens, fold
from summarizer.reading.dates import Clock, Day
from summarizer.reading.duals import dual, looks_dual
from summarizer.reading.found import POINTS, Found, glued, of_clock, of_day
from summarizer.reading.negations import arabic_negations
from summarizer.reading.amounts import Amount, Token
from summarizer.reading.quotations import is_speech, quotes, speaker

_PERCENT = {fold(word) for word in "بالمئة بالمائة بالمية بالماية بالمائه بالميه بالمئه".split()}
_HUNDRED = {fold(word) for word in "المئة المائة المية الماية المئه المائه مئة مائة".split()}
_YEAR_LEADS = {
    fold(word)
    for word in "عام سنة العام السنة لعام لسنة عامي سنتي منذ في حتى خلال بحلول موسم الموسم لموسم دورة صيف شتاء ربيع خريف أعوام سنوات وعام "
    "مونديال مونديالي بعام بسنة قبل بعد ومنذ انتخابات بكالوريا".split()
}
_NOT_COUNTED = {
    fold(word)
    for word in "من في على عن إلى أن إن مقابل خلال بعد قبل منذ حتى مع هو هي كان كانت بين بينهم أو ثم لكن عند لدى كما أي أيضا فقط التي الذي "
    "الذين ضمن وفق حسب بسبب بحسب بنسبة تقريبا دون قد لم لن لا ما غير بينما إذ إذا إضافة آخرين آخرون أخرى منها منهم منهن حوالي نحو سوى إلا".split()
}
# a decade may be said as ten years, half an hour as thirty minutes, and the reverse
_SPANS = {
    fold(word): Fraction(value)
    for word, value in {"قرن": 100, "قرون": 100, "قرنا": 100, "عقد": 10, "عقود": 10, "عقدا": 10, "عقدين": 20, "قرنين": 200}.items()
}
_HALVED = {
    fold(word): Fraction(value)
    for word, value in {"ساعة": 60, "الساعة": 60, "عام": 12, "سنة": 12, "قرن": 100, "عقد": 10, "دزينة": 12, "يوم": 24, "شهر": 30}.items()
}
_ONE_AND_A_HALF = {
    fold(word)
    for word in "سنة عام شهر يوم ساعة دقيقة أسبوع قرن عقد كيلومتر متر لتر طن كيلو كيلوغرام كيلومترا مترا لترا طنا عاما شهرا يوما أسبوعا قرنا "
    "دولار دولارا دينار دينارا ضعف مرة هدف".split()
}
_AGES = {
    fold(stem + ending): Fraction(decade)
    for decade, stem in {
        20: "عشريني",
        30: "ثلاثيني",
        40: "أربعيني",
        50: "خمسيني",
        60: "ستيني",
        70: "سبعيني",
        80: "ثمانيني",
        90: "تسعيني",
    }.items()
    for ending in ("", "ة", "ا")
}
_NOON = {fold(word) for word in "ظهر الظهر ظهرا بظهر زوال الظهيرة ظهيرة".split()}
_RANKS = {fold(word) for word in "رقيب عريف ملازم مساعد نقيب وكيل جندي رئيس وزير الوزير وزيرا وزيره".split()}
_BEFORE_NAMES = {fold(word) for word in "بن ابن بنت آل أبو أبي محمد أحمد الشيخ السيد الحاج".split()}
_LATIN_UNITS = frozenset("km kg cm mm m g l ml mg gb mb kb kw mw hz ha h d x no".split())
# words that hold a number English may spell out
_HINTS = {
    fold(word): Fraction(value)
    for value, words in {
        Fraction(1, 2): "منتصف مناصفة شبه نصفي منتصفه",
        2: "ضعف ضعفي ضعفا ضعفين ضعفها ضعفه مضاعفة تضاعف تضاعفت يتضاعف ضاعف مضاعف مضاعفا ثنائي ثنائية ثنائيا كلا كلتا كلتي كلي كليهما "
        "كلاهما كلتاهما زوج زوجا زوجان زوجين أزواج توأم توأمين مزدوج مزدوجة آخر أخرى ثانيا معا ثانوي وصيف وصافة متبادل",
        3: "ثلاثي ثلاثية ثلاثيا ثالثا هاتريك",
        4: "رباعي رباعية رابعا",
        5: "خماسي خماسية خامسا",
        6: "سداسي سداسية سادسا",
        7: "سباعي سباعية سابعا",
        10: "عقد عقود عقدا عشرية",
        100: "قرن قرون قرنا مئوية",
        1000: "ألفية",
        0: "صفر نظيفة نظيف رد",
    }.items()
    for word in words.split()
}


def read_arabic(text: str) -> list[Found]:
    """Everything in Arabic text that is a fact or may explain a number of its English, by offset (see `Found.loose`)."""
    tokens = arabic_tokens(text)
    found: list[Found] = []
    index = 0
    while index < len(tokens):
        item, index = _next(text, tokens, index)
        if item:
            found.append(item)
    found = _linked(text, found)
    found += _negations(text, tokens)
    found += [
        replace(Found("quotation", text[quote.start : quote.end], quote.start, quote.end), speaker=speaker(text, tokens, quote))
        for quote in quotes(text)
        if is_speech(text, tokens, quote)
    ]
    return sorted(found, key=lambda item: (item.start, item.end))


def _next(text: str, tokens: list[Token], index: int) -> tuple[Found | None, int]:
    """The fact that begins at a token, if one does, and the token to go on from."""
    token = tokens[index]
    if token.kind == "mark":
        return None, index + 1
    if token.kind == "latin":
        return _latin(text, tokens, index)
    if clock := arabic_clock(tokens, index):
        return of_clock(text, token.start, tokens[clock.after - 1].end, clock.clock), clock.after
    if day := arabic_day(tokens, index):
        if day.day.weekday == 0 and _is_the_two(tokens, index):
            return None, index + 1
        found = of_day(text, token.start, tokens[day.after - 1].end, day.day)
        loose = day.loose or _word(tokens, index - 1) in _BEFORE_NAMES
        return replace(found, loose=loose), day.after
    if token.kind == "digits" and (pair := _pair(text, tokens, index)):
        return pair
    if amount := arabic_amount(tokens, index):
        if _is_other_word(tokens, index, amount):
            return None, amount.after
        return _counted(text, tokens, index, amount)
    if (is_fact := dual(token.bare)) is not None:
        return _dual(text, tokens, index, is_fact), index + 1
    if token.bare.endswith("ثمن") and _word(tokens, index + 1).endswith("نهائي"):  # the round of sixteen
        return Found("number", token.text, token.start, token.end, ((Fraction(16), Fraction(1, 8)),), loose=True), index + 1
    if token.bare in _NOON:
        return replace(of_clock(text, token.start, token.end, Clock(12, 0)), loose=True), index + 1
    if decade := _AGES.get(token.bare.removeprefix("ال")):
        return Found("number", token.text, token.start, token.end, ((decade,),), form="decade", loose=True), index + 1
    hint = _hint(token.bare)
    if hint is not None:
        return Found("number", token.text, token.start, token.end, parts=((hint,),), loose=True), index + 1
    if looks_dual(token.bare):
        return Found("number", token.text, token.start, token.end, parts=((Fraction(2),),), sense="looks", loose=True), index + 1
    return None, index + 1


def _word(tokens: Sequence[Token], index: int) -> str:
    return tokens[index].bare if 0 <= index < len(tokens) else ""


def _is_the_two(tokens: Sequence[Token], index: int) -> bool:
    """«كلا الاثنين» is not a Monday."""
    return _word(tokens, index - 1) in ("كلا", "هذين", "بين", "احد") and not _word(tokens, index + 1).isdecimal()


def _hint(bare: str) -> Fraction | None:
    for prefix in ("", "و", "ال", "ب", "ل", "وال", "بال", "ف", "لل", "ولل"):
        if bare.startswith(prefix) and bare[len(prefix) :] in _HINTS:
            return _HINTS[bare[len(prefix) :]]
    return None


def _is_other_word(tokens: Sequence[Token], index: int, amount: Amount) -> bool:
    """Numerals that are part of another word: «أول من أمس», «ثاني أكسيد الكربون», «ثانية» for a second of time."""
    if amount.form != "ordinal":
        return False
    word, following = tokens[index].bare, _word(tokens, amount.after)
    if word.endswith("اول") and (following == "امس" or following == "من" and _word(tokens, amount.after + 1) == "امس"):
        return True
    if following.startswith("اكسيد"):
        return True
    return word.endswith("ثانيه") and not word.endswith("الثانيه") and bool(index) and (
        tokens[index - 1].kind == "digits" or arabic_numeral(tokens[index - 1].bare) is not None
    )


# --- numbers, percentages, money, years ---


def _counted(text: str, tokens: list[Token], index: int, amount: Amount) -> tuple[Found, int]:
    """An amount with what it counts: a percentage, money, a year, or a number."""
    after, values = amount.after, amount.values
    start, core_end = tokens[index].start, tokens[amount.after - 1].end
    core = (start, core_end)
    kind, unit = "number", ""
    loose = amount.loose
    if percent := _percent(tokens, after):
        kind, unit, after = "percent", percent[0], percent[1]
    elif index and tokens[index - 1].text in "%٪" and glued(tokens, index):
        kind, unit, start = "percent", "%", tokens[index - 1].start
    elif behind := _millions_of_dinars(tokens, after):
        kind, unit, after, values = "money", "dinar", behind, tuple(value * 10**6 for value in values)
    elif currency := _currency(tokens, after):
        kind, unit, after = "money", currency[0], currency[1]
    elif index and tokens[index - 1].text in "$€£¥₪":
        kind, unit, start = "money", money.ENGLISH[tokens[index - 1].text], tokens[index - 1].start
    elif year := _year(tokens, index, amount):
        return of_day(text, start, tokens[year[1] - 1].end, year[0]), year[1]
    if kind == "number" and (whole := _one_and_a_part(tokens, index, amount)):
        start, values = tokens[index - 1].start, whole
        core = (start, core_end)
    elif kind == "number" and amount.form != "ordinal":
        values, after = _with_half(tokens, index, after, values)
        values = _with_spans(tokens, after, values)
    if amount.form == "ordinal" and _word(tokens, index - 1).endswith("العقد") and 2 <= values[0] <= 10:
        # the third decade of a life is one's twenties
        decade = ((values[0] - 1) * 10,)
        return Found("number", text[start:core_end], start, core_end, (decade,), form="decade", core=core, loose=True), after
    if _in_a_name(tokens, index) or _is_vague(tokens, index, amount):
        loose = True
    end = tokens[after - 1].end
    if kind == "number" and not loose and amount.form in ("cardinal", "many", "fraction") and after == amount.after:
        end = _counted_noun(tokens, after, end)
    return Found(kind, text[start:end], start, end, parts=(values,), form=amount.form, unit=unit, core=core, loose=loose), after


def _percent(tokens: Sequence[Token], index: int) -> tuple[str, int] | None:
    word = _word(tokens, index)
    if word in ("%", "٪"):
        return "%", index + 1
    if word in _PERCENT or word.startswith("نقط") and _word(tokens, index + 1).startswith("مئوي"):
        return ("%", index + 1) if word in _PERCENT else (POINTS, index + 2)
    if word.startswith("نقاط") and _word(tokens, index + 1).startswith("مئوي"):
        return POINTS, index + 2
    if word in ("في", "من", "ف", "فى", "ب") and _word(tokens, index + 1) in _HUNDRED:
        return "%", index + 2
    return None


def _currency(tokens: Sequence[Token], index: int) -> tuple[str, int] | None:
    """The currency named behind an amount, and the token behind that."""
    position = index + (_word(tokens, index) == "من")
    word = _word(tokens, position)
    if word in ("$", "€", "£", "¥", "₪"):
        return money.ENGLISH[word], position + 1
    name = money.ARABIC.get(word) or money.ARABIC.get(word.removeprefix("ال"))
    if name is None:
        return None
    following = _word(tokens, position + 1)
    if following.endswith(("ي", "يه", "يا")) and not following.startswith(("و", "ال", "في", "ف", "الي")) and len(following) > 3:
        if following not in _NOT_COUNTED and following not in ("التي", "الذي", "حوالي", "اي", "لدي"):
            return name, position + 2  # «دولار أميركي», «جنيه إسترليني»
    return name, position + 1


def _millions_of_dinars(tokens: Sequence[Token], index: int) -> int | None:
    """The token behind «م د», «م.د», as Tunisia abbreviates millions of dinars."""
    end = index
    while end < len(tokens) and end < index + 4 and tokens[end].bare in ("م", ".", "د"):
        end += 1
    return end if [token.bare for token in tokens[index:end] if token.bare != "."] == ["م", "د"] else None


def _year(tokens: Sequence[Token], index: int, amount: Amount) -> tuple[Day, int] | None:
    """A year: four digits in a place where years stand, or a number behind «عام»."""
    value = amount.values[0]
    token, before, following = tokens[index], _word(tokens, index - 1), _word(tokens, amount.after)
    if value.denominator != 1 or not 1000 <= value < 2200:
        return None
    after = amount.after
    hijri = following in ("ه", "هجري", "هجريه") or following == "للهجره"
    if hijri or following in ("م", "ميلادي", "ميلاديه"):
        return Day(int(value), hijri=hijri), after + 1
    if token.kind == "word":
        said = before in ("عام", "سنه", "العام", "لعام", "السنه") and amount.form == "cardinal"
        return (Day(int(value)), after) if said else None
    if not (token.text.isdecimal() and len(token.text) == 4 and 1300 <= value < 2100 and after == index + 1):
        return None
    stands_alone = after >= len(tokens) or tokens[after].kind == "mark" or following in _NOT_COUNTED or following[:1] == "و"
    if before in _YEAR_LEADS and (value >= 1800 or before in ("عام", "سنه", "لعام")) or 1900 <= value and stands_alone:
        return Day(int(value)), after
    return None


def _with_half(
    tokens: Sequence[Token], index: int, after: int, values: tuple[Fraction, ...]
) -> tuple[tuple[Fraction, ...], int]:
    """«ثلاث سنوات ونصف السنة»: the half (quarter, third) added behind the noun."""
    position = after + 1
    if after >= len(tokens) or tokens[after].kind != "word":
        return values, after
    added = _added_part(tokens, position)
    if added is None:
        return values, after
    return tuple(value + added[0] for value in values), added[1]


def _one_and_a_part(tokens: Sequence[Token], index: int, amount: Amount) -> tuple[Fraction, ...] | None:
    """«سنة ونصف»: what a noun of measure alone and a part joined to it amount to; a year and a half also as eighteen months."""
    noun = _word(tokens, index - 1)
    noun = noun[2:] if noun.startswith("ال") else noun
    if amount.form != "fraction" or not tokens[index].bare.startswith("و") or noun not in _ONE_AND_A_HALF:
        return None
    value = 1 + amount.values[0]
    return (value, value * _HALVED[noun]) if noun in _HALVED else (value,)


def _added_part(tokens: Sequence[Token], index: int) -> tuple[Fraction, int] | None:
    """«ونصف», «وربع» and the noun said again behind it."""
    word = _word(tokens, index)
    start = index
    if word == "و":
        start, word = index + 1, "و" + _word(tokens, index + 1)
    part = {"ونصف": Fraction(1, 2), "وربع": Fraction(1, 4), "وثلث": Fraction(1, 3), "والنصف": Fraction(1, 2)}.get(word)
    if part is None:
        return None
    following = _word(tokens, start + 1)
    again = following.startswith("ال") and following[2:].rstrip("ا") in {noun.rstrip("ا") for noun in _ONE_AND_A_HALF}
    return part, start + 1 + again


def _with_spans(tokens: Sequence[Token], index: int, values: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    """Other ways to say a span: three centuries as 300 years, half an hour as 30 minutes."""
    noun = _word(tokens, index)
    if noun in _SPANS:
        return (*values, *(value * _SPANS[noun] for value in values))
    if values[0] < 1 and noun in _HALVED:
        return (*values, values[0] * _HALVED[noun])
    return values


def _in_a_name(tokens: Sequence[Token], index: int) -> bool:
    """Digits hung on a word with a hyphen belong to a name: «كوفيد-19», «إف-16»."""
    if tokens[index].kind != "digits" or index < 2:
        return False
    return tokens[index - 1].text in "-–" and tokens[index - 2].kind in ("word", "latin") and glued(tokens, index) and glued(tokens, index - 1)


def _is_vague(tokens: Sequence[Token], index: int, amount: Amount) -> bool:
    """Numerals English often says otherwise: «كل واحد» (each), «في آن واحد» (at once), «مرة ثانية» (again)."""
    word, before = tokens[index].bare, _word(tokens, index - 1)
    if amount.values[0] == 1 and amount.form == "cardinal" and tokens[index].kind == "word":
        return before in ("كل", "لكل", "ان", "وقت", "اي", "ولا") or not before or _word(tokens, index + 1) in ("من", "تلو", "منهم", "منها")
    if word == "الف" and before in ("الذي", "التي", "قد", "وقد", "قناه", "القسم"):
        return True  # «ألّف», to write, and the letter
    if amount.form == "fraction" and _word(tokens, amount.after) == "الكره":
        return True  # the hemisphere
    if amount.form == "cardinal" and amount.after == index + 1 < len(tokens) and tokens[index + 1].kind == "digits":
        return True  # «تسع 6 أفراد»: a verb, to hold
    if before == "القرن" and index >= 2 and (decade := arabic_numeral(tokens[index - 2].bare)) and decade.numeral.rank == "decade":
        return True  # «ثلاثينيات القرن التاسع عشر»: the 1830s
    if amount.form == "ordinal" and amount.after == index + 1:
        if word == "اول" and before in _RANKS:
            return True
        if before in ("مره", "ثانيه") or word in ("ثانيه", "وثانيه"):
            return True
        if tokens[index].text.endswith("ي") and word.endswith("اولي"):
            return True
    return amount.form == "fraction" and before in ("الدور", "دور", "الربع", "النصف") or _word(tokens, amount.after) in (
        "النهايي",
        "نهايي",
        "النهائي",
        "نهائي",
        "نهائيي",
    )


def _counted_noun(tokens: Sequence[Token], after: int, end: int) -> int:
    """The end of the noun behind a number, so that a reader of the ledger sees what is counted; `end` where none follows."""
    if after < len(tokens) and tokens[after].kind == "word":
        bare = tokens[after].bare
        if bare not in _NOT_COUNTED and bare[:1] != "و" and len(bare) > 2 and arabic_numeral(bare) is None:
            return tokens[after].end
    return end


# --- pairs, ranges, duals, Latin ---


def _pair(text: str, tokens: list[Token], index: int) -> tuple[Found, int] | None:
    """Two numbers in one: «5+5», «3-1», «2021/2022», «2-1»."""
    pieces = tokens[index : index + 3]
    if len(pieces) < 3 or pieces[1].text not in "-–+/:x×" or pieces[2].kind != "digits":
        return None
    if not (glued(tokens, index + 1) and glued(tokens, index + 2)) or _in_a_name(tokens, index):
        return None
    first, second = arabic_amount(tokens, index), arabic_amount(tokens, index + 2)
    if first is None or second is None:
        return None
    values = first.values
    if second.after > index + 3:  # a scale behind it counts for both: «5-6 ملايين»
        factor = second.values[0] / (arabic_amount(tokens[: index + 3], index + 2) or second).values[0]
        values = (*(value * factor for value in values), *values)
    start, after = pieces[0].start, second.after
    kind, unit = "number", ""
    if percent := _percent(tokens, after):
        kind, unit, after = "percent", percent[0], percent[1]
    elif currency := _currency(tokens, after):
        kind, unit, after = "money", currency[0], currency[1]
    end = tokens[after - 1].end
    return Found(kind, text[start:end], start, end, parts=(values, second.values), unit=unit, core=(start, end)), after


_RANGE_WORDS = {"الي", "و", "او", "-", "–", "حتي"}


def _linked(text: str, found: list[Found]) -> list[Found]:
    """Gives the first number of a range the unit and, as another reading, the scale of the second: «من 5 إلى 8 بالمئة»."""
    linked = list(found)
    for place in range(len(linked) - 1):
        first, second = linked[place], linked[place + 1]
        if first.kind != "number" or first.loose or first.form != "cardinal" or second.kind not in ("percent", "money", "number"):
            continue
        between = fold(text[first.core[1] : second.core[0]]).strip()
        if between not in _RANGE_WORDS and between not in ("الي نحو", "الي حوالي") or len(second.parts) != 1:
            continue
        values = first.parts[0]
        scale = _scale(second.value)
        if scale > 1 and values[0] < 1000 and text[first.core[0] : first.core[1]].strip()[-1:].isdecimal():
            values = (*values, *(value * scale for value in values))
        kind, unit = (second.kind, second.unit) if second.kind in ("percent", "money") else (first.kind, first.unit)
        start, end = first.core
        linked[place] = replace(first, kind=kind, unit=unit, parts=(values,), text=text[start:end], start=start, end=end)
    return _summed(text, linked)


def _summed(text: str, found: list[Found]) -> list[Found]:
    """«324 ألف دينار و482 دينارا» is one sum of money."""
    summed: list[Found] = []
    for item in found:
        last = summed[-1] if summed else None
        if last and last.kind == item.kind == "money" and last.unit == item.unit and text[last.end : item.start].strip() == "و":
            if len(last.parts) == len(item.parts) == 1 and item.value < 1000 <= last.value and last.value % 1000 == 0:
                core = (last.core[0], item.core[1])
                parts = ((last.value + item.value,),)
                summed[-1] = replace(last, text=text[last.start : item.end], end=item.end, core=core, parts=parts)
                continue
        summed.append(item)
    return summed


def _scale(value: Fraction) -> int:
    return next((scale for scale in (10**9, 10**6, 10**3) if value >= scale and (value * 10 / scale).denominator == 1), 1)


def _dual(text: str, tokens: list[Token], index: int, is_fact: bool) -> Found:
    token = tokens[index]
    two = Fraction(2)
    # an adjective of a dual is dual too, and so is the noun behind «هذين»: two is said once
    before = _word(tokens, index - 1)
    following = arabic_numeral(_word(tokens, index + 1))
    plural_before = before.startswith(("ال", "وال")) and before.endswith(("ين", "ون", "ان"))  # «المديرين العامين»
    of_ordinals = following is not None and following.numeral.rank == "ordinal"  # «القرنين التاسع عشر والعشرين»
    loose = not is_fact or plural_before or of_ordinals or _agrees_with_a_dual(before)
    numeral = arabic_numeral(before)
    if numeral and not loose:
        loose = numeral.numeral.value == 2
    for prefix in ("", "و", "ب", "ل", "ال"):
        currency = money.ARABIC_DUAL.get(token.bare.removeprefix(prefix)) if token.bare.startswith(prefix) else None
        if currency and token.bare.removeprefix(prefix) not in ("سنتين", "سنتان"):
            return Found("money", token.text, token.start, token.end, ((two,),), unit=currency, core=(token.start, token.end))
    values: tuple[Fraction, ...] = (two,)
    end = token.end
    if added := _added_part(tokens, index + 1):
        values, end = (two + added[0],), tokens[added[1] - 1].end
    bare = token.bare
    for noun, span in _SPANS.items():
        if bare.endswith(noun) and noun.endswith("ين"):
            values = (*values, span)
    return Found("number", text[token.start : end], token.start, end, (values,), core=(token.start, end), sense="dual", loose=loose)


def _agrees_with_a_dual(before: str) -> bool:
    """Whether the word before a dual is one too, or a pronoun of two: then this one is its adjective or its noun, and two is said once."""
    return dual(before) is not None or before in ("هذين", "هاتين", "هذان", "هاتان") or before.endswith(("هما", "تا", "تي"))


def _latin(text: str, tokens: list[Token], index: int) -> tuple[Found | None, int]:
    """A Latin string, as many words of it as stand together; units of measure are left to their numbers."""
    after = index + 1
    while after < len(tokens) and tokens[after].kind in ("latin", "digits") and text[tokens[after - 1].end : tokens[after].start] in (" ", ""):
        after += 1
    start, end = tokens[index].start, tokens[after - 1].end
    if text[start:end].lower() in _LATIN_UNITS or len(text[start:end]) < 2:
        return None, after
    return Found("latin", text[start:end], start, end, core=(start, end)), after


def _negations(text: str, tokens: list[Token]) -> list[Found]:
    return [
        Found(
            "negation",
            text[tokens[negation.first].start : tokens[negation.last].end],
            tokens[negation.first].start,
            tokens[negation.last].end,
            sense=negation.sense,
            loose=negation.loose,
        )
        for negation in arabic_negations(tokens)
    ]
