"""Panels are read row by row, whatever their heights."""

from __future__ import annotations

import pytest

from figpool.core.geometry import Box
from figpool.extract.order import reading_order


@pytest.mark.parametrize("shorter", [0.0, 60.0, 110.0])
def test_a_panel_less_tall_than_its_neighbour_stays_in_its_row(shorter: float) -> None:
    a, b = Box(100, 70, 400, 370), Box(600, 70 + shorter, 900, 370)
    c, d = Box(100, 500, 400, 800), Box(600, 500, 900, 800 - shorter)
    assert [[a, b, c, d][i] for i in reading_order([a, b, c, d])] == [a, b, c, d]
    assert [[d, b, c, a][i] for i in reading_order([d, b, c, a])] == [a, b, c, d]


def test_nothing_has_an_order() -> None:
    assert reading_order([]) == []
