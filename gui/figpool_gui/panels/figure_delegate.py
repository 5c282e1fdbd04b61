"""A line of the list of figures: picture, title, state."""

from __future__ import annotations

from PyQt6.QtCore import QModelIndex, QRect, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QFont, QPainter, QPixmap
from PyQt6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from figpool.project import ListedFigure
from figpool_gui import theme
from figpool_gui.panels.text import tr

_HEIGHT, _PICTURE = 62, QSize(66, 48)
_DOT = 7.0


class FigureDelegate(QStyledItemDelegate):
    """Paints one figure."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Return the size of a line."""
        return QSize(120, _HEIGHT)

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Draw picture, title and state."""
        from figpool_gui.panels.figures import BUSY, LINE

        line: ListedFigure | None = index.data(LINE)
        if painter is None or line is None:
            return
        colors = theme.current()
        rect = option.rect.adjusted(3, 2, -3, -2)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.accent))
            painter.drawRoundedRect(rect, 6, 6)
        _paint_picture(painter, rect, index.data(Qt.ItemDataRole.DecorationRole))
        text = rect.adjusted(_PICTURE.width() + 15, 8, -6, -8)
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(colors.on_accent if chosen else colors.text))
        title = painter.fontMetrics().elidedText(line.figure.info.title, Qt.TextElideMode.ElideMiddle, text.width())
        painter.drawText(text, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, title)
        painter.setFont(option.font)
        _paint_state(painter, text, line, busy=bool(index.data(BUSY)), chosen=chosen)
        painter.restore()


def _paint_picture(painter: QPainter, rect: QRect, pixmap: QPixmap | None) -> None:
    room = QRectF(rect.x() + 7, rect.y() + (rect.height() - _PICTURE.height()) / 2, _PICTURE.width(), _PICTURE.height())
    painter.setPen(QColor(theme.current().line))
    painter.setBrush(QColor("#ffffff"))
    painter.drawRoundedRect(room, 3, 3)
    if pixmap is None or pixmap.isNull():
        return
    factor = min((room.width() - 4) / pixmap.width(), (room.height() - 4) / pixmap.height())
    width, height = pixmap.width() * factor, pixmap.height() * factor
    target = QRectF(room.center().x() - width / 2, room.center().y() - height / 2, width, height)
    painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()))


def _paint_state(painter: QPainter, text: QRect, line: ListedFigure, *, busy: bool, chosen: bool) -> None:
    from figpool_gui.panels.figures import state_words

    colors = theme.current()
    tints = {
        "flagged": colors.doubt, "failed": colors.bad, "accepted": colors.good, "corrected": colors.accent,
        "read": colors.good, "rejected": colors.quiet, "unread": colors.quiet,
    }  # fmt: skip
    color = QColor(colors.on_accent if chosen else tints[line.state])
    metrics = painter.fontMetrics()
    row = QRect(text.x(), text.bottom() - metrics.height(), text.width(), metrics.height())
    middle = row.y() + metrics.ascent() - metrics.xHeight() / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(QRectF(row.x() + 1, middle - _DOT / 2, _DOT, _DOT))
    painter.setPen(QColor(colors.on_accent if chosen else colors.quiet))
    words = tr("reading …") if busy else state_words(line)
    place = row.adjusted(14, 0, 0, 0)
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, shown)
