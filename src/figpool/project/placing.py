"""Marks a person places where nothing was found: one maker a chart kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import singledispatch

from figpool.core.errors import UsageError
from figpool.core.marks import BarMark, BoxMark, Fill, Mark, PointMark
from figpool.project.handles import HAND_U
from figpool.project.model import PanelEntry

_NO_FILL = Fill((50.0, 0.0, 0.0))
_BAR_SHARE, _BOX_SHARE = 0.06, 0.08


def _bar(panel: PanelEntry, along: float, across: float) -> BarMark:
    like = next((m.mark for m in panel.marks if isinstance(m.mark, BarMark)), None)
    half = like.width / 2 if like else _BAR_SHARE * _extent(panel) / 2
    base = like.base if like else _foot(panel)
    horizontal = panel.horizontal
    return BarMark(across - half, across + half, base, along, _NO_FILL, 1.0, tip_u=HAND_U, horizontal=horizontal)


def _point(panel: PanelEntry, along: float, across: float) -> PointMark:
    return PointMark(across, along, "", False, 4.0, _NO_FILL, 1.0, tip_u=HAND_U, across_u=HAND_U,
                     horizontal=panel.horizontal)  # fmt: skip


def _box(panel: PanelEntry, along: float, across: float) -> BoxMark:
    like = next((m.mark for m in panel.marks if isinstance(m.mark, BoxMark)), None)
    half = like.width / 2 if like else _BOX_SHARE * _extent(panel) / 2
    length = abs(like.edge1 - like.edge0) / 2 if like else half
    return BoxMark(across - half, across + half, along - length, along + length, along, _NO_FILL, 1.0, edge_u=HAND_U,
                   median_u=HAND_U, horizontal=panel.horizontal)  # fmt: skip


def _extent(panel: PanelEntry) -> float:
    """Length of the plot area across the value axis."""
    box = panel.panel.area.box
    return box.height if panel.horizontal else box.width


def _foot(panel: PanelEntry) -> float:
    """Where bars stand: at the value 0 where it lies on the axis, else at the foot of the plot area."""
    box = panel.panel.area.box
    low, high = (box.x0, box.x1) if panel.horizontal else (box.y0, box.y1)
    foot = low if panel.horizontal else high
    axis = panel.axes.x if panel.horizontal else panel.axes.y
    if axis is None or axis.scale.is_log:
        return foot
    zero = float(axis.to_pixel(0.0))
    return zero if low - 2 <= zero <= high + 2 else foot


_MAKERS: Mapping[str, Callable[[PanelEntry, float, float], Mark]] = {
    "bar": _bar, "point": _point, "line": _point, "scatter": _point, "box": _box,
}  # fmt: skip


def kinds_by_hand() -> tuple[str, ...]:
    """Return the chart kinds whose marks can be placed by hand."""
    return tuple(_MAKERS)


def new_mark(panel: PanelEntry, x: float, y: float) -> Mark:
    """Return a mark of the panel's kind whose value stands at a place, like its neighbours.

    Parameters
    ----------
    panel : PanelEntry
        Its kind, direction and marks are looked at.
    x, y : float
        Where the value stands, upright pixels.

    Raises
    ------
    UsageError
        Marks of this kind cannot be placed by hand.
    """
    maker = _MAKERS.get(panel.kind)
    if maker is None:
        raise UsageError(f"Marks of a {panel.kind} chart cannot be placed by hand.", f"Kinds: {', '.join(_MAKERS)}.")
    along, across = (x, y) if panel.horizontal else (y, x)
    return maker(panel, along, across)


@singledispatch
def arm_towards(mark: Mark, x: float, y: float) -> str:
    """Return the handle of the arm that leads from a mark towards a place.

    Parameters
    ----------
    mark : Mark
        Upright pixels.
    x, y : float
        Where the arm ends.

    Raises
    ------
    UsageError
        Marks of this class have no arms.
    """
    raise UsageError(f"A {type(mark).__name__} has no error bar ({x:g}, {y:g}).", "Add it as a bar, point or box.")


@arm_towards.register
def _bar_arm(mark: BarMark, x: float, y: float) -> str:
    along = x if mark.horizontal else y
    return "up" if (along - mark.tip) * (mark.tip - mark.base) >= 0 else "down"


@arm_towards.register
def _point_arm(mark: PointMark, x: float, y: float) -> str:
    return "up" if (x if mark.horizontal else y) <= mark.tip else "down"


@arm_towards.register
def _box_arm(mark: BoxMark, x: float, y: float) -> str:
    along = x if mark.horizontal else y
    return "arm0" if along <= (mark.edge0 + mark.edge1) / 2 else "arm1"
