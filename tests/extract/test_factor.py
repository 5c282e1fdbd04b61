"""A power of ten at the end of an axis multiplies its values, and is said."""

import pytest

from figpool.core.axes import AxisCalibration, AxisScale, CalibrationPoint, Tick
from figpool.core.geometry import Box
from figpool.core.issues import Flag
from figpool.detect.raster.axes import AxisCandidate
from figpool.extract.factor import find_factor, with_factor

AXIS = AxisCandidate(tuple(Box(40.0, y - 8, 60.0, y + 7) for y in (100.0, 200.0, 300.0)), None, 70.0)


def found(text: str, box: Box) -> tuple[str, int] | None:
    return find_factor(AXIS, [box, *AXIS.labels], lambda boxes: [text for _ in boxes])


@pytest.mark.parametrize(
    ("text", "exponent"),
    [("×10³", 3), ("x10^6", 6), ("1e6", 6), ("(×10³)", 3), ("x 10-3", -3), ("1e-03", -3), ("×10⁻²", -2)],
)
@pytest.mark.parametrize("above", [60.0, -20.0])
def test_a_factor_above_the_axis_is_found(text, exponent, above):
    assert found(text, Box(60.0, above, 100.0, above + 16)) == (text, exponent)


@pytest.mark.parametrize("text", ["A", "10", "cells × 10³ per mL", "p<0.01", "100"])
def test_other_words_are_none(text):
    assert found(text, Box(60.0, 60.0, 100.0, 76.0)) is None


def test_a_factor_elsewhere_is_none_of_the_axis():
    assert found("×10³", Box(300.0, 60.0, 340.0, 76.0)) is None


@pytest.mark.parametrize(("x", "y"), [(320.0, 42.0), (290.0, 75.0), (330.0, 62.0)])
def test_a_factor_at_the_right_end_of_a_level_axis_is_found(x, y):
    labels = tuple(Box(at - 12, 50.0, at + 12, 65.0).transposed() for at in (100.0, 200.0, 300.0))
    axis = AxisCandidate(labels, None, 40.0, 1)
    box = Box(x, y, x + 40, y + 16).transposed()
    assert find_factor(axis, [box, *labels], lambda boxes: ["×10³" for _ in boxes], level=True) == ("×10³", 3)


def test_values_are_multiplied_and_it_is_said():
    points = (CalibrationPoint(300.0, 0.0), CalibrationPoint(100.0, 2.0))
    fitted = AxisCalibration(AxisScale.LINEAR, -0.01, 3.0, points, ticks=(Tick(100.0, text="2.0", value=2.0),))
    times = with_factor(fitted, "×10³", 3)
    assert times.value_at(100.0) == pytest.approx(2000.0)
    assert [p.value for p in times.points] == [0.0, 2000.0]
    assert times.ticks[0].value == 2000.0
    assert [i.flag for i in times.issues] == [Flag.SCALE_UNSURE]


def test_a_logarithmic_axis_is_only_doubted():
    fitted = AxisCalibration(AxisScale.LOG10, -0.01, 3.0)
    times = with_factor(fitted, "×10³", 3)
    assert times.value_at(100.0) == fitted.value_at(100.0)
    assert [i.flag for i in times.issues] == [Flag.SCALE_UNSURE]
