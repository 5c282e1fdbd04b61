"""Caps that touch their marker are seen by their ends; a bare marker shows none."""

import pytest

from figpool.detect.raster.ground import ground_contrast
from figpool.detect.raster.marker_caps import find_inner_caps, find_touching_caps
from figpool.detect.raster.marker_search import MarkerLook, Sighting
from figpool.detect.raster.picture import prepare
from figpool.detect.raster.stems import map_strokes
from paint.markers import paint_error_bar, paint_marker
from paint.sheet import Sheet


def caps_on(sheet, shape, y=300.0):
    maps = map_strokes(ground_contrast(prepare(sheet.figure()), None), 2.0)
    look = MarkerLook(shape, False, 12.0, 1.0, (0.0, 0.0, 0.0))
    return find_touching_caps(maps, look, Sighting(400.0, y, 0.9, 1.0), 11.0)


def test_caps_just_outside_a_circle():
    sheet = paint_error_bar(Sheet(900, 700), 400.0, 287.0, 313.5, half=11.0)
    paint_marker(sheet, 400.0, 300.0, "circle", 12.0)
    up, down = caps_on(sheet, "circle")
    assert up.y == pytest.approx(287.0, abs=1.0)
    assert down.y == pytest.approx(313.5, abs=1.0)
    assert not up.clean


@pytest.mark.parametrize("shape", ["circle", "square"])
def test_a_marker_without_error_bar_shows_none(shape):
    sheet = paint_marker(Sheet(900, 700), 400.0, 300.0, shape, 12.0)
    assert caps_on(sheet, shape) == []


def test_a_line_through_the_marker_is_no_cap():
    sheet = Sheet(900, 700).hline(310.0, 200.0, 600.0, 2.0)
    paint_marker(sheet, 400.0, 300.0, "circle", 12.0)
    assert caps_on(sheet, "circle") == []


def test_a_bulge_that_is_part_of_another_marker_hides_no_cap_before_it():
    """A cap between its marker and another one was lost: only the last bulge was looked at."""
    sheet = paint_error_bar(Sheet(900, 700), 400.0, 300.0, 318.0, half=11.0)
    paint_marker(sheet, 400.0, 300.0, "circle", 12.0)
    sheet.hline(322.0, 389.0, 411.0, 2.0)  # the edge of a marker below
    maps = map_strokes(ground_contrast(prepare(sheet.figure()), None), 2.0)
    look = MarkerLook("circle", False, 12.0, 1.0, (0.0, 0.0, 0.0))
    found = find_touching_caps(maps, look, Sighting(400.0, 300.0, 0.9, 1.0), 11.0, lambda cap: cap.y > 320.0)
    assert [cap.y for cap in found] == [pytest.approx(318.0, abs=1.0)]


def under_a_square(sheet):
    """Paint an open square of half size 12 on top; caps of half width 16 are looked for."""
    paint_marker(sheet, 400.0, 300.0, "square", 12.0, hollow=2.0)
    maps = map_strokes(ground_contrast(prepare(sheet.figure()), None), 2.0)
    look = MarkerLook("square", True, 12.0, 1.0, (0.0, 0.0, 0.0))
    return find_touching_caps(maps, look, Sighting(400.0, 300.0, 0.9, 1.0), 16.0)


def test_caps_behind_an_open_square_are_seen_by_the_ends_that_stand_out():
    sheet = paint_error_bar(Sheet(900, 700), 400.0, 291.0, 309.0, half=16.0)
    up, down = under_a_square(sheet)
    assert (up.y, down.y) == pytest.approx((291.0, 309.0), abs=0.6)
    assert up.half == 16.0
    assert not up.clean


def test_a_gridline_behind_an_open_square_is_no_cap():
    assert under_a_square(Sheet(900, 700).hline(291.0, 200.0, 600.0, 2.0)) == []


def test_a_stroke_that_stands_out_on_one_side_is_no_cap():
    assert under_a_square(Sheet(900, 700).hline(291.0, 400.0, 416.0, 2.0)) == []


def test_a_cap_through_the_body_of_a_triangle_is_seen_by_its_ends_also_where_a_line_runs_into_one():
    """The tip of a triangle is far from its middle: a cap of a short arm passed for the line through the marker."""
    sheet = Sheet(900, 700).hline(291.0, 381.0, 419.0, 3.0).hline(292.5, 400.0, 500.0, 3.0)
    paint_marker(sheet, 400.0, 300.0, "up", 18.0)
    maps = map_strokes(ground_contrast(prepare(sheet.figure()), None), 3.0)
    look = MarkerLook("up", False, 12.0, 1.0, (0.0, 0.0, 0.0))
    (cap,) = find_touching_caps(maps, look, Sighting(400.0, 300.0, 0.9, 1.0), 19.0)
    assert cap.y == pytest.approx(291.0, abs=0.8)


def inside_a_circle(sheet):
    """Look for caps of half width 11 inside an open circle of radius 19."""
    maps = map_strokes(ground_contrast(prepare(sheet.figure()), None), 2.0)
    look = MarkerLook("circle", True, 19.0, 1.0, (0.0, 0.0, 0.0))
    return find_inner_caps(maps, look, Sighting(400.0, 300.0, 0.9, 1.0), 11.0)


def test_caps_inside_an_open_marker_are_read():
    """An error bar shorter than its open marker was taken for the marker's outline."""
    sheet = paint_marker(Sheet(900, 700), 400.0, 300.0, "circle", 20.0, hollow=2.5)
    for y in (289.0, 311.0):
        sheet.hline(y, 389.0, 411.0, 2.0)
    assert [cap.y for cap in inside_a_circle(sheet)] == pytest.approx([289.0, 311.0], abs=0.5)


def test_lines_inside_an_open_marker_are_no_caps():
    sheet = paint_marker(Sheet(900, 700), 400.0, 300.0, "circle", 20.0, hollow=2.5).hline(300.0, 300.0, 500.0, 2.0)
    for aside in range(20):
        for way in (-1, 1):
            sheet.rect(400 + way * aside - 1, 299 + aside, 400 + way * aside + 1, 302 + aside)
    assert inside_a_circle(sheet) == []


def test_the_slanted_outline_of_an_open_marker_is_no_cap():
    sheet = paint_marker(Sheet(900, 700), 400.0, 300.0, "diamond", 13.0, hollow=2.5)
    maps = map_strokes(ground_contrast(prepare(sheet.figure()), None), 3.0)
    look = MarkerLook("diamond", True, 12.0, 1.0, (0.0, 0.0, 0.0))
    assert find_inner_caps(maps, look, Sighting(400.0, 300.0, 0.9, 1.0), 13.5) == []


@pytest.mark.parametrize(("half", "seen"), [(14.0, True), (12.0, False)])
def test_caps_hardly_wider_than_their_marker_move_its_outline(half, seen):
    """Their ends stood out by less than two pixels, which was too little to be looked at."""
    sheet = paint_error_bar(Sheet(900, 700), 400.0, 292.0, 308.0, half=half)
    paint_marker(sheet, 400.0, 300.0, "square", 12.0)
    maps = map_strokes(ground_contrast(prepare(sheet.figure()), None), 2.0)
    look = MarkerLook("square", False, 12.0, 1.0, (0.0, 0.0, 0.0))
    found = find_touching_caps(maps, look, Sighting(400.0, 300.0, 0.9, 1.0), 14.0)
    assert [cap.y for cap in found] == (pytest.approx([292.0, 308.0], abs=0.6) if seen else [])


def test_a_line_along_the_side_of_a_marker_is_no_pair_of_caps():
    sheet = Sheet(900, 700).hline(292.0, 386.0, 414.0, 2.0)
    paint_marker(sheet, 400.0, 300.0, "square", 12.0)
    maps = map_strokes(ground_contrast(prepare(sheet.figure()), None), 2.0)
    look = MarkerLook("square", False, 12.0, 1.0, (0.0, 0.0, 0.0))
    assert find_touching_caps(maps, look, Sighting(400.0, 300.0, 0.9, 1.0), 14.0) == []
