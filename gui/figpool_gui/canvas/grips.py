"""What a person can take hold of: mark handles, ticks, corners of the plot area; one class each.

A grip knows where it stands, which edit puts it elsewhere, and how it snaps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from figpool.core.axes import AxisCalibration, CalibrationPoint
from figpool.core.errors import UsageError
from figpool.core.geometry import Box
from figpool.core.marks import Mark
from figpool.detect.raster.snap import snap_blob, snap_line
from figpool.project import Extraction, MarkEntry, PanelEntry
from figpool.project.handles import handles, parts_of
from figpool_gui.canvas.ink import Ink
from figpool_gui.session import Edit

Position = tuple[float, float]
#: Where to look beside a stem: wide caps first, then narrow ones.
_BESIDE_STEM = ((-6.5, -5.5, 5.5, 6.5), (-3.5, -2.8, 2.8, 3.5))
_TICK_OFFSETS = ((-2.0, -3.0, -4.0), (2.0, 3.0, 4.0), (8.0, 12.0, 16.0))


class Grip(Protocol):
    """Something that can be dragged."""

    @property
    def at(self) -> Position:
        """Where it stands, upright pixels."""
        ...

    @property
    def mark(self) -> str:
        """Mark it belongs to; empty when to none."""
        ...

    @property
    def label(self) -> str:
        """What it is, in words."""
        ...

    @property
    def key(self) -> tuple[object, ...]:
        """What stays the same when it moves."""
        ...

    def put(self, x: float, y: float) -> Edit:
        """Return the edit that puts it at a place."""
        ...

    def snapped(self, ink: Ink, x: float, y: float) -> Position:
        """Return the place drawn to the ink beside it."""
        ...


@dataclass(frozen=True)
class MarkGrip:
    """A handle of a mark."""

    entry: MarkEntry
    handle: str
    at: Position

    @property
    def mark(self) -> str:
        """Mark it belongs to."""
        return self.entry.id

    @property
    def label(self) -> str:
        """Mark and handle."""
        return f"{self.entry.id} {self.handle}"

    @property
    def key(self) -> tuple[object, ...]:
        """Mark and handle."""
        return ("mark", self.entry.id, self.handle)

    def put(self, x: float, y: float) -> Edit:
        """Move the handle."""
        return "move_handle", {"mark": self.entry.id, "handle": self.handle, "x": x, "y": y}

    def snapped(self, ink: Ink, x: float, y: float) -> Position:
        """Snap a marker to its centre, a side to a side, the rest across the value axis."""
        return snapped_handle(ink, self.entry.mark, self.handle, x, y)


@dataclass(frozen=True)
class TickGrip:
    """A tick of a fitted axis."""

    panel: PanelEntry
    axis: str
    index: int
    at: Position

    mark = ""

    @property
    def label(self) -> str:
        """Axis and value."""
        return f"{self.axis} = {self._points()[self.index].value:g}"

    @property
    def key(self) -> tuple[object, ...]:
        """Panel, axis and place in the list."""
        return ("tick", self.panel.id, self.axis, self.index)

    def _points(self) -> tuple[CalibrationPoint, ...]:
        return fitted(self.panel, self.axis).points

    def put(self, x: float, y: float) -> Edit:
        """Move the tick along its axis; the axis is fitted again."""
        pixel = x if self.axis == "x" else y
        points = tuple(
            CalibrationPoint(pixel if i == self.index else p.pixel, p.value) for i, p in enumerate(self._points())
        )
        scale = fitted(self.panel, self.axis).scale
        return "set_ticks", {"panel": self.panel.id, "axis": self.axis, "points": points, "scale": scale}

    def snapped(self, ink: Ink, x: float, y: float) -> Position:
        """Snap to a tick mark or grid line."""
        return snapped_tick(ink, self.axis, (x, self.at[1]) if self.axis == "x" else (self.at[0], y))


@dataclass(frozen=True)
class AreaGrip:
    """A corner of the plot area."""

    panel: PanelEntry
    right: bool
    bottom: bool

    mark = ""

    @property
    def label(self) -> str:
        """What it is."""
        return "plot area"

    @property
    def key(self) -> tuple[object, ...]:
        """Panel and corner."""
        return ("area", self.panel.id, self.right, self.bottom)

    @property
    def at(self) -> Position:
        """The corner."""
        box = self.panel.panel.area.box
        return (box.x1 if self.right else box.x0, box.y1 if self.bottom else box.y0)

    def put(self, x: float, y: float) -> Edit:
        """Move the corner."""
        box = self.panel.panel.area.box
        xs = sorted((box.x0, x) if self.right else (x, box.x1))
        ys = sorted((box.y0, y) if self.bottom else (y, box.y1))
        return "set_area", {"panel": self.panel.id, "area": Box(xs[0], ys[0], xs[1], ys[1])}

    def snapped(self, ink: Ink, x: float, y: float) -> Position:
        """Snap to the lines that meet in the corner."""
        inward_x, inward_y = (-1 if self.right else 1), (-1 if self.bottom else 1)
        found_x = snap_line(ink.pixels, ink.frame, (x, y), [inward_y * d for d in (8, 10, 12)], vertical=True)
        found_y = snap_line(ink.pixels, ink.frame, (x, y), [inward_x * d for d in (8, 10, 12)])
        return (x if found_x is None else found_x, y if found_y is None else found_y)


def fitted(panel: PanelEntry, axis: str) -> AxisCalibration:
    """Return a fitted axis of a panel.

    Raises
    ------
    UsageError
        It is not calibrated.
    """
    found: AxisCalibration | None = getattr(panel.axes, axis)
    if found is None:
        raise UsageError(f"The {axis} axis has no ticks yet.", "Set ticks first.")
    return found


def _on_line(ink: Ink, at: Position, plans: Sequence[Sequence[float]], *, vertical: bool) -> Position:
    """Snap across a line by the first plan that finds one."""
    for offsets in plans:
        found = snap_line(ink.pixels, ink.frame, at, offsets, vertical=vertical)
        if found is not None:
            return (found, at[1]) if vertical else (at[0], found)
    return at


def snapped_handle(ink: Ink, mark: Mark, handle: str, x: float, y: float) -> Position:
    """Return where a handle of a mark goes: a marker to its centre, a side to a side, the rest to a level."""
    parts, horizontal = parts_of(mark), mark.horizontal
    if handle == parts.free:
        return snap_blob(ink.pixels, ink.frame, (x, y)) or (x, y)
    if handle in parts.across:
        return _on_line(ink, (x, y), _beside(mark, 0.3, along_y=not horizontal), vertical=not horizontal)
    centre = handles(mark)[handle]
    place = (x, centre[1]) if horizontal else (centre[0], y)
    plans = _BESIDE_STEM if handle in parts.arms else _beside(mark, 0.36, along_y=horizontal)
    return _on_line(ink, place, plans, vertical=horizontal)


def _beside(mark: Mark, share: float, *, along_y: bool) -> tuple[tuple[float, ...], ...]:
    """Offsets along an edge of the mark, beside its middle where a stem may stand."""
    places = np.array(list(handles(mark).values()))
    far = max(share * float(np.ptp(places[:, 1 if along_y else 0])), 2.0)
    return ((-far, -0.8 * far, -0.6 * far, 0.6 * far, 0.8 * far, far),)


def snapped_tick(ink: Ink, axis: str, at: Position) -> Position:
    """Snap a place to the tick mark or grid line of an axis beside it."""
    return _on_line(ink, at, _TICK_OFFSETS, vertical=axis == "x")


def snapped_value(ink: Ink, panel: PanelEntry, at: Position) -> Position:
    """Snap a place clicked for a new value: a marker for charts of points, else the edge across the value axis."""
    blob = None if panel.kind in _EDGED else snap_blob(ink.pixels, ink.frame, at)
    if blob is not None:
        return blob
    return _on_line(ink, at, ((-9.0, -7.0, -5.0, 5.0, 7.0, 9.0), *_BESIDE_STEM), vertical=panel.horizontal)


#: Chart kinds whose values stand on edges.
_EDGED = frozenset({"bar", "box"})


def mark_grips(entry: MarkEntry) -> Iterator[MarkGrip]:
    """Return the handles of a mark."""
    for name, at in handles(entry.mark).items():
        yield MarkGrip(entry, name, at)


def tick_position(panel: PanelEntry, axis: str, pixel: float) -> Position:
    """Where a tick stands: on the left edge of the plot area, or its bottom edge."""
    box = panel.panel.area.box
    return (pixel, box.y1) if axis == "x" else (box.x0, pixel)


def panel_grips(panel: PanelEntry) -> Iterator[Grip]:
    """Return ticks and corners of a panel."""
    for axis in ("x", "y"):
        calibration: AxisCalibration | None = getattr(panel.axes, axis)
        for index, point in enumerate(calibration.points if calibration else ()):
            yield TickGrip(panel, axis, index, tick_position(panel, axis, point.pixel))
    for right in (False, True):
        for bottom in (False, True):
            yield AreaGrip(panel, right, bottom)


class GripIndex:
    """All grips of an extraction, found by place.

    Parameters
    ----------
    extraction : Extraction
        As shown.
    """

    def __init__(self, extraction: Extraction) -> None:
        self._marks = [(m, name, at) for m in extraction.marks for name, at in handles(m.mark).items()]
        self._others = [g for panel in extraction.panels for g in panel_grips(panel)]
        self._places = _array([at for _, _, at in self._marks])
        self._other_places = _array([g.at for g in self._others])

    def nearest(self, at: Position, radius: float, preferred: Sequence[str] = ()) -> Grip | None:
        """Return the nearest grip within `radius`; those of preferred marks first, marks before ticks and corners."""
        place = np.array(at)
        order = np.hypot(*(self._places - place).T)
        near = [int(i) for i in np.argsort(order)[:12] if order[i] <= radius]
        near.sort(key=lambda i: self._marks[i][0].id not in preferred)
        if near:
            entry, name, where = self._marks[near[0]]
            return MarkGrip(entry, name, where)
        others = np.hypot(*(self._other_places - place).T)
        if len(others) and others.min() <= radius:
            return self._others[int(others.argmin())]
        return None


def _array(places: list[Position]) -> NDArray[np.float64]:
    return np.array(places, dtype=float).reshape(-1, 2)


def moved(grip: Grip, extraction: Extraction) -> Grip | None:
    """Return the same grip as it stands in another state of the extraction; None when it is gone."""
    return next((g for g in _all(extraction, grip) if g.key == grip.key), None)


def _all(extraction: Extraction, like: Grip) -> Iterator[Grip]:
    if like.mark:
        for entry in extraction.marks:
            if entry.id == like.mark:
                yield from mark_grips(entry)
        return
    for panel in extraction.panels:
        yield from panel_grips(panel)
