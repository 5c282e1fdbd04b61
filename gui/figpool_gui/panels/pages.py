"""Pages of the article a figure comes from, with the figures found on them; any page can be opened whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PyQt6.QtCore import QAbstractListModel, QModelIndex, QObject, QPoint, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QMouseEvent, QPixmap
from PyQt6.QtWidgets import QAbstractItemView, QLabel, QListView, QVBoxLayout, QWidget

from figpool.project import Project, StoredFigure
from figpool_gui.background import Background
from figpool_gui.panels.form import named
from figpool_gui.panels.page_delegate import CELL, PageDelegate, places
from figpool_gui.panels.text import tr
from figpool_gui.pictures import to_image
from figpool_gui.session import Session

PAGE = Qt.ItemDataRole.UserRole
_SIDE = 300
#: Pixels of a scroll bar and the frame.
_BAR = 20


@dataclass(frozen=True)
class PageLine:
    """One page.

    Parameters
    ----------
    page : int
        From 1.
    figures : tuple of StoredFigure
        Figures of the project that stand on it.
    size : (float, float)
        Width and height of the page, pixels; (0, 0) while it is not drawn.
    """

    page: int
    figures: tuple[StoredFigure, ...]
    size: tuple[float, float] = (0.0, 0.0)

    @property
    def words(self) -> str:
        """Number of the page, and how many figures stand on it."""
        parts = sum(f.crop is not None for f in self.figures)
        count = tr("{0} figures").format(parts) if parts > 1 else tr("1 figure") if parts else tr("no figure")
        return f"{self.page} · {count}"


class PagesModel(QAbstractListModel):
    """Pages of the file the figure shown comes from; drawn as they come into sight.

    Signals
    -------
    failed
        A sentence: the file cannot be drawn.
    """

    failed = pyqtSignal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._file = ""
        self._count = 0
        self._drawn: dict[int, tuple[QPixmap, tuple[float, float]]] = {}
        self._asked: set[int] = set()
        self._work = Background(self)
        self._work.failed.connect(self.failed)
        session.figure_changed.connect(self.follow)
        session.figures_changed.connect(self._changed)

    def follow(self) -> None:
        """Show the pages of the file of the figure shown; none where it is no page."""
        figure, project = self._session.figure, self._session.project
        file = figure.sha256 if figure is not None and figure.page is not None else ""
        if file == self._file:
            return
        self.beginResetModel()
        self._file, self._count = file, 0
        self._drawn, self._asked = {}, set()
        self.endResetModel()
        if figure is not None and project is not None and file:
            path, number, name = project.path, figure.id, figure.name

            def count() -> int:
                from figpool.io.pdf import count_pages

                with Project.open(path, readonly=True) as own:
                    return count_pages(own.original(number), name)

            self._work.do(count, lambda pages: self._counted(file, pages))

    def _counted(self, file: str, pages: int) -> None:
        if file == self._file:
            self.beginResetModel()
            self._count = pages
            self.endResetModel()

    def _changed(self) -> None:
        if self._count:
            self.dataChanged.emit(self.index(0), self.index(self._count - 1))

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return the number of pages."""
        return 0 if parent is not None and parent.isValid() else self._count

    def line(self, page: int) -> PageLine:
        """Return what is known of a page."""
        listed = (x.figure for x in self._session.figures)
        figures = tuple(f for f in listed if f.sha256 == self._file and f.page == page)
        return PageLine(page, figures, self._drawn[page][1] if page in self._drawn else (0.0, 0.0))

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return words, picture, line."""
        if not index.isValid():
            return None
        page = index.row() + 1
        if role == Qt.ItemDataRole.DecorationRole:
            return self._picture(page)
        if role == PAGE:
            return self.line(page)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.line(page).words
        return None

    def _picture(self, page: int) -> QPixmap | None:
        if page in self._drawn:
            return self._drawn[page][0]
        if page not in self._asked:
            self._asked.add(page)
            self._draw(page)
        return None

    def _draw(self, page: int) -> None:
        figure, project, file = self._session.figure, self._session.project, self._file
        if figure is None or project is None:
            return
        path, number, name = project.path, figure.id, figure.name

        def draw() -> Any:
            from figpool.io.pdf_pages import sketch_page

            with Project.open(path, readonly=True) as own:
                pixels, size = sketch_page(own.original(number), name, page, _SIDE)
            return to_image(pixels), size

        self._work.do(draw, lambda found: self._keep(file, page, found))

    def _keep(self, file: str, page: int, found: Any) -> None:
        if file == self._file:
            image, size = found
            self._drawn[page] = (QPixmap.fromImage(image), size)
            self.dataChanged.emit(self.index(page - 1), self.index(page - 1))

    def close(self) -> None:
        """End the thread."""
        self._work.close(drop=True)


class _PagesList(QListView):
    """The list; a click says where on the page it was."""

    hit = pyqtSignal(object, QPoint)

    def sizeHint(self) -> QSize:
        """Return room for two pages by two, where there is as much."""
        return QSize(2 * CELL[0] + _BAR, 2 * CELL[1] + _BAR)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Say what was clicked."""
        super().mouseReleaseEvent(event)
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            place = event.position().toPoint()
            index = self.indexAt(place)
            if index.isValid():
                self.hit.emit(index, place)


class PagesPanel(QWidget):
    """Thumbnails of the pages; seen only while the figure shown comes from an article.

    Signals
    -------
    opened
        A whole page is shown, to cut a figure out of it.
    """

    opened = pyqtSignal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.model = PagesModel(session, self)
        self.heading = QLabel()
        self.heading.setProperty("quiet", True)
        self.list = _PagesList()
        self.list.setModel(self.model)
        self.list.setItemDelegate(PageDelegate(self.list))
        named(self.list, self.tr("Pages"), self.tr("Pages of the article; Enter or a double click opens a whole page"))
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setGridSize(QSize(*CELL))
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 8)
        layout.addWidget(self.heading)
        layout.addWidget(self.list)
        self.list.hit.connect(self._hit)
        self.list.activated.connect(self._open)
        self.model.failed.connect(session.failed)
        self.model.modelReset.connect(self.mirror)
        session.figure_changed.connect(self.mirror)
        self.mirror()

    def mirror(self) -> None:
        """Mark the page of the figure shown."""
        figure = self._session.figure
        self.setVisible(self.model.rowCount() > 0)
        if figure is not None and figure.page is not None:
            self.heading.setText(self.tr("Pages of {0}").format(figure.name))
            self.heading.setToolTip(figure.name)
            self.list.setCurrentIndex(self.model.index(figure.page - 1))

    def _hit(self, index: QModelIndex, place: QPoint) -> None:
        """Show the figure clicked, else the first one of the page."""
        line: PageLine = index.data(PAGE)
        boxes = places(self.list.visualRect(index), index.data(Qt.ItemDataRole.DecorationRole), line)
        found = [figure for figure, box in boxes if box.contains(place.toPointF())]
        chosen = next(iter(found or [figure for figure, _ in boxes] or line.figures), None)
        if chosen is not None:
            self._session.show_figure(chosen.id)
        else:
            self._session.said.emit(
                self.tr("No figure was found on page {0}; a double click opens the page, to cut one out.").format(
                    line.page
                )
            )

    def _open(self, index: QModelIndex) -> None:
        line: PageLine = index.data(PAGE)
        if self._session.show_page(line.page):
            self.opened.emit()

    def close_pages(self) -> None:
        """End the thread that draws pages."""
        self.model.close()
