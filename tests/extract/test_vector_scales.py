"""Scales of programs that move their ticks: rounded to screen pixels, cut off at 0.01 mm, told in words."""

from __future__ import annotations

import numpy as np
import pytest

from figpool.core.axes import AxisCalibration, AxisScale, CalibrationPoint, Tick, TickCandidate, TickSource
from figpool.core.geometry import Box
from figpool.core.vector import SpokenMark
from figpool.detect.vector.axes import AxisMarks
from figpool.detect.vector.scene import Rect, Scene
from figpool.extract.vector.snapped import unsnapped, untruncated
from figpool.extract.vector.spoken import spoken_scale

UNIT = 300 / 72
#: Drawn: 0 at row 800, 30 at row 100.
TRUE = AxisCalibration(AxisScale.LINEAR, -30 / 700, 800 * 30 / 700)


def fitted(places: np.ndarray, values: np.ndarray) -> AxisCalibration:
    slope, intercept = np.polyfit(places, values, 1)
    points = tuple(CalibrationPoint(float(p), float(v)) for p, v in zip(places, values, strict=True))
    ticks = tuple(Tick(float(p), TickSource.MARK, str(v), float(v)) for p, v in zip(places, values, strict=True))
    return AxisCalibration(AxisScale.LINEAR, float(slope), float(intercept), points, ticks=ticks, pixel_sd=0.02)


def scene(*rects: Box) -> Scene:
    return Scene(1000, 1000, (), (), tuple(Rect(b, (0.5, 0.5, 0.5), None, i) for i, b in enumerate(rects)), (), (), ())


def rounded() -> tuple[AxisCalibration, AxisMarks]:
    """Ticks at 0, 7, ... 28 on whole screen pixels, and the axis' line, whose ends are exact."""
    values = np.arange(0.0, 29.0, 7.0)
    places = 800.0 + UNIT * np.rint((TRUE.to_pixel(values) - 800.0) / UNIT)
    marks = AxisMarks(tuple(TickCandidate(float(p), 1.0, TickSource.MARK) for p in places), 60.0, -1, (100.0, 800.0))
    return fitted(places, values), marks


def test_bars_place_the_zero_and_the_ticks_bound_the_step() -> None:
    fit, marks = rounded()
    bars = scene(Box(100, 400, 150, 800), Box(200, 300, 250, 800))
    freed = unsnapped(fit, marks, bars)
    assert freed.value_at(800.0) == pytest.approx(0.0, abs=1e-9)
    before, after = (abs(float(s.to_pixel(28.0) - TRUE.to_pixel(28.0))) for s in (fit, freed))
    assert after < before
    assert after <= 2 * freed.pixel_sd  # it says how much is left open


def test_even_ticks_of_a_rounding_program_are_not_taken_for_exact() -> None:
    values = np.array([0.0, 10.0, 20.0])
    places = 800.0 - 48 * UNIT * np.arange(3)
    marks = AxisMarks(tuple(TickCandidate(float(p)) for p in places), 60.0, -1, (100.0, 800.0), (100.0, 800.0))
    fit = fitted(places, values)
    assert unsnapped(fit, marks, scene()).pixel_sd == fit.pixel_sd
    assert unsnapped(fit, marks, scene(), known=True).pixel_sd > 0.1


def test_libreoffice_cuts_positions_off_and_says_so() -> None:
    step = 300 / 2540
    moved = untruncated(TRUE, "LibreOffice 7.4")
    assert float(moved.to_pixel(15.0) - TRUE.to_pixel(15.0)) == pytest.approx(-0.3 * step)
    assert moved.pixel_sd > 0.05
    assert untruncated(TRUE, "cairo") is TRUE


def told(values: list[float], off: float = 0.0) -> list[SpokenMark]:
    rows = [float(TRUE.to_pixel(v)) + off for v in values]
    return [
        SpokenMark(Box(9, y - 3, 15, y + 3), f"day: {i}; mean: {v}")
        for i, (v, y) in enumerate(zip(values, rows, strict=True))
    ]


def test_numbers_told_of_marks_place_the_scale() -> None:
    fit, _ = rounded()
    scale = spoken_scale(fit, told([3.25, 11.5, 27.75]))
    assert scale is not None
    assert scale.value_at(TRUE.to_pixel(20.0).item()) == pytest.approx(20.0, abs=1e-6)


@pytest.mark.parametrize("marks", [told([3.25, 11.5]), told([3.0, 9.0, 27.0], off=60.0), []])
def test_numbers_that_do_not_fit_the_axis_are_not_its_scale(marks: list[SpokenMark]) -> None:
    assert spoken_scale(rounded()[0], marks) is None
