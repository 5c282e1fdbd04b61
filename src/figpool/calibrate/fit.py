"""Labels and tick marks -> a calibrated axis, or the reason why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from figpool.calibrate.doubts import find_doubts
from figpool.calibrate.hypotheses import find_label_fits
from figpool.calibrate.judge import Judged, judge
from figpool.calibrate.line import Array, Line, least_squares
from figpool.calibrate.settings import AxisSettings
from figpool.core.axes import (
    AxisCalibration,
    AxisLabel,
    AxisScale,
    CalibrationPoint,
    FailedCalibration,
    Tick,
    TickCandidate,
    TickSource,
)

_DEFAULT_SETTINGS = AxisSettings()
_JUDGED = 6
#: Score a label must bring on average; columns of other digits are made to agree by repairs only.
_LEAST_SCORE = 0.55
_MANUAL_HINT = 'Give ticks by hand with --y-ticks "PIXEL=VALUE,PIXEL=VALUE".'


@dataclass(frozen=True, slots=True)
class PlacedAxis:
    """The points that enter the final line.

    Parameters
    ----------
    u, pixel : ndarray, shape (n,)
        Places in scale space and their positions.
    source : TickSource
        What the positions were taken from.
    """

    u: Array
    pixel: Array
    source: TickSource


def fit_axis(
    labels: Sequence[AxisLabel],
    ticks: Sequence[TickCandidate] = (),
    settings: AxisSettings = _DEFAULT_SETTINGS,
) -> AxisCalibration | FailedCalibration:
    """Fit an axis to its printed labels and tick marks.

    All lines through two labels are tried with all readings on every scale;
    the most credible one (agreement, repairs, round steps, tick marks) wins.
    Labels then give the values, tick marks the positions.

    Parameters
    ----------
    labels : sequence of AxisLabel
        Everything printed beside the axis, in any order, words included.
    ticks : sequence of TickCandidate
        Tick marks or gridlines, in any order, false ones included.
    settings : AxisSettings
        Tolerances and scales to choose from.

    Returns
    -------
    AxisCalibration or FailedCalibration
        `support` says how much evidence there is, to choose between several
        columns of labels; `issues` say what is doubtful.
    """
    numeric = [label for label in labels if label.readings]
    if len(numeric) < 2:
        count = "No tick label" if not numeric else "Only one tick label"
        return FailedCalibration(f"{count} could be read as a number.", _MANUAL_HINT)
    fits = find_label_fits(labels, settings)
    if not fits:
        return FailedCalibration("The tick labels agree on no scale.", _MANUAL_HINT)
    judged = sorted((judge(labels, fit, ticks, settings) for fit in fits[:_JUDGED]), key=lambda j: -j.score)
    best = judged[0]
    if not _is_credible(best):
        return FailedCalibration(
            f"Only {len(best.fit.agreeing)} of {len(numeric)} numbers beside the axis agree with each other.",
            _MANUAL_HINT,
        )
    return _calibration(labels, ticks, judged, settings)


def _is_credible(best: Judged) -> bool:
    agreeing, refused = len(best.fit.agreeing), len(best.refused)
    enough = best.score > _LEAST_SCORE * len(best.used)
    return agreeing >= 2 and enough and (agreeing > refused or agreeing >= 4)


def _calibration(
    labels: Sequence[AxisLabel], ticks: Sequence[TickCandidate], judged: Sequence[Judged], settings: AxisSettings
) -> AxisCalibration:
    best = judged[0]
    placed = _place(labels, ticks, best)
    line = least_squares(placed.u, placed.pixel)
    scale = _name_scale(best)
    values = best.fit.scale.from_linear(placed.u)
    residual = placed.pixel - line.pixel(placed.u)
    size = float(np.median([label.size for label in labels]))
    slope, intercept = _inverse(line, best.fit.scale, scale)
    return AxisCalibration(
        scale=scale,
        slope=slope,
        intercept=intercept,
        points=tuple(
            CalibrationPoint(float(p), float(v), float(r))
            for p, v, r in zip(placed.pixel, values, residual, strict=True)
        ),
        rejected=tuple(Tick(labels[i].pixel, TickSource.LABEL, labels[i].text) for i in best.refused),
        issues=find_doubts(labels, judged, residual, placed.source, settings),
        pixel_sd=_pixel_sd(residual, placed.source, size),
        ticks=_named_ticks(labels, ticks, best),
        support=best.score,
    )


def _place(labels: Sequence[AxisLabel], ticks: Sequence[TickCandidate], best: Judged) -> PlacedAxis:
    """Positions from tick marks where they are known, else from label centres."""
    match = best.match
    if match is None:
        used = list(best.used)
        return PlacedAxis(best.places(), np.array([labels[i].pixel for i in used]), TickSource.LABEL)
    at = list(match.tick_of.values())
    u = best.places()[list(match.tick_of)]
    source = ticks[at[0]].source
    if best.comb is not None:
        extra = [j for j in np.flatnonzero(np.isfinite(best.comb)) if int(j) not in set(at)]
        u, at = np.r_[u, best.comb[extra]], [*at, *map(int, extra)]
    return PlacedAxis(u, np.array([ticks[j].pixel for j in at]), source)


def _pixel_sd(residual: Array, source: TickSource, size: float) -> float:
    """Return the standard uncertainty of one tick position; few residuals say little, hence a floor."""
    floor = 0.15 * size if source is TickSource.LABEL else 0.15 if residual.size > 4 else 0.3
    spread = float(np.sqrt(np.sum(residual**2) / max(residual.size - 2, 1)))
    return max(spread, floor)


def _name_scale(best: Judged) -> AxisScale:
    """Call a logarithmic axis log2 when its labels are powers of two."""
    scale = best.fit.scale
    values = np.array([best.value(i) for i in best.used])
    if scale is not AxisScale.LOG10 or values.size < 3:
        return scale
    halvings = np.log2(values)
    tens = np.log10(values)
    whole = np.allclose(halvings, np.round(halvings), atol=1e-6)
    return AxisScale.LOG2 if whole and not np.allclose(tens, np.round(tens), atol=1e-6) else scale


def _inverse(line: Line, fitted: AxisScale, named: AxisScale) -> tuple[float, float]:
    """Slope and intercept of u(pixel), in units of the named scale."""
    unit = 1.0 if fitted is named else float(named.to_linear(fitted.from_linear(1.0)))
    return unit / line.per_unit, -unit * line.at_zero / line.per_unit


def _named_ticks(labels: Sequence[AxisLabel], ticks: Sequence[TickCandidate], best: Judged) -> tuple[Tick, ...]:
    """Labelled ticks that were used, in reading order along the axis."""
    tick_of = best.match.tick_of if best.match is not None else {}
    named = []
    for place, i in enumerate(best.used):
        label = labels[i]
        mark = ticks[tick_of[place]] if place in tick_of else None
        option = best.fit.chosen[i]
        repaired = label.text if option is None or option.repair else ""
        named.append(
            Tick(
                pixel=mark.pixel if mark else label.pixel,
                source=mark.source if mark else TickSource.LABEL,
                text=label.text,
                value=best.value(i),
                repaired_from=repaired,
            )
        )
    return tuple(sorted(named, key=lambda tick: tick.pixel))
