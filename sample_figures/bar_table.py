"""Numbers and axes of the bar charts, and the frames several of them share."""

from __future__ import annotations

from dataclasses import dataclass

from drawing.model import Chart, ChartSeries, NumberAxis, Value
from drawing.style import FrameStyle

Pair = tuple[float, float | None]
SERIF = "STIXGeneral"
THICK = FrameStyle("lb", 1.5, tick_length=5)
OFFICE_GREY = FrameStyle(
    "lb", 0.8, "#868686", "out", between_ticks=True, tick_length=3.5, grid="y", grid_color="#d9d9d9"
)
BOXED = FrameStyle("lbtr", 0.9, ticks="in")


@dataclass(frozen=True)
class Table:
    """The numbers of one chart: categories, and (mean, error) by series."""

    categories: tuple[str, ...]
    series: dict[str, tuple[Pair, ...]]
    sides: str = "both"
    kind: str = "bar"

    def chart(self, y: NumberAxis, x_title: str = "") -> Chart:
        """Return the table as a chart over the axis `y`."""
        series = tuple(ChartSeries(k, tuple(Value(m, e) for m, e in row)) for k, row in self.series.items())
        return Chart(self.kind, y, series, self.categories, error_sides=self.sides, x_title=x_title)


def axis(
    title: str, step: float, count: int, *, start: float = 0.0, beyond: float = 0.0, form: str = "plain"
) -> NumberAxis:
    """Return a linear axis of `count` steps from `start`, its line ending `beyond` (of a step) after the last tick."""
    ticks = tuple(round(start + k * step, 9) for k in range(count + 1))
    return NumberAxis(title, (start, round(ticks[-1] + beyond * step, 9)), ticks, label_format=form)
