"""Doubts about markers: those that a panel shares, and those of one error bar."""

from types import SimpleNamespace

import pytest

from figpool.core.axes import AxisCalibration, AxisScale, Tick
from figpool.core.geometry import Box
from figpool.core.issues import Flag
from figpool.core.marks import Fill, PointMark, WhiskerMark
from figpool.detect.raster.lines import Stroke
from figpool.detect.raster.marker_search import MarkerLook
from figpool.detect.raster.stems import StemEnd
from figpool.extract.charts.marked_doubts import PanelFacts, panel_issues, point_issues
from figpool.extract.looks import SeriesLook
from figpool.extract.placed import PlacedMarker


@pytest.mark.parametrize(("radius", "worth", "doubted"), [(2.7, 0.5, True), (2.7, 0.9, False), (8.0, 0.5, False)])
def test_markers_as_small_as_crossings_of_strokes_that_explain_little_are_doubted(radius, worth, doubted):
    """The ends of error bars passed for markers, eight values of sixteen were given, and nothing was said."""
    look = SeriesLook("", MarkerLook("up", False, radius, 0.5, (0.0, 0.0, 0.0)), None)
    axis = AxisCalibration(AxisScale.LINEAR, 1.0, 0.0)
    facts = PanelFacts(axis, axis, (look,), ("",) * 8, ("",) * 8, 8, 0, worth, 0.0, 0, 2.5)
    assert any(issue.flag is Flag.MARK_WEAK for issue in panel_issues(facts)) == doubted


def point(across, tip, *arms, hollow=False):
    up, down = (WhiskerMark(across, tip, tip + reach, capped=True, score=0.9) for reach in arms)
    return PointMark(across, tip, "circle", hollow, 6.0, Fill((0.0, 0.0, 0.0)), 0.9, up, down)


def doubts(mark, marks):
    ticks = tuple(Tick(at, text=str(at), value=at) for at in (20.0, 100.0, 180.0))
    axis = AxisCalibration(AxisScale.LINEAR, -1.0, 300.0, ticks=ticks)
    view = SimpleNamespace(
        axis=SimpleNamespace(candidate=SimpleNamespace(line=Stroke(50.0, 20.0, 260.0, 2.0)), calibration=axis),
        picture=SimpleNamespace(to_working=lambda v: v, shape=(300, 400), scale=1.0, size=346.0),
        area=SimpleNamespace(box=Box(50.0, 20.0, 390.0, 260.0)),
    )
    placed = PlacedMarker(0, 0, mark.across, mark.tip, 0.9, StemEnd(mark.up.end, 8.0), StemEnd(mark.down.end, 8.0))
    return [issue.flag for issue in point_issues(mark, placed, marks, view)]


@pytest.mark.parametrize(
    ("across", "arm", "doubted"),
    [(50.0, 80.0, True), (50.0, 30.0, False), (150.0, 80.0, False)],
    ids=["at ticks", "between ticks", "off the axis"],
)
def test_arms_along_the_axis_that_end_at_its_ticks_are_doubted(across, arm, doubted):
    """The axis and its ticks passed for an error bar six times too long, and nothing was said."""
    mark = point(across, 100.0, -arm, arm)
    assert (Flag.WHISKER_UNSURE in doubts(mark, [mark])) == doubted


@pytest.mark.parametrize(
    ("arm", "others", "hollow", "doubted"),
    [(4.0, 40.0, False, True), (4.0, 40.0, True, False), (4.0, 5.0, False, False), (30.0, 40.0, False, False)],
    ids=["on a filled marker", "in an open one", "like most", "beyond it"],
)
def test_an_error_bar_that_ends_on_its_own_filled_marker_is_doubted_where_others_reach_far(
    arm, others, hollow, doubted
):
    mark = point(150.0, 90.0, -arm, arm, hollow=hollow)
    rest = [point(200.0 + 50 * k, 90.0, -others, others) for k in range(3)]
    assert (Flag.WHISKER_UNSURE in doubts(mark, [mark, *rest])) == doubted
