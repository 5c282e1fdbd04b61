"""From two readings to one: what agrees is taken, what differs is settled by a third, and all is logged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from figpool.core.errors import UsageError
from figpool.project.codec import encode
from figpool.project.compare import match_marks
from figpool.project.model import Extraction, MarkEntry, Review
from figpool.project.project import Project
from figpool.project.rows import rows_of


class Choice(StrEnum):
    """Whose mark is taken."""

    FIRST = "first"
    SECOND = "second"
    NEITHER = "neither"


@dataclass(frozen=True)
class Settled:
    """A decision about one mark.

    Parameters
    ----------
    mark : str
        Name of the mark in the first reading; of one only the second has, "second:NAME".
    choice : Choice
        Whose is taken.
    reason : str
        Why.
    """

    mark: str
    choice: Choice
    reason: str = ""


def settle(project: Project, figure: int, first: str, second: str, decisions: Sequence[Settled]) -> Extraction:
    """Make the consensus of a figure, held by the reviewer who has the project open.

    Marks nobody decided about are taken from the first reading; those only the
    second has need a decision. The act and every decision stand in the history.

    Parameters
    ----------
    project : Project
        Open by the one who adjudicates.
    figure : int
        Number of the figure.
    first, second : str
        Whose readings are joined.
    decisions : sequence of Settled
        What was settled.

    Raises
    ------
    UsageError
        A reviewer has not read the figure, or adjudicates his own reading, or a mark does not exist.
    """
    if project.reviewer in (first, second):
        raise UsageError("A third person adjudicates.", "Open the project with --reviewer and another name.")
    found = project.figure(figure)
    one, other = (_extraction(project, figure, who) for who in (first, second))
    a, b = (list(rows_of(x, found.name, found.page)) for x in (one, other))
    twins = {a[i][0].id: b[j][0] for i, j in match_marks(a, b)}
    known = {m.id for m in one.marks} | {f"second:{m.id}" for m in other.marks}
    chosen = {d.mark: d for d in decisions}
    unknown = [name for name in chosen if name not in known]
    if unknown:
        raise UsageError(f"There is no mark '{unknown[0]}' in the readings of figure {figure}.")
    joined = _join(one, other, twins, {name: d.choice for name, d in chosen.items()})
    log = [encode(d) for d in decisions]
    project.put_extraction(figure, joined, "consensus", first=first, second=second, decisions=log)
    return joined


def _extraction(project: Project, figure: int, reviewer: str) -> Extraction:
    found = project.extraction(figure, reviewer)
    if found is None:
        raise UsageError(f"{reviewer} has not read figure {figure}.", "See: figpool project list.")
    return found


def _join(
    one: Extraction, other: Extraction, twins: Mapping[str, MarkEntry], choices: Mapping[str, Choice]
) -> Extraction:
    panels = []
    for panel in one.panels:
        marks: list[MarkEntry] = []
        for entry in panel.marks:
            choice = choices.get(entry.id, Choice.FIRST)
            taken = {Choice.FIRST: entry, Choice.SECOND: twins.get(entry.id), Choice.NEITHER: None}[choice]
            if taken is not None:
                marks.append(replace(taken, id=entry.id, review=Review.ACCEPTED))
        panels.append(replace(panel, marks=tuple(marks)))
    joined = replace(one, panels=tuple(panels), reading=None, review=Review.ACCEPTED)
    extra = [m for m in other.marks if choices.get(f"second:{m.id}") is Choice.SECOND]
    if not extra or not panels:
        return joined
    named = [replace(m, id=f"m{one.next_mark + i}", review=Review.ACCEPTED) for i, m in enumerate(extra)]
    first = replace(panels[0], marks=(*panels[0].marks, *named))
    return replace(joined, panels=(first, *panels[1:]), next_mark=one.next_mark + len(named))
