"""What a person can take hold of on a mark: named positions that can be dragged.

One registration a class of marks says which of its fields are positions; the
canvas draws and moves whatever is offered here and knows no mark itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from figpool.core.errors import UsageError
from figpool.core.marks import BarMark, BoxMark, Mark, PointMark, WhiskerMark

Position = tuple[float, float]

#: Standard uncertainty of a position set by hand, in pixels (half a pixel, as of a hand-set tick).
HAND_U = 0.5


@dataclass(frozen=True)
class Parts:
    """Which fields of a class of marks are positions.

    Parameters
    ----------
    along : mapping
        Fields that are positions along the value axis, with the field of their
        uncertainty (empty: none).
    across : tuple of str
        Fields that are positions across it.
    arms : mapping
        Fields that are whiskers, with the field they start from.
    optional : frozenset of str
        Fields that may be absent.
    free : str
        Handle that also moves sideways (of a marker: its value); empty: none.
    """

    along: Mapping[str, str]
    across: tuple[str, ...]
    arms: Mapping[str, str] = field(default_factory=dict)
    optional: frozenset[str] = frozenset()
    free: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """All handles."""
        sides = () if self.free else self.across
        return (*self.along, *self.arms, *sides)


_PARTS: Mapping[type, Parts] = {
    BarMark: Parts(
        along={"tip": "tip_u", "base": ""},
        across=("side0", "side1"),
        arms={"up": "tip", "down": "tip"},
        optional=frozenset({"up", "down"}),
    ),
    PointMark: Parts(
        along={"tip": "tip_u"},
        across=("across",),
        arms={"up": "tip", "down": "tip"},
        optional=frozenset({"up", "down"}),
        free="tip",
    ),
    BoxMark: Parts(
        along={"median": "median_u", "edge0": "edge_u", "edge1": "edge_u", "mean": "mean_u"},
        across=("side0", "side1"),
        arms={"arm0": "edge0", "arm1": "edge1"},
        optional=frozenset({"arm0", "arm1", "median", "mean"}),
    ),
}


def parts_of(mark: Mark) -> Parts:
    """Return what can be moved on a mark.

    Raises
    ------
    UsageError
        Marks of this class cannot be moved.
    """
    parts = _PARTS.get(type(mark))
    if parts is None:
        raise UsageError(f"A {type(mark).__name__} cannot be moved by hand.", "Delete it and add its values as points.")
    return parts


def handles(mark: Mark) -> Mapping[str, Position]:
    """Return the named positions of a mark, upright pixels.

    Parameters
    ----------
    mark : Mark
        Any mark; parts that are absent offer no handle.
    """
    parts = parts_of(mark)
    centre = _across_of(mark)
    found: dict[str, Position] = {}
    for name in parts.along:
        at = getattr(mark, name)
        if at is not None:
            found[name] = _to_xy(at, centre, horizontal=mark.horizontal)
    for name in parts.arms:
        arm: WhiskerMark | None = getattr(mark, name)
        if arm is not None:
            found[name] = _to_xy(arm.end, arm.across, horizontal=mark.horizontal)
    if not parts.free:
        middle = _along_of(mark)
        found |= {name: _to_xy(middle, getattr(mark, name), horizontal=mark.horizontal) for name in parts.across}
    return found


def with_handle(mark: Mark, name: str, x: float, y: float) -> Mark:
    """Return the mark with one handle moved to a place; a part that was absent is added.

    Parameters
    ----------
    mark : Mark
        Upright pixels.
    name : str
        One of ``parts_of(mark).names``.
    x, y : float
        Where to, upright pixels.

    Raises
    ------
    UsageError
        The mark has no such handle.
    """
    parts = parts_of(mark)
    along, across = (x, y) if mark.horizontal else (y, x)
    if name == parts.free:
        moved: Mark = shifted(mark, x - mark.position[0], y - mark.position[1])
        return moved
    if name in parts.along:
        return _with_along(mark, parts, name, along)
    if name in parts.arms:
        return _changed(mark, {name: _arm(mark, name, parts.arms[name], along)})
    if name in parts.across:
        low, high = sorted(across if side == name else getattr(mark, side) for side in parts.across)
        return _changed(mark, dict(zip(parts.across, (low, high), strict=True)))
    raise UsageError(f"A {type(mark).__name__} has no '{name}' to move.", f"It has: {', '.join(parts.names)}.")


def _with_along(mark: Mark, parts: Parts, name: str, along: float) -> Mark:
    changes: dict[str, Any] = {name: along}
    if parts.along[name]:
        changes[parts.along[name]] = HAND_U
    for arm, start in parts.arms.items():
        drawn: WhiskerMark | None = getattr(mark, arm)
        if start == name and drawn is not None:
            changes[arm] = replace(drawn, start=along)
    return _changed(mark, changes)


def _arm(mark: Mark, name: str, start: str, end: float) -> WhiskerMark:
    drawn: WhiskerMark | None = getattr(mark, name)
    across = drawn.across if drawn is not None else _across_of(mark)
    return WhiskerMark(across, getattr(mark, start), end, capped=True, score=1.0, end_u=HAND_U)


def without_handle(mark: Mark, name: str) -> Mark:
    """Return the mark without one of its optional parts.

    Raises
    ------
    UsageError
        That part cannot be taken away.
    """
    parts = parts_of(mark)
    if name not in parts.optional:
        names = ", ".join(sorted(parts.optional))
        raise UsageError(f"'{name}' of a {type(mark).__name__} cannot be taken away.", f"These can: {names}.")
    return _changed(mark, {name: None})


def shifted(mark: Mark, dx: float, dy: float) -> Mark:
    """Return the mark moved as a whole.

    Parameters
    ----------
    mark : Mark
        Upright pixels.
    dx, dy : float
        By how much.
    """
    parts = parts_of(mark)
    along, across = (dx, dy) if mark.horizontal else (dy, dx)
    changes: dict[str, Any] = {n: at + along for n in parts.along if (at := getattr(mark, n)) is not None}
    changes |= {name: getattr(mark, name) + across for name in parts.across}
    for name in parts.arms:
        arm: WhiskerMark | None = getattr(mark, name)
        if arm is not None:
            changes[name] = replace(arm, across=arm.across + across, start=arm.start + along, end=arm.end + along)
    return _changed(mark, changes)


def _changed(mark: Any, changes: dict[str, Any]) -> Mark:
    result: Mark = replace(mark, **changes)
    return result


def _across_of(mark: Mark) -> float:
    x, y = mark.position
    return y if mark.horizontal else x


def _along_of(mark: Mark) -> float:
    x, y = mark.position
    return x if mark.horizontal else y


def _to_xy(along: float, across: float, *, horizontal: bool) -> Position:
    return (along, across) if horizontal else (across, along)
