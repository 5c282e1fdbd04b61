"""Killed at any moment, the window reopens as it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from figpool_gui.main_window import MainWindow

_CODE = """
import os, sys
from pathlib import Path
from PyQt6.QtCore import QSettings
from PyQt6.QtWidgets import QApplication
from figpool_gui.main_window import MainWindow, WindowOptions
from figpool_gui.settings import WindowSettings
from figpool_gui.workers import WorkerSettings
app = QApplication([])
settings = WindowSettings(QSettings(sys.argv[2], QSettings.Format.IniFormat))
settings.reviewer = "anna"
window = MainWindow(WindowOptions(settings, Path(sys.argv[1]).parent, WorkerSettings(1)))
window.show()
window.projects.open_path(Path(sys.argv[1]))
window.session.edit("move_handle", mark="m1", handle="tip", x=80.0, y=187.5)
settings.sync()
print("edited", flush=True)
app.exec()
"""


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_kill_9_loses_nothing(
    project_file: Path, tmp_path: Path, make_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", _CODE, str(project_file), str(tmp_path / "window.ini")]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "edited"
        child.send_signal(signal.SIGKILL)
    again = make_window()
    again.settings.sync()
    again.start([])
    qtbot.waitUntil(lambda: again.canvas.picture is not None, timeout=10_000)
    entry = again.session.entry("m1")
    assert entry is not None
    assert entry.mark.position == (80.0, 187.5)
    again.actions_["undo"].trigger()
    entry = again.session.entry("m1")
    assert entry is not None
    assert entry.mark.position == (80.0, 200.0)
