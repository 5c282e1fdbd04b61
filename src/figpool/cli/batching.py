"""``figpool batch``: many figures into a project, with progress on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from figpool.cli.project_options import ME, Reviewer, say
from figpool.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from figpool.batch import BatchSummary, Job, Outcome
    from figpool.project import Project


#: Time between lines of progress where stderr is no terminal, seconds.
_EVERY_SECONDS = 30.0


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("batch")(batch)


def batch(
    figures: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders, patterns, PDFs, manifests (.csv); none: all of the project."),
    ] = None,
    project_file: Annotated[Path, typer.Option("--project", help="Project to read into; made when missing.")] = Path(
        "batch.figpool"
    ),
    manifest: Annotated[
        Path | None, typer.Option(help="CSV with one line a figure (column file) and hints for it.")
    ] = None,
    workers: Annotated[int, typer.Option(min=0, help="Worker processes; 0: one a processor.")] = 0,
    scheduler: Annotated[str, typer.Option(help="Dask scheduler to use instead, as tcp://host:8786.")] = "",
    seconds: Annotated[float, typer.Option("--time", min=1, help="Longest time for one figure, seconds.")] = 300.0,
    megabytes: Annotated[
        float, typer.Option("--memory", min=0, help="Most memory for one figure, MB; 0: any.")
    ] = 4000.0,
    again: Annotated[bool, typer.Option("--again", help="Try figures again that failed before.")] = False,
    reread: Annotated[
        bool, typer.Option("--reread", help="Also figures read by another version or other hints; corrections stay.")
    ] = False,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="rows.csv of the whole project.")] = None,
    reviewer: Reviewer = ME,
) -> None:
    """Read many figures; started again after any interruption it goes on where it was."""
    from figpool.batch import BatchSettings, add_jobs, pending, run_batch
    from figpool.batch.task import Limits
    from figpool.project import Project

    jobs, missing = _jobs(figures or [], manifest)
    make = Project.open if project_file.exists() else Project.create
    with make(project_file, reviewer) as project:
        numbers, refused = add_jobs(project, jobs)
        refused = [*missing, *refused]
        if not jobs and not refused:
            numbers = [line.figure.id for line in project.figures()]
        if not numbers and not refused:
            raise UsageError("There is nothing to read.", "Give figures, a folder or --manifest.")
        waiting = pending(project, numbers, again=again, reread=reread)
        settings = BatchSettings(workers, Limits(seconds, megabytes), scheduler)
        with _interruptible(), _progress(len(waiting)) as report:
            summary = run_batch(project, waiting, settings, report)
        _tell(project, summary, refused, done_before=len(set(numbers)) - len(waiting))
        if output is not None:
            _write_rows(project, output)
    raise typer.Exit(2 if refused else 1 if summary.failed else 0)


def _jobs(figures: list[str], manifest: Path | None) -> tuple[list[Job], list[str]]:
    from figpool.batch import find_all, read_manifest

    jobs, missing = find_all(figures)
    return [*([] if manifest is None else read_manifest(manifest)), *jobs], missing


@contextmanager
def _interruptible() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        say("figpool: interrupted. What was read is kept; the same command goes on where it was.")
        raise


@contextmanager
def _progress(count: int) -> Iterator[Callable[[Outcome], None]]:
    """Show a bar with rate and time left on stderr; where that is no terminal, a line from time to time."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("reading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failed]} failed"),
    )
    console = Console(file=sys.stderr)
    lines = _Lines(count, 0.0 if console.is_terminal else _EVERY_SECONDS)
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("reading", total=count, rate="", failed=0)

        def report(outcome: Outcome) -> None:
            lines.report(outcome)
            bar.update(task, advance=1, failed=lines.failed, rate=lines.rate)

        yield report


class _Lines:
    """Counts outcomes, and says how far it is every so many seconds (0: never)."""

    def __init__(self, count: int, every: float) -> None:
        self._count, self._every = count, every
        self._start = self._said = time.monotonic()
        self._done = self.failed = 0
        self.rate = ""

    def report(self, outcome: Outcome) -> None:
        """Count one figure."""
        self._done += 1
        self.failed += outcome.reading is None
        now = time.monotonic()
        speed = self._done / max(now - self._start, 1e-9)
        self.rate = f"{speed:.2f}/s"
        if self._every and now - self._said >= self._every and self._done < self._count:
            self._said = now
            left = timedelta(seconds=round((self._count - self._done) / speed))
            say(f"figpool: {self._done} of {self._count}, {self.failed} failed, {self.rate}, {left} left.")


def _tell(project: Project, summary: BatchSummary, refused: list[str], done_before: int) -> None:
    before = f", {done_before} done before" if done_before else ""
    say(f"figpool: {summary.read} read, {summary.flagged} flagged, {summary.failed + len(refused)} failed{before}.")
    for words in refused:
        say(f"figpool: {words}")
    for number, reason in summary.failures:
        say(f"figpool: figure {number} ({project.figure(number).info.title}): {reason}")


def _write_rows(project: Project, output: Path) -> None:
    from figpool.io.rows import rows_to_csv, write_whole

    write_whole(output, rows_to_csv(row.row for row in project.rows()))
