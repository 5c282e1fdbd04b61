"""Marks of other digitizers' clicks: a value with the ends of its error bar."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from figpool.core.axes import AxesCalibration
from figpool.core.errors import InputError
from figpool.core.figure import Panel, PlotArea
from figpool.core.geometry import Box, Frame
from figpool.core.marks import BoxMark, Fill, Mark, PointMark, WhiskerMark
from figpool.core.provenance import Provenance
from figpool.core.series import DataPoint, ErrorBar
from figpool.project.edits import reread
from figpool.project.handles import HAND_U
from figpool.project.model import MANUAL, Extraction, MarkEntry, PanelEntry

_NO_FILL = Fill((0.0, 0.0, 0.0))
_RADIUS = 3.0


def finite(value: Any) -> float:
    """Return a number of a file.

    Raises
    ------
    InputError
        It is no finite number: a place or a tick there is nowhere.
    """
    number = float(value)
    if not math.isfinite(number):
        raise InputError(f"It holds the number '{value}', which is no place and no value.")
    return number


@dataclass(frozen=True)
class Clicked:
    """One value as it was clicked, upright pixels.

    Parameters
    ----------
    mark : Mark
        Where it stands.
    series, category : str
        Names.
    n : float or None
        Group size.
    """

    mark: Mark
    series: str = ""
    category: str = ""
    n: float | None = None


def point(across: float, tip: float, ends: tuple[float, ...] = (), *, horizontal: bool = False) -> PointMark:
    """Return a value with up to two ends of its error bar (positions along the value axis)."""
    arms: dict[str, WhiskerMark] = {}
    for end in ends:
        arms["up" if end < tip else "down"] = _arm(across, tip, end)
    return PointMark(
        across,
        tip,
        "",
        hollow=False,
        radius=_RADIUS,
        fill=_NO_FILL,
        score=1.0,
        tip_u=HAND_U,
        across_u=HAND_U,
        horizontal=horizontal,
        **arms,
    )


def box(across: float, five: tuple[float, float, float, float, float], *, horizontal: bool = False) -> BoxMark:
    """Return a box plot from the positions of whisker, quartile, median, quartile, whisker, in order of pixels."""
    first, edge0, median, edge1, last = sorted(five)
    return BoxMark(
        across - _RADIUS,
        across + _RADIUS,
        edge0,
        edge1,
        median,
        fill=_NO_FILL,
        score=1.0,
        arm0=_arm(across, edge0, first),
        arm1=_arm(across, edge1, last),
        edge_u=HAND_U,
        median_u=HAND_U,
        horizontal=horizontal,
    )


def _arm(across: float, start: float, end: float) -> WhiskerMark:
    return WhiskerMark(across, start, end, capped=True, score=1.0, end_u=HAND_U)


@dataclass(frozen=True)
class Sheet:
    """What all clicks on one pair of axes share.

    Parameters
    ----------
    kind : str
        Chart kind.
    axes : AxesCalibration
        Fitted to the clicked ticks.
    detector : str
        Name of the importer, for the trail.
    frame : Frame
        Turn between upright pixels and the picture.
    """

    kind: str
    axes: AxesCalibration
    detector: str
    frame: Frame


def panel_of(sheet: Sheet, clicks: list[Clicked], number: int = 1, first: int = 1) -> PanelEntry:
    """Return panel p<number> with the clicked values, its marks named from m<first> on."""
    xs = [c.mark.position[0] for c in clicks] or [0.0]
    ys = [c.mark.position[1] for c in clicks] or [0.0]
    area = Box(min(xs), min(ys), max(xs), max(ys))
    horizontal = any(c.mark.horizontal for c in clicks)
    bare = PanelEntry(f"p{number}", Panel(PlotArea(area), area), sheet.kind, sheet.axes, horizontal=horizontal)
    marks = []
    for place, click in enumerate(clicks, start=first):
        blank = DataPoint(None, ErrorBar(), 0.0, 0.0, click.category)
        trail = Provenance("", sheet.detector)
        entry = MarkEntry(f"m{place}", click.mark, blank, trail, click.series, n=click.n, source=MANUAL)
        marks.append(reread(sheet.frame, bare, entry))
    return replace(bare, marks=tuple(marks))


def extraction_of(panels: list[PanelEntry], frame: Frame) -> Extraction:
    """Return an extraction made of these panels."""
    count = sum(len(p.marks) for p in panels)
    return Extraction(frame=frame, panels=tuple(panels), next_mark=count + 1, next_panel=len(panels) + 1)
