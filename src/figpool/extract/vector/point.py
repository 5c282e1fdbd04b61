"""Points of vector pages: markers and line corners with their error bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from figpool.core.axes import AxisCalibration
from figpool.core.marks import Fill, LegendKey, WhiskerMark
from figpool.core.provenance import Provenance
from figpool.core.series import DataPoint, ErrorBar
from figpool.detect.vector.legend import KeyFind
from figpool.detect.vector.markers import look_distance
from figpool.detect.vector.points import PointTrack, find_point_arms, find_tracks
from figpool.detect.vector.stems import VECTOR_U
from figpool.extract.charts.registry import ChartReading
from figpool.extract.grouping import assign_labels
from figpool.extract.vector.assembly import Entry, to_reading, to_trail
from figpool.extract.vector.doubts import missing_arms
from figpool.extract.vector.panel import VectorPanel
from figpool.extract.vector.words import read_categories

DETECTOR = "vector.points/1"
#: Looks farther apart than this are not taken for one another.
_SAME_LOOK = 0.75


@dataclass(frozen=True, slots=True)
class VectorPoint:
    """A point with the arms of its error bar; `tip` along the value axis, `across` the other way."""

    across: float
    tip: float
    up: WhiskerMark | None
    down: WhiskerMark | None
    tip_u: float = VECTOR_U
    horizontal: bool = False

    @property
    def position(self) -> tuple[float, float]:
        """Where the value stands as (x, y) on the page."""
        return (self.tip, self.across) if self.horizontal else (self.across, self.tip)


class VectorPoints:
    """Reader of points: time courses, dot plots, scatter plots."""

    name = "point"

    def read(self, panel: VectorPanel) -> ChartReading | None:
        """Read the points of a panel; None without markers and lines."""
        tracks = find_tracks(panel.markers, panel.lines, panel.stems, panel.scene.producer)
        arms = find_point_arms(tracks, panel.stems)
        if any(pair != (None, None) for of_track in arms for pair in of_track):
            chosen = [t for t, a in zip(tracks, arms, strict=True) if t.on_line or any(p != (None, None) for p in a)]
            arms = [a for t, a in zip(tracks, arms, strict=True) if t in chosen]
            tracks = chosen
        if not tracks:
            return None
        marks = [
            [VectorPoint(x, y, up, down, horizontal=panel.horizontal) for (x, y), (up, down) in zip(t.places, a, strict=True)]
            for t, a in zip(tracks, arms, strict=True)
        ]
        return _reading(panel, tracks, marks)


def _reading(panel: VectorPanel, tracks: Sequence[PointTrack], marks: Sequence[Sequence[VectorPoint]]) -> ChartReading:
    names = series_names(tracks, panel.keys)
    flat = [m for of_track in marks for m in of_track]
    labels = _labels(panel, flat) if panel.across is None else [""] * len(flat)
    kind = _kind(panel, tracks, flat)
    entries = []
    label = iter(labels)
    for name, of_track in zip(names, marks, strict=True):
        for mark in of_track:
            issues = (*panel.calibration.issues, *missing_arms(mark, flat))
            entries.append(Entry(name, _point(panel, mark, next(label), issues), mark, _trail(panel, mark)))
    return to_reading(kind, entries, [_key(panel, k) for k in panel.keys], panel)


def _kind(panel: VectorPanel, tracks: Sequence[PointTrack], marks: Sequence[VectorPoint]) -> str:
    if any(t.on_line for t in tracks):
        return "line"
    bare = all(m.up is None and m.down is None for m in marks)
    return "scatter" if bare and panel.across is not None else "point"


def _point(panel: VectorPanel, mark: VectorPoint, label: str, issues: tuple) -> DataPoint:  # type: ignore[type-arg]
    calibration = panel.calibration
    x, y = mark.position
    u = calibration.value_uncertainty(mark.tip, mark.tip_u)
    other = None if panel.across is None else panel.across.value_at(mark.across)
    return DataPoint(calibration.value_at(mark.tip), arms_error(calibration, mark), x, y, label, other, u, issues)


def arms_error(calibration: AxisCalibration, mark: VectorPoint) -> ErrorBar:
    """Lengths of the two arms in data units, lower and upper by value."""
    mean = calibration.value_at(mark.tip)
    lengths: dict[bool, tuple[float, float]] = {}
    for arm in (mark.down, mark.up):
        if arm is not None:
            end = calibration.value_at(arm.end)
            u = calibration.value_uncertainty(arm.end, float(np.hypot(arm.end_u, mark.tip_u)))
            lengths[end >= mean] = (abs(end - mean), u)
    lower, upper = lengths.get(False), lengths.get(True)
    return ErrorBar(
        lower[0] if lower else None, upper[0] if upper else None, lower[1] if lower else None, upper[1] if upper else None
    )


def series_names(tracks: Sequence[PointTrack], keys: Sequence[KeyFind]) -> list[str]:
    """Join tracks to legend entries, all together, by look.

    A single track needs no legend; tracks that look like no entry stay unnamed.
    """
    from scipy.optimize import linear_sum_assignment

    names = [""] * len(tracks)
    if not keys or not tracks:
        return names
    cost = np.array([[look_distance(t.look, k.look) for k in keys] for t in tracks])
    for i, j in zip(*linear_sum_assignment(cost), strict=True):
        if cost[i, j] <= _SAME_LOOK or (len(tracks) == len(keys) and cost[i, j] <= 2 * _SAME_LOOK):
            names[i] = keys[j].words.text
    for i, name in enumerate(names):
        if not name and len(tracks) > len(keys) and cost[i].min() <= 0.2:
            names[i] = keys[int(cost[i].argmin())].words.text
    return names


def _labels(panel: VectorPanel, marks: Sequence[VectorPoint]) -> list[str]:
    """Category of every point: the label nearest to its column, columns of dodged series taken together."""
    words = read_categories(panel)
    order = sorted(range(len(marks)), key=lambda i: marks[i].across)
    groups = _columns([marks[i].across for i in order], len(words))
    labels = assign_labels(
        [marks[i].across for i in order], groups, [w.at for w in words], [w.text for w in words] if words else []
    )
    result = [""] * len(marks)
    for place, i in enumerate(order):
        result[i] = labels[place]
    return result


def _columns(at: Sequence[float], count: int) -> list[list[int]]:
    """Split sorted positions at their widest gaps into `count` groups, else each place on its own."""
    if count < 2 or len(at) <= count:
        return [[i] for i in range(len(at))]
    gaps = np.diff(np.asarray(at))
    cuts = sorted((np.argsort(-gaps)[: count - 1] + 1).tolist())
    return [list(range(a, b)) for a, b in zip([0, *cuts], [*cuts, len(at)], strict=True)]


def _key(panel: VectorPanel, key: KeyFind) -> LegendKey:
    return LegendKey(panel.to_page(key.box), Fill((0.0, 0.0, 0.0)), panel.to_page(key.words.box), key.words.text)


def _trail(panel: VectorPanel, mark: VectorPoint) -> Provenance:
    places = {
        "across": mark.across,
        "tip": mark.tip,
        "up": mark.up.end if mark.up else None,
        "down": mark.down.end if mark.down else None,
    }
    return to_trail(panel, DETECTOR, places)
