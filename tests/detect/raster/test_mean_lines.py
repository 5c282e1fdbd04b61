"""Strokes at means among single values: which level stroke is the mean, and where its arms end."""

import numpy as np
import pytest

from figpool.core.geometry import Box
from figpool.detect.raster.markers import RawMarker
from figpool.detect.raster.mean_lines import find_mean_lines
from figpool.detect.raster.picture import prepare
from figpool.extract import DigitizeSettings, digitize
from paint.bars import Chart
from paint.markers import paint_error_bar, paint_marker
from paint.read import SilentEngine

#: Column, mean and arm of each group.
GROUPS = ((100.0, 150.0, 40.0), (180.0, 200.0, 24.0), (260.0, 120.0, 50.0), (340.0, 180.0, 30.0))
#: Places of a group's points, by the half width of the stroke and the length of the arm; their mean is the stroke.
POINTS = ((0.9, 1.3), (-1.0, 0.8), (0.6, -0.5), (-0.6, -0.3), (0.8, -1.3))
HALF = 20.0


def _sheet(*, cap=10.0, sides=(1.0, 1.0), bare=False, points=POINTS):
    chart = Chart([])
    sheet = chart.paint()
    marks = []
    for x, mean, arm in GROUPS:
        for across, along in points:
            at = (x + HALF * across, mean - along * arm)
            paint_marker(sheet, *at, "circle", 4.0)
            marks.append(RawMarker(*at, 4.0, "circle", False, 1.0, 1.0, (), (0.0, 0.0, 0.0)))
        if not bare:
            paint_error_bar(sheet, x, mean - sides[0] * arm, mean + sides[1] * arm, half=cap)
        sheet.hline(mean, x - HALF, x + HALF, 2.0)
    return chart, sheet, marks


def _lines(**drawn):
    _, sheet, marks = _sheet(**drawn)
    picture = prepare(sheet.figure())
    scale = picture.scale
    scaled = [RawMarker(m.x * scale, m.y * scale, m.radius * scale, m.shape, False, 1.0, 1.0, (), m.rgb) for m in marks]
    return scale, find_mean_lines(picture, Box(50, 20, 420, 320).scaled(scale), scaled, 2.0 * scale)


@pytest.mark.parametrize("cap", [8.0, 12.0, 20.0, 28.0])
def test_the_mean_is_told_from_caps_of_any_width(cap):
    scale, lines = _lines(cap=cap)
    assert [line.y / scale for line in lines] == pytest.approx([mean for _, mean, _ in GROUPS], abs=0.6)
    arms = [(line.y - line.upper.end, line.lower.end - line.y) for line in lines]
    np.testing.assert_allclose(np.array(arms).T / scale, [[arm for _, _, arm in GROUPS]] * 2, atol=0.8)


def test_a_lower_arm_that_is_not_drawn_is_not_read():
    scale, lines = _lines(sides=(1.0, 0.0))
    assert [line.y / scale for line in lines] == pytest.approx([mean for _, mean, _ in GROUPS], abs=0.6)
    assert [line.lower for line in lines] == [None] * len(GROUPS)
    assert [(line.y - line.upper.end) / scale for line in lines] == pytest.approx([a for _, _, a in GROUPS], abs=0.8)


def test_strokes_without_error_bars_are_means_too():
    scale, lines = _lines(bare=True)
    assert [line.y / scale for line in lines] == pytest.approx([mean for _, mean, _ in GROUPS], abs=0.6)
    assert {line.upper for line in lines} == {line.lower for line in lines} == {None}


def test_a_point_on_the_end_of_a_stroke_does_not_hide_it():
    points = (*POINTS[:-1], (1.1, 0.0), (0.8, -1.3))
    scale, lines = _lines(points=points)
    assert [line.y / scale for line in lines] == pytest.approx([mean for _, mean, _ in GROUPS], abs=0.6)


def test_points_without_strokes_are_no_strip_chart():
    chart = Chart([])
    sheet = chart.paint()
    for x, mean, arm in GROUPS:
        for across, along in POINTS:
            paint_marker(sheet, x + HALF * across, mean - along * arm, "circle", 4.0)
    (panel,) = digitize(sheet.figure(), DigitizeSettings(y_ticks=chart.ticks), SilentEngine()).panels
    assert len(panel.rows) > len(GROUPS)
