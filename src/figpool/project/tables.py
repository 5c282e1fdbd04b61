"""The project's tables: studies, comparisons, analyses; and the frame that is pooled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, TypeVar

from figpool.core.errors import UsageError
from figpool.core.summary import GroupSummary
from figpool.project.codec import decode, encode
from figpool.project.history import History
from figpool.project.model import Analysis, ComparisonEntry, Direction, Role, RowRef, StudyArm
from figpool.project.rows import ProjectRow

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T", StudyArm, ComparisonEntry, Analysis)


class Tables:
    """Study table, comparisons and analyses of a project; each a document with history.

    Parameters
    ----------
    history : History
        Of the project.
    who : str
        Reviewer who edits.
    """

    def __init__(self, history: History, who: str) -> None:
        self._history = history
        self._who = who

    @property
    def studies(self) -> tuple[StudyArm, ...]:
        """The study table."""
        return self._get("studies", StudyArm)

    @property
    def comparisons(self) -> tuple[ComparisonEntry, ...]:
        """Pairs of rows that make effect sizes."""
        return self._get("comparisons", ComparisonEntry)

    @property
    def analyses(self) -> tuple[Analysis, ...]:
        """How they are pooled."""
        return self._get("analyses", Analysis)

    def set_studies(self, arms: Iterable[StudyArm]) -> None:
        """Replace the study table."""
        self._set("studies", arms)

    def set_comparisons(self, comparisons: Iterable[ComparisonEntry]) -> None:
        """Replace the comparisons; new ones name the marks of the one who sets them."""
        known = set(map(_key, self.comparisons))
        signed = (c if c.reviewer or _key(c) in known else replace(c, reviewer=self._who) for c in comparisons)
        self._set("comparisons", signed)

    def set_analyses(self, analyses: Iterable[Analysis]) -> None:
        """Replace the analyses."""
        self._set("analyses", analyses)

    def _get(self, scope: str, kind: type[T]) -> tuple[T, ...]:
        found: tuple[T, ...] = decode(tuple[kind, ...], self._history.document(scope) or [], scope)  # type: ignore[valid-type]
        return found

    def _set(self, scope: str, values: Iterable[Any]) -> None:
        document = encode(tuple(values))
        self._history.change(scope, self._who, f"set_{scope}", lambda old: document or (None if old is None else []))


def _key(entry: ComparisonEntry) -> tuple[RowRef, RowRef, str]:
    return entry.treatment, entry.control, entry.reviewer


def pair_rows(rows: Sequence[ProjectRow]) -> tuple[ComparisonEntry, ...]:
    """Propose comparisons: in each panel, every treatment with the control of its category.

    Parameters
    ----------
    rows : sequence of ProjectRow
        With roles; where no control stands in the same category (or at the
        same x), the panel's only control serves all.

    Returns
    -------
    tuple of ComparisonEntry
        In the order of the treatments.
    """
    controls = [r for r in rows if r.role is Role.CONTROL]
    found = []
    for row in rows:
        if row.role is not Role.TREATMENT:
            continue
        near = [c for c in controls if (c.figure, c.row.panel) == (row.figure, row.row.panel)]
        same = [c for c in near if (c.row.category, c.row.x) == (row.row.category, row.row.x)] or near
        if len(same) == 1:
            found.append(_entry(row, same[0]))
    return tuple(found)


def unpaired(rows: Sequence[ProjectRow], comparisons: Sequence[ComparisonEntry]) -> tuple[ProjectRow, ...]:
    """Return the treatments no comparison has: none, or more than one, control could be theirs."""
    paired = {c.treatment for c in comparisons}
    return tuple(r for r in rows if r.role is Role.TREATMENT and RowRef(r.figure, r.mark) not in paired)


def _entry(treatment: ProjectRow, control: ProjectRow) -> ComparisonEntry:
    words = [w for w in (treatment.row.panel, treatment.row.category, treatment.row.series) if w]
    return ComparisonEntry(
        study=treatment.study or treatment.row.figure,
        treatment=RowRef(treatment.figure, treatment.mark),
        control=RowRef(control.figure, control.mark),
        comparison=" ".join(words),
        outcome=treatment.outcome,
        direction=treatment.direction or control.direction,
        moderators=control.covariates | treatment.covariates,
        reviewer=treatment.reviewer,
    )


def effect_frame(comparisons: Sequence[ComparisonEntry], rows: Sequence[ProjectRow]) -> pd.DataFrame:
    """Return the comparisons as metafor's columns, one line each.

    Parameters
    ----------
    comparisons : sequence of ComparisonEntry
        Pairs of rows, named as the reviewer of `rows` names them (`figpool.project.whose.comparisons_for`).
    rows : sequence of ProjectRow
        Where the numbers are; a row that is gone leaves empty cells.

    Returns
    -------
    DataFrame
        ``slab study comparison outcome direction m1i sd1i n1i m2i sd2i n2i``, then moderators.
    """
    import pandas as pd

    where = {(r.figure, r.mark): r.row for r in rows}
    lines = []
    for entry in comparisons:
        line: dict[str, Any] = {
            "slab": f"{entry.study} {entry.comparison}".strip(),
            "study": entry.study,
            "comparison": entry.comparison,
            "outcome": entry.outcome,
            "direction": (entry.direction or Direction.HIGHER).value,
        }
        for number, ref in ((1, entry.treatment), (2, entry.control)):
            line |= _arm(where.get((ref.figure, ref.mark)), number)
        lines.append(line | entry.moderators)
    return pd.DataFrame(lines, columns=None if lines else list(FRAME_COLUMNS))


#: Columns of `effect_frame` before the moderators.
FRAME_COLUMNS = ("slab", "study", "comparison", "outcome", "direction", "m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")


def _arm(row: GroupSummary | None, number: int) -> dict[str, float | None]:
    cells = (None, None, None) if row is None else (row.mean, row.sd, row.n)
    numbers = [float("nan") if v is None else v for v in cells]
    return {f"{name}{number}i": v for name, v in zip(("m", "sd", "n"), numbers, strict=True)}


def find_analysis(analyses: Sequence[Analysis], name: str) -> Analysis:
    """Return the analysis of that name.

    Raises
    ------
    UsageError
        There is none.
    """
    for analysis in analyses:
        if analysis.name == name:
            return analysis
    names = ", ".join(a.name for a in analyses) or "none yet"
    raise UsageError(f"There is no analysis '{name}' in the project.", f"Analyses: {names}.")


def to_records(values: Sequence[Any]) -> list[dict[str, Any]]:
    """Return table lines as plain mappings."""
    return [encode(asdict(v)) for v in values]
