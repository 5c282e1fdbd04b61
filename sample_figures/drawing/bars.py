"""Bars: grouped, single, negative, stacked, horizontal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .marks import Ink, Whisker, draw_whisker, draws
from .model import Chart
from .singles import draw_singles
from .style import Fill, InkStyle, Style

BAR_ORDER = 2.0
GRADIENT_STEPS = 256


@dataclass(frozen=True)
class Slot:
    """The room of one bar: centre and width across, start and end along the value axis."""

    at: float
    width: float
    start: float
    end: float
    horizontal: bool

    def rectangle(self) -> tuple[float, float, float, float]:
        """Return the slot as (x0, y0, x1, y1)."""
        across = (self.at - self.width / 2, self.at + self.width / 2)
        along = tuple(sorted((self.start, self.end)))
        (x0, x1), (y0, y1) = (along, across) if self.horizontal else (across, along)
        return x0, y0, x1, y1


def group_offsets(n_series: int, ink: InkStyle) -> tuple[np.ndarray, float]:
    """Return the centres of a group's bars relative to the group's centre, and the width of one bar."""
    room = ink.bar_width / n_series
    offsets = (np.arange(n_series) - (n_series - 1) / 2) * room
    return offsets, room * (1 - ink.bar_gap)


def baseline(chart: Chart) -> float:
    """Return the value from which bars rise: 0, or the axis' lower end where 0 is not on it."""
    lo, hi = chart.y.limits
    return 0.0 if lo <= 0 <= hi and not chart.y.log else lo


@draws("bar", "neg", "hbar", "overlaid")
def draw_grouped(ax: Any, chart: Chart, style: Style) -> Ink:
    """Draw bars side by side in groups."""
    ink, horizontal = Ink(), chart.kind == "hbar"
    offsets, width = group_offsets(len(chart.series), style.ink)
    for i in range(len(chart.categories)):
        for j, series in enumerate(chart.series):
            value = series.values[i]
            slot = Slot(i + offsets[j], width, baseline(chart), value.mean, horizontal)
            fill = style.fill(j, i, len(chart.series))
            _draw_bar(ax, slot, fill, style.ink)
            arms = chart.arms(value)
            _draw_error(ax, slot, arms, style)
            draw_singles(ax, (slot.at, slot.width), value, style, fill.face)
            # points reach no lower than the bar does
            reach = arms[0], value.highest - value.mean if value.singles else arms[1]
            ink.boxes.append(_reach(slot, reach))
            ink.anchors.append(_anchor(slot, reach))
    ink.handles = _keys(chart, style)
    return ink


@draws("stacked")
def draw_stacked(ax: Any, chart: Chart, style: Style) -> Ink:
    """Draw segments on top of each other; each whisker stands on the top of its own segment."""
    ink = Ink()
    for i in range(len(chart.categories)):
        height = 0.0
        for j, series in enumerate(chart.series):
            value = series.values[i]
            slot = Slot(float(i), style.ink.bar_width, height, height + value.mean, False)
            height = slot.end
            _draw_bar(ax, slot, style.fill(j, i, len(chart.series)), style.ink)
            arms = chart.arms(value)
            _draw_error(ax, slot, arms, style)
            ink.boxes.append(_reach(slot, arms))
        ink.anchors.append(_anchor(slot, arms))
    ink.handles = _keys(chart, style)
    return ink


def _draw_error(ax: Any, slot: Slot, arms: tuple[float, float], style: Style) -> None:
    draw_whisker(ax, Whisker(slot.at, slot.end, *arms, slot.horizontal), style.ink, style.ink.error_color)


def _reach(slot: Slot, arms: tuple[float, float]) -> tuple[float, float, float, float]:
    """Return the box of a bar and its whisker."""
    x0, y0, x1, y1 = slot.rectangle()
    low, high = slot.end - arms[0], slot.end + arms[1]
    if slot.horizontal:
        return min(x0, low), y0, max(x1, high), y1
    return x0, min(y0, low), x1, max(y1, high)


def _anchor(slot: Slot, arms: tuple[float, float]) -> tuple[float, float, int]:
    """Return where a note stands: beyond the whisker, on the bar's free side."""
    down = slot.end < slot.start
    return slot.at, slot.end - arms[0] if down else slot.end + arms[1], -1 if down else 1


def _keys(chart: Chart, style: Style) -> list[Any]:
    n = len(chart.series)
    return [_key(style.fill(j, 0, n), series.name, style.ink) for j, series in enumerate(chart.series)]


def _key(fill: Fill, name: str, ink: InkStyle) -> Any:
    from matplotlib.patches import Patch

    return Patch(
        facecolor=_middle(fill), edgecolor=fill.edge, hatch=fill.hatch or None, linewidth=ink.edge_width, label=name
    )


def _middle(fill: Fill) -> str | tuple[float, ...]:
    from matplotlib.colors import to_rgb

    if not fill.to:
        return fill.face
    return tuple((a + b) / 2 for a, b in zip(to_rgb(fill.face), to_rgb(fill.to), strict=True))


def _draw_bar(ax: Any, slot: Slot, fill: Fill, ink: InkStyle) -> None:
    from matplotlib.patches import Rectangle

    x0, y0, x1, y1 = slot.rectangle()
    if fill.to:
        _gradient(ax, (x0, x1, y0, y1), fill)
    ax.add_patch(
        Rectangle(
            (x0, y0),
            x1 - x0,
            y1 - y0,
            facecolor="none" if fill.to else fill.face,
            edgecolor=fill.edge,
            hatch=fill.hatch or None,
            linewidth=ink.edge_width,
            zorder=BAR_ORDER,
        )
    )


def _gradient(ax: Any, extent: tuple[float, float, float, float], fill: Fill) -> None:
    from matplotlib.colors import to_rgb

    steps = np.linspace(0, 1, GRADIENT_STEPS)[:, None, None]
    picture = np.asarray(to_rgb(fill.face)) * (1 - steps) + np.asarray(to_rgb(fill.to)) * steps
    limits = ax.get_xlim(), ax.get_ylim()
    ax.imshow(picture, extent=extent, aspect="auto", origin="lower", zorder=BAR_ORDER - 0.05, interpolation="bilinear")
    ax.set_xlim(*limits[0])
    ax.set_ylim(*limits[1])
