"""Tick marks or gridlines: which of them show where an axis has its numbers."""

import pytest

from figpool.core.axes import TickSource
from figpool.core.geometry import Box
from figpool.detect.raster.axes import AxisCandidate
from figpool.detect.raster.picture import prepare
from figpool.extract.axes import _tick_marks
from paint.sheet import Sheet

ROWS = (100.0, 200.0, 300.0, 400.0, 500.0)
AXIS = AxisCandidate(tuple(Box(60.0, y - 12.0, 92.0, y + 12.0) for y in ROWS), None, 100.0, -1)


def page(grid, strokes):
    sheet = Sheet(900, 700)
    for row in grid:
        sheet.hline(row, 110, 860, color=225.0)
    for row in strokes:
        sheet.hline(row, 84, 99, color=90.0)
    return prepare(sheet.figure())


def test_raised_figures_of_labels_beside_no_axis_line_are_no_tick_marks():
    """A scale of powers beside gridlines only: its numbers stood as high as their raised figures, with no flag."""
    marks = _tick_marks(page(ROWS, [row - 7 for row in ROWS[:3]]), AXIS, [])
    assert {m.source for m in marks} == {TickSource.GRID}
    assert [m.pixel for m in marks] == pytest.approx(ROWS, abs=0.6)


def test_tick_marks_beside_no_axis_line_stay_where_gridlines_stand_level_with_no_more_labels():
    marks = _tick_marks(page(ROWS[1:3], ROWS), AXIS, [])
    assert {m.source for m in marks} == {TickSource.MARK}
    assert [m.pixel for m in marks] == pytest.approx(ROWS, abs=0.6)
