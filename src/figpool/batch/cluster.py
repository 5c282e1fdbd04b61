"""An existing Dask cluster: each of its workers keeps one reading process of its own."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
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
        No scheduler answers at that address, or it has no workers.
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
        for task in tasks:
            done.add(client.submit(read_here, task, limits, reader, pure=False, retries=0))
            if done.count() >= _AHEAD * slots:
                yield _result(next(done))
        while done.count():
            yield _result(next(done))
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


def _result(future: Any) -> Outcome:
    outcome: Outcome = future.result()
    return outcome


def read_here(task: Task, limits: Limits, reader: str) -> Outcome:
    """Read one figure in the reading process of this cluster worker."""
    return _own_process(limits, reader).read(task)


@cache
def _own_process(limits: Limits, reader: str) -> ReaderProcess:
    process = ReaderProcess(limits, reader)
    atexit.register(process.close)
    return process
