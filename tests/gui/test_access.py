"""Every control has a name, a tooltip and a keyboard way; every sentence can be translated."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDockWidget,
    QHeaderView,
    QLineEdit,
    QMenuBar,
    QProgressBar,
    QScrollArea,
    QScrollBar,
    QTabBar,
    QTableView,
    QTabWidget,
    QTextBrowser,
    QToolBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

import figpool_gui
from figpool_gui.help import HelpDialog
from figpool_gui.main_window import MainWindow

CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QProgressBar,
    QTabWidget, QTextBrowser,
)  # fmt: skip
#: Parts Qt makes inside the controls above, which speak for them.
INNER = (QHeaderView, QScrollBar)


def controls(window: QWidget) -> Iterator[QWidget]:
    """All controls of a window that are its own, not the inside of another control."""
    for widget in window.findChildren(QWidget):
        if isinstance(widget, CONTROLS) and not isinstance(widget, INNER) and not inside_another(widget):
            yield widget


def inside_another(widget: QWidget) -> bool:
    """Whether Qt made it: the arrows of a tab bar, the field of a combo box, the corner of a table."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, (QComboBox, QTabBar, QMenuBar, QLineEdit, QAbstractSpinBox, QHeaderView)):
            return True
        if isinstance(parent, QTableView) and isinstance(widget, QAbstractButton):
            return True
        if isinstance(parent, QDockWidget) and isinstance(widget, QAbstractButton) and widget.parent() is parent:
            return True
        parent = parent.parentWidget()
    return widget.objectName().startswith("qt_toolbar_ext")


def words(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return f"{type(widget).__name__} {widget.accessibleName() or text or widget.objectName()!r}"


@pytest.fixture
def everything(opened: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window with all its parts seen."""
    opened.actions_["pooling"].setChecked(True)
    opened.actions_["guide"].trigger()
    opened.welcome.show_recent([Path("review.figpool")])
    return opened


def test_every_control_has_an_accessible_name(everything: MainWindow) -> None:
    nameless = [w for w in controls(everything) if not (w.accessibleName() or getattr(w, "text", lambda: "")())]
    assert [words(w) for w in nameless] == []


def test_every_control_has_a_tooltip(everything: MainWindow) -> None:
    assert [words(w) for w in controls(everything) if not w.toolTip()] == []


def test_every_control_takes_the_focus_or_has_a_key(everything: MainWindow) -> None:
    """By Tab, by F6, by its mnemonic, or as the button of an action that has a shortcut and stands in a menu."""
    deaf = []
    for widget in controls(everything):
        if isinstance(widget, QProgressBar):
            continue  # it is looked at
        action = widget.defaultAction() if isinstance(widget, QToolButton) else None
        by_action = action is not None and (not action.shortcut().isEmpty() or bool(action.associatedObjects()))
        by_focus = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        inner = isinstance(widget, QTabWidget) and bool(widget.tabBar().focusPolicy() & Qt.FocusPolicy.TabFocus)  # type: ignore[union-attr]
        if not (by_action or by_focus or inner):
            deaf.append(words(widget))
    assert deaf == []


def test_every_action_has_a_key_or_stands_in_a_menu_with_a_mnemonic(everything: MainWindow) -> None:
    assert [n for n, a in everything.actions_.items() if a.shortcut().isEmpty() and "&" not in a.text()] == []
    assert [n for n, a in everything.actions_.items() if not a.toolTip() or not a.text()] == []


def test_tables_let_tab_go_on(everything: MainWindow) -> None:
    tables = everything.findChildren(QTableView)
    assert len(tables) >= 5
    assert [words(t) for t in tables if t.tabKeyNavigation()] == []


def test_tab_reaches_the_fields_of_a_panel(everything: MainWindow, qtbot: QtBot) -> None:
    everything.show_tab(everything.facts)
    everything.facts.n.setFocus()
    reached = set()
    for _ in range(60):
        qtbot.keyClick(QApplication.focusWidget() or everything, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        reached.add("" if focus is None else focus.accessibleName())
    assert {"Study", "Outcome", "Title", "Better is", "Error bars show", "Rows", "Figures", "Measure"} <= reached


def test_f6_goes_round_the_parts(everything: MainWindow, qtbot: QtBot) -> None:
    seen = []
    for _ in range(6):
        qtbot.keyClick(everything, Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.append(focus)
    assert len(set(seen)) == 6
    assert everything.canvas in seen
    assert everything.rows in seen


def test_marks_and_handles_are_reached_and_moved_by_keys_alone(opened: MainWindow, qtbot: QtBot) -> None:
    opened.canvas.setFocus()
    qtbot.keyClick(opened.canvas, Qt.Key.Key_PageDown)
    assert opened.session.selected == ("m1",)
    qtbot.keyClick(opened.canvas, Qt.Key.Key_PageDown)
    assert opened.session.selected == ("m2",)
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Period)
    active = opened.canvas.overlay.active
    assert active is not None
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Up)
    entry = opened.session.entry("m2")
    assert entry is not None
    assert entry.mark.position == (110.0, 149.0)
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Comma)
    assert opened.canvas.overlay.active is not None
    assert opened.canvas.overlay.active.key != active.key
    qtbot.keyClick(opened.canvas, Qt.Key.Key_PageUp)
    assert opened.session.selected == ("m1",)


def test_a_doubt_is_said_above_the_canvas_and_under_the_cursor(opened: MainWindow) -> None:
    flagged = next(m for m in opened.session.extraction.marks if m.is_flagged)  # type: ignore[union-attr]
    assert opened.banner.words.property("doubt")
    opened.actions_["next_flagged"].trigger()
    reason = "No error bar was found"
    assert reason in opened.banner.words.text()
    assert reason in opened.canvas.tool.describe(flagged.mark.position)
    opened.actions_["accept"].trigger()
    assert not opened.banner.words.property("doubt")


def test_the_page_of_keys_can_be_closed_by_keys(opened: MainWindow, qtbot: QtBot) -> None:
    dialog = HelpDialog(opened)
    dialog.open()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    dialog.deleteLater()


def test_scroll_areas_and_toolbars_do_not_stop_the_tab_key(everything: MainWindow) -> None:
    bare = [w for w in everything.findChildren(QScrollArea) if w.objectName() == "" and w.accessibleName() == ""]
    assert [words(w) for w in bare if w.focusPolicy() is not Qt.FocusPolicy.NoFocus] == []
    assert [b.objectName() for b in everything.findChildren(QToolBar) if not b.windowTitle()] == []


#: Calls whose first argument a person reads.
SPOKEN = frozenset({
    "QLabel", "QPushButton", "setText", "setToolTip", "setPlaceholderText", "setAccessibleName", "setWindowTitle",
    "addTab", "addItem", "showMessage", "quiet", "button", "field", "choice", "say",
})  # fmt: skip
#: Words that are the same in every language.
NAMES = frozenset({"figpool", "log10", "ln", "log2", "95", "—", ""})


def untranslated(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        first = node.args[0] if node.args else None
        text = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
        if name in SPOKEN and text not in NAMES and any(c.isalpha() for c in text):
            yield f"{path.name}:{node.lineno} {text!r}"


def test_every_text_goes_through_tr() -> None:
    files = sorted(Path(figpool_gui.__file__).parent.rglob("*.py"))
    assert len(files) > 40
    assert [found for path in files for found in untranslated(path)] == []


def test_a_text_that_is_not_translated_would_be_found(tmp_path: Path) -> None:
    code = tmp_path / "panel.py"
    code.write_text('QLabel("Some words")\nbutton(self.tr("fine"), "")\n')
    assert list(untranslated(code)) == ["panel.py:1 'Some words'"]
