"""Scattered markers of which others hide a part are found in the ink left over."""

import io

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from figpool.detect.raster.marker_search import MarkerLook
from figpool.extract import digitize
from figpool.extract.looks import SeriesLook
from figpool.extract.placed import PlacedMarker
from figpool.extract.scattered import join_twins
from figpool.io import read_figure

#: Pairs overlap by more than half a marker; the second of each lies on top.
PAIRS = ((20.0, 30.0, 21.0, 31.0), (50.0, 62.0, 50.9, 61.0), (71.0, 25.0, 72.2, 25.4))
ALONE = ((10.0, 70.0), (33.0, 48.0), (44.0, 22.0), (62.0, 78.0), (83.0, 52.0), (90.0, 33.0))


def scatter_of(points, path, line=None):
    figure = Figure(figsize=(6.0, 4.0), dpi=150)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    x, y = np.transpose(points)
    axes.plot(x, y, "o", color="black", markersize=7)
    if line is not None:
        axes.plot([0, 100], line, color="black", linewidth=2.5)
    axes.set(xlim=(0, 100), ylim=(0, 100))
    data = io.BytesIO()
    figure.savefig(data, format="png")
    path.write_bytes(data.getvalue())
    return path


def test_markers_partly_under_others_are_read_and_flagged(tmp_path):
    points = [*ALONE, *(p[:2] for p in PAIRS), *(p[2:] for p in PAIRS)]
    reading = digitize(read_figure(scatter_of(points, tmp_path / "overlap.png")))
    assert reading.panels[0].kind == "scatter"
    found = sorted((r.x, r.mean) for r in reading.rows)
    assert len(found) == len(points)
    for row, (x, y) in zip(found, sorted(points), strict=True):
        assert row == (pytest.approx(x, abs=0.6), pytest.approx(y, abs=0.8))
    close = [r for r in reading.rows if any(np.hypot(r.x - p[0], r.mean - p[1]) < 4.0 for p in PAIRS)]
    assert all("mark_weak" in r.flags for r in close)


def test_open_markers_partly_under_filled_ones_are_read(tmp_path):
    """Thin outlines: their sizes are known in steps, and a pixel more or less is half of their ink."""
    figure = Figure(figsize=(6.0, 4.0), dpi=120)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    under = [(20.0, 30.0), (50.0, 62.0), (71.0, 25.0), (30.0, 75.0)]
    over = [(22.0, 28.0), (48.2, 64.4), (73.0, 26.0), (30.5, 71.5)]
    alone = [(15.0, 52.0), (25.0, 88.0), (57.0, 41.0), (69.0, 60.0), (80.0, 84.0), (92.0, 68.0)]
    axes.plot(*np.transpose([*ALONE, *under]), "s", mfc="white", mec="black", mew=0.8, markersize=8)
    axes.plot(*np.transpose([*alone, *over]), "s", color="black", markersize=8)
    axes.set(xlim=(0, 100), ylim=(0, 100))
    figure.savefig(path := tmp_path / "open.png")
    rows = digitize(read_figure(path)).rows
    points = sorted([*ALONE, *under, *alone, *over])
    assert len(rows) == len(points)
    for row, (x, y) in zip(sorted((r.x, r.mean) for r in rows), points, strict=True):
        assert row == (pytest.approx(x, abs=0.6), pytest.approx(y, abs=1.0))


def test_a_fitted_line_through_a_scatter_is_no_unexplained_ink(tmp_path):
    reading = digitize(read_figure(scatter_of(ALONE, tmp_path / "fitted.png", line=(60.0, 40.0))))
    assert reading.panels[0].kind == "scatter"
    assert sorted(r.mean for r in reading.rows) == pytest.approx(sorted(y for _, y in ALONE), abs=0.8)
    assert all("ink_unexplained" not in r.flags for r in reading.rows)


def look(radius=8.0, shape="circle", rgb=(0.0, 0.0, 0.0)):
    return SeriesLook("", MarkerLook(shape, False, radius, 0.0, rgb), None)


def placed(series, x):
    return PlacedMarker(series, 0, x, 10.0, 0.9, None, None)


@pytest.mark.parametrize(
    ("other", "series"),
    [(look(8.5), [0, 0]), (look(11.0), [0, 1]), (look(shape="square"), [0, 1]), (look(rgb=(0.5, 0.1, 0.1)), [0, 1])],
    ids=["alike", "larger", "of another shape", "of another colour"],
)
def test_only_series_that_no_eye_tells_apart_are_made_one(other, series):
    looks, marks = join_twins([look(), other], [placed(0, 5.0), placed(1, 50.0)])
    assert [m.series for m in marks] == series
    assert len(looks) == len(set(series))


def test_markers_that_look_like_no_entry_of_the_legend_are_doubted(tmp_path):
    figure = Figure(figsize=(6.0, 4.0), dpi=150)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for (x, y), marker in zip(ALONE, "o^so^s", strict=True):
        axes.plot([x, x + 4], [y, 100 - y], marker, color="black", markersize=8)
    handles = [axes.plot([], [], m, color="black", markersize=8, label=n)[0] for m, n in (("o", "Sham"), ("^", "Drug"))]
    axes.set(xlim=(0, 100), ylim=(0, 100))
    axes.legend(handles=handles, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False)
    figure.savefig(path := tmp_path / "strange.png")
    rows = digitize(read_figure(path)).rows
    squares = [x + d for (x, _), marker in zip(ALONE, "o^so^s", strict=True) for d in (0, 4) if marker == "s"]
    assert {r.series for r in rows} == {"Sham", "Drug"}
    doubted = [r.x for r in rows if "series_unread" in r.flags]
    assert sorted(doubted) == pytest.approx(sorted(squares), abs=0.8)


def test_groups_without_error_bars_beside_one_another_are_no_scatter(tmp_path):
    """Groups named by numbers ("24 h") look like a scatter, but for their regular places about every label."""
    figure = Figure(figsize=(6.0, 4.0), dpi=150)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    values = {"Control": ("o", 0.0, (20.0, 34.0, 47.0, 61.0)), "Treated": ("s", 0.25, (31.0, 52.0, 70.0, 84.0))}
    for name, (marker, aside, series) in values.items():
        axes.plot(np.arange(4) + aside - 0.125, series, marker, color="black", markersize=8, label=name)
    axes.set_xticks(range(4), ["24 h", "48 h", "72 h", "96 h"], fontsize=12)
    axes.set(xlim=(-0.6, 3.6), ylim=(0, 100))
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=12)
    figure.savefig(path := tmp_path / "groups.png", bbox_inches="tight")
    reading = digitize(read_figure(path))
    assert sorted((r.series, r.category) for r in reading.rows) == sorted(
        (name, at) for name in values for at in ("24 h", "48 h", "72 h", "96 h")
    )
