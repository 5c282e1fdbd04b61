"""Small parts of forms: named fields with tooltips, quiet when set by the program."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)


def named(widget: QWidget, name: str, tip: str) -> None:
    """Give a control its accessible name and tooltip."""
    widget.setAccessibleName(name)
    widget.setToolTip(tip)


def field(name: str, tip: str, hint: str = "") -> QLineEdit:
    """Return a text field."""
    made = QLineEdit()
    made.setPlaceholderText(hint)
    named(made, name, tip)
    return made


class CodeChoice(QComboBox):
    """A list of "CODE – words": closed it shows the code, open the words too."""

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the code alone."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.currentText().partition(" – ")[0]
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def showPopup(self) -> None:
        """Open as wide as the words are."""
        view = self.view()
        if view is not None:
            view.setMinimumWidth(view.sizeHintForColumn(0) + 24)
        super().showPopup()


def codes(name: str, tip: str, items: Iterable[tuple[str, Any]]) -> QComboBox:
    """Return a list of codes with words to choose from."""
    return _filled(CodeChoice(), name, tip, items)


def choice(name: str, tip: str, items: Iterable[tuple[str, Any]]) -> QComboBox:
    """Return a list to choose from; items are words and data."""
    return _filled(QComboBox(), name, tip, items)


def _filled(made: QComboBox, name: str, tip: str, items: Iterable[tuple[str, Any]]) -> QComboBox:
    named(made, name, tip)
    for words, data in items:
        made.addItem(words, data)
    return made


def button(words: str, tip: str, *, primary: bool = False) -> QPushButton:
    """Return a button."""
    made = QPushButton(words)
    named(made, words.replace("&", ""), tip)
    if primary:
        made.setProperty("primary", True)
    return made


def quiet(words: str = "") -> QLabel:
    """Return an explanatory label."""
    made = QLabel(words)
    made.setProperty("quiet", True)
    made.setWordWrap(True)
    return made


def doubt() -> QLabel:
    """Return a label for doubts."""
    made = QLabel()
    made.setProperty("doubt", True)
    made.setWordWrap(True)
    return made


def scrolled(widget: QWidget) -> QScrollArea:
    """Return a widget that scrolls upright where there is no room for it."""
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setWidget(widget)
    return made


def stacked(*widgets: QWidget, stretched: QWidget) -> QWidget:
    """Return widgets one below the other without gaps; one of them takes the room."""
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in widgets:
        layout.addWidget(widget, int(widget is stretched))
    return page


def upright(*parts: QWidget, sizes: list[int]) -> QSplitter:
    """Return parts one below the other, with a bar between them that can be dragged; the last one takes the room."""
    made = QSplitter(Qt.Orientation.Vertical)
    for part in parts:
        made.addWidget(part)
    made.setStretchFactor(len(parts) - 1, 1)
    made.setSizes(sizes)
    made.setChildrenCollapsible(False)
    return made


def show_text(edit: QLineEdit, text: str) -> None:
    """Put a text into a field a person is not typing in."""
    if not edit.hasFocus() or not edit.isModified():
        if edit.text() != text:
            edit.setText(text)
            edit.setCursorPosition(0)
        edit.setModified(False)


def show_data(combo: QComboBox, data: Any) -> None:
    """Choose an item by its data without saying so."""
    combo.blockSignals(True)
    combo.setCurrentIndex(max(combo.findData(data), 0))
    combo.blockSignals(False)
