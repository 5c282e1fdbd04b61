"""Slow imports made in a background thread, so that no act waits for them."""

from __future__ import annotations

from importlib import import_module

from PyQt6.QtCore import QObject, QRunnable, QThreadPool, QTimer

#: Milliseconds after the start.
_DELAY_MS = 1200

#: What acts need, in the order they are likely to come.
_MODULES = (
    "figpool.io",
    "figpool.project.pictures",
    "figpool._cv",
    "PIL.ImageOps",
    "PIL.PngImagePlugin",
    "PIL.JpegImagePlugin",
    "figpool.extract.recompute",
    "figpool.project.exports",
)


class _Import(QRunnable):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def run(self) -> None:
        """Import (in the background thread)."""
        import_module(self._name)


class Warming(QObject):
    """Imports one module after the other."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads = QThreadPool(self)
        self._threads.setMaxThreadCount(1)
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(_DELAY_MS)
        self._delay.timeout.connect(self._begin)

    def start(self) -> None:
        """Begin soon: opening the first figure goes first."""
        self._delay.start()

    def _begin(self) -> None:
        for name in _MODULES:
            self._threads.start(_Import(name))

    def close(self) -> None:
        """Stop after the present module."""
        self._delay.stop()
        self._threads.clear()
        self._threads.waitForDone()
