"""Whose reading is meant: who has read, and one reviewer's comparisons in another's names of the marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from figpool.core.errors import UsageError
from figpool.project.compare import match_marks
from figpool.project.history import HistoryEntry
from figpool.project.model import ComparisonEntry, RowRef
from figpool.project.project import Project
from figpool.project.rows import rows_of

#: Action in the history of an extraction a third person settled.
CONSENSUS = "consensus"


def readers(project: Project) -> tuple[str, ...]:
    """Return everybody who holds an extraction, in the order they appear."""
    return tuple(dict.fromkeys(who for line in project.figures() for who in line.reviewers))


def independent_readers(project: Project) -> tuple[str, ...]:
    """Return everybody who read at least one figure himself, without those who only settled others' readings."""
    listed = project.figures()
    return tuple(
        who
        for who in readers(project)
        if any(who in line.reviewers and not consensus_of(project, line.figure.id, who) for line in listed)
    )


def whose(project: Project, named: str = "") -> str:
    """Return the reviewer whose reading is meant: the one named, or the only one there is.

    Raises
    ------
    UsageError
        Several have read and none is named, or the one named has read nothing.
    """
    found = readers(project)
    if named and found and named not in found:
        raise UsageError(f"{named} has read nothing in {project.path}, but {' and '.join(found)} did.")
    if named or not found:
        return named or project.reviewer
    if len(found) > 1:
        raise UsageError(f"{' and '.join(found)} have read in {project.path}.", "Say whose with --reviewer.")
    return found[0]


def whose_of(project: Project, figure: int, named: str = "") -> str:
    """Return the reviewer whose reading of one figure is meant: the one named, or its only reader.

    Raises
    ------
    UsageError
        There is no such figure; several have read it and none is named; the one named has not.
    """
    project.figure(figure)
    found = next(line.reviewers for line in project.figures() if line.figure.id == figure)
    if named and found and named not in found:
        raise UsageError(f"{named} has not read figure {figure}, but {' and '.join(found)} did.")
    if not named and len(found) > 1:
        raise UsageError(f"{' and '.join(found)} have read figure {figure}.", "Say whose with --reviewer.")
    return named or (found[0] if found else project.reviewer)


def left_out(project: Project, reviewer: str) -> tuple[int, ...]:
    """Return the figures others have read, but not this reviewer."""
    return tuple(line.figure.id for line in project.figures() if line.reviewers and reviewer not in line.reviewers)


def consensus_entry(project: Project, figure: int, reviewer: str) -> HistoryEntry | None:
    """Return the act by which a reviewer last settled others' readings of a figure; None where he did not."""
    entries = project.history.entries(project.scope(figure, reviewer))
    return next((e for e in reversed(entries) if e.action == CONSENSUS), None)


def consensus_of(project: Project, figure: int, reviewer: str) -> tuple[str, str] | None:
    """Return the two whose readings this reviewer settled; None where the extraction is his own reading."""
    entry = consensus_entry(project, figure, reviewer)
    return None if entry is None else (str(entry.arguments["first"]), str(entry.arguments["second"]))


def comparisons_for(project: Project, reviewer: str) -> tuple[ComparisonEntry, ...]:
    """Return the project's comparisons with the marks as one reviewer names them.

    Parameters
    ----------
    project : Project
        Open.
    reviewer : str
        Whose rows are to be compared. A comparison made by another is carried over
        by place; where this reviewer has no mark there, its name is empty.
    """
    twins: dict[tuple[int, str], Mapping[str, str]] = {}

    def renamed(ref: RowRef, by: str) -> RowRef:
        if (ref.figure, by) not in twins:
            twins[(ref.figure, by)] = _twins(project, ref.figure, by, reviewer)
        return replace(ref, mark=twins[(ref.figure, by)].get(ref.mark, ""))

    return tuple(
        c
        if c.reviewer in ("", reviewer)
        else replace(c, treatment=renamed(c.treatment, c.reviewer), control=renamed(c.control, c.reviewer))
        for c in project.tables.comparisons
    )


def _twins(project: Project, figure: int, first: str, second: str) -> Mapping[str, str]:
    """Names of the second reviewer's marks by those of the first."""
    if project.blind:
        return {}
    listed = {line.figure.id: line.figure for line in project.figures()}
    found = [project.extraction(figure, who) for who in (first, second)]
    one, other = ([] if x is None or figure not in listed else list(rows_of(x, listed[figure].name)) for x in found)
    return {one[i][0].id: other[j][0].id for i, j in match_marks(one, other)}
