"""Bars that only weak edges show."""

import numpy as np
import pytest

from figpool.detect.raster.faint_bars import with_faint
from figpool.detect.raster.rectangles import RawBar

BASE = 300


def _bars(starts, tips, width=40):
    return [RawBar(x, x + width, tip, BASE, 1.0) for x, tip in zip(starts, tips, strict=True)]


def _ink(bars, tone=0.6):
    ink = np.zeros((320, 600), np.float32)
    for bar in bars:
        ink[bar.tip : bar.base, bar.x0 : bar.x1] = tone
    return ink


PLAIN = _bars((100, 140, 300, 340), (80, 120, 100, 60))
BESIDE = _bars((180,), (200,))


def test_a_bar_beside_plain_ones_that_is_as_wide_is_taken_too():
    found = with_faint(PLAIN, [*PLAIN, *BESIDE], _ink([*PLAIN, *BESIDE]))
    assert found == sorted([*PLAIN, *BESIDE], key=lambda b: b.x0)


@pytest.mark.parametrize(
    ("other", "drawn"),
    [
        (_bars((180,), (200,)), False),
        (_bars((180,), (200,), width=60), True),
        (_bars((120,), (200,)), True),
    ],
)
def test_empty_wider_or_overlapping_ones_are_not(other, drawn):
    ink = _ink([*PLAIN, *(other if drawn else ())])
    assert with_faint(PLAIN, [*PLAIN, *other], ink) == PLAIN


def test_bars_that_explain_much_more_replace_plain_ones():
    higher = _bars((100, 140, 180, 220, 260, 300, 340), (80, 120, 40, 40, 40, 100, 60))
    assert with_faint(PLAIN, higher, _ink(PLAIN)) == higher
