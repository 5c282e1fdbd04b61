"""When bars are stacks."""

import pytest

from figpool.core.axes import CalibrationPoint
from figpool.core.geometry import Box
from figpool.core.issues import Flag
from figpool.core.marks import Fill, LegendKey
from figpool.detect.raster.picture import prepare
from figpool.detect.raster.segments import Segment
from figpool.extract import DigitizeSettings, digitize
from figpool.extract.charts.stacked import TOTAL, StackedChart, is_stacked, segment_count_doubt, unused_keys
from figpool.extract.digitize import find_views
from paint.bars import Bar, Chart
from paint.read import SilentEngine

BLACK, WHITE, GREY = Fill((10.0, 0.0, 0.0)), Fill((98.0, 0.0, 0.0)), Fill((60.0, 0.0, 0.0))


def _bar(*fills: Fill) -> list[Segment]:
    return [Segment(100.0 - i, 99.0 - i, fill) for i, fill in enumerate(fills)]


def test_the_same_fills_in_the_same_order_are_stacks():
    assert is_stacked([_bar(BLACK, WHITE), _bar(BLACK, WHITE), _bar(BLACK, WHITE)])


def test_a_stack_may_lack_a_thin_segment():
    assert is_stacked([_bar(BLACK, WHITE, GREY), _bar(BLACK, WHITE, GREY), _bar(BLACK, WHITE)])


def test_bars_of_one_fill_are_none():
    assert not is_stacked([_bar(BLACK), _bar(WHITE), _bar(GREY)])


def test_stains_on_bars_of_different_fill_are_no_segments():
    assert not is_stacked([_bar(BLACK, WHITE), _bar(WHITE, BLACK), _bar(GREY, WHITE), _bar(WHITE, GREY)])


def test_one_divided_bar_is_no_stacked_chart():
    assert not is_stacked([_bar(BLACK, WHITE), _bar(BLACK), _bar(BLACK)])


def key(text: str) -> LegendKey:
    return LegendKey(Box(0, 0, 9, 9), GREY, Box(12, 0, 40, 9), text)


def test_a_legend_entry_without_segment_is_said():
    names = [["a", "b"], ["a", "b"]]
    assert unused_keys(names, [key("a"), key("b")]) == ()
    (issue,) = unused_keys(names, [key("a"), key("b"), key("c")])
    assert "'c'" in issue.message


def test_bars_with_strokes_drawn_across_are_stacks_whatever_their_fills():
    lined = [[Segment(100.0, at, GREY), Segment(at, 20.0, GREY, outlined=True)] for at in (60.0, 70.0, 45.0, 82.0)]
    assert is_stacked(lined)
    assert not is_stacked([*lined[:2], _bar(GREY), _bar(GREY)])


def test_a_line_across_the_chart_divides_no_bars():
    crossed = [[Segment(100.0, at, GREY), Segment(at, 20.0, GREY, outlined=True)] for at in (60.0, 60.5, 59.5, 60.0)]
    assert not is_stacked(crossed)


def test_stacks_without_a_segment_that_the_legend_and_another_stack_have_are_doubted():
    counts = [2, 2, 2, 3]
    assert segment_count_doubt(2, counts, 3)
    assert not segment_count_doubt(3, counts, 3)
    assert segment_count_doubt(3, counts, 0)
    assert not segment_count_doubt(2, counts, 4)


def test_outlined_segments_of_two_fills_are_stacks_though_their_borders_are_at_one_height():
    level = [Segment(100.0, 60.0, BLACK), Segment(60.0, 20.0, WHITE, outlined=True)]
    assert is_stacked([level] * 4)


def test_segments_that_no_legend_names_are_doubted():
    chart = Chart([Bar(x, x + 50, tip, "grey") for x, tip in ((80, 80.0), (180, 120.0), (280, 60.0))])
    sheet = chart.paint()
    for x, border in ((80, 200), (180, 230), (280, 180)):
        sheet.rect(x + 1, border, x + 49, 309, 40.0)
    reading = digitize(sheet.figure(), DigitizeSettings(kind="stacked", y_ticks=chart.ticks), SilentEngine())
    rows = reading.rows
    assert len(rows) == 9
    assert all((Flag.SERIES_UNREAD in r.flags) == (r.series != TOTAL) for r in rows)
    for mark, row in zip(reading.panels[0].marks, rows, strict=True):
        assert mark.position == pytest.approx((row.x_px, row.y_px))


@pytest.mark.parametrize(("zero", "usual"), [(310.0, True), (345.0, False)])
def test_stacks_on_another_line_than_zero_are_unusual(zero, usual):
    tips = ((80, 80.0), (180, 120.0), (280, 60.0))
    chart = Chart([Bar(x, x + 50, tip, "grey") for x, tip in tips], width=640, right=600.0)
    sheet = chart.paint()
    for x, border in ((80, 200), (180, 230), (280, 180)):
        sheet.rect(x + 1, border, x + 49, 309, 40.0)
    settings = DigitizeSettings(y_ticks=(CalibrationPoint(zero, 0.0), CalibrationPoint(20.0, 10.0)))
    (views,) = find_views(prepare(sheet.figure()), settings, SilentEngine())
    found = StackedChart().find(views)
    assert found is not None
    assert found.usual is usual
    assert found.count == len(found.reading.marks)
