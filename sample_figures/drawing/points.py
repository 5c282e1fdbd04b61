"""Marks on positions: dots by category, line series, scatters."""

from __future__ import annotations

from typing import Any

from .marks import Ink, Whisker, draw_whisker, draws, value_box
from .model import Chart
from .style import Stroke, Style

LINE_ORDER, MARKER_ORDER = 2.2, 3.0
KEY_HALF = 0.02


def _error_color(style: Style, stroke: Stroke) -> str:
    return style.ink.error_color or stroke.color


def _marker_look(style: Style, stroke: Stroke) -> dict[str, Any]:
    return {
        "marker": stroke.marker,
        "markersize": style.ink.marker_size,
        "color": stroke.color,
        "markeredgecolor": stroke.color,
        "markeredgewidth": max(0.6, style.ink.line_width * 0.8),
        "markerfacecolor": style.frame.panel_color if stroke.open else stroke.color,
    }


def _key(style: Style, stroke: Stroke, name: str, *, line: bool) -> Any:
    from matplotlib.lines import Line2D

    return Line2D(
        [],
        [],
        label=name,
        linestyle=stroke.dash if line else "none",
        linewidth=style.ink.line_width,
        **_marker_look(style, stroke),
    )


@draws("dot")
def draw_dots(ax: Any, chart: Chart, style: Style) -> Ink:
    """Draw one point with its error bar per category and series, several series dodged."""
    ink, n = Ink(), len(chart.series)
    step = style.dodge or 0.6 / n
    for i in range(len(chart.categories)):
        for j in range(n):
            _draw_point(ax, chart, style, (i + (j - (n - 1) / 2) * step, j, i), ink)
    ink.handles = [_key(style, style.stroke(j), s.name, line=False) for j, s in enumerate(chart.series)]
    return ink


def _draw_point(ax: Any, chart: Chart, style: Style, place: tuple[float, int, int], ink: Ink) -> None:
    at, j, i = place
    value, stroke = chart.series[j].values[i], style.stroke(j)
    lower, upper = chart.arms(value)
    draw_whisker(ax, Whisker(at, value.mean, lower, upper), style.ink, _error_color(style, stroke))
    ax.plot([at], [value.mean], linestyle="none", zorder=MARKER_ORDER, clip_on=False, **_marker_look(style, stroke))
    span = (ax.get_xlim()[1] - ax.get_xlim()[0]) * KEY_HALF
    ink.boxes.append(value_box(chart, at, span, value))
    ink.anchors.append((at, value.mean + upper, 1))


@draws("line", "logline")
def draw_lines(ax: Any, chart: Chart, style: Style) -> Ink:
    """Draw line series over a numeric x axis, each mark with its error bar."""
    ink, n = Ink(), len(chart.series)
    for j, series in enumerate(chart.series):
        stroke, shift = style.stroke(j), style.dodge * (j - (n - 1) / 2)
        xs = [v.x + shift for v in series.values]
        if style.ink.joined:
            means = [v.mean for v in series.values]
            ax.plot(
                xs,
                means,
                linestyle=stroke.dash,
                color=stroke.color,
                linewidth=style.ink.line_width,
                zorder=LINE_ORDER,
                clip_on=False,
            )
            ink.boxes += _segments(xs, means)
        for i, x in enumerate(xs):
            _draw_point(ax, chart, style, (x, j, i), ink)
    ink.handles = [_key(style, style.stroke(j), s.name, line=style.ink.joined) for j, s in enumerate(chart.series)]
    return ink


def _segments(xs: list[float], ys: list[float], parts: int = 8) -> list[tuple[float, float, float, float]]:
    """Return small boxes along a polyline, for keeping a legend off it."""
    out = []
    for k in range(len(xs) - 1):
        for p in range(parts):
            x0, x1 = (xs[k] + (xs[k + 1] - xs[k]) * q / parts for q in (p, p + 1))
            y0, y1 = (ys[k] + (ys[k + 1] - ys[k]) * q / parts for q in (p, p + 1))
            out.append((x0, min(y0, y1), x1, max(y0, y1)))
    return out


@draws("scatter")
def draw_scatter(ax: Any, chart: Chart, style: Style) -> Ink:
    """Draw unconnected points."""
    ink = Ink()
    for j, series in enumerate(chart.series):
        for i, value in enumerate(series.values):
            _draw_point(ax, chart, style, (value.x, j, i), ink)
    ink.handles = [_key(style, style.stroke(j), s.name, line=False) for j, s in enumerate(chart.series)]
    return ink
