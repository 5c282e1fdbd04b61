"""Icons drawn from strokes on a 24 x 24 grid, in the colour of the text."""

from __future__ import annotations

from PyQt6.QtCore import QByteArray, QRectF, Qt
from PyQt6.QtGui import QIcon, QPainter, QPixmap
from PyQt6.QtSvg import QSvgRenderer

from figpool_gui import theme

_STROKES = {
    "open": "M3 7v11a1 1 0 0 0 1 1h15l2-9H8l-3 8 M3 7V6a1 1 0 0 1 1-1h5l2 2h7a1 1 0 0 1 1 1v2",
    "read": "M4 8V5a1 1 0 0 1 1-1h3 M16 4h3a1 1 0 0 1 1 1v3 M20 16v3a1 1 0 0 1-1 1h-3 M8 20H5a1 1 0 0 1-1-1v-3"
    " M8 16v-4 M12 16V8 M16 16v-6",
    "undo": "M9 14 4 9l5-5 M4 9h10a6 6 0 0 1 0 12h-3",
    "redo": "M15 14l5-5-5-5 M20 9H10a6 6 0 0 0 0 12h3",
    "fit": "M4 9V5a1 1 0 0 1 1-1h4 M15 4h4a1 1 0 0 1 1 1v4 M20 15v4a1 1 0 0 1-1 1h-4 M9 20H5a1 1 0 0 1-1-1v-4",
    "one": "M6 8l2-2v12 M17 8l2-2v12 M12.5 10v.5 M12.5 15v.5",
    "eye": "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12 M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6",
    "loupe": "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13 M15.5 15.5 21 21 M10.5 8v5 M8 10.5h5",
    "next": "M5 21V4 M5 5h12l-3 4 3 4H5",
    "accept": "M4 13l5 5L20 6",
    "export": "M12 3v12 M8 7l4-4 4 4 M5 12v7a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1v-7",
    "pool": "M3 20h18 M5 20v-8h4v8 M15 20V9h4v11 M7 12V6 M5.500 6h3 M17 9V4 M15.500 4h3",
    "forest": "M11 3v18 M4 7h8 M8 5.500v3 M8 12h12 M14 10.500v3 M7 18l4-2 4 2-4 2-4-2",
    "select": "M5 3l14 8-6 2-2 6L5 3",
    "pan": "M8 12V6a1.5 1.5 0 0 1 3 0v5 M11 11V4.5a1.5 1.5 0 0 1 3 0V11 M14 11V6a1.5 1.5 0 0 1 3 0v8a7 7 0 0 1-7 7"
    "c-3 0-4-2-6-6a1.6 1.6 0 0 1 3-1l1 2",
    "lasso": "M12 4c5 0 9 2.5 9 6s-4 6-9 6-9-2.500-9-6 4-6 9-6 M7 15c-2 1-2 4 1 4 2 0 2-2 1-3",
    "add": "M12 5v14 M5 12h14",
    "ticks": "M8 3v18 M8 5H4 M8 12H4 M8 19H4 M13 12h7 M17 9l3 3-3 3",
    "crop": "M6 2v15a1 1 0 0 0 1 1h15 M2 6h15a1 1 0 0 1 1 1v15",
    "guide": "M4 6h2 M4 12h2 M4 18h2 M10 6h10 M10 12h10 M10 18h6",
    "help": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18 M9.500 9.500a2.500 2.500 0 1 1 3.500 2.500"
    "c-.7.4-1 .8-1 1.500 M12 17v.2",
    "delete": "M5 7h14 M9 7V4h6v3 M7 7l1 13h8l1-13",
    "folder": "M3 6a1 1 0 0 1 1-1h5l2 2h9a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6",
    "project": "M5 4h11l3 3v13H5V4 M8 4v5h7V4 M8 20v-6h8v6",
}  # fmt: skip
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="{color}" stroke-width="1.8"'
    ' stroke-linecap="round" stroke-linejoin="round"><path d="{path}"/></svg>'
)


def icon(name: str) -> QIcon:
    """Return an icon in the theme's colours: plain and disabled."""
    colors = theme.current()
    found = QIcon(_draw(name, colors.text))
    found.addPixmap(_draw(name, colors.quiet, 0.45), QIcon.Mode.Disabled, QIcon.State.Off)
    return found


def _draw(name: str, color: str, opacity: float = 1.0, size: int = 48) -> QPixmap:
    svg = _SVG.format(color=color, path=_STROKES[name])
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setOpacity(opacity)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def names() -> tuple[str, ...]:
    """Return the names of all icons."""
    return tuple(_STROKES)
