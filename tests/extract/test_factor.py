"""A power of ten at the end of an axis is said."""

import pytest

from figpool.core.geometry import Box
from figpool.core.issues import Flag
from figpool.detect.raster.axes import AxisCandidate
from figpool.extract.factor import factor_issues

AXIS = AxisCandidate(tuple(Box(40.0, y - 8, 60.0, y + 7) for y in (100.0, 200.0, 300.0)), None, 70.0)


def said(text: str, box: Box) -> list[Flag]:
    return [i.flag for i in factor_issues(AXIS, [box, *AXIS.labels], lambda boxes: [text for _ in boxes])]


@pytest.mark.parametrize("text", ["×10³", "x10^6", "1e6", "(×10³)", "x 10-3", "1e-03"])
def test_a_factor_above_the_axis_is_doubted(text):
    assert said(text, Box(60.0, 60.0, 100.0, 76.0)) == [Flag.SCALE_UNSURE]


@pytest.mark.parametrize("text", ["A", "10", "cells × 10³ per mL", "p<0.01", "100"])
def test_other_words_are_none(text):
    assert said(text, Box(60.0, 60.0, 100.0, 76.0)) == []


def test_a_factor_elsewhere_is_none_of_the_axis():
    assert said("×10³", Box(300.0, 60.0, 340.0, 76.0)) == []
