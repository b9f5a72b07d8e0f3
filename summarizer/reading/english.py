"""Reads in English text the kinds of fact that are found in Arabic, with their offsets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from summarizer.reading import money
from summarizer.reading.amounts import Amount, Token, glued, word_at
from summarizer.reading.dates import Day
from summarizer.reading.english_dates import english_clocks, english_days
from summarizer.reading.english_numbers import english_amount, english_tokens
from summarizer.reading.found import POINTS, Found, of_clock, of_day
from summarizer.reading.negations import english_cues
from summarizer.reading.quotations import quotes, single_quotes
from summarizer.reading.ranges import linked

_RANGE = re.compile(
    r"\s*(?:%|percent|per cent)?\s*(?:to|and|or|-|–|—)\s*(?:about |around |some |nearly )?(?:[A-Z]{0,3}[$€£¥₪])?\s*"
)
_CODES = frozenset(name for name in money.ENGLISH if len(name) == 3)


def read_english(text: str) -> list[Found]:
    """Everything in English text that can be the counterpart of an Arabic fact, by offset (see `Found.loose`)."""
    found = [of_clock(text, place.start, place.end, place.clock) for place in english_clocks(text)]
    found += [
        of_day(text, place.start, place.end, place.day)
        for place in english_days(text)
        if not any(other.start < place.end and place.start < other.end for other in found)
    ]
    taken = sorted((item.start, item.end) for item in found)
    tokens = english_tokens(text)
    numbers = []
    index = position = 0
    while index < len(tokens):
        while position < len(taken) and taken[position][1] <= tokens[index].start:
            position += 1
        if position < len(taken) and taken[position][0] < tokens[index].end:
            index += 1
            continue
        amount = english_amount(tokens, index)
        if amount is None and (whole := _one_and_a_half(text, tokens, index)):
            numbers.append(whole)
        if amount is None:
            index += 1
            continue
        numbers.append(_counted(text, tokens, index, amount))
        index = max(amount.after, index + 1)
    found += linked(text, numbers, _RANGE)
    found += [
        Found("negation", text[cue.start : cue.end], cue.start, cue.end, sense=cue.sense) for cue in english_cues(text)
    ]
    marked = quotes(text)
    found += [
        Found("quotation", text[quote.start : quote.end], quote.start, quote.end)
        for quote in marked or single_quotes(text)
    ]
    return sorted(found, key=lambda item: (item.start, item.end))


def _counted(text: str, tokens: list[Token], index: int, amount: Amount) -> Found:
    """An amount with its unit: a percentage, money, a year, or a number."""
    start, end = tokens[index].start, tokens[amount.after - 1].end
    core = (start, end)
    opens_a_list = index == 0 and tokens[0].kind == "digits" and word_at(tokens, 1) in (".", ")")
    loose = amount.loose or opens_a_list or _in_a_name(tokens, index, amount)
    kind, unit = "number", ""
    values = amount.values
    behind = amount.after + (amount.form == "fraction" and word_at(tokens, amount.after) == "a")  # "half a dollar"
    if percent := _percent(tokens, behind):
        kind, unit, end = "percent", percent[0], tokens[percent[1] - 1].end
    elif (
        word_at(tokens, amount.after) in ("md", "mtd") and tokens[amount.after].text.isupper()
    ):  # millions of Tunisian dinars
        kind, unit, end, values = "money", "dinar", tokens[amount.after].end, tuple(value * 10**6 for value in values)
    elif currency := _currency_behind(tokens, behind):
        kind, unit, end = "money", currency[0], tokens[currency[1] - 1].end
    elif before := _currency_before(tokens, index):
        kind, unit, start = "money", before[0], tokens[before[1]].start
    elif _is_year(tokens, index, amount):
        return of_day(text, start, end, Day(int(values[0])))
    elif half := _and_a_half(tokens, amount.after):
        values, end = tuple(value + half[0] for value in values), tokens[half[1] - 1].end
    return Found(kind, text[start:end], start, end, (values,), form=amount.form, unit=unit, core=core, loose=loose)


def _in_a_name(tokens: list[Token], index: int, amount: Amount) -> bool:
    """ "COVID-19", "G20", "F-16", "A4", "5G": digits that belong to a name."""
    if tokens[index].kind != "digits":
        return False
    if glued(tokens, index) and (
        tokens[index - 1].kind == "word" or (tokens[index - 1].text in "-–" and glued(tokens, index - 1))
    ):
        before = tokens[index - 1] if tokens[index - 1].kind == "word" else tokens[index - 2]
        return before.kind == "word"
    return amount.after == index + 1 and word_at(tokens, index + 1) in ("g", "d") and glued(tokens, index + 1)


def _percent(tokens: Sequence[Token], index: int) -> tuple[str, int] | None:
    position = index + (word_at(tokens, index) in ("-", "‑"))
    word = word_at(tokens, position)
    if word in ("%", "pct", "percent", "percentage", "pc", "٪"):
        after = position + 1
    elif word == "per" and word_at(tokens, position + 1) in ("cent", "hundred"):
        after = position + 2
    else:
        return None
    point = after + (word_at(tokens, after) in ("-", "‑"))
    if word_at(tokens, point) in ("point", "points"):
        return POINTS, point + 1
    return None if word == "percentage" else ("%", after)


def _currency_behind(tokens: Sequence[Token], index: int) -> tuple[str, int] | None:
    """ "Dollars", "Egyptian pounds", "-dirham": the currency behind an amount, and the token behind that."""
    position = index + (word_at(tokens, index) in ("-", "‑"))
    for distance in range(3):
        token = tokens[position + distance] if position + distance < len(tokens) else None
        if token is None or (token.kind == "mark" and token.text not in money.SIGNS):
            return None
        if token.bare in money.ENGLISH and not (token.bare in ("try", "le", "mad", "lire") and token.text.islower()):
            return money.ENGLISH[token.bare], position + distance + 1
        if not ((token.text[:1].isupper() and token.kind == "word") or token.bare in ("of", "sterling")):
            return None
    return None


def _currency_before(tokens: list[Token], index: int) -> tuple[str, int] | None:
    if not index:
        return None
    before = tokens[index - 1]
    if before.text in money.SIGNS:
        nation = (
            index >= 2
            and tokens[index - 2].kind == "word"
            and len(tokens[index - 2].text) <= 3
            and glued(tokens, index - 1)
        )
        return money.ENGLISH[before.text], index - 1 - nation
    if before.bare in _CODES and before.text.isupper():
        return money.ENGLISH[before.bare], index - 1
    return None


def _is_year(tokens: Sequence[Token], index: int, amount: Amount) -> bool:
    token = tokens[index]
    return (
        token.text.isdecimal()
        and len(token.text) == 4
        and 1900 <= amount.values[0] < 2100
        and amount.after == index + 1
        and (amount.form == "cardinal")
    )


def _and_a_half(tokens: Sequence[Token], index: int) -> tuple[Fraction, int] | None:
    """ "Three years and a half": the part added behind the noun."""
    position = index + 1
    if index >= len(tokens) or tokens[index].kind != "word" or word_at(tokens, position) != "and":
        return None
    position += 1 + (word_at(tokens, position + 1) == "a")
    part = {"half": Fraction(1, 2), "quarter": Fraction(1, 4)}.get(word_at(tokens, position))
    return (part, position + 1) if part else None


def _one_and_a_half(text: str, tokens: list[Token], index: int) -> Found | None:
    """ "A litre and a half"."""
    half = _and_a_half(tokens, index + 1) if tokens[index].bare in ("a", "an", "one") else None
    if half is None:
        return None
    start, end = tokens[index].start, tokens[half[1] - 1].end
    return Found("number", text[start:end], start, end, ((1 + half[0],),), core=(start, end))
