"""Calibration: ticks with residuals, scale, refitted as one edits, doubts in words."""

from __future__ import annotations

from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PyQt6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QLabel, QTableView, QVBoxLayout, QWidget

from figpool.core.axes import AxisCalibration, AxisScale, CalibrationPoint
from figpool_gui.panels.form import button, choice, doubt, quiet, show_data
from figpool_gui.panels.text import doubts, number
from figpool_gui.session import Session
from figpool_gui.tools.prompt import typed_number

_SCALES = (AxisScale.LINEAR, AxisScale.LOG10, AxisScale.LN, AxisScale.LOG2)


class TicksModel(QAbstractTableModel):
    """Ticks of one axis of the panel worked on: value, pixel, residual."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.axis = "y"
        self._points: tuple[CalibrationPoint, ...] = ()

    @property
    def fitted(self) -> AxisCalibration | None:
        """The axis shown."""
        panel = self._session.panel
        found: AxisCalibration | None = None if panel is None else getattr(panel.axes, self.axis)
        return found

    def reload(self) -> None:
        """Mirror the session."""
        fitted = self.fitted
        points = fitted.points if fitted else ()
        if len(points) == len(self._points):
            self._points = points
            if points:
                self.dataChanged.emit(self.index(0, 0), self.index(len(points) - 1, 2))
            return
        self.beginResetModel()
        self._points = points
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return the number of ticks."""
        return 0 if parent is not None and parent.isValid() else len(self._points)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        """Return value, pixel, residual."""
        return 0 if parent is not None and parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return heads."""
        if orientation == Qt.Orientation.Vertical or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("Value"), self.tr("Pixel"), self.tr("Residual (px)"))[section]

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """Return that value and pixel can be edited."""
        found = super().flags(index)
        return found | Qt.ItemFlag.ItemIsEditable if index.column() < 2 else found

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell."""
        if not index.isValid() or index.row() >= len(self._points):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return None
        point = self._points[index.row()]
        residual = round(point.residual, 2)
        sign = "+" if residual > 0 else "−" if residual < 0 else ""
        return (number(point.value, 8), f"{point.pixel:.2f}", f"{sign}{abs(residual):.2f}")[index.column()]

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Fit the axis with another value or pixel."""
        new: float | None = self._session.attempt(typed_number, str(value))
        if new is None or role != Qt.ItemDataRole.EditRole:
            return False
        points = [CalibrationPoint(p.pixel, p.value) for p in self._points]
        old = points[index.row()]
        points[index.row()] = (CalibrationPoint(old.pixel, new), CalibrationPoint(new, old.value))[index.column()]
        return points[index.row()] != old and self.refit(points)

    def remove(self, rows: set[int]) -> bool:
        """Fit the axis without some ticks."""
        kept = [CalibrationPoint(p.pixel, p.value) for i, p in enumerate(self._points) if i not in rows]
        return bool(rows) and self.refit(kept)

    def refit(self, points: list[CalibrationPoint], scale: AxisScale | None = None) -> bool:
        """Fit the axis to points."""
        panel, fitted = self._session.panel, self.fitted
        if panel is None:
            return False
        chosen = scale or (fitted.scale if fitted else AxisScale.LINEAR)
        return self._session.edit("set_ticks", panel=panel.id, axis=self.axis, points=tuple(points), scale=chosen)


class AxisPanel(QWidget):
    """Ticks table, scale and what is doubtful about the fit."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.model = TicksModel(session, self)
        self.axes = choice(
            self.tr("Axis"), self.tr("Axis of the panel"), ((self.tr("y axis"), "y"), (self.tr("x axis"), "x"))
        )
        words = {"linear": self.tr("linear"), "log10": "log10", "ln": "ln", "log2": "log2"}
        self.scale = choice(
            self.tr("Scale"), self.tr("How values are spaced along the axis"), ((words[s.value], s) for s in _SCALES)
        )
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("Ticks"))
        self.table.setToolTip(self.tr("Ticks the axis is fitted to; edit a value and all rows follow"))
        self.add = button(self.tr("Add tic&ks"), self.tr("Click ticks on the figure (T)"))
        self.remove = button(self.tr("Re&move"), self.tr("Fit the axis without the selected ticks"))
        self.words, self.doubts = quiet(), doubt()
        self._lay_out()
        self.axes.activated.connect(self._choose_axis)
        self.scale.activated.connect(self._set_scale)
        self.remove.clicked.connect(self._remove)
        for signal in (session.figure_changed, session.extraction_changed, session.selection_changed):
            signal.connect(self.mirror)
        self.mirror()

    def _lay_out(self) -> None:
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setMinimumHeight(96)
        self.table.setAlternatingRowColors(True)
        for header in (self.table.verticalHeader(), self.table.horizontalHeader()):
            if header is not None:
                header.setHighlightSections(False)
        vertical, across = self.table.verticalHeader(), self.table.horizontalHeader()
        if vertical is not None and across is not None:
            vertical.hide()
            vertical.setDefaultSectionSize(24)
            across.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        top = QHBoxLayout()
        for words, widget in ((self.tr("A&xis"), self.axes), (self.tr("Sca&le"), self.scale)):
            label = QLabel(words)
            label.setBuddy(widget)
            top.addWidget(label)
            top.addWidget(widget, 1)
        below = QHBoxLayout()
        below.addWidget(self.add)
        below.addWidget(self.remove)
        below.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.addLayout(top)
        layout.addWidget(self.table)
        layout.addLayout(below)
        layout.addWidget(self.words)
        layout.addWidget(self.doubts)

    def _choose_axis(self) -> None:
        self.model.axis = str(self.axes.currentData())
        self.mirror()

    def _set_scale(self) -> None:
        panel = self._session.panel
        if panel is None:
            return
        chosen: AxisScale = self.scale.currentData()
        self._session.edit("set_scale", panel=panel.id, axis=self.model.axis, scale=chosen)
        self.mirror()

    def _remove(self) -> None:
        selection = self.table.selectionModel()
        if selection is not None:
            self.model.remove({index.row() for index in selection.selectedRows()})

    def mirror(self) -> None:
        """Show the axis of the panel worked on; the value axis first."""
        panel = self._session.panel
        if panel is not None and self.model.fitted is None:
            other = "x" if self.model.axis == "y" else "y"
            if getattr(panel.axes, other) is not None:
                self.model.axis = other
        show_data(self.axes, self.model.axis)
        self.model.reload()
        fitted = self.model.fitted
        for widget in (self.scale, self.remove):
            widget.setEnabled(fitted is not None)
        self.add.setEnabled(panel is not None)
        show_data(self.scale, fitted.scale if fitted else AxisScale.LINEAR)
        self.words.setText(self._fit_words(fitted))
        self.doubts.setText(doubts(fitted.issues) if fitted else "")

    def _fit_words(self, fitted: AxisCalibration | None) -> str:
        if fitted is None:
            return self.tr("This axis has no ticks. Click Add ticks, then two ticks on the figure.")
        middle = sum(p.pixel for p in fitted.points) / max(len(fitted.points), 1)
        step = abs(fitted.value_at(middle + 1) - fitted.value_at(middle))
        text = self.tr("{0} ticks, residual {1:.2f} px; one pixel is {2} here.").format(
            len(fitted.points), fitted.residual_rms, number(step, 3)
        )
        if fitted.rejected:
            refused = ", ".join(t.text for t in fitted.rejected)
            text += " " + self.tr("Labels the fit refused: {0}.").format(refused)
        return text
