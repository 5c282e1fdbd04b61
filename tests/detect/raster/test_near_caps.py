"""Caps close above free ends, on narrow bars of a picture of few pixels."""

from dataclasses import replace

import numpy as np
import pytest

from figpool.core.figure import Figure
from figpool.detect.raster.near_caps import find_near_caps
from figpool.detect.raster.picture import Picture, prepare
from figpool.detect.raster.rectangles import RawBar
from figpool.detect.raster.whiskers import Arm
from paint.bars import Bar, Chart
from paint.read import bars_of

STARTS = (70.0, 100.0, 130.0, 160.0, 190.0, 220.0)
TIPS = (150.3, 190.5, 110.8, 230.1, 240.4, 203.7)
LENGTHS = (28.4, 17.3, 41.7, 4.0, 4.6, 20.2)


@pytest.mark.parametrize("fill", ["hollow", "grey", "black"])
def test_bars_end_below_caps_that_nearly_touch_them(fill):
    bars = [
        Bar(x, x + 18, tip, fill, up=tip - length, cap=12.5, stem=1.2)
        for x, tip, length in zip(STARTS, TIPS, LENGTHS, strict=True)
    ]
    marks = bars_of(Chart(bars, line=1.4))
    assert [m.tip for m in marks] == pytest.approx(list(TIPS), abs=1.0)
    assert [m.tip - m.up.end for m in marks] == pytest.approx(list(LENGTHS), abs=1.0)


def _picture(upward: bool = True) -> tuple[Picture, RawBar]:
    plane = np.ones((200, 80), np.float32)
    plane[100:190, 20:60] = 0.2
    plane[92:95, 26:54] = 0.0
    plane[95:100, 39:41] = 0.0
    picture = prepare(Figure(np.full((20, 20, 3), 255, np.uint8), "drawn.png", "drawn"))
    if upward:
        return replace(picture, gray=plane), RawBar(20, 59, 93, 190, 1.0)
    return replace(picture, gray=plane[::-1].copy()), RawBar(20, 59, 106, 9, 1.0)


@pytest.mark.parametrize("upward", [True, False])
def test_the_end_is_seen_beside_the_cap(upward):
    picture, bar = _picture(upward)
    others = [(Arm(40.0, 10.0, 28.0, 1.0), None)] * 3
    far = RawBar(20, 59, 60, 190, 1.0)
    *rest, found = find_near_caps(picture, [far] * 3 + [bar], [*others, (None, None)])
    assert rest == [None] * 3
    assert found is not None
    row, end = (93.0, 99.5) if upward else (106.0, 99.5)
    assert found.arm.end == pytest.approx(row, abs=0.5)
    assert found.edge.at == pytest.approx(end, abs=0.6)


def test_caps_of_unknown_width_tell_nothing():
    picture, bar = _picture()
    assert find_near_caps(picture, [bar], [(None, None)]) == [None]
