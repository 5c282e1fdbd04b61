"""A window over a throw-away project, without a display, that must leave nothing running."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTEST_QT_API", "pyqt6")

import pytest
from PyQt6.QtCore import QProcess, QSettings
from pytestqt.qtbot import QtBot

from figpool.project import Project
from figpool_gui import theme
from figpool_gui.main_window import MainWindow, WindowOptions
from figpool_gui.settings import WindowSettings
from figpool_gui.workers import WorkerSettings
from project.build import extraction, reading
from window_hands.answers import Answers
from window_hands.chart import draw_chart


@pytest.fixture
def options(tmp_path: Path) -> WindowOptions:
    store = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    settings = WindowSettings(store)
    settings.reviewer = "anna"
    return WindowOptions(settings, tmp_path / "projects", WorkerSettings(processes=1, seconds=120))


@pytest.fixture
def make_window(qtbot: QtBot, qapp: object, options: WindowOptions) -> Iterator[Callable[[], MainWindow]]:
    """Makes windows; all are closed at the end, and then no thread and no process may be left."""
    theme.apply(qapp, theme.LIGHT)  # type: ignore[arg-type]
    before = set(threading.enumerate())
    made: list[MainWindow] = []

    def make() -> MainWindow:
        window = MainWindow(options)
        window.dialogs = Answers()  # type: ignore[assignment]
        for asking in (window.projects, window.review, window.pooling, window.pooling.results, window.reviewers):
            asking._dialogs = window.dialogs  # type: ignore[attr-defined]
        made.append(window)
        window.resize(1280, 860)
        window.show()
        qtbot.waitExposed(window)
        return window

    yield make
    for window in made:
        processes = window.findChildren(QProcess)
        window.close()
        assert all(p.state() is QProcess.ProcessState.NotRunning for p in processes)
        window.deleteLater()
    assert set(threading.enumerate()) <= before


@pytest.fixture
def window(make_window: Callable[[], MainWindow]) -> MainWindow:
    return make_window()


@pytest.fixture
def project_file(tmp_path: Path) -> Path:
    """A project with one figure, read: m1 80/200, m2 110/150, m3 200/190 without its error bar, m4 230/120.5."""
    path = tmp_path / "review.figpool"
    with Project.create(path, "anna") as project:
        project.store_reading(project.add_figure(("chart.png", draw_chart())), reading(extraction(skew=0.0)))
    return path


@pytest.fixture
def opened(window: MainWindow, project_file: Path, qtbot: QtBot) -> MainWindow:
    """The window on that project, its picture on the canvas."""
    window.projects.open_path(project_file)
    qtbot.waitUntil(lambda: window.canvas.picture is not None, timeout=10_000)
    return window
