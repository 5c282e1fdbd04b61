"""Whether a refused label can be a misreading of the number that belongs in its place."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from figpool.calibrate.hypotheses import LabelFit, label_tolerances
from figpool.calibrate.line import Array, common_step
from figpool.calibrate.settings import AxisSettings
from figpool.core.axes import AxisLabel

_DASHES = str.maketrans("−–—", "---")
_FLAT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻º°·,", "0123456789-00..")
_GROUPS = ("1lIL|!i7", "0OoDQ86", "5Ss6", "8B3", "2Z7z", "38", "56", "49A", "9gq", "6bG", "14", "1]", "1[", "17T")
_ALIKE = frozenset((a, b) for group in _GROUPS for a in group for b in group)
_CHEAP_DROP = {".": 0.3, "-": 0.35}
_DEAR_EXTRA = 1.1
_CHEAP_EXTRA = {
    "1": 0.6,
    "l": 0.3,
    "I": 0.3,
    ".": 0.3,
    "-": 0.2,
    "'": 0.2,
    "_": 0.2,
    " ": 0.05,
    "|": 0.2,
    "^": 0.05,
    "=": 0.2,
    "~": 0.2,
    ":": 0.2,
}

#: Price of a value between the steps of the axis, by how the step is divided.
_FINER = {1: 0.0, 2: 0.3, 3: 0.3, 4: 0.6, 5: 0.6}
_LARGEST_DECADE = 300

#: A misreading dearer than this is no explanation.
MAX_COST = 1.0


@dataclass(frozen=True, slots=True)
class Misreading:
    """How a printed number became the text that was read.

    Parameters
    ----------
    value : float
        The number that belongs in the place.
    printed : str
        How it was presumably printed.
    cost : float
        0 for the same text, about 0.3 for a usual slip, 1 for another digit.
    """

    value: float
    printed: str
    cost: float


def explain(text: str, value: float, decimals: Sequence[int], *, power: bool) -> Misreading | None:
    """Return the cheapest misreading of `value` that gives `text`, or None.

    Parameters
    ----------
    text : str
        What was read.
    value : float
        Number that the neighbours predict.
    decimals : sequence of int
        Numbers of decimals seen on the axis.
    power : bool
        Whether the axis is labelled in powers of ten.
    """
    read = text.translate(_DASHES).translate(_FLAT).strip()
    if not read:
        return None
    best = min(
        (Misreading(value, printed, _distance(printed, read)) for printed in _spellings(value, decimals, power=power)),
        key=lambda misreading: misreading.cost,
        default=None,
    )
    if best is None or best.cost > min(MAX_COST, 0.3 + 0.45 * len(best.printed)):
        return None
    return best


def find_repairs(labels: Sequence[AxisLabel], fit: LabelFit, settings: AxisSettings) -> dict[int, Misreading]:
    """Return the labels off the line that are misreadings of what belongs in their place, by index.

    Parameters
    ----------
    labels : sequence of AxisLabel
        All labels of the axis.
    fit : LabelFit
        Line through those that agree.
    settings : AxisSettings
        Tolerances.
    """
    decimals = sorted({decimals_of(labels[i].text) for i in fit.agreeing} | {0})
    tolerance = label_tolerances(labels, settings)
    values = np.array([fit.value(i) for i in fit.agreeing])
    taken = {round(v, 12) for v in values.tolist()}
    repairs: dict[int, Misreading] = {}
    for i, label in enumerate(labels):
        if fit.chosen[i] is not None or _is_word(label.text):
            continue
        found = [
            misreading
            for value, price in _values_near(fit, values, label.pixel, float(tolerance[i]))
            if round(value, 12) not in taken
            and (misreading := explain(label.text, value, decimals, power=fit.scale.is_log)) is not None
            and misreading.cost + price <= MAX_COST
        ]
        if found:
            repairs[i] = min(found, key=lambda misreading: misreading.cost)
            taken.add(round(repairs[i].value, 12))
    return repairs


def _is_word(text: str) -> bool:
    return len(text) > 4 and not any(c.isdigit() for c in text)


def _values_near(fit: LabelFit, values: Array, pixel: float, tolerance: float) -> list[tuple[float, float]]:
    """Values a label at `pixel` may carry, with the price of values between the steps of the axis."""
    near = _log_values(fit, values, pixel) if fit.scale.is_log else _linear_values(fit, values, pixel)
    return [(v, price) for v, price in near if abs(float(fit.line.pixel(fit.scale.to_linear(v))) - pixel) <= tolerance]


def _log_values(fit: LabelFit, values: Array, pixel: float) -> list[tuple[float, float]]:
    decade = math.floor(float(fit.line.u(pixel)) / float(fit.scale.to_linear(10.0)))
    if abs(decade) > _LARGEST_DECADE:
        return []
    between = (2, 5) if float(np.ptp(np.log10(values) % 1)) > 1e-6 else ()
    return [(float(f"{m}e{decade}"), 0.0) for m in (1, *between, 10)]


def _linear_values(fit: LabelFit, values: Array, pixel: float) -> list[tuple[float, float]]:
    step, first = common_step(values), float(values[0])
    at = (float(fit.line.u(pixel)) - first) / step
    steps = {round(at * finer) / finer: price for finer, price in reversed(_FINER.items())}
    return [(_clean(first + k * step, step), price) for k, price in steps.items()]


def _clean(value: float, step: float) -> float:
    """Drop what is left of floating-point sums, so that 0.1 + 0.2 is 0.3 and zero is zero."""
    return float(f"{value:.12g}") if abs(value) > 1e-9 * step else 0.0


def decimals_of(text: str) -> int:
    """Return the number of decimals printed in a label, 0 for whole numbers."""
    match = re.search(r"[.,·'](\d+)\D*$", text)
    return len(match.group(1)) if match else 0


def _spellings(value: float, decimals: Sequence[int], *, power: bool) -> list[str]:
    forms = {f"{value:.{d}f}" for d in decimals if abs(round(value, d) - value) <= 1e-9 * max(1.0, abs(value))}
    forms.add(f"{value:.6g}" if "e" not in f"{value:.6g}" else f"{value:g}")
    if power and value > 0 and abs(math.log10(value) - round(math.log10(value))) < 1e-6:
        forms.add(f"10{round(math.log10(value))}")
    return sorted(forms)


def _distance(printed: str, read: str) -> float:
    """Weighted edit distance (Wagner & Fischer 1974) from the printed to the read text."""
    row = [0.0]
    for c in read:
        row.append(row[-1] + _CHEAP_EXTRA.get(c, _DEAR_EXTRA))
    for p in printed:
        above, row = row, [row[0] + _CHEAP_DROP.get(p, 0.7)]
        for k, c in enumerate(read, start=1):
            swap = 0.0 if p == c else 0.35 if (p, c) in _ALIKE else 0.9
            row.append(
                min(above[k - 1] + swap, above[k] + _CHEAP_DROP.get(p, 0.7), row[-1] + _CHEAP_EXTRA.get(c, _DEAR_EXTRA))
            )
    return row[-1]
