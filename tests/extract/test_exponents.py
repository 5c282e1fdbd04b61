"""Exponents found as text of their own join their tens."""

import numpy as np
import pytest

from figpool.core.geometry import Box, BoxTable
from figpool.extract.exponents import with_bases, with_raised

TENS = [Box(30.0, y, 46.0, y + 10.0) for y in (8.0, 132.0, 256.0)]


def table(boxes):
    return BoxTable(tuple(boxes))


def exponents(height, rise):
    """Boxes beside the tens whose middles stand `rise` pixels above theirs."""
    return tuple(Box(46.0, b.cy - rise - height / 2, 52.0, b.cy - rise + height / 2) for b in TENS)


def test_small_raised_figures_join_the_tens_left_of_them():
    raised = exponents(6.0, 4.0)
    joined = with_bases(raised, table([*TENS, *raised]))
    assert [b.x0 for b in joined] == [30.0] * 3
    assert [b.y1 for b in joined] == [b.y1 for b in TENS]


def test_blurred_ones_nearly_as_tall_join_where_they_stand_high():
    raised = exponents(9.5, 6.0)
    assert [b.x0 for b in with_bases(raised, table([*TENS, *raised]))] == [30.0] * 3


def test_figures_on_the_line_of_the_print_before_them_are_no_exponents():
    level = exponents(9.5, 0.5)
    assert with_bases(level, table([*TENS, *level])) == level


def page_with(mark):
    """A page on which "10" stands in the first box of TENS and something faint beside it."""
    page = np.ones((40, 90), np.float32)
    page[8:19, 30:47] = 0.0
    page[mark] = 0.7
    return page


def test_a_faint_raised_figure_that_is_no_text_joins_its_ten():
    grown = with_raised(TENS[0], page_with(np.s_[4:10, 50:54]))
    assert grown == Box(30.0, 4.0, 53.0, 18.0)


@pytest.mark.parametrize("mark", [np.s_[0:40, 52:54], np.s_[12:14, 50:58], np.s_[30:36, 50:54]])
def test_axis_lines_ticks_and_the_next_label_are_no_figures(mark):
    assert with_raised(TENS[0], page_with(mark)) == TENS[0]


def test_one_exponent_in_a_column_joins_its_ten_where_that_begins_as_the_whole_labels_do():
    """Of three powers of ten the lowest was read as its exponent alone: all values came out a tenth."""
    whole = tuple(Box(30.0, y, 52.0, y + 18.0) for y in (0.0, 124.0))
    raised = exponents(8.0, 6.0)[2]
    joined = with_bases((*whole, raised), table([*TENS, raised, *whole]))
    assert joined == (*whole, Box(30.0, raised.y0, 52.0, TENS[2].y1))
    aside = tuple(Box(b.x0 + 6, b.y0, b.x1 + 6, b.y1) for b in whole)
    assert with_bases((*aside, raised), table([*TENS, raised, *aside])) == (*aside, raised)


def test_a_raised_figure_whose_foot_was_found_as_part_of_the_ten_joins_it_whole():
    page = np.ones((40, 90), np.float32)
    page[12:26, 30:44:3] = 0.2
    page[7:15, 43:47] = 0.2
    assert with_raised(Box(30.0, 12.0, 46.0, 25.0), page) == Box(30.0, 7.0, 46.0, 25.0)
    page[0:12, 40:60] = 0.2
    assert with_raised(Box(30.0, 12.0, 46.0, 25.0), page) == Box(30.0, 12.0, 46.0, 25.0)
