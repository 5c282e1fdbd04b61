"""What is shown before there is a figure: where to begin, and the three-step hint."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from figpool_gui.panels.form import button, doubt, quiet

_ZONE_WIDTH, _TITLE_HEIGHT = 660, 46


class Welcome(QWidget):
    """Where to drop figures, buttons to begin with, and projects opened before."""

    chosen = pyqtSignal(str)
    recent = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QPushButton] = {}
        self._problem = doubt()
        self._problem.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._problem.hide()
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.addStretch(2)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._zone(), 100)
        middle.addStretch(1)
        layout.addLayout(middle)
        layout.addSpacing(8)
        layout.addWidget(self._problem)
        layout.addSpacing(8)
        layout.addLayout(self._recent)
        layout.addStretch(3)

    def _zone(self) -> QFrame:
        """Return the place to drop files on."""
        zone = QFrame()
        zone.setProperty("zone", True)
        zone.setMaximumWidth(_ZONE_WIDTH)
        zone.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        title = QLabel(self.tr("Drop a figure here"))
        title.setProperty("title", True)
        title.setMinimumHeight(_TITLE_HEIGHT)
        words = quiet(self.tr("Bar, point, line and box charts as PNG, JPEG, TIFF or SVG, or the article as PDF. "
                              "They are read at once; you check what is marked."))  # fmt: skip
        keys = quiet(self.tr("Ctrl+V pastes a screenshot"))
        layout = QVBoxLayout(zone)
        layout.setContentsMargins(36, 34, 36, 30)
        layout.setSpacing(12)
        for label in (title, words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        words.setMinimumHeight(words.heightForWidth(_ZONE_WIDTH - 76))
        layout.addSpacing(8)
        layout.addLayout(self._begin())
        keys.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(keys)
        return zone

    def _begin(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch()
        for name, text, tip in (
            ("open_figures", self.tr("&Open figures …"), self.tr("Choose pictures or PDF files (Ctrl+O)")),
            ("samples", self.tr("&Try the sample project"), self.tr("Figures made for trying out, with known values")),
            ("open_project", self.tr("Open &project …"), self.tr("Go on with a project (Ctrl+P)")),
        ):
            made = button(text, tip, primary=name == "open_figures")
            made.clicked.connect(lambda _=False, n=name: self.chosen.emit(n))
            self.buttons[name] = made
            row.addWidget(made)
        row.addStretch()
        return row

    def say(self, text: str) -> None:
        """Say what went wrong; an empty text takes it back."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

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
            made = button(path.stem, str(path))
            made.setFlat(True)
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
        close = button(self.tr("&Got it"), self.tr("Send the hint away for good"))
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
        self._back = button(self.tr("&Back"), self.tr("The step before (Backspace)"))
        self._forward = button(self.tr("Ne&xt"), self.tr("The next step (Enter)"), primary=True)
        self._end = button(self.tr("&Done"), self.tr("Back to selecting (Esc)"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 8, 5)
        row.addWidget(self.words, 1)
        for made, signal in ((self._back, self.back), (self._forward, self.forward), (self._end, self.ended)):
            made.clicked.connect(lambda _=False, s=signal: s.emit())
            row.addWidget(made)
        self.setFixedHeight(self._forward.sizeHint().height() + 12)
        self.say("")

    def say(
        self, text: str, *, steps: bool = False, last: bool = False, tool: bool = False, doubt: bool = False
    ) -> None:
        """Show a sentence, in the colour of doubts or not; with buttons for steps, and one to leave a tool."""
        self.words.setProperty("doubt", doubt)
        style = self.words.style()
        if style is not None:
            style.polish(self.words)
        self.words.setText(text)
        self.words.setToolTip(text)
        self._back.setVisible(steps)
        self._forward.setVisible(steps and not last)
        self._end.setVisible(tool)
