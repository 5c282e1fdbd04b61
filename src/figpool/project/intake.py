"""From what the reader understood of a figure to an extraction a person can correct."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from figpool.core.geometry import Frame
from figpool.core.marks import Mark
from figpool.core.provenance import Provenance
from figpool.core.series import DataPoint
from figpool.core.summary import GroupSummary
from figpool.project.codec import encode
from figpool.project.model import Extraction, MarkEntry, PanelEntry, Reading

if TYPE_CHECKING:
    from figpool.extract import DigitizeSettings, FigureReading, PanelReading


def take_in(reading: FigureReading, settings: DigitizeSettings, version: str) -> Reading:
    """Turn a reading of a figure into the document the project keeps.

    Parameters
    ----------
    reading : FigureReading
        As returned by `figpool.extract.digitize`.
    settings : DigitizeSettings
        The hints it was read with.
    version : str
        figpool version.

    Returns
    -------
    Reading
        The extraction with its marks named m1, m2, ... in reading order, and its rows.
    """
    panels: list[PanelEntry] = []
    count = 0
    for number, panel in enumerate(reading.panels, start=1):
        marks = _entries(panel, reading.frame, count + 1)
        count += len(marks)
        panels.append(_panel(panel, f"p{number}", marks, settings))
    extraction = Extraction(
        frame=reading.frame,
        panels=tuple(panels),
        issues=reading.issues,
        pixel_scale=reading.figure.pixel_scale,
        next_mark=count + 1,
        next_panel=len(panels) + 1,
    )
    return Reading(extraction, reading.rows, version, encode(settings))


def _panel(panel: PanelReading, name: str, marks: tuple[MarkEntry, ...], settings: DigitizeSettings) -> PanelEntry:
    return PanelEntry(
        id=name,
        panel=panel.panel,
        kind=panel.kind,
        axes=panel.axes,
        marks=marks,
        keys=panel.keys,
        labels=panel.labels,
        issues=panel.issues,
        dispersion=settings.dispersion,
        level=settings.level,
        n=settings.n,
        horizontal=bool(panel.marks and panel.marks[0].horizontal),
    )


def _entries(panel: PanelReading, frame: Frame, first: int) -> tuple[MarkEntry, ...]:
    """Join every row of a panel with its point and its mark, in the order of the rows."""
    points = [(series.name, point) for series in panel.series for point in series.points]
    taken: set[int] = set()
    entries: list[MarkEntry] = []
    for row in panel.rows:
        name, point = points.pop(_find_point(row, points))
        index = _nearest_mark(point, panel.marks, frame, taken)
        taken.add(index)
        trail = row.provenance or Provenance("", "")
        entries.append(MarkEntry(f"m{first + len(entries)}", panel.marks[index], point, trail, name, source=row.source))
    return tuple(entries)


def _find_point(row: GroupSummary, points: Sequence[tuple[str, DataPoint]]) -> int:
    """Index of the point a row was made from: equal in everything the row copies."""

    def differences(i: int) -> int:
        name, p = points[i]
        pairs = (
            (name, row.series),
            (p.category, row.category),
            (p.mean, row.mean),
            (p.x, row.x),
            (p.error.lower, row.error_low),
            (p.error.upper, row.error_high),
            (p.issues, row.issues),
        )
        return sum(a != b for a, b in pairs)

    return min(range(len(points)), key=differences)


def _nearest_mark(point: DataPoint, marks: Sequence[Mark], frame: Frame, taken: set[int]) -> int:
    """Index of the mark whose value stands at the point; marks already taken only when none is left."""

    def rank(i: int) -> tuple[bool, float]:
        x, y = frame.to_figure(marks[i].position)
        return i in taken, abs(float(x) - point.x_px) + abs(float(y) - point.y_px)

    return min(range(len(marks)), key=rank)
