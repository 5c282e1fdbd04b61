"""Menus, toolbars and the status bar, made from the list of actions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import (
    QLabel,
    QMainWindow,
    QMenu,
    QMenuBar,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStatusBar,
    QToolBar,
    QWidget,
)

from figpool_gui.actions import SPECS, TOOL_SPECS, tr
from figpool_gui.panels.form import button, named

#: Actions of the toolbar above the canvas, with their words or without; "" is a line, None the rest of the width.
_WORDED = frozenset({"open_figures", "next_flagged", "accept", "compare", "export_rows"})
_TOOLBAR = (
    "open_figures", "read", "", "undo", "redo", "", "next_flagged", "accept", "", "fit", "one_to_one", "overlay",
    "loupe", None, "compare", "pooling", "export_rows",
)  # fmt: skip
_ICON = QSize(20, 20)


class RecentMenu(QMenu):
    """Projects opened before.

    Signals
    -------
    chosen
        Path of a project.
    """

    chosen = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Open &recent"))
        self.setToolTipsVisible(True)

    def show_projects(self, projects: list[Path]) -> None:
        """List projects, the latest first."""
        self.clear()
        for place, path in enumerate(projects, start=1):
            action = self.addAction(f"&{place}  {path.stem}" if place < 10 else path.stem)
            if action is not None:
                action.setToolTip(str(path))
                action.triggered.connect(lambda _=False, p=path: self.chosen.emit(p))
        self.setEnabled(bool(projects))


def fill_menus(bar: QMenuBar, actions: Mapping[str, QAction], recent: RecentMenu) -> None:
    """Put all actions into menus; recent projects come after opening one."""
    menus: dict[str, QMenu] = {}
    for spec in SPECS:
        menu = menus.get(spec.menu) or bar.addMenu(tr(spec.menu))
        if menu is None:
            continue
        menus[spec.menu] = menu
        menu.addAction(actions[spec.name])
        if spec.name == "open_project":
            menu.addMenu(recent)
            menu.addSeparator()


def make_toolbars(window: QMainWindow, actions: Mapping[str, QAction]) -> tuple[QToolBar, QToolBar]:
    """Put the frequent acts above the canvas and the tools beside it; returns both bars."""
    acts = _toolbar(window, tr("Acts"), Qt.ToolBarArea.TopToolBarArea)
    acts.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    for name in _TOOLBAR:
        if name is None:
            acts.addWidget(_spring())
        elif not name:
            acts.addSeparator()
        else:
            action = actions[name]
            high, low = QAction.Priority.HighPriority, QAction.Priority.LowPriority
            action.setPriority(high if name in _WORDED else low)
            acts.addAction(action)
    tools = _toolbar(window, tr("Tools"), Qt.ToolBarArea.LeftToolBarArea)
    for spec in TOOL_SPECS:
        tools.addAction(actions[spec.name])
    return acts, tools


def _toolbar(window: QMainWindow, title: str, area: Qt.ToolBarArea) -> QToolBar:
    bar = QToolBar(title)
    bar.setObjectName(title)
    bar.setMovable(False)
    bar.setIconSize(_ICON)
    window.addToolBar(area, bar)
    return bar


def _spring() -> QWidget:
    made = QWidget()
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return made


class Status:
    """What the status bar shows: where things are kept, the cursor, the progress of reading.

    Parameters
    ----------
    bar : QStatusBar
        Of the window.
    """

    def __init__(self, bar: QStatusBar) -> None:
        self.kept, self.place = QLabel(), QLabel()
        self.kept.setProperty("quiet", True)
        self.kept.setContentsMargins(8, 0, 0, 0)
        self.progress = QProgressBar()
        named(self.progress, tr("Reading"), tr("Figures read of those asked for"))
        self.progress.setFixedWidth(140)
        self.progress.setTextVisible(False)
        self.reading = QLabel()
        self.cancel: QPushButton = button(tr("Cancel"), tr("Stop reading; what was read stays"))
        bar.addWidget(self.kept)
        for widget in (self.place, self.reading, self.progress, self.cancel):
            bar.addPermanentWidget(widget)
        self.show_progress(0, 0)

    def show_kept(self, path: Path | None, reviewer: str, *, blind: bool) -> None:
        """Say where everything is saved, and for whom."""
        who = tr("{0}, blind to the others").format(reviewer) if blind else reviewer
        self.kept.setText("" if path is None else tr("{0}  ·  {1}  ·  every act is saved").format(path.name, who))
        self.kept.setToolTip("" if path is None else str(path))

    def show_progress(self, done: int, total: int) -> None:
        """Show how many figures are read of those asked for."""
        under_way = 0 <= done < total
        for widget in (self.reading, self.progress, self.cancel):
            widget.setVisible(under_way)
        self.reading.setText(tr("reading {0} of {1}").format(min(done + 1, total), total))
        self.progress.setMaximum(max(total, 1))
        self.progress.setValue(done)
