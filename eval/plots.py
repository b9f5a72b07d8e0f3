"""The report's pictures, drawn as SVG by hand: every point with its interval, every text escaped, colours left to the
page's style."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from eval.tables import ARROWS, number

LABEL_WIDTH, PLOT_WIDTH, ROW, BAR = 230, 380, 26, 11
MARGIN = 14
CHARACTER = 6.6
"""About the width of a character at the size of the labels, in pixels."""


@dataclass(frozen=True)
class Point:
    """One mark: a label, a value and its interval; `style` is a role (run, published, human, baseline) and sets its
    look."""

    label: str
    value: float
    low: float | None
    high: float | None
    style: str = "run"


def points(results: Mapping[str, Any], key: str) -> list[Point]:
    """The systems that have a score, in the order of the tables."""
    found = []
    for system in results["systems"]:
        score = system["scores"].get(key)
        if score and score["value"] is not None:
            found.append(Point(system["name"], score["value"], score["low"], score["high"], system["role"]))
    return found


def forest(title: str, marks: Sequence[Point], *, better: str = "higher") -> str:
    """One row per mark, its interval as a line: what overlaps widely is not known to differ."""
    low, high = span(marks, zero=True)
    edge = LABEL_WIDTH + PLOT_WIDTH

    def x(value: float) -> float:
        return LABEL_WIDTH + (value - low) / (high - low) * PLOT_WIDTH

    parts = [grid(low, high, x, ROW * len(marks) + 4)]
    for row, mark in enumerate(marks):
        y = ROW * row + ROW / 2 + 2
        parts.append(words("label", LABEL_WIDTH - 12, y + 4, clipped(mark.label), "end"))
        if mark.low is not None and mark.high is not None:
            parts.append(line(f"bar {mark.style}", x(mark.low), y, x(mark.high), y))
        parts.append(dot(mark.style, x(mark.value), y))
        parts.append(words("value", edge + 14, y + 4, number(mark.value)))
    height = ROW * len(marks) + 34
    return figure(f"{title} {ARROWS[better]}", edge + 70, height, parts, describe(title, marks))


def bars(title: str, groups: Sequence[tuple[str, Sequence[Point]]]) -> str:
    """Percentages as bars from zero to a hundred, grouped: one group of bars for each kind."""
    heights = [max(ROW, BAR * len(marks) + 12) for _, marks in groups]
    edge = LABEL_WIDTH + PLOT_WIDTH

    def x(value: float) -> float:
        return LABEL_WIDTH + value / 100 * PLOT_WIDTH

    parts = [grid(0, 100, x, sum(heights) + 4)]
    top = 2.0
    for (label, marks), height in zip(groups, heights, strict=True):
        middle = top + height / 2
        parts.append(words("label", LABEL_WIDTH - 12, middle + 4, clipped(label), "end"))
        for n, mark in enumerate(marks):
            y = middle + BAR * (n - len(marks) / 2)
            parts.append(bar(mark, LABEL_WIDTH, y + 1, x(mark.value) - LABEL_WIDTH))
            if mark.low is not None and mark.high is not None:
                parts.append(line("whisker", x(mark.low), y + BAR / 2, x(mark.high), y + BAR / 2))
        if len(marks) == 1:
            parts.append(words("value", edge + 14, middle + 4, number(marks[0].value)))
        top += height
    said = "; ".join(f"{label}: {describe('', marks)}" for label, marks in groups)
    return figure(title, edge + 70, sum(heights) + 34, parts, said)


def scatter(title: str, runs: Sequence[tuple[float, Point]], lines: Sequence[Point], x_title: str) -> str:
    """Quality (up) against speed (right, logarithmic); systems of unknown speed are dashed lines across."""
    low, high = span([*(mark for _, mark in runs), *lines], zero=False)
    slowest, fastest = min(speed for speed, _ in runs), max(speed for speed, _ in runs)
    left = math.floor(math.log10(slowest))
    right = max(math.ceil(math.log10(fastest)), left + 1)
    width, height, inset, bottom = 680, 320, 64, 272
    edge = width - 190

    def x(speed: float) -> float:
        return inset + (math.log10(speed) - left) / (right - left) * (edge - inset)

    def y(value: float) -> float:
        return bottom - (value - low) / (high - low) * (bottom - MARGIN)

    parts = [line("axis", inset, bottom, edge, bottom)]
    for power in range(left, right + 1):
        parts.append(line("grid", x(10**power), MARGIN, x(10**power), bottom))
        parts.append(words("tick", x(10**power), bottom + 18, f"{10**power:,}", "middle"))
    for tick in ticks(low, high):
        parts.append(line("grid", inset, y(tick), edge, y(tick)))
        parts.append(words("tick", inset - 8, y(tick) + 4, f"{tick:g}", "end"))
    below = 0.0
    for mark in sorted(lines, key=lambda mark: -mark.value):
        parts.append(line(f"reference {mark.style}", inset, y(mark.value), edge, y(mark.value)))
        below = max(y(mark.value) + 4, below + 13)  # labels that would cover each other move down
        parts.append(words("small", edge + 6, below, clipped(f"{number(mark.value)} {mark.label}")))
    for speed, mark in runs:
        if mark.low is not None and mark.high is not None:
            parts.append(line("bar run", x(speed), y(mark.low), x(speed), y(mark.high)))
        parts.append(dot("run", x(speed), y(mark.value)))
        parts.append(words("label", x(speed) + 10, y(mark.value) - 8, clipped(mark.label)))
    parts.append(words("tick", (inset + edge) / 2, height - 8, x_title, "middle"))
    return figure(title, width, height, parts, describe(title, [mark for _, mark in runs]))


# --- parts ---


def figure(title: str, width: float, height: float, parts: Sequence[str], description: str) -> str:
    box = f'viewBox="0 0 {width:.0f} {height:.0f}" role=img aria-label="{escape(description)}"'
    drawing = f"<svg {box}>{''.join(parts)}</svg>"
    return f"<figure class=plot><figcaption>{escape(title)}</figcaption>{drawing}</figure>"


def words(style: str, x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text class="{style}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def line(style: str, x: float, y: float, to_x: float, to_y: float) -> str:
    return f'<line class="{style}" x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}"/>'


def dot(style: str, x: float, y: float) -> str:
    return f'<circle class="dot {style}" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>'


def bar(mark: Point, x: float, y: float, length: float) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{length:.1f}" height="{BAR - 2}" rx="2"'
    said = f"<title>{escape(mark.label)}: {number(mark.value)}</title>"
    return f'<rect class="fill {mark.style}" {place}>{said}</rect>'


def describe(title: str, marks: Sequence[Point]) -> str:
    """What a picture says, for those who do not see it."""
    said = []
    for mark in marks:
        interval = f" ({number(mark.low)} to {number(mark.high)})" if mark.low is not None else ""
        said.append(f"{mark.label} {number(mark.value)}{interval}")
    return f"{title}: {', '.join(said)}" if title else ", ".join(said)


def grid(low: float, high: float, x: Callable[[float], float], height: float) -> str:
    parts = []
    for tick in ticks(low, high):
        parts.append(line("grid", x(tick), 0, x(tick), height))
        parts.append(words("tick", x(tick), height + 16, f"{tick:g}", "middle"))
    return "".join(parts)


def span(marks: Sequence[Point], zero: bool) -> tuple[float, float]:
    """The range of an axis: all values and intervals, with room around them; from zero where asked."""
    values = [value for mark in marks for value in (mark.value, mark.low, mark.high) if value is not None]
    low, high = min(values), max(values)
    room = (high - low) * 0.08 or 1.0
    return (min(0.0, low) if zero else low - room), high + room


def ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Round numbers within a range."""
    raw = (high - low) / wanted
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= raw)
    return [round(n * step, 10) for n in range(math.ceil(low / step), math.floor(high / step) + 1)]


def clipped(label: str) -> str:
    most = int(LABEL_WIDTH / CHARACTER)
    return label if len(label) <= most else label[: most - 1] + "…"
