from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from figpool.project import Direction, Role
from figpool_gui.main_window import MainWindow
from window_hands.answers import Answers


@pytest.fixture
def pooled(opened: MainWindow, qtbot: QtBot) -> MainWindow:
    """Two comparisons: m2 with m1 in week 4, m4 with m3 in week 8; m3 gets an error bar first."""
    session = opened.session
    session.edit("move_handle", mark="m3", handle="up", x=200.0, y=170.0)
    roles = {"m1": Role.CONTROL, "m2": Role.TREATMENT, "m3": Role.CONTROL, "m4": Role.TREATMENT}
    session.edit_many("set_roles", [("set_role", {"mark": m, "role": r}) for m, r in roles.items()])
    opened.actions_["compare"].trigger()
    return opened


def effect(window: MainWindow) -> float:
    analysed = window.pooling._analysed
    assert analysed is not None
    return float(analysed.result.beta[0])


def test_roles_make_pairs_and_pairs_an_effect(pooled: MainWindow) -> None:
    assert pooled.pooling.model.rowCount() == 2
    assert not pooled.pool_dock.isHidden()
    assert effect(pooled) > 0
    assert pooled.pooling.views["forest"].figure is not None


def test_comparing_again_adds_nothing_twice(pooled: MainWindow) -> None:
    pooled.actions_["compare"].trigger()
    assert pooled.pooling.model.rowCount() == 2


def test_the_pooled_result_follows_a_correction(pooled: MainWindow, qtbot: QtBot) -> None:
    before = effect(pooled)
    pooled.session.edit("move_handle", mark="m2", handle="tip", x=110.0, y=120.0)
    qtbot.waitUntil(lambda: effect(pooled) != before, timeout=5000)
    assert effect(pooled) > before


def test_swapping_arms_and_lower_is_better_each_turn_the_sign(pooled: MainWindow) -> None:
    plain = effect(pooled)
    pooled.pooling.table.selectAll()
    pooled.pooling._swap()
    pooled.pooling.mirror()
    assert effect(pooled) == pytest.approx(-plain)
    pooled.pooling.better.setCurrentIndex(pooled.pooling.better.findData(Direction.LOWER))
    pooled.pooling._set_direction()
    pooled.pooling.mirror()
    assert effect(pooled) == pytest.approx(plain)


def test_measure_is_kept_in_the_project(pooled: MainWindow) -> None:
    pooled.pooling.measure.setCurrentText("MD")
    pooled.pooling._set_analysis()
    pooled.pooling.mirror()
    project = pooled.session.project
    assert project is not None
    assert project.tables.analyses[0].measure == "MD"
    assert effect(pooled) == pytest.approx(6.0, abs=1.0)


def test_every_tab_draws_or_says_why_not(pooled: MainWindow) -> None:
    tabs = pooled.pooling.tabs
    for place in range(tabs.count()):
        tabs.setCurrentIndex(place)
    assert "give a mean of" in pooled.pooling.text.toPlainText()


def test_a_moderator_column_can_be_added_and_filled(pooled: MainWindow) -> None:
    answers = pooled.dialogs
    assert isinstance(answers, Answers)
    answers.words = "dose"
    pooled.pooling._add_column()
    pooled.pooling.mirror()
    model = pooled.pooling.model
    assert model.setData(model.index(0, model.columnCount() - 1), "1,5")
    project = pooled.session.project
    assert project is not None
    assert project.tables.comparisons[0].moderators == {"dose": 1.5}


def test_without_roles_it_says_what_to_do(opened: MainWindow) -> None:
    opened.actions_["compare"].trigger()
    assert "treatment" in opened.banner.words.text()
    assert opened.pooling.model.rowCount() == 0
