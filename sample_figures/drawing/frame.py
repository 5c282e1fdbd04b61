"""Axes as published: sides, ticks, grid, labels, titles."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from .model import Chart, NumberAxis
from .style import FrameStyle, Style

SIDES = {"left": "l", "bottom": "b", "top": "t", "right": "r"}
CATEGORY_MARGIN = 0.5


def dress(ax: Any, chart: Chart, style: Style) -> None:
    """Give `ax` its limits, spines, ticks, labels, grid and titles."""
    horizontal = chart.kind == "hbar"
    values, across = (ax.xaxis, ax.yaxis) if horizontal else (ax.yaxis, ax.xaxis)
    _number_axis(values, chart.y, style)
    if chart.x is not None:
        _number_axis(across, chart.x, style)
    else:
        _category_axis(across, chart, style)
    _spines(ax, chart, style.frame)
    _grid(ax, values, across, style.frame)
    _titles(ax, chart, style)


def set_limits(ax: Any, chart: Chart) -> None:
    """Fix both axes' scales and limits before anything is measured on them."""
    across = chart.x.limits if chart.x else (-CATEGORY_MARGIN, len(chart.categories) - CATEGORY_MARGIN)
    set_value, set_across = (ax.set_xlim, ax.set_ylim) if chart.kind == "hbar" else (ax.set_ylim, ax.set_xlim)
    if chart.y.log:
        ax.set_yscale("log")
    set_value(*chart.y.limits)
    set_across(*across)


def _tick_params(frame: FrameStyle) -> dict[str, Any]:
    shown = frame.ticks != "none"
    return {
        "direction": frame.ticks if shown else "out",
        "length": frame.tick_length if shown else 0.0,
        "width": frame.width,
        "color": frame.color,
    }


def _number_axis(axis: Any, numbers: NumberAxis, style: Style) -> None:
    frame = style.frame
    axis.set_ticks(list(numbers.ticks), labels=numbers.labels())
    axis.set_ticks(_minor_ticks(numbers, frame.minor), minor=True)
    axis.set_minor_formatter("")
    params = _tick_params(frame)
    axis.set_tick_params(which="major", labelcolor=style.text.color, **params)
    hidden = "m" in frame.grid  # ggplot2 draws minor gridlines without minor ticks
    axis.set_tick_params(which="minor", **(params | {"length": 0.0 if hidden else params["length"] * 0.55}))
    if frame.mirrored_ticks:
        far = {"right": True} if axis.axis_name == "y" else {"top": True}
        axis.set_tick_params(which="both", **far)


def _minor_ticks(numbers: NumberAxis, per_step: int) -> list[float]:
    if per_step < 1:
        return []
    lo, hi = numbers.limits
    if numbers.log:
        decades = range(int(np.floor(np.log10(lo))), int(np.ceil(np.log10(hi))) + 1)
        found = [m * 10.0**d for d in decades for m in range(2, 10)]
    else:
        shares = [k / (per_step + 1) for k in range(1, per_step + 1)]
        found = [a + share * (b - a) for a, b in pairwise(numbers.ticks) for share in shares]
    return [v for v in found if lo <= v <= hi]


def _category_axis(axis: Any, chart: Chart, style: Style) -> None:
    text, frame = style.text, style.frame
    n = len(chart.categories)
    turned = {0.0: {}, 90.0: {"rotation": 90, "va": "top"}}.get(
        text.rotation, {"rotation": text.rotation, "ha": "right", "rotation_mode": "anchor"}
    )
    axis.set_ticks(range(n), labels=list(chart.categories), **({} if chart.kind == "hbar" else turned))
    params = _tick_params(frame)
    if not frame.category_ticks or frame.between_ticks:
        params = params | {"length": 0.0}
    axis.set_tick_params(which="major", labelcolor=text.color, **params)
    if frame.between_ticks:
        axis.set_ticks([k - 0.5 for k in range(n + 1)], minor=True)
        axis.set_tick_params(which="minor", **_tick_params(frame))


def _spines(ax: Any, chart: Chart, frame: FrameStyle) -> None:
    for name, letter in SIDES.items():
        spine = ax.spines[name]
        spine.set_visible(letter in frame.sides)
        spine.set_linewidth(frame.width)
        spine.set_color(frame.color)
    if frame.detached:
        ax.spines["left"].set_position(("outward", frame.detached))
        if chart.x is not None or chart.kind in ("dot", "box", "strip"):
            ax.spines["bottom"].set_position(("outward", frame.detached))
    if frame.trim:
        _trim(ax, chart)
    below_zero = chart.y.limits[0] < 0 < chart.y.limits[1] and not chart.y.log
    if below_zero:
        line = ax.axvline if chart.kind == "hbar" else ax.axhline
        line(0, color=frame.color, linewidth=frame.width, zorder=2.6)


def _trim(ax: Any, chart: Chart) -> None:
    """End the axis lines at their outermost ticks, as base R does."""
    value_side, across_side = ("bottom", "left") if chart.kind == "hbar" else ("left", "bottom")
    ax.spines[value_side].set_bounds(chart.y.ticks[0], chart.y.ticks[-1])
    if chart.x is not None:
        ax.spines[across_side].set_bounds(chart.x.ticks[0], chart.x.ticks[-1])


def _grid(ax: Any, values: Any, across: Any, frame: FrameStyle) -> None:
    ax.set_axisbelow(True)
    ax.set_facecolor(frame.panel_color)
    look = {"color": frame.grid_color, "linestyle": frame.grid_dash, "linewidth": frame.grid_width}
    if "y" in frame.grid:
        values.grid(True, which="major", **look)
    if "x" in frame.grid:
        across.grid(True, which="major", **look)
    if "m" in frame.grid:
        values.grid(True, which="minor", **(look | {"linewidth": frame.grid_width / 2}))


def _titles(ax: Any, chart: Chart, style: Style) -> None:
    text = style.text
    weight = "bold" if text.bold_titles else "normal"
    look = {"fontsize": text.size * 1.1, "fontweight": weight, "color": text.color}
    across_title = chart.x.title if chart.x else chart.x_title
    x_text, y_text = (chart.y.title, across_title) if chart.kind == "hbar" else (across_title, chart.y.title)
    ax.set_xlabel(x_text, **look)
    ax.set_ylabel(y_text, **look)
    if text.title:
        ax.set_title(text.title, **look)
    if text.panel_letter:
        ax.annotate(
            text.panel_letter,
            (0, 1),
            xycoords="axes fraction",
            xytext=(-34, 12),
            textcoords="offset points",
            fontsize=text.size * 1.5,
            fontweight="bold",
            ha="right",
        )
    if chart.y.multiplier != 1.0:
        power = round(np.log10(chart.y.multiplier))
        end, shift = ((1, 0), (8, 6)) if chart.kind == "hbar" else ((0, 1), (0, 4))
        ax.annotate(
            rf"$\times$10$^{{{power}}}$",
            end,
            xycoords="axes fraction",
            xytext=shift,
            textcoords="offset points",
            fontsize=text.size,
            ha="left",
            va="bottom",
        )
