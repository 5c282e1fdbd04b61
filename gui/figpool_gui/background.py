"""What takes long, done in a thread of its own; results come back to the window's thread, in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PyQt6.QtCore import QObject, QRunnable, QThreadPool, pyqtSignal

from figpool_gui.mishaps import sentence

Act = Callable[[], Any]
Then = Callable[[Any], None]
Otherwise = Callable[[str], None]


class _Signals(QObject):
    done = pyqtSignal(object, object)
    failed = pyqtSignal(object, str)


class _Task(QRunnable):
    """One act, and what is to follow in the window's thread."""

    def __init__(self, act: Act, then: Then | None, otherwise: Otherwise, signals: _Signals) -> None:
        super().__init__()
        self._act, self._then, self._otherwise, self._signals = act, then, otherwise, signals

    def run(self) -> None:
        """Act (in the background thread); any error becomes a sentence, as Qt would end the process."""
        try:
            result = self._act()
        except Exception as error:
            self._signals.failed.emit(self._otherwise, sentence(error))
        else:
            self._signals.done.emit(self._then, result)


class Background(QObject):
    """A thread that does one thing after the other.

    What it is given must not touch widgets, nor a project of the window's
    thread: it opens the file over a connection of its own.

    Signals
    -------
    failed
        A sentence about an act that could not be done.
    """

    failed = pyqtSignal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads = QThreadPool(self)
        self._threads.setMaxThreadCount(1)
        self._signals = _Signals(self)
        self._signals.done.connect(self._finish)
        self._signals.failed.connect(self._fail)
        self._closed = False

    def do(self, act: Act, then: Then | None = None, otherwise: Otherwise | None = None) -> None:
        """Act in the background; `then` gets the result in the window's thread.

        Parameters
        ----------
        act : callable
            Without arguments.
        then : callable, optional
            Gets what `act` returned; not called when it failed.
        otherwise : callable, optional
            Gets the sentence when it failed; without it `failed` is emitted.
        """
        self._threads.start(_Task(act, then, otherwise or self.failed.emit, self._signals))

    def _finish(self, then: Then | None, result: Any) -> None:
        if not self._closed and then is not None:
            then(result)

    def _fail(self, otherwise: Otherwise, reason: str) -> None:
        if not self._closed:
            otherwise(reason)

    def close(self, *, drop: bool = False) -> None:
        """Wait for what is under way and what waits.

        Parameters
        ----------
        drop : bool
            Forget what has not begun.
        """
        if drop:
            self._threads.clear()
        self._threads.waitForDone()
        self._closed = True
