"""Joins numbers that stand together: the two ends of a range share a unit and a scale, and a sum of money may be said
in two.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from summarizer.reading.found import Found


def linked(text: str, numbers: Sequence[Found], link: re.Pattern[str]) -> list[Found]:
    """Gives the first number of a range the unit of the second and, as another reading, its scale: "from 5 to 8
    percent".

    `link` matches what may stand between the two.
    """
    result = list(numbers)
    for place, (first, second) in enumerate(itertools.pairwise(numbers)):
        if first.loose or first.form != "cardinal" or len(first.parts) != 1 or len(second.parts) != 1:
            continue
        if not link.fullmatch(text[first.core[1] : second.core[0]]):
            continue
        start, end = first.core
        values = first.parts[0]
        scale = _scale(second.value)
        if scale > 1 and values[0] < 1000:
            values = (*values, *(value * scale for value in values))
        takes_unit = first.kind == "number" and second.kind in ("percent", "money")
        kind, unit = (second.kind, second.unit) if takes_unit else (first.kind, first.unit)
        if first.kind == "number":
            first = replace(first, text=text[start:end], start=start, end=end)
        result[place] = replace(first, kind=kind, unit=unit, parts=(values,))
    return result


def _scale(value: Fraction) -> int:
    return next(
        (scale for scale in (10**9, 10**6, 10**3) if value >= scale and (value * 10 / scale).denominator == 1), 1
    )


def summed(text: str, found: Sequence[Found]) -> list[Found]:
    """«324 ألف دينار و482 دينارا» made one sum of money."""
    result: list[Found] = []
    for item in found:
        last = result[-1] if result else None
        if last and _completes(last, item) and text[last.end : item.start].strip() == "و":
            whole, core = ((last.value + item.value,),), (last.core[0], item.core[1])
            result[-1] = replace(last, text=text[last.start : item.end], end=item.end, core=core, parts=whole)
        else:
            result.append(item)
    return result


def _completes(last: Found, item: Found) -> bool:
    if not (last.kind == item.kind == "money" and last.unit == item.unit and len(last.parts) == len(item.parts) == 1):
        return False
    return item.value < 1000 <= last.value and last.value % 1000 == 0
