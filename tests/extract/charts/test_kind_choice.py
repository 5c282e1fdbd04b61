"""Which kind a panel is read as."""

import importlib

import pytest

from figpool.core.axes import CalibrationPoint
from figpool.core.geometry import Box
from figpool.core.issues import Flag, Issue
from figpool.core.series import DataPoint, Series
from figpool.extract import DigitizeSettings, digitize
from figpool.extract.charts.registry import ChartReading, KindFound
from paint.read import SilentEngine
from paint.sheet import Sheet

room = importlib.import_module("figpool.extract.digitize")


class _Kind:
    def __init__(self, name: str, worth: float, *, usual: bool = True) -> None:
        self.name = name
        self.read = 0
        self._worth, self._usual = worth, usual

    def find(self, views: object) -> KindFound:
        return KindFound(self._worth, 2, self._usual, self._reading)

    def _reading(self) -> ChartReading:
        self.read += 1
        return ChartReading(self.name, (object(), object()), (), (), worth=self._worth)


@pytest.mark.parametrize(("usual", "chosen"), [(True, "bar"), (False, "box")])
def test_bars_on_an_unusual_line_do_not_end_the_search(monkeypatch, usual, chosen):
    kinds = {"bar": _Kind("bar", 0.9, usual=usual), "box": _Kind("box", 0.95)}
    monkeypatch.setattr(room, "chart_kinds", lambda: kinds)
    reading = room._read_panel([], DigitizeSettings())
    assert reading is not None
    assert reading.kind == chosen


def test_labels_and_legend_are_read_of_the_chosen_kind_only(monkeypatch):
    """Reading the names of bars that were none took a tenth of the time of a line chart."""
    kinds = {"bar": _Kind("bar", 0.3), "line": _Kind("line", 0.7)}
    monkeypatch.setattr(room, "chart_kinds", lambda: kinds)
    room._read_panel([], DigitizeSettings())
    assert [kind.read for kind in kinds.values()] == [0, 1]


@pytest.mark.parametrize(("usual", "chosen"), [(True, "bar"), (False, "scatter")])
def test_bars_on_an_unusual_line_are_believed_less_than_other_kinds(monkeypatch, usual, chosen):
    """Two columns drawn beside a scatter explained a little more of the ink than its markers."""
    kinds = {"bar": _Kind("bar", 0.36, usual=usual), "scatter": _Kind("scatter", 0.28)}
    monkeypatch.setattr(room, "chart_kinds", lambda: kinds)
    reading = room._read_panel([], DigitizeSettings())
    assert reading is not None
    assert reading.kind == chosen


@pytest.mark.parametrize(("height", "doubted"), [(18.0, True), (200.0, False)])
def test_bars_that_fill_hardly_anything_of_the_panel_are_no_reading_of_it(height, doubted):
    """Two ticks that point inwards were the bars of a scatter of small markers."""
    sheet = Sheet(900, 700).vline(100, 60, 600).hline(600, 100, 860)
    for x in (300.0, 600.0):
        sheet.rect(x, 600 - height, x + 8, 600)
    ticks = (CalibrationPoint(600.0, 0.0), CalibrationPoint(100.0, 50.0))
    settings = DigitizeSettings(kind="bar", plot_area=Box(100.0, 60.0, 860.0, 600.0), y_ticks=ticks)
    rows = digitize(sheet.figure(), settings, SilentEngine()).rows
    assert len(rows) == 2
    assert all(("ink_unexplained" in row.flags) == doubted for row in rows)


class _Doubted(_Kind):
    """A kind with one value and what speaks against it."""

    def __init__(self, name: str, worth: float, doubt: float, count: int = 2) -> None:
        super().__init__(name, worth)
        self._doubt, self._count = doubt, count

    def find(self, views: object) -> KindFound:
        return KindFound(self._worth, self._count, True, self._reading)

    def _reading(self) -> ChartReading:
        point = DataPoint(1.0, None, 0.0, 0.0, issues=(Issue(Flag.MARK_WEAK, "", self._doubt),))
        return ChartReading(self.name, (object(),), (Series("", None, (point,)),), (), worth=self._worth)


@pytest.mark.parametrize(("doubt", "other", "chosen"), [(0.8, 0.2, "point"), (0.2, 0.2, "box"), (0.8, 0.8, "box")])
def test_values_that_are_rather_wrong_than_right_give_way_to_a_kind_that_explains_nearly_as_much(
    monkeypatch, doubt, other, chosen
):
    """Words of a pale legend passed for boxes, and explained a little more of the ink than the markers did."""
    kinds = {"box": _Doubted("box", 0.25, doubt), "point": _Doubted("point", 0.24, other)}
    monkeypatch.setattr(room, "chart_kinds", lambda: kinds)
    reading = room._read_panel([], DigitizeSettings())
    assert reading is not None
    assert reading.kind == chosen


def test_a_kind_of_fewer_marks_does_not_take_the_place_of_a_doubted_one(monkeypatch):
    """Doubted stacks gave way to bars that were their lowest parts, and three wrong values had no flag."""
    kinds = {"stacked": _Doubted("stacked", 0.95, 0.8, count=8), "bar": _Doubted("bar", 0.94, 0.2, count=2)}
    monkeypatch.setattr(room, "chart_kinds", lambda: kinds)
    reading = room._read_panel([], DigitizeSettings())
    assert reading is not None
    assert reading.kind == "stacked"
