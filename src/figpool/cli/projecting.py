"""``figpool project`` and ``figpool replay``: the project file from the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from figpool.cli import reviewing, tabling
from figpool.cli.project_options import ME, Blind, ProjectFile, Reviewer, Whose, say
from figpool.core.errors import ReadingError, UsageError

project_app = typer.Typer(help="The project file: figures, readings, corrections, history.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    reviewing.register(app, project_app)
    tabling.register(project_app)
    app.add_typer(project_app, name="project")
    app.command("replay")(replay)
    project_app.command("replay")(replay)


@project_app.command("new")
def new(path: ProjectFile, reviewer: Reviewer = ME) -> None:
    """Make a new, empty project."""
    from figpool.project import Project

    Project.create(path, reviewer).close()
    say(f"{path} is ready. Next: figpool project add {path} FIGURES...")


@project_app.command("add")
def add(
    path: ProjectFile,
    figures: Annotated[list[str], typer.Argument(help="Files, folders, patterns, or manifests (.csv).")],
    manifest: Annotated[bool, typer.Option("--manifest", help="All files are manifests, whatever their name.")] = False,
    study: Annotated[str, typer.Option(help="Study they belong to.")] = "",
    outcome: Annotated[str, typer.Option(help="Outcome they show.")] = "",
    reviewer: Reviewer = ME,
) -> None:
    """Add figures with their original bytes; prints their numbers."""
    from dataclasses import replace

    from figpool.batch import add_jobs, find_all
    from figpool.project import Project

    jobs, missing = find_all(figures, manifest=manifest)
    info = {key: value for key, value in (("study", study), ("outcome", outcome)) if value}
    jobs = [replace(job, info=info | job.info) for job in jobs]
    with Project.open(path, reviewer) as project:
        numbers, refused = add_jobs(project, jobs)
    for number in numbers:
        typer.echo(str(number))
    for words in [*missing, *refused]:
        say(f"figpool: {words}")
    raise typer.Exit(2 if missing or refused else 0)


@project_app.command("list")
def show_list(
    path: ProjectFile,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    blind: Blind = False,
    reviewer: Reviewer = ME,
) -> None:
    """List the figures with their state (one's own, else that of the first who has read it)."""
    from figpool.project import Project

    with Project.open(path, reviewer, readonly=True, blind=blind) as project:
        lines = [_listed(line) for line in project.figures()]
    if as_json:
        typer.echo(json.dumps(lines, ensure_ascii=False, indent=1))
        return
    for line in lines:
        page = f" p.{line['page']}" if line["page"] else ""
        flags = f"{line['flagged']} flagged" if line["flagged"] else ""
        head = f"{line['figure']:>5}  {line['state']:<9} {line['rows']:>4} rows  {flags:<11}"
        typer.echo(f"{head} {line['title']}{page}  {line['study']}  {', '.join(line['reviewers'])}".rstrip())
        if line["failure"]:
            typer.echo(f"{'':>7}{line['failure']}")


def _listed(line: Any) -> dict[str, Any]:
    figure = line.figure
    return {
        "figure": figure.id,
        "state": line.state,
        "rows": line.rows,
        "flagged": line.flagged,
        "corrected": line.corrected,
        "title": figure.info.title,
        "page": figure.page,
        "study": figure.info.study,
        "failure": figure.info.failure,
        "reviewers": list(line.reviewers),
    }


@project_app.command("show")
def show(
    path: ProjectFile,
    figure: Annotated[int, typer.Argument(help="Number of the figure.")],
    reviewer: Whose = "",
) -> None:
    """Print what is known of a figure, with its extraction, as JSON."""
    from figpool.io.rows import to_json
    from figpool.project import Project
    from figpool.project.codec import encode
    from figpool.project.whose import whose_of

    with Project.open(path, readonly=True) as project:
        who = whose_of(project, figure, reviewer)
        document = {
            "figure": encode(project.figure(figure)),
            "reviewer": who,
            "extraction": encode(project.extraction(figure, who)),
            "rows": [row.row.to_record() for row in project.rows(figure, who)],
        }
    sys.stdout.write(to_json(document))


@project_app.command("edit")
def edit(
    path: ProjectFile,
    figure: Annotated[int, typer.Argument(help="Number of the figure.")],
    name: Annotated[str, typer.Argument(help="Name of the edit, as set_n.")],
    arguments: Annotated[list[str] | None, typer.Argument(help="NAME=VALUE, the value as JSON or plain text.")] = None,
    reviewer: Reviewer = ME,
) -> None:
    """Make one edit, as the window does: figpool project edit P 3 set_n panel=p1 n=8."""
    from figpool.project import Project
    from figpool.project.edits import decode_arguments

    given = dict(_argument(text) for text in arguments or [])
    with Project.open(path, reviewer) as project:
        project.edit(figure, name, **decode_arguments(name, given))


def _argument(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise UsageError(f"'{text}' is no NAME=VALUE.", "Write for example n=8.")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


@project_app.command("undo")
def undo(path: ProjectFile, reviewer: Reviewer = ME) -> None:
    """Take back your last act."""
    from figpool.project import Project

    with Project.open(path, reviewer) as project:
        entry = project.undo()
    say("There is nothing to take back." if entry is None else f"Took back {entry.arguments['of']} on {entry.scope}.")


@project_app.command("redo")
def redo(path: ProjectFile, reviewer: Reviewer = ME) -> None:
    """Do again what you took back last."""
    from figpool.project import Project

    with Project.open(path, reviewer) as project:
        entry = project.redo()
    say("There is nothing to do again." if entry is None else f"Did {entry.arguments['of']} on {entry.scope} again.")


@project_app.command("export")
def export(
    path: ProjectFile,
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write.")],
    form: Annotated[
        str,
        typer.Option(
            "--format",
            help="rows, effects, json, xlsx, metafor, revman, supplement or methods; else by the file's ending"
            " (.csv rows, .xlsx, .json, .html supplement, .txt methods).",
        ),
    ] = "",
    reviewer: Whose = "",
) -> None:
    """Write rows, effects, a supplement or a methods paragraph."""
    from figpool.project import Project
    from figpool.project.exports import export as write
    from figpool.project.exports import find_exporter
    from figpool.project.whose import left_out, whose

    with Project.open(path, readonly=True) as project:
        for made in write(project, form, output, reviewer or None):
            say(f"{made} written.")
        if not find_exporter(form, output).of_all:
            who = whose(project, reviewer)
            others = left_out(project, who)
            if others:
                say(f"figpool: without the figures {who} has not read: {', '.join(map(str, others))}.")


@project_app.command("import")
def import_other(
    path: ProjectFile,
    source: Annotated[Path, typer.Argument(help="WebPlotDigitizer .json/.tar, or a file of a caldat folder.")],
    picture: Annotated[Path | None, typer.Option(help="The figure, when the file does not hold it.")] = None,
    reviewer: Reviewer = ME,
) -> None:
    """Take over another digitizer's work; prints the numbers of the figures."""
    from figpool.project import Project
    from figpool.project.imports import import_file

    with Project.open(path, reviewer) as project:
        numbers, left_out = import_file(project, source, picture)
    for number in numbers:
        typer.echo(str(number))
    for words in left_out:
        say(f"figpool: left out: {words}.")


@project_app.command("merge")
def merge(
    path: ProjectFile,
    other: Annotated[Path, typer.Argument(help="Project to take over; it is only read.")],
    reviewer: Reviewer = ME,
) -> None:
    """Take over everything of another project; nothing is overwritten."""
    from figpool.project import Project
    from figpool.project.merge import merge as take_over

    with Project.open(path, reviewer) as project, Project.open(other, readonly=True) as theirs:
        done = take_over(project, theirs)
    say(f"{done.figures} new figures, {done.extractions} extractions taken over.")
    for words in (*done.renamed, *(f"left out: {text}" for text in done.left_out)):
        say(f"figpool: {words}.")


@project_app.command("history")
def history(
    path: ProjectFile,
    figure: Annotated[int | None, typer.Option(help="Only this figure.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, with what stood before and after.")] = False,
    blind: Blind = False,
    reviewer: Reviewer = ME,
) -> None:
    """Tell who did what and when, oldest first."""
    from dataclasses import asdict

    from figpool.project import Project

    with Project.open(path, reviewer, readonly=True, blind=blind) as project:
        entries = project.acts(figure)
    if as_json:
        typer.echo(json.dumps([asdict(e) for e in entries], ensure_ascii=False, indent=1))
        return
    for e in entries:
        words = ", ".join(f"{k}={_short(v)}" for k, v in e.arguments.items())
        typer.echo(f"{e.seq:>6}  {e.made}  {e.who:<10} {e.scope:<24} {e.action}({words})")


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else text[:37] + "..."


@project_app.command("replay")
def replay(
    path: ProjectFile,
    figures: Annotated[list[int] | None, typer.Option("--figure", help="Only these figures.")] = None,
) -> None:
    """Read every figure again and say which rows differ; nothing is changed."""
    from figpool import __version__
    from figpool.project import Project
    from figpool.project.replay import replay as read_again

    count = differing = 0
    with Project.open(path, readonly=True) as project:
        for number in figures or []:
            project.figure(number)
        for found in read_again(project, figures):
            count += 1
            differing += not found.same
            for words in found.differences:
                told = f"figure {found.figure.id} ({found.figure.name}, read by figpool {found.version})"
                typer.echo(f"{told}: {words}")
    if not count:
        say("There is no automatic reading to replay.")
        return
    say(f"{count - differing} of {count} readings are the same to the last digit under figpool {__version__}.")
    raise typer.Exit(1 if differing else 0)


@project_app.command("check")
def check(path: ProjectFile) -> None:
    """Check the file, the originals, every document and the history behind it."""
    from figpool.project import Project
    from figpool.project.check import check as examine

    with Project.open(path, readonly=True) as project:
        problems = examine(project)
    for words in problems:
        typer.echo(words)
    if problems:
        raise ReadingError(f"{path} has {len(problems)} problems.", "Take a copy from your backup.")
    say(f"{path} is sound.")
