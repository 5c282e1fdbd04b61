"""Worker processes on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from queue import SimpleQueue

from figpool.batch.reader import ReaderProcess
from figpool.batch.task import READER, Limits, Outcome, Task

#: Figures handed out ahead, a worker; the others stay in the project file.
_AHEAD = 2


def read_locally(tasks: Iterator[Task], workers: int, limits: Limits, reader: str = READER) -> Iterator[Outcome]:
    """Read figures by worker processes, each watched by a thread.

    Parameters
    ----------
    tasks : iterator of Task
        Drawn from the calling thread as workers become free.
    workers : int
        Number of processes.
    limits : Limits
        What one figure may cost.
    reader : str
        "module:name" of the function that reads.

    Yields
    ------
    Outcome
        As they come, in no fixed order.
    """
    processes = [ReaderProcess(limits, reader) for _ in range(workers)]
    free: SimpleQueue[ReaderProcess] = SimpleQueue()
    for process in processes:
        free.put(process)
    pool = ThreadPoolExecutor(workers, "figpool-reader")
    running: set[Future[Outcome]] = set()
    try:
        for task in tasks:
            running.add(pool.submit(_read, free, task))
            if len(running) >= _AHEAD * workers:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)
    finally:
        for future in running:
            future.cancel()
        for process in processes:
            process.close()
        pool.shutdown(wait=True)


def _read(free: SimpleQueue[ReaderProcess], task: Task) -> Outcome:
    process = free.get()
    try:
        return process.read(task)
    finally:
        free.put(process)
