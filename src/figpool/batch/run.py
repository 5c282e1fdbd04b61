"""A batch: figures of a project to workers, outcomes back into the project as they come."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from figpool.batch.local import read_locally
from figpool.batch.task import READER, Limits, Outcome, Task
from figpool.core.errors import UsageError
from figpool.project import Project


@dataclass(frozen=True)
class BatchSettings:
    """How a batch runs.

    Parameters
    ----------
    workers : int
        Worker processes; 0: one a processor.
    limits : Limits
        What one figure may cost.
    scheduler : str
        Address of a Dask scheduler ("tcp://..."); empty: this machine.
    reader : str
        "module:name" of the function that reads.
    """

    workers: int = 0
    limits: Limits = field(default_factory=Limits)
    scheduler: str = ""
    reader: str = READER


@dataclass(frozen=True)
class BatchSummary:
    """What came of a batch.

    Parameters
    ----------
    read, flagged, failed : int
        Figures read without a doubt, read with flags, not read.
    failures : tuple of (int, str)
        Number and reason of every figure that failed.
    seconds : float
        Sum of the time spent on figures.
    """

    read: int = 0
    flagged: int = 0
    failed: int = 0
    failures: tuple[tuple[int, str], ...] = ()
    seconds: float = 0.0

    def plus(self, outcome: Outcome, flagged: int) -> BatchSummary:
        """Return the summary with one more figure."""
        ok = outcome.reading is not None
        return BatchSummary(
            read=self.read + (ok and not flagged),
            flagged=self.flagged + (ok and bool(flagged)),
            failed=self.failed + (not ok),
            failures=self.failures if ok else (*self.failures, (outcome.figure, outcome.failure)),
            seconds=self.seconds + outcome.seconds,
        )


def run_batch(
    project: Project,
    numbers: Sequence[int],
    settings: BatchSettings | None = None,
    report: Callable[[Outcome], None] = lambda outcome: None,
) -> BatchSummary:
    """Read figures and keep each outcome as soon as it is there.

    Parameters
    ----------
    project : Project
        Open; only this process writes to it. Killed at any moment, it holds
        every outcome reported so far, and `pending` tells the rest.
    numbers : sequence of int
        Figures, in the order they are handed out.
    settings : BatchSettings, optional
        Workers and limits.
    report : callable
        Called after each outcome is kept.

    Raises
    ------
    UsageError, InputError
        The cluster cannot be used.
    OutputError
        The project cannot be written.
    """
    settings = settings or BatchSettings()
    summary = BatchSummary()
    for outcome in _engine(settings, _tasks(project, numbers), len(numbers)):
        flagged = keep(project, outcome)
        summary = summary.plus(outcome, flagged)
        report(outcome)
    return summary


def keep(project: Project, outcome: Outcome) -> int:
    """Write an outcome into the project; returns the number of flagged marks."""
    if outcome.reading is None:
        project.set_failure(outcome.figure, outcome.failure)
        return 0
    return project.store_reading(outcome.figure, outcome.reading).flagged


def _engine(settings: BatchSettings, tasks: Iterator[Task], count: int) -> Iterator[Outcome]:
    if settings.workers < 0:
        raise UsageError(f"{settings.workers} workers are not possible.", "Give 1 or more.")
    if settings.scheduler:
        from figpool.batch.cluster import read_on_cluster

        return read_on_cluster(tasks, settings.scheduler, settings.limits, settings.reader)
    workers = settings.workers or os.cpu_count() or 1
    return read_locally(tasks, max(1, min(workers, count)), settings.limits, settings.reader)


def _tasks(project: Project, numbers: Sequence[int]) -> Iterator[Task]:
    for number in numbers:
        figure = project.figure(number)
        yield Task(
            figure=number,
            sha256=figure.sha256,
            name=figure.name,
            page=figure.page,
            crop=figure.crop,
            settings=dict(figure.info.settings),
            data=project.original(number),
        )
