"""Slow imports made in a background thread, so that no act waits for them."""

from __future__ import annotations

from importlib import import_module

from PyQt6.QtCore import QObject, QRunnable, QThreadPool

#: What acts need, in the order they are likely to come.
_MODULES = (
    "figpool.extract.recompute",
    "figpool.project.exports",
    "pandas",
    "figpool.pool",
    "matplotlib.backends.backend_agg",
    "figpool.report.forest",
    "figpool.report.pooling_analysis",
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

    def start(self) -> None:
        """Begin."""
        for name in _MODULES:
            self._threads.start(_Import(name))

    def close(self) -> None:
        """Stop after the present module."""
        self._threads.clear()
        self._threads.waitForDone()
