"""Crosses among the markers of a scatter, and what looks like one but is none."""

import numpy as np
import pytest

from figpool.detect.raster.ground import ground_contrast
from figpool.detect.raster.markers import find_markers
from figpool.detect.raster.picture import prepare
from paint.markers import paint_error_bar, paint_marker
from paint.sheet import Sheet

PLACES = ((120.3, 140.7), (330.6, 260.2), (560.1, 430.45), (700.0, 300.0), (430.5, 520.5))


def paint_cross(sheet, x, y, shape, arm):
    if shape == "plus":
        return sheet.hline(y, x - arm, x + arm, 2.0).vline(x, y - arm, y + arm, 2.0)
    for step in np.arange(-arm, arm + 0.1, 0.25):
        for sign in (-1, 1):
            sheet.rect(x + step - 0.7, y + sign * step - 0.7, x + step + 0.7, y + sign * step + 0.7)
    return sheet


def found_on(sheet):
    picture = prepare(sheet.figure())
    return find_markers(ground_contrast(picture, None), picture.rgb, picture.size)


@pytest.mark.parametrize("shape", ["plus", "cross"])
def test_crosses_are_found_with_their_shape_and_centre(shape):
    sheet = Sheet(900, 700)
    for x, y in PLACES:
        paint_cross(sheet, x, y, shape, 9.0)
    markers = sorted(found_on(sheet), key=lambda m: m.x)
    assert [m.shape for m in markers] == [shape] * len(PLACES)
    for marker, (x, y) in zip(markers, sorted(PLACES), strict=True):
        assert (marker.x, marker.y) == pytest.approx((x, y), abs=0.6)
        assert marker.radius == pytest.approx(9.0, abs=1.5)


def test_crosses_and_circles_are_told_apart():
    sheet = Sheet(900, 700)
    for x, y in PLACES:
        paint_cross(sheet, x, y, "plus", 9.0)
        paint_marker(sheet, x + 60.0, y - 30.0, "circle", 7.0, hollow=2.0)
    shapes = [m.shape for m in found_on(sheet)]
    assert (shapes.count("plus"), shapes.count("circle")) == (len(PLACES), len(PLACES))


@pytest.mark.parametrize("count", [1, 3])
def test_a_few_plus_signs_are_no_markers(count):
    sheet = Sheet(900, 700)
    for x, y in PLACES[:count]:
        paint_cross(sheet, x, y, "plus", 9.0)
    assert found_on(sheet) == []


def test_strokes_at_the_mean_of_error_bars_of_all_lengths_are_no_markers():
    sheet = Sheet(900, 700)
    for i, (x, y) in enumerate(PLACES):
        paint_error_bar(sheet, x, y - 10 - 7 * i, y + 10 + 7 * i)
        sheet.hline(y, x - 12, x + 12, 2.0)
    assert not any(m.shape in ("plus", "cross") for m in found_on(sheet))


def test_plus_signs_of_all_sizes_are_no_markers():
    sheet = Sheet(900, 700)
    for i, (x, y) in enumerate(PLACES):
        paint_cross(sheet, x, y, "plus", 5.0 + 2.5 * i)
    assert found_on(sheet) == []
