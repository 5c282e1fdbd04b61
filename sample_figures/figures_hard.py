"""Bar charts with a difficulty each: few pixels, a scan, an odd axis, a missing whisker; the numbers are invented."""

from __future__ import annotations

from bar_table import BOXED, SERIF, Table, axis
from drawing.degrade import Degradation, fax, scan, web_width
from drawing.model import NumberAxis
from drawing.style import Fill, FrameStyle, InkStyle, LegendStyle, NoteStyle, Style, TextStyle
from sample import Sample


def _web() -> Sample:
    table = Table(("C", "T1", "T2", "T3"), {"": ((0.42, 0.05), (0.61, 0.07), (0.88, 0.09), (1.03, 0.08))})
    style = Style(
        "sigmaplot", (2.9, 2.2), BOXED, TextStyle(size=11), InkStyle((Fill("#a6a6a6"),), bar_width=0.6, cap=5)
    )
    return Sample(
        "od_web_jpeg",
        table.chart(axis("Optical density", 0.2, 6)),
        style,
        "a 480 pixel JPEG from a journal's web page: few pixels, block artefacts",
        "sd",
        4,
        Degradation(200, web_width, quality=45),
    )


def _scan() -> Sample:
    table = Table(
        ("2 weeks", "4 weeks", "6 weeks"),
        {
            "Saline": ((4.1, 0.7), (6.3, 0.9), (7.4, 1.0)),
            "BMSC-CM": ((5.6, 0.8), (9.8, 1.1), (12.7, 1.2)),
        },
    )
    style = Style(
        "sigmaplot",
        (3.4, 2.4),
        FrameStyle("lbtr", 1.0),
        TextStyle(SERIF, 11),
        InkStyle((Fill("#ffffff"), Fill("#ffffff", hatch="///")), bar_width=0.6, cap=5),
        LegendStyle(size=10),
    )
    return Sample(
        "bbb_scan",
        table.chart(axis("BBB score", 3, 6)),
        style,
        "a page scanned askew: the frame is turned, the paper uneven, the ink soft",
        "se",
        10,
        Degradation(150, scan, quality=80),
        seed=5,
    )


def _fax() -> Sample:
    table = Table(("Defect", "Autograft", "BMP-2"), {"": ((11.2, 2.4), (38.6, 4.9), (44.1, 5.3))}, "upper")
    style = Style(
        "journal",
        (2.8, 2.3),
        FrameStyle("lb", 1.1),
        TextStyle(SERIF, 12),
        InkStyle(
            (Fill("#ffffff"), Fill("#000000"), Fill("#ffffff", hatch="///")),
            fill_by_category=True,
            bar_width=0.6,
            cap=6,
            edge_width=1.1,
        ),
    )
    return Sample(
        "bone_volume_fax",
        table.chart(axis("BV/TV (%)", 10, 6)),
        style,
        "one bit a pixel: no grey profile across an edge, speckles that are no marks",
        "sd",
        7,
        Degradation(200, fax, one_bit=True),
        seed=3,
    )


def _truncated() -> Sample:
    table = Table(
        ("Control", "LPS", "LPS + CM"),
        {"24 h": ((98.4, 3.1), (71.6, 4.4), (86.9, 3.8)), "48 h": ((97.2, 3.6), (62.3, 5.1), (81.5, 4.2))},
    )
    style = Style(
        "theme_bw",
        (3.0, 2.4),
        FrameStyle("lbtr", 0.8, "#333333", tick_length=3, grid="y", grid_color="#e5e5e5"),
        TextStyle(size=9),
        InkStyle((Fill("#377eb8"), Fill("#e41a1c")), bar_width=0.8, edge_width=0.8, cap=4),
        LegendStyle("right"),
    )
    return Sample(
        "viability_from_50",
        table.chart(axis("Cell viability (%)", 10, 6, start=50, form="percent")),
        style,
        "the axis starts at 50, so no bar reaches zero; tick labels carry a percent sign",
        "sd",
        6,
    )


def _negative() -> Sample:
    table = Table(
        ("Sham", "SCI", "SCI + CM"),
        {"Week 1": ((4.8, 1.2), (-11.6, 1.9), (-7.9, 1.6)), "Week 4": ((12.3, 2.0), (-4.2, 1.7), (3.1, 1.4))},
        kind="neg",
    )
    style = Style(
        "prism",
        (3.0, 2.6),
        FrameStyle("lb", 1.2),
        TextStyle(size=9),
        InkStyle((Fill("#ffffff"), Fill("#7f7f7f")), bar_width=0.7, edge_width=1.2, error_width=1.2, cap=5),
        LegendStyle(),
    )
    return Sample(
        "weight_change_negative",
        table.chart(axis("Change in body weight (%)", 5, 6, start=-15)),
        style,
        "bars up and down from a zero line inside the axis; minus signs in the labels",
        "se",
        8,
    )


def _comma() -> Sample:
    table = Table(
        ("24 h", "48 h", "72 h"),
        {"DMEM": ((0.31, 0.04), (0.52, 0.05), (0.68, 0.07)), "CM": ((0.44, 0.05), (0.83, 0.08), (1.17, 0.1))},
        "upper",
    )
    style = Style(
        "excel2003",
        (3.2, 2.3),
        FrameStyle(
            "lbtr",
            0.7,
            between_ticks=True,
            tick_length=3,
            grid="y",
            grid_color="#000000",
            grid_width=0.5,
            panel_color="#c0c0c0",
        ),
        TextStyle(size=9, bold_titles=True),
        InkStyle((Fill("#9999ff"), Fill("#993366")), bar_width=0.6, edge_width=0.7, error_width=0.8, cap=3),
        LegendStyle("right_middle", True),
        crisp=True,
    )
    return Sample(
        "od_decimal_comma",
        table.chart(axis("Absorbance (450 nm)", 0.2, 7, form="comma")),
        style,
        "decimal commas; a grey panel with black gridlines across which the whiskers run",
        "sd",
        3,
    )


def _missing() -> Sample:
    table = Table(
        ("Sham", "Control", "Low dose", "High dose"), {"": ((1.0, None), (3.42, 0.38), (2.61, 0.31), (1.87, 0.26))}
    )
    style = Style(
        "origin",
        (3.4, 2.3),
        FrameStyle("lbtr", 1.2, ticks="in", minor=1, mirrored_ticks=True),
        TextStyle(size=10),
        InkStyle((Fill("#ffffff", "#0000ff", "///"),), bar_width=0.6, edge_width=1.2, cap=5, error_width=1.2),
        note=NoteStyle("stars", ("", "***", "**", "*"), size=11),
    )
    return Sample(
        "expression_no_whisker",
        table.chart(axis("Relative expression (fold)", 1, 4, beyond=0.5)),
        style,
        "a reference bar without whisker among bars with: its error stays empty and the row says so",
        "se",
        5,
    )


def _log() -> Sample:
    y = NumberAxis("CFU/mL", (10.0, 1e6), tuple(10.0**p for p in range(1, 7)), log=True, label_format="power")
    table = Table(
        ("Control", "Coating", "Antibiotic"), {"": ((182000.0, 64000.0), (12400.0, 5100.0), (236.0, 88.0))}, "upper"
    )
    style = Style(
        "prism",
        (2.5, 2.6),
        FrameStyle("lb", 1.3, minor=1),
        TextStyle(size=10),
        InkStyle((Fill("#bfbfbf"),), bar_width=0.6, cap=6, edge_width=1.3, error_width=1.3),
    )
    return Sample(
        "cfu_log",
        table.chart(y),
        style,
        "a log10 axis with powers of ten and minor ticks; bars rise from the axis' foot",
        "sd",
        4,
    )


def hard_samples() -> tuple[Sample, ...]:
    """Return the figures that differ by difficulty."""
    return tuple(make() for make in (_web, _scan, _fax, _truncated, _negative, _comma, _missing, _log))
