from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QComboBox, QLabel
from pytestqt.qtbot import QtBot

from figpool.project import Direction, Project, Role
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


def test_comparisons_another_made_are_pooled_with_ones_own_rows(
    pooled: MainWindow, project_file: Path, qtbot: QtBot
) -> None:
    """Ben read the figure too, in other names of marks; the pairs anna made are his by place."""
    mine = pooled.session.project
    assert mine is not None
    found = mine.extraction(1)
    assert found is not None
    panel = found.panels[0]
    names = {"m1": "m11", "m2": "m12", "m3": "m13", "m4": "m14"}
    renamed = replace(panel, marks=tuple(replace(m, id=names[m.id]) for m in panel.marks))
    with Project.open(project_file, "ben") as other:
        other.put_extraction(1, replace(found, panels=(renamed,), next_mark=15), "import")
    expected = effect(pooled)
    pooled.settings.reviewer = "ben"
    pooled.pooling.pooled = None
    pooled.projects.open_path(project_file)
    pooled.pooling.mirror()
    qtbot.waitUntil(lambda: pooled.pooling.pooled is not None, timeout=20_000)
    becomes(pooled, qtbot, expected)
    model = pooled.pooling.model
    assert model.setData(model.index(0, 0), "Smith 2019")
    project = pooled.session.project
    assert project is not None
    kept = project.tables.comparisons[0]
    assert (kept.study, kept.treatment.mark, kept.reviewer) == ("Smith 2019", "m2", "anna")


def test_a_formula_without_a_moderator_is_a_sentence(pooled: MainWindow, qtbot: QtBot) -> None:
    form, results = pooled.pooling.form, pooled.pooling.results
    results.tabs.setCurrentWidget(results.views["regression"])
    form.mods.setText("1")
    form.mods.editingFinished.emit()
    said: list[str] = []
    pooled.session.failed.connect(said.append)

    def explained() -> bool:
        label = results.views["regression"].widget()
        return isinstance(label, QLabel) and "Moderators" in label.text()

    qtbot.waitUntil(lambda: pooled.pooling.pooled is not None and pooled.pooling.pooled.request.analysis.mods == "1")
    qtbot.waitUntil(explained, timeout=20_000)
    assert said == []


@pytest.mark.parametrize(
    ("kind", "name", "written", "head"),
    [
        ("comparisons for metafor", "out.csv", "out.csv", "m1i"),
        ("comparisons with RevMan", "out.csv", "out.csv", "Experimental SD"),
        ("effects.csv", "out", "out.csv", "yi"),
        ("effects.csv", "out.txt", "out.txt", "values were read"),
    ],
)
def test_every_export_is_what_was_chosen(  # several kinds share a suffix
    pooled: MainWindow, tmp_path: Path, qtbot: QtBot, kind: str, name: str, written: str, head: str
) -> None:
    answers = pooled.dialogs
    assert isinstance(answers, Answers)
    answers.kind, answers.target = kind, tmp_path / name
    pooled.actions_["export_other"].trigger()
    qtbot.waitUntil((tmp_path / written).exists, timeout=20_000)
    qtbot.waitUntil(lambda: head in (tmp_path / written).read_text(), timeout=20_000)


def test_a_suffix_added_never_overwrites(pooled: MainWindow, tmp_path: Path) -> None:
    answers = pooled.dialogs
    assert isinstance(answers, Answers)
    (tmp_path / "out.csv").write_text("mine")
    answers.target = tmp_path / "out"
    pooled.actions_["export_rows"].trigger()
    pooled.projects.exporting.close()
    assert (tmp_path / "out.csv").read_text() == "mine"
    assert "exists already" in pooled.banner.words.text()


def test_a_plot_is_saved_and_said(pooled: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    answers, status = pooled.dialogs, pooled.statusBar()
    assert isinstance(answers, Answers)
    assert status is not None
    answers.target = tmp_path / "forest.svg"
    pooled.pooling.results.save.click()
    qtbot.waitUntil(lambda: "forest.svg" in status.currentMessage(), timeout=20_000)
    assert "<svg" in (tmp_path / "forest.svg").read_text()
