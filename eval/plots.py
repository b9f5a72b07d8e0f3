"""The report's pictures, drawn as SVG by hand: every point with its interval, every text escaped, colours left to the
page's style."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from eval.tables import ARROWS, number

LABEL_WIDTH, PLOT_WIDTH, ROW = 230, 380, 26
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


def forest(title: str, marks: Sequence[Point], *, better: str = "higher", zero: bool = True) -> str:
    """One row per mark, its interval as a line: what overlaps widely is not known to differ."""
    low, high = span(marks, zero)
    height = ROW * len(marks) + 34
    width = LABEL_WIDTH + PLOT_WIDTH + 70

    def x(value: float) -> float:
        return LABEL_WIDTH + (value - low) / (high - low) * PLOT_WIDTH

    parts = [grid(low, high, x, ROW * len(marks) + 4)]
    for row, mark in enumerate(marks):
        y = ROW * row + ROW / 2 + 2
        parts.append(
            f'<text class=label x="{LABEL_WIDTH - 12}" y="{y + 4:.1f}" text-anchor=end>{escape(clipped(mark.label))}</text>'
        )
        if mark.low is not None and mark.high is not None:
            parts.append(
                f'<line class="bar {mark.style}" x1="{x(mark.low):.1f}" x2="{x(mark.high):.1f}" y1="{y}" y2="{y}"/>'
            )
        parts.append(f'<circle class="dot {mark.style}" cx="{x(mark.value):.1f}" cy="{y}" r="4.5"/>')
        parts.append(
            f'<text class=value x="{LABEL_WIDTH + PLOT_WIDTH + 14}" y="{y + 4:.1f}">{number(mark.value)}</text>'
        )
    return figure(f"{title} {ARROWS[better]}", width, height, parts, describe(title, marks))


def bars(title: str, groups: Sequence[tuple[str, Sequence[Point]]]) -> str:
    """Percentages as bars from zero to a hundred, grouped: one group of bars for each kind."""
    thick = 11
    height_of = [max(ROW, thick * len(marks) + 12) for _, marks in groups]
    height = sum(height_of) + 34
    width = LABEL_WIDTH + PLOT_WIDTH + 70

    def x(value: float) -> float:
        return LABEL_WIDTH + value / 100 * PLOT_WIDTH

    parts = [grid(0, 100, x, height - 30)]
    top = 2.0
    for (label, marks), tall in zip(groups, height_of, strict=True):
        middle = top + tall / 2
        parts.append(
            f'<text class=label x="{LABEL_WIDTH - 12}" y="{middle + 4:.1f}" text-anchor=end>{escape(clipped(label))}</text>'
        )
        first = middle - thick * len(marks) / 2
        for n, mark in enumerate(marks):
            y = first + n * thick
            parts.append(
                f'<rect class="fill {mark.style}" x="{LABEL_WIDTH}" y="{y + 1:.1f}" width="{x(mark.value) - LABEL_WIDTH:.1f}" '
                f'height="{thick - 2}" rx="2"><title>{escape(mark.label)}: {number(mark.value)}</title></rect>'
            )
            if mark.low is not None and mark.high is not None:
                at = y + thick / 2
                parts.append(
                    f'<line class=whisker x1="{x(mark.low):.1f}" x2="{x(mark.high):.1f}" y1="{at:.1f}" y2="{at:.1f}"/>'
                )
        if len(marks) == 1:
            parts.append(
                f'<text class=value x="{LABEL_WIDTH + PLOT_WIDTH + 14}" y="{middle + 4:.1f}">{number(marks[0].value)}</text>'
            )
        top += tall
    return figure(title, width, height, parts, "; ".join(f"{label}: {describe('', marks)}" for label, marks in groups))


def scatter(title: str, runs: Sequence[tuple[float, Point]], lines: Sequence[Point], x_title: str) -> str:
    """Quality (up) against speed (right, logarithmic); systems of unknown speed are dashed lines across."""
    low, high = span([*(mark for _, mark in runs), *lines], zero=False)
    left = math.floor(math.log10(max(1e-9, min(speed for speed, _ in runs))))
    right = max(math.ceil(math.log10(max(speed for speed, _ in runs))), left + 1)
    width, height, inset, foot = 680, 320, 64, 48

    def x(speed: float) -> float:
        return inset + (math.log10(speed) - left) / (right - left) * (width - inset - 190)

    def y(value: float) -> float:
        return height - foot - (value - low) / (high - low) * (height - foot - MARGIN)

    edge = width - 190
    parts = [f'<line class=axis x1="{inset}" x2="{edge}" y1="{height - foot}" y2="{height - foot}"/>']
    for power in range(left, right + 1):
        parts.append(
            f'<line class=grid x1="{x(10**power):.1f}" x2="{x(10**power):.1f}" y1="{MARGIN}" y2="{height - foot}"/>'
        )
        parts.append(
            f'<text class=tick x="{x(10**power):.1f}" y="{height - foot + 18}" text-anchor=middle>{10**power:,}</text>'
        )
    for tick in ticks(low, high):
        parts.append(f'<line class=grid x1="{inset}" x2="{edge}" y1="{y(tick):.1f}" y2="{y(tick):.1f}"/>')
        parts.append(f'<text class=tick x="{inset - 8}" y="{y(tick) + 4:.1f}" text-anchor=end>{tick:g}</text>')
    taken: list[float] = []
    for mark in sorted(lines, key=lambda mark: -mark.value):
        at = y(mark.value)
        parts.append(f'<line class="reference {mark.style}" x1="{inset}" x2="{edge}" y1="{at:.1f}" y2="{at:.1f}"/>')
        label_at = max(at + 4, taken[-1] + 13) if taken else at + 4
        taken.append(label_at)
        parts.append(
            f'<text class=small x="{edge + 6}" y="{label_at:.1f}">{escape(clipped(mark.label))} {number(mark.value)}</text>'
        )
    for speed, mark in runs:
        if mark.low is not None and mark.high is not None:
            parts.append(
                f'<line class="bar run" x1="{x(speed):.1f}" x2="{x(speed):.1f}" y1="{y(mark.low):.1f}" y2="{y(mark.high):.1f}"/>'
            )
        parts.append(f'<circle class="dot run" cx="{x(speed):.1f}" cy="{y(mark.value):.1f}" r="5"/>')
        parts.append(
            f'<text class=label x="{x(speed) + 10:.1f}" y="{y(mark.value) - 8:.1f}">{escape(clipped(mark.label))}</text>'
        )
    parts.append(
        f'<text class=tick x="{(inset + edge) / 2}" y="{height - 8}" text-anchor=middle>{escape(x_title)}</text>'
    )
    return figure(title, width, height, parts, describe(title, [mark for _, mark in runs]))


# --- parts ---


def figure(title: str, width: float, height: float, parts: Sequence[str], description: str) -> str:
    return (
        f"<figure class=plot><figcaption>{escape(title)}</figcaption>"
        f'<svg viewBox="0 0 {width:.0f} {height:.0f}" role=img aria-label="{escape(description)}">{"".join(parts)}</svg></figure>'
    )


def describe(title: str, marks: Sequence[Point]) -> str:
    """What a picture says, for those who do not see it."""
    said = []
    for mark in marks:
        interval = f" ({number(mark.low)} to {number(mark.high)})" if mark.low is not None else ""
        said.append(f"{mark.label} {number(mark.value)}{interval}")
    return f"{title}: {', '.join(said)}" if title else ", ".join(said)


def grid(low: float, high: float, x: Any, height: float) -> str:
    parts = []
    for tick in ticks(low, high):
        parts.append(f'<line class=grid x1="{x(tick):.1f}" x2="{x(tick):.1f}" y1="0" y2="{height}"/>')
        parts.append(f'<text class=tick x="{x(tick):.1f}" y="{height + 16}" text-anchor=middle>{tick:g}</text>')
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
    most = int(LABEL_WIDTH / CHARACTER) - 2
    return label if len(label) <= most else label[: most - 1] + "…"
