"""Reads the facts of Arabic text, with their offsets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from summarizer.reading import money
from summarizer.reading.amounts import Token, listed, word_at
from summarizer.reading.arabic_dates import arabic_clock, arabic_day
from summarizer.reading.arabic_numbers import arabic_amount
from summarizer.reading.arabic_numerals import arabic_numeral, arabic_tokens, fold, words
from summarizer.reading.counted import added_part, counted, is_other_word, pair
from summarizer.reading.dates import Clock
from summarizer.reading.duals import dual, looks_dual
from summarizer.reading.found import Found, of_clock, of_day
from summarizer.reading.negations import arabic_negations
from summarizer.reading.quotations import is_speech, quotes, speaker
from summarizer.reading.ranges import linked, summed

_RANGE = re.compile(r"\s*(?:إلى|الى|و|أو|-|–|حتى)\s*(?:نحو|حوالي)?\s*")
_NOON = words("ظهر الظهر ظهرا بظهر زوال الزوال الظهيرة ظهيرة")
_BEFORE_NAMES = words("بن ابن بنت آل أبو أبي محمد أحمد الشيخ السيد الحاج")
_LATIN_UNITS = frozenset(listed("km kg cm mm m g l ml mg gb mb kb kw mw hz ha h d x no"))
# «سبعيني» is a man in his seventies
_TENS = listed("عشرين ثلاثين أربعين خمسين ستين سبعين ثمانين تسعين")
_AGES = {
    fold(tens.removesuffix("ن") + "ني" + ending): Fraction(10 * ten)
    for ten, tens in enumerate(_TENS, start=2)
    for ending in ("", "ة", "ا")
}
# words that hold a number which English may spell out
_HINT_WORDS: dict[int | Fraction, str] = {
    0: "صفر نظيفة نظيف رد",
    Fraction(1, 2): "منتصف مناصفة شبه نصفي منتصفه",
    2: "ضعف ضعفي ضعفا ضعفين ضعفها ضعفه مضاعفة تضاعف تضاعفت يتضاعف ضاعف مضاعف مضاعفا ثنائي ثنائية ثنائيا كلا كلتا "
    "كلتي كلي كليهما كلاهما كلتاهما زوج زوجا زوجان زوجين أزواج توأم توأمين مزدوج مزدوجة آخر أخرى ثانيا معا ثانوي وصيف "
    "وصافة متبادل",
    3: "ثلاثي ثلاثية ثلاثيا ثالثا هاتريك",
    4: "رباعي رباعية رابعا",
    5: "خماسي خماسية خامسا",
    6: "سداسي سداسية سادسا",
    7: "سباعي سباعية سابعا",
    10: "عقد عقود عقدا عشرية",
    12: "دزينة",
    24: "مدار",  # «على مدار الساعة»
    100: "قرن قرون قرنا مئوية",
    1000: "ألفية",
}
_HINTS = {fold(word): Fraction(value) for value, spellings in _HINT_WORDS.items() for word in spellings.split()}
_HINT_PREFIXES = ("", "و", "ال", "ب", "ل", "وال", "بال", "ف", "لل", "ولل")


def read_arabic(text: str) -> list[Found]:
    """Everything in Arabic text that is a fact or may explain a number of its English, by offset (see
    `Found.loose`).
    """
    tokens = arabic_tokens(text)
    found: list[Found] = []
    index = 0
    while index < len(tokens):
        item, index = _next(text, tokens, index)
        if item:
            found.append(item)
    found = summed(text, linked(text, found, _RANGE))
    found += _negations(text, tokens)
    found += [
        Found("quotation", text[quote.start : quote.end], quote.start, quote.end, speaker=speaker(text, tokens, quote))
        for quote in quotes(text)
        if is_speech(text, quote)
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
            return _explaining(token, 2), index + 1
        found = of_day(text, token.start, tokens[day.after - 1].end, day.day)
        return replace(found, loose=day.loose or word_at(tokens, index - 1) in _BEFORE_NAMES), day.after
    if token.kind == "digits" and (two := pair(text, tokens, index)):
        return two
    if amount := arabic_amount(tokens, index):
        return (None, amount.after) if is_other_word(tokens, index, amount) else counted(text, tokens, index, amount)
    if (is_fact := dual(token.bare)) is not None:
        return _dual(text, tokens, index, is_fact=is_fact)
    return _hint(tokens, index), index + 1


def _explaining(token: Token, *values: int | Fraction) -> Found:
    """A word that is no fact and may explain a number of the English."""
    return Found("number", token.text, token.start, token.end, (tuple(map(Fraction, values)),), loose=True)


def _is_the_two(tokens: Sequence[Token], index: int) -> bool:
    """«كلا الاثنين», «بساقيه الاثنين», «الاثنين الآخرين» are not a Monday."""
    before, following = word_at(tokens, index - 1), word_at(tokens, index + 1)
    return following.startswith("الاخر") or before in ("كلا", "هذين", "احد") or before.endswith(("يه", "يها"))


def _hint(tokens: Sequence[Token], index: int) -> Found | None:
    """What a word that is no numeral may explain in the English, if anything."""
    token, following = tokens[index], word_at(tokens, index + 1)
    bare = token.bare
    if bare in _NOON:
        return Found("time", token.text, token.start, token.end, clock=Clock(12, 0), loose=True)
    if bare.endswith("ثمن") and following.endswith("نهائي"):
        return _explaining(token, 16, Fraction(1, 8))  # the round of sixteen
    if decade := _AGES.get(bare.removeprefix("ال")):
        return replace(_explaining(token, decade), form="decade")
    for prefix in _HINT_PREFIXES:
        if bare.startswith(prefix) and (value := _HINTS.get(bare[len(prefix) :])) is not None:
            return _explaining(token, value)
    # «قطبي الأزمة»: a dual before its genitive looks like any word that ends so
    construct = len(bare) >= 4 and bare.endswith("ي") and not bare.startswith("ال") and following.startswith("ال")
    return replace(_explaining(token, 2), sense="looks") if construct or looks_dual(bare) else None


def _dual(text: str, tokens: list[Token], index: int, *, is_fact: bool) -> tuple[Found, int]:
    """A dual as the number two, or as two coins, and the token behind."""
    token, after = tokens[index], index + 1
    core = (token.start, token.end)
    for prefix in ("", "و", "ب", "ل", "ال"):
        stem = token.bare.removeprefix(prefix)
        currency = money.ARABIC_DUAL.get(stem) if token.bare.startswith(prefix) else None
        if currency and stem not in ("سنتين", "سنتان"):  # cents, but years more often
            return Found("money", token.text, *core, ((Fraction(2),),), unit=currency, core=core), after
    values = [Fraction(2)]
    if added := added_part(tokens, after):
        values, after = [2 + added[0]], added[1]
    end = tokens[after - 1].end
    values += [Fraction(span) for noun, span in (("قرنين", 200), ("عقدين", 20)) if token.bare.endswith(noun)]
    loose = not is_fact or _says_two_again(tokens, index)
    found = Found("number", text[token.start : end], token.start, end, (tuple(values),), core=core, sense="dual")
    return replace(found, loose=loose), after


def _says_two_again(tokens: Sequence[Token], index: int) -> bool:
    """Whether a dual only agrees with another word, or numbers follow it: then two is not said by it, or said
    elsewhere.
    """
    bare, before, following = tokens[index].bare, word_at(tokens, index - 1), word_at(tokens, index + 1)
    if following[:1].isdecimal():  # «الدقيقتين 23 و71»
        return True
    ordinal = arabic_numeral(following)
    if ordinal and ordinal.numeral.rank == "ordinal":  # «القرنين التاسع عشر والعشرين»
        return True
    if before.startswith(("ال", "وال")) and before.endswith(("ين", "ون", "ان")):  # «المديرين العامين»
        return True
    counted_before = arabic_numeral(before)
    if counted_before and counted_before.numeral.value == 2:
        return True
    if bare.startswith("و"):
        return False
    # an adjective of a dual is dual too, and so is the noun behind «هذين»
    agrees = len(before) > 4 and before.endswith(("ين", "ان")) and not before.startswith("ال")
    return agrees or dual(before) is not None or before.endswith(("هما", "تا", "تي"))


def _latin(text: str, tokens: list[Token], index: int) -> tuple[Found | None, int]:
    """A Latin string, as many words of it as stand together; units of measure are left to their numbers."""
    after = index + 1
    while after < len(tokens) and tokens[after].kind in ("latin", "digits"):
        if text[tokens[after - 1].end : tokens[after].start] not in (" ", ""):
            break
        after += 1
    start, end = tokens[index].start, tokens[after - 1].end
    if text[start:end].lower() in _LATIN_UNITS or end - start < 2:
        return None, after
    return Found("latin", text[start:end], start, end, core=(start, end)), after


def _negations(text: str, tokens: list[Token]) -> list[Found]:
    found = []
    for negation in arabic_negations(tokens):
        start, end = tokens[negation.first].start, tokens[negation.last].end
        found.append(Found("negation", text[start:end], start, end, sense=negation.sense, loose=negation.loose))
    return found
