"""What the search of a panel's columns works on: the series' looks, inks and strokes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from figpool.detect.raster.markers import RawMarker
from figpool.detect.raster.picture import Gray
from figpool.detect.raster.stems import StrokeMaps
from figpool.extract.columns import ColumnWeights
from figpool.extract.looks import SeriesLook, columns_of
from figpool.extract.plotted import Plotted

#: Share of the columns with one marker from which series stand on columns of their own, and what two markers at one
#: place cost then.
_ASIDE, _ASIDE_OVERLAP = 0.8, 2.5
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
    spread : float
        Farthest the markers of a column usually stand from its middle.
    weights : ColumnWeights
        Gains and costs.
    """

    plotted: Plotted
    looks: tuple[SeriesLook, ...]
    strong: tuple[RawMarker, ...]
    maps: tuple[StrokeMaps, ...]
    covers: tuple[Gray, ...]
    everything: StrokeMaps
    spread: float = 0.0
    weights: ColumnWeights = field(default_factory=ColumnWeights)

    @property
    def radius(self) -> float:
        """Common inner radius of the markers."""
        return float(np.median([s.look.radius for s in self.looks]))

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
    alone = float(np.mean([len(c) == 1 for c in columns])) if columns else 0.0
    return ColumnSearch(
        plotted,
        tuple(looks),
        tuple(strong),
        own,
        tuple(covers[look.ink] for look in looks),
        everything,
        min(spread, 0.6 * radius),
        ColumnWeights(overlap=_ASIDE_OVERLAP) if len(looks) > 1 and alone >= _ASIDE else ColumnWeights(),
    )


def _spread(columns: Sequence[Sequence[float]]) -> float:
    """Farthest that markers of one column usually stand from its middle; 0 when none share one."""
    shared = [max(xs) - min(xs) for xs in columns if len(xs) > 1]
    return 0.5 * float(np.percentile(shared, 80)) if shared else 0.0
