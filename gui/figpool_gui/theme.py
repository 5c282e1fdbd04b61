"""Colours of the window, light and dark, and the colours of the overlay."""

from __future__ import annotations

from dataclasses import dataclass

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor, QGuiApplication, QPalette
from PyQt6.QtWidgets import QApplication, QStyleFactory


@dataclass(frozen=True)
class Theme:
    """Named colours as #rrggbb."""

    window: str
    base: str
    raised: str
    text: str
    quiet: str
    line: str
    accent: str
    on_accent: str
    canvas: str
    good: str
    doubt: str
    bad: str


LIGHT = Theme(
    window="#f4f6f8", base="#ffffff", raised="#ffffff", text="#1b2430", quiet="#5d6b7a", line="#d5dbe2",
    accent="#1f5a86", on_accent="#ffffff", canvas="#e4e8ed", good="#2c7a4b", doubt="#b25e09", bad="#b3362c",
)  # fmt: skip
DARK = Theme(
    window="#20252b", base="#181c21", raised="#272d34", text="#e6eaef", quiet="#9aa7b5", line="#39424c",
    accent="#5aa9e0", on_accent="#0d1722", canvas="#12151a", good="#63c48a", doubt="#f0a94a", bad="#ef7a6d",
)  # fmt: skip

#: Colours of series on the overlay; told apart by colour-blind eyes, visible on white paper (after Okabe & Ito).
SERIES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#7b5cc4", "#b58900", "#3aa3d8", "#8c564b")
#: Overlay colours that do not follow the theme: paper is white in the dark too.
AREA, TICK, FLAG, SETTLED, REJECTED = "#5b6b7b", "#7a3fb0", "#e08a00", "#2c7a4b", "#98a1ab"
#: Other reviewers' readings beside one's own.
OTHERS = ("#c2188f", "#00857a")
#: The cross-hair of the loupe, seen on black ink and on white paper.
CROSS = "#0a84ff"


def is_dark() -> bool:
    """Whether the system asks for dark windows."""
    hints = QGuiApplication.styleHints()
    return hints is not None and hints.colorScheme() is Qt.ColorScheme.Dark


def current() -> Theme:
    """Return the colours now in use."""
    return DARK if QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def series_color(index: int) -> QColor:
    """Return the colour of a series by its place in the panel."""
    return QColor(SERIES[index % len(SERIES)])


def apply(app: QApplication, theme: Theme | None = None) -> None:
    """Dress the application; by the system's wish when no theme is given."""
    chosen = theme or (DARK if is_dark() else LIGHT)
    app.setStyle(QStyleFactory.create("Fusion"))
    app.setPalette(_palette(chosen))
    app.setStyleSheet(_SHEET.format(**vars(chosen)))


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for name, color in (
        (role.Window, theme.window), (role.WindowText, theme.text), (role.Base, theme.base),
        (role.AlternateBase, theme.window), (role.Text, theme.text), (role.Button, theme.raised),
        (role.ButtonText, theme.text), (role.ToolTipBase, theme.raised), (role.ToolTipText, theme.text),
        (role.Highlight, theme.accent), (role.HighlightedText, theme.on_accent), (role.Link, theme.accent),
        (role.PlaceholderText, theme.quiet), (role.Mid, theme.line), (role.Dark, theme.quiet),
        (role.Light, theme.raised), (role.Midlight, theme.line), (role.Accent, theme.accent),
    ):  # fmt: skip
        palette.setColor(name, QColor(color))
    for name in (role.WindowText, role.Text, role.ButtonText):
        faded = QColor(theme.quiet)
        faded.setAlpha(130)
        palette.setColor(QPalette.ColorGroup.Disabled, name, faded)
    return palette


_SHEET = """
QToolBar {{ border: 0; spacing: 2px; padding: 3px 6px; background: {window}; }}
QToolBar::separator {{ background: {line}; width: 1px; height: 1px; margin: 5px; }}
QToolButton {{ border: 1px solid transparent; border-radius: 6px; padding: 4px; }}
QToolButton:hover {{ background: {line}; }}
QToolButton:checked {{ background: {line}; border-color: {accent}; }}
QToolButton:focus {{ border-color: {accent}; }}
QDockWidget {{ font-weight: 600; }}
QDockWidget::title {{ padding: 6px 10px; background: {window}; border-bottom: 1px solid {line}; }}
QMainWindow::separator {{ background: {line}; width: 1px; height: 1px; }}
QStatusBar {{ border-top: 1px solid {line}; }}
QStatusBar::item {{ border: 0; }}
QTabWidget::pane {{ border: 0; border-top: 1px solid {line}; }}
QTabBar::tab {{ padding: 6px 11px; border: 0; border-bottom: 2px solid transparent; color: {quiet};
  background: transparent; }}
QTabBar::tab:selected {{ color: {text}; border-bottom-color: {accent}; }}
QTabBar::tab:hover {{ color: {text}; }}
QHeaderView::section {{ background: {window}; color: {quiet}; border: 0; border-bottom: 1px solid {line};
  padding: 4px 6px; }}
QTableView, QListView, QTreeView, QTextBrowser, QPlainTextEdit {{ border: 1px solid {line}; border-radius: 5px; }}
QTableView {{ gridline-color: {line}; }}
QLineEdit {{ border: 1px solid {line}; border-radius: 5px; padding: 3px 6px; background: {base}; min-height: 18px; }}
QLineEdit:focus, QTableView:focus, QListView:focus {{ border-color: {accent}; }}
QComboBox {{ min-height: 22px; }}
QFrame[frameShape="4"] {{ color: {line}; }}
QPushButton {{ border: 1px solid {line}; border-radius: 6px; padding: 5px 12px; background: {raised}; }}
QPushButton:hover {{ border-color: {accent}; }}
QPushButton:focus {{ border-color: {accent}; }}
QPushButton:disabled {{ color: {quiet}; border-color: {line}; background: transparent; }}
QPushButton:flat {{ border-color: transparent; background: transparent; color: {accent}; }}
QLineEdit:disabled {{ background: transparent; color: {quiet}; }}
QPushButton[primary="true"] {{ background: {accent}; color: {on_accent}; border-color: {accent}; font-weight: 600; }}
QPushButton[primary="true"]:focus {{ border: 2px solid {text}; padding: 4px 11px; }}
QPushButton[primary="true"]:disabled {{ background: {line}; color: {quiet}; border-color: {line}; }}
QLabel[quiet="true"] {{ color: {quiet}; }}
QLabel[doubt="true"] {{ color: {doubt}; }}
QLabel[heading="true"] {{ font-weight: 600; }}
QLabel[title="true"] {{ font-size: 20pt; font-weight: 600; }}
QFrame[banner="true"] {{ background: {raised}; border-bottom: 1px solid {line}; }}
QFrame[zone="true"] {{ background: {raised}; border: 2px dashed {line}; border-radius: 14px; }}
QFrame[card="true"] {{ background: {raised}; border: 1px solid {line}; border-radius: 10px; }}
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {line}; padding: 4px; }}
QProgressBar {{ border: 1px solid {line}; border-radius: 5px; text-align: center; max-height: 14px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 4px; }}
QScrollArea {{ border: 0; }}
"""
