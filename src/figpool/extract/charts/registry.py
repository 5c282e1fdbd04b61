"""The register of chart kinds; nothing outside it asks what kind a chart is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Protocol

from figpool.core.issues import Issue
from figpool.core.marks import LegendKey, Mark
from figpool.core.provenance import Provenance
from figpool.core.series import Series
from figpool.extract.view import PanelView


@dataclass(frozen=True)
class ChartReading:
    """What a chart kind made of a panel.

    Parameters
    ----------
    kind : str
        Name of the chart kind.
    marks : tuple of Mark
        Ink the values stand on, upright pixels; in the order of the series' points, one series after the other.
    series : tuple of Series
        Values; one point a mark.
    trails : tuple of tuple of Provenance
        Trail of every point.
    keys : tuple of LegendKey
        Legend entries, upright pixels.
    issues : tuple of Issue
        Doubts about the panel.
    worth : float
        How much of the panel's ink this reading explains; the kind with most is chosen.
    """

    kind: str
    marks: tuple[Mark, ...]
    series: tuple[Series, ...]
    trails: tuple[tuple[Provenance, ...], ...]
    keys: tuple[LegendKey, ...] = ()
    issues: tuple[Issue, ...] = field(default_factory=tuple)
    worth: float = 0.0


@dataclass(frozen=True)
class KindFound:
    """A panel whose marks were found as those of a kind; names and doubts are read only of the kind that is chosen.

    Parameters
    ----------
    worth : float
        How much of the panel's ink this kind explains; the kind with most is chosen.
    count : int
        Marks found, all that its reading has.
    usual : bool
        Whether it is drawn as charts of its kind nearly always are; else other kinds are tried too.
    read : callable
        Reads labels and legend.
    """

    worth: float
    count: int
    usual: bool
    read: Callable[[], ChartReading]

    @cached_property
    def reading(self) -> ChartReading:
        """The panel as read."""
        return self.read()


class ChartKind(Protocol):
    """A chart kind finds its marks in a panel, or finds that it is another kind."""

    name: str

    def find(self, views: Sequence[PanelView]) -> KindFound | None:
        """Look at the panel in its best view (upright or transposed); None when it is no such chart."""
        ...


@cache
def chart_kinds() -> dict[str, ChartKind]:
    """Return the registered chart kinds by name."""
    from figpool.extract.charts.bar import BarChart
    from figpool.extract.charts.box import BoxChart
    from figpool.extract.charts.marked import MarkedChart
    from figpool.extract.charts.stacked import StackedChart
    from figpool.extract.charts.strip import StripChart

    marked = (MarkedChart(name) for name in ("point", "line", "scatter"))
    # the finer reading first: bars explain the ink of their segments too, flat boxes that of a stroke
    kinds: tuple[ChartKind, ...] = (StackedChart(), BarChart(), StripChart(), BoxChart(), *marked)
    return {kind.name: kind for kind in kinds}
