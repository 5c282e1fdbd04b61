"""Plots of a pooled result: the figures of `figpool.report` in a window; one line each in the register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QLabel, QScrollArea, QWidget

from figpool.core.errors import PoolingError
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

    terms = () if analysis.regression is None else analysis.regression.terms
    term = next((t for t in terms if t != "intrcpt"), None)
    if analysis.regression is None or term is None:
        raise PoolingError(tr("Write a moderator (a column of the comparisons) into the field Moderators."))
    return bubble_plot(analysis.regression, term, Labels(effect=analysis.effect_label))


#: Dots per inch on the screen: as wide as there is room, and still legible.
_DPI, _LEAST_DPI = 100.0, 60.0

#: Plots by their key, with the words of their tab.
PLOTS: Mapping[str, tuple[str, Callable[[Analysis], Figure]]] = {
    "forest": ("Forest", _forest),
    "funnel": ("Funnel", _funnel),
    "leave_one_out": ("Leave one out", _leave_one_out),
    "baujat": ("Baujat", _baujat),
    "regression": ("Regression", _regression),
}


@dataclass(frozen=True)
class Sheet:
    """The paper a plot is drawn on.

    Parameters
    ----------
    room : QSize
        Pixels there are.
    ratio : float
        Pixels of the screen per pixel of the window.
    """

    room: QSize
    ratio: float


@dataclass(frozen=True, eq=False)
class DrawnPlot:
    """A plot, drawn.

    Parameters
    ----------
    figure : matplotlib Figure
        For saving.
    agg : FigureCanvasAgg
        Holds the picture.
    sheet : Sheet
        Drawn for it.
    """

    figure: Figure
    agg: Any
    sheet: Sheet


def draw_plot(key: str, analysis: Analysis, sheet: Sheet) -> DrawnPlot:
    """Draw a plot of the register (in a background thread).

    Raises
    ------
    PoolingError
        The analysis does not carry this plot; the sentence says what is missing.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure = PLOTS[key][1](analysis)
    width, height = figure.get_size_inches()
    room = min((sheet.room.width() - 6) / width, (sheet.room.height() - 6) / height)
    figure.set_dpi(min(max(room, _LEAST_DPI), _DPI) * sheet.ratio)
    agg = FigureCanvasAgg(figure)
    agg.draw()  # type: ignore[no-untyped-call]
    return DrawnPlot(figure, agg, sheet)


class PlotView(QScrollArea):
    """Shows one plot, or a sentence why there is none."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figure: Figure | None = None
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    @property
    def sheet(self) -> Sheet:
        """What there is room for."""
        return Sheet(self.size(), self.devicePixelRatioF())

    def show_plot(self, drawn: DrawnPlot) -> None:
        """Show a plot; nothing is drawn again."""
        from figpool_gui.panels.plot_canvas import PlotCanvas

        self.figure = drawn.figure
        canvas = PlotCanvas(drawn)
        canvas.setAccessibleName(self.accessibleName())
        self.setWidget(canvas)

    def say(self, text: str) -> None:
        """Say why there is no plot."""
        self.figure = None
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
