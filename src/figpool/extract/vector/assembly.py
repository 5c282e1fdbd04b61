"""Entries of a vector panel -> a chart reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from figpool.core.marks import LegendKey, Mark
from figpool.core.provenance import Provenance
from figpool.core.series import DataPoint, Series
from figpool.extract.charts.registry import ChartReading
from figpool.extract.vector.panel import VectorPanel


@dataclass(frozen=True)
class Entry:
    """One mark with its value, series name and trail."""

    series: str
    point: DataPoint
    mark: Mark
    trail: Provenance


def to_reading(
    kind: str, entries: Sequence[Entry], keys: Sequence[LegendKey], panel: VectorPanel, rows_kind: str = ""
) -> ChartReading:
    """Gather entries to series, in order of appearance.

    Parameters
    ----------
    kind : str
        Chart kind.
    entries : sequence of Entry
        One a mark.
    keys : sequence of LegendKey
        Legend, pixels of the page.
    panel : VectorPanel
        Where they were read; its axis' doubts become the panel's.
    rows_kind : str
        Kind written in the rows, where it is not the reader's.
    """
    names = list(dict.fromkeys(e.series for e in entries))
    own = [[e for e in entries if e.series == name] for name in names]
    armed = sum(_is_armed(e.point) for e in entries)
    return ChartReading(
        kind=kind,
        marks=tuple(e.mark for group in own for e in group),
        series=tuple(
            Series(n, rows_kind or kind, tuple(e.point for e in group)) for n, group in zip(names, own, strict=True)
        ),
        trails=tuple(tuple(e.trail for e in group) for group in own),
        keys=tuple(keys),
        issues=panel.calibration.issues,
        worth=float(len(entries) + armed),
    )


def _is_armed(point: DataPoint) -> bool:
    """Whether an error bar or a whisker was found."""
    return point.error.lower is not None or point.error.upper is not None or point.quantiles is not None


def to_trail(panel: VectorPanel, detector: str, places: Mapping[str, float | None]) -> Provenance:
    """Where a value was read, pixels of the page."""
    return Provenance("", detector, dict(places), 0.0, panel.calibration.residual_rms)
