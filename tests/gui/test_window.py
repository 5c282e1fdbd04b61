from __future__ import annotations

from pathlib import Path

import pytest
from PyQt6.QtCore import QMimeData, Qt
from PyQt6.QtGui import QGuiApplication, QImage
from PyQt6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from figpool.core.summary import Dispersion
from figpool.project import Project
from figpool_gui.actions import SPECS
from figpool_gui.help import help_page
from figpool_gui.icons import names
from figpool_gui.intake import from_clipboard, sort_out
from figpool_gui.main_window import MainWindow
from figpool_gui.samples import sample_figures
from figpool_gui.tools.guide import GuideTool
from figpool_gui.tools.prompt import NumberPrompt, parse_number
from project.build import extraction, reading
from window_hands.answers import Answers
from window_hands.chart import draw_chart
from window_hands.hand import ALT, Hand


def answers(window: MainWindow) -> Answers:
    assert isinstance(window.dialogs, Answers)
    return window.dialogs


def test_every_control_has_an_accessible_name_and_a_tooltip(opened: MainWindow) -> None:
    kinds = (QLineEdit, QComboBox, QAbstractItemView)
    own = [w for kind in kinds for w in opened.findChildren(kind) if not _inside(w, (QComboBox, QAbstractItemView))]
    assert [w for w in own if not w.accessibleName()] == []
    buttons = [b for b in opened.findChildren(QAbstractButton) if b.text() and not b.objectName().startswith("qt_")]
    assert [b.text() for b in buttons if not b.toolTip() and not b.isHidden() and b.isVisible()] == []


def _inside(widget: QWidget, kinds: tuple[type, ...]) -> bool:
    parent = widget.parent()
    while parent is not None:
        if isinstance(parent, kinds):
            return True
        parent = parent.parent()
    return False


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
    ((source, page),) = given.figures
    assert isinstance(source, tuple)
    assert source[1].startswith(b"\x89PNG")
    assert page is None


def test_folders_are_searched_and_projects_told_apart(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.PNG").touch()
    (tmp_path / "notes.txt").touch()
    given = sort_out([tmp_path, tmp_path / "x.figpool"])
    assert [s for s, _ in given.figures] == [tmp_path / "sub" / "a.PNG"]
    assert given.project == tmp_path / "x.figpool"


def test_hint_never_returns_once_dismissed(window: MainWindow) -> None:
    assert not window.hint_card.isHidden()
    window.hint_card.dismissed.emit()
    assert window.hint_card.isHidden()
    assert window.settings.hint_dismissed


def test_sample_project_has_its_figures() -> None:
    assert len(sample_figures()) >= 3


def test_second_reading_is_compared(project_file: Path, window: MainWindow, qtbot: QtBot) -> None:
    with Project.open(project_file, "ben") as project:
        project.store_reading(1, reading(extraction(skew=0.0)))
        project.edit(1, "move_handle", mark="m1", handle="tip", x=80.0, y=206.0)
    window.projects.open_path(project_file)
    qtbot.waitUntil(lambda: window.canvas.picture is not None, timeout=10_000)
    assert window.canvas.overlay.other is not None
    shown = [window.reviewers.table.item(row, 0) for row in range(window.reviewers.table.rowCount())]
    assert any(item is not None and item.text() == "mean (m1)" for item in shown)


@pytest.mark.parametrize(
    ("text", "value"), [("10^3", 1000.0), ("1,5", 1.5), ("−2", -2.0), ("abc", None), ("1e400", None)]
)
def test_numbers_as_people_write_them(text: str, value: float | None) -> None:
    assert parse_number(text) == value
