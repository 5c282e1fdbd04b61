"""Points of vector pages: markers and line corners with their error bars."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from figpool.core.axes import AxisCalibration
from figpool.core.issues import Flag, Issue
from figpool.core.marks import Fill, LegendKey, PointMark
from figpool.core.provenance import Provenance
from figpool.core.series import DataPoint
from figpool.detect.raster.fills import lab_of
from figpool.detect.vector.legend import KeyFind
from figpool.detect.vector.markers import look_distance
from figpool.detect.vector.points import PointTrack, find_point_arms, find_tracks
from figpool.detect.vector.stems import VECTOR_U
from figpool.detect.vector.strays import Arms
from figpool.extract.charts.bar import error_bar
from figpool.extract.charts.registry import ChartReading
from figpool.extract.vector.assembly import Entry, to_reading, to_trail
from figpool.extract.vector.doubts import arm_doubts
from figpool.extract.vector.labels import read_labels, repeated
from figpool.extract.vector.panel import VectorPanel
from figpool.extract.vector.twins import TWINS, alike_names, parted

DETECTOR = "vector.points/1"
UNNAMED = Issue(Flag.SERIES_UNREAD, "Several series were found, but not the name of each.", 0.3)
_SINGLES = Issue(
    Flag.MARK_WEAK, "Several points of one series stand above one label: single values, of which none is a mean.", 0.5
)
#: Share of scattered points with an error bar up to which it is a stroke of something else.
_STRAY = 0.1
#: Looks farther apart than this are not taken for one another.
_SAME_LOOK = 0.75


class VectorPoints:
    """Reader of points: time courses, dot plots, scatter plots."""

    name = "point"

    def read(self, panel: VectorPanel) -> ChartReading | None:
        """Read the points of a panel; None without markers and lines."""
        found = find_tracks(panel.markers, panel.lines, panel.stems)
        tracks, twins = parted(found, panel.keys)
        arms = find_point_arms(tracks, panel.stems, partial(_halfway, panel.calibration))
        armed = [pair != (None, None) for of_track in arms for pair in of_track]
        scattered = panel.across is not None and not any(t.on_line for t in tracks)
        if scattered and sum(armed) <= _STRAY * len(armed):
            arms = [[(None, None)] * len(of_track) for of_track in arms]
        elif any(armed):
            kept = [i for i, a in enumerate(arms) if tracks[i].on_line or any(p != (None, None) for p in a)]
            tracks, twins, arms = [tracks[i] for i in kept], [twins[i] for i in kept], [arms[i] for i in kept]
        if not tracks:
            return None
        marks = [_marks(panel, t, a) for t, a in zip(tracks, arms, strict=True)]
        return _reading(panel, tracks, marks, twins)


def _halfway(scale: AxisCalibration, lo: float, hi: float) -> float:
    """Row of the mean of the values at two rows."""
    return float(scale.to_pixel((scale.value_at(lo) + scale.value_at(hi)) / 2))


def _marks(panel: VectorPanel, track: PointTrack, arms: Sequence[Arms]) -> list[PointMark]:
    look = track.look
    fill = Fill(lab_of(look.color or (0.0, 0.0, 0.0)))
    lying, u = panel.horizontal, track.place_u
    return [
        PointMark(x, y, look.shape, look.hollow, size / 2, fill, 1.0, up, down, u, VECTOR_U, lying)
        for (x, y), size, (up, down) in zip(track.places, track.sizes, arms, strict=True)
    ]


def _reading(
    panel: VectorPanel, tracks: Sequence[PointTrack], marks: Sequence[Sequence[PointMark]], twins: Sequence[bool]
) -> ChartReading:
    given = panel.settings.series
    names = list(given) if len(given) == len(tracks) else series_names(tracks, panel.keys)
    flat = [m for of_track in marks for m in of_track]
    labels, doubts = read_labels(panel, flat) if panel.across is None else ([""] * len(flat), ())
    kind = _kind(panel, tracks, flat)
    entries = []
    if len(tracks) > 1 and not all(names):
        doubts = (*doubts, UNNAMED)
    label = iter(labels)
    alike = () if given else alike_names(panel.keys)
    for name, track, of_track, twin in zip(names, tracks, marks, twins, strict=True):
        own = [next(label) for _ in of_track]
        means = track.on_line or any(m.up or m.down for m in of_track)
        shared = (*panel.calibration.issues, *doubts, *(repeated(own) if means else _single_values(own)))
        shared = (*shared, TWINS) if twin or name in alike else shared
        for mark, words in zip(of_track, own, strict=True):
            issues = (*shared, *arm_doubts(mark, flat))
            entries.append(Entry(name, read_point(panel, mark, words, issues), mark, _trail(panel, mark)))
    return to_reading(kind, entries, [to_key(panel, k) for k in panel.keys], panel)


def _single_values(labels: Sequence[str]) -> tuple[Issue, ...]:
    """Doubt about points of which several stand above one category and none has an error bar: they are no means."""
    return (_SINGLES,) if repeated(labels) else ()


def _kind(panel: VectorPanel, tracks: Sequence[PointTrack], marks: Sequence[PointMark]) -> str:
    if any(t.on_line for t in tracks):
        return "line"
    bare = all(m.up is None and m.down is None for m in marks)
    return "scatter" if bare and panel.across is not None else "point"


def read_point(panel: VectorPanel, mark: PointMark, label: str, issues: tuple[Issue, ...]) -> DataPoint:
    """Read the values of a mark."""
    calibration = panel.calibration
    x, y = mark.position
    u = calibration.value_uncertainty(mark.tip, mark.tip_u)
    other = None if panel.across is None else panel.across.value_at(mark.across)
    error = error_bar(calibration, mark).evened()
    return DataPoint(calibration.value_at(mark.tip), error, x, y, label, other, u, issues)


def series_names(tracks: Sequence[PointTrack], keys: Sequence[KeyFind]) -> list[str]:
    """Join tracks to legend entries, all together, by look.

    A single track needs no legend; tracks that look like no entry stay unnamed.
    """
    from scipy.optimize import linear_sum_assignment

    names = [""] * len(tracks)
    if not keys or not tracks:
        return names
    cost = np.array([[look_distance(t.look, k.look) for k in keys] for t in tracks])
    # of equal looks the first on the left is the first in the legend
    turn = np.argsort(np.argsort([np.mean([x for x, _ in t.places]) for t in tracks]))
    cost += 1e-4 * np.abs(turn[:, None] - np.arange(len(keys)))
    chosen, given = linear_sum_assignment(cost)
    for i, j in zip(chosen.tolist(), given.tolist(), strict=True):
        if cost[i, j] <= _SAME_LOOK or (len(tracks) == len(keys) and cost[i, j] <= 2 * _SAME_LOOK):
            names[i] = keys[j].words.text
    for i, name in enumerate(names):
        if not name and len(tracks) > len(keys) and cost[i].min() <= 0.2:
            names[i] = keys[int(cost[i].argmin())].words.text
    return names


def to_key(panel: VectorPanel, key: KeyFind) -> LegendKey:
    """Return a legend entry in pixels of the page."""
    return LegendKey(
        panel.to_page(key.box),
        Fill(lab_of(key.look.color or (0.0, 0.0, 0.0))),
        panel.to_page(key.words.box),
        key.words.text,
    )


def _trail(panel: VectorPanel, mark: PointMark) -> Provenance:
    places = {
        "across": mark.across,
        "tip": mark.tip,
        "up": mark.up.end if mark.up else None,
        "down": mark.down.end if mark.down else None,
    }
    return to_trail(panel, DETECTOR, places)
