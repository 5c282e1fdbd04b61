"""The near side of a worker process: sends it a figure, waits within limits, replaces it when it dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from typing import Any, BinaryIO, cast

from figpool.batch.task import READER, Limits, Outcome, Task
from figpool.batch.wire import receive, send
from figpool.project.codec import decode, encode
from figpool.project.model import Reading

#: Time a worker may take to start, seconds.
_START_SECONDS = 120.0


class ReaderProcess:
    """Reads figures in a process of its own, one at a time.

    Parameters
    ----------
    limits : Limits
        What one figure may cost.
    reader : str
        "module:name" of the function that reads.
    """

    def __init__(self, limits: Limits, reader: str = READER) -> None:
        self._limits = limits
        self._reader = reader
        self._process: subprocess.Popen[bytes] | None = None
        self._starting, self._closed = threading.Lock(), False

    def read(self, task: Task) -> Outcome:
        """Read one figure; whatever goes wrong is told in the outcome."""
        start = time.monotonic()
        fresh = self._process is None or self._process.poll() is not None
        process = self._start() if fresh else self._process
        if process is None:
            return Outcome(task.figure, None, "The batch was ended before it was read.", 0.0)
        allowed = self._limits.seconds + (_START_SECONDS if fresh else 0.0)
        late = threading.Event()
        timer = threading.Timer(allowed, _kill_late, (process, late))
        timer.daemon = True
        timer.start()
        try:
            answer = _ask(process, task)
        finally:
            timer.cancel()
        seconds = time.monotonic() - start
        if answer is None:
            self._process = None
            return Outcome(task.figure, None, self._death(process, late=late.is_set()), seconds)
        if answer["last"]:
            self._end()
        if "failure" in answer:
            return Outcome(task.figure, None, str(answer["failure"]), seconds)
        return Outcome(task.figure, decode(Reading, answer["reading"], task.name), "", seconds)

    def _start(self) -> subprocess.Popen[bytes] | None:
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        environment = os.environ | threads | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        command = [sys.executable, "-m", "figpool.batch.worker", self._reader, str(self._limits.megabytes)]
        # a batch that is ended while a process starts must not leave it behind, nor wait for what it reads
        with self._starting:
            if not self._closed:
                pipe = subprocess.PIPE
                self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, env=environment)
            return self._process

    def _death(self, process: subprocess.Popen[bytes], *, late: bool) -> str:
        code = process.wait()
        _close_pipes(process)
        if late:
            return f"It took longer than {self._limits.seconds:g} s. Crop it, or raise --time."
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return f"The worker process died while reading it ({how}). Please report it."

    def close(self) -> None:
        """End the process, for good."""
        with self._starting:
            self._closed = True
        self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            _close_pipes(process)


def _ask(process: subprocess.Popen[bytes], task: Task) -> dict[str, Any] | None:
    """Send a figure and wait for the answer; None when the process is gone."""
    head = {
        "figure": task.figure,
        "sha256": task.sha256,
        "name": task.name,
        "page": task.page,
        "crop": encode(task.crop),
        "settings": task.settings,
    }
    try:
        send(cast("BinaryIO", process.stdin), head, task.data)
    except OSError:
        return None
    message = receive(cast("BinaryIO", process.stdout))
    return None if message is None else message[0]


def _kill_late(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:
                continue  # bytes for a dead process could not be delivered
