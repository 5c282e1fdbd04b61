"""The window: it assembles, and holds nothing of the project itself."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path

from PyQt6.QtCore import QEvent, Qt, QTimer
from PyQt6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import QDockWidget, QMainWindow, QStackedWidget, QTabWidget, QWidget

from figpool_gui.actions import FIGURE, PROJECT, READING, SPECS, TOOL_SPECS, enable_actions, make_actions, wire_actions
from figpool_gui.bars import RecentMenu, Status, fill_menus, make_toolbars
from figpool_gui.canvas.view import Canvas
from figpool_gui.commands import ProjectCommands, default_folder
from figpool_gui.dialogs import Dialogs
from figpool_gui.flow import FigureFlow
from figpool_gui.focus import FocusRing
from figpool_gui.help import HelpDialog
from figpool_gui.icons import icon
from figpool_gui.panels.axis import AxisPanel
from figpool_gui.panels.facts import FactsPanel
from figpool_gui.panels.figures import FiguresPanel
from figpool_gui.panels.form import named, scrolled, stacked, upright
from figpool_gui.panels.mark import MarkPanel
from figpool_gui.panels.pages import PagesPanel
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
_SIZE, _SIDES, _BELOW = (1440, 900), (232, 476), 340
_LEAST_SIDES = (196, 400)


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
        bar = self.tabs.tabBar() or self.tabs
        ring = FocusRing(
            (
                self.figures.list,
                self.pages.list,
                self.canvas,
                bar,
                self.rows,
                self.pooling.table,
                self.pooling.results.tabs,
            )
        )
        self.actions_["blind"].setChecked(self.settings.blind)
        wire_actions(self.actions_, (self, self.projects, self.review, self.canvas, ring, self.rows, self.pooling))
        self.canvas.addAction(self.actions_["overlay"])
        for name in ("overlay", "loupe"):
            self.actions_[name].setChecked(True)
        self._figure_changed()
        self._history_changed()

    # --- assembling -------------------------------------------------------------------------

    def _assemble(self) -> None:
        self.setObjectName("figpool")
        self.setWindowTitle("figpool")
        self.setAcceptDrops(True)
        self._resize()
        self._assemble_center()
        self._assemble_docks()
        self.recent = RecentMenu(self)
        menus, status = self.menuBar(), self.statusBar()
        assert menus is not None
        assert status is not None
        fill_menus(menus, self.actions_, self.recent)
        self.acts_bar, self.tools_bar = make_toolbars(self, self.actions_)
        self.status = Status(status)
        self.restoreGeometry(self.settings.layout[0])
        self.restoreState(self.settings.layout[1])

    def _resize(self) -> None:
        """Begin as large as is comfortable, and no larger than the screen."""
        screen = self.screen()
        room = None if screen is None else screen.availableGeometry()
        width, height = _SIZE
        self.resize(width if room is None else min(width, room.width()),
                    height if room is None else min(height, room.height()))  # fmt: skip

    def _assemble_center(self) -> None:
        self.banner, self.hint_card = Banner(), HintCard()
        self.welcome = Welcome()
        self.hint_card.setVisible(not self.settings.hint_dismissed)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.welcome)
        self.stack.addWidget(stacked(self.banner, self.canvas, self.hint_card, stretched=self.canvas))
        self.setCentralWidget(self.stack)

    def _assemble_docks(self) -> None:
        self.figures, self.pages = FiguresPanel(self.session), PagesPanel(self.session)
        self.rows = RowsTable(self.session)
        self.facts, self.axis = FactsPanel(self.session), AxisPanel(self.session)
        self.series, self.mark = SeriesPanel(self.session), MarkPanel(self.session)
        self.reviewers = ReviewersPanel(self.session, self.canvas, self.dialogs)
        self.pooling = PoolingPanel(self.session, self.dialogs)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        named(
            self.tabs, self.tr("About the figure"), self.tr("What is known of the figure, its axes, series and marks")
        )
        for panel, name in (
            (self.facts, self.tr("Figure")), (self.mark, self.tr("Mark")), (self.axis, self.tr("Axis")),
            (self.series, self.tr("Series")), (self.reviewers, self.tr("Reviewers")),
        ):  # fmt: skip
            self.tabs.addTab(scrolled(panel), name)
        side = upright(self.tabs, self.rows, sizes=[350, 380])
        listed = upright(self.figures, self.pages, sizes=[380, 340])
        area = Qt.DockWidgetArea
        self.list_dock = self._dock(self.tr("Figures"), listed, area.LeftDockWidgetArea, _SIDES[0])
        self.side_dock = self._dock(self.tr("What was read"), side, area.RightDockWidgetArea, _SIDES[1])
        self.pool_dock = self._dock(self.tr("Effects and pooling"), self.pooling, area.BottomDockWidgetArea, _BELOW)
        self.pool_dock.hide()
        for part, width in zip((listed, side), _LEAST_SIDES, strict=True):
            part.setMinimumWidth(width)

    def _dock(self, title: str, widget: QWidget, area: Qt.DockWidgetArea, size: int) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(title)
        dock.setWidget(widget)
        dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable)
        self.addDockWidget(area, dock)
        upright = area is Qt.DockWidgetArea.BottomDockWidgetArea
        self.resizeDocks([dock], [size], Qt.Orientation.Vertical if upright else Qt.Orientation.Horizontal)
        return dock

    # --- connecting -------------------------------------------------------------------------

    def _connect(self) -> None:
        self._connect_session()
        flow = self.flow
        flow.picture.connect(self.canvas.set_picture)
        flow.thumbnail.connect(self.figures.model.set_thumbnail)
        flow.busy.connect(self.figures.model.set_busy)
        flow.busy.connect(self.show_hint)
        flow.queue.progress.connect(self.status.show_progress)
        for cancel in (flow.queue.cancel, self.projects.adder.cancel):
            self.status.cancel.clicked.connect(cancel)
        self.figures.model.wanted.connect(flow.want_thumbnail)
        self.projects.added.connect(flow.read)
        self.session.figure_added.connect(lambda figure: flow.read([figure]))
        self.pages.opened.connect(lambda: self.use_tool("crop"))
        self.reviewers.change.clicked.connect(self.actions_["reviewer"].trigger)
        self.axis.add.clicked.connect(lambda: self.use_tool("ticks"))
        self.canvas.pointed.connect(self._point)
        self.canvas.escaped.connect(lambda: self.use_tool("select"))
        self.welcome.chosen.connect(lambda name: self.actions_[name].trigger())
        for source in (self.welcome.recent, self.recent.chosen):
            source.connect(self.projects.open_path)
        self.hint_card.dismissed.connect(self._dismiss_hint)
        self.banner.ended.connect(lambda: self.use_tool("select"))
        self.banner.forward.connect(lambda: self._guide_step(1))
        self.banner.back.connect(lambda: self._guide_step(-1))
        self.pooling.shown_wanted.connect(lambda: self.actions_["pooling"].setChecked(True))
        self.pool_dock.visibilityChanged.connect(self._pool_dock_visible)

    def _connect_session(self) -> None:
        session = self.session
        session.said.connect(self.say)
        session.failed.connect(self._fail)
        session.project_changed.connect(self._project_changed)
        session.figure_changed.connect(self._figure_changed)
        for signal in (session.figures_changed, session.tables_changed, session.extraction_changed):
            signal.connect(self._history_changed)
        for signal in (session.selection_changed, session.extraction_changed):
            signal.connect(self.show_hint)
        session.selection_changed.connect(self._show_mark_tab)

    # --- actions of the window itself -------------------------------------------------------

    def do_quit(self) -> None:
        """Close."""
        self.close()

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
        for spec in TOOL_SPECS:
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
        self.banner.say(text, doubt=True)
        self.welcome.say(text)

    def show_hint(self) -> None:
        """Say what the tool waits for."""
        tool = self.canvas.tool
        guide = tool if isinstance(tool, GuideTool) else None
        plain = tool.name in {"select", "pan"}
        waiting = self.flow.why_empty() if plain else ""
        text = (waiting or tool.hint) if self.session.figure is not None else ""
        doubt = plain and not waiting and tool.doubtful
        last = guide is not None and guide.is_last
        self.banner.say(text, steps=guide is not None, last=last, tool=not plain, doubt=doubt)
        if guide is not None and guide.step.name == "ticks":
            self.show_tab(self.axis)

    def _guide_step(self, by: int) -> None:
        tool = self.canvas.tool
        if isinstance(tool, GuideTool):
            tool.go(by)
            self.canvas.setFocus()

    def show_tab(self, panel: QWidget) -> None:
        """Show the tab of a panel."""
        self.tabs.setCurrentIndex(next(i for i in range(self.tabs.count()) if _holds(self.tabs.widget(i), panel)))

    def _show_mark_tab(self) -> None:
        if self.session.selected and _holds(self.tabs.currentWidget(), self.facts):
            self.show_tab(self.mark)

    def _project_changed(self) -> None:
        project = self.session.project
        self.setWindowTitle("figpool" if project is None else f"{project.path.stem} — {project.reviewer} — figpool")
        blind = project is not None and project.blind
        self.status.show_kept(
            None if project is None else project.path, "" if project is None else project.reviewer, blind=blind
        )
        self._show_recent()

    def _show_recent(self) -> None:
        self.welcome.show_recent(self.settings.recent)
        self.recent.show_projects(self.settings.recent)

    def _figure_changed(self) -> None:
        figure, project = self.session.figure, self.session.project
        self.stack.setCurrentIndex(0 if figure is None else 1)
        first = self.side_dock.isHidden() and figure is not None
        for part in (self.side_dock, self.tools_bar):
            part.setVisible(figure is not None)
        self.list_dock.setVisible(bool(self.session.figures))
        if first and self.settings.layout[1].isEmpty():
            self.resizeDocks([self.list_dock, self.side_dock], list(_SIDES), Qt.Orientation.Horizontal)
        self._show_recent()
        if figure is not None and project is not None:
            self.settings.remember_figure(project.path, figure.id)
        self.use_tool("select")

    def _history_changed(self) -> None:
        session = self.session
        parts = ((PROJECT, session.project), (FIGURE, session.figure), (READING, session.extraction))
        enable_actions(self.actions_, frozenset(name for name, part in parts if part is not None))
        self.actions_["undo"].setEnabled(session.can_undo)
        self.actions_["redo"].setEnabled(session.can_redo)
        self.list_dock.setVisible(bool(session.figures))

    def _point(self, x: float, y: float) -> None:
        self.status.place.setText("" if math.isnan(x) else f"{x:.1f}, {y:.1f} px   {100 * self.canvas.zoom:.0f} %")

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
        self.projects.close()
        self.flow.close()
        self.pages.close_pages()
        self.pooling.close_plots()
        self.session.close()
        super().closeEvent(event)


def _holds(outer: QWidget | None, inner: QWidget) -> bool:
    """Whether a widget is, or scrolls, another."""
    return outer is not None and (outer is inner or outer.isAncestorOf(inner))
