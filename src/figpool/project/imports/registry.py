"""The register of formats of other digitizers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from figpool.core.errors import FigpoolError, InputError, UsageError
from figpool.project.model import Extraction
from figpool.project.project import Project


@contextmanager
def in_words(name: str) -> Iterator[None]:
    """Turn whatever a damaged file makes go wrong into a sentence about it.

    Raises
    ------
    InputError
        The file is damaged or incomplete.
    """
    try:
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            yield
    except FigpoolError as error:
        raise InputError(f"{name}: {error.message}", error.hint) from error
    except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        hint = "Save it again in the program that made it."
        raise InputError(f"{name} is damaged or incomplete ({error!r}).", hint) from error


@dataclass(frozen=True)
class Imported:
    """One figure another program digitized.

    Parameters
    ----------
    name : str
        Of the picture.
    picture : bytes or None
        Its content; None when the file does not hold it.
    make : callable
        Height of the picture in pixels to axes and marks.
    left_out : tuple of str
        What could not be taken over, in words.
    """

    name: str
    picture: bytes | None
    make: Callable[[int], Extraction]
    left_out: tuple[str, ...] = ()

    def extraction(self, height: int) -> Extraction:
        """Return axes and marks, all by hand, on a picture of that height in pixels.

        Raises
        ------
        InputError
            The numbers make no axes.
        """
        with in_words(self.name):
            return self.make(height)


@dataclass(frozen=True)
class Importer:
    """A format.

    Parameters
    ----------
    name : str
        Of the program.
    accepts : callable
        Whether the content of a file is of this format.
    read : callable
        Content and name of a file to the figures in it.
    """

    name: str
    accepts: Callable[[bytes], bool]
    read: Callable[[bytes, str], tuple[Imported, ...]]


@cache
def importers() -> tuple[Importer, ...]:
    """Return all formats."""
    from figpool.project.imports import metadigitise, webplotdigitizer

    return (webplotdigitizer.IMPORTER, metadigitise.IMPORTER)


def read_import(data: bytes, name: str) -> tuple[Imported, ...]:
    """Read a file of another digitizer.

    Parameters
    ----------
    data : bytes
        Content.
    name : str
        Of the file, for messages.

    Raises
    ------
    InputError
        The file is of no known format, or damaged.
    """
    for importer in importers():
        if importer.accepts(data):
            with in_words(name):
                return importer.read(data, name)
    known = ", ".join(i.name for i in importers())
    raise InputError(f"{name} is of no format figpool can import.", f"It imports files of: {known}.")


def import_file(project: Project, path: Path, picture: Path | None = None) -> tuple[list[int], tuple[str, ...]]:
    """Take over another digitizer's work into a project.

    Parameters
    ----------
    project : Project
        Is changed.
    path : Path
        WebPlotDigitizer .json or .tar, or a file of metaDigitise's caldat folder.
    picture : Path, optional
        The figure, where the file does not hold it; metaDigitise's is looked for beside caldat.

    Returns
    -------
    figures : list of int
        Numbers in the project.
    left_out : tuple of str
        What could not be taken over.

    Raises
    ------
    InputError
        Unknown format, damaged, or the picture is missing.
    UsageError
        This reviewer has an extraction of the figure already; it is not replaced.
    """
    from figpool.io.images import read_bytes
    from figpool.project.pictures import load_figure

    numbers: list[int] = []
    left_out: list[str] = []
    for found in read_import(read_bytes(path), path.name):
        name, data = found.name, found.picture
        if data is None:
            where = picture or _beside(path, found.name)
            name, data = where.name, read_bytes(where)
        height = load_figure(data, name).height
        extraction = _of_figure(found.extraction(height), hashlib.sha256(data).hexdigest())
        number = project.add_figure((name, data))
        if project.extraction(number) is not None:
            raise UsageError(
                f"{project.reviewer} has read figure {number} ({name}) already; nothing was changed.",
                'Import it as another: --reviewer "NAME of the import".',
            )
        project.put_extraction(number, extraction, "import", source=path.name)
        numbers.append(number)
        left_out += found.left_out
    return numbers, tuple(left_out)


def _of_figure(extraction: Extraction, sha256: str) -> Extraction:
    """Say in the trail of every mark which figure it was read from."""
    panels = tuple(
        replace(p, marks=tuple(replace(m, trail=replace(m.trail, figure_sha256=sha256)) for m in p.marks))
        for p in extraction.panels
    )
    return replace(extraction, panels=panels)


def _beside(path: Path, name: str) -> Path:
    """Where the picture of a file without one may stand: beside it, or beside its folder."""
    for folder in (path.parent, path.parent.parent):
        if name and (folder / Path(name).name).is_file():
            return folder / Path(name).name
    raise InputError(f"{path} does not hold the picture it was made from.", "Give it with --picture.")
