"""The table of rows: selection tied to the canvas, copied to spreadsheets."""

from __future__ import annotations

from PyQt6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PyQt6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PyQt6.QtWidgets import QAbstractItemView, QTableView, QWidget

from figpool_gui.panels.rows_model import RowsModel
from figpool_gui.session import Session

#: Rows looked at for the width of a column; the widest a column gets.
_LOOKED_AT, _WIDEST = 60, 130


class RowsTable(QTableView):
    """Rows of the figure shown."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._mirroring = False
        self.rows = RowsModel(session, self)
        self.setModel(self.rows)
        self.setAccessibleName(self.tr("Rows"))
        self.setToolTip(self.tr("Rows read from this figure; cells with names, n and role can be edited"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMinimumHeight(112)
        for header, size in ((self.verticalHeader(), 24), (self.horizontalHeader(), 70)):
            if header is not None:
                header.setDefaultSectionSize(size)
                header.setHighlightSections(False)
                header.setResizeContentsPrecision(_LOOKED_AT)
        self.rows.modelReset.connect(self._fit)
        session.selection_changed.connect(self.mirror)
        session.extraction_changed.connect(self.mirror)
        selection = self.selectionModel()
        if selection is not None:
            selection.selectionChanged.connect(self._selected)
        self._fit()

    def _fit(self) -> None:
        self.resizeColumnsToContents()
        for column in range(self.rows.columnCount()):
            self.setColumnWidth(column, min(max(self.columnWidth(column), self.rows.least_width(column)), _WIDEST))

    def _selected(self) -> None:
        if not self._mirroring:
            self._session.select(self.rows.mark_at(row) for row in self.chosen())

    def chosen(self) -> list[int]:
        """Return the selected rows."""
        selection = self.selectionModel()
        return [] if selection is None else sorted({i.row() for i in selection.selectedRows()})

    def mirror(self) -> None:
        """Select what the session has selected."""
        selection = self.selectionModel()
        if selection is None or self.state() == QAbstractItemView.State.EditingState:
            return
        wanted = [self.rows.row_of(m) for m in self._session.selected]
        wanted = sorted(row for row in wanted if row >= 0)
        if wanted == self.chosen():
            return
        self._mirroring = True
        picked = QItemSelection()
        for row in wanted:
            picked.select(self.rows.index(row, 0), self.rows.index(row, self.rows.columnCount() - 1))
        mode = QItemSelectionModel.SelectionFlag
        selection.select(picked, mode.ClearAndSelect | mode.Rows)
        if wanted:
            selection.setCurrentIndex(self.rows.index(wanted[0], 0), mode.NoUpdate)
            self.scrollTo(self.rows.index(wanted[0], 0))
        self._mirroring = False

    def copy_rows(self) -> None:
        """Copy the selected rows (all when none is) for a spreadsheet."""
        clipboard = QGuiApplication.clipboard()
        rows = self.chosen() or list(range(self.rows.rowCount()))
        if clipboard is not None and rows:
            clipboard.setText(self.rows.tsv(rows))
            self._session.said.emit(self.tr("{0} rows copied; paste them into a spreadsheet.").format(len(rows)))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Copy on Ctrl+C; let the window have its single keys."""
        if event is not None and event.matches(QKeySequence.StandardKey.Copy):
            self.copy_rows()
            return
        super().keyPressEvent(event)

    def edit_cell(self, mark: str, key: str) -> None:
        """Open a cell for typing."""
        row, column = self.rows.row_of(mark), self.rows.column_of(key)
        if row >= 0 and column >= 0:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self.setCurrentIndex(self.rows.index(row, column))
            super().edit(self.rows.index(row, column))
