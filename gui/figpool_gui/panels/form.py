"""Small parts of forms: named fields with tooltips, quiet when set by the program."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PyQt6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget


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


def choice(name: str, tip: str, items: Iterable[tuple[str, Any]]) -> QComboBox:
    """Return a list to choose from; items are words and data."""
    made = QComboBox()
    named(made, name, tip)
    for words, data in items:
        made.addItem(words, data)
    return made


def button(words: str, tip: str, *, primary: bool = False) -> QPushButton:
    """Return a button."""
    made = QPushButton(words)
    named(made, words, tip)
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


def show_text(edit: QLineEdit, text: str) -> None:
    """Put a text into a field a person is not typing in."""
    if not edit.hasFocus() or not edit.isModified():
        if edit.text() != text:
            edit.setText(text)
        edit.setModified(False)


def show_data(combo: QComboBox, data: Any) -> None:
    """Choose an item by its data without saying so."""
    combo.blockSignals(True)
    combo.setCurrentIndex(max(combo.findData(data), 0))
    combo.blockSignals(False)
