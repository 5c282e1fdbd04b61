"""Bar charts painted to the fraction of a pixel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from figpool.core.axes import CalibrationPoint
from paint.sheet import BLACK, WHITE, Pattern, Sheet

Levels = tuple[float, float, float]


def stripes(step: float, thickness: float, dx: float, dy: float) -> Pattern:
    """Black strokes across the direction (dx, dy) on white."""
    return lambda x, y: np.where((x * dx + y * dy) % step < thickness, BLACK, WHITE)


def spots(step: float, radius: float) -> Pattern:
    """Black dots on white."""

    def at(x, y):
        u, v = x % step - step / 2, y % step - step / 2
        return np.where(u * u + v * v < radius * radius, BLACK, WHITE)

    return at


#: How bars look in print: (solid colour or pattern inside, whether an outline is drawn).
FILLS: dict[str, tuple[float | Levels | Pattern, bool]] = {
    "black": (20.0, False),
    "grey": (150.0, True),
    "pale grey": (225.0, True),
    "colour": ((70.0, 120.0, 200.0), False),
    "outlined colour": ((230.0, 150.0, 60.0), True),
    "hollow": (WHITE, True),
    "rising hatch": (stripes(9, 2, 0.7, 0.7), True),
    "falling hatch": (stripes(9, 2, 0.7, -0.7), True),
    "level hatch": (stripes(9, 2, 0.0, 1.0), True),
    "upright hatch": (stripes(9, 2, 1.0, 0.0), True),
    "dotted": (spots(9, 2.2), True),
    "gradient": (lambda x, y: 90.0 + 0.5 * (y % 320), True),
}


@dataclass(frozen=True)
class Bar:
    """One bar: sides, free end, looks, ends of its whiskers (positions of the caps' strokes)."""

    x0: float
    x1: float
    tip: float
    fill: str = "grey"
    up: float | None = None
    down: float | None = None
    cap: float = 14.0
    stem: float = 2.0

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True)
class Chart:
    """Bars on a base line beside a value axis."""

    bars: Sequence[Bar]
    base: float = 310.0
    width: int = 440
    height: int = 360
    axis: float = 50.0
    right: float = 420.0
    top: float = 20.0
    paper: float = WHITE
    line: float = 2.0
    grid: Sequence[float] = field(default_factory=tuple)
    grid_color: float = 215.0

    def paint(self) -> Sheet:
        sheet = Sheet(self.width, self.height, self.paper)
        for y in self.grid:
            sheet.hline(y, self.axis, self.right, 1.5, self.grid_color)
        for bar in self.bars:
            paint_bar(sheet, bar, self.base, self.line)
        sheet.vline(self.axis, self.top, self.bottom, 2.0)
        return sheet.hline(self.base, self.axis - 1, self.right, 2.0)

    @property
    def bottom(self) -> float:
        """Lower end of the value axis."""
        return max([self.base, *(b.tip + 10 for b in self.bars if b.tip > self.base)])

    @property
    def ticks(self) -> tuple[CalibrationPoint, ...]:
        """The two ends of the value axis: 0 at the base, half a unit a pixel."""
        return tuple(CalibrationPoint(y, self.value(y)) for y in (self.bottom, self.top))

    def value(self, y: float) -> float:
        return (self.base - y) / 2.0


def paint_bar(sheet: Sheet, bar: Bar, base: float, line: float = 2.0) -> None:
    """Paint a bar with its whiskers; the outline's stroke centres are the bar's edges."""
    inside, outlined = FILLS[bar.fill]
    low, high = sorted((bar.tip, base))
    if callable(inside):
        sheet.shaded(bar.x0, low, bar.x1, high, inside)
    else:
        sheet.rect(bar.x0, low, bar.x1, high, inside)
    if outlined:
        sheet.frame(bar.x0, low, bar.x1, high, line)
    for end in (bar.up, bar.down):
        if end is not None:
            paint_whisker(sheet, bar, end)


def paint_whisker(sheet: Sheet, bar: Bar, end: float) -> None:
    """Paint one arm from the free end to `end`; light where it stands on a black bar."""
    inside_black = bar.fill == "black" and end > bar.tip
    color = WHITE if inside_black else BLACK
    low, high = sorted((bar.tip, end))
    half = bar.stem / 2
    edge = (low - half, high) if end < bar.tip else (low, high + half)
    sheet.vline(bar.centre, *(edge if bar.cap else (low, high)), bar.stem, color)
    if bar.cap:
        sheet.hline(end, bar.centre - bar.cap / 2, bar.centre + bar.cap / 2, bar.stem, color)
