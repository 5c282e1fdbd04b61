from __future__ import annotations

import pytest
from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from figpool.project import Direction, Role
from figpool_gui.main_window import MainWindow
from figpool_gui.panels.plots import PlotView
from window_hands.answers import Answers


@pytest.fixture
def pooled(opened: MainWindow, qtbot: QtBot) -> MainWindow:
    """Two comparisons: m2 with m1 in week 4, m4 with m3 in week 8; m3 gets an error bar first."""
    session = opened.session
    session.edit("move_handle", mark="m3", handle="up", x=200.0, y=170.0)
    roles = {"m1": Role.CONTROL, "m2": Role.TREATMENT, "m3": Role.CONTROL, "m4": Role.TREATMENT}
    session.edit_many("set_roles", [("set_role", {"mark": m, "role": r}) for m, r in roles.items()])
    opened.actions_["compare"].trigger()
    qtbot.waitUntil(lambda: opened.pooling.results.views["forest"].figure is not None, timeout=20_000)
    return opened


def effect(window: MainWindow) -> float:
    assert window.pooling.pooled is not None
    analysed = window.pooling.pooled.analysed
    assert analysed is not None
    return float(analysed.result.beta[0])


def becomes(window: MainWindow, qtbot: QtBot, value: float, within: float = 1e-6) -> None:
    """Waits until the pooled effect is a value: pooling goes on in the background."""
    qtbot.waitUntil(lambda: effect(window) == pytest.approx(value, abs=within), timeout=20_000)


def test_roles_make_pairs_and_pairs_an_effect(pooled: MainWindow) -> None:
    assert pooled.pooling.model.rowCount() == 2
    assert not pooled.pool_dock.isHidden()
    assert effect(pooled) > 0
    assert pooled.pooling.results.views["forest"].figure is not None


def test_comparing_again_adds_nothing_twice(pooled: MainWindow, qtbot: QtBot) -> None:
    pooled.pooling.pooled = None
    pooled.actions_["compare"].trigger()
    qtbot.waitUntil(lambda: pooled.pooling.pooled is not None, timeout=20_000)
    assert pooled.pooling.model.rowCount() == 2


def test_the_pooled_result_follows_a_correction(pooled: MainWindow, qtbot: QtBot) -> None:
    before = effect(pooled)
    pooled.session.edit("move_handle", mark="m2", handle="tip", x=110.0, y=120.0)
    qtbot.waitUntil(lambda: effect(pooled) != before, timeout=5000)
    assert effect(pooled) > before


def choose(combo: QComboBox, data: object) -> None:
    combo.setCurrentIndex(combo.findData(data))
    combo.activated.emit(combo.currentIndex())


def test_swapping_arms_and_lower_is_better_each_turn_the_sign(pooled: MainWindow, qtbot: QtBot) -> None:
    plain = effect(pooled)
    pooled.pooling.table.selectAll()
    qtbot.mouseClick(pooled.pooling.swap, Qt.MouseButton.LeftButton)
    becomes(pooled, qtbot, -plain)
    choose(pooled.pooling.form.better, Direction.LOWER)
    becomes(pooled, qtbot, plain)


def test_measure_is_kept_in_the_project(pooled: MainWindow, qtbot: QtBot) -> None:
    choose(pooled.pooling.form.measure, "MD")
    project = pooled.session.project
    assert project is not None
    assert project.tables.analyses[0].measure == "MD"
    becomes(pooled, qtbot, 6.0, within=1.0)


def test_subgroups_are_chosen_among_the_columns_there_are(pooled: MainWindow, qtbot: QtBot) -> None:
    choose(pooled.pooling.form.subgroup, "comparison")
    qtbot.waitUntil(lambda: _groups(pooled) == ["comparison"], timeout=20_000)


def _groups(window: MainWindow) -> list[str]:
    found = window.pooling.pooled
    return [] if found is None or found.analysed is None else list(found.analysed.groups)


def test_effects_that_are_all_alike_are_a_sentence_and_no_crash(pooled: MainWindow, qtbot: QtBot) -> None:
    for mark, y in (("m1", 200.0), ("m3", 200.0), ("m2", 150.0), ("m4", 150.0)):
        entry = pooled.session.entry(mark)
        assert entry is not None
        pooled.session.edit("move_handle", mark=mark, handle="tip", x=entry.mark.position[0], y=y)
    qtbot.waitUntil(lambda: not pooled.pooling._later.isActive(), timeout=5000)
    pooled.pooling.mirror()
    qtbot.waitUntil(lambda: pooled.pooling.pooled is not None, timeout=20_000)


def test_every_tab_draws_or_says_why_not(pooled: MainWindow, qtbot: QtBot) -> None:
    results = pooled.pooling.results
    for place in range(results.tabs.count()):
        results.tabs.setCurrentIndex(place)
        view = results.tabs.currentWidget()
        if isinstance(view, PlotView):
            qtbot.waitUntil(lambda view=view: view.widget() is not None, timeout=20_000)
    assert "give a mean of" in results.text.toPlainText()


def test_a_plot_is_drawn_before_it_is_shown_and_not_again(pooled: MainWindow) -> None:
    canvas = pooled.pooling.results.views["forest"].widget()
    assert isinstance(canvas, FigureCanvasQTAgg)
    picture = canvas.grab().toImage()
    assert picture.width() > 300
    inks = {picture.pixelColor(x, y).lightness() for x in range(0, picture.width(), 7) for y in range(0, 90, 5)}
    assert min(inks) < 80
    assert max(inks) > 240


def test_a_moderator_column_can_be_added_and_filled(pooled: MainWindow, qtbot: QtBot) -> None:
    answers = pooled.dialogs
    assert isinstance(answers, Answers)
    answers.words = "dose"
    qtbot.mouseClick(pooled.pooling.column, Qt.MouseButton.LeftButton)
    model = pooled.pooling.model
    qtbot.waitUntil(lambda: model.columnCount() == 8, timeout=20_000)
    assert model.setData(model.index(0, model.columnCount() - 1), "1,5")
    project = pooled.session.project
    assert project is not None
    assert project.tables.comparisons[0].moderators == {"dose": 1.5}


def test_without_roles_it_says_what_to_do(opened: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(opened.session.failed, timeout=20_000):
        opened.actions_["compare"].trigger()
    assert "treatment" in opened.banner.words.text()
    assert opened.pooling.model.rowCount() == 0
