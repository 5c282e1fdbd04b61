"""Columns of labels, the axis beside them, its ticks and gridlines, the area they span."""

import numpy as np
import pytest

from figpool.core.axes import TickSource
from figpool.core.geometry import Box
from figpool.detect.raster.area import find_area
from figpool.detect.raster.axes import AxisCandidate, AxisSearch, find_axes, find_columns, find_gridlines, find_ticks
from figpool.detect.raster.lines import Stroke, find_strokes
from figpool.detect.raster.picture import prepare
from figpool.detect.raster.text import find_text
from paint.sheet import Sheet

AXIS, TOP, BASE = 100.0, 60.0, 600.0
#: Uneven fractions of a pixel, to see what is rounded.
TICKS = tuple(80.0 + 76.37 * i for i in range(7))
#: A gridline counts by the share of columns that show it, so it is placed to half a pixel only.
GRID_TOLERANCE = 0.4
SIDES = {"outside": (-9.0, 0.0), "inside": (0.0, 9.0), "both": (-9.0, 9.0)}
AREA = Box(AXIS, TOP, 850.0, BASE)


def page(side=None, labels=True):
    sheet = Sheet(900, 700).vline(AXIS, TOP, BASE).hline(BASE, AXIS, 850)
    for i, y in enumerate(TICKS):
        if side:
            low, high = SIDES[side]
            sheet.hline(y, AXIS + low, AXIS + high, 2.0)
        if labels:
            sheet.text(AXIS - 16, y, f"{10 * (6 - i)}", 18, anchor="rm")
    return sheet


def candidate():
    boxes = tuple(Box(60.0, y - 7, 84.0, y + 7) for y in TICKS)
    return AxisCandidate(boxes, Stroke(AXIS, TOP, BASE, 2.0), AXIS)


@pytest.mark.parametrize("side", SIDES)
def test_ticks_are_found_to_a_fraction_of_a_pixel(side):
    found = [t.pixel for t in find_ticks(prepare(page(side).figure()), candidate())]
    for y in TICKS:
        assert min(abs(np.array(found) - y)) < 0.17, y
    assert len(found) <= len(TICKS) + 2  # the ends of the axis may count as ticks


@pytest.mark.parametrize("side", SIDES)
def test_ticks_of_a_small_picture_are_found_to_a_fraction_of_a_pixel(side):
    low, high = SIDES[side]
    truth = [30.0 + 40.37 * i for i in range(6)]
    sheet = Sheet(420, 320).vline(60, 20, 280, 1.5).hline(280, 60, 400, 1.5)
    for y in truth:
        sheet.hline(y, 60 + low / 1.8, 60 + high / 1.8, 1.2)
    picture = prepare(sheet.figure())
    to = picture.to_working
    boxes = tuple(Box(to(30), to(y - 4), to(50), to(y + 4)) for y in truth)
    axis = AxisCandidate(boxes, Stroke(to(60), to(20), to(280), 4.0), to(60))
    found = np.array([picture.to_upright(t.pixel) for t in find_ticks(picture, axis)])
    assert max(min(abs(found - y)) for y in truth) < 0.15


def test_an_axis_without_ticks_has_none():
    found = find_ticks(prepare(page().figure()), candidate())
    inner = [t for t in found if TOP + 5 < t.pixel < BASE - 5]
    assert inner == []


GRIDS = {
    "dark": lambda sheet, y: sheet.hline(y, AXIS, 850, 1.5, 205),
    "black": lambda sheet, y: sheet.hline(y, AXIS, 850, 1.5, 0),
    "dotted": lambda sheet, y: [sheet.hline(y, x, x + 3, 1.5, 90) for x in np.arange(AXIS, 850, 6)],
    "dashed": lambda sheet, y: [sheet.hline(y, x, x + 9, 1.5, 120) for x in np.arange(AXIS, 850, 15)],
}


@pytest.mark.parametrize("look", GRIDS)
def test_gridlines_are_found_to_a_fraction_of_a_pixel(look):
    sheet = page()
    for y in TICKS[1:-1]:
        GRIDS[look](sheet, y)
    found = find_gridlines(prepare(sheet.figure()), AREA)
    inside = np.array([t.pixel for t in found if 100 < t.pixel < 560])
    assert inside == pytest.approx(np.array(TICKS[1:-1]), abs=GRID_TOLERANCE)
    assert {t.source for t in found} == {TickSource.GRID}


@pytest.mark.parametrize("share", [0.4, 1.0])
def test_white_gridlines_on_grey_ground_are_found(share):
    right = AXIS + share * (850 - AXIS)
    sheet = Sheet(900, 700).rect(AXIS, TOP, right, BASE, 235)
    for y in TICKS[1:-1]:
        sheet.hline(y, AXIS, right, 2.0, 255)
    found = find_gridlines(prepare(sheet.figure()), Box(AXIS, TOP, right, BASE))
    inside = np.array([t.pixel for t in found if 100 < t.pixel < 560])
    assert inside == pytest.approx(np.array(TICKS[1:-1]), abs=GRID_TOLERANCE)


def test_bars_between_gridlines_do_not_hide_them():
    sheet = page()
    for y in TICKS[1:-1]:
        sheet.hline(y, AXIS, 850, 1.5, 205)
    for x in (200, 400, 600):
        sheet.rect(x, 250, x + 100, BASE, 120)
    found = find_gridlines(prepare(sheet.figure()), AREA)
    inside = np.array([t.pixel for t in found if 100 < t.pixel < 560])
    assert all(min(abs(inside - y)) < GRID_TOLERANCE for y in TICKS[1:-1])


def test_an_empty_area_has_no_gridlines():
    found = find_gridlines(prepare(page().figure()), AREA)
    assert [t for t in found if TOP + 5 < t.pixel < BASE - 5] == []


def test_labels_beside_a_line_become_an_axis():
    picture = prepare(page("outside").figure())
    lines = find_strokes(picture, vertical=True, min_length=100)
    columns = find_columns(find_text(picture), AxisSearch())
    assert len(columns[0]) == len(TICKS)
    axis = find_axes(columns, lines, AxisSearch())[0]
    assert axis.at == pytest.approx(AXIS, abs=0.3)
    assert axis.side == -1
    assert axis.span == pytest.approx((TOP, BASE), abs=3)
    assert [b.cy for b in axis.labels] == pytest.approx(list(TICKS), abs=2.5)


def test_labels_right_of_a_line_are_an_axis_on_that_side():
    sheet = Sheet(900, 700).vline(800, TOP, BASE)
    for i, y in enumerate(TICKS):
        sheet.text(816, y, f"{10 * i}", 18, anchor="lm")
    picture = prepare(sheet.figure())
    lines = find_strokes(picture, vertical=True, min_length=100)
    axis = find_axes(find_columns(find_text(picture), AxisSearch()), lines, AxisSearch())[0]
    assert axis.side == 1
    assert axis.at == pytest.approx(800, abs=0.3)


def test_words_of_other_sizes_do_not_join_a_column():
    sheet = page("outside").text(70, 30, "Score", 44)
    columns = find_columns(find_text(prepare(sheet.figure())), AxisSearch())
    assert len(columns[0]) == len(TICKS)


def test_numbers_of_one_and_of_two_figures_below_a_lying_axis_are_one_column():
    # the picture is transposed: a label is as tall as its figures are wide
    printed = tuple(Box(600.0, y, 618.0, y + wide) for y, wide in ((80, 11), (240, 24), (400, 24), (560, 24)))
    assert printed in find_columns(printed, AxisSearch(), sideways=True)


def test_letters_of_other_words_that_stand_nearly_level_do_not_join_a_lying_axis():
    printed = (Box(596.0, 80, 614.0, 91), Box(600.0, 240, 618.0, 264), Box(600.0, 400, 618.0, 424))
    assert printed not in find_columns(printed, AxisSearch(), sideways=True)


def test_parts_of_a_longer_label_do_not_join_a_lying_axis():
    labels = tuple(Box(600.0, at, 611.0, at + 29) for at in (220, 344, 472, 600, 732))
    part = Box(600.0, 722, 611.0, 728)
    assert labels in find_columns((*labels[:-1], part, labels[-1]), AxisSearch(), sideways=True)


def test_a_side_of_a_bar_far_from_long_labels_is_no_line_of_a_lying_axis():
    column = tuple(Box(600.0, at, 612.0, at + 40) for at in (220, 344, 472, 600))
    far, near = Stroke(480.0, 200.0, 660.0, 2.0), Stroke(570.0, 200.0, 660.0, 2.0)
    assert all(c.line is None for c in find_axes([column], [far], AxisSearch(), sideways=True))
    assert find_axes([column], [near], AxisSearch(), sideways=True)[0].line == near


def test_a_single_label_is_no_column():
    assert find_columns([Box(0, 0, 20, 10)], AxisSearch()) == []


def test_the_area_ends_at_base_line_and_picture():
    base = Stroke(BASE, AXIS, 850.0, 2.0)
    area = find_area(candidate(), [base], (700, 900))
    assert area.has_left
    assert area.has_bottom
    assert not area.has_top
    assert area.box.x0 == AXIS
    assert area.box.y1 == BASE
    assert 850 <= area.box.x1 <= 899


def test_the_area_ends_where_the_next_axis_begins():
    other_labels = tuple(Box(500.0, y - 7, 524.0, y + 7) for y in TICKS)
    other = AxisCandidate(other_labels, Stroke(540.0, TOP, BASE, 2.0), 540.0)
    area = find_area(candidate(), [Stroke(BASE, AXIS, 470.0, 2.0)], (700, 900), [candidate(), other])
    assert 470 <= area.box.x1 < 500


def test_a_line_far_below_is_not_the_foot():
    page_border = Stroke(690.0, 0.0, 899.0, 2.0)
    area = find_area(candidate(), [Stroke(BASE, AXIS, 850.0, 2.0), page_border], (700, 900))
    assert area.box.y1 == BASE
