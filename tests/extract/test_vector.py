"""Vector figures are read exactly: matplotlib's drawings with known values, as PDF and SVG, and as pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from figpool.core.reading import FigureReading
from figpool.core.summary import GroupSummary
from figpool.extract import digitize
from figpool.extract.vector import read_vector
from figpool.io import read_figure
from figpool.report.overlay_svg import overlay_svg

MEANS = np.array([2.31, 4.07, 3.5])
ARMS = np.array([0.31, 0.52, 0.4])
FORMS = ("pdf", "svg")


def read(folder: Path, form: str, draw: Callable[[Axes], None]) -> FigureReading:
    drawing = Drawing(figsize=(4, 3))
    draw(drawing.add_axes((0.15, 0.15, 0.8, 0.8)))
    path = folder / f"figure.{form}"
    drawing.savefig(path)
    reading = read_vector(read_figure(path))
    assert reading is not None
    return reading


def only_rows(reading: FigureReading) -> tuple[GroupSummary, ...]:
    assert len(reading.panels) == 1
    return reading.rows


def bars(ax: Axes) -> None:
    ax.bar(["Sham", "SCI", "MSC"], MEANS, yerr=ARMS, capsize=4, color="0.7", edgecolor="black")
    ax.set_ylim(0, 5)


@pytest.mark.parametrize("form", FORMS)
def test_bars_to_a_ten_thousandth_of_the_axis(tmp_path: Path, form: str) -> None:
    rows = only_rows(read(tmp_path, form, bars))
    assert [r.category for r in rows] == ["Sham", "SCI", "MSC"]
    np.testing.assert_allclose([r.mean for r in rows], MEANS, atol=5e-4)
    np.testing.assert_allclose([r.error_high for r in rows], ARMS, atol=5e-4)
    np.testing.assert_allclose([r.error_low for r in rows], ARMS, atol=5e-4)
    assert {r.source for r in rows} == {"vector"}
    assert all(r.flags == () for r in rows)


def test_positions_are_pixels_of_the_page_at_150_dpi(tmp_path: Path) -> None:
    row = only_rows(read(tmp_path, "pdf", bars))[1]
    # the second bar stands in the middle of the axes: 0.55 of 4 inches; its top at 4.07 of 5
    assert row.x_px == pytest.approx(0.55 * 4 * 150 - 0.5, abs=0.05)
    assert row.y_px == pytest.approx((1 - 0.15 - 0.8 * 4.07 / 5) * 3 * 150 - 0.5, abs=0.05)


@pytest.mark.parametrize("form", FORMS)
def test_lying_bars(tmp_path: Path, form: str) -> None:
    def draw(ax: Axes) -> None:
        ax.barh(["Sham", "SCI", "MSC"], MEANS, xerr=ARMS, capsize=4)
        ax.set_xlim(0, 5)

    rows = only_rows(read(tmp_path, form, draw))
    assert [r.category for r in rows] == ["MSC", "SCI", "Sham"]  # from top to bottom
    np.testing.assert_allclose([r.mean for r in rows], MEANS[::-1], atol=5e-4)


@pytest.mark.parametrize("form", FORMS)
def test_two_courses_with_error_bars_that_cross(tmp_path: Path, form: str) -> None:
    x = np.array([0, 7, 14, 28])
    courses = {"Control": (np.array([1.0, 2.1, 3.3, 2.0]), "o"), "Treated": (np.array([1.1, 1.9, 3.6, 2.4]), "^")}

    def draw(ax: Axes) -> None:
        for name, (y, marker) in courses.items():
            ax.errorbar(x, y, yerr=0.1 * y + 0.3, capsize=3, marker=marker, color="black", label=name)
        ax.set_ylim(0, 5)
        ax.legend()

    rows = only_rows(read(tmp_path, form, draw))
    assert len(rows) == 8
    for name, (y, _) in courses.items():
        own = [r for r in rows if r.series == name]
        np.testing.assert_allclose([r.x for r in own], x, atol=1e-3)
        np.testing.assert_allclose([r.mean for r in own], y, atol=5e-4)
        np.testing.assert_allclose([r.error_high for r in own], 0.1 * y + 0.3, atol=5e-4)


def test_a_logarithmic_axis_with_two_labels(tmp_path: Path) -> None:
    def draw(ax: Axes) -> None:
        ax.errorbar([1, 2, 3], [20, 45, 80], yerr=[5, 9, 12], marker="s", capsize=3)
        ax.set_yscale("log")
        ax.set_ylim(10, 100)
        ax.minorticks_off()

    rows = only_rows(read(tmp_path, "pdf", draw))
    np.testing.assert_allclose([r.mean for r in rows], [20, 45, 80], rtol=5e-4)


def test_a_factor_at_the_end_of_the_axis_counts(tmp_path: Path) -> None:
    def draw(ax: Axes) -> None:
        ax.bar(["A", "B"], [150_000, 420_000], color="grey")
        ax.ticklabel_format(axis="y", style="sci", scilimits=(0, 0))

    rows = only_rows(read(tmp_path, "pdf", draw))
    np.testing.assert_allclose([r.mean for r in rows], [150_000, 420_000], rtol=5e-4)


def test_boxes(tmp_path: Path) -> None:
    samples = [np.array([1, 2, 3, 4, 5.0]), np.array([2, 3, 5, 7, 9.0])]

    def draw(ax: Axes) -> None:
        ax.boxplot(samples, whis=(0, 100), tick_labels=["Sham", "SCI"])
        ax.set_ylim(0, 10)

    rows = only_rows(read(tmp_path, "pdf", draw))
    for row, sample in zip(rows, samples, strict=True):
        read_off = (row.whisker_low, row.q1, row.median, row.q3, row.whisker_high)
        np.testing.assert_allclose(read_off, np.percentile(sample, [0, 25, 50, 75, 100]), atol=1e-3)


def test_panels_side_by_side_keep_their_own_axes_and_legends(tmp_path: Path) -> None:
    drawing = Drawing(figsize=(8, 3))
    for k in range(2):
        ax = drawing.add_axes((0.08 + 0.5 * k, 0.15, 0.38, 0.75))
        for name, marker in (("Low", "o"), ("High", "s")):
            ax.errorbar(
                [0, 1, 2], (k + 1) * np.array([1.0, 2.0, 1.5]) + (name == "High"), 0.2, marker=marker, label=name
            )
        ax.legend()
        ax.set_ylim(0, 6)
    path = tmp_path / "two.pdf"
    drawing.savefig(path)
    reading = read_vector(read_figure(path))
    assert reading is not None
    assert [p.panel.label for p in reading.panels] == ["1", "2"]
    assert [len(p.rows) for p in reading.panels] == [6, 6]
    second = [r.mean for r in reading.panels[1].rows if r.series == "High"]
    np.testing.assert_allclose(second, [3.0, 5.0, 4.0], atol=1e-3)


def test_a_stroke_at_one_of_many_scattered_points_is_no_error_bar(tmp_path: Path) -> None:
    x, y = np.random.default_rng(3).uniform(10.0, 90.0, (2, 30))

    def draw(ax: Axes) -> None:
        ax.plot(x[:15], y[:15], "o", color="tab:blue", markersize=5)
        ax.plot(x[15:], y[15:], "s", color="tab:red", markersize=5)
        ax.errorbar([x[7]], [y[7]], yerr=8.0, fmt="none", ecolor="tab:blue", capsize=3)
        ax.set(xlim=(0, 100), ylim=(0, 100))

    rows = only_rows(read(tmp_path, "pdf", draw))
    assert sorted(r.mean for r in rows) == pytest.approx(sorted(y), abs=0.1)
    assert sorted(r.x for r in rows) == pytest.approx(sorted(x), abs=0.1)


def test_a_page_without_axes_is_left_to_the_picture_reader(tmp_path: Path) -> None:
    drawing = Drawing(figsize=(3, 2))
    drawing.text(0.5, 0.5, "no chart")
    path = tmp_path / "words.pdf"
    drawing.savefig(path)
    assert read_vector(read_figure(path)) is None


def test_an_overlay_as_svg_reads_like_the_original(tmp_path: Path) -> None:
    reading = read(tmp_path, "pdf", bars)
    path = tmp_path / "overlay.svg"
    path.write_text(overlay_svg(reading))
    again = read_figure(path)
    assert again.vector is not None
    assert abs(again.width - reading.figure.width) <= 1
    assert reading.figure.vector is not None
    assert len(again.vector.paths) > len(reading.figure.vector.paths)


def test_the_same_page_as_vector_and_as_picture_agrees_within_its_uncertainty(tmp_path: Path) -> None:
    exact = read(tmp_path, "pdf", bars)
    pictured = digitize(replace(exact.figure, vector=None))
    assert [r.source for r in pictured.rows] == ["raster"] * 3
    for a, b in zip(exact.rows, pictured.rows, strict=True):
        assert a.mean is not None
        assert b.mean is not None
        assert b.mean_u is not None
        assert b.mean == pytest.approx(a.mean, abs=3 * b.mean_u)
        assert b.error_high == pytest.approx(a.error_high, abs=3 * (b.error_u or 0.0))
        assert (a.x_px, a.y_px) == pytest.approx((b.x_px, b.y_px), abs=1.0)


def test_stacked_bars_part_by_part(tmp_path: Path) -> None:
    low, high = np.array([2.0, 3.5, 1.25]), np.array([4.0, 1.5, 6.5])

    def draw(ax: Axes) -> None:
        ax.bar(["Sham", "SCI", "MSC"], low, color="0.3", edgecolor="k", label="Bone")
        ax.bar(
            ["Sham", "SCI", "MSC"],
            high,
            bottom=low,
            yerr=([0, 0, 0], [0.5, 0.25, 1.0]),
            color="0.8",
            edgecolor="k",
            label="Graft",
        )
        ax.set_ylim(0, 12)
        ax.legend()

    rows = only_rows(read(tmp_path, "pdf", draw))
    read_of = {name: [r.mean for r in rows if r.series == name] for name in ("Bone", "Graft", "total")}
    np.testing.assert_allclose(read_of["Bone"], low, atol=1e-4)
    np.testing.assert_allclose(read_of["Graft"], high, atol=1e-4)
    np.testing.assert_allclose(read_of["total"], low + high, atol=1e-4)
    np.testing.assert_allclose([r.error_high for r in rows if r.series == "total"], [0.5, 0.25, 1.0], atol=1e-4)
    assert all("whisker_unsure" in r.flags for r in rows if r.error_high is not None and r.series != "total")


def test_stacks_drawn_one_over_the_other_from_the_base(tmp_path: Path) -> None:
    """Gnuplot paints the whole stack first and shorter bars on top."""

    def draw(ax: Axes) -> None:
        ax.bar(["Sham", "SCI", "MSC"], [6.0, 5.0, 7.75], color="0.8", edgecolor="k", label="Graft")
        ax.bar(["Sham", "SCI", "MSC"], [2.0, 3.5, 1.25], color="0.3", edgecolor="k", label="Bone")
        ax.set_ylim(0, 10)
        ax.legend()

    rows = only_rows(read(tmp_path, "svg", draw))
    np.testing.assert_allclose([r.mean for r in rows if r.series == "Bone"], [2.0, 3.5, 1.25], atol=1e-3)
    np.testing.assert_allclose([r.mean for r in rows if r.series == "Graft"], [4.0, 1.5, 6.5], atol=1e-3)


def test_bars_as_wide_as_high_are_no_markers(tmp_path: Path) -> None:
    def draw(ax: Axes) -> None:
        ax.bar([0, 1, 2, 3], [1, 1, 3, 1], width=0.3, color="0.5")  # of 3.2 inches for 5: as wide as 1 is high
        ax.set(xlim=(-1, 4), ylim=(0, 12.5), xticks=[0, 1, 2, 3])
        ax.set_xticklabels(["A", "B", "C", "D"])

    rows = only_rows(read(tmp_path, "pdf", draw))
    np.testing.assert_allclose([r.mean for r in rows], [1, 1, 3, 1], atol=1e-3)


def test_series_drawn_alike_are_told_apart_by_order_and_flagged(tmp_path: Path) -> None:
    def draw(ax: Axes) -> None:
        at = np.arange(3.0)
        for k, (name, hollow) in enumerate((("Sham", True), ("SCI", False), ("MSC", True))):
            face = "white" if hollow else "black"
            ax.errorbar(at + 0.2 * k, 3 + k + at, 0.5, fmt="o", color="k", mfc=face, capsize=3, label=name)
        ax.set_xticks(at + 0.2, ["d1", "d2", "d3"])
        ax.set_ylim(0, 10)
        ax.legend()

    rows = only_rows(read(tmp_path, "pdf", draw))
    for k, name in enumerate(("Sham", "SCI", "MSC")):
        own = [r for r in rows if r.series == name]
        np.testing.assert_allclose([r.mean for r in own], 3 + k + np.arange(3), atol=1e-3)
        assert all(("series_unread" in r.flags) == (name != "SCI") for r in own)


def test_an_error_bar_beside_its_point_is_taken_and_flagged(tmp_path: Path) -> None:
    """Ggplot2's dodge leaves an error bar in the middle of a category when the other series has none."""

    def draw(ax: Axes) -> None:
        at = np.arange(3.0)
        ax.errorbar(at - 0.05, [4, 6, 5], 0.5, fmt="o", color="k", label="Sham")
        ax.plot(at + 0.05, [3, 2, 4], "s", color="0.6", label="SCI")
        ax.errorbar(at[:2] + 0.05, [3, 2], 0.25, fmt="none", ecolor="k")
        ax.errorbar(at[2:], [4], 0.25, fmt="none", ecolor="k")
        ax.set_xticks(at, ["d1", "d2", "d3"])
        ax.set_ylim(0, 10)
        ax.legend()

    rows = [r for r in only_rows(read(tmp_path, "pdf", draw)) if r.series == "SCI"]
    np.testing.assert_allclose([r.error_high for r in rows], [0.25] * 3, atol=1e-3)
    assert ["whisker_unsure" in r.flags for r in rows] == [False, False, True]


def test_numbers_at_uneven_distances_without_ticks_are_an_axis(tmp_path: Path) -> None:
    def draw(ax: Axes) -> None:
        days = [0, 5, 10, 20, 40]
        ax.errorbar(days, [1, 3, 4, 6, 8], 0.5, fmt="o-", color="k")
        ax.set(ylim=(0, 10), xticks=days)
        ax.tick_params(axis="x", length=0)

    rows = only_rows(read(tmp_path, "pdf", draw))
    np.testing.assert_allclose([r.x for r in rows], [0, 5, 10, 20, 40], atol=0.3)
