"""Edges within a bar: strokes among hatching, steps between pale fills."""

import numpy as np
import pytest

from figpool._cv import cv2
from figpool.detect.raster.segment_edges import find_steps, without_crossings

COLUMNS = np.arange(8, 73)
SPAN = (0, 500)


def _hatched(border=None):
    """Lightness of a bar hatched upward above and downward below a border, drawn as a stroke or not at all."""
    page = np.full((500, 81), 255, np.uint8)
    split = border or 250
    for upward, strip in ((1, page[:split]), (-1, page[split:])):
        for at in range(-600, 1200, 14):
            cv2.line(strip, (0, at), (80, at - 80 * upward), 90, 3)
    if border is not None:
        cv2.line(page, (0, border), (80, border), 0, 4)
    return cv2.GaussianBlur(page, (0, 0), 2).astype(np.float32) / 255


@pytest.mark.parametrize("border", [180, 245, 251])
def test_crossings_of_a_hatching_are_no_edges_beside_a_stroke_drawn_across(border):
    rows = sorted({19, 97, border - 40, border - 11, border, border + 14, 333, 486})
    assert without_crossings(_hatched(border), COLUMNS, rows, SPAN) == [border]


def test_edges_of_a_hatching_without_a_stroke_stay():
    assert without_crossings(_hatched(), COLUMNS, [100, 250, 333], SPAN) == [100, 250, 333]


def test_the_end_of_a_hatching_on_a_plain_fill_stays_beside_a_stroke():
    page = _hatched(180)
    page[320:] = 0.95
    assert without_crossings(page, COLUMNS, [100, 180, 320], SPAN) == [180, 320]


def test_strokes_of_level_hatching_stay():
    page = np.full((500, 81), 1.0, np.float32)
    for row in range(20, 200, 20):
        page[row - 2 : row + 2] = 0.5
    page[248:252] = 0.0
    rows = [*range(20, 200, 20), 250]
    assert without_crossings(page, COLUMNS, rows, SPAN) == rows


def _rgb(*levels):
    column = np.repeat(np.array(levels, np.uint8), 500 // len(levels))
    return np.repeat(np.repeat(column[:, None], 81, axis=1)[..., None], 3, axis=2)


def test_a_weak_step_under_grain_is_found():
    grain = np.random.default_rng(3).normal(0, 8, (500, 81, 1))
    page = np.clip(_rgb(180, 160) + grain, 0, 255).astype(np.uint8)
    assert find_steps(page, COLUMNS, SPAN) == pytest.approx([250], abs=1)


def test_a_gradient_and_a_line_across_are_no_steps():
    page = np.repeat(np.linspace(60, 220, 500)[:, None], 81, axis=1)
    page[248:252] = 0
    assert find_steps(np.repeat(page[..., None], 3, axis=2).astype(np.uint8), COLUMNS, SPAN) == []
