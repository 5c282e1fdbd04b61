"""The rows as a table model: it mirrors the session, edits go to the project."""

from __future__ import annotations

from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PyQt6.QtGui import QColor

from figpool.core.summary import GroupSummary
from figpool.project import MarkEntry, PanelEntry, Review
from figpool_gui import theme
from figpool_gui.canvas.overlay import series_index
from figpool_gui.panels.row_columns import RowColumn, columns
from figpool_gui.panels.text import doubts, exact
from figpool_gui.session import Session

Role = Qt.ItemDataRole
Rows = tuple[tuple[MarkEntry, GroupSummary], ...]
_NUMBERS = frozenset({"x", "mean", "error_low", "error_high", "n", "sd", "mean_u", "error_u", "whisker_low", "q1",
                      "median", "q3", "whisker_high"})  # fmt: skip

#: Pixels kept for cells that are filled in later.
_ROOM = {"n": 38, "sd": 58, "role": 64, "comment": 120}


class RowsModel(QAbstractTableModel):
    """Rows of the figure shown, in reading order."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._all = columns()
        self._columns: tuple[RowColumn, ...] = ()
        self._rows: Rows = ()
        self._colors: dict[str, QColor] = {}
        self._filled: dict[int, tuple[GroupSummary, frozenset[str]]] = {}
        session.extraction_changed.connect(self.reload)
        self.reload()

    def reload(self) -> None:
        """Mirror the session; the selection survives when only values changed."""
        shown = self._session.shown
        rows = () if shown is None else shown.rows
        wanted = self._wanted(rows)
        same = wanted == self._columns and [e.id for e, _ in rows] == [e.id for e, _ in self._rows]
        if not same:
            self.beginResetModel()
        self._rows, self._columns = rows, wanted
        self._colors = {} if shown is None else _colors(shown.extraction.panels)
        if not same:
            self.endResetModel()
        elif rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(wanted) - 1))

    def _wanted(self, rows: Rows) -> tuple[RowColumn, ...]:
        """Return the columns some row has something for; rows that are as before are not looked at again."""
        some = [c for c in self._all if c.is_for is not None]
        kept: dict[int, tuple[GroupSummary, frozenset[str]]] = {}
        for _, row in rows:
            found = self._filled.get(id(row))
            kept[id(row)] = found or (row, frozenset(c.key for c in some if c.is_for is not None and c.is_for(row)))
        self._filled = kept
        filled = frozenset[str]().union(*{keys for _, keys in kept.values()})
        return tuple(c for c in self._all if c.is_for is None or c.key in filled)

    def mark_at(self, row: int) -> str:
        """Return the mark of a row."""
        return self._rows[row][0].id

    def row_of(self, mark: str) -> int:
        """Return the row of a mark; -1 when it gives none."""
        return next((i for i, (e, _) in enumerate(self._rows) if e.id == mark), -1)

    def column_of(self, key: str) -> int:
        """Return the place of a column; -1 when it is not shown."""
        return next((i for i, c in enumerate(self._columns) if c.key == key), -1)

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return the number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Return heads: titles of columns, names of marks."""
        if orientation == Qt.Orientation.Vertical:
            return self._rows[section][0].id if role == Role.DisplayRole and section < len(self._rows) else None
        column = self._columns[section] if section < len(self._columns) else None
        if column is None:
            return None
        side = Qt.AlignmentFlag.AlignRight if column.key in _NUMBERS else Qt.AlignmentFlag.AlignLeft
        found = {
            Role.DisplayRole: column.title,
            Role.ToolTipRole: column.tip,
            Role.TextAlignmentRole: int(side | Qt.AlignmentFlag.AlignVCenter),
        }
        return found.get(Role(role))

    def least_width(self, column: int) -> int:
        """Return the pixels a column needs for what may come into it."""
        return _ROOM.get(self._columns[column].key, 34)

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """Return what can be done with a cell."""
        found = super().flags(index)
        editable = index.isValid() and self._columns[index.column()].put is not None
        return found | Qt.ItemFlag.ItemIsEditable if editable else found

    def data(self, index: QModelIndex, role: int = Role.DisplayRole) -> Any:
        """Return a cell."""
        if not index.isValid():
            return None
        entry, row = self._rows[index.row()]
        column = self._columns[index.column()]
        if role in (Role.DisplayRole, Role.EditRole):
            return column.text(entry, row)
        if role == Role.TextAlignmentRole and column.key in _NUMBERS:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Role.ForegroundRole and entry.is_flagged:
            return QColor(theme.current().doubt)
        if role == Role.DecorationRole and index.column() == 0:
            return self._colors.get(entry.id)
        if role in (Role.ToolTipRole, Role.AccessibleDescriptionRole):
            return doubts(entry.point.issues) if entry.review is Review.OPEN else entry.comment
        return None

    def setData(self, index: QModelIndex, value: Any, role: int = Role.EditRole) -> bool:
        """Make the edit a cell means; of several selected rows, on all of them."""
        column = self._columns[index.column()]
        entry, row = self._rows[index.row()]
        text = str(value).strip()
        if role != Role.EditRole or column.put is None or text == column.text(entry, row):
            return False
        put = column.put
        chosen = self._session.selected if entry.id in self._session.selected else (entry.id,)
        entries = [e for e, _ in self._rows if e.id in chosen]
        steps = self._session.attempt(lambda: [put(e, text) for e in entries])
        return steps is not None and self._session.edit_many(f"edit_{column.key}", steps)

    def tsv(self, rows: list[int]) -> str:
        """Return rows for a spreadsheet: a head line, tabs between cells, numbers that round-trip."""
        lines = ["\t".join(c.key for c in self._columns)]
        for place in rows:
            entry, row = self._rows[place]
            lines.append("\t".join(exact(c.get(entry, row)).replace("\t", " ") for c in self._columns))
        return "\n".join(lines) + "\n"


def _colors(panels: tuple[PanelEntry, ...]) -> dict[str, QColor]:
    found: dict[str, QColor] = {}
    for panel in panels:
        colors = {name: theme.series_color(i) for name, i in series_index(panel).items()}
        found |= {m.id: colors[m.series] for m in panel.marks}
    return found
