"""Single values drawn as points: over bars, or beside a stroke at their mean."""

from __future__ import annotations

from typing import Any

from .marks import ARM_ORDER, Ink, Whisker, draw_whisker, draws
from .model import Chart, Value
from .style import Style

#: Room of the marks of a category, widths of the category.
ROOM = 0.8
#: Points over and under the error bars; strokes at means lie on all.
OVER, UNDER, STROKE_ORDER = ARM_ORDER + 0.3, ARM_ORDER - 0.2, ARM_ORDER + 0.6


def draw_singles(ax: Any, room: tuple[float, float], value: Value, style: Style, color: str) -> None:
    """Draw the single values of a mark in its room (middle, width); `color` is that of a style without own colour."""
    if not value.singles:
        return
    look, (at, width) = style.singles, room
    ax.plot(
        [at + s.aside * look.spread * width for s in value.singles],
        [s.value for s in value.singles],
        **_dots(style, color),
        zorder=OVER if look.over else UNDER,
        clip_on=False,
    )


@draws("strip")
def draw_strip(ax: Any, chart: Chart, style: Style) -> Ink:
    """Draw points beside a stroke at their mean with its error bar, several series side by side."""
    ink, n = Ink(), len(chart.series)
    width = ROOM / n
    for i in range(len(chart.categories)):
        for j, series in enumerate(chart.series):
            value, at = series.values[i], i + (j - (n - 1) / 2) * width
            _draw_group(ax, chart, style, (at, width, i, j))
            ends = [s.value for s in value.singles]
            low, high = value.mean - chart.arms(value)[0], value.highest
            ink.boxes.append((at - width / 2, min(low, *ends), at + width / 2, high))
            ink.anchors.append((at, high, 1))
    ink.handles = [_key(style, style.fill(j, 0, n).face, s.name) for j, s in enumerate(chart.series)]
    return ink


def _draw_group(ax: Any, chart: Chart, style: Style, place: tuple[float, float, int, int]) -> None:
    at, width, i, j = place
    value = chart.series[j].values[i]
    draw_singles(ax, (at, width), value, style, style.fill(j, i, len(chart.series)).face)
    half, color = style.singles.stroke * width, style.ink.error_color
    draw_whisker(ax, Whisker(at, value.mean, *chart.arms(value)), style.ink, color)
    ax.plot(
        [at - half, at + half],
        [value.mean, value.mean],
        color=color,
        linewidth=style.ink.line_width,
        solid_capstyle="butt",
        zorder=STROKE_ORDER,
    )


def _key(style: Style, color: str, name: str) -> Any:
    from matplotlib.lines import Line2D

    return Line2D([], [], label=name, **_dots(style, color))


def _dots(style: Style, color: str) -> dict[str, Any]:
    """How matplotlib draws single values; `color` is that of a style without own colour."""
    look = style.singles
    face = look.color or color
    return {
        "linestyle": "none",
        "marker": "o",
        "markersize": look.size,
        "markerfacecolor": "none" if look.open else face,
        "markeredgecolor": look.edge or face,
        "markeredgewidth": 0.7,
    }
