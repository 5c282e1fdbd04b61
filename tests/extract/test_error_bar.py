"""Whiskers in pixels become two arms in data units, lower and upper by value."""

import pytest

from figpool.core.axes import AxisCalibration, AxisScale, CalibrationPoint
from figpool.core.marks import BarMark, Fill, WhiskerMark
from figpool.extract.charts.bar import error_bar

#: 0 at pixel 300, 1 unit = 10 px, upward.
LINEAR = AxisCalibration(
    AxisScale.LINEAR, -0.1, 30.0, (CalibrationPoint(300, 0), CalibrationPoint(100, 20)), pixel_sd=0.2
)
REVERSED = AxisCalibration(AxisScale.LINEAR, 0.1, -10.0, LINEAR.points, pixel_sd=0.2)
LOG = AxisCalibration(AxisScale.LOG10, -0.01, 3.0, LINEAR.points, pixel_sd=0.2)


def arm(end):
    return None if end is None else WhiskerMark(50.0, 200.0, end, True, 1.0, 0.3)


def bar(up=None, down=None, tip=200.0, base=300.0):
    return BarMark(40, 60, base, tip, Fill((50.0, 0, 0)), 1.0, arm(up), arm(down), 0.2)


def test_both_arms_keep_their_own_length():
    error = error_bar(LINEAR, bar(up=170.0, down=215.0))
    assert (error.lower, error.upper) == pytest.approx((1.5, 3.0))


def test_an_arm_that_is_not_drawn_stays_empty():
    assert error_bar(LINEAR, bar(up=170.0)).lower is None
    assert error_bar(LINEAR, bar(down=215.0)).upper is None
    nothing = error_bar(LINEAR, bar())
    assert (nothing.lower, nothing.upper, nothing.lower_u, nothing.upper_u) == (None,) * 4


def test_the_outer_arm_of_a_negative_bar_is_the_lower_one():
    error = error_bar(LINEAR, bar(up=370.0, tip=350.0))
    assert error.upper is None
    assert error.lower == pytest.approx(2.0)


def test_on_a_reversed_axis_the_outer_arm_is_still_named_by_value():
    error = error_bar(REVERSED, bar(up=170.0, down=215.0))
    assert error.lower == pytest.approx(3.0)
    assert error.upper == pytest.approx(1.5)


def test_on_a_log_axis_equal_arms_on_paper_differ_in_data():
    error = error_bar(LOG, bar(up=170.0, down=230.0))
    mean = 10.0
    assert error.upper == pytest.approx(10**1.3 - mean)
    assert error.lower == pytest.approx(mean - 10**0.7)


def test_lengths_are_never_negative():
    for up, down in ((170.0, 215.0), (200.0, 200.0)):
        error = error_bar(LINEAR, bar(up=up, down=down))
        assert all(v is None or v >= 0 for v in (error.lower, error.upper))


def test_the_uncertainty_of_a_length_holds_both_its_ends():
    error = error_bar(LINEAR, bar(up=170.0))
    both_ends = 0.1 * (0.3**2 + 0.2**2) ** 0.5
    assert error.upper_u >= both_ends
    assert error.upper_u < 3 * both_ends
