"""What all readers share on the way from entries to a reading."""

from figpool.core.marks import Fill, PointMark
from figpool.core.provenance import Provenance
from figpool.core.series import DataPoint, ErrorBar
from figpool.extract.charts.assembly import Entry, ReadPanel


def _mark(x: float, y: float) -> PointMark:
    return PointMark(x, y, "circle", False, 4.0, Fill((0.0, 0.0, 0.0)), 1.0)


def test_marks_follow_their_series_as_the_points_do():
    places = {"low": [(10.0, 80.0), (40.0, 70.0)], "high": [(10.0, 20.0), (40.0, 15.0)]}
    seen = [(name, at) for i in (0, 1) for name in ("high", "low") for at in [places[name][i]]]
    entries = tuple(
        Entry(name, DataPoint(y, ErrorBar(None, None), x, y), Provenance("", "drawn")) for name, (x, y) in seen
    )
    panel = ReadPanel("point", tuple(_mark(*at) for _, at in seen), entries, (), (), 1.0)
    reading = panel.to_reading(lambda box: box)
    points = [point for series in reading.series for point in series.points]
    assert [series.name for series in reading.series] == ["high", "low"]
    assert [mark.position for mark in reading.marks] == [(p.x_px, p.y_px) for p in points]
