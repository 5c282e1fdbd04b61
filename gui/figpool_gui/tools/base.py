"""What a tool is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, QPointF, Qt
from PyQt6.QtGui import QKeyEvent, QPainter

if TYPE_CHECKING:
    from figpool.core.geometry import Box
    from figpool_gui.canvas.view import Canvas
    from figpool_gui.session import Session


@dataclass(frozen=True)
class Gesture:
    """Where the mouse is.

    Parameters
    ----------
    at : (float, float)
        Upright pixels.
    place : QPointF
        Pixels of the viewport.
    modifiers : Qt.KeyboardModifier
        Keys held.
    """

    at: tuple[float, float]
    place: QPointF
    modifiers: Qt.KeyboardModifier

    @property
    def free(self) -> bool:
        """Whether Alt suspends snapping."""
        return bool(self.modifiers & Qt.KeyboardModifier.AltModifier)

    @property
    def more(self) -> bool:
        """Whether Shift or Ctrl extends the selection."""
        held = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
        return bool(self.modifiers & held)


def tr(text: str) -> str:
    """Translate a tool's words."""
    return QCoreApplication.translate("tools", text)


class Tool:
    """The hand tool, and base of the others: it takes nothing, so the canvas pans.

    Parameters
    ----------
    canvas : Canvas
        Where it works.
    """

    name = "pan"
    cursor = Qt.CursorShape.OpenHandCursor
    #: Whether a click or a drag places something, so that the loupe goes with the hand.
    places = False

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    @property
    def session(self) -> Session:
        """The session."""
        return self.canvas.session

    @property
    def hint(self) -> str:
        """What to do now, in one sentence; empty when nothing needs to be said."""
        return ""

    @property
    def doubtful(self) -> bool:
        """Whether the sentence of `hint` is a doubt about a value."""
        return False

    def enter(self) -> None:
        """Begin."""

    def leave(self) -> None:
        """End; what is under way is dropped."""

    def press(self, gesture: Gesture) -> bool:
        """Left button down; False lets the canvas pan."""
        return False

    def drag(self, gesture: Gesture) -> None:
        """Move with the button down."""

    def release(self, gesture: Gesture, *, moved: bool) -> None:
        """Button up after a press that was taken."""

    def click(self, gesture: Gesture) -> None:
        """Pressed and released on a place that was not taken."""

    def hover(self, gesture: Gesture) -> None:
        """Move without a button."""

    def describe(self, at: tuple[float, float]) -> str:
        """Say what stands at a place, upright pixels; empty when nothing does."""
        return ""

    def key(self, event: QKeyEvent) -> bool:
        """Key down; False when it means nothing here."""
        return False

    def paint(self, painter: QPainter) -> None:
        """Draw in pixels of the viewport."""

    def area_box(self) -> Box | None:
        """Return the plot area worked on."""
        panel = self.session.panel
        return None if panel is None else panel.panel.area.box
