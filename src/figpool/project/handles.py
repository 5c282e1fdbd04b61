"""What a person can take hold of on a mark: named positions that can be dragged.

One registration a class of marks; the canvas draws and moves whatever is
offered here and knows no mark itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from functools import singledispatch
from typing import Any

from figpool.core.errors import UsageError
from figpool.core.marks import BarMark, Mark, WhiskerMark

Position = tuple[float, float]


def _xy(along: float, across: float, *, horizontal: bool) -> Position:
    return (along, across) if horizontal else (across, along)


def _along_across(x: float, y: float, *, horizontal: bool) -> tuple[float, float]:
    return (x, y) if horizontal else (y, x)


@singledispatch
def handles(mark: Mark) -> Mapping[str, Position]:
    """Return the named positions of a mark, upright pixels.

    Parameters
    ----------
    mark : Mark
        Any mark; one of an unregistered class offers its position only.
    """
    return {"position": mark.position}


@handles.register
def _bar_handles(mark: BarMark) -> Mapping[str, Position]:
    def at(along: float, across: float) -> Position:
        return _xy(along, across, horizontal=mark.horizontal)

    found = {"tip": at(mark.tip, mark.centre), "base": at(mark.base, mark.centre)}
    arms = {"up": mark.up, "down": mark.down}
    found.update({name: at(arm.end, arm.across) for name, arm in arms.items() if arm is not None})
    middle = (mark.base + mark.tip) / 2
    return found | {"side0": at(middle, mark.side0), "side1": at(middle, mark.side1)}


@singledispatch
def with_handle(mark: Mark, name: str, x: float, y: float) -> Mark:
    """Return the mark with one handle moved to a place.

    Parameters
    ----------
    mark : Mark
        Upright pixels.
    name : str
        A key of `handles`; of a bar "up" and "down" may be new (an arm is added).
    x, y : float
        Where to, upright pixels.

    Raises
    ------
    UsageError
        The mark has no such handle, or the place makes it impossible.
    """
    if name != "position":
        raise UsageError(f"A {type(mark).__name__} has no '{name}' to move.")
    at = mark.position
    return shifted(mark, x - at[0], y - at[1])


@with_handle.register
def _bar_with_handle(mark: BarMark, name: str, x: float, y: float) -> Mark:
    along, across = _along_across(x, y, horizontal=mark.horizontal)
    mover = _BAR_HANDLES.get(name)
    if mover is None:
        raise UsageError(f"A bar has no '{name}' to move.", f"It has: {', '.join(_BAR_HANDLES)}.")
    return mover(mark, along, across)


def _move_tip(mark: BarMark, along: float, across: float) -> BarMark:
    arms = {n: replace(a, start=along) if a else None for n, a in (("up", mark.up), ("down", mark.down))}
    return replace(mark, tip=along, tip_u=HAND_U, up=arms["up"], down=arms["down"])


def _move_base(mark: BarMark, along: float, across: float) -> BarMark:
    return replace(mark, base=along)


def _move_up(mark: BarMark, along: float, across: float) -> BarMark:
    return replace(mark, up=_arm(mark, mark.up, along))


def _move_down(mark: BarMark, along: float, across: float) -> BarMark:
    return replace(mark, down=_arm(mark, mark.down, along))


def _move_side0(mark: BarMark, along: float, across: float) -> BarMark:
    low, high = sorted((across, mark.side1))
    return replace(mark, side0=low, side1=high)


def _move_side1(mark: BarMark, along: float, across: float) -> BarMark:
    low, high = sorted((mark.side0, across))
    return replace(mark, side0=low, side1=high)


def _arm(mark: BarMark, arm: WhiskerMark | None, end: float) -> WhiskerMark:
    across = arm.across if arm else mark.centre
    return WhiskerMark(across, mark.tip, end, capped=True, score=1.0, end_u=HAND_U)


#: Standard uncertainty of a position set by hand, in pixels (half a pixel, as of a hand-set tick).
HAND_U = 0.5

_BAR_HANDLES = {
    "tip": _move_tip,
    "base": _move_base,
    "up": _move_up,
    "down": _move_down,
    "side0": _move_side0,
    "side1": _move_side1,
}


@singledispatch
def without_handle(mark: Mark, name: str) -> Mark:
    """Return the mark without one of its arms.

    Raises
    ------
    UsageError
        That part cannot be taken away.
    """
    raise UsageError(f"'{name}' of a {type(mark).__name__} cannot be taken away.")


@without_handle.register
def _bar_without(mark: BarMark, name: str) -> Mark:
    if name not in {"up", "down"}:
        raise UsageError(f"'{name}' of a bar cannot be taken away.", "Only its arms 'up' and 'down' can.")
    kept: Mark = replace(mark, up=None) if name == "up" else replace(mark, down=None)
    return kept


#: Fields of marks that are positions along the axis of values, and across it.
_ALONG = frozenset({"base", "tip", "start", "end", "q1", "q3", "median", "low", "high", "mean"})
_ACROSS = frozenset({"side0", "side1", "across"})


def shifted(mark: Mark, dx: float, dy: float) -> Mark:
    """Return the mark moved as a whole.

    Parameters
    ----------
    mark : Mark
        Upright pixels.
    dx, dy : float
        By how much.
    """
    along, across = _along_across(dx, dy, horizontal=mark.horizontal)
    moved: Mark = _shift_fields(mark, {"along": along, "across": across, "x": dx, "y": dy})
    return moved


def _shift_fields(value: Any, by: Mapping[str, float]) -> Any:
    changes: dict[str, Any] = {}
    for f in fields(value):
        old = getattr(value, f.name)
        if isinstance(old, WhiskerMark):
            changes[f.name] = _shift_fields(old, by)
        elif isinstance(old, (int, float)) and not isinstance(old, bool):
            axis = "along" if f.name in _ALONG else "across" if f.name in _ACROSS else f.name
            if axis in by:
                changes[f.name] = old + by[axis]
    return replace(value, **changes)
