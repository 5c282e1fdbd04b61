"""The drawers by chart kind, and what they share: the ink they leave and their error bars."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .model import Chart, Value
from .style import InkStyle, Style

ARM_ORDER = 2.5
BEHIND_BARS = 1.5


@dataclass
class Ink:
    """Where a drawer left ink: data-space boxes (x0, y0, x1, y1), note anchors and legend handles.

    `anchors` are (position across, end of the upper arm, sign) of the marks in reading order.
    """

    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    anchors: list[tuple[float, float, int]] = field(default_factory=list)
    handles: list[Any] = field(default_factory=list)


Drawer = Callable[[Any, Chart, Style], Ink]
DRAWERS: dict[str, Drawer] = {}


def draws(*kinds: str) -> Callable[[Drawer], Drawer]:
    """Register a drawer for chart kinds."""

    def register(drawer: Drawer) -> Drawer:
        for kind in kinds:
            DRAWERS[kind] = drawer
        return drawer

    return register


@dataclass(frozen=True)
class Whisker:
    """One error bar to draw: its place across, the mean it stands on, its two arms, its direction."""

    at: float
    mean: float
    lower: float
    upper: float
    horizontal: bool = False


def draw_whisker(ax: Any, whisker: Whisker, ink: InkStyle, color: str) -> None:
    """Draw stem and caps; an arm of length 0 is not drawn at all."""
    order = BEHIND_BARS if ink.error_behind else ARM_ORDER
    look = {"color": color, "zorder": order, "clip_on": False}
    low, high = whisker.mean - whisker.lower, whisker.mean + whisker.upper
    if low == high:
        return
    along, across = [low, high], [whisker.at, whisker.at]
    line = (along, across) if whisker.horizontal else (across, along)
    ax.plot(*line, linewidth=ink.error_width, solid_capstyle="butt", **look)
    if not ink.cap:
        return
    ends = [end for end, arm in ((low, whisker.lower), (high, whisker.upper)) if arm > 0]
    at = [whisker.at] * len(ends)
    points, marker = ((ends, at), "|") if whisker.horizontal else ((at, ends), "_")
    caps = {"marker": marker, "markersize": 2 * ink.cap, "markeredgewidth": ink.error_width}
    ax.plot(*points, linestyle="none", **caps, **look)


def value_box(chart: Chart, at: float, half: float, value: Value) -> tuple[float, float, float, float]:
    """Return the data-space box (x0, y0, x1, y1) of a point mark with its arms."""
    lower, upper = chart.arms(value)
    return at - half, value.mean - lower, at + half, value.mean + upper
