"""How each of the eleven time courses of the seed review is drawn: times, axis, names, look."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from drawing.degrade import Degradation, to_gray, untouched
from drawing.style import FrameStyle, InkStyle, LegendStyle, Stroke, Style, TextStyle

SERIF = "STIXGeneral"
CRISP = Degradation(200, untouched)


@dataclass(frozen=True)
class Course:
    """How one study's figure is drawn: its times, its axis, the printed names of its arms (control last), its look."""

    study: str
    title: str
    times: tuple[float, ...]
    top: float
    step: float
    names: tuple[str, ...]
    style: Style
    teaches: str
    wear: Degradation = CRISP
    outward: bool = False


def _mono(*markers: str) -> tuple[Stroke, ...]:
    """Return black strokes; a marker followed by ``o`` (as in ``so``) is open."""
    dashes = ("-", "--", ":")
    return tuple(Stroke("#000000", dashes[k], m[0], open=len(m) > 1) for k, m in enumerate(markers))


def _tones(*colours: str, markers: str = "oooo", openings: str = "....") -> tuple[Stroke, ...]:
    return tuple(Stroke(c, "-", m, open=o == "o") for c, m, o in zip(colours, markers, openings, strict=False))


def _ink(strokes: tuple[Stroke, ...], **more: Any) -> InkStyle:
    return replace(InkStyle(strokes=strokes, marker_size=4.5, error_width=0.9, cap=3.0), **more)


WEEKS = "Weeks after injury"
TWO_SIDES = FrameStyle("lb", 1.0)
COURSES = (
    Course(
        "Asadi-Golshan 2018",
        WEEKS,
        (1, 2, 3, 4, 5, 6),
        12,
        2,
        ("Conditioned medium", "DMEM"),
        Style(
            "prism",
            (3.4, 3.0),
            FrameStyle("lb", 1.5, tick_length=5),
            TextStyle(size=10, bold=True, bold_titles=True),
            _ink(_tones("#e64b35", "#3c5488", markers="os"), error_width=1.5, line_width=1.5, cap=5, error_color=""),
        ),
        "bold two-sided axes, whiskers in the colour of their line",
    ),
    Course(
        "Borhani-Haghighi 2020",
        WEEKS,
        (0, 1, 2, 3, 4, 5, 6),
        15,
        3,
        ("CM", "Control"),
        Style(
            "journal",
            (3.4, 3.2),
            FrameStyle("lbtr", 0.9, ticks="in"),
            TextStyle(SERIF, 11),
            _ink(_mono("o", "oo")),
            LegendStyle(size=10),
        ),
        "black and white: filled and open circles, solid and dashed lines, a frame on four sides",
    ),
    Course(
        "Cantinieux 2013",
        "Days after injury",
        (1, 7, 14, 21, 28, 35, 42),
        8,
        1,
        ("CM", "Vehicle"),
        Style(
            "baser",
            (3.6, 3.2),
            FrameStyle("lb", 0.9, tick_length=6, detached=6, trim=True),
            TextStyle(size=10),
            _ink(_mono("^", "so")),
        ),
        "detached axes that end at their last ticks; small whiskers",
    ),
    Course(
        "Chen 2019",
        "Weeks post-injury",
        (1, 2, 3, 4, 5, 6, 7, 8),
        6,
        1,
        ("CM in DMEM", "CM in NRLM", "Control"),
        Style(
            "theme_grey",
            (4.2, 3.2),
            FrameStyle(
                "",
                0.8,
                "#333333",
                tick_length=3,
                grid="yxm",
                minor=1,
                grid_color="#ffffff",
                grid_width=1.1,
                panel_color="#ebebeb",
            ),
            TextStyle(size=10, color="#4d4d4d"),
            _ink(_tones("#f8766d", "#00ba38", "#619cff"), error_color="", cap=4),
            LegendStyle("right_middle"),
            dodge=0.2,
        ),
        "two treated arms with one shared control, dodged so that their whiskers stand side by side",
    ),
    Course(
        "Chudickova 2019",
        WEEKS,
        (1, 2, 3, 4, 5, 6, 7, 8, 9),
        18,
        2,
        ("WJ-CM", "Saline"),
        Style(
            "excel2007",
            (4.0, 3.2),
            FrameStyle("lb", 0.8, "#868686", tick_length=3.5, grid="y", grid_color="#d9d9d9"),
            TextStyle(size=9),
            _ink(_tones("#4f81bd", "#c0504d", markers="Ds"), line_width=2.0, marker_size=5),
            LegendStyle("below", columns=2),
        ),
        "spreadsheet look: gridlines, thick lines, the legend below",
    ),
    Course(
        "Cizkova 2018",
        "Days",
        (1, 7, 14, 21, 28, 42, 56, 70),
        12,
        2,
        ("MSC-CM", "SCI"),
        Style(
            "sigmaplot",
            (3.6, 2.8),
            FrameStyle("lbtr", 1.0, minor=1),
            TextStyle(size=10),
            _ink(_mono("o", "v"), marker_size=5),
        ),
        "black and white on a true time axis; one-sided whiskers: upwards on the upper line, downwards on the lower",
        Degradation(200, to_gray, quality=90),
        outward=True,
    ),
    Course(
        "Gu 2017",
        WEEKS,
        (1, 2, 3, 4, 5, 6),
        21,
        3,
        ("Low volume", "High volume", "PBS"),
        Style(
            "origin",
            (3.4, 3.4),
            FrameStyle("lbtr", 1.4, ticks="in", minor=1, mirrored_ticks=True),
            TextStyle("DejaVu Serif", 10),
            _ink(_tones("#ff0000", "#0000ff", "#000000", markers="sov"), error_color="", cap=4),
        ),
        "two doses with one shared control; ticks inwards on all four sides",
    ),
    Course(
        "Kanekiyo 2018",
        WEEKS,
        (0, 1, 2, 3, 4),
        16,
        2,
        ("BMSC-CM", "Control"),
        Style(
            "seaborn",
            (3.0, 3.2),
            FrameStyle("", 1.0, "#262626", "none", grid="yx", grid_color="#ffffff", panel_color="#eaeaf2"),
            TextStyle(size=10, color="#262626"),
            _ink(_tones("#4c72b0", "#dd8452"), error_color="", cap=0, error_width=1.8, line_width=1.8),
        ),
        "no axis lines and no ticks, only white gridlines; whiskers without caps",
    ),
    Course(
        "Khoshsirafat 2018",
        WEEKS,
        (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
        16,
        4,
        ("CM", "SCI"),
        Style(
            "spss",
            (4.4, 2.8),
            FrameStyle("lbtr", 0.8, panel_color="#f0f0f0"),
            TextStyle(size=9, bold_titles=True),
            _ink(_tones("#3e58ac", "#2eb848", openings="oo")),
            LegendStyle("right"),
        ),
        "twelve time points, open markers, a pale panel, few ticks",
    ),
    Course(
        "Tsai 2019",
        "Days post-SCI",
        (1, 7, 14, 21, 28, 35, 42),
        12,
        2,
        ("CM", "Vehicle"),
        Style(
            "journal",
            (3.2, 2.8),
            TWO_SIDES,
            TextStyle(SERIF, 11),
            _ink(_mono("s", "^o"), cap=4),
            LegendStyle("above", columns=2, size=10),
        ),
        "squares and open triangles in black; the legend above the plot",
    ),
    Course(
        "Yeng 2016",
        "Days after injury",
        (1, 3, 5, 7),
        18,
        3,
        ("UC-CM", "Control"),
        Style(
            "theme_bw",
            (2.8, 3.0),
            FrameStyle("lbtr", 0.8, "#333333", tick_length=3, grid="yx", grid_color="#e5e5e5"),
            TextStyle(size=9),
            _ink(_tones("#1b9e77", "#d95f02", markers="^D"), marker_size=5),
        ),
        "few time points at unequal heights; colours, triangles and diamonds over a grey grid; 300 dpi",
        Degradation(300, untouched),
    ),
)
