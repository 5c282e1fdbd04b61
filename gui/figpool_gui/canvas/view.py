"""The canvas: picture and overlay, zoom and pan; what the mouse means is the tool's."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PyQt6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent, QWheelEvent
from PyQt6.QtWidgets import QGraphicsScene, QGraphicsView, QToolTip, QWidget

from figpool.core.geometry import Box, Frame
from figpool.project import MarkEntry
from figpool.project.handles import handles
from figpool_gui import theme
from figpool_gui.canvas.grips import GripIndex
from figpool_gui.canvas.ink import Ink
from figpool_gui.canvas.loupe import Loupe
from figpool_gui.canvas.overlay import OverlayItem
from figpool_gui.canvas.picture_item import PictureItem
from figpool_gui.pictures import Picture
from figpool_gui.session import Session
from figpool_gui.tools.base import Gesture, Tool

_GRIP_RADIUS, _CLICK_SLACK = 9.0, 4.0
_ZOOM_RANGE, _ZOOM_STEP = (0.02, 64.0), 1.25
_LOUPE_GAP = 44.0


@dataclass
class _Drag:
    """The mouse button that is down."""

    start: QPoint
    last: QPoint
    by_tool: bool
    moved: bool = False


class Canvas(QGraphicsView):
    """Picture and overlay of the figure shown.

    Signals
    -------
    pointed
        Upright position under the cursor; (nan, nan) when it is elsewhere.
    zoomed
        Screen pixels per picture pixel.
    escaped
        Esc was pressed and the tool had no use for it.
    """

    pointed = pyqtSignal(float, float)
    zoomed = pyqtSignal(float)
    escaped = pyqtSignal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.picture: Picture | None = None
        self.tool = Tool(self)
        self.loupe_wanted = True
        self._index: tuple[object, GripIndex] | None = None
        self._drag: _Drag | None = None
        self._fitted = True
        self._scene = QGraphicsScene(self)
        self._item, self.overlay = PictureItem(), OverlayItem()
        self._scene.addItem(self._item)
        self._scene.addItem(self.overlay)
        self.setScene(self._scene)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setAcceptDrops(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Figure"))
        self.setAccessibleDescription(
            self.tr("The figure with what was read from it; the table of rows says the same.")
        )
        self._loupe = Loupe(self)
        self.follow_theme()
        session.extraction_changed.connect(self.refresh)
        session.selection_changed.connect(self._selection_changed)

    def follow_theme(self) -> None:
        """Take the ground's colour from the theme."""
        self.setBackgroundBrush(QColor(theme.current().canvas))

    # --- what is shown ----------------------------------------------------------------------

    def set_picture(self, picture: Picture | None) -> None:
        """Show a figure; it is fitted into the window."""
        self.picture = picture
        self._item.set_picture(picture)
        self._loupe.hide()
        if picture is not None:
            margin = max(picture.width, picture.height)
            self._scene.setSceneRect(self._item.boundingRect().adjusted(-margin, -margin, margin, margin))
            self.fit()
        self.refresh()

    def refresh(self) -> None:
        """Draw the session's marks again."""
        box = self.picture.box if self.picture else Box(0, 0, 1, 1)
        shown = self.session.extraction if self.picture is not None else None
        self.overlay.show_extraction(shown, self.session.selected, box)

    def _selection_changed(self) -> None:
        active = self.overlay.active
        if active is not None and active.mark and active.mark not in self.session.selected:
            self.overlay.active = None
        self.refresh()

    @property
    def frame(self) -> Frame:
        """Turn of the figure."""
        extraction = self.session.extraction
        return extraction.frame if extraction is not None else Frame()

    @property
    def ink(self) -> Ink | None:
        """What snapping looks at."""
        return None if self.picture is None else Ink(self.picture.pixels, self.frame)

    @property
    def grips(self) -> GripIndex | None:
        """Everything that can be taken hold of; built once for every state."""
        shown = self.session.extraction
        if shown is None:
            return None
        if self._index is None or self._index[0] is not shown:
            self._index = (shown, GripIndex(shown))
        return self._index[1]

    @property
    def grip_radius(self) -> float:
        """How near is near, picture pixels."""
        return _GRIP_RADIUS / self.zoom

    @property
    def overlay_shown(self) -> bool:
        """Whether the overlay is drawn."""
        return self.overlay.isVisible()

    def show_overlay(self, shown: bool) -> None:
        """Draw the overlay or not."""
        self.overlay.setVisible(shown)

    def show_loupe(self, wanted: bool) -> None:
        """Let the loupe follow the cursor or not."""
        self.loupe_wanted = wanted
        self._loupe.setVisible(wanted and self._loupe.isVisible())

    # --- tools ------------------------------------------------------------------------------

    def use(self, tool: Tool) -> None:
        """Give the mouse to a tool."""
        self.tool.leave()
        self.session.end_preview()
        self.overlay.hover = self.overlay.active = None
        self.tool = tool
        self._set_cursor(tool.cursor)
        tool.enter()
        self.update_all()

    def _set_cursor(self, cursor: Qt.CursorShape) -> None:
        viewport = self.viewport()
        if viewport is not None:
            viewport.setCursor(cursor)

    def update_all(self) -> None:
        """Draw everything again."""
        viewport = self.viewport()
        if viewport is not None:
            viewport.update()
        self.overlay.update()

    # --- places -----------------------------------------------------------------------------

    def to_upright(self, place: QPointF) -> tuple[float, float]:
        """Map a place of the viewport to upright pixels."""
        inverse, _ = self.viewportTransform().inverted()
        p = inverse.map(place)
        x, y = self.frame.to_upright((p.x(), p.y()))
        return float(x), float(y)

    def to_view(self, x: float, y: float) -> QPointF:
        """Map upright pixels to the viewport."""
        p = self.frame.to_figure((x, y))
        return self.viewportTransform().map(QPointF(float(p[0]), float(p[1])))

    # --- zoom and pan -----------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """Screen pixels per picture pixel."""
        return self.transform().m11()

    def fit(self) -> None:
        """Show the whole figure."""
        if self.picture is None:
            return
        self._fitted = True
        room = QRectF(self.rect()).adjusted(18, 18, -18, -18)
        factor = min(room.width() / self.picture.width, room.height() / self.picture.height, 8.0)
        self._set_zoom(max(factor, _ZOOM_RANGE[0]))
        self.centerOn(self._item.boundingRect().center())

    def one_to_one(self) -> None:
        """Show one picture pixel as one pixel of the screen."""
        self._fitted = False
        middle = QPointF(self.rect().center())
        self.zoom_at(middle, 1.0 / self.devicePixelRatioF() / self.zoom)

    def zoom_at(self, place: QPointF, factor: float) -> None:
        """Zoom; the place of the viewport stays under the cursor."""
        self._fitted = False
        inverse, _ = self.viewportTransform().inverted()
        before = inverse.map(place)
        low, high = _ZOOM_RANGE
        self._set_zoom(min(max(self.zoom * factor, low), high))
        after = self.viewportTransform().map(before)
        self._scroll(after - place)

    def zoom_in(self) -> None:
        """Zoom in about the middle."""
        self.zoom_at(QPointF(self.rect().center()), _ZOOM_STEP)

    def zoom_out(self) -> None:
        """Zoom out about the middle."""
        self.zoom_at(QPointF(self.rect().center()), 1 / _ZOOM_STEP)

    def _set_zoom(self, factor: float) -> None:
        self.resetTransform()
        self.scale(factor, factor)
        self.zoomed.emit(factor)

    def _scroll(self, by: QPointF) -> None:
        for bar, amount in ((self.horizontalScrollBar(), by.x()), (self.verticalScrollBar(), by.y())):
            if bar is not None:
                bar.setValue(round(bar.value() + amount))

    def reveal(self, entry: MarkEntry) -> None:
        """Bring a mark into view without changing more than needed."""
        for x, y in handles(entry.mark).values():
            p = self.frame.to_figure((x, y))
            self.ensureVisible(QRectF(float(p[0]) - 1, float(p[1]) - 1, 2, 2), 60, 60)

    # --- events -----------------------------------------------------------------------------

    def _gesture(self, event: QMouseEvent) -> Gesture:
        return Gesture(self.to_upright(event.position()), event.position(), event.modifiers())

    def viewportEvent(self, event: QEvent | None) -> bool:
        """Say what is under a cursor that rests."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self.picture is not None:
            words = self.tool.describe(self.to_upright(QPointF(event.pos())))
            if words:
                QToolTip.showText(event.globalPos(), words, self)
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Zoom at the cursor."""
        if event is not None and self.picture is not None:
            self.zoom_at(event.position(), _ZOOM_STEP ** (event.angleDelta().y() / 120))
            event.accept()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Let the tool have it, else pan."""
        if event is None or self.picture is None:
            return
        by_tool = event.button() == Qt.MouseButton.LeftButton and self.tool.press(self._gesture(event))
        place = event.position().toPoint()
        self._drag = _Drag(place, place, by_tool)
        if not by_tool:
            self._set_cursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Drag, pan or hover."""
        if event is None or self.picture is None:
            return
        gesture, drag = self._gesture(event), self._drag
        place = event.position().toPoint()
        if drag is not None:
            drag.moved = drag.moved or (place - drag.start).manhattanLength() >= _CLICK_SLACK
        if drag is None:
            self.tool.hover(gesture)
        elif drag.moved and drag.by_tool:
            self.tool.drag(gesture)
        elif drag.moved:
            self._fitted = False
            self._scroll(QPointF(drag.last - place))
        if drag is not None:
            drag.last = place
        self._point(gesture)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """End of a drag, or a click."""
        if event is None or self._drag is None:
            return
        drag, self._drag = self._drag, None
        gesture = self._gesture(event)
        self._set_cursor(self.tool.cursor)
        if drag.by_tool:
            self.tool.release(gesture, moved=drag.moved)
        elif not drag.moved and event.button() == Qt.MouseButton.LeftButton:
            self.tool.click(gesture)
        self._point(gesture)

    def leaveEvent(self, event: QEvent | None) -> None:
        """Put the loupe away."""
        self._loupe.hide()
        self.overlay.hover = None
        self.overlay.update()
        self.pointed.emit(math.nan, math.nan)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Let the tool have keys; the view itself scrolls with none."""
        if event is None or self.tool.key(event):
            return
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep a fitted figure fitted."""
        super().resizeEvent(event)
        if self._fitted:
            self.fit()

    def drawForeground(self, painter: QPainter | None, rect: QRectF) -> None:
        """Draw what the tool draws, in pixels of the viewport."""
        if painter is not None and self.picture is not None:
            painter.save()
            painter.resetTransform()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.tool.paint(painter)
            painter.restore()

    def _point(self, gesture: Gesture) -> None:
        self.pointed.emit(*gesture.at)
        if self.picture is None or not self.loupe_wanted:
            return
        active = self.overlay.active if self._drag is not None else None
        focus = active.at if active is not None else gesture.at
        p = self.frame.to_figure(focus)
        centre = QPointF(float(p[0]), float(p[1]))
        self._loupe.show_place(self.picture, centre, self._words(focus), centre if active is not None else None)
        self._loupe.move(self._loupe_place(gesture.place, beside=active is not None or self.tool.places))

    def _loupe_place(self, cursor: QPointF, *, beside: bool) -> QPoint:
        """Return where the loupe stands: beside the hand that places something, else out of the way in a corner."""
        width, height = self._loupe.width(), self._loupe.height()
        if not beside:
            left = cursor.x() > self.width() / 2 and cursor.y() < height + 40
            return QPoint(14 if left else self.width() - width - 14, 14)
        x = (
            cursor.x() + _LOUPE_GAP
            if cursor.x() + _LOUPE_GAP + width < self.width()
            else cursor.x() - _LOUPE_GAP - width
        )
        y = min(max(cursor.y() - height - _LOUPE_GAP / 2, 8.0), self.height() - height - 8.0)
        return QPoint(round(x), round(y))

    def _words(self, at: tuple[float, float]) -> str:
        panel = self.session.panel
        parts = [f"{at[0]:.1f}, {at[1]:.1f} px"]
        if panel is not None:
            axis = panel.axes.x if panel.horizontal else panel.axes.y
            if axis is not None:
                parts.append(f"= {axis.value_at(at[0] if panel.horizontal else at[1]):.4g}")
        return "  ".join(parts)
