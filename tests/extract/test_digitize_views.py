"""What a view of one panel knows of the others."""

import importlib
from dataclasses import replace

from figpool.core.axes import AxisCalibration, AxisScale, CalibrationPoint
from figpool.core.figure import PlotArea
from figpool.core.geometry import Box
from figpool.detect.raster.axes import AxisCandidate
from figpool.detect.raster.picture import prepare
from figpool.extract import DigitizeSettings
from figpool.extract.view import PanelView, ValueAxis
from paint.read import SilentEngine
from paint.sheet import Sheet

room = importlib.import_module("figpool.extract.digitize")


def view(left, texts):
    labels = tuple(Box(left - 40.0, y, left - 12.0, y + 12.0) for y in (100.0, 200.0, 300.0))
    points = (CalibrationPoint(106.0, 2.0), CalibrationPoint(306.0, 0.0))
    axis = ValueAxis(AxisCandidate(labels, None, left), AxisCalibration(AxisScale.LINEAR, -0.01, 3.06, points))
    area = PlotArea(Box(left, 60.0, left + 200.0, 306.0))
    picture = prepare(Sheet(700, 400).figure())
    return PanelView(picture, area, axis, (*texts, *labels), (), DigitizeSettings(), SilentEngine(), False)


def test_numbers_of_the_axis_of_another_panel_are_no_words_of_a_panel():
    """A box beside the axis of the next panel passed for a legend key, and its number for a name."""
    word = Box(120.0, 30.0, 180.0, 44.0)
    first, second = view(100.0, [word]), view(400.0, [])
    other = second.axis.candidate.labels
    own = room._among_others(replace(first, texts=(*first.texts, *other)), [second])
    assert own.texts == first.texts
