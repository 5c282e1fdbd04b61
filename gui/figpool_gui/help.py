"""F1: a page of keys, made from the list of actions."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from figpool_gui.actions import SPECS, tr

_MOUSE = (
    ("Drag a handle", "Move it; it snaps to the ink. Alt: freely"),
    ("Arrow keys", "Nudge by 1 pixel; Shift 10, Alt 0.1"),
    ("PgDown, PgUp", "Select the next mark, the one before"),
    (". and ,", "Take hold of the next handle of the mark, the one before"),
    ("Wheel", "Zoom at the cursor"),
    ("Drag beside marks", "Move the figure"),
    ("Shift + drag", "Select marks with a rubber band"),
    ("Ctrl + click", "Add a mark to the selection"),
    ("Enter on a page", "Open the whole page of an article, to cut figures out of it"),
    ("Esc", "Let go, select nothing"),
    ("F2", "Type into the cell chosen; of several rows, into all"),
)


def help_page() -> str:
    """Return the page of keys as HTML."""
    parts = [f"<h2>{tr('Mouse and keys')}</h2>", _table((tr(a), tr(b)) for a, b in _MOUSE)]
    for menu, specs in groupby(SPECS, key=lambda s: s.menu):
        lines = [(s.keys, tr(s.tip)) for s in specs if s.keys]
        if lines:
            parts += [f"<h3>{tr(menu).replace('&', '')}</h3>", _table(iter(lines))]
    return "".join(parts)


def _table(lines: Iterable[tuple[str, str]]) -> str:
    rows = "".join(f"<tr><td width='130'><b>{a}</b></td><td>{b}</td></tr>" for a, b in lines)
    return f"<table cellpadding='3'>{rows}</table>"


class HelpDialog(QDialog):
    """Shows the page."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        self.resize(560, 640)
        page = QTextBrowser()
        page.setAccessibleName(self.tr("Keys"))
        page.setHtml(help_page())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(page)
        layout.addWidget(buttons)
