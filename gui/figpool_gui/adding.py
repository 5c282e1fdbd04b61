"""Files into the project in a background thread: a scan of 30 MB must not stop the window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PyQt6.QtCore import QCoreApplication, QObject, QRunnable, QThreadPool, pyqtSignal

from figpool.core.errors import FigpoolError
from figpool.project import Project
from figpool_gui.intake import Source


class _Signals(QObject):
    done = pyqtSignal(object, object, object)


class _Task(QRunnable):
    """Adds files over a connection of its own."""

    def __init__(self, project: Path, reviewer: str, sources: list[Source], signals: _Signals) -> None:
        super().__init__()
        self._project, self._reviewer, self._sources, self._signals = project, reviewer, sources, signals

    def run(self) -> None:
        """Add (in the background thread); every file that is none costs itself only."""
        added: list[int] = []
        reasons: list[str] = []
        try:
            with Project.open(self._project, self._reviewer) as project:
                for source, page in self._sources:
                    try:
                        added.append(project.add_figure(source, page, **_title(source, page)))
                    except FigpoolError as error:
                        reasons.append(str(error))
        except FigpoolError as error:
            reasons.append(str(error))
        self._signals.done.emit(self._project, list(dict.fromkeys(added)), reasons)


def _title(source: Path | tuple[str, bytes], page: int | None) -> dict[str, Any]:
    """Name the pages of a PDF apart."""
    if page is None:
        return {}
    name = source.name if isinstance(source, Path) else source[0]
    return {"title": QCoreApplication.translate("adding", "{0}, page {1}").format(name, page)}


class Adder(QObject):
    """Adds files to projects, one after the other.

    Signals
    -------
    done
        Path of the project, numbers of the figures added, sentences about files that are none.
    """

    done = pyqtSignal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads = QThreadPool(self)
        self._threads.setMaxThreadCount(1)
        self._signals = _Signals(self)
        self._signals.done.connect(self.done)

    def add(self, project: Path, reviewer: str, sources: list[Source]) -> None:
        """Add files; `done` comes once."""
        self._threads.start(_Task(project, reviewer, sources, self._signals))

    def close(self) -> None:
        """Wait for what is under way."""
        self._threads.clear()
        self._threads.waitForDone()
