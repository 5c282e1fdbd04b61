"""Lines of captions on scans: the word before the number may stand apart."""

from __future__ import annotations

import pytest

from figpool.core.geometry import Box
from figpool.extract.scans import _with_word_before

LINE = Box(1384, 2644, 1876, 2668)


@pytest.mark.parametrize(
    ("word", "taken"),
    [
        (Box(1321, 2644, 1354, 2668), True),  # "Fig."
        (Box(1240, 2646, 1350, 2667), True),  # "Figure 1."
        (Box(1100, 2644, 1350, 2668), False),  # the end of a line of the column before
        (Box(1250, 2644, 1300, 2668), False),  # too far
        (Box(1321, 2600, 1354, 2624), False),  # on the line above
    ],
)
def test_a_word_apart_belongs_to_the_line_behind_it(word: Box, taken: bool) -> None:
    found = _with_word_before(LINE, [LINE, word])
    assert found.x0 == (word.x0 if taken else LINE.x0)
    assert (found.x1, found.y1) == (LINE.x1, LINE.y1)
