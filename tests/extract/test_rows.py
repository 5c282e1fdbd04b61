"""Series to rows: the contract's cells, and an SD only where everything for it is known."""

from dataclasses import replace

import numpy as np
import pytest

from figpool.core.figure import Figure
from figpool.core.issues import Flag, Issue
from figpool.core.provenance import Provenance
from figpool.core.series import DataPoint, ErrorBar, Series
from figpool.core.summary import Dispersion
from figpool.extract import DigitizeSettings
from figpool.extract.rows import across_panel, to_rows

FIGURE = Figure(np.zeros((10, 10, 3), np.uint8), "smith.png", "abc", page=3, pixel_scale=0.5)
TRAIL = Provenance("abc", "raster.bars/1")


def row(point, **settings):
    (one,) = to_rows(FIGURE, "B", [Series("Drug", "bar", (point,))], [[TRAIL]], DigitizeSettings(**settings))
    return one


POINT = DataPoint(
    12.5, ErrorBar(1.0, 2.0, 0.05, 0.08), 101.0, 51.0, "4 wk", None, 0.1, (Issue(Flag.FEW_TICKS, "two", 0.3),)
)


def test_a_point_becomes_the_cells_of_the_contract():
    r = row(POINT)
    assert (r.figure, r.page, r.panel, r.kind, r.series, r.category) == ("smith.png", 3, "B", "bar", "Drug", "4 wk")
    assert (r.mean, r.error_low, r.error_high, r.mean_u) == (12.5, 1.0, 2.0, 0.1)
    assert r.error_u == 0.08
    assert r.source == "raster"
    assert r.flags == ("few_ticks",)
    assert r.confidence == pytest.approx(0.7)


def test_positions_are_given_in_pixels_of_the_contract():
    r = row(POINT)
    assert (r.x_px, r.y_px) == (50.25, 25.25)  # centres map by (p + 0.5) * scale - 0.5


def test_nothing_is_guessed_when_the_meaning_is_unknown():
    r = row(POINT)
    assert (r.dispersion, r.n, r.sd, r.sd_method, r.level) == (Dispersion.UNKNOWN, None, None, "", None)


def test_se_needs_n():
    assert row(POINT, dispersion=Dispersion.SE).sd is None
    symmetric = DataPoint(12.5, ErrorBar(None, 2.0), 0.0, 0.0)
    r = row(symmetric, dispersion=Dispersion.SE, n=9)
    assert r.sd == pytest.approx(6.0)
    assert r.n == 9
    assert r.sd_method


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"dispersion": Dispersion.SE}, "without n"),
        ({"dispersion": Dispersion.CI, "n": 1}, "1"),
        ({"dispersion": Dispersion.IQR}, "without n"),
    ],
)
def test_an_sd_that_does_not_follow_is_said(settings, words):
    r = row(DataPoint(12.5, ErrorBar(None, 2.0), 0.0, 0.0), **settings)
    assert r.sd is None
    assert r.flags == ("sd_unknown",)
    assert words in r.issues[-1].message
    assert r.confidence == pytest.approx(0.96)


def test_a_bar_of_unknown_meaning_is_a_note_and_no_doubt():
    r = row(DataPoint(12.5, ErrorBar(None, 2.0), 0.0, 0.0))
    assert [i.flag for i in r.issues] == [Flag.DISPERSION_UNKNOWN]
    assert (r.flags, r.confidence) == ((), 1.0)
    assert row(DataPoint(12.5, ErrorBar(), 0.0, 0.0)).issues == ()


def test_sd_is_the_arm_itself():
    symmetric = DataPoint(12.5, ErrorBar(None, 2.0), 0.0, 0.0)
    assert row(symmetric, dispersion=Dispersion.SD).sd == pytest.approx(2.0)


def test_ci_takes_t_and_names_its_level():
    symmetric = DataPoint(12.5, ErrorBar(2.0, 2.0), 0.0, 0.0)
    r = row(symmetric, dispersion=Dispersion.CI, n=10)
    assert r.level == 0.95
    assert r.sd == pytest.approx(2.0 / 2.262157 * np.sqrt(10), rel=1e-5)  # t quantile 0.975, 9 df
    assert row(symmetric, dispersion=Dispersion.CI, n=10, level=0.9).level == 0.9


def test_without_an_error_bar_there_is_no_sd():
    r = row(DataPoint(12.5, ErrorBar(), 0.0, 0.0), dispersion=Dispersion.SE, n=9)
    assert (r.sd, r.sd_method, r.error_u) == (None, "", None)


def test_quantiles_fill_the_box_columns():
    r = row(DataPoint(None, ErrorBar(), 0.0, 0.0, quantiles=(1.0, 2.0, 3.0, 4.0, None)))
    assert (r.whisker_low, r.q1, r.median, r.q3, r.whisker_high) == (1.0, 2.0, 3.0, 4.0, None)
    assert r.mean is None


def test_one_row_a_point_of_every_series():
    two = [Series("a", "bar", (POINT, POINT)), Series("b", "bar", (POINT,))]
    rows = to_rows(FIGURE, "", two, [[TRAIL, TRAIL], [TRAIL]], DigitizeSettings())
    assert [r.series for r in rows] == ["a", "a", "b"]
    assert all(r.provenance is TRAIL for r in rows)


@pytest.mark.parametrize(("horizontal", "order"), [(False, "bca"), (True, "abc")])
def test_rows_keep_their_marks_when_they_are_sorted_across_the_panel(horizontal, order):
    places = {"a": (90.0, 10.0), "b": (20.0, 30.0), "c": (20.0, 50.0)}
    series = [Series(name, "point", (replace(POINT, x_px=x, y_px=y),)) for name, (x, y) in places.items()]
    rows = to_rows(FIGURE, "", series, [[TRAIL]] * 3, DigitizeSettings())
    ordered, marks = across_panel(rows, ("a", "b", "c"), horizontal=horizontal)
    assert "".join(r.series for r in ordered) == "".join(marks) == order
