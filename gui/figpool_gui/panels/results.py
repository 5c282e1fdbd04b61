"""What pooling gave: plots and words, one tab each; drawn in the background, only what is seen."""

from __future__ import annotations

from html import escape
from pathlib import Path

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QTabWidget, QTextBrowser, QVBoxLayout, QWidget

from figpool.core.errors import FigpoolError
from figpool_gui.background import Background
from figpool_gui.dialogs import Dialogs
from figpool_gui.panels.form import button, named
from figpool_gui.panels.plots import PLOTS, DrawnPlot, PlotView, draw_plot
from figpool_gui.panels.pooling_work import Pooled, suspicions
from figpool_gui.panels.text import tr


class ResultTabs(QWidget):
    """Forest, funnel and the others, and the result in words.

    Parameters
    ----------
    work : Background
        Where plots are drawn.
    dialogs : Dialogs
        Asks where to save.

    Signals
    -------
    saved
        Path of a plot that was written.
    """

    saved = pyqtSignal(str)

    def __init__(self, work: Background, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._dialogs = work, dialogs
        self._pooled: Pooled | None = None
        self._asked = 0
        self.save = button(self.tr("Save plot …"), self.tr("Write the plot shown as SVG, PDF or PNG"))
        self.text = QTextBrowser()
        named(self.text, self.tr("Result"), self.tr("The result, how it was computed, and what is suspicious"))
        self.views = {key: PlotView(tr(name)) for key, (name, _) in PLOTS.items()}
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        named(self.tabs, self.tr("Plots"), self.tr("Plots of the pooled result (Ctrl+Tab goes on)"))
        for key, view in self.views.items():
            self.tabs.addTab(view, tr(PLOTS[key][0]))
        self.tabs.addTab(self.text, self.tr("In words"))
        self.tabs.setCornerWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self.tabs.currentChanged.connect(lambda _: self.draw())
        self.save.clicked.connect(self._save)

    def show_pooled(self, pooled: Pooled) -> None:
        """Show another result."""
        self._pooled = pooled
        self.draw()

    def draw(self) -> None:
        """Draw the tab that is seen; the others when they are."""
        pooled, view = self._pooled, self.tabs.currentWidget()
        self._asked += 1
        self.save.setEnabled(isinstance(view, PlotView) and view.figure is not None)
        if pooled is None:
            return
        if not isinstance(view, PlotView):
            self._write(pooled)
        elif pooled.analysed is None:
            view.say(pooled.reason)
            self.save.setEnabled(False)
        else:
            self._ask(pooled, view)

    def _ask(self, pooled: Pooled, view: PlotView) -> None:
        key = next(k for k, v in self.views.items() if v is view)
        number, sheet, analysed = self._asked, view.sheet, pooled.analysed

        def draw() -> DrawnPlot | str:
            try:
                return draw_plot(key, analysed, sheet) if analysed is not None else ""
            except FigpoolError as error:
                return str(error)

        self._work.do(draw, lambda drawn: self._show(number, view, drawn))

    def _show(self, number: int, view: PlotView, drawn: DrawnPlot | str) -> None:
        if number != self._asked:
            return  # another result or tab was asked for meanwhile
        if isinstance(drawn, str):
            view.say(drawn)
        else:
            view.show_plot(drawn)
        self.save.setEnabled(view.figure is not None)

    def _write(self, pooled: Pooled) -> None:
        number, place = self._asked, pooled.request.place
        self.text.setHtml(_words(pooled, ()))

        def add(found: tuple[str, ...]) -> None:
            if number == self._asked:
                self.text.setHtml(_words(pooled, found))

        self._work.do(lambda: suspicions(place), add)

    def _save(self) -> None:
        view = self.tabs.currentWidget()
        figure = view.figure if isinstance(view, PlotView) else None
        if figure is None:
            return
        name = next(k for k, v in self.views.items() if v is view)
        path = self._dialogs.save(self.tr("Save plot"), Path(f"{name}.svg"), "SVG (*.svg);;PDF (*.pdf);;PNG (*.png)")
        if path is not None:
            from figpool.report.canvas import save_figure

            self._work.do(lambda: save_figure(figure, path), lambda _: self.saved.emit(str(path)))

    def close_plots(self) -> None:
        """Take all plots away."""
        for view in self.views.values():
            view.clear()


def _words(pooled: Pooled, suspicious: tuple[str, ...]) -> str:
    found = pooled.analysed
    if found is None:
        return escape(pooled.reason)
    from figpool.report.pooling_text import methods_text, result_text

    listed = (pooled.reason, *suspicious, *found.warnings, *found.notes)
    doubts = "".join(f"<li>{escape(w)}</li>" for w in listed if w)
    parts = [f"<p>{escape(result_text(found.result))}</p>", f"<p>{escape(methods_text(found))}</p>"]
    heading = f"<p><b>{escape(tr('To be looked at'))}</b></p>" if doubts else ""
    return "".join(parts) + heading + (f"<ul>{doubts}</ul>" if doubts else "")
