"""Markers of every shape stand where they were drawn; labels of vector charts are theirs, or doubted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Polygon
from matplotlib.path import Path as Outline

from figpool.core.summary import GroupSummary
from figpool.extract import digitize
from figpool.io import read_figure

X = np.arange(1.0, 13.0, 2.0)
Y = np.array([12.5, 31.25, 8.75, 40.0, 22.5, 27.125])
#: Two series whose labels collide print this flag.
DOUBT = "label_unread"


def read(folder: Path, draw: Callable[[Axes], None], form: str = "pdf", width: float = 4.0) -> list[GroupSummary]:
    drawing = Drawing(figsize=(width, 3))
    ax = drawing.add_axes((0.15, 0.15, 0.8, 0.8))
    draw(ax)
    ax.set_ylim(0, 50)
    path = folder / f"chart.{form}"
    drawing.savefig(path)
    rows = list(digitize(read_figure(path)).rows)
    assert {r.source for r in rows} == {"vector"}
    return sorted(rows, key=lambda r: r.x_px)


@pytest.mark.parametrize("form", ["pdf", "svg"])
@pytest.mark.parametrize("marker", list("os^v<>Dd*phH8PXx+1234|_"))
def test_points_of_every_marker_stand_where_they_were_drawn(tmp_path: Path, marker: str, form: str) -> None:
    rows = read(tmp_path, lambda ax: ax.plot(X, Y, marker, ms=7), form)
    np.testing.assert_allclose([r.mean for r in rows], Y, atol=2e-3)
    np.testing.assert_allclose([r.x for r in rows], X, atol=2e-3)


@pytest.mark.parametrize("form", ["pdf", "svg"])
@pytest.mark.parametrize("marker", list("12|_"))
def test_markers_of_strokes_are_told_from_error_bars_and_caps(tmp_path: Path, marker: str, form: str) -> None:
    def draw(ax: Axes) -> None:
        ax.errorbar(X, Y, 2.0, fmt=f"{marker}-", ms=7, capsize=3)

    rows = read(tmp_path, draw, form)
    np.testing.assert_allclose([r.mean for r in rows], Y, atol=2e-3)
    np.testing.assert_allclose([(r.error_low, r.error_high) for r in rows], 2.0, atol=2e-3)


def test_a_line_with_marks_across_it_has_no_error_bars(tmp_path: Path) -> None:
    rows = read(tmp_path, lambda ax: ax.plot(X, Y, "|-", ms=7))
    assert {(r.error_low, r.error_high) for r in rows} == {(None, None)}


@pytest.mark.parametrize("pair", ["s+", "sx", "o+", "ox", "^v", "Dx"])
def test_a_marker_made_of_two_shapes_is_one(tmp_path: Path, pair: str) -> None:
    """Base R's symbols 7 and 9 to 14: two shapes drawn one after the other at every point."""

    def draw(ax: Axes) -> None:
        for x, y in zip(X, Y, strict=True):
            for shape in pair:
                ax.plot(x, y, shape, ms=7, color="k", mfc="none")

    rows = read(tmp_path, draw)
    np.testing.assert_allclose([r.mean for r in rows], Y, atol=2e-3)


def test_points_of_two_series_in_one_place_stay_two(tmp_path: Path) -> None:
    other = Y + np.array([0.0, 5.0, 7.5, -10.0, 6.25, 0.0])

    def draw(ax: Axes) -> None:
        for x, first, second in zip(X, Y, other, strict=True):
            ax.plot(x, first, "s", ms=7, color="k", mfc="none")
            ax.plot(x, second, "x", ms=7, color="k")

    rows = read(tmp_path, draw)
    np.testing.assert_allclose(sorted(r.mean or 0.0 for r in rows), sorted([*Y, *other]), atol=2e-3)


#: Equilateral triangles about the middle of their box and about their centre of mass, drawn from the base on.
ABOUT_BOX = [(-1.0, -0.866), (1.0, -0.866), (0.0, 0.866), (-1.0, -0.866)]
ABOUT_MASS = [(x, y + 0.2887) for x, y in ABOUT_BOX]


@pytest.mark.parametrize("corners", [ABOUT_BOX, ABOUT_MASS], ids=["box", "mass"])
@pytest.mark.parametrize("kind", ["svg", "pdf"])
def test_the_origin_of_a_triangle_is_its_data_point(
    tmp_path: Path, corners: list[tuple[float, float]], kind: str
) -> None:
    marker = Outline(corners, closed=True)
    rows = read(tmp_path, lambda ax: ax.plot(X, Y, ls="none", marker=marker, ms=8), kind)
    np.testing.assert_allclose([r.mean or 0.0 for r in rows], Y, atol=2e-3)


def draw_patches(ax: Axes, corners: list[tuple[float, float]]) -> None:
    """Draw triangles in the coordinates of the page, as programs do that keep no origin."""
    ax.set_xlim(0, 14)
    ax.set_ylim(0, 50)
    for x, y in zip(X, Y, strict=True):
        here = ax.transData.transform((x, y)) + 6 * np.array(corners)
        ax.add_patch(Polygon(ax.transData.inverted().transform(here), closed=True, fc="k"))


@pytest.mark.parametrize("corners", [ABOUT_BOX, ABOUT_MASS], ids=["box", "mass"])
def test_a_low_triangle_that_nothing_places_says_how_unsure_it_is(
    tmp_path: Path, corners: list[tuple[float, float]]
) -> None:
    rows = read(tmp_path, lambda ax: draw_patches(ax, corners[:3]), "svg")
    away = [abs((r.mean or 0.0) - y) for r, y in zip(rows, Y, strict=True)]
    assert all(a <= 2 * (r.mean_u or 0.0) for a, r in zip(away, rows, strict=True))
    assert max(away) > 0.1


#: Outlines about the data point: R's and D3's; gnuplot's, a point less high than wide, and its PostScript's.
LOW = {
    "R": [(0.0, 1.1547), (1.0, -0.5774), (-1.0, -0.5774)],
    "gnuplot": [(-1.0, -1.0 + 1 / (6 * 0.72)), (1.0, -1.0 + 1 / (6 * 0.72)), (0.0, 1.0)],
    "PostScript": [(0.0, 1.12), (-1.0, -0.5), (1.0, -0.5)],
}


@pytest.mark.parametrize("program", LOW)
def test_the_outline_of_a_triangle_tells_where_its_program_stands_it(tmp_path: Path, program: str) -> None:
    rows = read(tmp_path, lambda ax: draw_patches(ax, LOW[program]), "svg")
    np.testing.assert_allclose([r.mean or 0.0 for r in rows], Y, atol=5e-3)


def test_numbers_too_few_for_a_scale_are_no_categories(tmp_path: Path) -> None:
    def draw(ax: Axes) -> None:
        ax.errorbar(X, Y, 2.0, fmt="o-", color="k")
        ax.set_xlim(0, 14)
        ax.set_xticks([4, 10])
        ax.tick_params(axis="x", length=0)

    rows = read(tmp_path, draw)
    assert len(rows) == 6
    assert {r.category for r in rows} == {""}
    assert all(DOUBT in r.flags for r in rows)


def test_labels_left_out_for_want_of_room_are_not_lent_to_the_bars_between(tmp_path: Path) -> None:
    """Base R prints every second label where all do not fit."""

    def draw(ax: Axes) -> None:
        ax.bar(range(4), Y[:4], color="0.7", edgecolor="k")
        ax.set_xticks([0, 2], ["Sham", "Drug"])

    rows = read(tmp_path, draw)
    assert [r.category for r in rows] == ["Sham", "", "Drug", ""]
    assert all(DOUBT in r.flags for r in rows)


def test_labels_printed_into_one_another_are_doubted(tmp_path: Path) -> None:
    def draw(ax: Axes) -> None:
        ax.bar(range(4), Y[:4], color="0.7", edgecolor="k")
        ax.set_xticks(range(4), ["Low dose", "Medium dose", "High dose", "Vehicle"], fontsize=14)

    rows = read(tmp_path, draw, "svg", width=2.4)
    np.testing.assert_allclose([r.mean for r in rows], Y[:4], atol=2e-3)
    assert all(DOUBT in r.flags for r in rows)


def test_points_along_a_bare_axis_may_be_read_along_the_wrong_one(tmp_path: Path) -> None:
    def draw(ax: Axes) -> None:
        ax.plot(X, Y, "o", color="k")
        ax.set_yticks([])

    rows = read(tmp_path, draw)
    assert rows
    assert all(DOUBT in r.flags for r in rows)


def test_hatchings_that_look_alike_are_named_in_the_order_of_the_legend_and_doubted(tmp_path: Path) -> None:
    def draw(ax: Axes) -> None:
        for k, (name, hatch) in enumerate((("Sham", "/////"), ("SCI", "//////"))):
            ax.bar(np.arange(3) + 0.35 * k, Y[3 * k : 3 * k + 3], 0.35, fc="w", ec="k", hatch=hatch, label=name)
        ax.set_xticks(np.arange(3) + 0.175, ["d1", "d3", "d7"])
        ax.legend()

    rows = read(tmp_path, draw, "svg")
    for k, name in enumerate(("Sham", "SCI")):
        own = [r for r in rows if r.series == name]
        np.testing.assert_allclose([r.mean for r in own], Y[3 * k : 3 * k + 3], atol=2e-3)
    assert all("series_unread" in r.flags for r in rows)


def test_a_gridline_behind_the_legend_is_no_part_of_its_entries(tmp_path: Path) -> None:
    def draw(ax: Axes) -> None:
        for k, name in enumerate(("Control", "Empty", "OVX")):
            ax.plot(X, Y - 3 * k, "o-", color=f"C{k}", label=name)
        ax.set_xlim(0, 14)
        ax.axhline(46.6, 0.5, 0.62, color="0.7", lw=0.6)
        ax.legend(loc="upper right", frameon=False, ncols=1)

    rows = read(tmp_path, draw)
    for k, name in enumerate(("Control", "Empty", "OVX")):
        np.testing.assert_allclose([r.mean for r in rows if r.series == name], Y - 3 * k, atol=2e-3)


def test_series_without_names_are_doubted(tmp_path: Path) -> None:
    def draw(ax: Axes) -> None:
        for k in range(2):
            ax.errorbar(X, Y - 5 * k, 1.0, fmt="os"[k], color=f"C{k}", capsize=2)

    rows = read(tmp_path, draw)
    assert {r.series for r in rows} == {""}
    assert all("series_unread" in r.flags for r in rows)


def test_bars_unlike_every_entry_of_the_legend_are_doubted(tmp_path: Path) -> None:
    def draw(ax: Axes) -> None:
        for k, (name, color) in enumerate((("KO", "#a0bad8"), ("NCM", "#d9a1a0"))):
            ax.bar(np.arange(3) + 0.4 * k, Y[3 * k : 3 * k + 3], 0.4, fc="none", ec="k")
            ax.bar([0], [0], fc=color, ec="k", label=name)
        ax.set_xticks(np.arange(3) + 0.2, ["d1", "d3", "d7"])
        ax.legend()

    rows = read(tmp_path, draw)
    assert all("series_unread" in r.flags for r in rows)


def test_error_bars_of_one_column_go_to_the_points_they_are_even_about_on_a_logarithmic_scale(tmp_path: Path) -> None:
    """The means 171 and 191 stand close together; on paper the middle of the second bar is nearer to the first."""
    means, errors = {"o": (171.331, 400.0), "s": (190.776, 60.0)}, {"o": (91.3223, 40.0), "s": (85.7383, 20.0)}

    def draw(ax: Axes) -> None:
        ax.set_yscale("log")
        for shape, y in means.items():
            ax.errorbar((1, 2), y, errors[shape], fmt=shape, ms=6, color="C0", ecolor="k", zorder=3 - len(ax.lines))

    drawing = Drawing(figsize=(4, 3))
    ax = drawing.add_axes((0.15, 0.15, 0.8, 0.8))
    draw(ax)
    ax.set_ylim(10, 10000)
    drawing.savefig(tmp_path / "chart.svg")
    rows = digitize(read_figure(tmp_path / "chart.svg")).rows
    got = {round(r.mean or 0.0, 1): r.error_high for r in rows}
    for shape, y in means.items():
        for mean, error in zip(y, errors[shape], strict=True):
            assert got[round(mean, 1)] == pytest.approx(error, rel=1e-3)


def test_turned_labels_stand_in_one_row_though_their_letters_reach_up_differently(tmp_path: Path) -> None:
    def draw(ax: Axes) -> None:
        ax.bar(range(3), Y[:3], color="0.7", edgecolor="k")
        ax.set_xticks(range(3), ["BMSC", "Low dose", "SCI + CM"], rotation=90, fontsize=8)
        for label, lower in zip(ax.get_xticklabels(), (0.06, 0.0, 0.06), strict=True):
            label.set_y(-lower)

    rows = read(tmp_path, draw, "svg")
    assert [r.category for r in rows] == ["BMSC", "Low dose", "SCI + CM"]
    assert not any(DOUBT in r.flags for r in rows)


def test_a_stack_hatched_by_level_lines_is_no_box_plot(tmp_path: Path) -> None:
    """Base R draws hatching as lines across the bar; one line in a segment looks like a median."""
    low, high = np.array([10.0, 14.0, 8.0]), np.array([12.0, 9.0, 15.0])

    def draw(ax: Axes) -> None:
        ax.bar(range(3), low, 0.6, color="w", edgecolor="k")
        ax.bar(range(3), high, 0.6, low, color="w", edgecolor="k", yerr=3.0, capsize=3)
        for x, rows in enumerate(np.column_stack([low / 2, low + high / 2])):
            ax.hlines(rows, x - 0.3, x + 0.3, color="k", lw=1)

    rows = read(tmp_path, draw)
    assert {r.kind for r in rows} == {"bar"}
    tops = [r.mean for r in rows if r.series == "total"]
    np.testing.assert_allclose(tops, low + high, atol=5e-3)


def test_two_lines_of_one_look_are_told_apart_by_a_guess_only(tmp_path: Path) -> None:
    def draw(ax: Axes) -> None:
        for name, y in {"Sham": Y, "CM": Y[::-1] + 1.5}.items():
            ax.plot(X, y, "^-", color="k", ms=6, label=name)
        ax.plot(X, 0.3 * Y, "o-", color="k", ms=6, label="Control")
        ax.legend(loc="upper right")

    flags = {r.series: set(r.flags) for r in read(tmp_path, draw)}
    assert "series_unread" in flags["Sham"] & flags["CM"]
    assert "series_unread" not in flags["Control"]
