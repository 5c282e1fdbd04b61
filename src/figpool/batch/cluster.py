"""An existing Dask cluster: each of its workers keeps one reading process of its own."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from concurrent.futures import CancelledError
from functools import cache
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from figpool.batch.reader import ReaderProcess
from figpool.batch.task import READER, Limits, Outcome, Task
from figpool.core.errors import InputError, UsageError

_AHEAD = 2
_CONNECT_SECONDS = 15


def read_on_cluster(tasks: Iterator[Task], address: str, limits: Limits, reader: str = READER) -> Iterator[Outcome]:
    """Read figures on a Dask cluster.

    Parameters
    ----------
    tasks : iterator of Task
        Drawn as workers become free.
    address : str
        Of the scheduler, "tcp://host:8786".
    limits : Limits
        What one figure may cost.
    reader : str
        "module:name" of the function that reads.

    Yields
    ------
    Outcome
        As they come, in no fixed order.

    Raises
    ------
    UsageError
        Dask is not installed.
    InputError
        No scheduler answers at that address, it has no workers, or it is gone before the end.
    """
    try:
        dask: Any = import_module("distributed")
    except ImportError:
        raise UsageError("--scheduler needs Dask.", 'Install it: pip install "figpool[dask]".') from None
    _check_address(address)
    try:
        client = dask.Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        hint = "Start one with: dask scheduler (see docs/cluster.md)."
        raise InputError(f"No Dask scheduler answers at {address} ({error}).", hint) from error
    try:
        slots = sum(client.nthreads().values())
        if slots == 0:
            raise InputError(f"The cluster at {address} has no workers.", f"Start some with: dask worker {address}")
        done = dask.as_completed(loop=client.loop)
        figures: dict[str, int] = {}
        for task in tasks:
            future = client.submit(read_here, task, limits, reader, pure=False, retries=0)
            figures[future.key] = task.figure
            done.add(future)
            if done.count() >= _AHEAD * slots:
                yield _result(next(done), figures, address)
        while done.count():
            yield _result(next(done), figures, address)
    finally:
        client.close()


def _check_address(address: str) -> None:
    hint = "Write it as the scheduler prints it: tcp://host:8786."
    try:
        parts = urlsplit(address)
        complete = bool(parts.scheme and parts.hostname and parts.port)
    except ValueError:
        complete = False
    if not complete:
        raise InputError(f"'{address}' is no address of a scheduler.", hint)


def _result(future: Any, figures: dict[str, int], address: str) -> Outcome:
    """Return the outcome; what a machine failed at is that figure's failure, a lost cluster ends the batch."""
    figure = figures.pop(future.key)
    if future.status == "error":
        return Outcome(figure, None, f"The cluster could not read it ({future.exception()!r}).")
    try:
        outcome: Outcome = future.result()
    except (OSError, CancelledError) as error:
        hint = "What was read is kept; the same command goes on where it was."
        raise InputError(f"The cluster at {address} is gone.", hint) from error
    return outcome


def read_here(task: Task, limits: Limits, reader: str) -> Outcome:
    """Read one figure in the reading process of this cluster worker."""
    return _own_process(limits, reader).read(task)


@cache
def _own_process(limits: Limits, reader: str) -> ReaderProcess:
    process = ReaderProcess(limits, reader)
    atexit.register(process.close)
    return process
