"""A small field on the canvas for one number."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from PyQt6.QtCore import QEvent, QObject, QPointF, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QLineEdit, QWidget

from figpool.core.errors import UsageError

#: Pixels: width of the field, and how far beside the place it stands.
_WIDTH, _BESIDE = 96, 14
_POWER = re.compile(r"^\s*(-?\d+(?:[.,]\d+)?)\s*\^\s*([-−+]?\d+)\s*$")


def parse_number(text: str) -> float | None:
    """Return a number as people write it (``1,5``, ``10^3``, ``−2``); None when it is none.

    Examples
    --------
    >>> parse_number("10^-2"), parse_number("1,5"), parse_number("abc")
    (0.01, 1.5, None)
    """
    plain = text.replace("−", "-").replace("\u2009", "").strip()
    power = _POWER.match(plain)
    try:
        if power:
            found = float(power[1].replace(",", ".")) ** int(power[2])
        else:
            found = float(plain.replace(",", ".") if plain.count(",") == 1 and "." not in plain else plain)
    except (ValueError, OverflowError, ZeroDivisionError):
        return None
    return found if math.isfinite(found) else None


def typed_number(text: str) -> float | None:
    """Return a number typed into a field; None for an empty one.

    Raises
    ------
    UsageError
        It is no number: what stood in the field before must not be lost for it.
    """
    found = parse_number(text)
    if found is None and text.strip():
        raise UsageError(f"“{text.strip()}” is no number; nothing was changed.", "Write it like 1.5, 1,5 or 10^3.")
    return found


class NumberPrompt(QLineEdit):
    """Asks for a number at a place; Enter takes it, Esc leaves it.

    Parameters
    ----------
    parent : QWidget
        The canvas.
    place : QPointF
        Beside which it stands.
    words : str
        What is asked.
    done : callable
        Gets the number, or None.
    """

    def __init__(self, parent: QWidget, place: QPointF, words: str, done: Callable[[float | None], None]) -> None:
        super().__init__(parent)
        self._done: Callable[[float | None], None] | None = done
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self.setFixedWidth(_WIDTH)
        self.adjustSize()
        room = parent.rect()
        x = min(round(place.x()) + _BESIDE, room.width() - self.width())
        y = min(round(place.y()) - _BESIDE, room.height() - self.height())
        self.move(max(x, 0), max(y, 0))
        self.installEventFilter(self)
        self.show()
        self.setFocus()

    def _enter(self) -> None:
        number = parse_number(self.text())
        if number is None:
            self.selectAll()
        else:
            self._finish(number)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Take Enter and Esc for itself: on the canvas below they would mean something else."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            act = {Qt.Key.Key_Escape: self._leave, Qt.Key.Key_Return: self._enter, Qt.Key.Key_Enter: self._enter}
            if event.key() in act:
                act[Qt.Key(event.key())]()
                return True
        return super().eventFilter(watched, event)

    def settle(self) -> None:
        """Take what is typed so far, if it is a number; ask no more."""
        self._finish(parse_number(self.text()))

    def _leave(self) -> None:
        self._finish(None)

    def _finish(self, number: float | None) -> None:
        done, self._done = self._done, None
        if done is not None:
            self.hide()
            self.deleteLater()
            parent = self.parentWidget()
            if parent is not None:
                parent.setFocus()
            done(number)
