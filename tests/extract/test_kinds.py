"""Which kind of chart a panel is read as."""

import importlib
from dataclasses import dataclass

import pytest

from figpool.core.issues import Flag, Issue
from figpool.core.marks import Fill, PointMark
from figpool.core.series import DataPoint, ErrorBar, Series
from figpool.extract import DigitizeSettings
from figpool.extract.charts.registry import ChartReading, KindFound

digitize = importlib.import_module("figpool.extract.digitize")

NO_MEDIAN = Issue(Flag.MARK_WEAK, "No line of a median was found in this box.", 0.6)


@dataclass
class Kind:
    """A kind that always gives the same reading, and counts how often it was asked."""

    reading: ChartReading
    asked: int = 0

    def find(self, views):
        self.asked += 1
        return KindFound(self.reading.worth, len(self.reading.marks), True, lambda: self.reading)


def reading(kind, worth, issues=()):
    points = tuple(DataPoint(float(k), ErrorBar(), 10.0 * k, 5.0, issues=issues) for k in range(3))
    fill = Fill((0.0, 0.0, 0.0))
    marks = tuple(PointMark(10.0 * k, 5.0, "circle", False, 4.0, fill, 1.0) for k in range(3))
    return ChartReading(kind, marks, (Series("", kind, points),), ((),), worth=worth)


@pytest.mark.parametrize(("issues", "expected", "asked"), [((NO_MEDIAN,), "point", 1), ((), "box", 0)])
def test_only_values_rather_right_than_wrong_end_the_search(monkeypatch, issues, expected, asked):
    # markers with error bars pass for boxes without medians, and these explain nearly as much ink
    first, second = Kind(reading("box", 0.87, issues)), Kind(reading("point", 0.93))
    monkeypatch.setattr(digitize, "chart_kinds", lambda: {"box": first, "point": second})
    assert digitize._read_panel([], DigitizeSettings()).kind == expected
    assert second.asked == asked


def test_values_as_likely_wrong_as_right_are_not_believed():
    """Three boxes, each as likely none, took the place of eighteen markers that explained as much."""
    even = Issue(Flag.MARK_WEAK, "The median may be hidden.", 0.5)
    assert not digitize._is_believed(reading("box", 0.8, (even,)))
