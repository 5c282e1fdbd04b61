"""Which kind a panel is read as."""

import importlib

import pytest

from figpool.extract import DigitizeSettings
from figpool.extract.charts.registry import ChartReading

room = importlib.import_module("figpool.extract.digitize")


class _Kind:
    def __init__(self, name: str, worth: float, *, usual: bool = True) -> None:
        self.name = name
        self._reading = ChartReading(name, (object(), object()), (), (), worth=worth, usual=usual)

    def read(self, views: object) -> ChartReading:
        return self._reading


@pytest.mark.parametrize(("usual", "chosen"), [(True, "bar"), (False, "box")])
def test_bars_on_an_unusual_line_do_not_end_the_search(monkeypatch, usual, chosen):
    kinds = {"bar": _Kind("bar", 0.9, usual=usual), "box": _Kind("box", 0.95)}
    monkeypatch.setattr(room, "chart_kinds", lambda: kinds)
    reading = room._read_panel([], DigitizeSettings())
    assert reading is not None
    assert reading.kind == chosen


@pytest.mark.parametrize(("usual", "chosen"), [(True, "bar"), (False, "scatter")])
def test_bars_on_an_unusual_line_are_believed_less_than_other_kinds(monkeypatch, usual, chosen):
    """Two columns drawn beside a scatter explained a little more of the ink than its markers."""
    kinds = {"bar": _Kind("bar", 0.36, usual=usual), "scatter": _Kind("scatter", 0.28)}
    monkeypatch.setattr(room, "chart_kinds", lambda: kinds)
    reading = room._read_panel([], DigitizeSettings())
    assert reading is not None
    assert reading.kind == chosen
