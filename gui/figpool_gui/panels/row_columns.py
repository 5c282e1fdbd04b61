"""Columns of the table of rows: what they show and what editing them does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from figpool.core.errors import UsageError
from figpool.core.summary import GroupSummary
from figpool.project import MarkEntry, Role
from figpool_gui.panels.text import formula, number, tr
from figpool_gui.session import Edit
from figpool_gui.tools.prompt import typed_number

Get = Callable[[MarkEntry, GroupSummary], Any]
Put = Callable[[MarkEntry, str], Edit]


@dataclass(frozen=True)
class RowColumn:
    """One column.

    Parameters
    ----------
    key : str
        Name, also the head of copied cells.
    title, tip : str
        Head and tooltip.
    get : callable
        Value of a row: text, number or None.
    put : callable or None
        Edit that a text typed into the cell means; None: not editable.
    is_for : callable or None
        Whether the column is shown for such rows; None: always.
    """

    key: str
    title: str
    tip: str
    get: Get
    put: Put | None = None
    is_for: Callable[[GroupSummary], bool] | None = None

    def text(self, entry: MarkEntry, row: GroupSummary) -> str:
        """Return the cell as shown."""
        value = self.get(entry, row)
        return number(value) if isinstance(value, float) else "" if value is None else str(value)


def _relabel(field: str) -> Put:
    return lambda entry, text: ("relabel_mark", {"mark": entry.id, field: text})


def _put_x(entry: MarkEntry, text: str) -> Edit:
    return "relabel_mark", {"mark": entry.id, "x": typed_number(text)}


def _put_n(entry: MarkEntry, text: str) -> Edit:
    return "set_mark_n", {"mark": entry.id, "n": typed_number(text)}


def _put_role(entry: MarkEntry, text: str) -> Edit:
    word = text.strip().lower()
    found = next((r for r in Role if word and r.value.startswith(word)), None if word else Role.NONE)
    if found is None:
        raise UsageError(f"“{text}” is no role; nothing was changed.", "Write treatment or control, or leave it empty.")
    return "set_role", {"mark": entry.id, "role": found}


def _put_comment(entry: MarkEntry, text: str) -> Edit:
    return "comment_mark", {"mark": entry.id, "comment": text}


def _value(name: str) -> Get:
    return lambda _, row: getattr(row, name)


def _has(*names: str) -> Callable[[GroupSummary], bool]:
    return lambda row: any(getattr(row, name) not in (None, "") for name in names)


def columns() -> tuple[RowColumn, ...]:
    """Return all columns in order."""
    box = _has("median", "q1")
    return (
        RowColumn("panel", tr("Panel"), tr("Panel letter or number"), _value("panel"), is_for=_has("panel")),
        RowColumn("series", tr("Series"), tr("Legend entry"), lambda e, _: e.series, _relabel("series")),
        RowColumn("category", tr("Category"), tr("Label on the axis"), _value("category"), _relabel("category")),
        RowColumn("x", tr("x"), tr("Value on a numeric x axis"), _value("x"), _put_x, _has("x")),
        RowColumn("mean", tr("Mean"), tr("Plotted value"), _value("mean"), is_for=_has("mean")),
        RowColumn("error_low", tr("− arm"), tr("Lower arm, data units"), _value("error_low"), is_for=_has("error_low")),
        RowColumn(
            "error_high", tr("+ arm"), tr("Upper arm, data units"), _value("error_high"), is_for=_has("error_high")
        ),
        RowColumn("whisker_low", tr("Low"), tr("End of the lower whisker"), _value("whisker_low"), is_for=box),
        RowColumn("q1", tr("Q1"), tr("First quartile"), _value("q1"), is_for=box),
        RowColumn("median", tr("Median"), tr("Median"), _value("median"), is_for=box),
        RowColumn("q3", tr("Q3"), tr("Third quartile"), _value("q3"), is_for=box),
        RowColumn("whisker_high", tr("High"), tr("End of the upper whisker"), _value("whisker_high"), is_for=box),
        RowColumn("n", tr("n"), tr("Group size; empty: that of the panel"), _value("n"), _put_n),
        RowColumn("sd", tr("SD"), tr("Standard deviation derived from the error bar"), _value("sd")),
        RowColumn("role", tr("Role"), tr("treatment or control; t or c will do"), lambda e, _: e.role.value, _put_role),
        RowColumn(
            "sd_method", tr("SD from"), tr("Formula of the SD"), lambda _, r: formula(r.sd_method), is_for=_has("sd")
        ),
        RowColumn("mean_u", tr("u(mean)"), tr("Standard uncertainty of digitizing the value"), _value("mean_u")),
        RowColumn("error_u", tr("u(arm)"), tr("Standard uncertainty of digitizing the arm"), _value("error_u")),
        RowColumn("source", tr("Source"), tr("raster, vector or manual"), _value("source")),
        RowColumn("comment", tr("Comment"), tr("Free text"), lambda e, _: e.comment, _put_comment),
    )
