"""Strip charts say which of their groups have no row."""

import pytest

from figpool.core.issues import DOUBT, Flag
from figpool.detect.raster.markers import RawMarker
from figpool.detect.raster.mean_lines import MeanLine
from figpool.extract import DigitizeSettings, digitize
from figpool.extract.charts.strip import are_columns
from figpool.extract.charts.strip_doubts import lost_groups, lost_labels, what_strokes_are
from figpool.extract.words import AxisWord
from paint.bars import Chart
from paint.markers import paint_error_bar, paint_marker
from paint.read import SilentEngine

GROUPS = ((90.0, 150.0, 40.0), (170.0, 200.0, 30.0), (250.0, 120.0, 55.0), (330.0, 180.0, 35.0))
#: Places of a group's points, by the half width of the stroke and the length of the arm.
POINTS = ((0.9, 1.15), (-1.0, 0.9), (0.5, 0.5), (0.8, 0.3), (-0.5, -0.4), (1.0, -0.5), (-0.7, -0.8))


def _read(*, bare: int | None = None, low: float = 1.0):
    """Read a strip chart; the group `bare` has points and a stroke at the mean, but no error bar."""
    chart = Chart([])
    sheet = chart.paint()
    for k, (x, mean, arm) in enumerate(GROUPS):
        for across, along in POINTS:
            paint_marker(sheet, x + 24 * across, mean - along * arm, "circle", 4.0, color=(70.0, 120.0, 200.0))
        if k != bare:
            paint_error_bar(sheet, x, mean - arm, mean + low * arm, half=10.0)
        sheet.hline(mean, x - 22, x + 22, 2.0)
    (panel,) = digitize(sheet.figure(), DigitizeSettings(y_ticks=chart.ticks), SilentEngine()).panels
    return panel


@pytest.mark.parametrize("bare", [0, 1, 3])
def test_a_group_of_points_without_error_bar_is_read_and_doubted(bare):
    rows = _read(bare=bare).rows
    assert [row.mean is not None for row in rows] == [True] * len(GROUPS)
    assert [row.flags == ("no_whisker",) for row in rows] == [k == bare for k in range(len(GROUPS))]


def test_nothing_is_missed_where_all_groups_have_strokes():
    rows = _read().rows
    assert len(rows) == len(GROUPS)
    assert all("marks_unexplained" not in row.flags and "mark_weak" not in row.flags for row in rows)


def test_strokes_between_unequal_arms_may_be_medians():
    rows = _read(low=0.5).rows
    assert len(rows) == len(GROUPS)
    assert all({"mark_weak", "arms_unequal"} <= set(row.flags) for row in rows)


def test_points_jittered_widely_belong_to_their_stroke():
    assert lost_groups([100.0, 200.0, 300.0], [62.0, 138.0, 161.0, 239.0, 262.0, 339.0]) == ()
    (issue,) = lost_groups([100.0, 300.0], [80.0, 120.0, 190.0, 195.0, 210.0, 300.0])
    assert "a further group of points" in issue.message
    assert lost_groups([100.0], [400.0, 402.0]) == ()


def test_labels_without_a_stroke_are_named():
    words = [AxisWord(100.0 * k, text) for k, text in enumerate(("Sham", "Low", "High"))]
    assert lost_labels(["Sham", "Low", "High"], words) == ()
    (issue,) = lost_labels(["Sham", "High"], words)
    assert issue.flag == Flag.MARKS_UNEXPLAINED
    assert "'Low'" in issue.message
    (issue,) = lost_labels(["Sham", "Sham", "Low", "High", "High"], words)
    assert "1 above 'Low'" in issue.message
    assert lost_labels(["", ""], words) == ()


def test_means_are_said_to_be_taken_for_granted():
    (note,) = what_strokes_are([False, True, False])
    assert note.weight < DOUBT
    (doubt,) = what_strokes_are([True, True, False, True])
    assert doubt.weight > DOUBT


@pytest.mark.parametrize(
    ("aside", "count", "alike", "columns"),
    [(0.0, 2, False, True), (0.0, 2, True, False), (9.0, 2, False, False), (0.0, 6, False, False)],
    ids=["series", "alike", "beside", "many"],
)
def test_few_unlike_points_straight_above_one_another_are_values_of_several_series(aside, count, alike, columns):
    """Caps of the error bars of a chart of two series passed for strokes at the means of two single values."""
    points = tuple(
        RawMarker(100.0 + aside * (-1) ** k, 50.0 * k, 6.0, "circle", not alike and k > 0, 1.0, 0.9)
        for k in range(count)
    )
    assert are_columns([MeanLine(100.0, 60.0, 9.0, None, None, 2.0, points)] * 3) == columns
