"""Markers of every shape stand where they were drawn; labels of vector charts are theirs, or doubted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
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
@pytest.mark.parametrize("marker", list("os^v<>Dd*phH8PXx+"))
def test_points_of_every_marker_stand_where_they_were_drawn(tmp_path: Path, marker: str, form: str) -> None:
    rows = read(tmp_path, lambda ax: ax.plot(X, Y, marker, ms=7), form)
    np.testing.assert_allclose([r.mean for r in rows], Y, atol=2e-3)
    np.testing.assert_allclose([r.x for r in rows], X, atol=2e-3)


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


def test_a_low_triangle_that_nothing_places_says_how_unsure_it_is(tmp_path: Path) -> None:
    """Programs stand an equilateral triangle on its middle or on its centre of mass."""
    low = Outline([(-1.0, -0.866), (1.0, -0.866), (0.0, 0.866), (-1.0, -0.866)], closed=True)
    rows = read(tmp_path, lambda ax: ax.plot(X, Y, ls="none", marker=low, ms=8), "svg")
    away = [abs((r.mean or 0.0) - y) for r, y in zip(rows, Y, strict=True)]
    assert all(a <= 2 * (r.mean_u or 0.0) for a, r in zip(away, rows, strict=True))
    assert max(away) > 0.1


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
