"""Hidden arms are completed only where the chart's error bars are symmetric."""

import pytest

from figpool.core.axes import AxisCalibration, AxisScale
from figpool.detect.raster.stems import StemEnd
from figpool.extract.mirror import mirror_arms
from figpool.extract.placed import PlacedMarker

LINEAR = AxisCalibration(AxisScale.LINEAR, -0.1, 40.0)
LOG = AxisCalibration(AxisScale.LOG10, -0.01, 4.0)


def placed(y, up=None, down=None):
    ends = [None if e is None else StemEnd(e, 6.0) for e in (up, down)]
    return PlacedMarker(0, 0, 100.0, y, 0.9, *ends)


def completed(marks, axis=LINEAR, hidden=False):
    return mirror_arms(marks, axis, (axis.value_at, lambda v: float(axis.to_pixel(v))), lambda p, row: hidden)


def test_the_hidden_arm_is_as_long_as_the_other_and_said():
    whole = [placed(200.0, 180.0, 220.0), placed(150.0, 120.0, 180.0)]
    *_, last = completed([*whole, placed(100.0, down=130.0)])
    assert last.up.y == pytest.approx(70.0)
    assert last.mirrored
    assert not last.up.clean


def test_symmetry_is_that_of_the_data_on_a_log_axis():
    row = lambda v: float(LOG.to_pixel(v))  # noqa: E731
    whole = [placed(row(100), row(150), row(50)), placed(row(10), row(14), row(6))]
    *_, last = completed([*whole, placed(row(40), down=row(30))], LOG)
    assert LOG.value_at(last.up.y) == pytest.approx(50.0)


def test_one_sided_error_bars_stay_one_sided():
    marks = [placed(200.0, up=180.0), placed(150.0, up=120.0), placed(90.0, 80.0, 100.0)]
    assert completed(marks) == marks


def test_unequal_arms_are_no_reason_to_guess():
    marks = [placed(200.0, 180.0, 260.0), placed(150.0, 140.0, 190.0), placed(90.0, 80.0)]
    assert completed(marks) == marks


def test_arms_behind_their_own_markers_do_not_make_a_chart_one_sided():
    lone = [placed(200.0, up=180.0), placed(150.0, up=130.0), placed(120.0, up=95.0)]
    marks = [placed(90.0, 80.0, 100.0), *lone]
    assert completed(marks) == marks
    assert all(p.mirrored for p in completed(marks, hidden=True)[1:])


def test_lone_arms_that_lead_down_have_lost_their_fellows():
    """On a pale copy thin strokes fade: of most error bars one arm is left, of some the lower one."""
    marks = [placed(200.0, up=180.0), placed(150.0, up=130.0), placed(120.0, down=145.0), placed(90.0, down=100.0)]
    assert all(p.mirrored for p in completed(marks))
    assert completed(marks[:3]) == marks[:3]
