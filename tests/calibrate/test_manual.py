from __future__ import annotations

import pytest

from figpool.calibrate import fit_manual, parse_ticks
from figpool.core.axes import AxisScale, CalibrationPoint, TickSource
from figpool.core.errors import UsageError
from figpool.core.issues import Flag


def test_two_ticks_make_an_axis():
    axis = fit_manual(parse_ticks("412=0,88.5=20"))
    assert axis.value_at(412) == pytest.approx(0)
    assert axis.value_at(88.5) == pytest.approx(20)
    assert [i.flag for i in axis.issues] == [Flag.MANUAL_AXIS]
    assert {t.source for t in axis.ticks} == {TickSource.MANUAL}


def test_a_log_axis_by_hand():
    axis = fit_manual(parse_ticks("300=1; 100=100"), AxisScale.LOG10)
    assert axis.value_at(200) == pytest.approx(10)


def test_more_ticks_give_residuals():
    axis = fit_manual(
        [CalibrationPoint(0, 0), CalibrationPoint(101, 1), CalibrationPoint(199, 2), CalibrationPoint(300, 3)]
    )
    assert axis.residual_rms == pytest.approx(0.67, abs=0.1)
    assert axis.pixel_sd == pytest.approx(0.95, abs=0.1)


def test_a_mistyped_tick_is_noticed():
    assert Flag.BAD_FIT in {i.flag for i in fit_manual(parse_ticks("400=0,300=10,200=20,100=3")).issues}


@pytest.mark.parametrize("text", ["", "412=0", "a=b,1=2", "412:0,88:20", "1=2,3", "1=2,nan=3", "1=inf,2=3", "=,="])
def test_nonsense_is_refused_with_an_example(text):
    with pytest.raises(UsageError) as error:
        parse_ticks(text)
    assert "412=0,88.5=20" in str(error.value)


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("1=5,1=6", AxisScale.LINEAR),
        ("1=5,2=5", AxisScale.LINEAR),
        ("1=0,2=10", AxisScale.LOG10),
        ("1=1,2=2", AxisScale.CATEGORY),
        ("1=0,2=1,3=0", AxisScale.LINEAR),
    ],
)
def test_ticks_that_make_no_axis_are_refused(text, scale):
    with pytest.raises(UsageError):
        fit_manual(parse_ticks(text), scale)


@pytest.mark.parametrize("pixels", [(), (10.0,), (10.0, 10.0), (0.0, 2.3e-308), (10.0, 10.001)])
def test_ticks_at_one_place_make_no_axis(pixels: tuple[float, ...]):
    points = tuple(CalibrationPoint(pixel, float(value)) for value, pixel in enumerate(pixels))
    with pytest.raises(UsageError, match="same pixel"):
        fit_manual(points)
