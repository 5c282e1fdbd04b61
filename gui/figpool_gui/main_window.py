"""The window: it assembles, and holds nothing of the project itself."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path

from PyQt6.QtCore import QEvent, Qt, QTimer
from PyQt6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import (
    QDockWidget,
    QLabel,
    QMainWindow,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from figpool_gui.actions import SPECS, fill_menus, fill_toolbars, make_actions
from figpool_gui.canvas.view import Canvas
from figpool_gui.commands import ProjectCommands, default_folder
from figpool_gui.dialogs import Dialogs
from figpool_gui.flow import FigureFlow
from figpool_gui.help import HelpDialog
from figpool_gui.icons import icon
from figpool_gui.panels.axis import AxisPanel
from figpool_gui.panels.facts import FactsPanel
from figpool_gui.panels.figures import FiguresPanel
from figpool_gui.panels.form import button
from figpool_gui.panels.mark import MarkPanel
from figpool_gui.panels.pooling import PoolingPanel
from figpool_gui.panels.reviewers import ReviewersPanel
from figpool_gui.panels.rows import RowsTable
from figpool_gui.panels.series import SeriesPanel
from figpool_gui.pictures import PictureLoader
from figpool_gui.review import ReviewCommands
from figpool_gui.session import Session
from figpool_gui.settings import WindowSettings
from figpool_gui.tools.guide import GuideTool
from figpool_gui.tools.registry import make_tools
from figpool_gui.warming import Warming
from figpool_gui.welcome import Banner, HintCard, Welcome
from figpool_gui.workers import ReadingQueue, WorkerSettings

_MESSAGE_MS = 8000


@dataclass
class WindowOptions:
    """What a window starts with.

    Parameters
    ----------
    settings : WindowSettings
        What is remembered between starts.
    folder : Path
        Where projects go that nobody named.
    workers : WorkerSettings
        Processes that read.
    """

    settings: WindowSettings = field(default_factory=WindowSettings)
    folder: Path = field(default_factory=default_folder)
    workers: WorkerSettings = field(default_factory=WorkerSettings)


class MainWindow(QMainWindow):
    """One window over one project."""

    def __init__(self, options: WindowOptions | None = None) -> None:
        super().__init__()
        chosen = options or WindowOptions()
        self.settings = chosen.settings
        self.session = Session(self)
        self.dialogs = Dialogs(self)
        self.canvas = Canvas(self.session)
        self.flow = FigureFlow(self.session, ReadingQueue(chosen.workers, self), PictureLoader(self))
        self.projects = ProjectCommands(self.session, chosen.settings, self.dialogs, chosen.folder)
        self.review = ReviewCommands(self.session, self.canvas, self.dialogs)
        self.tools = make_tools(self.canvas)
        self.warming = Warming(self)
        self.actions_ = make_actions(self)
        self._assemble()
        self._connect()
        self._connect_actions()
        self.use_tool("select")
        self._figure_changed()
        self._history_changed()

    # --- assembling -------------------------------------------------------------------------

    def _assemble(self) -> None:
        self.setObjectName("figpool")
        self.setWindowTitle("figpool")
        self.setAcceptDrops(True)
        self.resize(1440, 900)
        self._assemble_center()
        self._assemble_docks()
        self._assemble_bars()
        self._assemble_status()
        self.restoreGeometry(self.settings.layout[0])
        self.restoreState(self.settings.layout[1])

    def _assemble_center(self) -> None:
        self.banner, self.hint_card, self.welcome = Banner(), HintCard(), Welcome()
        self.hint_card.setVisible(not self.settings.hint_dismissed)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.hint_card)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.welcome)
        self.stack.addWidget(page)
        self.setCentralWidget(self.stack)

    def _assemble_docks(self) -> None:
        self.figures = FiguresPanel(self.session)
        self.rows = RowsTable(self.session)
        self.facts, self.axis = FactsPanel(self.session), AxisPanel(self.session)
        self.series, self.mark = SeriesPanel(self.session), MarkPanel(self.session)
        self.reviewers = ReviewersPanel(self.session, self.canvas)
        self.pooling = PoolingPanel(self.session, self.dialogs)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for panel, name in (
            (self.facts, self.tr("Caption")), (self.mark, self.tr("Mark")), (self.axis, self.tr("Axis")),
            (self.series, self.tr("Series")), (self.reviewers, self.tr("Reviewers")),
        ):  # fmt: skip
            self.tabs.addTab(panel, name)
        side = QSplitter(Qt.Orientation.Vertical)
        side.addWidget(self.tabs)
        side.addWidget(self.rows)
        side.setStretchFactor(1, 1)
        side.setSizes([330, 380])
        area = Qt.DockWidgetArea
        self._dock(self.tr("Figures"), self.figures, area.LeftDockWidgetArea, 250)
        self._dock(self.tr("What was read"), side, area.RightDockWidgetArea, 450)
        self.pool_dock = self._dock(self.tr("Effects and pooling"), self.pooling, area.BottomDockWidgetArea, 360)
        self.pool_dock.hide()

    def _dock(self, title: str, widget: QWidget, area: Qt.DockWidgetArea, size: int) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(title)
        dock.setWidget(widget)
        dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable)
        self.addDockWidget(area, dock)
        upright = area is Qt.DockWidgetArea.BottomDockWidgetArea
        self.resizeDocks([dock], [size], Qt.Orientation.Vertical if upright else Qt.Orientation.Horizontal)
        return dock

    def _assemble_bars(self) -> None:
        bar = self.menuBar()
        if bar is not None:
            fill_menus(bar, self.actions_)
        top = self._toolbar(self.tr("Acts"), Qt.ToolBarArea.TopToolBarArea)
        fill_toolbars(top, self._toolbar(self.tr("Tools"), Qt.ToolBarArea.LeftToolBarArea), self.actions_)

    def _toolbar(self, title: str, area: Qt.ToolBarArea) -> QToolBar:
        bar = QToolBar(title)
        bar.setObjectName(title)
        bar.setMovable(False)
        self.addToolBar(area, bar)
        return bar

    def _assemble_status(self) -> None:
        self.place = QLabel()
        self.progress = QProgressBar()
        self.progress.setAccessibleName(self.tr("Reading"))
        self.progress.setFixedWidth(200)
        self.progress.setFormat(self.tr("reading %v of %m"))
        self.cancel: QPushButton = button(self.tr("Cancel"), self.tr("Stop reading; what was read stays"))
        self.cancel.clicked.connect(self.flow.queue.cancel)
        status = self.statusBar()
        if status is not None:
            for widget in (self.place, self.progress, self.cancel):
                status.addPermanentWidget(widget)
        self._progress(0, 0)

    # --- connecting -------------------------------------------------------------------------

    def _connect(self) -> None:
        session, flow = self.session, self.flow
        session.said.connect(self.say)
        session.failed.connect(self._fail)
        session.project_changed.connect(self._project_changed)
        session.figure_changed.connect(self._figure_changed)
        for signal in (session.figures_changed, session.tables_changed, session.extraction_changed):
            signal.connect(self._history_changed)
        for signal in (session.selection_changed, session.extraction_changed):
            signal.connect(self.show_hint)
        session.selection_changed.connect(self._show_mark_tab)
        flow.picture.connect(self.canvas.set_picture)
        flow.thumbnail.connect(self.figures.model.set_thumbnail)
        flow.busy.connect(self.figures.model.set_busy)
        flow.busy.connect(self.show_hint)
        flow.queue.progress.connect(self._progress)
        self.figures.model.wanted.connect(flow.want_thumbnail)
        self.projects.added.connect(flow.read)
        self.axis.add.clicked.connect(lambda: self.use_tool("ticks"))
        self.canvas.pointed.connect(self._point)
        self.canvas.escaped.connect(lambda: self.use_tool("select"))
        self.welcome.chosen.connect(lambda name: self.actions_[name].trigger())
        self.welcome.recent.connect(self.projects.open_path)
        self.hint_card.dismissed.connect(self._dismiss_hint)
        self.banner.ended.connect(lambda: self.use_tool("select"))
        self.banner.forward.connect(lambda: self._guide_step(1))
        self.banner.back.connect(lambda: self._guide_step(-1))
        self.pooling.shown_wanted.connect(lambda: self.actions_["pooling"].setChecked(True))
        self.pool_dock.visibilityChanged.connect(self._pool_dock_visible)

    def _connect_actions(self) -> None:
        owners = (self.projects, self.review, self.canvas)
        for spec in SPECS:
            action = self.actions_[spec.name]
            if spec.kind == "tool":
                action.triggered.connect(lambda _=False, n=spec.name: self.use_tool(n))
                continue
            own = getattr(self, f"do_{spec.name}", None)
            act = own or next(getattr(o, spec.name) for o in owners if hasattr(o, spec.name))
            if spec.kind == "toggle":
                action.toggled.connect(act)
            else:
                action.triggered.connect(lambda _=False, a=act: a())
        self.canvas.addAction(self.actions_["overlay"])
        for name in ("overlay", "loupe"):
            self.actions_[name].setChecked(True)

    # --- actions of the window itself -------------------------------------------------------

    def do_quit(self) -> None:
        """Close."""
        self.close()

    def do_copy_rows(self) -> None:
        """Copy rows."""
        self.rows.copy()

    def do_read(self) -> None:
        """Read the figure again."""
        self.flow.read_shown()

    def do_read_unread(self) -> None:
        """Read what is unread."""
        self.flow.read(line.figure.id for line in self.session.figures if line.state == "unread")

    def do_overlay(self, on: bool) -> None:
        """Show or hide the overlay."""
        self.canvas.show_overlay(on)

    def do_loupe(self, on: bool) -> None:
        """Show or hide the loupe."""
        self.canvas.show_loupe(on)

    def do_compare(self) -> None:
        """Pair rows and show the effects."""
        self.pooling.compare()

    def do_pooling(self, on: bool) -> None:
        """Show or hide effects and plots."""
        self.pool_dock.setVisible(on)
        if on:
            self.pooling.mirror()

    def do_help(self) -> None:
        """Show the page of keys."""
        HelpDialog(self).open()

    def do_hint(self) -> None:
        """Show the three steps again."""
        self.hint_card.setVisible(True)

    def use_tool(self, name: str) -> None:
        """Give the mouse to a tool."""
        for spec in SPECS:
            if spec.kind == "tool":
                self.actions_[spec.name].setChecked(spec.name == name)
        self.canvas.use(self.tools[name])
        self.canvas.setFocus()
        self.show_hint()

    # --- following --------------------------------------------------------------------------

    def say(self, text: str) -> None:
        """Say a sentence in the status bar."""
        status = self.statusBar()
        if status is not None:
            status.showMessage(text, _MESSAGE_MS)

    def _fail(self, text: str) -> None:
        self.say(text)
        self.banner.say(text)

    def show_hint(self) -> None:
        """Say what the tool waits for."""
        tool = self.canvas.tool
        guide = tool if isinstance(tool, GuideTool) else None
        plain = tool.name in {"select", "pan"}
        waiting = self.flow.why_empty() if plain else ""
        text = (waiting or tool.hint) if self.session.figure is not None else ""
        self.banner.say(text, steps=guide is not None, last=guide is not None and guide.is_last, tool=not plain)

    def _guide_step(self, by: int) -> None:
        tool = self.canvas.tool
        if isinstance(tool, GuideTool):
            tool.go(by)
            self.canvas.setFocus()

    def _show_mark_tab(self) -> None:
        if self.session.selected and self.tabs.currentWidget() is self.facts:
            self.tabs.setCurrentWidget(self.mark)

    def _project_changed(self) -> None:
        project = self.session.project
        self.setWindowTitle("figpool" if project is None else f"{project.path.stem} — {project.reviewer} — figpool")
        self.welcome.show_recent(self.settings.recent)

    def _figure_changed(self) -> None:
        figure, project = self.session.figure, self.session.project
        self.stack.setCurrentIndex(0 if figure is None else 1)
        if figure is None:
            self.welcome.show_recent(self.settings.recent)
        elif project is not None:
            self.settings.remember_figure(project.path, figure.id)
        self.use_tool("select")

    def _history_changed(self) -> None:
        self.actions_["undo"].setEnabled(self.session.can_undo)
        self.actions_["redo"].setEnabled(self.session.can_redo)

    def _progress(self, done: int, total: int) -> None:
        under_way = 0 <= done < total
        self.progress.setVisible(under_way)
        self.cancel.setVisible(under_way)
        self.progress.setMaximum(max(total, 1))
        self.progress.setValue(done)

    def _point(self, x: float, y: float) -> None:
        self.place.setText("" if math.isnan(x) else f"{x:.1f}, {y:.1f} px   {100 * self.canvas.zoom:.0f} %")

    def _dismiss_hint(self) -> None:
        self.settings.dismiss_hint()
        self.hint_card.hide()

    def _pool_dock_visible(self, _: bool) -> None:
        action = self.actions_["pooling"]
        action.blockSignals(True)
        action.setChecked(not self.pool_dock.isHidden())
        action.blockSignals(False)

    # --- events -----------------------------------------------------------------------------

    def start(self, paths: list[Path]) -> None:
        """Open what was asked for, else the project opened last; warm up a reader."""
        QTimer.singleShot(0, self.flow.queue.warm_up)
        self.warming.start()
        if paths:
            self.projects.open_files(paths)
        elif self.settings.recent:
            self.projects.open_path(self.settings.recent[0])

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        """Welcome files and pictures."""
        mime = None if event is None else event.mimeData()
        if event is not None and mime is not None and (mime.hasUrls() or mime.hasImage()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Add what was dropped."""
        if event is not None:
            event.acceptProposedAction()
            self.projects.take_mime(event.mimeData())

    def changeEvent(self, event: QEvent | None) -> None:
        """Follow the system's light or dark."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange and hasattr(self, "actions_"):
            self.canvas.follow_theme()
            for spec in SPECS:
                if spec.icon:
                    self.actions_[spec.name].setIcon(icon(spec.icon))

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """End processes and threads, close the project."""
        self.settings.layout = (self.saveGeometry(), self.saveState())
        self.settings.sync()
        self.warming.close()
        self.projects.adder.close()
        self.flow.close()
        self.session.close()
        self.pooling.close_plots()
        super().closeEvent(event)
