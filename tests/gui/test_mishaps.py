"""What nobody foresaw is said and does not end the window."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from figpool.project import Project
from figpool_gui import pictures
from figpool_gui.background import Background
from figpool_gui.main_window import MainWindow

_CODE = """
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QApplication
from figpool_gui.mishaps import Net
app = QApplication([])
net = Net(app)
net.caught.connect(lambda text: print("said:", text))
net.spread()
def bad():
    raise ValueError("seven")
QTimer.singleShot(0, bad)
QTimer.singleShot(200, app.quit)
app.exec()
print("alive")
"""


def test_an_error_in_a_slot_is_said_and_the_window_lives() -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", _CODE], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert "ValueError: seven" in done.stdout
    assert done.stdout.endswith("alive\n")
    assert done.returncode == 0


def test_any_error_of_a_background_act_is_a_sentence(qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    work = Background()
    said: list[str] = []
    results: list[object] = []
    work.failed.connect(said.append)
    work.do(lambda: int("seven"))
    work.do(lambda: 3, results.append)
    qtbot.waitUntil(lambda: results == [3], timeout=20_000)
    assert "ValueError" in said[0]
    own: list[str] = []
    work.do(lambda: 1 / 0, None, own.append)
    qtbot.waitUntil(lambda: len(own) == 1, timeout=20_000)
    assert len(said) == 1
    work.close()
    assert "Traceback" in capsys.readouterr().err


def test_a_reading_that_cannot_be_stored_costs_itself_only(
    opened: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two readings wait to be stored, the first fails: the second still arrives."""
    flow, project = opened.flow, opened.session.project
    assert project is not None
    mine = project.reading(1)
    assert mine is not None
    said: list[str] = []
    opened.session.failed.connect(said.append)
    stored: list[int] = []

    def fail(_: Project) -> None:
        raise OSError("disk")

    flow._store(1, fail)
    flow._store(1, lambda own: stored.append(own.store_reading(1, mine).next_mark))
    qtbot.waitUntil(lambda: len(stored) == 1 and not flow.pending, timeout=20_000)
    assert "disk" in said[0]


def test_a_picture_that_breaks_the_decoder_is_a_sentence(
    make_window: Callable[[], MainWindow], project_file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def burst(_: object) -> object:
        raise MemoryError("no room")

    monkeypatch.setattr(pictures, "pyramid", burst)
    window = make_window()
    said: list[str] = []
    window.session.failed.connect(said.append)
    window.projects.open_path(project_file)
    qtbot.waitUntil(lambda: any("no room" in s for s in said), timeout=20_000)


def test_another_project_does_not_wait_for_a_picture_under_way(
    opened: MainWindow, project_file: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The picture of the project before comes late, and must not be shown in the one opened meanwhile."""
    loader, shown = opened.flow.loader, []
    with Project.create(tmp_path / "other.figpool", "anna"):
        pass
    loader.loaded.connect(shown.append)
    picture = opened.canvas.picture
    opened.projects.open_path(tmp_path / "other.figpool")
    loader._done(project_file, picture)  # type: ignore[arg-type]
    assert shown == []
    assert opened.canvas.picture is None


def test_a_reading_of_a_figure_taken_off_the_list_is_dropped(opened: MainWindow, qtbot: QtBot) -> None:
    session, said = opened.session, list[str]()
    session.failed.connect(said.append)
    session.remove_figure()
    opened.flow._failed(1, "nothing could be read")
    assert not opened.flow._storing
