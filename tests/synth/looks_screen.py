"""Looks made on office computers and by scripts: spreadsheets, ggplot2, seaborn."""

from __future__ import annotations

import numpy as np
from drawing.style import BLACK, Fill, FrameStyle, InkStyle, LegendStyle, Stroke, Style

from . import palettes
from .looks import SANS, Font, cap, looks, pick, text, throw


@looks("excel2003")
def excel2003(rng: np.random.Generator, n: int) -> Style:
    """Excel 97 to 2003: grey panel, thin black frame, framed legend at the right."""
    grey = rng.random() < 0.5
    return Style(
        "excel2003",
        frame=FrameStyle(
            "lb" if not grey else "lbtr",
            width=0.7,
            ticks="out",
            between_ticks=True,
            tick_length=3,
            grid=str(pick(rng, "y", "y", "")),
            grid_color=BLACK if grey else "#808080",
            grid_width=0.5,
            panel_color="#c0c0c0" if grey else "#ffffff",
        ),
        text=text(rng, Font(SANS[:1], (8, 10)), bold_titles=True),
        ink=InkStyle(
            fills=throw(rng, n, palettes.excel_2003, palettes.hatched, palettes.grey),
            strokes=palettes.coloured_strokes(rng, n),
            fill_by_category=False,
            bar_width=rng.uniform(0.45, 0.7),
            bar_gap=0.0,
            edge_width=0.7,
            line_width=1.0,
            marker_size=5.0,
            error_width=0.7,
            cap=rng.uniform(2, 4),
        ),
        legend=LegendStyle("right_middle", framed=True),
    )


@looks("excel2007")
def excel2007(rng: np.random.Generator, n: int) -> Style:
    """Excel since 2007: grey axes and gridlines or none, no ticks, flat colours, legend below or at the right."""
    tone = str(pick(rng, "#868686", "#d9d9d9", "#bfbfbf"))
    return Style(
        "excel2007",
        frame=FrameStyle(
            str(pick(rng, "lb", "b")),
            width=0.8,
            color=tone,
            ticks=str(pick(rng, "none", "out")),
            between_ticks=True,
            tick_length=3.5,
            grid=str(pick(rng, "y", "y", "")),
            grid_color="#d9d9d9",
        ),
        text=text(rng, Font(SANS[:2], (8, 11)), color=str(pick(rng, BLACK, "#595959"))),
        ink=InkStyle(
            fills=throw(rng, n, palettes.excel_2007, palettes.gradient, palettes.grey),
            strokes=palettes.coloured_strokes(rng, n),
            fill_by_category=False,
            bar_width=rng.uniform(0.4, 0.75),
            bar_gap=0.0,
            edge_width=0.0 if rng.random() < 0.5 else 0.8,
            line_width=2.0,
            marker_size=5.5,
            error_width=0.8,
            cap=rng.uniform(2.5, 4.5),
            error_color=str(pick(rng, BLACK, "#595959")),
        ),
        legend=LegendStyle(str(pick(rng, "below", "right_middle", "above")), columns=5),
    )


@looks("theme_grey")
def theme_grey(rng: np.random.Generator, n: int) -> Style:
    """ggplot2's default: grey panel, white grid, no axis lines, legend at the right."""
    colours = palettes.hue(n)
    return Style(
        "theme_grey",
        frame=FrameStyle(
            "",
            width=0.8,
            color="#333333",
            ticks="out",
            tick_length=3,
            grid="yxm" if rng.random() < 0.7 else "yx",
            minor=1,
            grid_color="#ffffff",
            grid_width=1.1,
            panel_color="#ebebeb",
        ),
        text=text(rng, Font(SANS[:1], (8, 10)), color="#4d4d4d"),
        ink=InkStyle(
            fills=tuple(Fill(c, c) for c in colours),
            strokes=tuple(Stroke(c) for c in colours),
            fill_by_category=False,
            bar_width=rng.uniform(0.6, 0.9),
            bar_gap=0.0,
            edge_width=0.8,
            line_width=1.1,
            marker_size=4.0,
            error_width=1.0,
            cap=float(pick(rng, 0.0, 4.0, 8.0)),
        ),
        legend=LegendStyle(str(pick(rng, "right_middle", "above", "below")), columns=5),
    )


@looks("theme_bw")
def theme_bw(rng: np.random.Generator, n: int) -> Style:
    """ggplot2 with theme_bw or theme_classic."""
    classic = rng.random() < 0.5
    return Style(
        "theme_bw",
        frame=FrameStyle(
            "lb" if classic else "lbtr",
            width=0.8,
            color=BLACK if classic else "#333333",
            ticks="out",
            tick_length=3,
            grid="" if classic else "yxm",
            minor=0 if classic else 1,
            grid_color="#e5e5e5",
        ),
        text=text(rng, Font(SANS[:1], (8, 10))),
        ink=InkStyle(
            fills=throw(rng, n, palettes.coloured, palettes.grey),
            strokes=throw(rng, n, palettes.coloured_strokes, palettes.mono_strokes),
            fill_by_category=bool(rng.random() < 0.3),
            bar_width=rng.uniform(0.6, 0.9),
            bar_gap=0.0,
            edge_width=0.8,
            line_width=1.0,
            marker_size=4.5,
            error_width=0.9,
            cap=cap(rng),
            error_color=pick(rng, BLACK, ""),
        ),
        legend=LegendStyle(str(pick(rng, "right_middle", "above", "best")), columns=5),
    )


@looks("seaborn")
def seaborn(rng: np.random.Generator, n: int) -> Style:
    """seaborn's darkgrid and its thick capless whiskers."""
    dark = rng.random() < 0.5
    return Style(
        "seaborn",
        frame=FrameStyle(
            "" if dark else "lb",
            width=1.0,
            color="#262626",
            ticks="none" if dark else "out",
            grid="y" if dark else "",
            grid_color="#ffffff",
            grid_width=1.0,
            panel_color="#eaeaf2" if dark else "#ffffff",
        ),
        text=text(rng, Font(SANS[:2], (8, 11)), color="#262626"),
        ink=InkStyle(
            fills=palettes.coloured(rng, n, outlined=False),
            strokes=palettes.coloured_strokes(rng, n),
            fill_by_category=bool(rng.random() < 0.6),
            bar_width=0.8,
            bar_gap=0.0,
            edge_width=0.0,
            line_width=1.8,
            marker_size=6.0,
            error_width=rng.uniform(1.5, 2.6),
            cap=float(pick(rng, 0.0, 0.0, 4.0)),
            error_color=str(pick(rng, "#424242", "")),
        ),
        legend=LegendStyle("best", framed=bool(rng.random() < 0.5)),
    )
