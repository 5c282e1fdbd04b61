"""Which figures are to be read: files, folders, patterns, pages; and which of them are still waiting."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from figpool import __version__
from figpool.core.errors import InputError
from figpool.core.geometry import Box
from figpool.project import Project
from figpool.project.codec import encode

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


def find_all(names: Iterable[str | Path], *, manifest: bool = False) -> tuple[list[Job], list[str]]:
    """Return the figures that files, folders, patterns and manifests stand for; what is missing stops nothing.

    Parameters
    ----------
    names : iterable of str or Path
        As of `find_jobs`; a name that ends in .csv is a manifest.
    manifest : bool
        Whether every name is a manifest.

    Returns
    -------
    jobs : list of Job
        Each file once, with the hints of the manifest that names it.
    missing : list of str
        Names that stand for nothing, and why.

    Raises
    ------
    InputError
        A manifest is wrong: nothing of it is taken, lest its hints get lost.
    """
    from figpool.batch.manifest import read_manifest

    listed: list[Job] = []
    plain: dict[Path, Job] = {}
    missing: list[str] = []
    for name in names:
        if manifest or Path(name).suffix.lower() == ".csv":
            listed += read_manifest(Path(name))
            continue
        try:
            for job in find_jobs([name]):
                plain.setdefault(job.path, job)
        except InputError as error:
            missing.append(str(error))
    with_hints = {job.path.resolve() for job in listed}
    return [*listed, *(job for path, job in plain.items() if path.resolve() not in with_hints)], missing


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
    numbers = [project.add_figure((job.path.name, data), page, job.crop, **job.info) for page in pages]
    for number in numbers:
        _complete(project, number, job.info)
    return numbers


def _complete(project: Project, number: int, info: Mapping[str, Any]) -> None:
    """Give a figure listed before what it lacks; hints are the newest, other fields stay as a person set them."""
    known = project.figure(number).info
    lacking = {k: v for k, v in info.items() if v and not getattr(known, k)}
    hints = info.get("settings")
    changes = lacking | ({"settings": hints} if hints and hints != known.settings else {})
    if changes:
        project.set_info(number, **changes)


def pending(project: Project, numbers: Iterable[int], *, again: bool = False, reread: bool = False) -> list[int]:
    """Return the figures this reviewer has not read yet, each once, in their order.

    Parameters
    ----------
    project : Project
        Open.
    numbers : iterable of int
        Figures asked for.
    again : bool
        Whether those that failed are tried again.
    reread : bool
        Whether those that another version, or other hints, have read are read anew;
        corrections stay, and what was read by hand is left alone.
    """
    listed = {line.figure.id: line for line in project.figures()}
    done = {n for n, line in listed.items() if project.reviewer in line.reviewers}
    failed = {n for n, line in listed.items() if line.figure.info.failure}
    if reread:
        done -= {n for n in done if _is_stale(project, n)}
    skip = done | (set() if again else failed - done)
    return [n for n in dict.fromkeys(numbers) if n in listed and n not in skip]


def _is_stale(project: Project, number: int) -> bool:
    from figpool.project.reading import settings_of

    reading = project.reading(number)
    if reading is None:
        return False
    return reading.version != __version__ or reading.settings != encode(settings_of(project.figure(number).info))
