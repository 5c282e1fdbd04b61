"""Long straight strokes, and peaks of profiles."""

import numpy as np
import pytest

from figpool.detect.raster.lines import find_peaks, find_strokes
from figpool.detect.raster.picture import prepare
from paint.sheet import Sheet


def strokes(sheet, *, vertical, min_length=100.0):
    return find_strokes(prepare(sheet.figure()), vertical=vertical, min_length=min_length)


@pytest.mark.parametrize("at", [300.0, 300.25, 300.5, 300.8])
@pytest.mark.parametrize("vertical", [True, False])
def test_a_stroke_is_located_between_the_pixels(at, vertical):
    sheet = Sheet(900, 700)
    (sheet.vline if vertical else sheet.hline)(at, 100, 400, 2.0)
    (stroke,) = strokes(sheet, vertical=vertical)
    assert stroke.at == pytest.approx(at, abs=0.12)
    assert stroke.start == pytest.approx(100, abs=2)
    assert stroke.end == pytest.approx(400, abs=2)
    assert 1 <= stroke.thickness <= 4


def test_direction_and_length_are_respected():
    sheet = Sheet(900, 700).vline(200, 100, 600).vline(300, 100, 160)
    assert [round(s.at) for s in strokes(sheet, vertical=True)] == [200]
    assert strokes(sheet, vertical=False) == []


def test_ticks_on_a_line_do_not_pull_it():
    sheet = Sheet(900, 700).vline(200.0, 100, 600, 2.0)
    for y in range(120, 600, 40):
        sheet.hline(y, 188, 200)
    (stroke,) = strokes(sheet, vertical=True)
    assert stroke.at == pytest.approx(200.0, abs=0.3)


def test_a_broad_bar_is_no_stroke():
    assert strokes(Sheet(900, 700).rect(200, 100, 260, 600), vertical=True) == []


def test_the_sides_of_a_densely_hatched_bar_are_two_strokes():
    """Their middle passed for an axis line, and the first bar beside the axis was lost."""
    sheet = Sheet(900, 700).shaded(200, 300, 320, 600, lambda x, y: np.where((x + 4 * y) % 12 < 6, 0.0, 255.0))
    sheet.vline(200, 60, 600, 4).vline(320, 200, 600, 4)
    found = strokes(sheet, vertical=True)
    assert [round(s.at) for s in found] == [200, 320]
    assert [s.start for s in found] == [pytest.approx(60, abs=3), pytest.approx(200, abs=3)]


def test_a_line_on_grey_ground_is_found():
    sheet = Sheet(900, 700).rect(100, 100, 800, 600, 235).vline(300, 100, 600, 2, 60)
    assert [round(s.at) for s in strokes(sheet, vertical=True)] == [300]


@pytest.mark.parametrize("centre", [20.0, 20.3, 20.7])
def test_peaks_are_located_between_the_samples(centre):
    profile = np.exp(-((np.arange(50) - centre) ** 2) / 4)
    ((position, height),) = find_peaks(profile, 0.2)
    assert position == pytest.approx(centre, abs=0.1)
    assert height == pytest.approx(profile.max())


def test_peaks_below_the_threshold_are_none():
    assert find_peaks(np.full(20, 0.1), 0.2) == []


def test_two_peaks_are_two():
    profile = np.zeros(40)
    profile[[10, 30]] = 1.0
    assert [p for p, _ in find_peaks(profile, 0.5)] == pytest.approx([10.0, 30.0])
