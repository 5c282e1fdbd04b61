"""From two readings to one: what agrees is taken, what differs is settled by a third, and all is logged."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from figpool.core.errors import UsageError
from figpool.core.geometry import Frame
from figpool.project.codec import encode
from figpool.project.compare import TOLERANCE, compare, match_marks
from figpool.project.handles import shifted
from figpool.project.model import Extraction, MarkEntry, PanelEntry, Review
from figpool.project.project import Project
from figpool.project.rows import rows_of
from figpool.project.whose import CONSENSUS

_SECOND = "second:"


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


def mark_key(first_mark: str, second_mark: str) -> str:
    """Return the name a decision is given under, of a mark of either reading."""
    return first_mark or f"{_SECOND}{second_mark}"


def settle(
    project: Project,
    figure: int,
    first: str,
    second: str,
    decisions: Sequence[Settled],
    tolerance: float = TOLERANCE,
) -> Extraction:
    """Make the consensus of a figure, held by the reviewer who has the project open.

    Where the readings agree within the tolerance the first is taken; every mark
    they differ about needs a decision. A mark is taken over whole: value, error
    bar, names, role and n. The act and every decision stand in the history.

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
    tolerance : float
        Relative difference that is still agreement, as of `figpool.project.compare.compare`.

    Raises
    ------
    UsageError
        A reviewer has not read the figure, or adjudicates his own reading; a mark does
        not exist, or differs and is not settled; one panel would have error bars of two kinds.
    """
    if project.reviewer in (first, second):
        raise UsageError("A third person adjudicates.", "Open the project with --reviewer and another name.")
    found = project.figure(figure)
    one, other = (_extraction(project, figure, who) for who in (first, second))
    a, b = (list(rows_of(x, found.name, found.page)) for x in (one, other))
    twins = {a[i][0].id: b[j][0].id for i, j in match_marks(a, b)}
    chosen = {d.mark: d.choice for d in decisions}
    one, other = _standing(one, {e.id for e, _ in a}), _standing(other, {e.id for e, _ in b})
    _check_known(figure, chosen, one, other)
    _check_settled(project, figure, (first, second), chosen, tolerance)
    joined = _join(one, other, twins, chosen)
    log = [encode(d) for d in decisions]
    project.put_extraction(figure, joined, CONSENSUS, first=first, second=second, tolerance=tolerance, decisions=log)
    return joined


def _extraction(project: Project, figure: int, reviewer: str) -> Extraction:
    found = project.extraction(figure, reviewer)
    if found is None:
        raise UsageError(f"{reviewer} has not read figure {figure}.", "See: figpool project list.")
    return found


def _standing(extraction: Extraction, names: Collection[str]) -> Extraction:
    """Return the extraction without the marks its reviewer rejected."""
    panels = tuple(replace(p, marks=tuple(m for m in p.marks if m.id in names)) for p in extraction.panels)
    return replace(extraction, panels=panels)


def _check_known(figure: int, chosen: Mapping[str, Choice], one: Extraction, other: Extraction) -> None:
    known = {m.id for m in one.marks} | {f"{_SECOND}{m.id}" for m in other.marks}
    unknown = [name for name in chosen if name not in known]
    if unknown:
        raise UsageError(f"There is no mark '{unknown[0]}' in the readings of figure {figure}.")


def _check_settled(
    project: Project, figure: int, reviewers: tuple[str, str], chosen: Mapping[str, Choice], tolerance: float
) -> None:
    differing = compare(project, *reviewers, tolerance, (figure,)).discrepancies
    open_marks = dict.fromkeys(key for d in differing if (key := mark_key(d.first_mark, d.second_mark)) not in chosen)
    if open_marks:
        names = ", ".join(open_marks)
        hint = "Say for each whose is taken; figpool compare -o lists them."
        raise UsageError(f"Figure {figure}: the readings differ about {names}, which nobody settled.", hint)


def _join(one: Extraction, other: Extraction, twins: Mapping[str, str], choices: Mapping[str, Choice]) -> Extraction:
    of_second = {entry.id: (panel, entry) for panel in other.panels for entry in panel.marks}
    panels = []
    for panel in one.panels:
        decided = {choices[e.id] for e in panel.marks if e.id in choices}
        partner = next((of_second[twins[e.id]][0] for e in panel.marks if e.id in twins), None)
        base = panel if partner is None else _base(panel, partner, decided)
        marks: list[MarkEntry] = []
        for entry in panel.marks:
            choice = choices.get(entry.id, Choice.FIRST)
            if choice is Choice.FIRST:
                marks.append(_own_n(entry, panel, base))
            elif choice is Choice.SECOND and entry.id in twins:
                source, twin = of_second[twins[entry.id]]
                marks.append(replace(_own_n(_moved(twin, other.frame, one.frame), source, base), id=entry.id))
        panels.append(replace(base, marks=tuple(replace(m, review=Review.ACCEPTED) for m in marks)))
    joined = replace(one, panels=tuple(panels), reading=None, review=Review.ACCEPTED)
    return _with_extras(joined, other, [m.id for m in other.marks if choices.get(_SECOND + m.id) is Choice.SECOND])


def _base(panel: PanelEntry, partner: PanelEntry, decided: set[Choice]) -> PanelEntry:
    """Return the panel whose axes and kind of error bar the consensus has, under the first's name."""
    if decided - {Choice.NEITHER} == {Choice.SECOND}:
        return replace(partner, id=panel.id)
    if Choice.SECOND in decided and (panel.dispersion, panel.level) != (partner.dispersion, partner.level):
        raise UsageError(
            f"Panel {panel.panel.label or panel.id} would have error bars of two kinds"
            f" ({panel.dispersion.value} and {partner.dispersion.value}).",
            "Take all its marks from the same reader; then edit single marks of the consensus.",
        )
    return panel


def _own_n(entry: MarkEntry, source: PanelEntry, base: PanelEntry) -> MarkEntry:
    """Return the mark with the group size it had in its own panel."""
    n = entry.n if entry.n is not None else source.n
    return replace(entry, n=None if n == base.n else n)


def _moved(entry: MarkEntry, source: Frame, target: Frame) -> MarkEntry:
    """Return the mark where it stands in upright pixels of another frame; its value stays."""
    if source == target:
        return entry
    x, y = entry.mark.position
    to_x, to_y = target.to_upright(source.to_figure((x, y)))
    return replace(entry, mark=shifted(entry.mark, float(to_x) - x, float(to_y) - y))


def _with_extras(joined: Extraction, other: Extraction, names: Sequence[str]) -> Extraction:
    """Put marks only the second has into the panel they stand in; a panel only the second has comes along."""
    for panel in other.panels:
        extras = [replace(m, review=Review.ACCEPTED) for m in panel.marks if m.id in names]
        if extras:
            joined = _put(joined, panel, extras, other.frame)
    return joined


def _put(joined: Extraction, panel: PanelEntry, extras: Sequence[MarkEntry], frame: Frame) -> Extraction:
    host = _host(joined.panels, panel)
    base = panel if host is None else host
    if (base.dispersion, base.level) != (panel.dispersion, panel.level):
        raise UsageError(
            f"Panel {base.panel.label or base.id}: marks only the second reading has are of another kind of error bar.",
            "Take all its marks from the second reading.",
        )
    named = tuple(_renamed(joined.next_mark, extras, panel, base, (frame, joined.frame)))
    if host is None:
        panels = (*joined.panels, replace(panel, id=f"p{joined.next_panel}", marks=named))
        joined = replace(joined, next_panel=joined.next_panel + 1)
    else:
        grown = replace(host, marks=(*host.marks, *named))
        panels = tuple(grown if p.id == host.id else p for p in joined.panels)
    return replace(joined, panels=panels, next_mark=joined.next_mark + len(named))


def _renamed(
    first: int, extras: Sequence[MarkEntry], source: PanelEntry, base: PanelEntry, frames: tuple[Frame, Frame]
) -> Iterator[MarkEntry]:
    for number, entry in enumerate(extras, start=first):
        yield replace(_own_n(_moved(entry, *frames), source, base), id=f"m{number}")


def _host(panels: Sequence[PanelEntry], panel: PanelEntry) -> PanelEntry | None:
    """Return the panel that stands where another reading's panel stands."""
    area = panel.panel.area.box
    best = max(panels, key=lambda p: p.panel.area.box.overlap(area), default=None)
    return best if best is not None and best.panel.area.box.overlap(area) > 0 else None
