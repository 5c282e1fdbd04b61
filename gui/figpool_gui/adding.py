"""Files into the project in a background thread: folders searched, papers taken apart, scans copied."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QCoreApplication, QObject, pyqtSignal

from figpool.core.errors import FigpoolError
from figpool.core.geometry import Box
from figpool.project import Project
from figpool_gui.background import Background
from figpool_gui.intake import Source, in_folder

#: Seconds between two reports of a long list of files.
_REPORT_EVERY = 0.4


@dataclass
class Added:
    """What came of adding files, since the last report.

    Parameters
    ----------
    project : Path
        Where they went.
    figures : list of int
        Numbers of the figures.
    reasons : list of str
        Sentences about files that are no figures.
    """

    project: Path
    figures: list[int] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Part:
    """What of a file becomes one figure."""

    source: tuple[str, bytes]
    page: int | None = None
    crop: Box | None = None
    info: dict[str, Any] = field(default_factory=dict)


def add_sources(path: Path, reviewer: str, sources: Sequence[Source], report: Callable[[Added], None]) -> None:
    """Add files and folders to a project, which is made when it is not there.

    Parameters
    ----------
    path : Path
        Project.
    reviewer : str
        Who adds them.
    sources : sequence of Path or (name, bytes)
        A folder gives the figures in it, a paper those on its pages; a file
        that is no figure costs itself only.
    report : callable
        Gets an `Added` now and then, and one at the end.

    Raises
    ------
    OutputError
        The project cannot be made or written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    found, last = Added(path), time.monotonic()
    with Project.open(path, reviewer) if path.exists() else Project.create(path, reviewer) as project:
        for source in sources:
            files = _files(source)
            if not files:
                found.reasons.append(tr("There are no figures in {0}.").format(source))
            for file in files:
                _add(project, file, found)
                if time.monotonic() - last > _REPORT_EVERY and found.figures:
                    report(found)
                    found, last = Added(path), time.monotonic()
    report(found)


def tr(text: str) -> str:
    """Translate words of this module."""
    return QCoreApplication.translate("adding", text)


def _files(source: Source) -> list[Source]:
    return list(in_folder(source)) if isinstance(source, Path) and source.is_dir() else [source]


def _add(project: Project, file: Source, found: Added) -> None:
    try:
        for part in _parts(file):
            found.figures.append(project.add_figure(part.source, part.page, part.crop, **part.info))
    except FigpoolError as error:
        found.reasons.append(str(error))


def _parts(file: Source) -> Iterator[_Part]:
    from figpool.io.images import read_bytes
    from figpool.io.pdf import is_pdf

    source = (file.name, read_bytes(file)) if isinstance(file, Path) else file
    name, data = source
    if not is_pdf(Path(name), data):
        yield _Part(source)
        return
    from figpool.extract.locate import locate_figures

    for placed in locate_figures(data, name):
        what = tr("Figure {0}").format(placed.number) if placed.number else Path(name).stem
        title = tr("{0}, page {1}").format(what, placed.page)
        yield _Part(source, placed.page, placed.box, {"title": title, "comment": placed.caption})


class Adder(QObject):
    """Adds files to projects, one after the other.

    Signals
    -------
    added
        An `Added`, of a long list of files several times.
    failed
        A sentence: nothing could be added.
    """

    added = pyqtSignal(object)
    failed = pyqtSignal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background(self)
        self._background.failed.connect(self.failed)

    def add(self, project: Path, reviewer: str, sources: Sequence[Source]) -> None:
        """Add files; `added` or `failed` comes."""
        self._background.do(lambda: add_sources(project, reviewer, sources, self.added.emit))

    def close(self) -> None:
        """Wait for what is under way."""
        self._background.close()
