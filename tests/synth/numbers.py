"""Random axes: round ticks, limits, and how the labels are printed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from drawing.model import NumberAxis

STEPS = (1.0, 2.0, 2.5, 5.0)


@dataclass(frozen=True)
class Room:
    """What an axis must hold: values from `low` to `high`, `above` of the span left free for notes."""

    low: float
    high: float
    above: float = 0.1


def significant(value: float, digits: int = 6) -> float:
    """Round to significant digits, so that the truth file holds exactly what is drawn."""
    return float(f"{value:.{digits}g}")


def round_step(span: float, wanted: int) -> float:
    """Return the step of 1, 2, 2.5 or 5 times a power of ten that cuts `span` into about `wanted` parts."""
    rough = span / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    return next((significant(s * power) for s in (*STEPS, 10.0) if s * power >= rough * 0.999), significant(10 * power))


def _label_format(rng: np.random.Generator, title: str, top: float, step: float) -> tuple[str, float]:
    """Choose how numbers are printed: (format, multiplier)."""
    roll = rng.random()
    if top >= 1e5 and step >= 1e4:
        return [("plain", 1.0), ("thousands", 1.0), ("scientific", 1.0), ("plain", 1e3), ("plain", 1e5)][
            rng.integers(5)
        ]
    if top >= 1000 and roll < 0.6:
        return [("thousands", 1.0), ("thin_thousands", 1.0), ("plain", 1e3)][rng.integers(3)]
    if step < 1 and roll < 0.3:
        return [("comma", 1.0), ("raised_dot", 1.0), ("no_zero", 1.0)][rng.integers(3)]
    if "%" in title and roll < 0.2:
        return "percent", 1.0
    return ("hyphen_minus" if roll > 0.7 else "plain"), 1.0


def linear_axis(rng: np.random.Generator, title: str, room: Room) -> NumberAxis:
    """Return an axis that holds `room`: from 0 where the values start there, its end on a tick or a little beyond."""
    span = room.high - room.low
    step = round_step(span * (1 + room.above), int(rng.integers(4, 8)))
    first = math.floor(room.low / step + 1e-9)
    last = math.ceil((room.high + room.above * span) / step - 1e-9)
    ticks = tuple(significant(k * step) for k in range(first, last + 1))
    lo, hi = ticks[0], ticks[-1]
    if rng.random() < 0.3:
        hi = significant(hi + step * rng.uniform(0.1, 0.6))
    form, multiplier = _label_format(rng, title, hi, step)
    return NumberAxis(title, (lo, hi), ticks, label_format=form, multiplier=multiplier)


def log_axis(rng: np.random.Generator, title: str, low: float, high: float) -> NumberAxis:
    """Return a log10 axis over whole decades."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    ticks = tuple(float(f"1e{p}") for p in range(first, last + 1))
    return NumberAxis(title, (ticks[0], ticks[-1]), ticks, log=True, label_format=str(rng.choice(["power", "full"])))


def course_axis(rng: np.random.Generator, title: str, xs: tuple[float, ...]) -> NumberAxis:
    """Return an x axis for a time course: ticks at the measured times or on a round comb, a margin either side."""
    span = xs[-1] - xs[0]
    margin = span * rng.uniform(0.04, 0.1)
    if rng.random() < 0.5 and min(np.diff(xs)) > span / 14:
        ticks = tuple(float(x) for x in xs)
    else:
        step = max(1.0, round_step(span, int(rng.integers(4, 8))))
        ticks = tuple(float(k * step) for k in range(math.ceil(xs[0] / step), math.floor(xs[-1] / step) + 1))
    return NumberAxis(title, (significant(xs[0] - margin), significant(xs[-1] + margin)), ticks)
