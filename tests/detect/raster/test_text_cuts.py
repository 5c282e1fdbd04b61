"""Labels and the ticks behind the axis line they were joined with."""

import numpy as np
import pytest

from figpool.core.geometry import Box, BoxTable
from figpool.detect.raster.lines import Stroke
from figpool.detect.raster.text_cuts import cut_at_lines, with_joined

AXIS = Stroke(60.0, 5.0, 180.0, 3.0)


def page():
    """A label from 20 to 45, the axis line at 60, and a tick behind it."""
    gray = np.ones((200, 120), np.float32)
    gray[40:55, 20:46:3] = 0.1
    gray[5:181, 59:62] = 0.0
    gray[47:49, 62:72] = 0.0
    return gray


def test_a_label_joined_with_the_tick_behind_the_axis_line_ends_before_the_line():
    (cut,) = cut_at_lines([Box(20.0, 40.0, 71.0, 54.0)], [AXIS], page())
    assert cut == Box(20.0, 40.0, 44.0, 54.0)


def test_texts_beside_the_line_and_texts_with_a_letter_as_high_as_they_are_stay():
    texts = [Box(20.0, 40.0, 44.0, 54.0), Box(65.0, 40.0, 90.0, 54.0)]
    assert cut_at_lines(texts, [AXIS], page()) == texts
    wide = [Box(20.0, 40.0, 71.0, 54.0)]
    assert cut_at_lines(wide, [Stroke(60.0, 38.0, 56.0, 3.0)], page()) == wide


COLUMN = (Box(20.0, 10.0, 60.0, 30.0), Box(35.0, 90.0, 60.0, 110.0), Box(35.0, 170.0, 60.0, 190.0))


def test_a_label_joined_with_the_ticks_at_the_corner_of_a_panel_without_axis_lines_joins_its_column():
    """Without the 0 at the corner the plot ended at a marker above it, and the numbers below were not found."""
    corner = Box(48.0, 250.0, 84.0, 271.0)
    assert with_joined(COLUMN, BoxTable((*COLUMN, corner))) == (*COLUMN, Box(48.0, 250.0, 60.0, 271.0))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(Box(48.0, 220.0, 84.0, 241.0), id="off the step"),
        pytest.param(Box(66.0, 250.0, 84.0, 271.0), id="behind the column"),
        pytest.param(Box(48.0, 250.0, 184.0, 271.0), id="a word"),
    ],
)
def test_other_print_near_a_column_does_not_join_it(other):
    assert with_joined(COLUMN, BoxTable((*COLUMN, other))) == COLUMN
