"""Error bars under the points of single values."""

from dataclasses import replace

import numpy as np
import pytest

from figpool.core.figure import Figure
from figpool.detect.raster.centred_caps import with_centred_caps
from figpool.detect.raster.crossed_stem import common_half
from figpool.detect.raster.picture import prepare
from figpool.detect.raster.rectangles import RawBar
from figpool.detect.raster.whiskers import Arm
from figpool.extract import DigitizeSettings, digitize
from figpool.extract.charts.strip import StripChart
from figpool.extract.digitize import find_views
from paint.bars import Bar, Chart
from paint.markers import paint_error_bar, paint_marker
from paint.read import SilentEngine, bars_of

TIPS = (170.0, 200.0, 140.0, 220.0)
LENGTHS = (60.0, 45.0, 70.0, 50.0)
STARTS = (75.0, 160.0, 245.0, 330.0)
#: Places of the points, by the half width of a bar and the length of its arm; they are jittered.
POINTS = ((0.35, 1.15), (-0.4, 0.9), (0.12, 0.6), (0.3, 0.35), (-0.16, 0.3), (0.4, -0.5), (-0.3, -0.8))


def _chart(*, both: bool, fill: str = "hollow") -> Chart:
    return Chart(
        [
            Bar(x, x + 56, tip, fill, up=tip - n, down=tip + n if both else None, cap=26.0)
            for x, tip, n in zip(STARTS, TIPS, LENGTHS, strict=True)
        ]
    )


def _dotted(chart: Chart, hollow: float):
    sheet = chart.paint()
    for bar, length in zip(chart.bars, LENGTHS, strict=True):
        for across, along in POINTS:
            paint_marker(sheet, bar.centre + 28 * across, bar.tip - along * length, "circle", 5.0, hollow=hollow)
    return sheet


@pytest.mark.parametrize("hollow", [0.0, 1.5])
@pytest.mark.parametrize("both", [True, False])
def test_points_over_bars_do_not_end_the_arms(both, hollow):
    chart = _chart(both=both)
    marks = bars_of(chart, _dotted(chart, hollow))
    assert [m.tip for m in marks] == pytest.approx(list(TIPS), abs=0.6)
    assert [m.tip - m.up.end for m in marks] == pytest.approx(list(LENGTHS), abs=0.8)
    assert all(m.up.capped and not m.up.unsure for m in marks)


def test_an_arm_without_cap_whose_ink_goes_on_is_doubted():
    plane = np.ones((200, 120), np.float32)
    plane[120:190, 30:90] = 0.7
    plane[40:120, 58:62] = 0.0
    picture = _picture(plane)
    bar = RawBar(30, 89, 119, 190, 1.0)
    ((outer, _),) = with_centred_caps(picture, [bar], [(Arm(60.0, 100.0, 0.0, 1.0), None)])
    assert outer is not None
    assert outer.unsure
    whole = (Arm(60.0, 41.0, 0.0, 1.0), None)
    assert with_centred_caps(picture, [bar], [whole]) == [whole]


def _picture(plane):
    return replace(prepare(Figure(np.full((20, 20, 3), 255, np.uint8), "drawn.png", "drawn")), gray=plane)


def test_the_widest_strokes_that_most_places_have_are_the_caps():
    places = [[5.0, 14.2], [4.8, 14.0, 30.0], [5.1, 13.8], [5.0]]
    assert common_half(places, 3) == pytest.approx(14.0)
    assert common_half(places, 4) == pytest.approx(5.0, abs=0.1)
    assert common_half(places, 5) is None


def test_caps_in_hatched_bars_need_an_arm_as_long():
    chart = _chart(both=False, fill="rising hatch")
    marks = bars_of(chart)
    assert [m.down for m in marks] == [None] * 4


GROUPS = ((100.0, 150.0, 40.0), (200.0, 200.0, 30.0), (300.0, 120.0, 55.0))


def _strip(half: float, cap: float, hollow: float = 0.0):
    chart = Chart([])
    sheet = chart.paint()
    for x, mean, length in GROUPS:
        for across, along in POINTS:
            paint_marker(
                sheet, x + 30 * across, mean - along * length, "circle", 4.0, color=(70.0, 120.0, 200.0), hollow=hollow
            )
        paint_error_bar(sheet, x, mean - length, mean + length, half=cap)
        sheet.hline(mean, x - half, x + half, 2.0)
    return digitize(sheet.figure(), DigitizeSettings(y_ticks=chart.ticks), SilentEngine()).panels


@pytest.mark.parametrize(("half", "cap"), [(24.0, 10.0), (16.0, 16.0)])
@pytest.mark.parametrize("hollow", [0.0, 1.5])
def test_groups_of_points_with_a_stroke_at_the_mean_are_read_as_such(half, cap, hollow):
    (panel,) = _strip(half, cap, hollow)
    assert panel.kind == "point"
    assert [m.tip for m in panel.marks] == pytest.approx([mean for _, mean, _ in GROUPS], abs=0.4)
    assert [m.tip - m.up.end for m in panel.marks] == pytest.approx([n for _, _, n in GROUPS], abs=0.6)
    assert [m.down.end - m.tip for m in panel.marks] == pytest.approx([n for _, _, n in GROUPS], abs=0.6)
    assert all("whisker_unsure" not in row.flags for row in panel.rows)


@pytest.mark.parametrize("shape", ["square", "up", "circle"])
@pytest.mark.parametrize("hollow", [0.0, 1.5])
def test_markers_with_error_bars_and_no_points_beside_them_are_no_strip_chart(shape, hollow):
    chart = Chart([])
    sheet = chart.paint()
    for x, mean, length in GROUPS:
        paint_marker(sheet, x, mean, shape, 7.0, hollow=hollow)
        paint_error_bar(sheet, x, mean - length, mean + length, half=7.0, width=1.5)
    (views,) = find_views(prepare(sheet.figure()), DigitizeSettings(y_ticks=chart.ticks), SilentEngine())
    assert StripChart().find(views) is None


#: Places of points in a row along the stem, by the length of the arm.
ON_STEM = (1.25, 0.62, 0.3, -0.4)


def _dotted_stems(cap: float, hollow: float):
    bars = [
        Bar(x, x + 56, tip, "grey", up=tip - n, down=tip + n, cap=cap)
        for x, tip, n in zip(STARTS, TIPS, LENGTHS, strict=True)
    ]
    sheet = Chart(bars).paint()
    for bar, length in zip(bars, LENGTHS, strict=True):
        for along in ON_STEM:
            paint_marker(sheet, bar.centre, bar.tip - along * length, "circle", 5.0, hollow=hollow)
    return Chart(bars), sheet


@pytest.mark.parametrize("hollow", [0.0, 1.5])
@pytest.mark.parametrize("cap", [0.0, 26.0])
def test_points_on_the_stems_are_no_caps_and_rings_do_not_break_them(cap, hollow):
    """Rings on the stems of bars ended their arms, with no flag."""
    marks = bars_of(*_dotted_stems(cap, hollow))
    right = [abs(m.tip - m.up.end - length) <= 1.5 for m, length in zip(marks, LENGTHS, strict=True)]
    assert sum(right) >= len(marks) - 1
    assert all(own or m.up.unsure for own, m in zip(right, marks, strict=True))
    assert all(m.up.capped == (cap > 0) for own, m in zip(right, marks, strict=True) if own)
