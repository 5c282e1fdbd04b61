"""Comparisons with their effects as a table model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PyQt6.QtGui import QColor

from figpool.project import ComparisonEntry, ProjectRow, RowRef
from figpool_gui import theme
from figpool_gui.panels.text import number
from figpool_gui.session import Session
from figpool_gui.tools.prompt import parse_number

if TYPE_CHECKING:
    import pandas as pd

_EDITABLE = ("study", "comparison", "outcome")
#: Columns of treatment and control, and those of the effect.
ARMS, _EFFECT = (3, 4), (5, 6)


class ComparisonsModel(QAbstractTableModel):
    """One comparison a line: labels, both arms, effect, moderators."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.entries: tuple[ComparisonEntry, ...] = ()
        self._effects: pd.DataFrame | None = None
        self._rows: dict[RowRef, ProjectRow] = {}
        self._moderators: tuple[str, ...] = ()
        self._heads: tuple[str, ...] = ()

    def show_entries(
        self, entries: tuple[ComparisonEntry, ...], rows: tuple[ProjectRow, ...], effects: pd.DataFrame | None
    ) -> None:
        """Show comparisons with their effects; None where no effect can be computed."""
        self.beginResetModel()
        self.entries, self._effects = entries, effects
        self._rows = {RowRef(r.figure, r.mark): r for r in rows}
        self._moderators = tuple(dict.fromkeys(key for e in entries for key in e.moderators))
        fixed = (self.tr("Study"), self.tr("Comparison"), self.tr("Outcome"), self.tr("Treatment"), self.tr("Control"))
        self._heads = (*fixed, self.tr("Effect"), self.tr("SE"), *self._moderators)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return the number of comparisons."""
        return 0 if parent is not None and parent.isValid() else len(self.entries)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return heads and line numbers."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._heads[section] if orientation == Qt.Orientation.Horizontal else section + 1

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """Return that labels and moderators can be edited."""
        found = super().flags(index)
        editable = index.column() < len(_EDITABLE) or index.column() >= len(self._heads) - len(self._moderators)
        return found | Qt.ItemFlag.ItemIsEditable if editable else found

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell."""
        if not index.isValid():
            return None
        entry, column = self.entries[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(index.row(), entry, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _EFFECT:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ForegroundRole and column in ARMS and self._missing(self._arm(entry, column)):
            return QColor(theme.current().doubt)
        return None

    def _text(self, row: int, entry: ComparisonEntry, column: int) -> str:
        if column < len(_EDITABLE):
            return str(getattr(entry, _EDITABLE[column]))
        if column in ARMS:
            return self._arm_words(self._arm(entry, column))
        if column in _EFFECT:
            return self._effect(row, "yi" if column == 5 else "sei")
        value = entry.moderators.get(self._moderators[column - 7], "")
        return number(value) if isinstance(value, float) else str(value)

    def _arm(self, entry: ComparisonEntry, column: int) -> ProjectRow | None:
        return self._rows.get(entry.treatment if column == 3 else entry.control)

    def _missing(self, row: ProjectRow | None) -> bool:
        return row is None or row.row.sd is None or row.row.n is None

    def _arm_words(self, row: ProjectRow | None) -> str:
        if row is None:
            return self.tr("row is gone")
        found = row.row
        if found.n is None:
            return self.tr("{0}, n missing").format(number(found.mean, 4))
        if found.sd is None:
            return self.tr("{0}, SD unknown").format(number(found.mean, 4))
        return f"{number(found.mean, 4)} ± {number(found.sd, 3)}, n {number(found.n)}"

    def _effect(self, row: int, name: str) -> str:
        return "" if self._effects is None else number(float(self._effects[name].iloc[row]), 4)

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Change a label or a moderator."""
        text, column = str(value).strip(), index.column()
        if role != Qt.ItemDataRole.EditRole or text == self._text(index.row(), self.entries[index.row()], column):
            return False
        return self.change(
            lambda es: [self._edited(e, column, text) if i == index.row() else e for i, e in enumerate(es)]
        )

    def _edited(self, entry: ComparisonEntry, column: int, text: str) -> ComparisonEntry:
        if column < len(_EDITABLE):
            labels: dict[str, Any] = {_EDITABLE[column]: text}
            return replace(entry, **labels)
        parsed = parse_number(text)
        name = self._moderators[column - 7]
        return replace(entry, moderators={**entry.moderators, name: text if parsed is None else parsed})

    def change(self, make: Callable[[list[ComparisonEntry]], list[ComparisonEntry]]) -> bool:
        """Replace the comparisons of the project, in the names of those who made them."""
        project = self._session.project
        if project is None:
            return False
        self._session.attempt(project.tables.set_comparisons, make(list(project.tables.comparisons)))
        self._session.tables_changed.emit()
        return True
