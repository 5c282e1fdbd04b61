"""The end of a plot area where no line says where the axis ends."""

import numpy as np
import pytest

from figpool.core.figure import PlotArea
from figpool.core.geometry import Box
from figpool.detect.raster.area import with_foot, without_strip
from figpool.detect.raster.axes import AxisCandidate
from figpool.detect.raster.lines import Stroke

AXIS = AxisCandidate(tuple(Box(20.0, y - 8, 50.0, y + 8) for y in (100.0, 200.0, 300.0)), None, 60.0)
AREA = PlotArea(Box(60.0, 0.0, 500.0, 300.0))


def page() -> np.ndarray:
    return np.ones((500, 520), np.float32)


def test_the_area_ends_above_the_print_below_it():
    labels = [Box(x, 340.0, x + 40, 356.0) for x in (100.0, 250.0, 400.0)]
    assert with_foot(AREA, AXIS, labels, page()).box.y1 == pytest.approx(340.0 - 0.4 * AXIS.size)


def test_tick_marks_under_a_panel_are_no_print():
    gray = page()
    gray[:330, 60:500] = 0.92
    ticks = [Box(x, 331.0, x + 3, 336.0) for x in (118.0, 268.0, 418.0)]
    labels = [Box(x, 345.0, x + 40, 361.0) for x in (100.0, 250.0, 400.0)]
    assert with_foot(AREA, AXIS, [*ticks, *labels], gray).box.y1 == pytest.approx(345.0 - 0.4 * AXIS.size)


def test_ends_of_error_bars_are_no_print():
    gray = page()
    gray[250:360, 118:122] = 0.0  # the stem above the cap
    caps = [Box(105.0, 352.0, 135.0, 362.0)]
    labels = [Box(x, 380.0, x + 40, 396.0) for x in (100.0, 250.0)]
    assert with_foot(AREA, AXIS, [*caps, *labels], gray).box.y1 == pytest.approx(380.0 - 0.4 * AXIS.size)


def test_without_print_it_reaches_one_step_at_most():
    assert with_foot(AREA, AXIS, (), page()).box.y1 == pytest.approx(395.0)


def test_an_area_that_ends_at_a_line_stays():
    lined = PlotArea(Box(60.0, 0.0, 500.0, 310.0), has_bottom=True)
    assert with_foot(lined, AXIS, (), page()) == lined


@pytest.mark.parametrize(
    ("thickness", "words", "top"),
    [
        (4.0, [Box(200.0, 32.0, 340.0, 52.0)], 70.0),  # a strip
        (2.0, [Box(200.0, 32.0, 340.0, 52.0)], 20.0),  # a gridline
        (4.0, [Box(200.0, 90.0, 340.0, 106.0)], 20.0),  # nothing printed in it
    ],
)
def test_the_strip_with_the_name_of_a_panel_is_no_part_of_the_area(thickness, words, top):
    lines = [Stroke(20.0, 58.0, 500.0, 4.0), Stroke(70.0, 59.0, 499.0, thickness), Stroke(320.0, 58.0, 500.0, 4.0)]
    area = PlotArea(Box(60.0, 20.0, 520.0, 320.0), has_top=True)
    assert without_strip(area, AXIS, lines, words).box.y0 == top
