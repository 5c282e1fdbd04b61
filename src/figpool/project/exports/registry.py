"""The register of export formats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from figpool.core.errors import UsageError
from figpool.project.project import Project
from figpool.project.whose import whose

#: Project, target and reviewer in (of `of_all` formats None: all of them); the files written out.
Write = Callable[[Project, Path, str | None], list[Path]]

_BY_SUFFIX = {".csv": "rows", ".xlsx": "xlsx", ".json": "json", ".html": "supplement", ".txt": "methods"}


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
    of_all : bool
        Whether it tells of all reviewers where none is named; else one must be meant.
    """

    name: str
    suffix: str
    help: str
    write: Write
    of_all: bool = False


@cache
def exporters() -> dict[str, Exporter]:
    """Return the formats by name."""
    from figpool.project.exports import metafor, revman, supplement, tables

    found = (*tables.EXPORTERS, *metafor.EXPORTERS, *revman.EXPORTERS, *supplement.EXPORTERS)
    return {one.name: one for one in found}


def find_exporter(name: str, path: Path) -> Exporter:
    """Return the format of that name; without one that of the file's ending.

    Raises
    ------
    UsageError
        There is none.
    """
    chosen = exporters().get(name or _BY_SUFFIX.get(path.suffix.lower(), ""))
    if chosen is None:
        what = f"There is no export format '{name}'." if name else f"It is not clear what {path.name} shall be."
        raise UsageError(what, f"Formats: {', '.join(exporters())}.")
    return chosen


def export(project: Project, name: str, path: Path, reviewer: str | None = None) -> list[Path]:
    """Write a project in the format of that name.

    Parameters
    ----------
    project : Project
        Open, for reading at least.
    name : str
        A key of `exporters`; empty: the one that fits the file's ending.
    path : Path
        File to write, whole or not at all.
    reviewer : str, optional
        Whose extractions; the only reader's when not given.

    Returns
    -------
    list of Path
        The files made.

    Raises
    ------
    UsageError
        There is no such format, or it is not clear whose extractions are meant.
    OutputError
        The file cannot be written.
    """
    chosen = find_exporter(name, path)
    who = reviewer if chosen.of_all and not reviewer else whose(project, reviewer or "")
    return chosen.write(project, path, who or None)
