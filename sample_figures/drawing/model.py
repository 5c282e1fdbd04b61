"""What a drawn chart says: the truth a digitizer is measured against."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

VERTICAL_CATEGORY_KINDS = ("bar", "neg", "stacked", "dot", "box", "overlaid", "strip")
NUMERIC_KINDS = ("line", "logline", "scatter")
MINUS = "\N{MINUS SIGN}"
#: What truth files call the kinds that are layouts of another: scorers know only that one.
LAYOUTS = {"stacked": "bar", "overlaid": "bar", "strip": "dot"}


@dataclass(frozen=True)
class Single:
    """A single value of a group, drawn as a point `aside` of the group's middle: -1 to 1 over the room it has."""

    value: float
    aside: float = 0.0


@dataclass(frozen=True)
class Value:
    """One drawn mark.

    Parameters
    ----------
    mean : float
        Plotted value, data units. In a stacked bar: the length of the segment.
    err : float, optional
        Upper arm of the error bar; None where no upper arm is drawn.
    err_low : float, optional
        Lower arm where it is not simply `err` by the chart's `error_sides`.
    x : float, optional
        Position on a numeric x axis.
    singles : tuple of Single, optional
        The single values, where they are drawn too.
    """

    mean: float
    err: float | None = None
    err_low: float | None = None
    x: float | None = None
    singles: tuple[Single, ...] = ()

    @property
    def highest(self) -> float:
        """Highest thing drawn of the mark: the end of its upper arm or a single value."""
        return max([self.mean + (self.err or 0.0), *(s.value for s in self.singles)])

    def truth(self) -> dict[str, Any]:
        """Return the mark as the truth file writes it."""
        out: dict[str, Any] = {} if self.x is None else {"x": self.x}
        out |= {"mean": self.mean, "err": self.err}
        if self.err_low is not None:
            out["err_low"] = self.err_low
        if self.singles:
            out["singles"] = [s.value for s in self.singles]
        return out


@dataclass(frozen=True)
class Box:
    """The five numbers of one box; `mean` where a mean mark is drawn, `fliers` beyond the whiskers."""

    median: float
    q1: float
    q3: float
    whislo: float
    whishi: float
    mean: float | None = None
    fliers: tuple[float, ...] = ()

    def truth(self) -> dict[str, Any]:
        """Return the box as the truth file writes it."""
        out = {k: getattr(self, k) for k in ("median", "q1", "q3", "whislo", "whishi")}
        if self.mean is not None:
            out["mean_mark"] = self.mean
        return out


@dataclass(frozen=True)
class ChartSeries:
    """A legend entry and its marks, in the order of the categories (or of x)."""

    name: str
    values: tuple[Value | Box, ...]


def _decimals(ticks: tuple[float, ...]) -> int:
    return max(_decimals_of(t) for t in ticks)


def _decimals_of(value: float) -> int:
    text = f"{value:.10f}".rstrip("0")
    return len(text.split(".")[1]) if "." in text else 0


def _plain(value: float, decimals: int) -> str:
    text = f"{abs(value):.{decimals}f}"
    return (MINUS if value < 0 else "") + text


def _scientific(value: float, decimals: int) -> str:
    if value == 0:
        return "0"
    power = math.floor(math.log10(abs(value)) + 1e-9)
    mantissa = f"{value / 10**power:.2f}".rstrip("0").rstrip(".")
    return rf"{mantissa}$\times$10$^{{{power}}}$"


LABEL_FORMATS: dict[str, Callable[[float, int], str]] = {
    "plain": _plain,
    "comma": lambda v, d: _plain(v, d).replace(".", ","),
    "raised_dot": lambda v, d: _plain(v, d).replace(".", "·"),
    "no_zero": lambda v, d: _plain(v, d).replace("0.", ".", 1) if 0 < abs(v) < 1 else _plain(v, d),
    "thousands": lambda v, d: (MINUS if v < 0 else "") + f"{abs(v):,.{d}f}",
    "thin_thousands": lambda v, d: f"{v:,.{d}f}".replace(",", " "),
    "percent": lambda v, d: _plain(v, d) + "%",
    "scientific": _scientific,
    "hyphen_minus": lambda v, d: f"{v:.{d}f}",
    "power": lambda v, d: rf"10$^{{{round(math.log10(v))}}}$",
    "full": lambda v, d: f"{v:,.{max(0, -math.floor(math.log10(v) + 1e-9))}f}",
}


@dataclass(frozen=True)
class NumberAxis:
    """A numeric axis: its title, its limits, the values of its labelled ticks and how they are printed.

    `multiplier` is a factor printed once at the end of the axis (``x10^3``): the labels are then the
    tick values divided by it, while the chart's truth stays in full units.
    """

    title: str
    limits: tuple[float, float]
    ticks: tuple[float, ...]
    log: bool = False
    label_format: str = "plain"
    multiplier: float = 1.0

    def labels(self) -> list[str]:
        """Return the printed tick labels, in the order of `ticks`."""
        shown = tuple(t / self.multiplier for t in self.ticks)
        decimals = _decimals(shown)
        return [LABEL_FORMATS[self.label_format](t, decimals) for t in shown]

    def fraction(self, value: float) -> float:
        """Return where `value` stands between the limits, 0 to 1."""
        lo, hi = (math.log10(v) for v in self.limits) if self.log else self.limits
        return ((math.log10(value) if self.log else value) - lo) / (hi - lo)


@dataclass(frozen=True)
class Chart:
    """All that a figure says.

    `kind` is one of bar, neg, stacked, hbar, dot, box, overlaid, strip (categories) and line, logline,
    scatter (numeric x).
    `error_sides` is "both" or "upper"; a `Value.err_low` overrides it.
    """

    kind: str
    y: NumberAxis
    series: tuple[ChartSeries, ...]
    categories: tuple[str, ...] = ()
    x: NumberAxis | None = None
    x_title: str = ""
    error_sides: str = "both"
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def n_groups(self) -> int:
        """Number of categories (or of x positions of the longest series)."""
        return len(self.categories) or max(len(s.values) for s in self.series)

    def arms(self, value: Value) -> tuple[float, float]:
        """Return the drawn (lower, upper) arm of a mark; 0 where none is drawn."""
        upper = value.err or 0.0
        if value.err_low is not None:
            return value.err_low, upper
        return (upper if self.error_sides == "both" else 0.0), upper

    def has_errors(self) -> bool:
        """Tell whether any mark carries an error bar."""
        return any(isinstance(v, Value) and max(self.arms(v)) > 0 for s in self.series for v in s.values)

    def positions(self) -> list[Any] | None:
        """Return what the truth file calls `x`: categories, the common x values, or None for a scatter."""
        if self.categories:
            return list(self.categories)
        if self.kind == "scatter":
            return None
        return [v.x for v in self.series[0].values if isinstance(v, Value)]

    def truth(self) -> dict[str, Any]:
        """Return the chart in the format of the rendered figures' truth files (without image and renderer).

        A stacked chart is written as kind "bar" with ``layout`` "stacked": scorers know only bars. So are bars
        under points, "overlaid", and points beside a stroke at the mean, "strip", which is written as "dot".
        """
        out: dict[str, Any] = {
            "kind": LAYOUTS.get(self.kind, self.kind),
            "ylabel": self.y.title,
            "log_y": self.y.log,
            "error_sides": self.error_sides,
            "x": self.positions(),
            "series": [{"name": s.name, "points": [v.truth() for v in s.values]} for s in self.series],
            "ylim": list(self.y.limits),
            "yticks": list(self.y.ticks),
            "tick_format": self.y.label_format,
        }
        if self.kind in LAYOUTS:
            out["layout"] = self.kind
        if self.y.multiplier != 1.0:
            out["multiplier"] = self.y.multiplier
        if self.x is not None:
            out |= {"xlabel": self.x.title, "xlim": list(self.x.limits), "xticks": list(self.x.ticks)}
        return out | self.extra
