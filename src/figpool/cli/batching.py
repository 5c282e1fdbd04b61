"""``figpool batch``: many figures into a project, with progress on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from figpool.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from figpool.batch import BatchSummary, Job, Outcome
    from figpool.project import Project


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("batch")(batch)


def batch(
    figures: Annotated[
        list[str] | None, typer.Argument(help="Files, folders, patterns; none: all of the project.")
    ] = None,
    project_file: Annotated[Path, typer.Option("--project", help="Project to read into; made when missing.")] = Path(
        "batch.figpool"
    ),
    manifest: Annotated[Path | None, typer.Option(help="CSV with one line a figure and hints for it.")] = None,
    workers: Annotated[int, typer.Option(min=0, help="Worker processes; 0: one a processor.")] = 0,
    scheduler: Annotated[str, typer.Option(help="Dask scheduler to use instead, as tcp://host:8786.")] = "",
    seconds: Annotated[float, typer.Option("--time", min=1, help="Longest time for one figure, seconds.")] = 300.0,
    megabytes: Annotated[
        float, typer.Option("--memory", min=0, help="Most memory for one figure, MB; 0: any.")
    ] = 4000.0,
    again: Annotated[bool, typer.Option("--again", help="Try figures again that failed before.")] = False,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="rows.csv of the whole project.")] = None,
    reviewer: Annotated[str, typer.Option(help="Who reads.")] = "reader",
) -> None:
    """Read many figures; started again after any interruption it goes on where it was."""
    from figpool.batch import BatchSettings, add_jobs, pending, run_batch
    from figpool.batch.task import Limits
    from figpool.project import Project

    jobs = _jobs(figures or [], manifest)
    make = Project.open if project_file.exists() else Project.create
    with make(project_file, reviewer) as project:
        numbers, refused = add_jobs(project, jobs)
        if not jobs:
            numbers = [line.figure.id for line in project.figures()]
        if not numbers and not refused:
            raise UsageError("There is nothing to read.", "Give figures, a folder or --manifest.")
        waiting = pending(project, numbers, again=again)
        settings = BatchSettings(workers, Limits(seconds, megabytes), scheduler)
        with _progress(len(waiting)) as report:
            summary = run_batch(project, waiting, settings, report)
        _tell(project, summary, refused, done_before=len(set(numbers)) - len(waiting))
        if output is not None:
            _write_rows(project, output)
    raise typer.Exit(1 if summary.failed or refused else 0)


def _jobs(figures: list[str], manifest: Path | None) -> list[Job]:
    from figpool.batch import find_jobs, read_manifest

    listed = [] if manifest is None else list(read_manifest(manifest))
    return [*listed, *find_jobs(figures)]


@contextmanager
def _progress(count: int) -> Iterator[Callable[[Outcome], None]]:
    """Show a bar with rate and time left on stderr, when that is a terminal."""
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
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("reading", total=count, rate="", failed=0)
        failed = 0

        def report(outcome: Outcome) -> None:
            nonlocal failed
            failed += outcome.reading is None
            speed = bar.tasks[0].finished_speed or bar.tasks[0].speed
            bar.update(task, advance=1, failed=failed, rate=f"{speed:.2f}/s" if speed else "")

        yield report


def _tell(project: Project, summary: BatchSummary, refused: list[str], done_before: int) -> None:
    before = f", {done_before} done before" if done_before else ""
    counts = f"{summary.read} read, {summary.flagged} flagged, {summary.failed + len(refused)} failed{before}"
    print(f"figpool: {counts}.", file=sys.stderr)  # noqa: T201
    for words in refused:
        print(f"figpool: {words}", file=sys.stderr)  # noqa: T201
    for number, reason in summary.failures:
        print(f"figpool: figure {number} ({project.figure(number).info.title}): {reason}", file=sys.stderr)  # noqa: T201


def _write_rows(project: Project, output: Path) -> None:
    from figpool.io.rows import rows_to_csv, write_whole

    write_whole(output, rows_to_csv(row.row for row in project.rows()))
