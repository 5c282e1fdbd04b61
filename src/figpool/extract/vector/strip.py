"""Strip charts of vector pages: single values as points, with a stroke at their mean and its error bar."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from figpool.core.axes import AxisCalibration
from figpool.core.issues import Flag, Issue
from figpool.core.marks import Fill, PointMark
from figpool.detect.raster.fills import lab_of
from figpool.detect.vector.mean_strokes import MeanStroke, find_mean_strokes
from figpool.detect.vector.points import PointTrack
from figpool.detect.vector.stems import VECTOR_U
from figpool.extract.charts.registry import ChartReading
from figpool.extract.charts.strip_doubts import lost_groups
from figpool.extract.vector.assembly import Entry, to_reading, to_trail
from figpool.extract.vector.doubts import arm_doubts
from figpool.extract.vector.labels import read_labels, repeated
from figpool.extract.vector.panel import VectorPanel
from figpool.extract.vector.point import UNNAMED, read_point, series_names, to_key
from figpool.extract.vector.twins import TWINS, alike_names, parted

DETECTOR = "vector.mean_strokes/1"
#: Share of a group's points that look alike, at least, for their look to name it.
_ALIKE = 0.8
_MIXED = Issue(Flag.SERIES_UNREAD, "The points around this stroke are of several looks.", 0.2)
_OFF_MEAN = Issue(
    Flag.MARK_WEAK, "The stroke does not stand at the mean of the points around it: it may be a median.", 0.4
)


class VectorStrips:
    """Reader of strip charts with strokes at their means."""

    name = "strip"

    def read(self, panel: VectorPanel) -> ChartReading | None:
        """Read the strokes of a panel; None where points stand around none."""
        mean_row = partial(_mean_row, panel.calibration)
        strokes = find_mean_strokes(panel.scene, panel.area, panel.markers, panel.stems, mean_row)
        return _reading(panel, strokes) if strokes else None


def _mean_row(scale: AxisCalibration, rows: Sequence[float]) -> float:
    return float(scale.to_pixel(float(np.mean([scale.value_at(row) for row in rows]))))


def _reading(panel: VectorPanel, strokes: Sequence[MeanStroke]) -> ChartReading:
    marks = [_mark(panel, s) for s in strokes]
    labels, doubts = read_labels(panel, marks) if panel.across is None else ([""] * len(marks), ())
    names, unsure = _names(panel, strokes, labels)
    lost = lost_groups([s.x for s in strokes], [m.box.cx for m in panel.markers if m.shape != "dash-level"])
    of_series = {n: repeated([label for own, label in zip(names, labels, strict=True) if own == n]) for n in names}
    entries = []
    for mark, stroke, label, name, own in zip(marks, strokes, labels, names, unsure, strict=True):
        shared = (*panel.calibration.issues, *doubts, *lost, *of_series[name], *own)
        issues = (*shared, *arm_doubts(mark, marks), *_stroke_doubts(stroke))
        ends = {"up": mark.up.end if mark.up else None, "down": mark.down.end if mark.down else None}
        trail = to_trail(panel, DETECTOR, {"across": mark.across, "tip": mark.tip, **ends})
        entries.append(Entry(name, read_point(panel, mark, label, issues), mark, trail))
    return to_reading("strip", entries, [to_key(panel, k) for k in panel.keys], panel, rows_kind="point")


def _stroke_doubts(stroke: MeanStroke) -> tuple[Issue, ...]:
    """Doubt about a stroke away from the mean of its points, and about the look of these."""
    return (*(() if stroke.at_mean else (_OFF_MEAN,)), *(() if stroke.alike >= _ALIKE else (_MIXED,)))


def _mark(panel: VectorPanel, stroke: MeanStroke) -> PointMark:
    return PointMark(
        across=stroke.x,
        tip=stroke.y,
        shape="dash",
        hollow=False,
        radius=stroke.length / 2,
        fill=Fill(lab_of(stroke.look.color or (0.0, 0.0, 0.0))),
        score=1.0,
        up=stroke.up,
        down=stroke.down,
        tip_u=VECTOR_U,
        across_u=VECTOR_U,
        horizontal=panel.horizontal,
    )


def _names(
    panel: VectorPanel, strokes: Sequence[MeanStroke], labels: Sequence[str]
) -> tuple[list[str], list[tuple[Issue, ...]]]:
    """Series of each stroke, by the look of the points around it, and doubts about each."""
    given = panel.settings.series
    tracks, twins = parted(_tracks(strokes), panel.keys)
    names = list(given) if len(given) == len(tracks) else series_names(tracks, panel.keys)
    # without a legend the groups of one series may each have a colour of their own
    several = len(tracks) > 1 and (bool(panel.keys) or bool(repeated(labels)))
    unnamed = (UNNAMED,) if several and not all(names) else ()
    alike = () if given else alike_names(panel.keys)
    named: dict[tuple[float, float], tuple[str, tuple[Issue, ...]]] = {}
    for name, track, twin in zip(names, tracks, twins, strict=True):
        doubts = (*unnamed, TWINS) if twin or name in alike else unnamed
        named |= dict.fromkeys(track.places, (name, doubts))
    found = [named[s.x, s.y] for s in strokes]
    return [name for name, _ in found], [doubts for _, doubts in found]


def _tracks(strokes: Sequence[MeanStroke]) -> list[PointTrack]:
    """Strokes among points of one look as the points of one series."""
    tracks = []
    for look in dict.fromkeys(s.look for s in strokes):
        own = [s for s in strokes if s.look == look]
        places = tuple((s.x, s.y) for s in own)
        tracks.append(PointTrack(look, places, False, tuple(s.length for s in own), tuple(s.order for s in own)))
    return tracks
