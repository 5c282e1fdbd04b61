"""The study table: what the figures do not tell, read from a file and laid over rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from figpool.core.errors import InputError
from figpool.project.model import Direction, FigureInfo, MarkEntry, Role, StudyArm

if TYPE_CHECKING:
    from figpool.project.project import Project


@dataclass(frozen=True)
class ArmFacts:
    """What the study table says of one row; empty where nothing, or where its lines contradict each other.

    Parameters
    ----------
    n : float or None
        Group size.
    role : Role
        Arm of a comparison.
    direction : Direction
        Which end of the outcome is good.
    covariates : dict
        Further columns.
    """

    n: float | None = None
    role: Role = Role.NONE
    direction: Direction = Direction.UNKNOWN
    covariates: dict[str, str | float] = field(default_factory=dict)


def facts_of(entry: MarkEntry, info: FigureInfo, arms: Sequence[StudyArm]) -> ArmFacts:
    """Return what the study table says of a mark.

    Parameters
    ----------
    entry : MarkEntry
        Its series and category are looked for among the arms.
    info : FigureInfo
        Study and outcome of its figure.
    arms : sequence of StudyArm
        The table. A line without arm or outcome fits every arm or outcome of its
        study; lines that name more go first.
    """
    fitting = [arm for arm in arms if _fits(arm, entry, info)]
    if not fitting:
        return ArmFacts()
    names = dict.fromkeys(name for arm in fitting for name in arm.covariates)
    found = {name: _agreed(fitting, lambda arm, key=name: arm.covariates.get(key)) for name in names}  # type: ignore[misc]
    return ArmFacts(
        n=_agreed(fitting, lambda arm: arm.n),
        role=_agreed(fitting, lambda arm: arm.role or None) or Role.NONE,
        direction=_agreed(fitting, lambda arm: arm.direction or None) or Direction.UNKNOWN,
        covariates={name: value for name, value in found.items() if value is not None},
    )


def without_rows(project: Project, arms: Sequence[StudyArm]) -> tuple[str, ...]:
    """Return in words which lines of a study table say something of no row: mostly a name spelt differently.

    Parameters
    ----------
    project : Project
        Open; all readers' extractions are looked at.
    arms : sequence of StudyArm
        The table.
    """
    pairs = []
    for line in project.figures():
        for reviewer in line.reviewers:
            extraction = project.extraction(line.figure.id, reviewer)
            pairs += [(entry, line.figure.info) for entry in (extraction.marks if extraction else ())]
    lonely = [arm for arm in arms if not any(_fits(arm, entry, info) for entry, info in pairs)]
    return tuple(
        f"no row yet fits the line '{', '.join(w for w in (a.study, a.outcome, a.arm) if w)}'." for a in lonely
    )


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _fits(arm: StudyArm, entry: MarkEntry, info: FigureInfo) -> bool:
    if not info.study or not _same(arm.study, info.study):
        return False
    if arm.outcome and not _same(arm.outcome, info.outcome):
        return False
    return not arm.arm or _same(arm.arm, entry.series) or _same(arm.arm, entry.point.category)


def _agreed(arms: Iterable[StudyArm], cell: Callable[[StudyArm], Any]) -> Any:
    """Cell of the lines that name most; None where those contradict each other."""
    ranked = [(bool(arm.arm), bool(arm.outcome), cell(arm)) for arm in arms]
    told = [(named, value) for *named, value in ranked if value is not None]
    best = max((named for named, _ in told), default=None)
    values = [value for named, value in told if named == best]
    return values[0] if values and all(v == values[0] for v in values) else None


def read_studies(path: Path) -> tuple[StudyArm, ...]:
    """Read a study table.

    Parameters
    ----------
    path : Path
        CSV or XLSX with the column `study`, and any of outcome, arm, n, role
        (treatment, control), direction (higher, lower); every other column is a covariate.

    Raises
    ------
    InputError
        Names the file, the line and the column.
    """
    from figpool.io.tables import read_table

    frame = read_table(path)
    if "study" not in frame:
        raise InputError(f"{path} has no column 'study'.", f"Columns: {', '.join(_CELLS)}; others are covariates.")
    return tuple(_arm(line, f"{path}, line {n}") for n, line in enumerate(frame.to_dict("records"), start=2))


def _size(value: Any) -> float:
    size = float(value)
    if not size >= 1:
        raise ValueError("a group has at least one member")
    return size


def _word(value: Any) -> str:
    """Text of a cell; a column of whole numbers was read as numbers."""
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value) if whole else value).strip()


_CELLS: Mapping[str, Callable[[Any], Any]] = {
    "study": _word,
    "outcome": _word,
    "arm": _word,
    "n": _size,
    "role": lambda value: Role(_word(value).lower()),
    "direction": lambda value: Direction(_word(value).lower()),
}


def _arm(line: Mapping[Any, Any], at: str) -> StudyArm:
    known: dict[str, Any] = {}
    covariates: dict[str, str | float] = {}
    for name, value in line.items():
        if value is None or value != value:
            continue
        if name not in _CELLS:
            covariates[str(name)] = float(value) if isinstance(value, (int, float)) else _word(value)
            continue
        try:
            known[name] = _CELLS[name](value)
        except ValueError as error:
            raise InputError(f"{at}, column '{name}': '{value}' cannot be used ({error}).") from error
    if "study" not in known:
        raise InputError(f"{at}: the column 'study' is empty.", "Every line names its study.")
    return StudyArm(**known, covariates=covariates)
