"""What a label may stand for: its readings, and those with a lost point or minus.

The recogniser drops decimal points and minus signs with full confidence, on
some figures from every label, so both are tried for every label at a price.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from figpool.core.axes import AxisLabel, AxisScale
from figpool.core.slips import Slip


@dataclass(frozen=True, slots=True)
class Option:
    """One number a label may stand for, with its price."""

    value: float
    penalty: float
    repair: str


def label_options(label: AxisLabel) -> tuple[Option, ...]:
    """Return the numbers tried for one label, distinct, cheapest first."""
    best: dict[float, Option] = {}
    for option in [*_plain(label), *_lost_point(label), *_lost_minus(label)]:
        if option.value not in best or option.penalty < best[option.value].penalty:
            best[option.value] = option
    return tuple(sorted(best.values(), key=lambda option: option.penalty))


def _plain(label: AxisLabel) -> list[Option]:
    return [Option(reading.value, reading.penalty, reading.repair) for reading in label.readings]


def _lost_point(label: AxisLabel) -> list[Option]:
    match = re.match(r"[-−]?(\d+)\D*$", label.text)
    if match is None or not label.readings:
        return []
    first, digits = label.readings[0], match.group(1)
    value = math.copysign(int(digits), first.value)
    return [Option(value / 10**p, 0.55 + 0.03 * p, Slip.POINT_LOST) for p in range(1, len(digits) + 1)]


def _lost_minus(label: AxisLabel) -> list[Option]:
    return [
        Option(-reading.value, reading.penalty + 0.5, Slip.MINUS_LOST)
        for reading in label.readings
        if reading.value > 0 and reading.penalty < 0.3
    ]


def scale_penalty(option: Option, scale: AxisScale) -> float:
    """Penalty of an option on a scale: logarithmic axes carry 1, 2, 5, 10, 20, ..., not 102."""
    if not scale.is_log:
        return option.penalty
    if option.repair == Slip.POWER_FLAT:
        return 0.5 * option.penalty
    return option.penalty + (0.0 if has_one_digit(option.value) else 0.35)


def has_one_digit(value: float) -> bool:
    """Whether the number is a whole multiple 1..9 of a power of ten."""
    mantissa = float(f"{abs(value):.9e}".split("e")[0])
    return abs(mantissa - round(mantissa)) < 1e-6
