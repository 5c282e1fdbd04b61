"""What the search of a panel's columns works on: the series' looks, inks and strokes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from figpool.core.medians import median
from figpool.detect.raster.markers import RawMarker
from figpool.detect.raster.picture import Gray
from figpool.detect.raster.shapes import shape_reach
from figpool.detect.raster.stems import StrokeMaps, stem_ink
from figpool.extract.columns import ColumnWeights
from figpool.extract.looks import SeriesLook, columns_of
from figpool.extract.plotted import Plotted

#: Share of the columns with one marker from which series stand on columns of their own, and what two markers at one
#: place cost then.
_ASIDE, _ASIDE_OVERLAP = 0.8, 2.5
#: The same where most columns have others near, how near these are at most, inner radii, and how many have one.
_PAIRS_ASIDE, _BESIDE, _PAIRED = 0.7, 4.0, 0.5
#: Dark ink at the sides of most markers from which these have a dark outline.
_OUTLINED = 0.3
#: How much darker than its inside the outline of a filled marker is.
_RIM = 0.15
#: Rows that cross the sides of a marker but no level line through it, inner radii.
_ASLANT = np.array([-0.5, -0.42, -0.33, -0.25, 0.25, 0.33, 0.42, 0.5])
#: Darkness of a pale series' markers, in that of the darkest ink at most, and the least whose strokes are looked for.
_PALE, _FAINTEST = 0.7, 0.35
#: Gaps between markers and stems, at least; their difference from the usual one at most, and share that are alike.
_LEAST_GAPS, _GAPS_DIFFER, _MOST_GAPS = 4, 1.5, 0.6
#: Smallest gap, pixels; edge of a marker and farthest stem from it, inner radii; rows that make a stem.
_LEAST_GAP, _EDGE, _NEAR, _STEM = 2.0, 1.15, 2.0, 4
#: Relative agreement from which a marker hides what lies below it.
SEEN = 0.6


@dataclass(frozen=True, eq=False)
class ColumnSearch:
    """Everything needed to search the columns of one panel.

    Parameters
    ----------
    plotted : Plotted
        The panel.
    looks : tuple of SeriesLook
        Its series.
    strong : tuple of RawMarker
        Its well seen markers.
    maps : tuple of StrokeMaps
        Strokes of each series' own ink.
    covers : tuple of ndarray
        Share of each pixel that the series' ink covers or may cover.
    everything : StrokeMaps
        Strokes of all inks.
    toned : tuple of StrokeMaps
        The same as each series' tone shows them: where its markers are pale its thin strokes are paler still.
    dark : StrokeMaps or None
        Strokes of black and grey, where all markers are coloured and none has a dark outline: no part of a marker.
    rimmed : bool
        Whether the filled markers have an outline darker than their inside.
    spread : float
        Farthest the markers of a column usually stand from its middle.
    alone : bool
        Whether series stand on columns of their own.
    aside : bool
        Whether these columns stand close beside one another.
    weights : ColumnWeights
        Gains and costs.
    """

    plotted: Plotted
    looks: tuple[SeriesLook, ...]
    strong: tuple[RawMarker, ...]
    maps: tuple[StrokeMaps, ...]
    covers: tuple[Gray, ...]
    everything: StrokeMaps
    toned: tuple[StrokeMaps, ...]
    dark: StrokeMaps | None = None
    rimmed: bool = False
    spread: float = 0.0
    alone: bool = False
    aside: bool = False
    weights: ColumnWeights = field(default_factory=ColumnWeights)

    @cached_property
    def radius(self) -> float:
        """Common inner radius of the markers."""
        return median([s.look.radius for s in self.looks])

    @cached_property
    def gap(self) -> float:
        """Rows left white between most markers and the stems of their error bars; 0 where stems begin at them."""
        gaps = np.array([g for m in self.strong for way in (-1, 1) if (g := _gap(self.everything, m, way)) is not None])
        if len(gaps) < _LEAST_GAPS:
            return 0.0
        usual = float(np.median(gaps))
        alike = np.abs(gaps - usual) <= _GAPS_DIFFER
        return usual if usual >= _LEAST_GAP and alike.mean() >= _MOST_GAPS else 0.0

    def groups(self, xs: Sequence[float]) -> list[list[int]]:
        """Indices of the columns that stand close beside one another, group by group."""
        return _groups(xs, self.radius)

    def rows(self) -> tuple[float, float]:
        """Rows of the region."""
        return self.plotted.region.y0, self.plotted.region.y1

    def value(self, row: float) -> float:
        """Value at a working-pixel row."""
        return self.plotted.view.axis.calibration.value_at(self.plotted.view.picture.to_upright(row))

    def row(self, value: float) -> float:
        """Working-pixel row of a value; NaN where a log axis has none."""
        calibration = self.plotted.view.axis.calibration
        if calibration.scale.is_log and value <= 0:
            return float("nan")
        return self.plotted.view.picture.to_working(float(calibration.to_pixel(value)))


def start_search(plotted: Plotted, looks: Sequence[SeriesLook], strong: Sequence[RawMarker]) -> ColumnSearch:
    """Prepare the strokes of every ink."""
    everything = plotted.strokes()
    by_ink = {look.ink: plotted.strokes(look.ink) for look in looks if look.ink is not None}
    own = tuple(by_ink[look.ink] if look.ink is not None else everything for look in looks)
    covers = {look.ink: plotted.cover(look.ink) for look in looks}
    radius = float(np.median([s.look.radius for s in looks]))
    columns = columns_of(strong, max(2.5, 0.9 * radius))
    spread = _spread([[strong[i].x for i in c] for c in columns])
    single = float(np.mean([len(c) == 1 for c in columns])) if len(looks) > 1 and columns else 0.0
    aside = single >= _PAIRS_ASIDE and _are_paired([[strong[i].x for i in c] for c in columns], radius)
    alone = aside or single >= _ASIDE
    return ColumnSearch(
        plotted,
        tuple(looks),
        tuple(strong),
        own,
        tuple(covers[look.ink] for look in looks),
        everything,
        _toned(plotted, looks, everything),
        _dark(plotted, looks, strong),
        _rimmed(everything, strong),
        min(spread, 0.6 * radius),
        alone,
        aside,
        ColumnWeights(overlap=_ASIDE_OVERLAP) if alone else ColumnWeights(),
    )


def _gap(maps: StrokeMaps, marker: RawMarker, way: int) -> float | None:
    """Blank rows above (-1) or below a marker up to a stem that goes on; None where none is near."""
    edge = marker.y + way * (_EDGE * marker.radius * shape_reach(marker.shape, way) + maps.line / 2)
    rows = (edge + way * np.arange(round(_NEAR * marker.radius) + _STEM)).round().astype(int)
    rows = rows[(rows >= 0) & (rows < maps.ink.shape[0])]
    inked = np.flatnonzero(stem_ink(maps, marker.x)[rows])
    if not len(inked) or inked[0] + _STEM > len(rows) or len(inked) < _STEM or inked[_STEM - 1] - inked[0] >= _STEM:
        return None
    return float(inked[0])


def _toned(plotted: Plotted, looks: Sequence[SeriesLook], everything: StrokeMaps) -> tuple[StrokeMaps, ...]:
    """Strokes of all inks for each series, by the tone of its markers where that is grey and far from the darkest."""
    levels = [None if s.ink is not None or s.look.hollow else max(_FAINTEST, s.look.level) for s in looks]
    pale = {n: plotted.strokes_of_tone(n) for n in levels if n is not None and n <= _PALE * plotted.darkest}
    return tuple(everything if level is None else pale.get(level, everything) for level in levels)


def _are_paired(columns: Sequence[Sequence[float]], radius: float) -> bool:
    """Whether most columns have another one close by."""
    groups = _groups([float(np.mean(xs)) for xs in columns], radius)
    return sum(len(group) for group in groups if len(group) > 1) >= _PAIRED * len(columns)


def _groups(xs: Sequence[float], radius: float) -> list[list[int]]:
    groups: list[list[int]] = []
    for i, x in enumerate(xs):
        if groups and x - xs[groups[-1][-1]] <= _BESIDE * radius:
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _dark(plotted: Plotted, looks: Sequence[SeriesLook], strong: Sequence[RawMarker]) -> StrokeMaps | None:
    if not strong or any(look.ink is None for look in looks):
        return None
    dark = plotted.dark_strokes()
    sides = [_side(dark.ink, m, way) for m in strong for way in (-1, 1)]
    return None if float(np.median(sides)) > _OUTLINED else dark


def _rimmed(everything: StrokeMaps, strong: Sequence[RawMarker]) -> bool:
    filled = [m for m in strong if not m.hollow]
    steps = [
        _side(everything.ink, m, way) - float(np.median(_beside(everything.ink, m, way, (0.3, 0.6))))
        for m in filled
        for way in (-1, 1)
    ]
    return bool(steps) and float(np.median(steps)) > _RIM


def _side(ink: Gray, marker: RawMarker, way: int) -> float:
    """How dark the outline at one side of a marker is; the other two are where caps may lie."""
    # a line that leaves the marker there is dark on few rows
    return float(np.percentile(_beside(ink, marker, way, (0.7, 1.3)).max(axis=1), 25))


def _beside(ink: Gray, marker: RawMarker, way: int, reach: tuple[float, float]) -> Gray:
    """Ink a little above and below a marker's middle, from one distance to another to its left (-1) or right."""
    rows = np.rint(marker.y + marker.radius * _ASLANT).astype(int).clip(0, ink.shape[0] - 1)
    columns = np.rint(marker.x + way * marker.radius * np.linspace(*reach, 9)).astype(int)
    return np.asarray(ink[rows[:, None], columns.clip(0, ink.shape[1] - 1)[None, :]], dtype=np.float32)


def _spread(columns: Sequence[Sequence[float]]) -> float:
    """Farthest that markers of one column usually stand from its middle; 0 when none share one."""
    shared = [max(xs) - min(xs) for xs in columns if len(xs) > 1]
    return 0.5 * float(np.percentile(shared, 80)) if shared else 0.0
