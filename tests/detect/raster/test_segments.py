"""Segments of stacked bars, drawn with known borders."""

import numpy as np
import pytest

from figpool.core.figure import Figure
from figpool.detect.raster.picture import Picture, prepare
from figpool.detect.raster.rectangles import RawBar
from figpool.detect.raster.segments import find_segments

BAR = RawBar(200, 280, 200, 700, 1.0)


def _picture(tones: dict[tuple[int, int], int], outline: int = 0) -> Picture:
    page = np.full((800, 1000, 3), 255, np.uint8)
    for (top, bottom), tone in tones.items():
        page[top:bottom, 200:281] = tone
        if outline:
            page[bottom - outline : bottom, 200:281] = 0
    return prepare(Figure(page, "drawn.png"))


def test_borders_are_placed_between_the_pixels_of_two_fills():
    found = find_segments(_picture({(200, 410): 60, (410, 700): 190}), BAR)
    assert [s.near for s in found] == pytest.approx([700, 409.5], abs=0.3)
    assert [s.far for s in found] == pytest.approx([409.5, 200], abs=0.3)


def test_a_border_line_is_placed_at_its_centre():
    found = find_segments(_picture({(200, 410): 120, (410, 700): 220}, outline=3), BAR)
    assert found[0].far == pytest.approx(408, abs=0.4)


def test_a_bar_of_one_fill_is_one_segment():
    assert len(find_segments(_picture({(200, 700): 150}), BAR)) == 1


def test_stripes_of_one_pattern_are_one_segment():
    page = np.full((800, 1000, 3), 255, np.uint8)
    page[200:700, 200:281] = 255
    for row in range(210, 700, 14):
        page[row : row + 3, 200:281] = 0
    assert len(find_segments(prepare(Figure(page, "drawn.png")), BAR)) == 1


def test_segments_of_a_bar_below_its_base_run_downward():
    below = RawBar(200, 280, 700, 200, 1.0)
    found = find_segments(_picture({(200, 410): 60, (410, 700): 190}), below)
    assert [s.near for s in found] == pytest.approx([200, 409.5], abs=0.3)


@pytest.mark.parametrize("tones", [(70, 90), (200, 220)])
def test_level_fills_that_differ_little_are_two_segments(tones):
    upper, lower = tones
    found = find_segments(_picture({(200, 410): upper, (410, 700): lower}, outline=3), BAR)
    assert [s.far for s in found] == pytest.approx([408, 200], abs=0.5)
