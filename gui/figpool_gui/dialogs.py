"""Every question the window asks goes through here, so that tests can answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PyQt6.QtWidgets import QFileDialog, QInputDialog, QWidget

FIGURES = "*.png *.jpg *.jpeg *.tif *.tiff *.bmp *.webp *.pdf *.svg"


class Dialogs:
    """Asks for files and names.

    Parameters
    ----------
    parent : QWidget
        Window the dialogs belong to.
    """

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent

    def open_figures(self) -> list[Path]:
        """Ask for figures."""
        tr = self._parent.tr
        names, _ = QFileDialog.getOpenFileNames(
            self._parent, tr("Open figures"), "", f"{tr('Figures')} ({FIGURES});;{tr('All files')} (*)"
        )
        return [Path(n) for n in names]

    def open_project(self) -> Path | None:
        """Ask for a project."""
        tr = self._parent.tr
        name, _ = QFileDialog.getOpenFileName(self._parent, tr("Open project"), "", "figpool (*.figpool)")
        return Path(name) if name else None

    def folder(self) -> Path | None:
        """Ask for a folder of figures."""
        name = QFileDialog.getExistingDirectory(self._parent, self._parent.tr("Add a folder of figures"))
        return Path(name) if name else None

    def save(self, title: str, suggested: Path, suffixes: str) -> Path | None:
        """Ask where to write."""
        name, _ = QFileDialog.getSaveFileName(self._parent, title, str(suggested), suffixes)
        return Path(name) if name else None

    def save_as(self, title: str, suggested: Path, filters: Sequence[str]) -> tuple[Path, str] | None:
        """Ask where to write, and in which of several formats."""
        name, chosen = QFileDialog.getSaveFileName(self._parent, title, str(suggested), ";;".join(filters))
        return (Path(name), chosen) if name else None

    def text(self, title: str, question: str, value: str = "") -> str | None:
        """Ask for a line of text; None when it was left."""
        found, accepted = QInputDialog.getText(self._parent, title, question, text=value)
        return found.strip() if accepted else None
