"""The row of labels below a plot area."""

from types import SimpleNamespace

import pytest

from figpool.core.axes import AxisCalibration, AxisScale, CalibrationPoint, Tick
from figpool.core.figure import TextBox
from figpool.core.geometry import Box
from figpool.detect.raster.lines import Stroke
from figpool.extract.x_axis import _are_names, label_row

LABELS = [Box(x - 4.0, 318.0, x + 4.0, 329.0) for x in (100.0, 200.0, 300.0)]
POINTS = (CalibrationPoint(290.0, 0.0), CalibrationPoint(20.0, 10.0))
TITLE = Box(150.0, 340.0, 260.0, 354.0)


def row_of(texts, lines, bottom=300.0, points=POINTS, ticks=()):
    view = SimpleNamespace(
        area=SimpleNamespace(box=Box(50.0, 10.0, 400.0, bottom)),
        picture=SimpleNamespace(shape=(420, 450), to_working=lambda v: v),
        axis=SimpleNamespace(
            calibration=AxisCalibration(AxisScale.LINEAR, -1 / 27, 290 / 27, points, ticks=ticks),
            candidate=SimpleNamespace(size=12.0),
        ),
        strokes=lines,
        texts=texts,
    )
    return label_row(view)


def test_strokes_straight_above_labels_are_their_ticks():
    ticks = [Box(x - 1.0, 303.5, x + 1.0, 310.0) for x in (100.0, 300.0)]
    boxes, _ = row_of([*LABELS, TITLE, *ticks], [Stroke(300.0, 50.0, 400.0, 2.0)])
    assert boxes == LABELS


def test_labels_close_below_the_axis_line_are_not_passed_over_for_the_title():
    near = [Box(b.x0, 302.5, b.x1, 312.0) for b in LABELS]
    boxes, at = row_of([*near, TITLE], [Stroke(300.0, 50.0, 400.0, 2.0)])
    assert (boxes, at) == (near, 300.0)


def test_without_axis_line_the_labels_are_found_inside_an_area_that_reaches_below_them():
    boxes, at = row_of([*LABELS, TITLE], [], bottom=335.0)
    assert boxes == LABELS
    assert at == pytest.approx(318.0, abs=5.0)


def test_ticks_of_a_thick_axis_line_hang_on_its_edge_and_are_no_labels():
    ticks = [Box(x - 3.0, 304.5, x + 3.0, 313.0) for x in (100.0, 200.0, 300.0)]
    boxes, _ = row_of([*LABELS, TITLE, *ticks], [Stroke(300.0, 50.0, 400.0, 8.0)])
    assert boxes == LABELS


def test_strokes_between_the_lowest_gridline_and_the_lowest_number_are_no_labels():
    """Where white gridlines show, none is seen at the foot of the area: whiskers below the second one were labels."""
    whiskers = [Box(x - 2.0, 210.0, x + 2.0, 222.0) for x in (110.0, 250.0)]
    seen = (CalibrationPoint(155.0, 5.0), CalibrationPoint(20.0, 10.0))
    ticks = tuple(Tick(at, value, str(value)) for at, value in ((290.0, 0.0), (155.0, 5.0), (20.0, 10.0)))
    boxes, _ = row_of([*LABELS, *whiskers], [], 335.0, seen, ticks)
    assert boxes == LABELS


@pytest.mark.parametrize(
    ("words", "at", "scale", "names"),
    [
        (("Placebo", "10 mg", "20 mg", "40 mg"), (0, 100, 200, 300), AxisScale.LOG10, True),
        (("10 mg", "20 mg", "30 mg"), (0, 100, 200), AxisScale.LINEAR, False),
        (("1", "10", "100"), (0, 100, 200), AxisScale.LOG10, False),
        (("1 h", "2 hr", "8 hr"), (0, 100, 300), AxisScale.LOG10, False),
    ],
    ids=["evenly, by words", "numbers rise evenly", "numbers alone", "as far apart as their logarithms"],
)
def test_doses_named_one_after_another_are_categories(words, at, scale, names):
    """They passed for a logarithmic axis: the placebo stood at 5."""
    boxes = [Box(x - 20.0, 300.0, x + 20.0, 312.0) for x in at]
    texts = [TextBox(b, w, 0.95) for b, w in zip(boxes, words, strict=True)]
    assert _are_names(texts, boxes, AxisCalibration(scale, 1.0, 0.0)) == names
