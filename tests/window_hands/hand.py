"""A hand on the mouse: events on the canvas at places of the figure."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QPointF, Qt
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtWidgets import QApplication

from figpool_gui.canvas.view import Canvas

NONE, SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
_LEFT = Qt.MouseButton.LeftButton


class Hand:
    """Presses, moves and releases the left button at upright pixels of the figure."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas

    def _send(self, kind: QEvent.Type, at: tuple[float, float], held: Qt.KeyboardModifier, *, down: bool) -> None:
        viewport = self._canvas.viewport()
        assert viewport is not None
        place = self._canvas.to_view(*at)
        button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else _LEFT
        buttons = _LEFT if down else Qt.MouseButton.NoButton
        event = QMouseEvent(kind, place, QPointF(viewport.mapToGlobal(place)), button, buttons, held)
        QApplication.sendEvent(viewport, event)

    def hover(self, at: tuple[float, float]) -> None:
        self._send(QEvent.Type.MouseMove, at, NONE, down=False)

    def press(self, at: tuple[float, float], held: Qt.KeyboardModifier = NONE) -> None:
        self._send(QEvent.Type.MouseButtonPress, at, held, down=True)

    def move(self, at: tuple[float, float], held: Qt.KeyboardModifier = NONE) -> None:
        self._send(QEvent.Type.MouseMove, at, held, down=True)

    def release(self, at: tuple[float, float], held: Qt.KeyboardModifier = NONE) -> None:
        self._send(QEvent.Type.MouseButtonRelease, at, held, down=False)

    def click(self, at: tuple[float, float], held: Qt.KeyboardModifier = NONE) -> None:
        self.press(at, held)
        self.release(at, held)

    def drag(self, *path: tuple[float, float], held: Qt.KeyboardModifier = NONE) -> None:
        self.press(path[0], held)
        for at in path[1:]:
            self.move(at, held)
        self.release(path[-1], held)
