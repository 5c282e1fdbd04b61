"""What the caption says: dispersion, level, n; study, outcome and comment of the figure."""

from __future__ import annotations

from PyQt6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from figpool.core.summary import Dispersion
from figpool.project import Direction, PanelEntry
from figpool_gui.panels.form import button, choice, doubt, field, quiet, show_data, show_text
from figpool_gui.panels.text import doubts, number
from figpool_gui.session import Edit, Session
from figpool_gui.tools.prompt import typed_number


class FactsPanel(QWidget):
    """Facts about the figure and the panel worked on."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.panels = choice(self.tr("Panel"), self.tr("Panel of the figure these facts are about"), ())
        self.dispersion = choice(
            self.tr("Error bars show"),
            self.tr("What the error bars are, as the caption or the methods section says"),
            self._dispersions(),
        )
        self.level = field(self.tr("Confidence level"), self.tr("Level of the interval, percent"), "95")
        self.n = field(self.tr("n per group"), self.tr("Group size common to the panel; single rows can differ"), "—")
        self.study = field(self.tr("Study"), self.tr("Which study the figure belongs to"), self.tr("Author year"))
        self.outcome = field(self.tr("Outcome"), self.tr("What is measured"))
        self.title = field(self.tr("Title"), self.tr("How the figure is listed"))
        self.better = choice(
            self.tr("Better is"), self.tr("Which end of the outcome is good; lower turns the sign of the effects"),
            ((self.tr("not said"), Direction.UNKNOWN), (self.tr("higher"), Direction.HIGHER),
             (self.tr("lower"), Direction.LOWER)),
        )  # fmt: skip
        self.comment = field(
            self.tr("Caption, comment"),
            self.tr("Caption of the figure, or free text; what it says of error bars and n is offered above"),
            self.tr("Paste the caption here"),
        )
        self.offer = button("", self.tr("Take error bars and n from the words of the caption; check them"))
        self.doubts = doubt()
        self.sd = quiet()
        self._lay_out()
        self._connect()
        for signal in (
            session.figure_changed, session.extraction_changed, session.selection_changed, session.tables_changed,
        ):  # fmt: skip
            signal.connect(self.mirror)
        self.mirror()

    def _dispersions(self) -> list[tuple[str, Dispersion]]:
        return [
            (self.tr("not known yet"), Dispersion.UNKNOWN),
            (self.tr("SD – standard deviation"), Dispersion.SD),
            (self.tr("SE – standard error"), Dispersion.SE),
            (self.tr("CI – confidence interval"), Dispersion.CI),
            (self.tr("IQR – quartiles"), Dispersion.IQR),
            (self.tr("Range – lowest to highest"), Dispersion.RANGE),
        ]

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(10, 10, 10, 10)
        form.setVerticalSpacing(5)
        self._panels_label = QLabel(self.tr("&Panel"))
        self._panels_label.setBuddy(self.panels)
        form.addRow(self._panels_label, self.panels)
        row = QHBoxLayout()
        row.addWidget(self.dispersion, 3)
        row.addWidget(self.level, 1)
        label = QLabel(self.tr("Error &bars show"))
        label.setBuddy(self.dispersion)
        form.addRow(label, row)
        form.addRow(self.tr("&n per group"), self.n)
        form.addRow("", self.sd)
        form.addRow("", self.offer)
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        form.addRow(line)
        form.addRow(self.tr("&Study"), self.study)
        form.addRow(self.tr("O&utcome"), self.outcome)
        label = QLabel(self.tr("Better &is"))
        label.setBuddy(self.better)
        form.addRow(label, self.better)
        form.addRow(self.tr("&Title"), self.title)
        form.addRow(self.tr("Capti&on, comment"), self.comment)
        form.addRow(self.doubts)

    def _connect(self) -> None:
        self.panels.activated.connect(lambda: self._session.choose_panel(str(self.panels.currentData())))
        self.dispersion.activated.connect(self._set_dispersion)
        self.level.editingFinished.connect(self._set_dispersion)
        self.better.activated.connect(lambda: self._session.set_direction(self.better.currentData()))
        self.offer.clicked.connect(self._take_offer)
        self.n.editingFinished.connect(self._set_n)
        for edit, key in ((self.study, "study"), (self.outcome, "outcome"), (self.title, "title")):
            edit.editingFinished.connect(lambda e=edit, k=key: self._session.set_info(**{k: e.text().strip()}))
        self.comment.editingFinished.connect(lambda: self._session.set_info(comment=self.comment.text().strip()))

    def _set_dispersion(self) -> None:
        panel = self._session.panel
        if panel is not None:
            self.level.setModified(False)
            self._session.attempt(self._put_dispersion, panel)
            self.mirror()

    def _put_dispersion(self, panel: PanelEntry) -> None:
        chosen: Dispersion = self.dispersion.currentData()
        level = _share(self.level.text()) if chosen is Dispersion.CI else None
        if (chosen, level) != (panel.dispersion, panel.level):
            self._session.edit("set_dispersion", panel=panel.id, dispersion=chosen, level=level)

    def _suggestion(self) -> list[Edit]:
        """Return the edits that make the panel say what the caption says, where nothing is said yet."""
        panel, figure = self._session.panel, self._session.figure
        if panel is None or figure is None or not figure.info.comment:
            return []
        from figpool.extract.captions import read_caption

        found, edits = read_caption(figure.info.comment), list[Edit]()
        if panel.dispersion is Dispersion.UNKNOWN is not found.dispersion:
            edits.append(("set_dispersion", {"panel": panel.id, "dispersion": found.dispersion, "level": found.level}))
        if panel.n is None and found.n is not None:
            edits.append(("set_n", {"panel": panel.id, "n": found.n}))
        return edits

    def _take_offer(self) -> None:
        self._session.edit_many("take_from_caption", self._suggestion())

    def _show_offer(self) -> None:
        words = []
        for _, arguments in self._suggestion():
            if "n" in arguments:
                words.append(self.tr("n {0}").format(number(arguments["n"])))
            else:
                level = arguments["level"]
                percent = f" {number(100 * level)} %" if level else ""
                words.append(arguments["dispersion"].value.upper() + percent)
        self.offer.setText(self.tr("Caption says {0} — take it").format(", ".join(words)))
        self.offer.setVisible(bool(words))

    def _set_n(self) -> None:
        panel = self._session.panel
        if panel is not None and self.n.isModified():
            self.n.setModified(False)
            self._session.attempt(self._put_n, panel, self.n.text())
            self.mirror()

    def _put_n(self, panel: PanelEntry, text: str) -> None:
        value = typed_number(text)
        if value != panel.n:
            self._session.edit("set_n", panel=panel.id, n=value)

    def mirror(self) -> None:
        """Show the session's figure and panel."""
        panel, figure, extraction = self._session.panel, self._session.figure, self._session.extraction
        panels = () if extraction is None else extraction.panels
        several = len(panels) > 1
        self.panels.setVisible(several)
        self._panels_label.setVisible(several)
        if [self.panels.itemData(i) for i in range(self.panels.count())] != [p.id for p in panels]:
            self.panels.clear()
            for p in panels:
                self.panels.addItem(self.tr("Panel {0}").format(p.panel.label or p.id), p.id)
        show_data(self.panels, panel.id if panel else "")
        for widget in (self.dispersion, self.n, self.level):
            widget.setEnabled(panel is not None)
        for edit in (self.study, self.outcome, self.title, self.comment):
            edit.setEnabled(figure is not None)
        show_data(self.dispersion, panel.dispersion if panel else Dispersion.UNKNOWN)
        self.level.setVisible(panel is not None and panel.dispersion is Dispersion.CI)
        show_text(self.level, number(100 * panel.level) if panel and panel.level else "")
        show_text(self.n, number(panel.n) if panel else "")
        self._show_info()
        self._show_offer()
        show_data(self.better, self._session.direction)
        self.better.setEnabled(figure is not None)
        self.sd.setText(self._sd_words())
        issues = (*(extraction.issues if extraction else ()), *(panel.issues if panel else ()))
        failure = figure.info.failure if figure else ""
        self.doubts.setText("\n".join(t for t in (failure, doubts(issues)) if t))

    def _show_info(self) -> None:
        info = self._session.figure.info if self._session.figure else None
        edits: tuple[tuple[QLineEdit, str], ...] = (
            (self.study, info.study if info else ""), (self.outcome, info.outcome if info else ""),
            (self.title, info.title if info else ""), (self.comment, info.comment if info else ""),
        )  # fmt: skip
        for edit, text in edits:
            show_text(edit, text)

    def _sd_words(self) -> str:
        shown = self._session.shown
        if shown is None or not shown.rows:
            return ""
        without = [row for _, row in shown.rows if row.sd is None]
        if not without:
            return self.tr("All rows have an SD.")
        reasons = []
        if any(row.dispersion is Dispersion.UNKNOWN for row in without):
            reasons.append(self.tr("say what the error bars show"))
        if any(row.n is None and row.dispersion is not Dispersion.SD for row in without):
            reasons.append(self.tr("give n"))
        if any(row.error_low is None and row.error_high is None for row in without):
            reasons.append(self.tr("rows without an error bar stay empty"))
        return self.tr("{0} rows have no SD: {1}.").format(len(without), ", ".join(reasons) or self.tr("see the rows"))


def _share(text: str) -> float | None:
    """Return a level typed as 95, 95 % or 0.95."""
    found = typed_number(text.replace("%", ""))
    return None if found is None else found / 100 if found > 1 else found
