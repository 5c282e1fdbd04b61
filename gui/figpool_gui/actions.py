"""All actions of the window in one list: menus, toolbar, shortcuts and the help page are made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PyQt6.QtCore import QCoreApplication, Qt
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QWidget

from figpool_gui.icons import icon

#: What an action needs before it can do anything.
PROJECT, FIGURE, READING = "project", "figure", "reading"


@dataclass(frozen=True)
class ActionSpec:
    """One action: a command, called when it is triggered.

    Parameters
    ----------
    name : str
        Name; the command of that name is called (tools: the tool of that name is used).
    menu : str
        Menu it stands in.
    text, tip : str
        Words, and what it does.
    keys : str
        Shortcut.
    icon : str
        Name of its icon; empty: none.
    needs : str
        "" nothing, "project", "figure" or "reading": what must be open.
    """

    name: str
    menu: str
    text: str
    tip: str
    keys: str = ""
    icon: str = ""
    needs: str = ""

    checkable: ClassVar[bool] = False

    def wire(self, action: QAction, owners: Sequence[Any]) -> None:
        """Call the command on the first of the owners that has it."""
        act = self.command(owners)
        action.triggered.connect(lambda _=False: act())

    def command(self, owners: Sequence[Any]) -> Callable[..., Any]:
        """Return what the action calls: ``do_NAME`` or ``NAME`` of an owner."""
        wanted = (f"do_{self.name}", self.name)
        found: Callable[..., Any] = next(getattr(o, n) for o in owners for n in wanted if hasattr(o, n))
        return found


@dataclass(frozen=True)
class ToggleSpec(ActionSpec):
    """A command with on and off."""

    checkable: ClassVar[bool] = True

    def wire(self, action: QAction, owners: Sequence[Any]) -> None:
        """Call the command with the new state."""
        action.toggled.connect(self.command(owners))


@dataclass(frozen=True)
class ToolSpec(ActionSpec):
    """A tool that takes the mouse."""

    checkable: ClassVar[bool] = True

    def wire(self, action: QAction, owners: Sequence[Any]) -> None:
        """Give the mouse to the tool of that name."""
        use = next(o.use_tool for o in owners if hasattr(o, "use_tool"))
        action.triggered.connect(lambda _=False: use(self.name))


FILE, EDIT, REVIEW, VIEW, TOOLS, POOL, HELP = "&File", "&Edit", "&Review", "&View", "&Tools", "&Pool", "&Help"

SPECS: tuple[ActionSpec, ...] = (
    ActionSpec("open_figures", FILE, "&Open figures …", "Add pictures or PDF files; they are read at once", "Ctrl+O",
               "open"),
    ActionSpec("add_folder", FILE, "Add &folder …", "Add and read all figures of a folder", "Ctrl+Shift+O", "folder"),
    ActionSpec("new_project", FILE, "&New project …", "Begin an empty project", "Ctrl+N"),
    ActionSpec("open_project", FILE, "Open &project …", "Open a project file", "Ctrl+P", "project"),
    ActionSpec("export_rows", FILE, "&Export rows …", "Write all rows as CSV, XLSX or JSON", "Ctrl+E",
               "export", PROJECT),
    ActionSpec("export_other", FILE, "Export o&ther …", "Write effects, metafor, RevMan, supplement or methods",
               "Ctrl+Shift+E", "", PROJECT),
    ActionSpec("reviewer", FILE, "Re&viewer …", "Say who is working", "Ctrl+Shift+U"),
    ToggleSpec("blind", FILE, "&Blind to other reviewers", "Hide what others have extracted", "Ctrl+Shift+B"),
    ActionSpec("quit", FILE, "&Quit", "Close the window; everything is saved already", "Ctrl+Q"),
    ActionSpec("undo", EDIT, "&Undo", "Take back the last act, also from an earlier day", "Ctrl+Z", "undo"),
    ActionSpec("redo", EDIT, "&Redo", "Do again what was taken back", "Ctrl+Shift+Z", "redo"),
    ActionSpec("copy_rows", EDIT, "&Copy rows", "Copy the selected rows, or all, for a spreadsheet", "Ctrl+C", "",
               READING),
    ActionSpec("paste", EDIT, "&Paste figure", "Add the picture or files of the clipboard", "Ctrl+V"),
    ActionSpec("delete", EDIT, "&Delete marks", "Delete the selected marks", "Del", "delete", READING),
    ActionSpec("relabel", EDIT, "Re&label …", "Give the selected marks another category", "R", "", READING),
    ActionSpec("select_all", EDIT, "Select &all marks", "Select all marks of the figure", "Ctrl+A", "", READING),
    ActionSpec("remove_figure", EDIT, "Remove &figure", "Take the figure off the list; undo brings it back",
               "Ctrl+Backspace", "", FIGURE),
    ActionSpec("read", REVIEW, "&Read again", "Read the figure automatically; your corrections stay", "Ctrl+R", "read",
               FIGURE),
    ActionSpec("read_unread", REVIEW, "Read all &unread", "Read every figure not read yet", "Ctrl+Shift+R", "",
               PROJECT),
    ActionSpec("next_flagged", REVIEW, "&Next to check", "Go to the next value that may be wrong", "N", "next",
               PROJECT),
    ActionSpec("accept", REVIEW, "&Accept", "Accept the selected marks, or the whole figure, and go on", "A", "accept",
               READING),
    ActionSpec("reject", REVIEW, "Re&ject marks", "The selected marks are no data", "X", "", READING),
    ActionSpec("next_figure", REVIEW, "Next &figure", "Show the next figure", "Ctrl+PgDown", "", PROJECT),
    ActionSpec("previous_figure", REVIEW, "&Previous figure", "Show the figure before", "Ctrl+PgUp", "", PROJECT),
    ActionSpec("fit", VIEW, "&Fit", "Show the whole figure", "F", "fit", FIGURE),
    ActionSpec("one_to_one", VIEW, "&1:1", "One pixel of the figure on one of the screen", "Ctrl+1", "one", FIGURE),
    ActionSpec("zoom_in", VIEW, "Zoom &in", "Larger", "Ctrl++", "", FIGURE),
    ActionSpec("zoom_out", VIEW, "Zoom &out", "Smaller", "Ctrl+-", "", FIGURE),
    ToggleSpec("overlay", VIEW, "O&verlay", "Show or hide what was read", "Space", "eye"),
    ToggleSpec("loupe", VIEW, "&Loupe", "Eight times as large, beside the cursor", "Z", "loupe"),
    ActionSpec("next_part", VIEW, "Next &part of the window", "Figures, canvas, tabs, rows, effects in turn", "F6"),
    ActionSpec("previous_part", VIEW, "Part &before", "The part of the window before", "Shift+F6"),
    ToolSpec("select", TOOLS, "&Select and drag", "Select marks, drag handles, ticks and corners", "V", "select",
             FIGURE),
    ToolSpec("pan", TOOLS, "&Hand", "Move the figure", "H", "pan", FIGURE),
    ToolSpec("lasso", TOOLS, "&Lasso", "Draw around several marks", "L", "lasso", FIGURE),
    ToolSpec("add", TOOLS, "&Add marks", "Press on a value and drag to the cap", "M", "add", FIGURE),
    ToolSpec("ticks", TOOLS, "&Ticks", "Click ticks and type their values", "T", "ticks", FIGURE),
    ToolSpec("crop", TOOLS, "&Crop", "Make a part of the picture a figure of its own", "C", "crop", FIGURE),
    ToolSpec("guide", TOOLS, "Read by han&d", "Area, ticks, then group by group, step by step", "G", "guide", FIGURE),
    ActionSpec("compare", POOL, "&Compare groups", "Pair treatments with controls, or the two selected rows", "Ctrl+M",
               "pool", PROJECT),
    ToggleSpec("pooling", POOL, "&Effects and plots", "Show or hide comparisons, forest plot and result", "Ctrl+L",
               "forest", PROJECT),
    ActionSpec("help", HELP, "&Keys", "A page of all keys", "F1", "help"),
    ActionSpec("hint", HELP, "&First steps", "Three steps to begin with", "Shift+F1"),
    ActionSpec("samples", HELP, "Open the &sample project", "Figures made for trying out, with known values",
               "Ctrl+Shift+S"),
)  # fmt: skip
TOOL_SPECS = tuple(spec for spec in SPECS if isinstance(spec, ToolSpec))

#: Keys that mean something else on buttons and lists: they act while the canvas has the focus.
_CANVAS_KEYS = frozenset({"Space"})


def tr(text: str) -> str:
    """Translate the words of an action."""
    return QCoreApplication.translate("actions", text)


def make_actions(parent: QWidget) -> Mapping[str, QAction]:
    """Return all actions by name, with words, tooltips, keys and icons."""
    made: dict[str, QAction] = {}
    for spec in SPECS:
        action = QAction(tr(spec.text), parent)
        keys = f" ({spec.keys})" if spec.keys else ""
        action.setToolTip(f"{tr(spec.tip)}{keys}")
        action.setStatusTip(tr(spec.tip))
        action.setShortcut(QKeySequence(spec.keys))
        action.setCheckable(spec.checkable)
        if spec.icon:
            action.setIcon(icon(spec.icon))
        if spec.keys in _CANVAS_KEYS:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made[spec.name] = action
    return made


def wire_actions(actions: Mapping[str, QAction], owners: Sequence[Any]) -> None:
    """Connect every action with the one of the owners that knows it."""
    for spec in SPECS:
        spec.wire(actions[spec.name], owners)


def enable_actions(actions: Mapping[str, QAction], there: frozenset[str]) -> None:
    """Enable the actions whose needs are met."""
    for spec in SPECS:
        if spec.needs:
            actions[spec.name].setEnabled(spec.needs in there)
