"""Which figures are to be read: files, folders, patterns, pages; and which of them are still waiting."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from figpool.core.errors import InputError
from figpool.core.geometry import Box
from figpool.project import Project

_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp", ".pdf", ".svg"})


@dataclass(frozen=True)
class Job:
    """A figure to read.

    Parameters
    ----------
    path : Path
        File.
    page : int or None
        Page of a PDF, from 1; None: every page of it.
    crop : Box or None
        Part of the picture.
    info : dict
        Fields of `FigureInfo`, with the hints as `settings`.
    """

    path: Path
    page: int | None = None
    crop: Box | None = None
    info: dict[str, Any] = field(default_factory=dict)


def find_jobs(names: Iterable[str | Path]) -> tuple[Job, ...]:
    """Return the figures that files, folders and patterns stand for, each once.

    Parameters
    ----------
    names : iterable of str or Path
        Files; folders, for the figures anywhere in them; patterns with ``*``.

    Raises
    ------
    InputError
        A file does not exist, or nothing is found.
    """
    found: dict[Path, Job] = {}
    for name in names:
        for path in _files(str(name)):
            found.setdefault(path, Job(path))
    return tuple(found.values())


def _files(name: str) -> list[Path]:
    path = Path(name)
    if path.is_dir():
        inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in _SUFFIXES and p.is_file())
        if not inside:
            raise InputError(f"There is no figure in {path}.", f"Figures end in {', '.join(sorted(_SUFFIXES))}.")
        return inside
    if path.exists():
        return [path]
    matching = sorted(Path(p) for p in glob.glob(name, recursive=True) if Path(p).is_file())
    if not matching:
        raise InputError(f"{name} does not exist.", "Check the name or the pattern.")
    return matching


def add_jobs(project: Project, jobs: Sequence[Job]) -> tuple[list[int], list[str]]:
    """Add figures to a project; those it has already keep their number.

    Returns
    -------
    numbers : list of int
        In the project, in the order of the jobs.
    refused : list of str
        Files that could not be added, and why.
    """
    numbers: list[int] = []
    refused: list[str] = []
    for job in jobs:
        try:
            numbers += _add(project, job)
        except InputError as error:
            refused.append(str(error))
    return numbers, refused


def _add(project: Project, job: Job) -> list[int]:
    from figpool.io.images import read_bytes
    from figpool.io.pdf import count_pages, is_pdf

    data = read_bytes(job.path)
    pages: list[int | None] = [job.page]
    if job.page is None and is_pdf(job.path, data):
        pages = list(range(1, count_pages(data, job.path.name) + 1))
    return [project.add_figure((job.path.name, data), page, job.crop, **job.info) for page in pages]


def pending(project: Project, numbers: Iterable[int], *, again: bool = False) -> list[int]:
    """Return the figures this reviewer has not read yet, each once, in their order.

    Parameters
    ----------
    project : Project
        Open.
    numbers : iterable of int
        Figures asked for.
    again : bool
        Whether those that failed are tried again.
    """
    listed = {line.figure.id: line for line in project.figures()}
    done = {n for n, line in listed.items() if project.reviewer in line.reviewers}
    failed = {n for n, line in listed.items() if line.figure.info.failure}
    skip = done if again else done | failed
    return [n for n in dict.fromkeys(numbers) if n in listed and n not in skip]
