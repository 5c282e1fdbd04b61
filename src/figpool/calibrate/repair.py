"""Whether a refused label can be a misreading of the number that belongs in its place."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

_DASHES = str.maketrans("−–—", "---")
_FLAT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻º°·,", "0123456789-00..")
_ALIKE = ("1lI|!i7", "0OoDQ86", "5Ss6", "8B3", "2Z7z", "38", "56", "49A", "9gq", "6bG", "14", "1]", "1[", "17T")
_CHEAP_DROP = {".": 0.3, "-": 0.35}
_CHEAP_EXTRA = {".": 0.3, "-": 0.2, "'": 0.2, "_": 0.2, " ": 0.05, "|": 0.2, "^": 0.05, "=": 0.2, "~": 0.2, ":": 0.2}

#: A misreading dearer than this is no explanation.
MAX_COST = 1.25


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


def _alike(a: str, b: str) -> bool:
    return any(a in group and b in group for group in _ALIKE)


def _distance(printed: str, read: str) -> float:
    """Weighted edit distance (Wagner & Fischer 1974) from the printed to the read text."""
    row = [0.0]
    for c in read:
        row.append(row[-1] + _CHEAP_EXTRA.get(c, 0.7))
    for p in printed:
        above, row = row, [row[0] + _CHEAP_DROP.get(p, 0.7)]
        for k, c in enumerate(read, start=1):
            swap = 0.0 if p == c else 0.35 if _alike(p, c) else 0.9
            row.append(
                min(above[k - 1] + swap, above[k] + _CHEAP_DROP.get(p, 0.7), row[-1] + _CHEAP_EXTRA.get(c, 0.7))
            )
    return row[-1]
