"""From a draft to a complete style: a random family fitted to what the chart has to show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from drawing.model import Chart
from drawing.singles import ROOM
from drawing.style import BLACK, WHITE, Fill, FrameStyle, InkStyle, SinglesStyle, Style, TextStyle

from . import looks_print, looks_screen  # noqa: F401  (each registers its looks)
from .charts import Draft
from .looks import LOOKS

WEIGHTS = {
    "prism": 0.16,
    "sigmaplot": 0.15,
    "journal": 0.18,
    "excel2003": 0.07,
    "excel2007": 0.1,
    "baser": 0.07,
    "theme_grey": 0.06,
    "theme_bw": 0.07,
    "seaborn": 0.04,
    "origin": 0.06,
    "spss": 0.04,
}
DARK = 0.3  # a darker box would hide its median
THIN = 0.55  # the lightest a thin line may be
PALE = 0.72  # a lighter fill without outline would vanish in a bilevel copy
DEFAULTS = 0.4  # share of the figures in which a program keeps to ways of its own
WITH_SINGLES = ("overlaid", "strip")
LETTER_WIDTH = 0.56 / 72  # inches by point of font size: a mean over sans-serif lower case
INCH_BY_LETTER_HEIGHT = 1.15 / 72


def make_style(rng: np.random.Generator, draft: Draft, least_points: Callable[[float], float]) -> Style:
    """Return a random style in which nothing of `draft` collides.

    `least_points` gives the smallest legible type by the plot area's width in inches.
    """
    names = list(WEIGHTS)
    family = names[rng.choice(len(names), p=np.array(list(WEIGHTS.values())) / sum(WEIGHTS.values()))]
    chart = draft.chart
    n = len(chart.categories) if chart.kind == "box" else max(1, len(chart.series))
    wide = n if len(chart.series) > 1 else max(n, min(5, len(chart.categories)))
    style = LOOKS[family](rng, max(wide, 1))
    style = replace(style, crisp=bool(rng.random() < 0.5), size=_plot_size(rng, chart), note=draft.note)
    style = replace(style, frame=_fit_frame(style.frame, chart), ink=_fit_ink(rng, style.ink, chart))
    if chart.kind in ("line", "logline") and len(chart.series) > 1 and rng.random() < 0.2:
        style = replace(style, dodge=float(np.ptp(chart.x.limits)) * 0.008)
    if chart.kind == "dot" and len(chart.series) == 1:
        style = replace(style, dodge=0.0)
    if chart.kind in WITH_SINGLES:
        style = replace(style, singles=_singles(rng, style, chart))
    style = _set_type(style, max(style.text.size, round(least_points(style.size[0]), 1)))
    return replace(style, text=_fit_text(rng, style, chart), defaults=bool(rng.random() < DEFAULTS))


def _set_type(style: Style, points: float) -> Style:
    """Set the style's text, notes and legend to one size in points."""
    return replace(
        style,
        text=replace(style.text, size=points),
        note=replace(style.note, size=points),
        legend=replace(style.legend, size=round(points * 0.92, 1)),
    )


def _plot_size(rng: np.random.Generator, chart: Chart) -> tuple[float, float]:
    if chart.kind in WITH_SINGLES:
        return _singles_size(rng, chart)
    marks = len(chart.categories) * (1 if chart.kind == "stacked" else len(chart.series)) if chart.categories else 10
    long_side = float(np.clip(marks * rng.uniform(0.28, 0.55), 1.9, 6.5))
    short_side = float(rng.uniform(1.9, 3.2))
    if chart.kind == "hbar":
        return max(short_side, 2.4), max(long_side * 0.8, 1.6)
    return long_side, short_side


def _singles_size(rng: np.random.Generator, chart: Chart) -> tuple[float, float]:
    """Return the size of a plot area in which points find room beside one another."""
    marks = len(chart.categories) * len(chart.series)
    return float(np.clip(marks * rng.uniform(0.4, 0.7), 1.9, 6.5)), float(rng.uniform(2.0, 3.2))


def _singles(rng: np.random.Generator, style: Style, chart: Chart) -> SinglesStyle:
    """Points that are told from what they lie on: on dark bars white ones, of several series each in its colour."""
    n = len(chart.series)
    fills = [style.fill(j, i, n) for j in range(n) for i in range(len(chart.categories))]
    own = n > 1 or rng.random() < 0.4
    if chart.kind == "overlaid":
        dark = any(_brightness(f.face) < DARK or f.hatch for f in fills)
        color = WHITE if dark else str(rng.choice([BLACK, BLACK, WHITE, "#808080", ""]))
        is_open = not dark and color == BLACK and bool(rng.random() < 0.4)
    else:
        color = "" if own else str(rng.choice([BLACK, "#808080", WHITE]))
        is_open = color == BLACK and bool(rng.random() < 0.4)
    edge = "" if color == "#808080" and rng.random() < 0.5 else BLACK
    slot = 72 * style.size[0] * ROOM / len(chart.categories) / n
    stroke = style.ink.cap / slot if rng.random() < 0.25 and style.ink.cap >= 3 else rng.uniform(0.2, 0.4)
    size = min(float(rng.uniform(2.5, 5.5)), 0.2 * slot)
    return SinglesStyle(size, color, edge, is_open, bool(rng.random() < 0.6), rng.uniform(0.25, 0.4), stroke)


def _fit_frame(frame: FrameStyle, chart: Chart) -> FrameStyle:
    """Axes that cross at zero or run through decades take less ornament; ticks need a line to stand on."""
    frame = replace(frame, mirrored_ticks=frame.mirrored_ticks and frame.sides == "lbtr")
    if chart.y.log:
        frame = replace(frame, minor=1 if frame.minor or frame.sides == "lbtr" else 0, trim=False, detached=0.0)
    if chart.kind == "neg":
        frame = replace(frame, between_ticks=False)
    if chart.x is not None:
        frame = replace(frame, between_ticks=False, category_ticks=True)
        if frame.sides == "l":
            frame = replace(frame, sides="lb")
    if frame.sides == "b" and not frame.grid:
        frame = replace(frame, grid="y")
    if not frame.grid and frame.ticks == "none":
        frame = replace(frame, ticks="out")
    return frame


def _fit_ink(rng: np.random.Generator, ink: InkStyle, chart: Chart) -> InkStyle:
    """Bars of filled charts need no invisible error bars; a single bar series is sometimes set touching."""
    if chart.kind in WITH_SINGLES:
        # error bars behind black bars leave nothing to lay points on
        ink = replace(ink, error_color=BLACK, error_behind=False)
    if chart.kind == "strip" and len({f.face for f in ink.fills}) < len(chart.series):
        # points know no hatching
        ink = replace(ink, fills=(Fill("#595959"), Fill(WHITE)))
    if chart.kind in ("bar", "neg", "hbar", "stacked"):
        ink = replace(ink, error_color=ink.error_color or BLACK)
        if rng.random() < 0.08 and all(f.edge != f.face for f in ink.fills):
            ink = replace(ink, bar_width=1.0, edge_width=max(ink.edge_width, 0.8))
    if any(_brightness(f.face) > PALE for f in ink.fills):
        seen = tuple(replace(f, edge=BLACK) if _brightness(f.edge) > PALE else f for f in ink.fills)
        ink = replace(ink, fills=seen, edge_width=max(ink.edge_width, 0.8))
    ink = replace(ink, strokes=tuple(replace(k, color=_darkened(k.color)) for k in ink.strokes))
    if chart.kind == "box":
        ink = replace(
            ink, fills=tuple(replace(f, face="#b0b0b0") if _brightness(f.face) < DARK else f for f in ink.fills)
        )
    if chart.kind == "scatter":
        ink = replace(ink, joined=False)
    room = 72 * 0.5 / max(1, len(chart.series))
    return replace(ink, cap=min(ink.cap, room * 0.45), fill_by_category=ink.fill_by_category and chart.kind != "box")


def _brightness(colour: str) -> float:
    red, green, blue = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _darkened(colour: str) -> str:
    """Return the colour, made darker where a thin line in it would be lost in a copy."""
    share = min(1.0, THIN / max(_brightness(colour), 1e-9))
    return "#" + "".join(f"{round(int(colour[k : k + 2], 16) * share):02x}" for k in (1, 3, 5))


def _fit_text(rng: np.random.Generator, style: Style, chart: Chart) -> TextStyle:
    """Turn category labels that would touch; letter some panels."""
    text = style.text
    if rng.random() < 0.15:
        text = replace(text, panel_letter=str(rng.choice(["A", "B", "C", "(a)", "b", "D"])))
    if rng.random() < 0.08 and style.legend.place != "above":
        text = replace(text, title=chart.y.title)
    if not chart.categories or chart.kind == "hbar":
        return text
    slot = style.size[0] / len(chart.categories)
    longest = max(len(c) for c in chart.categories) * LETTER_WIDTH * text.size
    if longest > slot * 0.88:
        lines = slot > 2.2 * text.size * INCH_BY_LETTER_HEIGHT
        return replace(text, rotation=float(rng.choice([30.0, 45.0, 60.0])) if lines and rng.random() < 0.7 else 90.0)
    return replace(text, rotation=float(rng.choice([0.0, 45.0, 90.0], p=[0.86, 0.08, 0.06])))
