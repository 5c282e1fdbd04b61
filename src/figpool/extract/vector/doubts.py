"""What a person would doubt about marks of a vector page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from figpool.core.issues import Flag, Issue
from figpool.core.marks import WhiskerMark


class Armed(Protocol):
    """A mark with the arms of an error bar."""

    @property
    def up(self) -> WhiskerMark | None:
        """Outer or upper arm."""
        ...

    @property
    def down(self) -> WhiskerMark | None:
        """Inner or lower arm."""
        ...


def arm_doubts(mark: Armed, marks: Sequence[Armed]) -> tuple[Issue, ...]:
    """Flag a missing error bar among marks that have one, and one that stands beside its mark."""
    if any(arm is not None and arm.unsure for arm in (mark.up, mark.down)):
        words = "The error bar stands beside this mark, at its height, and was taken for its own."
        return (Issue(Flag.WHISKER_UNSURE, words, 0.2),)
    return missing_arms(mark, marks)


def missing_arms(mark: Armed, marks: Sequence[Armed]) -> tuple[Issue, ...]:
    """Flag a mark without error bar among marks that have one."""
    if mark.up is not None or mark.down is not None:
        return ()
    with_arms = sum(m.up is not None or m.down is not None for m in marks)
    if 2 * with_arms < len(marks):
        return ()
    return (
        Issue(
            Flag.NO_WHISKER, f"No error bar was found on this mark; {with_arms} of {len(marks)} marks have one.", 0.5
        ),
    )
