"""Series and legend: names, colours, roles."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QComboBox, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from figpool.project import MarkEntry, PanelEntry, Role
from figpool_gui import theme
from figpool_gui.panels.form import choice, quiet, show_data
from figpool_gui.session import Session


class SeriesPanel(QWidget):
    """Series of the panel worked on; without several series, its categories."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._mirroring = False
        self.table = QTableWidget(0, 3)
        self.table.setAccessibleName(self.tr("Series"))
        self.table.setToolTip(self.tr("Series as in the legend; the role says which arm of the comparison a series is"))
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setMinimumHeight(96)
        across, vertical = self.table.horizontalHeader(), self.table.verticalHeader()
        if across is not None and vertical is not None:
            across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            across.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
            vertical.hide()
            vertical.setDefaultSectionSize(30)
        self.words = quiet()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.addWidget(self.table)
        layout.addWidget(self.words)
        self._groups: dict[str, list[MarkEntry]] = {}
        self.table.itemChanged.connect(self._renamed)
        self.table.cellClicked.connect(self._clicked)
        session.figure_changed.connect(self.mirror)
        session.extraction_changed.connect(self.mirror)
        session.selection_changed.connect(self.mirror)
        self.mirror()

    @property
    def _by_category(self) -> bool:
        panel = self._session.panel
        return panel is not None and len({m.series for m in panel.marks}) <= 1

    def _gather(self, panel: PanelEntry | None) -> dict[str, list[MarkEntry]]:
        found: dict[str, list[MarkEntry]] = {}
        by_category = self._by_category
        for entry in panel.marks if panel else ():
            found.setdefault(entry.point.category if by_category else entry.series, []).append(entry)
        return found

    def mirror(self) -> None:
        """Show the session's panel."""
        self._mirroring = True
        panel = self._session.panel
        self._groups = self._gather(panel)
        first = self.tr("Group") if self._by_category else self.tr("Series")
        self.table.setHorizontalHeaderLabels([first, self.tr("Rows"), self.tr("Role")])
        if self.table.rowCount() != len(self._groups):
            self.table.setRowCount(len(self._groups))
        for row, (name, entries) in enumerate(self._groups.items()):
            self._fill(row, name, entries)
        self.words.setText(self._words())
        self._mirroring = False

    def _fill(self, row: int, name: str, entries: list[MarkEntry]) -> None:
        item = self._item(row, 0)
        item.setText(name)
        item.setData(Qt.ItemDataRole.UserRole, name)
        item.setData(Qt.ItemDataRole.DecorationRole, theme.series_color(0 if self._by_category else row))
        count = self._item(row, 1)
        count.setText(str(len(entries)))
        count.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        count.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        combo = self.table.cellWidget(row, 2)
        if not isinstance(combo, QComboBox):
            combo = self._role_combo(row)
        roles = {e.role for e in entries}
        show_data(combo, roles.pop() if len(roles) == 1 else Role.NONE)

    def _item(self, row: int, column: int) -> QTableWidgetItem:
        found = self.table.item(row, column)
        if found is None:
            found = QTableWidgetItem()
            self.table.setItem(row, column, found)
        return found

    def _role_combo(self, row: int) -> QComboBox:
        words = (
            (self.tr("none"), Role.NONE),
            (self.tr("treatment"), Role.TREATMENT),
            (self.tr("control"), Role.CONTROL),
        )
        combo = choice(self.tr("Role"), self.tr("Arm of the comparison this series is"), words)
        combo.activated.connect(lambda: self._set_role(row, combo.currentData()))
        self.table.setCellWidget(row, 2, combo)
        return combo

    def _set_role(self, row: int, role: Role) -> None:
        entries = list(self._groups.values())[row]
        self._session.edit_many("set_roles", [("set_role", {"mark": e.id, "role": role}) for e in entries])

    def _renamed(self, item: QTableWidgetItem) -> None:
        panel = self._session.panel
        old, new = item.data(Qt.ItemDataRole.UserRole), item.text().strip()
        if self._mirroring or item.column() or panel is None or old == new:
            return
        if self._by_category:
            entries = self._groups.get(old, [])
            steps = [("relabel_mark", {"mark": e.id, "category": new}) for e in entries]
            self._session.edit_many("rename_category", steps)
        else:
            self._session.edit("rename_series", panel=panel.id, old=old, new=new)

    def _clicked(self, row: int, column: int) -> None:
        groups = list(self._groups.values())
        if column < 2 and row < len(groups):
            self._session.select(e.id for e in groups[row])

    def _words(self) -> str:
        if not self._groups:
            return self.tr("Nothing read yet.")
        roles = {e.role for entries in self._groups.values() for e in entries}
        if {Role.TREATMENT, Role.CONTROL} <= roles:
            return self.tr(
                "Each treatment is compared with the control of its category: Compare (Ctrl+M) makes the pairs."
            )
        return self.tr("Say which is treatment and which is control to compare them; click a name to select its marks.")
