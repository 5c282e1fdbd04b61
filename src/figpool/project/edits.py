"""Edits of an extraction: pure functions on immutable values, one registration each.

Every edit takes an extraction and returns another; positions are upright
pixels. `edits` lists them for the command line and the window, `apply` calls
one by name. History and undo stand in `figpool.project.history`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from figpool.core.axes import AxesCalibration, AxisCalibration, AxisScale, CalibrationPoint
from figpool.core.errors import UsageError
from figpool.core.figure import Panel, PlotArea
from figpool.core.geometry import Box, Frame
from figpool.core.issues import Issue
from figpool.core.marks import Mark
from figpool.core.provenance import Provenance
from figpool.core.series import DataPoint, ErrorBar
from figpool.core.summary import Dispersion
from figpool.project.edit_registry import apply, decode_arguments, edit, edits, encode_arguments
from figpool.project.handles import handles, shifted, with_handle, without_handle
from figpool.project.model import BY_HAND, MANUAL, Extraction, MarkEntry, PanelEntry, Review, Role

__all__ = ["apply", "decode_arguments", "edit", "edits", "encode_arguments"]


# --- places ---------------------------------------------------------------------------------


def find_mark(extraction: Extraction, mark: str) -> MarkEntry:
    """Return a mark by its name.

    Raises
    ------
    UsageError
        There is no such mark.
    """
    return _panel_of(extraction, mark)[1]


def find_panel(extraction: Extraction, panel: str) -> PanelEntry:
    """Return a panel by its name.

    Raises
    ------
    UsageError
        There is no such panel.
    """
    for found in extraction.panels:
        if found.id == panel:
            return found
    raise UsageError(f"There is no panel '{panel}' in this figure.")


def _panel_of(extraction: Extraction, mark: str) -> tuple[PanelEntry, MarkEntry]:
    for panel in extraction.panels:
        for entry in panel.marks:
            if entry.id == mark:
                return panel, entry
    raise UsageError(f"There is no mark '{mark}' in this figure.")


def _put_panel(extraction: Extraction, panel: PanelEntry) -> Extraction:
    return replace(extraction, panels=tuple(panel if p.id == panel.id else p for p in extraction.panels))


def _put_mark(extraction: Extraction, panel: PanelEntry, entry: MarkEntry) -> Extraction:
    marks = tuple(entry if m.id == entry.id else m for m in panel.marks)
    return _put_panel(extraction, replace(panel, marks=marks))


def _change(extraction: Extraction, mark: str, **changes: Any) -> Extraction:
    panel, entry = _panel_of(extraction, mark)
    return _put_mark(extraction, panel, replace(entry, **changes))


def reread(frame: Frame, panel: PanelEntry, entry: MarkEntry, issues: tuple[Issue, ...] = ()) -> MarkEntry:
    """Return the entry with its mark read again on the panel's axes.

    Parameters
    ----------
    frame : Frame
        Of the extraction.
    panel : PanelEntry
        Its axes are used.
    entry : MarkEntry
        Its mark is read.
    issues : tuple of Issue
        Doubts about the mark itself that still stand.
    """
    from figpool.extract.recompute import read_point, value_axis

    axis = value_axis(entry.mark, panel.axes)
    positions: dict[str, float | None] = {
        name: (xy[0] if entry.mark.horizontal else xy[1]) for name, xy in handles(entry.mark).items()
    }
    trail = replace(
        entry.trail,
        marks_px=positions,
        skew=frame.angle,
        y_residual_px=axis.residual_rms if axis else None,
        edited=True,
    )
    return replace(
        entry, point=read_point(entry.mark, panel.axes, frame, names=entry.point, issues=issues), trail=trail
    )


def own_issues(entry: MarkEntry, axes: AxesCalibration) -> tuple[Issue, ...]:
    """Return the doubts about a mark itself, without those of the axes it was read on."""
    from figpool.extract.recompute import value_axis

    axis = value_axis(entry.mark, axes)
    return tuple(i for i in entry.point.issues if axis is None or i not in axis.issues)


def _place_by_hand(extraction: Extraction, mark: str, moved: Mark) -> Extraction:
    """Put a mark where a person wants it: doubts of the automatic reading about it are settled."""
    panel, entry = _panel_of(extraction, mark)
    entry = replace(entry, mark=moved, source=MANUAL)
    return _put_mark(extraction, panel, reread(extraction.frame, panel, entry))


# --- marks ----------------------------------------------------------------------------------


@edit
def move_mark(extraction: Extraction, mark: str, dx: float, dy: float) -> Extraction:
    """Move a mark as a whole."""
    return _place_by_hand(extraction, mark, shifted(find_mark(extraction, mark).mark, dx, dy))


@edit
def move_handle(extraction: Extraction, mark: str, handle: str, x: float, y: float) -> Extraction:
    """Move one handle of a mark ("tip", "up", ...) to a place; a missing arm is added."""
    return _place_by_hand(extraction, mark, with_handle(find_mark(extraction, mark).mark, handle, x, y))


@edit
def remove_handle(extraction: Extraction, mark: str, handle: str) -> Extraction:
    """Take away an arm of a mark."""
    return _place_by_hand(extraction, mark, without_handle(find_mark(extraction, mark).mark, handle))


@edit
def add_mark(
    extraction: Extraction, panel: str, value: Mark, series: str = "", category: str = "", x: float | None = None
) -> Extraction:
    """Add a mark a person found."""
    place = find_panel(extraction, panel)
    names = DataPoint(None, ErrorBar(), 0.0, 0.0, category, x)
    sha = next((m.trail.figure_sha256 for m in extraction.marks), "")
    blank = MarkEntry(f"m{extraction.next_mark}", value, names, Provenance(sha, BY_HAND), series, source=MANUAL)
    entry = reread(extraction.frame, place, blank)
    horizontal = place.horizontal if place.marks else value.horizontal
    place = replace(place, marks=(*place.marks, entry), horizontal=horizontal)
    return replace(_put_panel(extraction, place), next_mark=extraction.next_mark + 1)


@edit
def delete_mark(extraction: Extraction, mark: str) -> Extraction:
    """Delete a mark; its name is not given again."""
    panel, _ = _panel_of(extraction, mark)
    return _put_panel(extraction, replace(panel, marks=tuple(m for m in panel.marks if m.id != mark)))


@edit
def relabel_mark(
    extraction: Extraction, mark: str, series: str | None = None, category: str | None = None, x: float | None = None
) -> Extraction:
    """Give a mark another series, category or place on a numeric axis; None leaves it."""
    entry = find_mark(extraction, mark)
    names: dict[str, Any] = {"category": category, "x": x}
    point = replace(entry.point, **{k: v for k, v in names.items() if v is not None})
    return _change(extraction, mark, point=point, series=entry.series if series is None else series)


@edit
def set_role(extraction: Extraction, mark: str, role: Role) -> Extraction:
    """Say which arm of a comparison a mark is."""
    return _change(extraction, mark, role=role)


@edit
def set_mark_n(extraction: Extraction, mark: str, n: float | None) -> Extraction:
    """Set the group size of one mark; None: that of the panel."""
    return _change(extraction, mark, n=_checked_n(n))


@edit
def review_mark(extraction: Extraction, mark: str, review: Review) -> Extraction:
    """Accept, reject or reopen a mark."""
    return _change(extraction, mark, review=review)


@edit
def comment_mark(extraction: Extraction, mark: str, comment: str) -> Extraction:
    """Write a comment on a mark."""
    return _change(extraction, mark, comment=comment)


# --- panels ---------------------------------------------------------------------------------


@edit
def add_panel(extraction: Extraction, area: Box, kind: str, label: str = "") -> Extraction:
    """Add a panel by its plot area, for reading by hand."""
    name = f"p{extraction.next_panel}"
    panel = PanelEntry(name, Panel(PlotArea(area), area, label), kind, AxesCalibration(None, None))
    return replace(extraction, panels=(*extraction.panels, panel), next_panel=extraction.next_panel + 1)


@edit
def delete_panel(extraction: Extraction, panel: str) -> Extraction:
    """Delete a panel with its marks."""
    find_panel(extraction, panel)
    return replace(extraction, panels=tuple(p for p in extraction.panels if p.id != panel))


@edit
def label_panel(extraction: Extraction, panel: str, label: str) -> Extraction:
    """Give a panel its letter or number."""
    found = find_panel(extraction, panel)
    return _put_panel(extraction, replace(found, panel=replace(found.panel, label=label)))


@edit
def set_area(extraction: Extraction, panel: str, area: Box) -> Extraction:
    """Set the plot area."""
    found = find_panel(extraction, panel)
    return _put_panel(extraction, replace(found, panel=replace(found.panel, area=PlotArea(area))))


@edit
def set_ticks(
    extraction: Extraction,
    panel: str,
    axis: str,
    points: tuple[CalibrationPoint, ...],
    scale: AxisScale = AxisScale.LINEAR,
) -> Extraction:
    """Calibrate the axis "x" or "y" of a panel by hand; all its marks are read again."""
    from figpool.calibrate import fit_manual

    return _with_axis(extraction, find_panel(extraction, panel), axis, fit_manual(points, scale))


@edit
def set_scale(extraction: Extraction, panel: str, axis: str, scale: AxisScale) -> Extraction:
    """Fit an axis again on another scale, to the ticks it has."""
    found = find_panel(extraction, panel)
    fitted: AxisCalibration | None = getattr(found.axes, _checked_axis(axis))
    if fitted is None:
        raise UsageError(f"The {axis} axis of panel '{panel}' has no ticks yet.", "Set ticks first.")
    points = tuple(CalibrationPoint(p.pixel, p.value) for p in fitted.points)
    return set_ticks(extraction, panel, axis, points, scale)


def _checked_axis(axis: str) -> str:
    if axis not in {"x", "y"}:
        raise UsageError(f"There is no axis '{axis}'.", "Axes: x, y.")
    return axis


def _with_axis(extraction: Extraction, panel: PanelEntry, axis: str, fitted: AxisCalibration) -> Extraction:
    recalibrated = replace(panel, axes=replace(panel.axes, **{_checked_axis(axis): fitted}))
    marks = tuple(reread(extraction.frame, recalibrated, m, own_issues(m, panel.axes)) for m in panel.marks)
    return _put_panel(extraction, replace(recalibrated, marks=marks))


@edit
def rename_series(extraction: Extraction, panel: str, old: str, new: str) -> Extraction:
    """Give a series another name."""
    found = find_panel(extraction, panel)
    marks = tuple(replace(m, series=new) if m.series == old else m for m in found.marks)
    return _put_panel(extraction, replace(found, marks=marks))


@edit
def set_dispersion(
    extraction: Extraction, panel: str, dispersion: Dispersion, level: float | None = None
) -> Extraction:
    """Say what the error bars of a panel show."""
    if level is not None and not 0 < level < 1:
        raise UsageError(f"A confidence level of {level:g} is not between 0 and 1.", "Write 0.95 for 95 %.")
    return _put_panel(extraction, replace(find_panel(extraction, panel), dispersion=dispersion, level=level))


@edit
def set_n(extraction: Extraction, panel: str, n: float | None) -> Extraction:
    """Set the group size common to a panel."""
    return _put_panel(extraction, replace(find_panel(extraction, panel), n=_checked_n(n)))


def _checked_n(n: float | None) -> float | None:
    if n is not None and not n >= 1:
        raise UsageError(f"A group size of {n:g} is not possible.", "Give at least 1, or leave it empty.")
    return n


# --- the figure -----------------------------------------------------------------------------


@edit
def review_figure(extraction: Extraction, review: Review) -> Extraction:
    """Accept, reject or reopen the figure as a whole; accepting settles all its open marks."""
    if review is not Review.ACCEPTED:
        return replace(extraction, review=review)
    panels = tuple(
        replace(p, marks=tuple(replace(m, review=review) if m.review is Review.OPEN else m for m in p.marks))
        for p in extraction.panels
    )
    return replace(extraction, panels=panels, review=review)


@edit
def comment_figure(extraction: Extraction, comment: str) -> Extraction:
    """Write a comment on the figure."""
    return replace(extraction, comment=comment)
