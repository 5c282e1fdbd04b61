"""The last time point of every series, as reviews of time courses take it."""

from __future__ import annotations

from dataclasses import replace

from figpool.core.issues import Flag, Issue
from figpool.core.reading import FigureReading, PanelReading
from figpool.core.summary import GroupSummary

#: Series that end within this share of the time axis end together (points drawn side by side).
_TOGETHER = 0.05


def keep_last_times(reading: FigureReading) -> FigureReading:
    """Keep of every series with a numeric x the row with the largest x.

    A series that ends before another is flagged: its last point may have been
    overlooked. Rows without a numeric x stay.

    Parameters
    ----------
    reading : FigureReading
        As read.

    Returns
    -------
    FigureReading
        Axes as before, fewer rows and their marks.
    """
    return replace(reading, panels=tuple(_last_of(panel) for panel in reading.panels))


def _last_of(panel: PanelReading) -> PanelReading:
    timed = [row for row in panel.rows if row.x is not None]
    if not timed:
        return panel
    last: dict[str, GroupSummary] = {}
    for row in timed:
        if row.series not in last or (row.x or 0.0) > (last[row.series].x or 0.0):
            last[row.series] = row
    times = [row.x for row in timed if row.x is not None]
    end, reach = max(times), _TOGETHER * (max(times) - min(times))
    kept = {id(row): _doubted(row, end, reach) for row in last.values()}
    left = [i for i, row in enumerate(panel.rows) if row.x is None or id(row) in kept]
    rows = tuple(kept.get(id(panel.rows[i]), panel.rows[i]) for i in left)
    return replace(panel, rows=rows, marks=tuple(panel.marks[i] for i in left))


def _doubted(row: GroupSummary, end: float, reach: float) -> GroupSummary:
    if row.x is None or row.x >= end - reach:
        return row
    message = f"This series ends at {row.x:g}, another at {end:g}; its last point may be missing."
    return replace(row, issues=(*row.issues, Issue(Flag.MARKS_UNEXPLAINED, message, 0.3)))
