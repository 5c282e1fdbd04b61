"""Which columns of labels are looked at as axes."""

import pytest

from figpool.core.geometry import Box
from figpool.detect.raster.axes import AxisCandidate
from figpool.detect.raster.lines import Stroke
from figpool.extract.axes import _frame, _is_of_panel


def axis(at, rows, ends=(100.0, 400.0)):
    labels = tuple(Box(at - 40.0, y - 6.0, at - 12.0, y + 6.0) for y in rows)
    return AxisCandidate(labels, Stroke(at, *ends, 3.0), at, -1)


@pytest.mark.parametrize(("at", "ends", "panel"), [(500.0, (101.0, 399.0), True), (500.0, (100.0, 300.0), False)])
def test_an_axis_of_two_labels_beside_a_line_as_high_as_that_of_another_panel_is_one(at, ends, panel):
    """Panels side by side with scales of their own: one with two numbers was never tried, so many others were."""
    whole = axis(100.0, (120.0, 200.0, 280.0, 360.0))
    assert _is_of_panel(axis(at, (180.0, 300.0), ends), [_frame(whole)]) == panel
    assert not _is_of_panel(whole, [_frame(whole)])
