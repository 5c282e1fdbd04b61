"""Plots of a pooled result: the figures of `figpool.report` in a window; one line each in the register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel, QScrollArea, QWidget

from figpool.core.errors import FigpoolError, PoolingError
from figpool_gui.panels.text import tr

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from figpool.report.pooling_analysis import Analysis


def _forest(analysis: Analysis) -> Figure:
    from figpool.report.canvas import Labels
    from figpool.report.forest import ForestSettings, forest_plot

    groups = next(iter(analysis.groups.values()), None)
    return forest_plot(analysis.result, groups, ForestSettings(labels=Labels(effect=analysis.effect_label)))


def _funnel(analysis: Analysis) -> Figure:
    from figpool.report.canvas import Labels
    from figpool.report.funnel import funnel_plot

    return funnel_plot(analysis.result, analysis.trim_and_fill, Labels(effect=analysis.effect_label))


def _leave_one_out(analysis: Analysis) -> Figure:
    from figpool.report.study_plots import estimates_plot

    if analysis.leave_one_out is None:
        raise PoolingError(tr("Leaving one out needs at least three effects."))
    return estimates_plot(analysis.leave_one_out, analysis.result)


def _baujat(analysis: Analysis) -> Figure:
    from figpool.report.study_plots import baujat_plot

    if analysis.baujat is None:
        raise PoolingError(tr("This plot needs at least three effects."))
    return baujat_plot(analysis.baujat)


def _regression(analysis: Analysis) -> Figure:
    from figpool.report.canvas import Labels
    from figpool.report.study_plots import bubble_plot

    if analysis.regression is None:
        raise PoolingError(tr("Write a moderator (a column of the comparisons) into the field Moderators."))
    term = next(t for t in analysis.regression.terms if t != "intrcpt")
    return bubble_plot(analysis.regression, term, Labels(effect=analysis.effect_label))


#: Dots per inch on the screen: as wide as there is room, and still legible.
_DPI, _LEAST_DPI = 100.0, 66.0

#: Plots by their key, with the words of their tab.
PLOTS: Mapping[str, tuple[str, Callable[[Analysis], Figure]]] = {
    "forest": ("Forest", _forest),
    "funnel": ("Funnel", _funnel),
    "leave_one_out": ("Leave one out", _leave_one_out),
    "baujat": ("Baujat", _baujat),
    "regression": ("Regression", _regression),
}


class PlotView(QScrollArea):
    """Shows one plot, or a sentence why there is none.

    Parameters
    ----------
    draw : callable
        Analysis to figure.
    """

    def __init__(self, name: str, draw: Callable[[Analysis], Figure], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draw = draw
        self.figure: Figure | None = None
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def show_analysis(self, analysis: Analysis | None, reason: str) -> None:
        """Draw anew."""
        self.figure = None
        if analysis is None:
            self._say(reason)
            return
        try:
            self._show(self._draw(analysis))
        except FigpoolError as error:
            self._say(str(error))

    def _show(self, figure: Figure) -> None:
        from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg

        width, height = figure.get_size_inches()
        room = min((self.width() - 24) / width, (self.height() - 24) / height)
        dpi = min(max(room, _LEAST_DPI), _DPI)
        figure.set_dpi(dpi)
        canvas = FigureCanvasQTAgg(figure)  # type: ignore[no-untyped-call]
        canvas.setFixedSize(round(width * dpi), round(height * dpi))
        canvas.setAccessibleName(self.accessibleName())
        self.figure = figure
        self.setWidget(canvas)

    def _say(self, text: str) -> None:
        label = QLabel(text)
        label.setWordWrap(True)
        label.setProperty("quiet", True)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setMinimumWidth(320)
        self.setWidget(label)

    def clear(self) -> None:
        """Take the plot away."""
        self.figure = None
        widget = self.takeWidget()
        if widget is not None:
            widget.deleteLater()
