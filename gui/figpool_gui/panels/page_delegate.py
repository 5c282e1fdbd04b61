"""A page in the list of pages: its picture, the figures found framed, its number below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QModelIndex, QRect, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPen, QPixmap
from PyQt6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from figpool.project import StoredFigure
from figpool_gui import theme

if TYPE_CHECKING:
    from figpool_gui.panels.pages import PageLine

#: Width and height of a cell, pixels; room for the words below the picture.
CELL = (82, 122)
_WORDS, _RIM = 20, 5


class PageDelegate(QStyledItemDelegate):
    """Paints one page."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Return the size of a cell."""
        return QSize(*CELL)

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Draw the page, frames around its figures, and its number."""
        from figpool_gui.panels.pages import PAGE

        line: PageLine | None = index.data(PAGE)
        if painter is None or line is None:
            return
        pixmap: QPixmap | None = index.data(Qt.ItemDataRole.DecorationRole)
        colors, chosen = theme.current(), bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.accent))
            painter.drawRoundedRect(option.rect.adjusted(1, 1, -1, -1), 5, 5)
        sheet = _sheet(option.rect, pixmap)
        painter.setPen(QColor(colors.line))
        painter.setBrush(QColor("#ffffff"))
        painter.drawRect(sheet)
        if pixmap is not None:
            painter.drawPixmap(sheet, pixmap, QRectF(pixmap.rect()))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.LIGHT.accent), 2.0))
        for _, box in places(option.rect, pixmap, line):
            painter.drawRect(box)
        painter.setPen(QColor(colors.on_accent if chosen else colors.quiet))
        words = QRectF(option.rect.x(), option.rect.bottom() - _WORDS, option.rect.width(), _WORDS - 2)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, line.words)
        painter.restore()


def _sheet(cell: QRect, pixmap: QPixmap | None) -> QRectF:
    """Return where the picture of a page stands in its cell; of one not drawn yet, where an A4 page would."""
    width, height = (210, 297) if pixmap is None else (pixmap.width(), pixmap.height())
    room = QRectF(cell).adjusted(_RIM, _RIM, -_RIM, -_WORDS - 1)
    factor = min(room.width() / width, room.height() / height)
    size = (width * factor, height * factor)
    return QRectF(room.center().x() - size[0] / 2, room.center().y() - size[1] / 2, *size)


def places(cell: QRect, pixmap: QPixmap | None, line: PageLine) -> list[tuple[StoredFigure, QRectF]]:
    """Return the figures cut out of a page with where they stand in its cell."""
    sheet, (width, height) = _sheet(cell, pixmap), line.size
    if not width or not height:
        return []
    return [
        (f, QRectF(
            sheet.x() + sheet.width() * f.crop.x0 / width, sheet.y() + sheet.height() * f.crop.y0 / height,
            sheet.width() * f.crop.width / width, sheet.height() * f.crop.height / height,
        ))
        for f in line.figures
        if f.crop is not None
    ]  # fmt: skip
