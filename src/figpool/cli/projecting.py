"""``figpool project``, ``figpool replay`` and ``figpool compare``: the project file from the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from figpool.cli import batching
from figpool.core.errors import ReadingError, UsageError

if TYPE_CHECKING:
    from figpool.project.compare import Comparison

Reviewer = Annotated[str, typer.Option("--reviewer", help="Who works on the project.")]
ProjectFile = Annotated[Path, typer.Argument(help="A .figpool file.")]
_ME = "reader"

project_app = typer.Typer(help="The project file: figures, readings, corrections, history.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.add_typer(project_app, name="project")
    app.command("replay")(replay)
    app.command("compare")(compare)
    batching.register(app)


def _say(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201


@project_app.command("new")
def new(path: ProjectFile, reviewer: Reviewer = _ME) -> None:
    """Make a new, empty project."""
    from figpool.project import Project

    Project.create(path, reviewer).close()
    _say(f"{path} is ready. Next: figpool project add {path} FIGURES...")


@project_app.command("add")
def add(
    path: ProjectFile,
    figures: Annotated[list[str], typer.Argument(help="Files, folders or patterns.")],
    manifest: Annotated[bool, typer.Option("--manifest", help="The files are manifests (CSV).")] = False,
    study: Annotated[str, typer.Option(help="Study they belong to.")] = "",
    outcome: Annotated[str, typer.Option(help="Outcome they show.")] = "",
    reviewer: Reviewer = _ME,
) -> None:
    """Add figures with their original bytes; prints their numbers."""
    from dataclasses import replace

    from figpool.batch import add_jobs, find_jobs, read_manifest
    from figpool.project import Project

    jobs = [j for name in figures for j in read_manifest(Path(name))] if manifest else list(find_jobs(figures))
    info = {key: value for key, value in (("study", study), ("outcome", outcome)) if value}
    jobs = [replace(job, info=info | job.info) for job in jobs]
    with Project.open(path, reviewer) as project:
        numbers, refused = add_jobs(project, jobs)
    for number in numbers:
        typer.echo(str(number))
    for words in refused:
        _say(f"figpool: {words}")
    raise typer.Exit(1 if refused else 0)


@project_app.command("list")
def show_list(
    path: ProjectFile,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    reviewer: Reviewer = _ME,
) -> None:
    """List the figures with their state."""
    from figpool.project import Project

    with Project.open(path, reviewer, readonly=True) as project:
        lines = [_listed(line) for line in project.figures()]
    if as_json:
        typer.echo(json.dumps(lines, ensure_ascii=False, indent=1))
        return
    for line in lines:
        page = f" p.{line['page']}" if line["page"] else ""
        flags = f"{line['flagged']} flagged" if line["flagged"] else ""
        head = f"{line['figure']:>5}  {line['state']:<9} {line['rows']:>4} rows  {flags:<11}"
        typer.echo(f"{head} {line['title']}{page}  {line['study']}  {', '.join(line['reviewers'])}".rstrip())


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
    reviewer: Reviewer = _ME,
) -> None:
    """Print what is known of a figure, with its extraction, as JSON."""
    from figpool.io.rows import to_json
    from figpool.project import Project
    from figpool.project.codec import encode

    with Project.open(path, reviewer, readonly=True) as project:
        document = {
            "figure": encode(project.figure(figure)),
            "extraction": encode(project.extraction(figure)),
            "rows": [row.row.to_record() for row in project.rows(figure)],
        }
    sys.stdout.write(to_json(document))


@project_app.command("edit")
def edit(
    path: ProjectFile,
    figure: Annotated[int, typer.Argument(help="Number of the figure.")],
    name: Annotated[str, typer.Argument(help="Name of the edit, as set_n.")],
    arguments: Annotated[list[str] | None, typer.Argument(help="NAME=VALUE, the value as JSON or plain text.")] = None,
    reviewer: Reviewer = _ME,
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
def undo(path: ProjectFile, reviewer: Reviewer = _ME) -> None:
    """Take back the last act."""
    from figpool.project import Project

    with Project.open(path, reviewer) as project:
        entry = project.undo()
    _say("There is nothing to take back." if entry is None else f"Took back {entry.arguments['of']} on {entry.scope}.")


@project_app.command("redo")
def redo(path: ProjectFile, reviewer: Reviewer = _ME) -> None:
    """Do again what was taken back last."""
    from figpool.project import Project

    with Project.open(path, reviewer) as project:
        entry = project.redo()
    _say("There is nothing to do again." if entry is None else f"Did {entry.arguments['of']} on {entry.scope} again.")


@project_app.command("export")
def export(
    path: ProjectFile,
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write.")],
    form: Annotated[
        str, typer.Option("--format", help="rows, effects, json, xlsx, metafor, revman, supplement, methods.")
    ] = "rows",
    reviewer: Reviewer = _ME,
) -> None:
    """Write rows, effects, a supplement or a methods paragraph."""
    from figpool.project import Project
    from figpool.project.exports import export as write

    with Project.open(path, reviewer, readonly=True) as project:
        for made in write(project, form, output, reviewer):
            _say(f"{made} written.")


@project_app.command("import")
def import_other(
    path: ProjectFile,
    source: Annotated[Path, typer.Argument(help="WebPlotDigitizer .json/.tar, or a file of a caldat folder.")],
    picture: Annotated[Path | None, typer.Option(help="The figure, when the file does not hold it.")] = None,
    reviewer: Reviewer = _ME,
) -> None:
    """Take over another digitizer's work; prints the numbers of the figures."""
    from figpool.project import Project
    from figpool.project.imports import import_file

    with Project.open(path, reviewer) as project:
        numbers, left_out = import_file(project, source, picture)
    for number in numbers:
        typer.echo(str(number))
    for words in left_out:
        _say(f"figpool: left out: {words}.")


@project_app.command("merge")
def merge(
    path: ProjectFile,
    other: Annotated[Path, typer.Argument(help="Project to take over; it is only read.")],
    reviewer: Reviewer = _ME,
) -> None:
    """Take over everything of another project; nothing is overwritten."""
    from figpool.project import Project
    from figpool.project.merge import merge as take_over

    with Project.open(path, reviewer) as project, Project.open(other, readonly=True) as theirs:
        done = take_over(project, theirs)
    _say(f"{done.figures} new figures, {done.extractions} extractions taken over.")
    for words in done.renamed:
        _say(f"figpool: {words}.")


@project_app.command("history")
def history(
    path: ProjectFile,
    figure: Annotated[int | None, typer.Option(help="Only this figure.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, with what stood before and after.")] = False,
) -> None:
    """Tell who did what and when, oldest first."""
    from dataclasses import asdict

    from figpool.project import Project

    with Project.open(path, readonly=True) as project:
        entries = project.history.entries()
    if figure is not None:
        entries = [e for e in entries if e.scope.split("/")[1:2] == [str(figure)]]
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
        for found in read_again(project, figures):
            count += 1
            differing += not found.same
            for words in found.differences:
                told = f"figure {found.figure.id} ({found.figure.name}, read by figpool {found.version})"
                typer.echo(f"{told}: {words}")
    _say(f"{count - differing} of {count} readings are the same to the last digit under figpool {__version__}.")
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
    _say(f"{path} is sound.")


@project_app.command("alarms")
def alarms(path: ProjectFile, reviewer: Reviewer = _ME) -> None:
    """Tell patterns in rows and comparisons that mostly mean a mistake."""
    from figpool.project import Project
    from figpool.project.alarms import alarms as find

    with Project.open(path, reviewer, readonly=True) as project:
        found = find(project)
    for alarm in found:
        typer.echo(f"{alarm.kind}: {alarm.message}")
    _say(f"{len(found)} alarms.")


def compare(
    path: ProjectFile,
    first: Annotated[str, typer.Argument(help="A reviewer.")],
    second: Annotated[str, typer.Argument(help="Another reviewer.")],
    tolerance: Annotated[float, typer.Option(min=0, help="Relative difference that is still agreement.")] = 0.02,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="CSV of the discrepancies.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Everything as JSON.")] = None,
    plot: Annotated[Path | None, typer.Option(help="Bland-Altman plot (.png, .pdf, .svg).")] = None,
) -> None:
    """Compare two reviewers mark by mark: ICC(2,1), Lin's concordance, limits of agreement, discrepancies."""
    from figpool.io.rows import to_json, write_whole
    from figpool.project import Project
    from figpool.project.compare import compare as match

    with Project.open(path, readonly=True) as project:
        found = match(project, first, second, tolerance)
    typer.echo(_agreement_text(found))
    if output is not None:
        write_whole(output, _discrepancies_csv(found))
    if json_file is not None:
        write_whole(json_file, to_json(found.to_dict()))
    if plot is not None:
        _draw(found, plot)


def _agreement_text(found: Comparison) -> str:
    lines = [
        f"{found.first} and {found.second}: {found.figures} figures, {found.pairs} marks in both;"
        f" {found.missed[0]} missed by {found.first}, {found.missed[1]} missed by {found.second}",
        f"{'':<12}{'n':>5}  {'ICC(2,1)':>24}  {'Lin CCC':>24}  {'bias':>10}  {'limits of agreement':>22}",
    ]
    for name, a in found.agreement.items():
        icc = f"{a.icc:.4f} [{a.icc_lb:.4f}, {a.icc_ub:.4f}]"
        ccc = f"{a.ccc:.4f} [{a.ccc_lb:.4f}, {a.ccc_ub:.4f}]"
        lines.append(f"{name:<12}{a.n:>5}  {icc:>24}  {ccc:>24}  {a.bias:>10.4g}  {a.loa_lb:>10.4g} .. {a.loa_ub:.4g}")
    lines.append(f"{len(found.discrepancies)} discrepancies")
    for d in found.discrepancies:
        share = "" if d.difference is None else f" ({d.difference:.1%})"
        marks = f"{d.first_mark or '-'} / {d.second_mark or '-'}"
        lines.append(f"  figure {d.figure}, {marks}: {d.kind} {d.column}: {d.first} / {d.second}{share}")
    return "\n".join(lines)


def _discrepancies_csv(found: Comparison) -> str:
    from figpool.project.exports.tables import to_csv

    records = found.to_dict()["discrepancies"]
    return to_csv(records, tuple(records[0]) if records else ("figure", "kind"))


def _draw(found: Comparison, path: Path) -> None:
    import io

    from figpool.io.rows import write_whole
    from figpool.report.agreement_plot import bland_altman_figure

    limits = {name: (a.loa_lb, a.bias, a.loa_ub) for name, a in found.agreement.items()}
    figure = bland_altman_figure(found.values, limits, (found.first, found.second))
    data = io.BytesIO()
    form = path.suffix.lstrip(".").lower() or "png"
    known = figure.canvas.get_supported_filetypes()
    if form not in known:
        raise UsageError(f"A plot cannot be written as '{form}'.", "Use .png, .pdf or .svg.")
    figure.savefig(data, format=form, dpi=150)
    write_whole(path, data.getvalue())
