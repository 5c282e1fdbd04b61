"""Thousands set apart by a blank join the labels they belong to."""

from figpool.core.geometry import Box, BoxTable
from figpool.extract.thousands import with_thousands

ROWS = (50.0, 220.0, 390.0, 560.0)
HUNDREDS = tuple(Box(156.0, y, 241.0, y + 36.0) for y in ROWS)


def table(boxes):
    return BoxTable(tuple(boxes))


def test_a_figure_a_blank_before_three_figures_is_their_thousands():
    """A column of 2 500, 2 000, 1 500, 1 000, 500 was read as 500, 000, 500, 000, 500."""
    last = Box(156.0, 730.0, 241.0, 766.0)
    before = [Box(110.0, y, 132.0, y + 36.0) for y in ROWS]
    joined = with_thousands((*HUNDREDS, last), table([*HUNDREDS, last, *before]))
    assert [(b.x0, b.x1) for b in joined] == [(110.0, 241.0)] * 4 + [(156.0, 241.0)]


def test_print_of_another_size_or_line_or_farther_away_stays_apart():
    for dx, dy, tall in ((-40.0, 0.0, 36.0), (0.0, 12.0, 36.0), (0.0, 0.0, 20.0)):
        beside = [Box(110.0 + dx, y + dy, 132.0 + dx, y + dy + tall) for y in ROWS]
        assert with_thousands(HUNDREDS, table([*HUNDREDS, *beside])) == HUNDREDS


def test_labels_of_different_widths_are_no_hundreds():
    words = tuple(Box(120.0 + 18.0 * k, b.y0, b.x1, b.y1) for k, b in enumerate(HUNDREDS))
    before = [Box(b.x0 - 40.0, b.y0, b.x0 - 18.0, b.y1) for b in words]
    assert with_thousands(words, table([*words, *before])) == words
