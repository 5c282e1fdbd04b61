"""F6: the keyboard's way around the parts of the window."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QWidget


class FocusRing:
    """Goes from one part of the window to the next that is seen.

    Parameters
    ----------
    parts : sequence of QWidget
        In order; each takes the focus itself.
    """

    def __init__(self, parts: Sequence[QWidget]) -> None:
        self._parts = tuple(parts)

    def next_part(self) -> None:
        """Go on."""
        self._step(1)

    def previous_part(self) -> None:
        """Go back."""
        self._step(-1)

    def _step(self, by: int) -> None:
        seen = [part for part in self._parts if part.isVisible()]
        focus = QApplication.focusWidget()
        at = next((i for i, part in enumerate(seen) if focus is not None and _belongs(focus, part)), -by)
        if seen:
            seen[(at + by) % len(seen)].setFocus(Qt.FocusReason.ShortcutFocusReason)


def _belongs(focus: QWidget, part: QWidget) -> bool:
    return part is focus or part.isAncestorOf(focus)
