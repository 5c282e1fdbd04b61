"""What pooling computes, done in the background over a connection of its own; nothing here touches a widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from figpool.core.errors import FigpoolError, PoolingError
from figpool.project import Analysis, ComparisonEntry, Project, ProjectRow
from figpool.project.alarms import alarms
from figpool.project.tables import effect_frame, pair_rows
from figpool_gui.panels.text import tr

if TYPE_CHECKING:
    import pandas as pd

    from figpool.report.pooling_analysis import Analysis as Analysed


@dataclass(frozen=True)
class Place:
    """Whose view of which project.

    Parameters
    ----------
    path : Path
        Project file.
    reviewer : str
        Whose rows.
    blind : bool
        Whether other reviewers are hidden.
    """

    path: Path
    reviewer: str
    blind: bool

    def open(self) -> Project:
        """Open the project for reading."""
        return Project.open(self.path, self.reviewer, readonly=True, blind=self.blind)


@dataclass(frozen=True)
class Request:
    """What is to be pooled.

    Parameters
    ----------
    place : Place
        Where the rows and their pairs are.
    analysis : Analysis
        How they are pooled.
    """

    place: Place
    analysis: Analysis


@dataclass(frozen=True)
class Pooled:
    """What came of it.

    Parameters
    ----------
    request : Request
        What was asked.
    entries : tuple of ComparisonEntry
        Pairs of rows, as the reviewer at the window names them.
    rows : tuple of ProjectRow
        Rows of the figures compared.
    effects : DataFrame or None
        Effect sizes, one line a comparison.
    analysed : Analysis or None
        The pooled result; None when there is none.
    reason : str
        Why there is none, or what of the settings could not be used.
    """

    request: Request
    entries: tuple[ComparisonEntry, ...] = ()
    rows: tuple[ProjectRow, ...] = ()
    effects: pd.DataFrame | None = None
    analysed: Analysed | None = None
    reason: str = ""


def pool_rows(request: Request) -> Pooled:
    """Compute effects and pool them; what cannot be computed comes back as a sentence."""
    with request.place.open() as project:
        entries = project.comparisons()
        rows = rows_compared(project, entries)
    if not entries:
        return Pooled(
            request, reason=tr("Comparisons appear here: give roles in Series, then Compare groups (Ctrl+M).")
        )
    found = Pooled(request, entries, rows)
    try:
        found = replace(found, effects=_effects(request.analysis, entries, rows))
        assert found.effects is not None
        analysed = _analysed(request.analysis, found.effects)
        return replace(found, analysed=analysed, reason=_unused(request.analysis, found.effects))
    except FigpoolError as error:
        return replace(found, reason=str(error))


def rows_compared(project: Project, entries: Sequence[ComparisonEntry]) -> tuple[ProjectRow, ...]:
    """Return the rows of those figures only that are compared: a project may hold hundreds."""
    listed = {line.figure.id for line in project.figures()}
    wanted = dict.fromkeys(ref.figure for e in entries for ref in (e.treatment, e.control))
    return tuple(row for figure in wanted if figure in listed for row in project.rows(figure))


def _effects(analysis: Analysis, entries: Sequence[ComparisonEntry], rows: Sequence[ProjectRow]) -> pd.DataFrame:
    from figpool import pool

    frame = effect_frame(entries, rows)
    return pool.effect_sizes(frame, measure=analysis.measure, vtype=analysis.vtype or None, better="direction")


def _analysed(analysis: Analysis, effects: pd.DataFrame) -> Analysed:
    from figpool.pool import FitSettings
    from figpool.report.pooling_analysis import AnalysisSettings, analyse

    by = (analysis.subgroup,) if analysis.subgroup in effects else ()
    fit = FitSettings(tau2=analysis.tau2, test=analysis.test, level=analysis.level)
    try:
        return analyse(effects, AnalysisSettings(measure=analysis.measure, fit=fit, by=by, mods=analysis.mods))
    except (ArithmeticError, ValueError, np.linalg.LinAlgError) as error:
        message = tr("These effects cannot be pooled ({0}).").format(error)
        raise PoolingError(message, tr("Look for effects that are all alike or have no variance.")) from error


def _unused(analysis: Analysis, effects: pd.DataFrame) -> str:
    if not analysis.subgroup or analysis.subgroup in effects:
        return ""
    return tr("The comparisons have no column '{0}' to make subgroups of.").format(analysis.subgroup)


def propose_pairs(place: Place) -> tuple[ComparisonEntry, ...]:
    """Pair every treatment of the project with its control."""
    with place.open() as project:
        return pair_rows(project.rows())


def suspicions(place: Place) -> tuple[str, ...]:
    """Return what looks like a mistake in the rows of the project, in sentences."""
    with place.open() as project:
        return tuple(alarm.message for alarm in alarms(project))
