"""Reading in child processes: the window only says which figure and takes readings back."""

from __future__ import annotations

import os
import sys
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, pyqtSignal

from figpool.project import StoredFigure
from figpool_gui.reader import pack, unpack


@dataclass(frozen=True)
class WorkerSettings:
    """How many child processes read, and how long one figure may take.

    Parameters
    ----------
    processes : int
        Child processes.
    seconds : float
        Limit for one figure; the child is ended after it.
    """

    processes: int = field(default_factory=lambda: max(1, min(4, (os.cpu_count() or 2) - 1)))
    seconds: float = 180.0


@dataclass(frozen=True)
class Job:
    """One figure to read.

    Parameters
    ----------
    figure : int
        Number in the project.
    payload : tuple
        Path of the project, StoredFigure with the hints kept for it.
    """

    figure: int
    payload: tuple[Path, StoredFigure]


class Worker(QObject):
    """One child process; restarted when it dies."""

    answered = pyqtSignal(int, str, object)

    def __init__(self, settings: WorkerSettings, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._buffer = b""
        self.job: Job | None = None
        self._process: QProcess | None = None
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.timeout.connect(self._too_long)

    def start(self) -> None:
        """Start the child, so that it is warm before it is needed."""
        if self._process is None:
            self._process = self._spawn()

    def _spawn(self) -> QProcess:
        process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONPATH", os.pathsep.join(p for p in sys.path if p))
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
            environment.insert(name, "1")
        process.setProcessEnvironment(environment)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.SeparateChannels)
        process.setStandardErrorFile(QProcess.nullDevice())
        process.readyReadStandardOutput.connect(self._receive)
        process.finished.connect(self._died)
        self._buffer = b""
        process.start(sys.executable, ["-m", "figpool_gui.reader"])
        return process

    def give(self, job: Job) -> None:
        """Read a figure; `answered` comes once."""
        self.start()
        self.job = job
        self._clock.start(round(1000 * self._settings.seconds))
        if self._process is not None:
            self._process.write(pack((job.figure, *job.payload)))

    def _receive(self) -> None:
        if self._process is None:
            return
        self._buffer += bytes(self._process.readAllStandardOutput().data())
        while (found := unpack(self._buffer)) is not None:
            (figure, kind, value), taken = found
            self._buffer = self._buffer[taken:]
            self._finish(figure, kind, value)

    def _finish(self, figure: int, kind: str, value: Any) -> None:
        self._clock.stop()
        self.job = None
        self.answered.emit(figure, kind, value)

    def _too_long(self) -> None:
        self._replace(self.tr("Reading took longer than {0:.0f} s and was stopped.").format(self._settings.seconds))

    def _died(self) -> None:
        self._replace(self.tr("The reading process ended unexpectedly."))

    def _replace(self, reason: str) -> None:
        job = self.job
        self.stop()
        if job is not None:
            self._finish(job.figure, "failed", reason)

    def stop(self) -> None:
        """End the child; its job is forgotten."""
        self._clock.stop()
        self.job = None
        process, self._process = self._process, None
        if process is not None:
            process.readyReadStandardOutput.disconnect(self._receive)
            process.finished.disconnect(self._died)
            process.kill()
            process.waitForFinished(3000)
            process.deleteLater()


class ReadingQueue(QObject):
    """Figures waiting to be read, and the processes that read them."""

    read = pyqtSignal(int, object)
    failed = pyqtSignal(int, str)
    progress = pyqtSignal(int, int)

    def __init__(self, settings: WorkerSettings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        chosen = settings or WorkerSettings()
        self._workers = [Worker(chosen, self) for _ in range(chosen.processes)]
        for worker in self._workers:
            worker.answered.connect(self._answered)
        self._waiting: deque[Job] = deque()
        self._done = 0
        self._total = 0

    def warm_up(self) -> None:
        """Start one child ahead of need."""
        self._workers[0].start()

    @property
    def pending(self) -> frozenset[int]:
        """Figures waiting or being read."""
        return frozenset([job.figure for job in self._waiting] + [w.job.figure for w in self._workers if w.job])

    def add(self, job: Job) -> None:
        """Queue a figure; one that waits already is not queued twice."""
        if job.figure in self.pending:
            return
        self._waiting.append(job)
        self._total += 1
        self._hand_out()
        self.progress.emit(self._done, self._total)

    def _hand_out(self) -> None:
        for worker in self._workers:
            if worker.job is None and self._waiting:
                worker.give(self._waiting.popleft())

    def _answered(self, figure: int, kind: str, value: Any) -> None:
        self._done += 1
        self._hand_out()
        signal = {"read": self.read, "failed": self.failed}[kind]
        signal.emit(figure, value)
        self.progress.emit(self._done, self._total)
        if not self.pending:
            self._done = self._total = 0

    def cancel(self) -> None:
        """Forget what waits and end what is being read."""
        self._waiting.clear()
        for worker in self._workers:
            if worker.job is not None:
                worker.stop()
        self._done = self._total = 0
        self.progress.emit(0, 0)

    def close(self) -> None:
        """End all child processes."""
        self._waiting.clear()
        for worker in self._workers:
            worker.stop()
