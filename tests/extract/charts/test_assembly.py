"""What all readers share on the way from entries to a reading."""

from types import SimpleNamespace

import pytest

from figpool.core.issues import Flag
from figpool.core.marks import BarMark, Fill, PointMark
from figpool.core.provenance import Provenance
from figpool.core.series import DataPoint, ErrorBar
from figpool.extract.charts import assembly
from figpool.extract.charts.assembly import Entry, ReadPanel, read_labels, skipped_labels
from figpool.extract.words import AxisWord


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


def _bars(*starts):
    return [BarMark(x, x + 40.0, 300.0, 100.0, Fill((60.0, 0.0, 0.0)), 1.0) for x in starts]


@pytest.mark.parametrize(
    ("starts", "at", "doubted"),
    [((100, 180, 260), (120, 160, 200, 280), True), ((100, 180, 260), (120, 200, 280, 400), False)],
)
def test_a_label_below_a_gap_as_wide_as_a_bar_is_doubted(monkeypatch, starts, at, doubted):
    """A white bar that ended on a gridline between two dark ones was taken for a gap, with no flag."""
    marks = _bars(*starts)
    words = [AxisWord(float(x), f"group {x}") for x in at]
    monkeypatch.setattr(assembly, "read_categories", lambda view, base, places: words)
    picture = SimpleNamespace(to_upright=lambda x: x, to_working=lambda x: x)
    labels, doubts = read_labels(SimpleNamespace(picture=picture), 300.0, marks, [[i] for i in range(len(marks))])
    assert labels == [f"group {x + 20}" for x in starts]
    assert [[i.flag for i in own] for own in doubts] == [[Flag.MARKS_UNEXPLAINED] * doubted] * len(marks)


def test_gaps_of_another_width_hold_no_mark():
    words = [AxisWord(160.0, "units")]
    assert skipped_labels(_bars(100, 240), ["a", "b"], words) == ()
    assert len(skipped_labels(_bars(100, 180), ["a", "b"], words)) == 1
    assert skipped_labels(_bars(100, 180), ["a", "units"], words) == ()
    assert skipped_labels(_bars(100, 180), ["a", "a"], words) == ()
    assert skipped_labels(_bars(100, 180), ["", ""], words) == ()
