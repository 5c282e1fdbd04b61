"""``figpool project describe``, ``studies``, ``pair`` and ``analysis``: what turns rows into pooled evidence."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from figpool.cli.project_options import ME, ProjectFile, Reviewer, Whose, say
from figpool.core.errors import UsageError

if TYPE_CHECKING:
    from figpool.project import ProjectRow


def register(project_app: typer.Typer) -> None:
    """Add the commands to ``figpool project``."""
    project_app.command("describe")(describe)
    project_app.command("studies")(studies)
    project_app.command("pair")(pair)
    project_app.command("analysis")(analysis)


def describe(
    path: ProjectFile,
    figure: Annotated[int, typer.Argument(help="Number of the figure.")],
    title: Annotated[str | None, typer.Option(help="How it is listed.")] = None,
    study: Annotated[str | None, typer.Option(help="Study it belongs to.")] = None,
    outcome: Annotated[str | None, typer.Option(help="Outcome it shows.")] = None,
    comment: Annotated[str | None, typer.Option(help="Free text.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take it off the list; undo brings it back.")] = False,
    reviewer: Reviewer = ME,
) -> None:
    """Set title, study, outcome or comment of a figure, or take it off the list; nothing that was read is lost."""
    from figpool.project import Project

    named = (("title", title), ("study", study), ("outcome", outcome), ("comment", comment))
    given = {name: value for name, value in named if value is not None}
    if bool(given) == remove:
        raise UsageError(
            "It is not clear what shall change.", "Give --title, --study, --outcome, --comment or --remove."
        )
    with Project.open(path, reviewer) as project:
        if remove:
            project.remove_figure(figure)
        else:
            project.set_info(figure, **given)


def studies(
    path: ProjectFile,
    table: Annotated[Path | None, typer.Argument(help="CSV or XLSX to take; none: print the one there is.")] = None,
    reviewer: Reviewer = ME,
) -> None:
    """Set or print the study table: study, outcome, arm, n, role, direction, and any covariates.

    A line says of the rows of its study (whose outcome, and whose series or category, it names; empty: of
    all) their n and role, where the reviewer set none, and the rest for their comparisons.
    """
    from figpool.project import Project
    from figpool.project.exports.tables import columns_of, study_records, to_csv
    from figpool.project.study_table import read_studies, without_rows

    if table is None:
        with Project.open(path, readonly=True) as project:
            records = study_records(project)
        sys.stdout.write(to_csv(records, columns_of(records, ("study",))))
        return
    arms = read_studies(table)
    with Project.open(path, reviewer) as project:
        project.tables.set_studies(arms)
        for words in without_rows(project, arms):
            say(f"figpool: {words}")
    say(f"{len(arms)} lines in the study table of {path}.")


def pair(path: ProjectFile, reviewer: Whose = "") -> None:
    """Make the comparisons the roles stand for, beside those there are; prints the new ones."""
    from figpool.project import Project
    from figpool.project.tables import pair_rows, unpaired
    from figpool.project.whose import whose

    with Project.open(path, readonly=True) as project:
        who = whose(project, reviewer)
    with Project.open(path, who) as project:
        rows, kept = project.rows(), project.comparisons()
        known = {(c.treatment, c.control) for c in kept}
        new = [c for c in pair_rows(rows) if (c.treatment, c.control) not in known]
        if new:
            project.tables.set_comparisons([*project.tables.comparisons, *new])
        alone = unpaired(rows, [*kept, *new])
    for entry in new:
        typer.echo(f"{entry.study}: {entry.comparison} ({entry.treatment.mark} / {entry.control.mark})")
    for row in alone:
        say(f"figpool: {_name(row)}: a treatment without one control in its panel.")
    if not new and not kept:
        raise UsageError("No row has a role.", "Give roles: figpool project studies, or project edit ... set_role.")
    say(f"{len(new)} new comparisons, {len(kept)} before.")


def _name(row: ProjectRow) -> str:
    words = [f"figure {row.figure}", row.mark, row.row.panel, row.row.series, row.row.category]
    return " ".join(word for word in words if word)


def analysis(
    path: ProjectFile,
    name: Annotated[str, typer.Argument(help="Its name; none: print those there are.")] = "",
    measure: Annotated[str, typer.Option(help="Effect measure, metafor's code.")] = "SMD",
    vtype: Annotated[str, typer.Option(help="Variance formula; empty: the measure's first.")] = "",
    tau2: Annotated[
        str, typer.Option("--tau2", "--method", help="REML DL PM ML EB HE HS SJ EE, or a number.")
    ] = "REML",
    test: Annotated[str, typer.Option(help="knha, adhoc, t or z.")] = "knha",
    level: Annotated[float, typer.Option(min=0.5, max=0.9999, help="Level of intervals.")] = 0.95,
    mods: Annotated[str, typer.Option(help="Moderators: \"amount + C(route, ref='IT')\".")] = "",
    by: Annotated[str, typer.Option(help="Column to make subgroups of.")] = "",
    outcome: Annotated[str, typer.Option(help="Only comparisons of this outcome.")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take the analysis of that name away.")] = False,
    reviewer: Reviewer = ME,
) -> None:
    """Set how the comparisons are pooled; the first analysis gives the effects that are exported."""
    from figpool.pool.measures.registry import find_measure
    from figpool.project import Analysis, Project

    if not name:
        with Project.open(path, readonly=True) as project:
            for one in project.tables.analyses:
                typer.echo(
                    f"{one.name}: {one.measure}, tau2 {one.tau2}, test {one.test}, level {one.level:g}"
                    f"{', outcome ' + one.outcome if one.outcome else ''}"
                    f"{', mods ' + one.mods if one.mods else ''}{', by ' + one.subgroup if one.subgroup else ''}"
                )
        return
    find_measure(measure)
    new = Analysis(name, measure, vtype, tau2, test, level, mods, by, outcome)
    with Project.open(path, reviewer) as project:
        kept = project.tables.analyses
        if remove:
            after = [a for a in kept if a.name != name]
        elif any(a.name == name for a in kept):
            after = [new if a.name == name else a for a in kept]
        else:
            after = [*kept, new]
        project.tables.set_analyses(after)
    say(f"{len(after)} analyses in {path}.")
