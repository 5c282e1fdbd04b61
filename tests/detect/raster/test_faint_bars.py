"""Bars whose sides are paler than what plain edges are told by."""

import pytest

from paint.bars import Chart
from paint.read import bars_of
from paint.sheet import Sheet


def axes(sheet):
    return sheet.vline(50, 20, 310, 2.0).hline(310, 49, 420, 2.0)


def test_touching_bars_nearly_as_pale_as_their_neighbours_are_told_apart():
    sheet = Sheet(440, 360).rect(340, 90, 390, 310, 60.0)
    for x in (80, 200):
        sheet.rect(x, 120, x + 50, 310, 200.0).rect(x + 50, 180, x + 100, 310, 212.0)
    found = bars_of(Chart([]), axes(sheet))
    assert [m.tip for m in found] == pytest.approx([120.0, 180.0, 120.0, 180.0, 90.0], abs=0.6)


def test_bars_that_fade_into_the_paper_at_one_side_are_found_beside_plain_ones():
    sheet = Sheet(440, 360)
    for x, tip in ((80, 120), (160, 180), (320, 90)):
        sheet.shaded(x, tip, x + 50, 310, lambda u, v, x=x: 238.0 - 2.0 * (u - x))
    sheet.rect(240, 200, 290, 310, 90.0)
    found = bars_of(Chart([]), axes(sheet))
    assert [m.tip for m in found] == pytest.approx([120.0, 180.0, 200.0, 90.0], abs=1.0)


def test_pale_gridlines_around_plain_bars_are_no_bars():
    sheet = Sheet(440, 360)
    for at in (100, 170, 240):
        sheet.hline(at, 50, 420, 1.5, 235.0)
    for at in (150, 310):
        sheet.vline(at, 20, 310, 1.5, 235.0)
    sheet.rect(100, 280, 150, 310, 90.0).rect(150, 200, 200, 310, 200.0)
    sheet.rect(260, 290, 310, 310, 90.0).rect(310, 260, 360, 310, 200.0)
    found = bars_of(Chart([]), axes(sheet))
    assert [m.tip for m in found] == pytest.approx([280.0, 200.0, 290.0, 260.0], abs=1.0)
