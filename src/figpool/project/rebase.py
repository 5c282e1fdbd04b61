"""A new automatic reading under old corrections: what a person set stays.

Three-way merge, field by field: where the reviewer's extraction differs from
the reading it stood on, the reviewer's value is kept; everything else follows
the new reading. Marks are joined by place, so their names stay.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

from figpool.core.geometry import Frame
from figpool.core.issues import Issue
from figpool.project.edits import own_issues, reread
from figpool.project.model import Extraction, MarkEntry, PanelEntry

#: Two marks of successive readings closer than this share of the plot area's diagonal are one.
_SAME_PLACE = 0.02

T = TypeVar("T")
_Named = TypeVar("_Named", bound=MarkEntry | PanelEntry)


def rebase(old: Extraction | None, current: Extraction, new: Extraction) -> Extraction:
    """Put the corrections of `current` over another automatic reading.

    Parameters
    ----------
    old : Extraction or None
        The automatic reading `current` stands on; None when it was made by hand.
    current : Extraction
        With the reviewer's corrections.
    new : Extraction
        The new automatic reading.

    Returns
    -------
    Extraction
        `new` with every correction; marks and panels keep the names of `current`.
    """
    base = old or Extraction(frame=current.frame)
    renamed = _rename(base, current, new)
    rest = _merge_fields(base, current, renamed, skip=frozenset({"panels", "next_mark", "next_panel", "reading"}))

    def merge(was: PanelEntry, mine: PanelEntry, entry: PanelEntry) -> PanelEntry:
        return _merge_panel(was, mine, entry, rest.frame)

    panels = _merge_named(base.panels, current.panels, renamed.panels, merge)
    return replace(
        rest,
        panels=panels,
        reading=new.reading,
        next_mark=max(current.next_mark, renamed.next_mark),
        next_panel=max(current.next_panel, renamed.next_panel),
    )


def _merge_fields(old: T, current: T, new: T, skip: frozenset[str]) -> T:
    changes: dict[str, Any] = {}
    for f in fields(old):  # type: ignore[arg-type]
        if f.name not in skip:
            mine, before = getattr(current, f.name), getattr(old, f.name)
            changes[f.name] = getattr(new, f.name) if mine == before else mine
    return replace(new, **changes)  # type: ignore[type-var]


def _merge_named(
    old: Sequence[_Named],
    current: Sequence[_Named],
    new: Sequence[_Named],
    merge: Callable[[_Named, _Named, _Named], _Named],
) -> tuple[_Named, ...]:
    """Merge lists of named things: deleted ones stay deleted, added and corrected ones stay."""
    before = {e.id: e for e in old}
    mine = {e.id: e for e in current}
    merged: list[_Named] = []
    for entry in new:
        if entry.id in mine:
            was = before.get(entry.id)
            merged.append(merge(was, mine[entry.id], entry) if was is not None else mine[entry.id])
        elif entry.id not in before:
            merged.append(entry)
    there = {e.id for e in merged}
    kept: list[_Named] = [e for e in current if e.id not in there and (e.id not in before or e != before[e.id])]
    return (*merged, *kept)


def _merge_panel(old: PanelEntry, current: PanelEntry, new: PanelEntry, frame: Frame) -> PanelEntry:
    marks = _merge_named(old.marks, current.marks, new.marks, _merge_mark)
    merged = _merge_fields(old, current, new, skip=frozenset({"marks", "id"}))
    fresh = {m.id: m for m in new.marks}
    by_hand = _set_places(current, frame)
    settled = []
    for entry in marks:
        of_new = fresh.get(entry.id)
        stands = of_new is not None and of_new.mark == entry.mark
        if (new.axes if stands else current.axes) == merged.axes:
            settled.append(entry)
        else:
            again = reread(frame, merged, entry, _own_issues(entry.id, old, current, new))
            x = by_hand.get(entry.id, again.point.x)
            settled.append(replace(again, point=replace(again.point, x=x)))
    return replace(merged, marks=tuple(settled))


def _set_places(panel: PanelEntry, frame: Frame) -> dict[str, float | None]:
    """Values on the axis across that a person gave marks, other than where the marks stand."""
    return {m.id: m.point.x for m in panel.marks if reread(frame, panel, m, ()).point.x != m.point.x}


def _own_issues(mark: str, old: PanelEntry, current: PanelEntry, new: PanelEntry) -> tuple[Issue, ...]:
    """Doubts about a mark itself, merged as any other field."""
    before, mine, fresh = (
        next((own_issues(m, panel.axes) for m in panel.marks if m.id == mark), None) for panel in (old, current, new)
    )
    chosen = mine if fresh is None or (mine is not None and mine != before) else fresh
    return chosen or ()


def _merge_mark(old: MarkEntry, current: MarkEntry, new: MarkEntry) -> MarkEntry:
    if current.mark != old.mark:
        return current
    merged = _merge_fields(old, current, new, skip=frozenset({"id", "point", "trail"}))
    point = _merge_fields(old.point, current.point, new.point, skip=frozenset())
    return replace(merged, point=point, trail=new.trail if current.trail == old.trail else current.trail)


def _rename(old: Extraction, current: Extraction, new: Extraction) -> Extraction:
    """Give the panels and marks of the new reading the names their places had in the old one."""
    next_panel, next_mark = current.next_panel, current.next_mark
    panels = []
    free = list(old.panels)
    for panel in new.panels:
        twin = next((p for p in free if _is_same_panel(p, panel)), None)
        if twin is not None:
            free.remove(twin)
        name = twin.id if twin is not None else f"p{next_panel}"
        next_panel += twin is None
        marks, next_mark = _rename_marks(twin, panel, next_mark)
        panels.append(replace(panel, id=name, marks=marks))
    return replace(new, panels=tuple(panels), next_panel=next_panel, next_mark=next_mark)


def _is_same_panel(a: PanelEntry, b: PanelEntry) -> bool:
    one, other = a.panel.area.box, b.panel.area.box
    smaller = min(one.width * one.height, other.width * other.height)
    return one.overlap(other) > 0.5 * smaller


def _rename_marks(twin: PanelEntry | None, panel: PanelEntry, number: int) -> tuple[tuple[MarkEntry, ...], int]:
    free = list(twin.marks) if twin is not None else []
    box = panel.panel.area.box
    reach = _SAME_PLACE * (box.width**2 + box.height**2) ** 0.5
    renamed = []
    for entry in panel.marks:
        same = min(free, key=lambda m: _distance(m, entry), default=None)
        if same is not None and _distance(same, entry) <= reach:
            free.remove(same)
            renamed.append(replace(entry, id=same.id))
        else:
            renamed.append(replace(entry, id=f"m{number}"))
            number += 1
    return tuple(renamed), number


def _distance(a: MarkEntry, b: MarkEntry) -> float:
    (ax, ay), (bx, by) = a.mark.position, b.mark.position
    return math.hypot(ax - bx, ay - by)
