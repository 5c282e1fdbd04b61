"""Scales of programs that move their ticks: rounded to screen pixels, cut off at 0.01 mm, told in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from figpool.core.axes import AxisCalibration, AxisScale, CalibrationPoint, Tick, TickCandidate, TickSource
from figpool.core.geometry import Box
from figpool.core.vector import SpokenMark, VectorText
from figpool.detect.vector.axes import AxisMarks
from figpool.detect.vector.scene import Rect, Scene
from figpool.extract.vector.hundredths import uncut
from figpool.extract.vector.snapped import unsnapped
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
    bars = replace(scene(Box(100, 400, 150, 800), Box(200, 300, 250, 800)), corner=(0.0, -0.5))
    freed = unsnapped(fit, marks, bars)
    assert freed.value_at(800.0) == pytest.approx(0.0, abs=1e-9)
    before, after = (abs(float(s.to_pixel(28.0) - TRUE.to_pixel(28.0))) for s in (fit, freed))
    assert after < before
    assert after <= 2 * freed.pixel_sd  # it says how much is left open


#: Drawn on a page whose screen pixels begin at its corner: 0 at row 180.4 of them, 30 at row 17.9.
SCREEN = AxisCalibration(AxisScale.LINEAR, -30 / (162.5 * UNIT), (180.4 * UNIT - 0.5) * 30 / (162.5 * UNIT))


def on_screen(values: np.ndarray, *, moved: float = 0.0) -> tuple[AxisCalibration, AxisMarks, list[VectorText]]:
    """Ticks rounded to screen pixels on an axis `moved` by a part of one; labels three pixels below, not rounded."""
    exact = (SCREEN.to_pixel(values) + 0.5) / UNIT
    places = (np.rint(exact) + moved) * UNIT - 0.5
    bases = (exact + 3.0 + moved) * UNIT - 0.5
    labels = [
        VectorText(f"{v:g}", Box(10, b - 20, 30, b), size=28.0, base=(10.0, float(b), 30.0, float(b)))
        for v, b in zip(values, bases, strict=True)
    ]
    marks = AxisMarks(tuple(TickCandidate(float(p)) for p in places), 60.0, -1, (places.min(), places.max()))
    return fitted(places, values), marks, labels


def far_off(scale: AxisCalibration) -> float:
    """Largest distance from the drawn scale, pixels."""
    return max(abs(float(scale.to_pixel(v) - SCREEN.to_pixel(v))) for v in (0.0, 30.0))


@pytest.mark.parametrize("moved", [0.0, 0.5])
def test_base_lines_of_labels_place_rounded_ticks_and_the_page_tells_of_half_a_pixel(moved: float) -> None:
    fit, marks, labels = on_screen(np.arange(0.0, 31.0, 5.0), moved=moved)
    assert far_off(fit) > 0.5
    freed = unsnapped(fit, marks, scene(), labels)
    assert far_off(freed) < 0.05
    assert freed.pixel_sd <= 0.1


def test_where_nothing_tells_of_half_a_pixel_the_uncertainty_covers_both() -> None:
    for moved in (0.0, 0.5):
        fit, marks, labels = on_screen(np.arange(0.0, 31.0, 5.0), moved=moved)
        freed = unsnapped(fit, marks, replace(scene(), corner=None), labels)
        assert far_off(freed) <= 2 * freed.line_uncertainty(float(SCREEN.to_pixel(15.0)))


def test_bars_tell_of_half_a_pixel_before_the_page_does() -> None:
    """A page cut out of a larger one begins anywhere."""
    fit, marks, labels = on_screen(np.arange(0.0, 31.0, 5.0), moved=0.5)
    zero = float(SCREEN.to_pixel(0.0))
    bars = replace(scene(Box(100, 400, 150, zero), Box(200, 300, 250, zero)), corner=(0.0, 1.3))
    assert far_off(unsnapped(fit, marks, bars, labels)) < 0.05


def test_a_drawing_placed_smaller_has_smaller_screen_pixels() -> None:
    """As in a paper: the page then tells nothing of half a pixel, and the uncertainty covers it."""
    size = 0.683
    _, marks, labels = on_screen(np.arange(0.0, 31.0, 4.0))
    places = np.array([(t.pixel + 0.5) * size + 7.3 for t in marks.ticks])
    small = [t.moved(lambda p: (p + 0.5) * size + 7.3) for t in labels]
    given = AxisMarks(tuple(TickCandidate(float(p)) for p in places), 60.0, -1, (places.min(), places.max()))
    before = fitted(places, np.arange(0.0, 31.0, 4.0))
    freed = unsnapped(before, given, scene(), small)
    true = [(float(SCREEN.to_pixel(v)) + 0.5) * size + 7.3 for v in (0.0, 28.0)]
    away = [abs(float(freed.to_pixel(v)) - p) for v, p in zip((0.0, 28.0), true, strict=True)]
    assert max(away) <= 0.26 * size * UNIT
    assert abs(away[0] - away[1]) < 0.05  # the step is exact
    assert max(away) <= 2 * freed.line_uncertainty(float(np.mean(true)))


def test_even_ticks_on_whole_pixels_are_exact_only_where_labels_confirm_it() -> None:
    values = np.array([0.0, 10.0, 20.0])
    places = 180 * UNIT - 0.5 - 48 * UNIT * np.arange(3)
    marks = AxisMarks(tuple(TickCandidate(float(p)) for p in places), 60.0, -1, (places.min(), places.max()))
    fit = fitted(places, values)
    labels = [
        VectorText("", Box(10, p - 10, 30, p + 10), size=28.0, base=(10.0, p + 9.0, 30.0, p + 9.0))
        for p in places.tolist()
    ]
    assert unsnapped(fit, marks, scene()).pixel_sd > 1.0
    confirmed = unsnapped(fit, marks, scene(), labels)
    assert confirmed.slope == pytest.approx(fit.slope)
    assert confirmed.pixel_sd < unsnapped(fit, marks, scene()).pixel_sd


def test_ticks_on_no_lattice_stay() -> None:
    fit, marks, _ = on_screen(np.arange(0.0, 31.0, 5.0))
    off = replace(marks, ticks=tuple(TickCandidate(t.pixel + 0.3 * i) for i, t in enumerate(marks.ticks)))
    assert unsnapped(fit, off, scene()) is fit


def test_even_ticks_of_a_drawing_placed_smaller_are_rounded_to_its_own_pixels() -> None:
    fit, marks, _ = on_screen(np.arange(0.0, 31.0, 6.0))
    size = 0.557
    smaller = replace(fit, slope=fit.slope / size, points=())
    smaller = replace(
        smaller,
        intercept=fit.intercept + 0.5 * fit.slope * (1 / size - 1),
        ticks=tuple(replace(t, pixel=(t.pixel + 0.5) * size - 0.5) for t in fit.ticks),
    )
    ticks = tuple(replace(t, pixel=(t.pixel + 0.5) * size - 0.5) for t in marks.ticks)
    foot, top = ((float(SCREEN.to_pixel(v)) + 0.5) * size - 0.5 for v in (0.0, 30.0))
    drawn = replace(marks, ticks=ticks, line=(top, foot))
    freed = unsnapped(smaller, drawn, replace(scene(), user_unit=size * UNIT))
    assert freed.value_at(foot) == pytest.approx(0.0, abs=1e-6)
    assert freed.value_at(top) == pytest.approx(30.0, abs=1e-6)


STEP = 300 / 2540


def cut(step: float, noise: float = 0.0) -> Scene:
    """Bars whose sides and ends were cut off at a lattice, then moved a little by another program."""
    rng = np.random.default_rng(3)
    tops = rng.uniform(110, 780, 20)
    rows = np.floor(np.column_stack([tops, tops + rng.uniform(10, 90, 20)]) / step) * step
    rows += rng.uniform(-noise, noise, rows.shape)
    return scene(*(Box(20.0 * i, a, 20.0 * i + 9, b) for i, (a, b) in enumerate(rows.tolist())))


@pytest.mark.parametrize(("step", "noise"), [(STEP, 0.0), (STEP, 0.18 * STEP), (0.88 * STEP, 0.0)])
def test_positions_cut_off_at_a_hundredth_of_a_millimetre_are_told_by_their_lattice(step: float, noise: float) -> None:
    marks = AxisMarks((TickCandidate(100.0), TickCandidate(800.0)), 60.0, -1, (100.0, 800.0))
    moved = uncut(TRUE, marks, cut(step, noise))
    assert float(moved.to_pixel(15.0) - TRUE.to_pixel(15.0)) == pytest.approx(-0.3 * step)
    assert moved.pixel_sd > 0.05


def test_other_positions_are_not_taken_for_cut_off() -> None:
    marks = AxisMarks((TickCandidate(100.0), TickCandidate(800.0)), 60.0, -1, (100.0, 800.0))
    for step in (1e-4, 1.7 * STEP, 0.9234 * STEP):
        assert uncut(TRUE, marks, cut(step)) is TRUE


def cut_once(last: int, count: int, *, short: bool = False) -> tuple[AxisCalibration, AxisMarks, Scene]:
    """Ticks of an axis from 0 (row 800) up to 30, `last` units of 0.1 pixel long, cut off at these.

    The end of the greatest value may come out a unit too short.
    """
    exact = 8000 - last * np.linspace(0.0, 1.0, count + 1)
    places = np.floor(exact + 1e-9)
    places[-1] -= short
    fit = fitted(places / 10, np.linspace(0.0, 30.0, count + 1))
    line = (float(places[-1]) / 10, 800.0)
    marks = AxisMarks(tuple(TickCandidate(float(p) / 10) for p in places), 60.0, -1, line, line)
    return fit, marks, replace(scene(), unit=(0.1, 0.1))


@pytest.mark.parametrize(("last", "short"), [(6998, False), (6998, True), (6997, True), (7000, False)])
def test_ends_of_an_axis_cut_off_once_are_where_they_belong(last: int, short: bool) -> None:
    moved = uncut(*cut_once(last, 4, short=short))
    row = 800 - 0.05 * last  # of 15: marks there are cut off to somewhere in the tenth above
    assert abs(float(moved.to_pixel(15.0)) - (row - 0.05)) <= (0.026 if last == 7000 else 1e-6)
    assert moved.line_uncertainty(row) <= 0.05


def test_a_tick_between_two_units_decides_nothing() -> None:
    fit, marks, page = cut_once(7000, 4)
    points = list(fit.points)
    points[1] = replace(points[1], pixel=points[1].pixel + 0.05)
    assert uncut(replace(fit, points=tuple(points)), marks, page) == replace(
        uncut(fit, marks, page), points=tuple(points)
    )


def test_an_end_that_may_be_a_unit_farther_is_taken_in_the_middle() -> None:
    fit, marks, page = cut_once(7000, 4)
    open_, settled = uncut(fit, marks, page), uncut(*cut_once(6998, 4))
    assert float(open_.to_pixel(30.0)) == pytest.approx(100.0 + 0.05 - 0.05)
    assert open_.pixel_sd > settled.pixel_sd


def test_an_axis_whose_ends_are_no_ticks_is_fitted_to_all() -> None:
    fit, marks, page = cut_once(6998, 4)
    loose = replace(marks, line=(90.0, 810.0))
    moved = uncut(fit, loose, page)
    assert float(moved.to_pixel(15.0)) == pytest.approx(float(fit.to_pixel(15.0)), abs=1e-6)
    assert moved.pixel_sd >= 0.08


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


def test_even_ticks_of_an_unknown_screen_give_way_to_their_labels() -> None:
    """Every tick was moved a little farther than the one before; bars place the zero."""
    values, step, size = np.arange(0.0, 21.0, 5.0), 57.13 * 0.683 * UNIT, 0.683 * UNIT
    exact = 700.0 - np.arange(5) * step
    places = 700.0 - np.arange(5) * np.rint(57.13) * size
    bases = exact + 3 * size
    labels = [VectorText("", Box(10, b - 20, 30, b), size=28.0, base=(10.0, b, 30.0, b)) for b in bases.tolist()]
    marks = AxisMarks(tuple(TickCandidate(float(p)) for p in places), 60.0, -1, (places.min(), places.max()))
    bars = scene(Box(100, 400, 150, 700.0), Box(200, 300, 250, 700.0))
    freed = unsnapped(fitted(places, values), marks, bars, labels)
    assert abs(float(fitted(places, values).to_pixel(20.0)) - exact[-1]) > 1.0
    assert abs(float(freed.to_pixel(20.0)) - exact[-1]) < 0.05
    assert abs(float(freed.to_pixel(0.0)) - 700.0) < 0.05


def test_the_middle_of_small_markers_is_taken_though_a_line_s_middle_stands_near_its_number_too() -> None:
    fit, _ = rounded()
    marks = [replace(m, box=m.box.grown(4.0)) for m in told([3.25, 11.5, 20.0, 27.75])]
    row = float(TRUE.to_pixel(11.5)) + 3.5
    line = SpokenMark(Box(9, row - 90, 500, row + 90), "day: 1; mean: 11.5")
    scale = spoken_scale(fit, [line, *marks])
    assert scale is not None
    assert scale.value_at(TRUE.to_pixel(20.0).item()) == pytest.approx(20.0, abs=1e-6)
