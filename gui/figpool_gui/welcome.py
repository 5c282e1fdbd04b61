"""What is shown before there is a figure: where to begin, and the three-step hint."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from figpool_gui.panels.form import button, quiet


class Welcome(QWidget):
    """Buttons to begin with, and projects opened before."""

    chosen = pyqtSignal(str)
    recent = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = QLabel(self.tr("Drop a figure here"))
        title.setProperty("title", True)
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words = quiet(self.tr("Bar, point, line and box charts as PNG, JPEG, TIFF, PDF or SVG. It is read at once; "
                              "you check what is marked."))  # fmt: skip
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout()
        row.addStretch()
        for name, text, tip in (
            ("open_figures", self.tr("Open figures …"), self.tr("Choose pictures or PDF files (Ctrl+O)")),
            ("samples", self.tr("Try the sample project"), self.tr("Figures made for trying out, with known values")),
            ("open_project", self.tr("Open project …"), self.tr("Go on with a project (Ctrl+P)")),
        ):
            made = button(text, tip, primary=name == "open_figures")
            made.clicked.connect(lambda _=False, n=name: self.chosen.emit(n))
            self.buttons[name] = made
            row.addWidget(made)
        row.addStretch()
        self._recent = QVBoxLayout()
        self._recent.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addWidget(title)
        layout.addSpacing(6)
        layout.addWidget(words)
        layout.addSpacing(18)
        layout.addLayout(row)
        layout.addSpacing(14)
        layout.addLayout(self._recent)
        layout.addStretch(3)

    def show_recent(self, projects: list[Path]) -> None:
        """List projects opened before."""
        while (item := self._recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        if projects:
            heading = quiet(self.tr("Opened before"))
            heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._recent.addWidget(heading)
        for path in projects[:5]:
            made = QPushButton(path.stem)
            made.setFlat(True)
            made.setToolTip(str(path))
            made.clicked.connect(lambda _=False, p=path: self.recent.emit(p))
            self._recent.addWidget(made, 0, Qt.AlignmentFlag.AlignHCenter)


class HintCard(QFrame):
    """Three steps to begin with; once sent away it does not come back by itself."""

    dismissed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setHorizontalSpacing(10)
        steps = (
            self.tr("<b>Check</b> what is marked <b>!</b>: N goes to the next, A accepts it, dragging corrects it."),
            self.tr("<b>Say</b> what the error bars show, and n: the caption tells."),
            self.tr("<b>Compare</b> groups (Ctrl+M) and watch the pooled result, or export the rows (Ctrl+E)."),
        )
        for row, text in enumerate(steps):
            number = QLabel(str(row + 1))
            number.setProperty("heading", True)
            label = QLabel(text)
            label.setWordWrap(True)
            grid.addWidget(number, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label, row, 1)
        close = button(self.tr("Got it"), self.tr("Send the hint away for good"))
        close.clicked.connect(self.dismissed.emit)
        grid.addWidget(close, len(steps), 1, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(1, 1)


class Banner(QFrame):
    """One sentence above the canvas: what the tool waits for, or what is wrong; always as high, so nothing jumps."""

    back = pyqtSignal()
    forward = pyqtSignal()
    ended = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("banner", True)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self._back = button(self.tr("Back"), self.tr("The step before (Backspace)"))
        self._forward = button(self.tr("Next"), self.tr("The next step (Enter)"), primary=True)
        self._end = button(self.tr("Done"), self.tr("Back to selecting (Esc)"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 8, 5)
        row.addWidget(self.words, 1)
        for made, signal in ((self._back, self.back), (self._forward, self.forward), (self._end, self.ended)):
            made.clicked.connect(lambda _=False, s=signal: s.emit())
            row.addWidget(made)
        self.setFixedHeight(self._forward.sizeHint().height() + 12)
        self.say("")

    def say(self, text: str, *, steps: bool = False, last: bool = False, tool: bool = False) -> None:
        """Show a sentence; with buttons for steps, and one to leave a tool."""
        self.words.setText(text)
        self.words.setToolTip(text)
        self._back.setVisible(steps)
        self._forward.setVisible(steps and not last)
        self._end.setVisible(tool)
