"""``figpool compare``, ``figpool project settle`` and ``alarms``: two reviewers, and what looks like a mistake."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from figpool.cli.project_options import ME, ProjectFile, Reviewer, Whose, say
from figpool.core.errors import UsageError

if TYPE_CHECKING:
    from figpool.project import Project
    from figpool.project.compare import Comparison

Tolerance = Annotated[float, typer.Option(min=0, help="Relative difference that is still agreement.")]
_TOLERANCE = 0.02


def register(app: typer.Typer, project_app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("compare")(compare)
    project_app.command("settle")(settle)
    project_app.command("alarms")(alarms)


def alarms(path: ProjectFile, reviewer: Whose = "") -> None:
    """Tell patterns in rows and comparisons that mostly mean a mistake."""
    from figpool.project import Project
    from figpool.project.alarms import alarms as find
    from figpool.project.whose import whose

    with Project.open(path, readonly=True) as project:
        found = find(project, whose(project, reviewer))
    for alarm in found:
        typer.echo(f"{alarm.kind}: {alarm.message}")
    say(f"{len(found)} alarms.")


def compare(
    path: ProjectFile,
    first: Annotated[str, typer.Argument(help="A reviewer; not needed when just two have read.")] = "",
    second: Annotated[str, typer.Argument(help="Another reviewer.")] = "",
    tolerance: Tolerance = _TOLERANCE,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="CSV of the discrepancies; filled in, for: project settle.")
    ] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Everything as JSON.")] = None,
    plot: Annotated[Path | None, typer.Option(help="Bland-Altman plot (.png, .pdf, .svg).")] = None,
) -> None:
    """Compare two readings mark by mark: ICC(2,1), Lin's concordance, limits of agreement, discrepancies.

    Repeatability of one reader: let him read a second time as --reviewer "NAME 2", and compare NAME with it.
    """
    from figpool.io.rows import to_json, write_whole
    from figpool.project import Project
    from figpool.project.compare import compare as match
    from figpool.project.worksheet import worksheet

    with Project.open(path, readonly=True) as project:
        found = match(project, *_two(project, first, second), tolerance)
    typer.echo(_agreement_text(found))
    if output is not None:
        write_whole(output, worksheet(found))
    if json_file is not None:
        write_whole(json_file, to_json(found.to_dict()))
    if plot is not None:
        _draw(found, plot)


def _two(project: Project, first: str, second: str) -> tuple[str, str]:
    """Return the reviewers named, or the only two who read for themselves."""
    from figpool.project.whose import independent_readers

    if first and second:
        return first, second
    found = independent_readers(project)
    if first or len(found) != 2:
        names = ", ".join(found) or "nobody yet"
        raise UsageError("Two reviewers are compared.", f"Name them; in {project.path} have read: {names}.")
    return found[0], found[1]


def settle(
    path: ProjectFile,
    decisions: Annotated[Path, typer.Argument(help="CSV of: figpool compare -o; its column `take` filled in.")],
    first: Annotated[str, typer.Argument(help="A reviewer; not needed when just two have read.")] = "",
    second: Annotated[str, typer.Argument(help="Another reviewer.")] = "",
    tolerance: Tolerance = _TOLERANCE,
    again: Annotated[
        bool, typer.Option("--again", help="Also figures settled before; edits of them are undone.")
    ] = False,
    reviewer: Reviewer = ME,
) -> None:
    """Make the consensus of two readings as a third person (--reviewer), from a list of decisions."""
    from figpool.project import Project
    from figpool.project.worksheet import read_worksheet, settle_all

    with Project.open(path, reviewer) as project:
        two = _two(project, first, second)
        done = settle_all(project, two, read_worksheet(decisions, two), tolerance, again=again)
    for words in done.open:
        say(f"figpool: {words}")
    before = f", {done.before} settled before" if done.before else ""
    say(f"{len(done.figures)} figures settled by {reviewer}{before}, {len(done.open)} open.")
    raise typer.Exit(1 if done.open else 0)


def _agreement_text(found: Comparison) -> str:
    lines = [
        f"{found.first} and {found.second}: {found.figures} figures, {found.pairs} marks in both;"
        f" {found.missed[0]} missed by {found.first}, {found.missed[1]} missed by {found.second}",
    ]
    for who, figures in zip((found.first, found.second), found.unshared, strict=True):
        if figures:
            lines.append(f"read by {who} only: figures {', '.join(map(str, figures))}")
    lines.append(
        f"{'':<12}{'n':>5}  {'ICC(2,1)':>24}  {'Lin CCC':>24}  {'bias':>10}  {'limits of agreement':>22}"
        f"  {'repeatability':>13}"
    )
    for name, a in found.agreement.items():
        icc = f"{a.icc:.4f} [{a.icc_lb:.4f}, {a.icc_ub:.4f}]"
        ccc = f"{a.ccc:.4f} [{a.ccc_lb:.4f}, {a.ccc_ub:.4f}]"
        limits = f"{a.loa_lb:.4g} .. {a.loa_ub:.4g}"
        lines.append(
            f"{name:<12}{a.n:>5}  {icc:>24}  {ccc:>24}  {a.bias:>10.4g}  {limits:>22}  {a.repeatability:>13.4g}"
        )
    lines.append(f"{len(found.discrepancies)} discrepancies")
    for d in found.discrepancies:
        share = "" if d.difference is None else f" ({d.difference:.1%})"
        marks = f"{d.first_mark or '-'} / {d.second_mark or '-'}"
        what = d.kind if d.column in ("", d.kind) else d.column
        lines.append(f"  figure {d.figure}, {marks}: {what}: {_shown(d.first)} / {_shown(d.second)}{share}")
    return "\n".join(lines)


def _shown(value: object) -> str:
    if value is None or value == "":
        return "-"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _draw(found: Comparison, path: Path) -> None:
    import io

    from figpool.io.rows import write_whole
    from figpool.project.compare import PERCENT
    from figpool.report.agreement_plot import bland_altman_figure

    # several figures have several units: only shares of their panel can stand on one axis
    chosen = {n: a for n, a in found.agreement.items() if n.endswith(PERCENT) == (found.figures > 1)}
    titles = {name: f"{name.removesuffix(PERCENT)}, % of its panel" if found.figures > 1 else name for name in chosen}
    limits = {titles[name]: (a.loa_lb, a.bias, a.loa_ub) for name, a in chosen.items()}
    values = {titles[name]: found.values[name] for name in chosen}
    figure = bland_altman_figure(values, limits, (found.first, found.second))
    data = io.BytesIO()
    form = path.suffix.lstrip(".").lower() or "png"
    known = figure.canvas.get_supported_filetypes()
    if form not in known:
        raise UsageError(f"A plot cannot be written as '{form}'.", "Use .png, .pdf or .svg.")
    figure.savefig(data, format=form, dpi=150)
    write_whole(path, data.getvalue())
