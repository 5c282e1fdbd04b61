"""All actions of the window in one list: menus, toolbar, shortcuts and the help page are made from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PyQt6.QtCore import QCoreApplication, Qt
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QMenu, QMenuBar, QToolBar, QWidget

from figpool_gui.icons import icon


@dataclass(frozen=True)
class ActionSpec:
    """One action.

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
    kind : str
        "command", "toggle" (a command with on and off) or "tool".
    """

    name: str
    menu: str
    text: str
    tip: str
    keys: str = ""
    icon: str = ""
    kind: str = "command"


FILE, EDIT, REVIEW, VIEW, TOOLS, POOL, HELP = "&File", "&Edit", "&Review", "&View", "&Tools", "&Pool", "&Help"

SPECS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "open_figures", FILE, "&Open figures …", "Add pictures or PDF files; they are read at once", "Ctrl+O", "open"
    ),
    ActionSpec("add_folder", FILE, "Add &folder …", "Add and read all figures of a folder", "Ctrl+Shift+O", "folder"),
    ActionSpec("new_project", FILE, "&New project …", "Begin an empty project", "Ctrl+N"),
    ActionSpec("open_project", FILE, "Open &project …", "Open a project file", "Ctrl+P", "project"),
    ActionSpec("export_rows", FILE, "&Export rows …", "Write all rows as CSV, XLSX or JSON", "Ctrl+E", "export"),
    ActionSpec(
        "export_other", FILE, "Export &other …", "Write effects, metafor, RevMan, supplement or methods", "Ctrl+Shift+E"
    ),
    ActionSpec("reviewer", FILE, "Re&viewer …", "Say who is working", ""),
    ActionSpec("blind", FILE, "&Blind to other reviewers", "Hide what others have extracted", "", "", "toggle"),
    ActionSpec("quit", FILE, "&Quit", "Close the window; everything is saved already", "Ctrl+Q"),
    ActionSpec("undo", EDIT, "&Undo", "Take back the last act, also from an earlier day", "Ctrl+Z", "undo"),
    ActionSpec("redo", EDIT, "&Redo", "Do again what was taken back", "Ctrl+Shift+Z", "redo"),
    ActionSpec("copy_rows", EDIT, "&Copy rows", "Copy the selected rows, or all, for a spreadsheet", "Ctrl+C"),
    ActionSpec("paste", EDIT, "&Paste figure", "Add the picture or files of the clipboard", "Ctrl+V"),
    ActionSpec("delete", EDIT, "&Delete marks", "Delete the selected marks", "Del", "delete"),
    ActionSpec("relabel", EDIT, "Re&label …", "Give the selected marks another category", "R"),
    ActionSpec("select_all", EDIT, "Select &all marks", "Select all marks of the figure", "Ctrl+A"),
    ActionSpec("remove_figure", EDIT, "Remove &figure", "Take the figure off the list; undo brings it back", ""),
    ActionSpec("read", REVIEW, "&Read again", "Read the figure automatically; your corrections stay", "Ctrl+R", "read"),
    ActionSpec("read_unread", REVIEW, "Read all &unread", "Read every figure not read yet", "Ctrl+Shift+R"),
    ActionSpec("next_flagged", REVIEW, "&Next to check", "Go to the next value that may be wrong", "N", "next"),
    ActionSpec("accept", REVIEW, "&Accept", "Accept the selected marks, or the whole figure, and go on", "A", "accept"),
    ActionSpec("reject", REVIEW, "Re&ject marks", "The selected marks are no data", "X"),
    ActionSpec("next_figure", REVIEW, "Next &figure", "Show the next figure", "Ctrl+PgDown"),
    ActionSpec("previous_figure", REVIEW, "&Previous figure", "Show the figure before", "Ctrl+PgUp"),
    ActionSpec("fit", VIEW, "&Fit", "Show the whole figure", "F", "fit"),
    ActionSpec("one_to_one", VIEW, "&1:1", "One pixel of the figure on one of the screen", "Ctrl+1", "one"),
    ActionSpec("zoom_in", VIEW, "Zoom &in", "Larger", "Ctrl++"),
    ActionSpec("zoom_out", VIEW, "Zoom &out", "Smaller", "Ctrl+-"),
    ActionSpec("overlay", VIEW, "O&verlay", "Show or hide what was read", "Space", "eye", "toggle"),
    ActionSpec("loupe", VIEW, "&Loupe", "Eight times as large, beside the cursor", "Z", "loupe", "toggle"),
    ActionSpec(
        "select", TOOLS, "&Select and drag", "Select marks, drag handles, ticks and corners", "V", "select", "tool"
    ),
    ActionSpec("pan", TOOLS, "&Hand", "Move the figure", "H", "pan", "tool"),
    ActionSpec("lasso", TOOLS, "&Lasso", "Draw around several marks", "L", "lasso", "tool"),
    ActionSpec("add", TOOLS, "&Add marks", "Press on a value and drag to the cap", "M", "add", "tool"),
    ActionSpec("ticks", TOOLS, "&Ticks", "Click ticks and type their values", "T", "ticks", "tool"),
    ActionSpec("crop", TOOLS, "&Crop", "Make a part of the picture a figure of its own", "C", "crop", "tool"),
    ActionSpec("guide", TOOLS, "Read by han&d", "Area, ticks, then group by group, step by step", "G", "guide", "tool"),
    ActionSpec(
        "compare", POOL, "&Compare groups", "Pair treatments with controls, or the two selected rows", "Ctrl+M", "pool"
    ),
    ActionSpec(
        "pooling",
        POOL,
        "&Effects and plots",
        "Show or hide comparisons, forest plot and result",
        "Ctrl+L",
        "",
        "toggle",
    ),
    ActionSpec("help", HELP, "&Keys", "A page of all keys", "F1", "help"),
    ActionSpec("hint", HELP, "&First steps", "Three steps to begin with", ""),
    ActionSpec("samples", HELP, "Open the &sample project", "Figures made for trying out, with known values", ""),
)

#: Keys that mean something else on buttons and lists: they act while the canvas has the focus.
_CANVAS_KEYS = frozenset({"Space"})

#: Actions of the toolbar above the canvas; an empty name is a gap.
TOOLBAR = (
    "open_figures", "read", "", "undo", "redo", "", "next_flagged", "accept", "", "fit", "one_to_one", "overlay",
    "loupe", "", "compare", "export_rows",
)  # fmt: skip


def fill_menus(bar: QMenuBar, actions: Mapping[str, QAction]) -> None:
    """Put all actions into menus."""
    menus: dict[str, QMenu | None] = {}
    for spec in SPECS:
        if spec.menu not in menus:
            menus[spec.menu] = bar.addMenu(tr(spec.menu))
        menu = menus[spec.menu]
        if menu is not None:
            menu.addAction(actions[spec.name])


def fill_toolbars(acts: QToolBar, tools: QToolBar, actions: Mapping[str, QAction]) -> None:
    """Put the frequent acts and the tools into their toolbars."""
    for name in TOOLBAR:
        if name:
            acts.addAction(actions[name])
        else:
            acts.addSeparator()
    for spec in SPECS:
        if spec.kind == "tool":
            tools.addAction(actions[spec.name])


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
        action.setCheckable(spec.kind in {"toggle", "tool"})
        if spec.icon:
            action.setIcon(icon(spec.icon))
        if spec.keys in _CANVAS_KEYS:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made[spec.name] = action
    return made
