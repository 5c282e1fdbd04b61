"""Clean bar charts in the looks in which the domain prints them; the numbers are invented."""

from __future__ import annotations

from bar_table import OFFICE_GREY, SERIF, THICK, Table, axis
from drawing.degrade import Degradation, to_gray, untouched
from drawing.style import Fill, FrameStyle, InkStyle, LegendStyle, NoteStyle, Style, TextStyle
from sample import Sample


def _prism() -> Sample:
    table = Table(("Sham", "SCI", "SCI + CM", "SCI + MSC"), {"": ((20.6, 0.4), (7.2, 0.9), (11.9, 1.1), (12.8, 0.8))})
    fills = (Fill("#ffffff"), Fill("#e64b35"), Fill("#4dbbd5"), Fill("#00a087"))
    style = Style(
        "prism",
        (2.6, 2.6),
        THICK,
        TextStyle(size=10, bold=True, bold_titles=True, rotation=45),
        InkStyle(fills, fill_by_category=True, bar_width=0.68, edge_width=1.5, error_width=1.5, cap=6),
        note=NoteStyle("brackets", ("*", "**"), ((1, 2), (1, 3)), 11),
    )
    chart = table.chart(axis("BBB locomotor score", 5, 5, beyond=0.4))
    return Sample(
        "bbb_prism",
        chart,
        style,
        "bold two-sided frame, a colour for each group, brackets with stars above the whiskers",
        "se",
        8,
        Degradation(200, untouched),
    )


def _base_hatched() -> Sample:
    table = Table(
        ("4 weeks", "8 weeks", "12 weeks"),
        {
            "Empty defect": ((8.4, 2.1), (12.6, 2.8), (15.1, 3.3)),
            "Scaffold": ((14.9, 3.4), (22.7, 4.1), (29.4, 4.6)),
            "Scaffold + CM": ((21.3, 3.9), (34.8, 5.2), (46.2, 5.7)),
        },
    )
    fills = (Fill("#ffffff"), Fill("#ffffff", hatch="///"), Fill("#ffffff", hatch="xxx"))
    style = Style(
        "baser",
        (3.4, 2.5),
        FrameStyle("l", 0.9, tick_length=6, detached=6, trim=True, category_ticks=False),
        TextStyle(size=10),
        InkStyle(fills, bar_width=0.8, edge_width=0.9, error_width=0.9, cap=4),
        LegendStyle(size=9),
    )
    return Sample(
        "bone_area_hatched",
        table.chart(axis("New bone area (%)", 10, 6)),
        style,
        "series told apart by hatching only; a detached axis that ends at its last tick",
        "sd",
        6,
    )


def _base_grey() -> Sample:
    table = Table(
        ("1 d", "3 d", "7 d", "14 d"),
        {
            "Vehicle": ((96, 18), (131, 24), (158, 27), (121, 22)),
            "MSC-CM": ((148, 26), (312, 41), (428, 55), (287, 38)),
        },
    )
    style = Style(
        "baser",
        (3.3, 2.5),
        FrameStyle("lbtr", 0.9, tick_length=6),
        TextStyle(size=10),
        InkStyle((Fill("#4d4d4d"), Fill("#e6e6e6")), bar_width=0.75, edge_width=0.9, error_width=0.9, cap=4),
        LegendStyle(size=9),
    )
    return Sample(
        "vegf_grey",
        table.chart(axis("VEGF (pg/mL)", 100, 5)),
        style,
        "grey levels, dark bars whose lower whisker arm still shows, a frame on four sides",
        "sd",
        5,
    )


def _excel() -> Sample:
    table = Table(
        ("Week 1", "Week 2", "Week 4"),
        {
            "Control": ((420, 66), (512, 81), (478, 74)),
            "CM low": ((655, 92), (938, 118), (871, 104)),
            "CM high": ((811, 95), (1322, 153), (1254, 139)),
        },
    )
    fills = tuple(Fill(c, c) for c in ("#4f81bd", "#c0504d", "#9bbb59"))
    style = Style(
        "excel2007",
        (3.8, 2.3),
        OFFICE_GREY,
        TextStyle(size=9),
        InkStyle(fills, bar_width=0.6, edge_width=0.0, error_width=0.8, cap=3.5),
        LegendStyle("below", columns=3),
        crisp=True,
    )
    return Sample(
        "vegf_excel",
        table.chart(axis("VEGF (pg/mL)", 200, 8, form="thousands")),
        style,
        "spreadsheet look: gridlines, no outline, a thousands comma, the legend below",
        "se",
        10,
    )


def _ggplot() -> Sample:
    table = Table(("Sham", "Vehicle", "CM", "Exosome"), {"": ((22.4, 4.1), (96.3, 11.8), (58.7, 9.2), (51.2, 8.4))})
    style = Style(
        "theme_grey",
        (2.8, 2.6),
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
        TextStyle(size=9, color="#4d4d4d"),
        InkStyle((Fill("#595959", "#595959"),), bar_width=0.9, edge_width=0.5, error_width=1.0, cap=8),
    )
    return Sample(
        "tnf_ggplot",
        table.chart(axis("TNF-α (pg/mL)", 25, 4, beyond=0.5), "Group"),
        style,
        "no axis lines at all: gridlines and outer ticks carry the scale; dark grey bars",
        "sd",
        6,
    )


def _black() -> Sample:
    table = Table(
        ("Sham", "SCI", "CM 1 wk", "CM 2 wk", "CM 4 wk"),
        {"": ((4.2, 0.9), (24.6, 2.7), (19.8, 2.2), (14.1, 1.9), (11.3, 1.6))},
        "upper",
    )
    style = Style(
        "journal",
        (3.2, 2.4),
        FrameStyle("lb", 1.0),
        TextStyle(SERIF, 11),
        InkStyle((Fill("#000000"),), bar_width=0.6, cap=5, error_width=0.9),
        note=NoteStyle("letters", ("d", "a", "b", "c", "c"), size=10),
    )
    return Sample(
        "gfap_black",
        table.chart(axis("GFAP positive area (%)", 5, 6)),
        style,
        "solid black bars, upper arms only, letters of a multiple comparison just above the caps",
        "se",
        6,
        Degradation(150, to_gray),
    )


def _gradient() -> Sample:
    table = Table(
        ("Pre", "1 month", "3 months", "6 months"),
        {
            "TCP": ((12.1, 1.9), (19.4, 2.6), (27.8, 3.1), (33.9, 3.5)),
            "TCP + BMSC": ((12.4, 2.0), (26.2, 2.9), (38.7, 3.8), (47.5, 4.1)),
        },
    )
    fills = (Fill("#4f81bd", "#000000", to="#f2f2f2"), Fill("#c0504d", "#000000", to="#f2f2f2"))
    style = Style(
        "excel2007",
        (3.8, 2.3),
        OFFICE_GREY,
        TextStyle(size=9),
        InkStyle(fills, bar_width=0.7, edge_width=0.8, error_width=0.8, cap=3),
        LegendStyle("above", columns=2),
        crisp=True,
    )
    return Sample(
        "torque_gradient",
        table.chart(axis("Removal torque (N cm)", 10, 6)),
        style,
        "gradient fills: one bar has no single colour; the legend stands above the plot",
        "se",
        9,
    )


def look_samples() -> tuple[Sample, ...]:
    """Return the figures that differ by look."""
    return tuple(make() for make in (_prism, _base_hatched, _base_grey, _excel, _ggplot, _black, _gradient))
