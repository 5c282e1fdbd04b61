"""Which columns of labels are looked at as axes."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from figpool.core.axes import AxisCalibration, AxisScale, Tick
from figpool.core.geometry import Box
from figpool.core.issues import Flag
from figpool.detect.raster.axes import AxisCandidate
from figpool.detect.raster.lines import Stroke
from figpool.extract.axes import (
    _MAX_TRIED,
    _believed,
    _doubted_exponents,
    _frame,
    _is_of_panel,
    _is_worth_reading,
    _may_be_number,
    _with_outer_labels,
)
from figpool.extract.view import ValueAxis


def axis(at, rows, ends=(100.0, 400.0)):
    labels = tuple(Box(at - 40.0, y - 6.0, at - 12.0, y + 6.0) for y in rows)
    return AxisCandidate(labels, Stroke(at, *ends, 3.0), at, -1)


@pytest.mark.parametrize(("at", "ends", "panel"), [(500.0, (101.0, 399.0), True), (500.0, (100.0, 300.0), False)])
def test_an_axis_of_two_labels_beside_a_line_as_high_as_that_of_another_panel_is_one(at, ends, panel):
    """Panels side by side with scales of their own: one with two numbers was never tried, so many others were."""
    whole = axis(100.0, (120.0, 200.0, 280.0, 360.0))
    assert _is_of_panel(axis(at, (180.0, 300.0), ends), [_frame(whole)]) == panel
    assert not _is_of_panel(whole, [_frame(whole)])


@pytest.mark.parametrize(
    ("strokes", "number"),
    [
        ([(10, 10, 30, 14)], False),  # a tick or a dash
        ([(10, 10, 30, 13), (10, 19, 30, 22)], False),  # both edges of a thick one
        ([(10, 10, 13, 24)], True),  # a figure one
        ([(10, 10, 30, 13), (24, 13, 28, 24)], True),  # a figure seven
        ([(10, 10, 12, 16), (150, 10, 152, 16)], False),  # longer than any number
    ],
)
def test_strokes_and_long_print_beside_an_axis_are_not_read(strokes, number):
    page = np.full((40, 200, 3), 255, np.uint8)
    for x0, y0, x1, y1 in strokes:
        page[y0:y1, x0:x1] = 40
    x0, y0, x1, y1 = (f(v) for f, v in zip((min, min, max, max), zip(*strokes, strict=True), strict=True))
    assert _may_be_number(page, Box(x0, y0, x1 - 1.0, y1 - 1.0)) == number


def test_more_labels_of_an_axis_are_read_however_many_columns_were_none():
    """The side of a bar passes for the line of an axis without one, and the labels above the bar are lost."""
    boxes = [Box(10.0, 40.0 * i, 30.0, 40.0 * i + 12.0) for i in range(6)]
    tried = {frozenset([Box(float(i), 0.0, i + 9.0, 9.0)]): False for i in range(_MAX_TRIED)}
    assert not _is_worth_reading(frozenset(boxes), tried)
    assert _is_worth_reading(frozenset(boxes), {**tried, frozenset(boxes[1:]): True})


def standing(*texts):
    ticks = tuple(Tick(100.0 * i, text=text, value=float(text)) for i, text in enumerate(texts))
    return ValueAxis(None, AxisCalibration(AxisScale.LINEAR, -1.0, 300.0, ticks=ticks))


@pytest.mark.parametrize("alone", [True, False])
def test_numbers_of_several_figures_make_an_axis_of_print_that_stands(alone):
    axis = standing("10", "20", "30")
    assert _believed([axis], alone=alone) == [axis]


def test_lone_figures_make_one_only_where_there_is_no_other_and_are_doubted():
    """The last figures of level numbers, turned, read as 0, 1, 2 and gave a whole panel another scale with no flag."""
    axis = standing("1", "2", "3")
    assert _believed([axis], alone=False) == []
    (believed,) = _believed([axis], alone=True)
    assert [issue.flag for issue in believed.calibration.issues] == [Flag.SCALE_UNSURE]


def fitted(rows, scale, line):
    """A vertical axis with numbers 20 pixels below each other a step apart."""
    labels = tuple(Box(60.0, y - 6.0, 88.0, y + 6.0) for y in rows)
    ticks = tuple(Tick(y, text=f"{scale * (400 - y):g}", value=scale * (400 - y)) for y in rows)
    candidate = AxisCandidate(labels, line, 100.0, -1)
    return ValueAxis(candidate, AxisCalibration(AxisScale.LINEAR, -scale, 400 * scale, ticks=ticks))


@pytest.mark.parametrize(("scale", "end"), [(1.0, 400.0), (2.0, 300.0)], ids=["they agree", "they do not"])
def test_an_axis_goes_on_to_further_numbers_that_agree_with_it(scale, end):
    """A bar stood on the first part of its line: the plot began behind it, and four bars had no row."""
    own = fitted((100.0, 200.0, 300.0), 1.0, Stroke(100.0, 90.0, 300.0, 3.0))
    wider = fitted((100.0, 200.0, 300.0, 400.0), scale, None)
    found = _with_outer_labels(own, [own, wider], SimpleNamespace(to_working=float)).candidate
    assert (found.line.end, len(found.labels)) == (end, 4 if scale == 1.0 else 3)


def test_an_axis_does_not_go_on_to_print_that_is_no_number_of_it():
    """The 1 of Day 1, below its 0, made the axis longer, and the marker that stood on it was lost."""
    own = fitted((100.0, 200.0, 300.0), 1.0, Stroke(100.0, 90.0, 300.0, 3.0))
    day = Box(60.0, 334.0, 88.0, 346.0)
    wider = replace(own, candidate=replace(own.candidate, labels=(*own.candidate.labels, day), line=None))
    assert _with_outer_labels(own, [own, wider], SimpleNamespace(to_working=float)) == own


@pytest.mark.parametrize("based", [True, False], ids=["behind a base", "alone"])
def test_exponents_on_their_sides_are_doubted_where_print_stands_behind_each(based):
    """10 to the 1, 2, 3 along a base R axis was read 1, 2, 3, and nothing was said of it."""
    axis = fitted((100.0, 200.0, 300.0), 0.01, Stroke(100.0, 90.0, 310.0, 3.0))
    ink = np.zeros((420, 120), np.float32)
    for label in axis.candidate.labels if based else ():
        row = round(label.y1) + 4
        ink[row : row + 20, 76:100] = 1.0
    found = _doubted_exponents(axis, SimpleNamespace(ink=ink)).calibration
    assert [issue.flag for issue in found.issues] == ([Flag.SCALE_UNSURE] if based else [])


def test_an_axis_does_not_go_on_to_the_numbers_of_another_panel():
    """On a page askew the numbers of the panel above seemed to go on with the scale of the one below."""
    own = fitted((300.0, 320.0, 340.0), 1.0, Stroke(100.0, 290.0, 345.0, 3.0))
    wider = fitted((100.0, 300.0, 320.0, 340.0), 1.0, None)
    assert _with_outer_labels(own, [own, wider], SimpleNamespace(to_working=float)) == own
