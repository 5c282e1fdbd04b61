"""Tools that draw a rectangle: crop a part into a figure of its own, set the plot area."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter

from figpool.core.geometry import Box
from figpool_gui.canvas.grips import AreaGrip
from figpool_gui.tools.base import Gesture, Tool, tr
from figpool_gui.tools.select import paint_band

_SMALLEST = 12.0


class BandTool(Tool):
    """A rubber band; `done` gets the box in upright pixels."""

    cursor = Qt.CursorShape.CrossCursor
    places = True
    _from: Gesture | None = None
    _to: Gesture | None = None

    def press(self, gesture: Gesture) -> bool:
        """Begin."""
        self._from = self._to = gesture
        return True

    def drag(self, gesture: Gesture) -> None:
        """Go on."""
        self._to = gesture
        self.canvas.update_all()

    def release(self, gesture: Gesture, *, moved: bool) -> None:
        """Use the box, if it is one."""
        start, self._from = self._from, None
        if start is not None:
            (x0, y0), (x1, y1) = start.at, gesture.at
            box = Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
            if min(box.width, box.height) >= _SMALLEST:
                self.done(box)
        self.canvas.update_all()

    def done(self, box: Box) -> None:
        """Use the box."""

    def leave(self) -> None:
        """Drop it."""
        self._from = None

    def paint(self, painter: QPainter) -> None:
        """Draw the band."""
        if self._from is not None and self._to is not None:
            paint_band(painter, QRectF(self._from.place, self._to.place).normalized())


class CropTool(BandTool):
    """Make a part of the picture a figure of its own."""

    name = "crop"

    @property
    def hint(self) -> str:
        """What to do."""
        return tr("Draw a rectangle around one chart: it becomes a figure of its own and is read.")

    def done(self, box: Box) -> None:
        """Add the part, show it and have it read."""
        corners = [self.canvas.frame.to_figure(c) for c in ((box.x0, box.y0), (box.x1, box.y1))]
        part = Box(float(corners[0][0]), float(corners[0][1]), float(corners[1][0]), float(corners[1][1]))
        self.session.add_crop(part)


class AreaTool(BandTool):
    """Set the plot area: of the panel worked on, or of a new one.

    Parameters
    ----------
    kind : str
        Chart kind of a new panel.
    """

    name = "area"
    kind = "bar"

    @property
    def hint(self) -> str:
        """What to do."""
        return tr("Draw a rectangle along the axes: from the top of the value axis to the end of the other one.")

    def done(self, box: Box) -> None:
        """Add a panel, or move the area of the one there is; corners go to the lines."""
        if self.session.extraction is None and not self.session.start_by_hand():
            return
        panel = self.session.panel
        if panel is None:
            self.session.edit("add_panel", area=box, kind=self.kind)
        else:
            self.session.edit("set_area", panel=panel.id, area=box)
        self._snap()

    def _snap(self) -> None:
        panel, ink = self.session.panel, self.canvas.ink
        if panel is None or ink is None:
            return
        corners = [AreaGrip(panel, right, bottom) for right, bottom in ((False, False), (True, True))]
        (x0, y0), (x1, y1) = (c.snapped(ink, *c.at) for c in corners)
        if x1 - x0 > _SMALLEST and y1 - y0 > _SMALLEST:
            self.session.edit("set_area", panel=panel.id, area=Box(x0, y0, x1, y1))
