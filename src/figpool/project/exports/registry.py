"""The register of export formats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from figpool.core.errors import UsageError
from figpool.project.project import Project

#: Project, target and reviewer in; the files written out.
Write = Callable[[Project, Path, str | None], list[Path]]


@dataclass(frozen=True)
class Exporter:
    """A format.

    Parameters
    ----------
    name : str
        As given on the command line.
    suffix : str
        Of the file.
    help : str
        What is written.
    write : callable
        Writes it; returns the files made.
    """

    name: str
    suffix: str
    help: str
    write: Write


@cache
def exporters() -> dict[str, Exporter]:
    """Return the formats by name."""
    from figpool.project.exports import metafor, revman, supplement, tables

    found = (*tables.EXPORTERS, *metafor.EXPORTERS, *revman.EXPORTERS, *supplement.EXPORTERS)
    return {one.name: one for one in found}


def export(project: Project, name: str, path: Path, reviewer: str | None = None) -> list[Path]:
    """Write a project in the format of that name.

    Parameters
    ----------
    project : Project
        Open, for reading at least.
    name : str
        A key of `exporters`.
    path : Path
        File to write, whole or not at all.
    reviewer : str, optional
        Whose extractions; one's own when not given.

    Returns
    -------
    list of Path
        The files made.

    Raises
    ------
    UsageError
        There is no such format.
    OutputError
        The file cannot be written.
    """
    if name not in exporters():
        raise UsageError(f"There is no export format '{name}'.", f"Formats: {', '.join(exporters())}.")
    return exporters()[name].write(project, path, reviewer)
