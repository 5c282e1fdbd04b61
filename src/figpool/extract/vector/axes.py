"""Value axes of a scene: columns of numbers, the ticks they name, the fitted scale."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from figpool.calibrate import AxisSettings, fit_axis
from figpool.core.axes import AxisCalibration, AxisLabel, AxisScale, NumberReading, Tick, TickSource
from figpool.core.figure import PlotArea
from figpool.core.vector import VectorText
from figpool.detect.raster.standing import STANDING
from figpool.detect.vector.axes import AxisMarks, find_area, find_axis_marks, find_columns, marks_from_labels
from figpool.detect.vector.scene import Scene
from figpool.extract.settings import DigitizeSettings
from figpool.extract.vector.hundredths import uncut
from figpool.extract.vector.snapped import unsnapped
from figpool.extract.vector.spoken import spoken_scale
from figpool.ocr import read_number

#: Penalty from which a text is a word with a number in it, not a number.
_WORD = 0.3
#: Distance of the lines of two columns of ticks that are one line, pixels.
_ONE_LINE = 1.0
#: Share of labels that may disagree: their text is exact, so more are no scale (days 1, 3, 7, 14 as categories).
_REFUSED = 0.2
#: Pages with more runs of text hold tables and prose: there an axis needs ticks or gridlines.
_FEW_TEXTS = 150
#: Powers of ten: a logarithmic axis, even with two of them.
_POWER = re.compile(r"10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+$")
#: An exponent, and how it is written behind its base.
_EXPONENT = re.compile(r"[-−]?\d{1,2}$")
_RAISED = str.maketrans("0123456789-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻")
#: A factor for all labels, printed at the end of an axis.
_FACTOR = re.compile(r"([×x*]\s*10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+|1e[+\-−]?\d+)$")
#: How far an exponent is from its base, in its height.
_CLOSE = 0.6
#: Labels of rounded ticks stand this near to their places on the scale, in font sizes.
_PLACE_NEAR = 0.5
#: Standard uncertainty of a tick position in a vector file, pixels.
_TICK_U = 0.02


@dataclass(frozen=True)
class SceneAxis:
    """A vertical value axis of a scene.

    Parameters
    ----------
    labels : tuple of VectorText
        Its tick labels.
    marks : AxisMarks
        Ticks or gridlines.
    calibration : AxisCalibration
        The fit, pixels of the scene.
    area : PlotArea
        Box inside the axes.
    """

    labels: tuple[VectorText, ...]
    marks: AxisMarks
    calibration: AxisCalibration
    area: PlotArea


def read_axes(scene: Scene, settings: DigitizeSettings) -> list[SceneAxis]:
    """Find and fit all vertical axes whose labels are numbers.

    Parameters
    ----------
    scene : Scene
        The page (transposed for horizontal axes).
    settings : DigitizeSettings
        Scale set by hand, if any.

    Returns
    -------
    list of SceneAxis
        Best supported first; of those that share labels or a line only the best.
    """
    numbers = [(t, r) for t in _with_standing_powers(scene.texts) if (r := _readings(t))]
    found: list[tuple[tuple[VectorText, ...], AxisMarks, AxisCalibration]] = []
    reading_of = {id(t): r for t, r in numbers}
    few = len(scene.texts) <= _FEW_TEXTS
    for column in find_columns([t for t, _ in numbers]):
        for labels in _monotonic_runs(column, reading_of):
            values = [reading_of[id(t)][0].value for t in labels]
            marks = find_axis_marks(scene, labels) or (marks_from_labels(scene, labels, values) if few else None)
            if marks is None:
                continue
            readings = _times(reading_of, labels, _factor(scene, labels))
            fitted = _fit(labels, readings, marks, settings)
            if fitted is not None:
                values = [readings[id(t)][0].value for t in labels]
                found.append((labels, marks, _settled(fitted, marks, scene, list(zip(labels, values, strict=True)))))
    found.sort(key=lambda f: -f[2].support)
    kept: list[tuple[tuple[VectorText, ...], AxisMarks, AxisCalibration]] = []
    for axis in found:
        ids = {id(t) for t in axis[0]}
        if not any(ids & {id(t) for t in other[0]} or _is_one_line(axis[1], other[1]) for other in kept):
            kept.append(axis)
    return [SceneAxis(t, m, c, find_area(scene, m, _limits(scene, m, kept), t[0].size)) for t, m, c in kept]


def _is_one_line(a: AxisMarks, b: AxisMarks) -> bool:
    """Whether the ticks of two columns of labels stand on one stretch of one line: words were taken for numbers."""
    shared = min(a.extent[1], b.extent[1]) - max(a.extent[0], b.extent[0])
    shorter = min(a.extent[1] - a.extent[0], b.extent[1] - b.extent[0])
    return a.side == b.side and abs(a.at - b.at) <= _ONE_LINE and shared > 0.5 * shorter


def _readings(text: VectorText) -> tuple[NumberReading, ...]:
    readings = read_number(text.text)
    return readings if readings and readings[0].penalty < _WORD else ()


def _factor(scene: Scene, labels: Sequence[VectorText]) -> float:
    """Factor printed beyond the end of a column of labels ("×10⁵", "1e6"); 1 without one."""
    size = labels[0].size
    first, last = labels[0].box.cy, labels[-1].box.cy
    across = sum(t.box.cx for t in labels) / len(labels)
    for text in scene.texts:
        beyond = text.box.cy < first - 0.5 * size or text.box.cy > last + 0.5 * size
        if (
            beyond
            and _FACTOR.match(text.text)
            and not _POWER.match(labels[0].text)
            and abs(text.box.cx - across) <= 5 * size
        ):
            return read_number(text.text.lstrip("×x* "))[0].value
    return 1.0


def _with_standing_powers(texts: Sequence[VectorText]) -> list[VectorText]:
    """Join exponents that read from bottom to top, each a run of text of its own, with the 10 they stand behind."""
    bases = [t for t in texts if t.angle == STANDING and t.text.strip() == "10"]
    joined: list[VectorText] = []
    parts: set[int] = set()
    for text in (t for t in texts if _EXPONENT.match(t.text)) if bases else ():
        base = next((b for b in bases if _stands_behind(text, b)), None)
        if base is not None:
            raised = text.text.translate(_RAISED)
            joined.append(replace(base, text=f"10{raised}", box=base.box.joined(text.box)))
            parts |= {id(text), id(base)}
    return [*(t for t in texts if id(t) not in parts), *joined]


def _stands_behind(label: VectorText, base: VectorText) -> bool:
    """Whether a label follows another run of text that reads from bottom to top, raised: to the left of its middle."""
    box, other = label.box, base.box
    apart = other.y0 - box.y1
    return box.x0 < other.x0 < box.x1 and -_CLOSE * box.width <= apart <= _CLOSE * box.width


def _times(
    readings: dict[int, tuple[NumberReading, ...]], labels: Sequence[VectorText], factor: float
) -> dict[int, tuple[NumberReading, ...]]:
    return {id(t): tuple(replace(r, value=r.value * factor) for r in readings[id(t)]) for t in labels}


def _monotonic_runs(
    column: Sequence[VectorText], readings: dict[int, tuple[NumberReading, ...]]
) -> list[tuple[VectorText, ...]]:
    """Split a column where its numbers stop rising (or falling): axes above one another."""
    runs: list[list[VectorText]] = []
    direction = 0
    for text in column:
        value = readings[id(text)][0].value
        if not runs:
            runs.append([text])
            continue
        last = readings[id(runs[-1][-1])][0].value
        step = (value > last) - (value < last)
        if step == 0 or (direction and step != direction):
            runs.append([text])
            direction = 0
        else:
            runs[-1].append(text)
            direction = step
    return [tuple(run) for run in runs if len(run) >= 2]


def _fit(
    labels: Sequence[VectorText],
    readings: dict[int, tuple[NumberReading, ...]],
    marks: AxisMarks,
    settings: DigitizeSettings,
) -> AxisCalibration | None:
    scale = settings.scale or (AxisScale.LOG10 if all(_POWER.match(t.text) for t in labels) else None)
    options = AxisSettings() if scale is None else AxisSettings(scales=(scale,))
    given = [AxisLabel(_place(t, marks), 0.75 * t.size, t.text, readings[id(t)]) for t in labels]
    fitted = fit_axis(given, marks.ticks, options)
    if not isinstance(fitted, AxisCalibration):
        return None
    refused = len(fitted.rejected) + sum(bool(t.repaired_from) for t in fitted.ticks)
    if refused > _REFUSED * len(labels):
        return None
    least = 0.05 * labels[0].size if marks.ticks[0].source is TickSource.LABEL else _TICK_U
    return replace(fitted, pixel_sd=max(least, fitted.residual_rms))


def _settled(
    fitted: AxisCalibration, marks: AxisMarks, scene: Scene, labels: Sequence[tuple[VectorText, float]]
) -> AxisCalibration:
    """Return the fit freed from what the drawing program did to ticks and marks."""
    spoken = spoken_scale(fitted, scene.spoken)
    if spoken is not None:
        return spoken
    whole = _with_refused(fitted, labels)
    freed = whole if scene.unit else unsnapped(whole, marks, scene, [t for t, _ in labels])
    return uncut(fitted if freed is whole else freed, marks, scene)


def _with_refused(fitted: AxisCalibration, labels: Sequence[tuple[VectorText, float]]) -> AxisCalibration:
    """Return the fit with the ticks it refused for standing a little off, as rounded ones may."""
    used = {t.text for t in fitted.ticks}
    more = [
        Tick(t.box.cy, TickSource.LABEL, t.text, value)
        for t, value in labels
        if t.text not in used and abs(float(fitted.to_pixel(value)) - t.box.cy) <= _PLACE_NEAR * t.size
    ]
    return replace(fitted, ticks=tuple(sorted((*fitted.ticks, *more), key=lambda t: t.pixel))) if more else fitted


def _place(label: VectorText, marks: AxisMarks) -> float:
    """Position of the tick a label names: the nearest; labels at the ends may be moved inward."""
    nearest = min((t.pixel for t in marks.ticks), key=lambda p: abs(p - label.box.cy))
    reach = max(0.8 * label.size, label.box.height / 2 + 0.1 * label.size)
    return nearest if abs(nearest - label.box.cy) <= reach else label.box.cy


def _limits(
    scene: Scene, marks: AxisMarks, axes: Sequence[tuple[tuple[VectorText, ...], AxisMarks, AxisCalibration]]
) -> tuple[float, float]:
    """How far an area may reach before the next axis beside it begins."""
    low, high = 0.0, scene.width
    first, last = marks.extent
    for labels, other, _ in axes:
        if other is marks or min(last, other.extent[1]) - max(first, other.extent[0]) < 0.3 * (last - first):
            continue
        left, right = min(t.box.x0 for t in labels), max(t.box.x1 for t in labels)
        if other.at > marks.at:
            high = min(high, max(marks.at + 1, left if other.side < 0 else other.at))
        else:
            low = max(low, min(marks.at - 1, right if other.side > 0 else other.at))
    return low, high
