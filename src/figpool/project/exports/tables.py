"""Rows and effects as CSV, JSON and XLSX."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from figpool import __version__
from figpool.core.errors import UsageError
from figpool.core.summary import ROW_COLUMNS
from figpool.project.codec import encode
from figpool.project.exports.registry import Exporter
from figpool.project.project import Project
from figpool.project.rows import ProjectRow
from figpool.project.tables import to_records

Record = dict[str, Any]

#: Columns that follow the row contract in a project's rows.
PROJECT_COLUMNS = ("figure_id", "mark", "study", "outcome", "role", "reviewer", "review", "comment")


def row_records(project: Project, reviewer: str | None = None) -> list[Record]:
    """Return all rows: the row contract, then the columns of the project."""
    return [_row_record(row) for row in project.rows(reviewer=reviewer)]


def _row_record(found: ProjectRow) -> Record:
    own = (found.figure, found.mark, found.study, found.outcome, found.role.value)
    who = (found.reviewer, found.review.value, found.comment)
    return found.row.to_record() | dict(zip(PROJECT_COLUMNS, (*own, *who), strict=True))


def study_records(project: Project) -> list[Record]:
    """Return the study table, its covariates as columns."""
    studies = to_records(project.tables.studies)
    return [{k: v for k, v in s.items() if k != "covariates"} | s["covariates"] for s in studies]


def effect_records(project: Project, reviewer: str | None = None) -> list[Record]:
    """Return the effect sizes of the project's first analysis (SMD without one), one record a comparison."""
    analyses = project.tables.analyses
    measure, vtype = (analyses[0].measure, analyses[0].vtype) if analyses else ("SMD", "")
    if not project.tables.comparisons:
        return []
    frame = project.effects(measure, vtype, reviewer=reviewer)
    return [{str(k): _plain(v) for k, v in line.items()} for line in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and math.isnan(value) else value


def to_csv(records: Sequence[Record], columns: Sequence[str]) -> str:
    """Return records as CSV text with a header; floats round-trip."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for record in records:
        writer.writerow([_cell(record.get(name)) for name in columns])
    return text.getvalue()


def _cell(value: Any) -> Any:
    return "" if value is None else repr(value) if isinstance(value, float) else value


def columns_of(records: Sequence[Record], first: Sequence[str] = ()) -> list[str]:
    """Return the names of all columns, `first` ahead, the others as they appear."""
    return list(dict.fromkeys([*first, *(name for record in records for name in record)]))


def to_xlsx(sheets: dict[str, tuple[Sequence[Record], Sequence[str]]]) -> bytes:
    """Return a workbook; text is never taken for a formula.

    Parameters
    ----------
    sheets : dict
        Records and columns by the name of the sheet.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, (records, columns) in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(list(columns))
        sheet.freeze_panes = "A2"
        for number, record in enumerate(records, start=2):
            for place, column in enumerate(columns, start=1):
                _write_cell(sheet.cell(number, place), record.get(column))
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _write_cell(cell: Any, value: Any) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
    else:
        cell.value = value


def _write_rows_csv(project: Project, path: Path, reviewer: str | None) -> list[Path]:
    return _write(path, to_csv(row_records(project, reviewer), (*ROW_COLUMNS, *PROJECT_COLUMNS)))


def _write_effects_csv(project: Project, path: Path, reviewer: str | None) -> list[Path]:
    if not project.tables.comparisons:
        raise UsageError(f"{project.path} has no comparisons yet.", "Make them with: figpool project pair.")
    records = effect_records(project, reviewer)
    return _write(path, to_csv(records, columns_of(records, ("study", "comparison"))))


def _write_json(project: Project, path: Path, reviewer: str | None) -> list[Path]:
    from figpool.io.rows import to_json

    document = {
        "made_by": f"figpool {__version__}",
        "project": project.path.name,
        "figures": [encode(line.figure) | {"state": line.state} for line in project.figures()],
        "rows": row_records(project, reviewer),
        "studies": to_records(project.tables.studies),
        "comparisons": to_records(project.comparisons(reviewer)),
        "analyses": to_records(project.tables.analyses),
        "effects": effect_records(project, reviewer),
    }
    return _write(path, to_json(document))


def _write_xlsx(project: Project, path: Path, reviewer: str | None) -> list[Path]:
    effects, studies = effect_records(project, reviewer), study_records(project)
    sheets: dict[str, tuple[Sequence[Record], Sequence[str]]] = {
        "rows": (row_records(project, reviewer), (*ROW_COLUMNS, *PROJECT_COLUMNS)),
        "effects": (effects, columns_of(effects, ("study", "comparison"))),
        "studies": (studies, columns_of(studies, ("study",))),
    }
    return _write(path, to_xlsx(sheets))


def _write(path: Path, content: str | bytes) -> list[Path]:
    from figpool.io.rows import write_whole

    write_whole(path, content)
    return [path]


EXPORTERS = (
    Exporter("rows", ".csv", "rows.csv with the columns of the project", _write_rows_csv),
    Exporter("effects", ".csv", "effects.csv: comparisons with yi, vi, sei", _write_effects_csv),
    Exporter("json", ".json", "figures, rows, studies, comparisons, effects", _write_json),
    Exporter("xlsx", ".xlsx", "a workbook with rows, effects and studies", _write_xlsx),
)
