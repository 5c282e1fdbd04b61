"""What was understood of a figure: everything the overlay draws and the rows stand on."""

from __future__ import annotations

from dataclasses import dataclass, field

from figpool.core.axes import AxesCalibration
from figpool.core.figure import Figure, Panel, TextBox
from figpool.core.geometry import Frame
from figpool.core.issues import Issue
from figpool.core.marks import LegendKey, Mark
from figpool.core.series import Series
from figpool.core.summary import GroupSummary


@dataclass(frozen=True)
class PanelReading:
    """One panel: its axes, marks, series and rows.

    Parameters
    ----------
    panel : Panel
        Where it stands, upright pixels.
    kind : str
        Chart kind.
    axes : AxesCalibration
        Fitted axes.
    marks : tuple of Mark
        Ink the values were read from, in the order of `rows`.
    series : tuple of Series
        Values in data space.
    rows : tuple of GroupSummary
        One row a mark.
    keys : tuple of LegendKey
        Legend entries.
    labels : tuple of TextBox
        Texts read beside the axes.
    issues : tuple of Issue
        Doubts about the panel as a whole.
    """

    panel: Panel
    kind: str
    axes: AxesCalibration
    marks: tuple[Mark, ...]
    series: tuple[Series, ...]
    rows: tuple[GroupSummary, ...] = ()
    keys: tuple[LegendKey, ...] = ()
    labels: tuple[TextBox, ...] = ()
    issues: tuple[Issue, ...] = field(default_factory=tuple)


@dataclass(frozen=True)
class FigureReading:
    """All panels of a figure.

    Parameters
    ----------
    figure : Figure
        As read.
    frame : Frame
        Turn between upright pixels and pixels of the figure.
    panels : tuple of PanelReading
        In reading order.
    issues : tuple of Issue
        Why nothing, or not everything, was read.
    """

    figure: Figure
    frame: Frame
    panels: tuple[PanelReading, ...]
    issues: tuple[Issue, ...] = field(default_factory=tuple)

    @property
    def rows(self) -> tuple[GroupSummary, ...]:
        """Rows of all panels, panel by panel."""
        return tuple(row for panel in self.panels for row in panel.rows)
