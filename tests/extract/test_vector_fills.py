"""Hatched rectangles of vector pages look like what is rendered inside them, and nowhere else."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from figpool.core.geometry import Box
from figpool.detect.vector.scene import Polyline
from figpool.extract.vector.fills import fills_of

PLAIN, HATCHED = Box(120, 150, 180, 280), Box(220, 100, 280, 280)
WHITE = (1.0, 1.0, 1.0)


def panel() -> SimpleNamespace:
    """White page, black above and left of the bars; strokes rising inside the second bar."""
    pixels = np.full((300, 300, 3), 255, np.uint8)
    pixels[:90] = pixels[:, :110] = 0
    lines = []
    for start in range(110, 230, 12):
        steps = np.arange(50)
        pixels[start + 50 - steps, 225 + steps] = 0
        lines.append(Polyline(np.array([[225.0, start + 50], [274.0, start + 1]]), (0.0, 0.0, 0.0), (), 1))
    scene = SimpleNamespace(lines=lines, horizontals=(), verticals=())
    figure = SimpleNamespace(pixels=pixels)
    return SimpleNamespace(scene=scene, figure=figure, horizontal=False, to_page=lambda box: box)


def test_a_plain_bar_beside_hatched_ones_is_white_and_even() -> None:
    plain, hatched = fills_of(panel(), [PLAIN, HATCHED], [WHITE, WHITE], [False, False])  # type: ignore[arg-type]
    assert plain.lab == pytest.approx((100.0, 0.0, 0.0), abs=0.1)
    assert plain.spread == 0.0
    assert hatched.spread > 15
    assert hatched.texture[2] > 0.8  # rising strokes
