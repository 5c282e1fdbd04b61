"""When bars are stacks."""

from figpool.core.marks import Fill
from figpool.detect.raster.segments import Segment
from figpool.extract.charts.stacked import is_stacked

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
