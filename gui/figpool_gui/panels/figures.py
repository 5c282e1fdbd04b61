"""The project's figures: thumbnails with their state, search and filter."""

from __future__ import annotations

from typing import Any

from PyQt6.QtCore import QAbstractListModel, QModelIndex, QObject, QSize, QSortFilterProxyModel, Qt, pyqtSignal
from PyQt6.QtGui import QPixmap
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from figpool.project import ListedFigure
from figpool_gui.panels.figure_delegate import FigureDelegate
from figpool_gui.panels.form import named
from figpool_gui.panels.text import tr
from figpool_gui.session import Session

LINE = Qt.ItemDataRole.UserRole
BUSY = Qt.ItemDataRole.UserRole + 1
_STATES = ("", "unread", "failed", "read", "flagged", "corrected", "accepted", "rejected")


def state_words(line: ListedFigure) -> str:
    """Return the state of a figure in words."""
    words = {
        "unread": tr("not read yet"),
        "failed": tr("could not be read"),
        "read": tr("read, {0} rows").format(line.rows),
        "flagged": tr("{0} of {1} to check").format(line.flagged, line.rows),
        "corrected": tr("corrected, {0} rows").format(line.rows),
        "accepted": tr("accepted, {0} rows").format(line.rows),
        "rejected": tr("rejected"),
    }
    return words[line.state]


class FiguresModel(QAbstractListModel):
    """Lines of the project's list, with thumbnails as they come."""

    wanted = pyqtSignal(int)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._lines: tuple[ListedFigure, ...] = ()
        self._thumbnails: dict[int, QPixmap] = {}
        self._busy: frozenset[int] = frozenset()
        session.figures_changed.connect(self.reload)
        session.project_changed.connect(self._forget)

    def _forget(self) -> None:
        self._thumbnails.clear()
        self.reload()

    def reload(self) -> None:
        """Mirror the project."""
        lines = self._session.figures
        same = [x.figure.id for x in lines] == [x.figure.id for x in self._lines]
        if same:
            self._lines = lines
            self._all_changed()
            return
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def _all_changed(self) -> None:
        if self._lines:
            self.dataChanged.emit(self.index(0), self.index(len(self._lines) - 1))

    def set_busy(self, figures: frozenset[int]) -> None:
        """Say which figures are being read."""
        self._busy = figures
        self._all_changed()

    def set_thumbnail(self, figure: int, png: bytes) -> None:
        """Keep a thumbnail."""
        pixmap = QPixmap()
        pixmap.loadFromData(png)
        self._thumbnails[figure] = pixmap
        row = self.row_of(figure)
        if row >= 0:
            self.dataChanged.emit(self.index(row), self.index(row))

    def row_of(self, figure: int) -> int:
        """Return the row of a figure; -1 when it is not listed."""
        return next((i for i, line in enumerate(self._lines) if line.figure.id == figure), -1)

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return the number of figures."""
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return title, thumbnail, line."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        reader = _READERS.get(role)
        return None if reader is None else reader(self, line)

    def thumbnail(self, line: ListedFigure) -> QPixmap | None:
        """Return the thumbnail; one that is missing is asked for."""
        found = self._thumbnails.get(line.figure.id)
        if found is None:
            self.wanted.emit(line.figure.id)
        return found

    def is_busy(self, line: ListedFigure) -> bool:
        """Whether a figure waits or is being read."""
        return line.figure.id in self._busy


def _words(line: ListedFigure) -> str:
    page = tr("page {0}, ").format(line.figure.page) if line.figure.page else ""
    reason = f"\n{line.figure.info.failure}" if line.figure.info.failure else ""
    return f"{line.figure.info.title}\n{page}{state_words(line)}{reason}"


_READERS: dict[int, Any] = {
    Qt.ItemDataRole.DisplayRole: lambda model, line: line.figure.info.title,
    Qt.ItemDataRole.DecorationRole: FiguresModel.thumbnail,
    Qt.ItemDataRole.ToolTipRole: lambda model, line: _words(line),
    Qt.ItemDataRole.AccessibleTextRole: lambda model, line: _words(line),
    LINE: lambda model, line: line,
    BUSY: FiguresModel.is_busy,
}


class _Filter(QSortFilterProxyModel):
    """Figures whose words hold the text searched, in the state chosen."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._text, self._state = "", ""

    def look_for(self, text: str, state: str) -> None:
        """Filter anew."""
        self._text, self._state = text.lower(), state
        self.invalidateFilter()

    def filterAcceptsRow(self, row: int, parent: QModelIndex) -> bool:
        """Return whether a figure is shown."""
        model = self.sourceModel()
        line = None if model is None else model.index(row, 0, parent).data(LINE)
        if line is None:
            return False
        info = line.figure.info
        words = " ".join((info.title, info.study, info.outcome, info.comment, line.figure.name)).lower()
        return self._text in words and self._state in ("", line.state)


class FiguresPanel(QWidget):
    """Search field, state filter and the list."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.model = FiguresModel(session, self)
        self._proxy = _Filter(self)
        self._proxy.setSourceModel(self.model)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search figures"))
        self.search.setToolTip(self.tr("Title, study, outcome, comment or file name"))
        self.search.setClearButtonEnabled(True)
        self.states = QComboBox()
        self.states.setAccessibleName(self.tr("State"))
        self.states.setToolTip(self.tr("Show figures in this state only"))
        for state in _STATES:
            self.states.addItem(self.tr("all") if not state else tr(state), state)
        self.list = QListView()
        named(self.list, self.tr("Figures"), self.tr("Figures of the project (Ctrl+PgDown, Ctrl+PgUp)"))
        self.list.setModel(self._proxy)
        self.list.setItemDelegate(FigureDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setIconSize(QSize(64, 48))
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.count = QLabel()
        self.count.setProperty("quiet", True)
        self._lay_out()
        self.search.textChanged.connect(self._look)
        self.states.currentIndexChanged.connect(self._look)
        selection = self.list.selectionModel()
        if selection is not None:
            selection.currentChanged.connect(self._chosen)
        session.figure_changed.connect(self.mirror)
        session.figures_changed.connect(self.mirror)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.search, 3)
        top.addWidget(self.states, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(top)
        layout.addWidget(self.list)
        layout.addWidget(self.count)

    def _look(self) -> None:
        self._proxy.look_for(self.search.text(), str(self.states.currentData()))
        self.mirror()

    def _chosen(self, index: QModelIndex) -> None:
        line = index.data(LINE)
        shown = self._session.figure
        if line is not None and (shown is None or shown.id != line.figure.id):
            self._session.show_figure(line.figure.id)

    def mirror(self) -> None:
        """Mark the figure shown; count the figures."""
        shown = self._session.figure
        row = -1 if shown is None else self.model.row_of(shown.id)
        place = self._proxy.mapFromSource(self.model.index(row)) if row >= 0 else QModelIndex()
        selection = self.list.selectionModel()
        if selection is not None:
            selection.blockSignals(True)
            self.list.setCurrentIndex(place)
            selection.blockSignals(False)
            viewport = self.list.viewport()
            if viewport is not None:
                viewport.update()
        lines = self._session.figures
        flagged = sum(line.state == "flagged" for line in lines)
        words = self.tr("{0} figures").format(len(lines)) if len(lines) != 1 else self.tr("1 figure")
        self.count.setText(words + (self.tr(", {0} to check").format(flagged) if flagged else ""))
