"""Matplotlib's Qt canvas showing a plot that is drawn already: drawing would stop the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QWidget

if TYPE_CHECKING:
    from figpool_gui.panels.plots import DrawnPlot


class PlotCanvas(FigureCanvasQTAgg):
    """Shows the picture it is given, at its size.

    Parameters
    ----------
    drawn : DrawnPlot
        A plot with its picture.
    """

    def __init__(self, drawn: DrawnPlot) -> None:
        super().__init__(drawn.figure)  # type: ignore[no-untyped-call]
        ratio = drawn.sheet.ratio
        self.renderer, self._lastKey = drawn.agg.renderer, drawn.agg._lastKey
        self._device_pixel_ratio = ratio
        drawn.figure._original_dpi = drawn.figure.dpi / ratio  # type: ignore[attr-defined]
        width, height = drawn.figure.bbox.size
        self.setFixedSize(round(width / ratio), round(height / ratio))

    def draw_idle(self) -> None:
        """Draw nothing: it is drawn."""

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep the picture as it is."""
        QWidget.resizeEvent(self, event)
