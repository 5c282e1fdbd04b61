"""From marks to the five numbers of a box, and what a person would doubt."""

from types import SimpleNamespace

import pytest

from figpool.core.axes import AxisCalibration, AxisScale
from figpool.core.geometry import Box
from figpool.core.issues import Flag
from figpool.core.marks import BoxMark, Fill, WhiskerMark
from figpool.detect.raster.box_parts import MedianLine
from figpool.detect.raster.boxes import RawBox, find_boxes
from figpool.detect.raster.picture import prepare
from figpool.detect.raster.whiskers import Arm
from figpool.extract.charts.box import _median_u, is_box_plot, quantiles, with_dots
from figpool.extract.charts.box_doubts import box_issues, panel_issues
from paint.markers import paint_marker
from paint.sheet import Sheet

GREY = Fill((80.0, 0.0, 0.0))
UPWARD = AxisCalibration(AxisScale.LINEAR, slope=-0.1, intercept=100.0)
RIGHTWARD = AxisCalibration(AxisScale.LINEAR, slope=0.1, intercept=0.0)
VIEW = SimpleNamespace(picture=SimpleNamespace(shape=(1000, 1000), scale=1.0))


def _mark(median: float | None = 340.0, arm0: float | None = 200.0, arm1: float | None = 600.0, **changes) -> BoxMark:
    ends = ((300.0, arm0), (500.0, arm1))
    arms = [None if end is None else WhiskerMark(50.0, start, end, True, 1.0) for start, end in ends]
    return BoxMark(10.0, 90.0, 300.0, 500.0, median, GREY, 1.0, arms[0], arms[1], **changes)


def test_five_numbers_of_an_upright_box():
    assert quantiles(UPWARD, _mark()) == pytest.approx((40, 50, 66, 70, 80))


def test_five_numbers_of_a_lying_box():
    assert quantiles(RIGHTWARD, _mark(horizontal=True)) == pytest.approx((20, 30, 34, 50, 60))


def test_a_whisker_not_drawn_ends_at_its_quartile():
    assert quantiles(UPWARD, _mark(arm1=None))[0] == pytest.approx(50)


def test_without_any_whisker_nothing_is_said_of_their_ends():
    low, *_, high = quantiles(UPWARD, _mark(arm0=None, arm1=None))
    assert low is None
    assert high is None


def test_a_median_not_seen_stays_empty_and_is_flagged():
    mark = _mark(median=None)
    assert quantiles(UPWARD, mark)[2] is None
    assert Flag.MARK_WEAK in {i.flag for i in box_issues(mark, [mark], VIEW)}


def test_a_missing_whisker_is_flagged():
    mark = _mark(arm0=None)
    assert Flag.NO_WHISKER in {i.flag for i in box_issues(mark, [mark], VIEW)}


def test_a_plain_box_is_not_doubted():
    marks = [_mark(), _mark(median=400.0)]
    assert box_issues(marks[0], marks, VIEW) == ()


LINE = MedianLine(350.0, 4.0, 1.0)
UP, DOWN = Arm(40.0, 200.0, 20.0, 1.0), Arm(40.0, 600.0, 20.0, 1.0)


def _raw(bottom: int, **parts) -> RawBox:
    return RawBox(0.0, 80.0, 300, bottom, 1.0, **parts)


def test_floating_boxes_with_medians_and_whiskers_are_a_box_plot():
    boxes = [_raw(500, median=LINE), _raw(520, median=LINE)]
    assert is_box_plot(boxes, [(UP, DOWN)] * 2, [800.0])


def test_bars_on_one_base_are_none():
    boxes = [_raw(800, median=LINE), _raw(800, median=LINE)]
    assert not is_box_plot(boxes, [(UP, None)] * 2, [800.0])


def test_a_box_edge_on_a_line_is_no_bar_when_a_whisker_goes_on_beyond_it():
    boxes = [_raw(500, median=LINE), _raw(500, median=LINE)]
    assert is_box_plot(boxes, [(UP, DOWN)] * 2, [500.0])


def test_stacked_segments_are_none():
    boxes = [_raw(500, median=LINE, divided=True), _raw(520, median=LINE, divided=True)]
    assert not is_box_plot(boxes, [(UP, DOWN)] * 2, [800.0])


def test_square_markers_have_no_median():
    assert not is_box_plot([_raw(320), _raw(320)], [(UP, DOWN)] * 2, [800.0])


def test_bars_on_a_slanting_base_with_upper_whiskers_are_none():
    boxes = [_raw(790, median=LINE), _raw(800, median=LINE), _raw(810, median=LINE)]
    assert not is_box_plot(boxes, [(UP, None)] * 3, [800.0])


def test_bars_on_a_thick_line_of_zero_are_none():
    pen = MedianLine(350.0, 15.0, 0.9)
    hanging = RawBox(0.0, 80.0, 508, 700, 1.0, median=pen)
    standing = RawBox(0.0, 80.0, 300, 494, 1.0, median=pen)
    beside = Arm(40.0, 492.0, 0.0, 1.0), Arm(40.0, 508.0, 0.0, 1.0)
    assert not is_box_plot([standing, hanging], [(UP, beside[1]), (beside[0], DOWN)], [500.0])


def test_thick_edges_alone_are_no_medians():
    edge = MedianLine(300.0, 9.0, 0.8, on_edge=True)
    assert not is_box_plot([_raw(500, median=edge), _raw(520, median=edge)], [(UP, DOWN)] * 2, [900.0])


@pytest.mark.parametrize(("labels", "doubted"), [(["a", "b", "c"], 0), (["a", "", "c"], 1), (["", "", ""], 1)])
def test_boxes_of_which_some_have_no_label_are_doubted(labels, doubted):
    assert [i.flag for i in panel_issues(UPWARD, labels)] == [Flag.LABEL_UNREAD] * doubted


@pytest.mark.parametrize("crossed", [False, True], ids=["dots alone", "lines and dots"])
def test_the_dots_of_boxes_without_a_line_are_their_medians(crossed):
    """Lattice draws medians as dots: such boxes were read as points."""
    sheet = Sheet(900, 700)
    for x, (high, q3, dot, q1, low) in ((200, (100, 180, 250, 320, 400)), (450, (150, 260, 300, 420, 500))):
        sheet.frame(x - 50, q3, x + 50, q1).vline(x, high, q3).vline(x, q1, low)
        sheet.hline(high, x - 25, x + 25).hline(low, x - 25, x + 25)
        paint_marker(sheet, x, dot, "circle", 7.0)
        if crossed:
            sheet.hline(dot + 25, x - 50, x + 50)
    picture = prepare(sheet.figure())
    boxes = with_dots(picture, find_boxes(picture, Box(60, 40, 850, 650)))
    assert (boxes is None) == crossed
    if boxes is not None:
        assert [b.median and b.median.at for b in boxes] == [pytest.approx(at, abs=1.5) for at in (250, 300)]


def test_the_centre_of_a_dot_is_less_sure_than_that_of_a_line():
    line, dot, edge = (
        MedianLine(100.0, 3.0, 0.9),
        MedianLine(100.0, 0.0, 0.0),
        MedianLine(100.0, 5.0, 0.8, on_edge=True),
    )
    assert _median_u(line) < _median_u(dot) < _median_u(edge)
