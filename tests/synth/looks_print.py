"""Looks made for print: scientific plotting programs and the drawing offices of journals."""

from __future__ import annotations

import numpy as np
from drawing.style import BLACK, Fill, FrameStyle, InkStyle, LegendStyle, Style

from . import palettes
from .looks import SANS, SERIF, Font, cap, looks, pick, text, throw


@looks("prism")
def prism(rng: np.random.Generator, n: int) -> Style:
    """GraphPad Prism: thick axes at two sides, bold sans, ticks out, capped whiskers."""
    width = float(pick(rng, 1.0, 1.5, 2.0))
    bold = bool(rng.random() < 0.6)
    return Style(
        "prism",
        frame=FrameStyle("lb", width=width, ticks="out", category_ticks=bool(rng.random() < 0.7), tick_length=5),
        text=text(rng, Font(), bold=bold, bold_titles=bold),
        ink=InkStyle(
            fills=throw(rng, n, palettes.coloured, palettes.grey, palettes.hatched, palettes.hollow),
            strokes=throw(rng, n, palettes.coloured_strokes, palettes.mono_strokes),
            fill_by_category=bool(rng.random() < 0.6),
            bar_width=rng.uniform(0.55, 0.85),
            bar_gap=rng.uniform(0, 0.12),
            edge_width=width,
            line_width=width,
            marker_size=rng.uniform(4, 8),
            error_width=width,
            cap=cap(rng),
            error_color=pick(rng, BLACK, BLACK, ""),
        ),
        legend=LegendStyle(str(pick(rng, "right", "best", "best")), size=8.5),
    )


@looks("sigmaplot")
def sigmaplot(rng: np.random.Generator, n: int) -> Style:
    """SigmaPlot: four sides, ticks in or out, black, grey or hatched bars, upper whiskers."""
    return Style(
        "sigmaplot",
        frame=FrameStyle(
            "lbtr",
            width=1.0,
            ticks=str(pick(rng, "out", "in")),
            mirrored_ticks=bool(rng.random() < 0.3),
            minor=int(rng.integers(0, 2)),
            category_ticks=bool(rng.random() < 0.7),
        ),
        text=text(rng, Font(SANS[:1] + SERIF[:1], (9, 11))),
        ink=InkStyle(
            fills=throw(rng, n, palettes.black, palettes.grey, palettes.hatched),
            strokes=palettes.mono_strokes(rng, n),
            fill_by_category=bool(rng.random() < 0.2),
            bar_width=rng.uniform(0.5, 0.8),
            bar_gap=0.0,
            edge_width=1.0,
            line_width=1.0,
            marker_size=rng.uniform(4, 7),
            error_width=0.8,
            cap=cap(rng),
            hatch_width=0.7,
        ),
        legend=LegendStyle("best", framed=bool(rng.random() < 0.3)),
    )


@looks("journal")
def journal(rng: np.random.Generator, n: int) -> Style:
    """A journal of the 1990s: serif, thin lines, hatched, black and hollow bars, frame on two or four sides."""
    return Style(
        "journal",
        frame=FrameStyle(
            str(pick(rng, "lb", "lbtr", "lbr")),
            width=rng.uniform(0.5, 1.2),
            ticks=str(pick(rng, "in", "out", "inout")),
            tick_length=rng.uniform(2.5, 5),
        ),
        text=text(rng, Font(SERIF, (8.5, 12))),
        ink=InkStyle(
            fills=throw(rng, n, palettes.hatched, palettes.hollow, palettes.black),
            strokes=palettes.mono_strokes(rng, n),
            fill_by_category=bool(rng.random() < 0.15),
            bar_width=rng.uniform(0.45, 0.9),
            bar_gap=float(pick(rng, 0.0, 0.0, 0.2)),
            edge_width=rng.uniform(0.6, 1.2),
            line_width=rng.uniform(0.6, 1.2),
            marker_size=rng.uniform(4, 7),
            error_width=rng.uniform(0.5, 1.0),
            cap=cap(rng),
            hatch_width=rng.uniform(0.4, 1.0),
        ),
        legend=LegendStyle(str(pick(rng, "best", "above", "right")), framed=bool(rng.random() < 0.3), columns=4),
    )


@looks("baser")
def baser(rng: np.random.Generator, n: int) -> Style:
    """Base R: detached trimmed axes, no frame or a box, grey or dense hatched bars."""
    boxed = rng.random() < 0.3
    return Style(
        "baser",
        frame=FrameStyle(
            "lbtr" if boxed else "l",
            width=0.9,
            ticks="out",
            tick_length=6,
            detached=0 if boxed else 6,
            trim=not boxed,
            category_ticks=boxed,
        ),
        text=text(rng, Font(SANS[:1], (9, 12))),
        ink=InkStyle(
            fills=throw(rng, n, palettes.grey, palettes.hatched, palettes.coloured),
            strokes=palettes.mono_strokes(rng, n),
            fill_by_category=False,
            bar_width=rng.uniform(0.7, 0.85),
            bar_gap=0.0,
            edge_width=0.9,
            line_width=0.9,
            marker_size=6.0,
            error_width=0.9,
            cap=rng.uniform(3, 6),
        ),
        legend=LegendStyle("best", framed=bool(rng.random() < 0.4)),
    )


@looks("origin")
def origin(rng: np.random.Generator, n: int) -> Style:
    """Origin: four sides or two, ticks in with minor ticks, serif or Arial, hatched colour."""
    return Style(
        "origin",
        frame=FrameStyle(
            str(pick(rng, "lbtr", "lb")),
            width=rng.uniform(1.0, 1.8),
            ticks=str(pick(rng, "in", "out")),
            minor=1,
            mirrored_ticks=bool(rng.random() < 0.4),
            tick_length=5,
        ),
        text=text(rng, Font((SERIF[0], SANS[0]), (10, 13)), bold_titles=bool(rng.random() < 0.4)),
        ink=InkStyle(
            fills=throw(rng, n, palettes.coloured, palettes.hatched_colour, palettes.grey),
            strokes=palettes.coloured_strokes(rng, n),
            fill_by_category=bool(rng.random() < 0.4),
            bar_width=rng.uniform(0.5, 0.85),
            bar_gap=float(pick(rng, 0.0, 0.1)),
            edge_width=1.0,
            line_width=1.4,
            marker_size=6.5,
            error_width=1.2,
            cap=cap(rng),
        ),
        legend=LegendStyle("best"),
    )


@looks("spss")
def spss(rng: np.random.Generator, n: int) -> Style:
    """SPSS: boxed panel in pale grey or white, wide bars, one colour, framed ticks."""
    return Style(
        "spss",
        frame=FrameStyle(
            "lbtr",
            width=0.8,
            ticks="out",
            tick_length=4,
            grid=str(pick(rng, "", "y")),
            grid_color="#d0d0d0",
            panel_color=str(pick(rng, "#f0f0f0", "#ffffff")),
        ),
        text=text(rng, Font(SANS[:1], (8, 10)), bold_titles=True),
        ink=InkStyle(
            fills=(Fill("#3e58ac"), Fill("#2eb848"), Fill("#d3ce97"), Fill("#7c287d"))[:n],
            strokes=palettes.coloured_strokes(rng, n),
            fill_by_category=False,
            bar_width=rng.uniform(0.7, 0.95),
            bar_gap=0.0,
            edge_width=0.7,
            line_width=1.0,
            marker_size=5.0,
            error_width=0.8,
            cap=rng.uniform(3, 6),
        ),
        legend=LegendStyle("right"),
    )
