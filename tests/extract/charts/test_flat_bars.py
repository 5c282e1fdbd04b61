"""Which rectangles are bars of a panel."""

from types import SimpleNamespace

import pytest

from figpool.core.marks import BarMark, Fill, WhiskerMark
from figpool.detect.raster.rectangles import RawBar
from figpool.extract.charts.bar import without_flat


@pytest.mark.parametrize(("end", "kept"), [(300.2, 1), (280.0, 2)])
def test_a_flat_bar_whose_error_bar_is_no_longer_than_a_line_is_thick_is_none(end, kept):
    """The thick axis line between the axis and the first bar, with an arm of a hundredth of a pixel."""
    fill = Fill((20.0, 0.0, 0.0))
    flat = BarMark(80.0, 110.0, 300.0, 300.1, fill, 0.6, up=WhiskerMark(95.0, 300.1, end, True, 0.7, 0.2))
    high = BarMark(110.0, 140.0, 300.0, 150.0, fill, 1.0, up=WhiskerMark(125.0, 150.0, 120.0, True, 1.0, 0.2))
    raw = [RawBar(80, 110, 300, 300, 0.6), RawBar(110, 140, 150, 300, 1.0)]
    view = SimpleNamespace(picture=SimpleNamespace(scale=1.0))
    found, marks = without_flat(view, raw, (flat, high))
    assert len(found) == len(marks) == kept
