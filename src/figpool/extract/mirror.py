"""Arms that cannot be seen at overlaps: taken as long as the other arm, and said so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from figpool.core.axes import AxisCalibration
from figpool.detect.raster.stems import StemEnd
from figpool.extract.placed import PlacedMarker

#: Share of error bars with two arms from which a lone arm is taken for half of one.
_MOSTLY = 0.5
#: Lone arms that lead down, and their share of the lone arms, from which these have lost their fellows.
_LEAST_DOWN, _DOWN = 2, 0.25


def mirror_arms(
    placed: Sequence[PlacedMarker],
    calibration: AxisCalibration,
    ways: tuple[Callable[[float], float], Callable[[float], float]],
    covered: Callable[[PlacedMarker, float], bool],
) -> list[PlacedMarker]:
    """Complete error bars of which one arm is hidden, where the chart's error bars are symmetric.

    Parameters
    ----------
    placed : sequence of PlacedMarker
        Values of a panel.
    calibration : AxisCalibration
        The value axis (arms on it are symmetric in data units, not in pixels).
    ways : (callable, callable)
        Working-pixel row to value, and back.
    covered : callable
        Whether a marker covers a row of its column.

    Returns
    -------
    list of PlacedMarker
        Completed ones are `mirrored`; all unchanged unless most error bars have
        two arms of one length.
    """
    to_value, to_row = ways
    whole = [p for p in placed if p.up and p.down]
    single = [p for p in placed if (p.up is None) != (p.down is None)]
    # an arm that would end behind its own marker says nothing about the chart's error bars
    lone = [p for p in single if not covered(p, _opposite(p, *ways))]
    # no program draws lower arms only: where there are some the upper ones are hidden, or faded where they are many
    downs = sum(p.up is None for p in single)
    faded = downs >= max(_LEAST_DOWN, _DOWN * len(single))
    few = len(whole) < _MOSTLY * (len(whole) + len(lone)) or not (whole or (downs and len(single) >= 2 * len(lone)))
    if few and not faded:
        return list(placed)
    if whole and np.median([_imbalance(p, to_value) for p in whole]) > 0.15:
        return list(placed)
    return [_completed(p, calibration, to_value, to_row) if (p.up is None) != (p.down is None) else p for p in placed]


def _opposite(placed: PlacedMarker, to_value: Callable[[float], float], to_row: Callable[[float], float]) -> float:
    """Row at which the arm that is not seen would end; NaN where the axis has none."""
    seen = placed.up or placed.down
    with np.errstate(invalid="ignore", divide="ignore"):
        return to_row(2 * to_value(placed.y) - to_value(seen.y)) if seen is not None else float("nan")


def _imbalance(placed: PlacedMarker, to_value: Callable[[float], float]) -> float:
    if placed.up is None or placed.down is None:
        return 1.0
    middle = to_value(placed.y)
    up, down = abs(to_value(placed.up.y) - middle), abs(to_value(placed.down.y) - middle)
    return abs(up - down) / max(up, down, 1e-12)


def _completed(
    placed: PlacedMarker,
    calibration: AxisCalibration,
    to_value: Callable[[float], float],
    to_row: Callable[[float], float],
) -> PlacedMarker:
    seen = placed.up or placed.down
    if seen is None:
        return placed
    opposite = 2 * to_value(placed.y) - to_value(seen.y)
    if calibration.scale.is_log and opposite <= 0:
        return placed
    end = StemEnd(to_row(opposite), seen.half, clean=False)
    return replace(placed, up=placed.up or end, down=placed.down or end, mirrored=True)
