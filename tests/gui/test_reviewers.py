"""Two readings of one figure: over each other, mark by mark, settled, hidden."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QComboBox, QTableWidget
from pytestqt.qtbot import QtBot

from figpool.project import Project
from figpool_gui.main_window import MainWindow
from project.build import extraction, reading
from window_hands.answers import Answers


def answers(window: MainWindow) -> Answers:
    assert isinstance(window.dialogs, Answers)
    return window.dialogs


@pytest.fixture
def second_reading(project_file: Path, window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window on a project that ben has read too: m1 lower, n 6 for all."""
    with Project.open(project_file, "ben") as project:
        project.store_reading(1, reading(extraction(skew=0.0)))
        project.edit(1, "move_handle", mark="m1", handle="tip", x=80.0, y=206.0)
        project.edit(1, "set_n", panel="p1", n=6)
    window.projects.open_path(project_file)
    qtbot.waitUntil(lambda: window.canvas.picture is not None, timeout=10_000)
    window.show_tab(window.reviewers)
    return window


def lines(table: QTableWidget) -> list[list[str]]:
    items = [[table.item(row, column) for column in range(4)] for row in range(table.rowCount())]
    return [[item.text() if item else "" for item in line] for line in items]


def test_second_reading_is_compared_mark_by_mark(second_reading: MainWindow) -> None:
    panel = second_reading.reviewers
    assert second_reading.canvas.overlay.others
    ((mark, what, first, second),) = lines(panel.table)
    assert mark == "Control · week 4"
    assert what.splitlines()[0] == "mean"
    assert (first.splitlines()[0], second.splitlines()[0]) == ("10", "9.4")
    assert "All marks differ in: n 8 / 6" in panel.words.text()


def test_what_differs_is_settled_under_a_third_name(second_reading: MainWindow, project_file: Path) -> None:
    panel = second_reading.reviewers
    answers(second_reading).words = "carl"
    take = panel.table.cellWidget(0, 4)
    assert isinstance(take, QComboBox)
    take.setCurrentIndex(1)
    panel.settle.click()
    assert answers(second_reading).asked == ["Settle"]
    with Project.open(project_file, "carl", readonly=True) as project:
        settled = project.extraction(1)
        own = project.extraction(1, "anna")
    assert settled is not None
    assert own is not None
    assert [m.mark.position[1] for m in settled.marks][:2] == [206.0, 150.0]
    assert own.marks[0].mark.position[1] == 200.0


def test_blind_hides_the_other_reading(second_reading: MainWindow, qtbot: QtBot) -> None:
    second_reading.actions_["blind"].trigger()
    assert second_reading.reviewers.second.currentText() == "anna"
    assert second_reading.canvas.overlay.others == ()
    assert "blind" in second_reading.status.kept.text()


def test_the_other_reading_is_over_the_figure_while_its_tab_is_seen(second_reading: MainWindow) -> None:
    overlay = second_reading.canvas.overlay
    assert len(overlay.others) == 1
    second_reading.show_tab(second_reading.facts)
    assert overlay.others == ()


def test_choices_stay_when_the_list_of_figures_changes(second_reading: MainWindow) -> None:
    panel = second_reading.reviewers
    take = panel.table.cellWidget(0, 4)
    assert isinstance(take, QComboBox)
    take.setCurrentIndex(1)
    second_reading.session.list_changed()
    again = panel.table.cellWidget(0, 4)
    assert isinstance(again, QComboBox)
    assert again.currentIndex() == 1


def test_a_third_person_sees_both_readings(second_reading: MainWindow, project_file: Path) -> None:
    second_reading.settings.reviewer = "carl"
    second_reading.projects.open_path(project_file)
    second_reading.show_tab(second_reading.reviewers)
    assert second_reading.session.extraction is None
    assert len(second_reading.canvas.overlay.others) == 2
    plain = second_reading.canvas.grab().toImage()
    second_reading.canvas.overlay.show_others()
    assert second_reading.canvas.grab().toImage() != plain


def test_blind_stays_over_a_restart(
    second_reading: MainWindow, make_window: Callable[[], MainWindow], project_file: Path
) -> None:
    """Who reads blind must not see the other reading by opening the window anew."""
    second_reading.actions_["blind"].trigger()
    again = make_window()
    assert again.actions_["blind"].isChecked()
    again.projects.open_path(project_file)
    assert again.session.project is not None
    assert again.session.project.blind
