"""Exponents found as text of their own join their tens."""

from figpool.core.geometry import Box
from figpool.extract.exponents import with_bases

TENS = [Box(30.0, y, 46.0, y + 10.0) for y in (8.0, 132.0, 256.0)]


def exponents(height, rise):
    """Boxes beside the tens whose middles stand `rise` pixels above theirs."""
    return tuple(Box(46.0, b.cy - rise - height / 2, 52.0, b.cy - rise + height / 2) for b in TENS)


def test_small_raised_figures_join_the_tens_left_of_them():
    raised = exponents(6.0, 4.0)
    joined = with_bases(raised, [*TENS, *raised])
    assert [b.x0 for b in joined] == [30.0] * 3
    assert [b.y1 for b in joined] == [b.y1 for b in TENS]


def test_blurred_ones_nearly_as_tall_join_where_they_stand_high():
    raised = exponents(9.5, 6.0)
    assert [b.x0 for b in with_bases(raised, [*TENS, *raised])] == [30.0] * 3


def test_figures_on_the_line_of_the_print_before_them_are_no_exponents():
    level = exponents(9.5, 0.5)
    assert with_bases(level, [*TENS, *level]) == level
