from __future__ import annotations

from pathlib import Path

import pytest
from PyQt6.QtCore import QMimeData, QPointF, Qt
from PyQt6.QtGui import QGuiApplication, QImage
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from figpool.core.geometry import Box
from figpool.core.summary import Dispersion
from figpool.project import Direction, Project, Role
from figpool.project.tables import pair_rows
from figpool_gui.actions import SPECS
from figpool_gui.help import help_page
from figpool_gui.icons import names
from figpool_gui.intake import from_clipboard, in_folder, sort_out
from figpool_gui.main_window import MainWindow
from figpool_gui.panels.row_columns import columns
from figpool_gui.samples import sample_figures
from figpool_gui.tools.guide import GuideTool
from figpool_gui.tools.prompt import NumberPrompt, parse_number
from window_hands.answers import Answers
from window_hands.chart import draw_chart
from window_hands.hand import ALT, Hand


def answers(window: MainWindow) -> Answers:
    assert isinstance(window.dialogs, Answers)
    return window.dialogs


def test_every_action_has_words_and_keys_are_unique() -> None:
    keys = [s.keys for s in SPECS if s.keys]
    assert len(keys) == len(set(keys))
    assert all(s.tip and s.text for s in SPECS)
    assert {s.icon for s in SPECS if s.icon} <= set(names())
    page = help_page()
    assert all(s.keys in page for s in SPECS if s.keys)


def test_rows_are_copied_for_a_spreadsheet(opened: MainWindow, qtbot: QtBot) -> None:
    opened.rows.setFocus()
    qtbot.keyClick(opened.rows, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    lines = clipboard.text().splitlines()
    head = lines[0].split("\t")
    assert len(lines) == 5
    assert float(lines[1].split("\t")[head.index("mean")]) == pytest.approx(10.0)


def test_selection_is_one_on_canvas_and_table(opened: MainWindow, qtbot: QtBot) -> None:
    Hand(opened.canvas).click((110.0, 250.0))
    assert opened.rows.chosen() == [1]
    viewport = opened.rows.viewport()
    assert viewport is not None
    place = opened.rows.visualRect(opened.rows.rows.index(2, 1)).center()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    assert opened.session.selected == ("m3",)


def test_typing_n_into_a_row_sets_it_for_all_selected_rows_in_one_act(opened: MainWindow) -> None:
    model = opened.rows.rows
    opened.session.select(("m1", "m2"))
    model.setData(model.index(0, model.column_of("n")), "7")
    assert [e.n for e in (opened.session.entry("m1"), opened.session.entry("m2")) if e] == [7.0, 7.0]
    opened.session.undo()
    assert [e.n for e in (opened.session.entry("m1"), opened.session.entry("m2")) if e] == [None, None]


def test_sd_follows_what_the_bars_show(opened: MainWindow) -> None:
    panel = opened.session.panel
    assert panel is not None
    opened.session.edit("set_dispersion", panel=panel.id, dispersion=Dispersion.SE)
    opened.session.edit("set_n", panel=panel.id, n=9)
    opened.session.select(("m1",))
    assert "SE × √n" in opened.mark.sd.text()
    assert opened.mark.sd.text().startswith("6 ")


def test_a_bad_number_is_said_not_raised(opened: MainWindow) -> None:
    panel = opened.session.panel
    assert panel is not None
    assert not opened.session.edit("set_n", panel=panel.id, n=0)
    assert "group size" in opened.banner.words.text()


def test_axis_panel_refits_as_a_value_is_typed(opened: MainWindow) -> None:
    model = opened.axis.model
    assert model.rowCount() == 2
    high = next(r for r in range(2) if model.index(r, 0).data() == "20")
    assert model.setData(model.index(high, 0), "40")
    entry = opened.session.entry("m2")
    assert entry is not None
    assert entry.point.mean == pytest.approx(30.0)
    assert "residual" in opened.axis.words.text()


def test_guided_reading_by_hand(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "chart.png"
    path.write_bytes(draw_chart())
    with Project.create(tmp_path / "hand.figpool", "anna") as project:
        project.add_figure(path)
    window.projects.open_path(tmp_path / "hand.figpool")
    qtbot.waitUntil(lambda: window.canvas.picture is not None, timeout=10_000)
    hand = Hand(window.canvas)
    window.actions_["guide"].trigger()
    hand.drag((42.0, 92.0), (200.0, 200.0), (301.0, 299.0))
    for y, value in ((299.0, "0"), (101.5, "20")):
        hand.click((38.0, y))
        prompt = window.canvas.findChild(NumberPrompt)
        assert prompt is not None
        qtbot.keyClicks(prompt, value)
        qtbot.keyClick(prompt, Qt.Key.Key_Return)
        prompt.setParent(None)  # deleted later by Qt; the next search must not find it
    tool = window.canvas.tool
    assert isinstance(tool, GuideTool)
    qtbot.keyClick(window.canvas, Qt.Key.Key_Return)
    for x, tip, cap in ((80.0, 201.0, 181.0), (110.0, 151.0, 141.0)):
        hand.click((x, tip))
        hand.click((x, cap))
    found = window.session.extraction
    assert found is not None
    assert [m.point.mean for m in found.marks] == [pytest.approx(10.0, abs=0.05), pytest.approx(15.0, abs=0.05)]
    assert [m.point.error.upper for m in found.marks] == [pytest.approx(2.0, abs=0.05), pytest.approx(1.0, abs=0.05)]


def test_crop_makes_a_figure_of_its_own(opened: MainWindow, qtbot: QtBot) -> None:
    opened.actions_["crop"].trigger()
    Hand(opened.canvas).drag((20.0, 60.0), (150.0, 200.0), (150.0, 320.0), held=ALT)
    assert len(opened.session.figures) == 2
    assert opened.session.figure is not None
    crop = opened.session.figure.crop
    assert crop is not None
    assert (crop.x0, crop.y1) == (pytest.approx(20.0, abs=0.5), pytest.approx(320.0, abs=0.5))


def test_search_and_state_filter_the_figures(opened: MainWindow) -> None:
    proxy = opened.figures.list.model()
    assert proxy is not None
    opened.figures.search.setText("nothing like it")
    assert proxy.rowCount() == 0
    opened.figures.search.setText("chart")
    assert proxy.rowCount() == 1


def test_pasted_picture_becomes_a_figure() -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    mime = QMimeData()
    mime.setImageData(image)
    given = from_clipboard(mime, "pasted.png")
    (source,) = given.sources
    assert isinstance(source, tuple)
    assert source[1].startswith(b"\x89PNG")


def test_folders_are_searched_and_projects_told_apart(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.PNG").touch()
    (tmp_path / "notes.txt").touch()
    given = sort_out([tmp_path, tmp_path / "x.figpool"])
    assert given.sources == [tmp_path]
    assert list(in_folder(tmp_path)) == [tmp_path / "sub" / "a.PNG"]
    assert given.project == tmp_path / "x.figpool"


def test_hint_never_returns_once_dismissed(window: MainWindow) -> None:
    assert not window.hint_card.isHidden()
    window.hint_card.dismissed.emit()
    assert window.hint_card.isHidden()
    assert window.settings.hint_dismissed


def test_sample_project_is_one_click_away(window: MainWindow, qtbot: QtBot) -> None:
    assert len(sample_figures()) >= 3
    qtbot.mouseClick(window.welcome.buttons["samples"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(window.session.figures) == len(sample_figures()), timeout=30_000)
    assert window.session.figure is not None
    assert window.stack.currentIndex() == 1
    window.flow.queue.cancel()


def test_a_crop_is_read_as_its_hint_says(opened: MainWindow) -> None:
    asked: list[int] = []
    opened.session.figure_added.connect(asked.append)
    opened.actions_["crop"].trigger()
    Hand(opened.canvas).drag((20.0, 60.0), (150.0, 200.0), (150.0, 320.0), held=ALT)
    assert opened.session.figure is not None
    assert asked == [opened.session.figure.id]
    assert asked[0] in opened.flow.pending
    opened.flow.queue.cancel()


def test_recent_projects_are_in_the_menu(opened: MainWindow, project_file: Path) -> None:
    assert [a.toolTip() for a in opened.recent.actions()] == [str(project_file)]


def test_nothing_to_work_on_shows_the_welcome_alone(window: MainWindow) -> None:
    assert window.stack.currentIndex() == 0
    assert window.side_dock.isHidden()
    assert window.list_dock.isHidden()
    assert not window.actions_["export_rows"].isEnabled()
    assert window.actions_["open_figures"].isEnabled()


def test_caption_is_offered_and_taken_only_when_asked(opened: MainWindow, qtbot: QtBot) -> None:
    panel = opened.session.panel
    assert panel is not None
    opened.session.edit("set_dispersion", panel=panel.id, dispersion=Dispersion.UNKNOWN)
    opened.session.edit("set_n", panel=panel.id, n=None)
    opened.session.set_info(comment="Figure 1. Data are mean ± SEM, n = 8 per group.")
    panel = opened.session.panel
    assert panel is not None
    assert panel.n is None
    assert opened.facts.offer.text() == "Caption says SE, n 8 — take it"
    qtbot.mouseClick(opened.facts.offer, Qt.MouseButton.LeftButton)
    panel = opened.session.panel
    assert panel is not None
    assert (panel.dispersion, panel.n) == (Dispersion.SE, 8.0)
    assert opened.facts.offer.isHidden()
    opened.session.undo()
    assert not opened.facts.offer.isHidden()


def test_direction_of_an_outcome_turns_its_comparisons(opened: MainWindow) -> None:
    opened.session.set_info(study="Smith 2019", outcome="lesion")
    roles = {"m1": Role.CONTROL, "m2": Role.TREATMENT}
    opened.session.edit_many("set_roles", [("set_role", {"mark": m, "role": r}) for m, r in roles.items()])
    better = opened.facts.better
    better.setCurrentIndex(better.findData(Direction.LOWER))
    better.activated.emit(better.currentIndex())
    project = opened.session.project
    assert project is not None
    (pair,) = pair_rows(project.rows())
    assert pair.direction is Direction.LOWER
    assert opened.session.direction is Direction.LOWER


@pytest.mark.parametrize(
    ("text", "value"), [("10^3", 1000.0), ("1,5", 1.5), ("−2", -2.0), ("abc", None), ("1e400", None)]
)
def test_numbers_as_people_write_them(text: str, value: float | None) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(("key", "typed"), [("n", "about ten"), ("role", "placebo"), ("x", "week 4")])
def test_what_cannot_be_read_leaves_the_cell_as_it_was(opened: MainWindow, key: str, typed: str) -> None:
    session, model = opened.session, opened.rows.rows
    session.edit("set_mark_n", mark="m1", n=12.0)
    session.edit("set_role", mark="m1", role=Role.CONTROL)
    column = next(c for c in columns() if c.key == key)
    model._columns = (*model._columns, column)
    said: list[str] = []
    session.failed.connect(said.append)
    assert not model.setData(model.index(0, len(model._columns) - 1), typed)
    entry = session.entry("m1")
    assert entry is not None
    assert (entry.n, entry.role) == (12.0, Role.CONTROL)
    assert typed in said[0]


def test_an_n_that_is_no_number_leaves_that_of_the_panel(opened: MainWindow, qtbot: QtBot) -> None:
    session, facts = opened.session, opened.facts
    session.edit("set_n", panel="p1", n=9.0)
    opened.show_tab(facts)
    facts.n.setFocus()
    facts.n.selectAll()
    qtbot.keyClicks(facts.n, "8-10")
    qtbot.keyClick(facts.n, Qt.Key.Key_Return)
    assert session.panel is not None
    assert session.panel.n == 9.0
    assert facts.n.text() == "9"
    assert "8-10" in opened.banner.words.text()


@pytest.mark.parametrize(("typed", "level"), [("90", 0.9), ("99 %", 0.99), ("0.95", 0.95), ("ninety", 0.8)])
def test_a_level_is_percent_or_a_share_and_never_lost(
    opened: MainWindow, qtbot: QtBot, typed: str, level: float
) -> None:
    session, facts = opened.session, opened.facts
    session.edit("set_dispersion", panel="p1", dispersion=Dispersion.CI, level=0.8)
    opened.show_tab(facts)
    facts.level.setFocus()
    facts.level.selectAll()
    qtbot.keyClicks(facts.level, typed)
    qtbot.keyClick(facts.level, Qt.Key.Key_Return)
    assert session.panel is not None
    assert session.panel.level == pytest.approx(level)


def test_undoing_until_the_figure_is_gone_and_back(opened: MainWindow, qtbot: QtBot) -> None:
    """The figure shown leaves the list by an undo: it must not be asked for any more."""
    session = opened.session
    number = session.add_crop(Box(10, 10, 200, 200))
    opened.flow.queue.cancel()
    assert session.figure is not None
    assert session.figure.id == number
    while session.can_undo:
        opened.actions_["undo"].trigger()
    assert session.figures == ()
    assert session.figure is None
    while session.can_redo:
        opened.actions_["redo"].trigger()
    assert [line.figure.id for line in session.figures] == [1, number]


def test_taking_a_figure_off_the_list_shows_the_one_beside(opened: MainWindow) -> None:
    session = opened.session
    number = session.add_crop(Box(10, 10, 200, 200))
    opened.flow.queue.cancel()
    session.show_figure(1)
    opened.actions_["remove_figure"].trigger()
    assert session.figure is not None
    assert session.figure.id == number
    opened.actions_["remove_figure"].trigger()
    assert session.figure is None
    assert opened.stack.currentWidget() is opened.welcome


def test_a_second_click_asks_for_one_value_only_and_takes_the_one_typed(opened: MainWindow, qtbot: QtBot) -> None:
    opened.use_tool("ticks")
    hand = Hand(opened.canvas)
    assert opened.session.panel is not None
    axis = opened.session.panel.axes.y
    assert axis is not None
    ticks = len(axis.points)
    hand.click((50.0, 117.0), held=ALT)
    qtbot.keyClicks(QApplication.focusWidget(), f"{axis.value_at(117.0):.6f}")
    hand.click((50.0, 153.0), held=ALT)
    assert len([p for p in opened.canvas.findChildren(NumberPrompt) if p.isVisible()]) == 1
    axis = opened.session.panel.axes.y
    assert axis is not None
    assert len(axis.points) == ticks + 1


def test_the_field_for_a_value_stands_within_the_canvas(opened: MainWindow) -> None:
    opened.use_tool("ticks")
    opened.canvas.one_to_one()
    viewport = opened.canvas.viewport()
    assert viewport is not None
    far = opened.canvas.to_upright(QPointF(viewport.width() - 2, viewport.height() - 2))
    Hand(opened.canvas).click(far)
    prompt = next(p for p in opened.canvas.findChildren(NumberPrompt) if p.isVisible())
    assert opened.canvas.rect().contains(prompt.geometry())


def test_an_export_that_cannot_be_written_is_a_sentence(opened: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    answers(opened).target = tmp_path / "no such folder" / "rows.csv"
    opened.actions_["export_rows"].trigger()
    qtbot.waitUntil(lambda: "no such folder" in opened.banner.words.text(), timeout=20_000)
