"""Files into the project in a background thread: folders searched, papers taken apart, scans copied."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any

from PyQt6.QtCore import QCoreApplication, QObject, pyqtSignal

from figpool.core.errors import FigpoolError, InputError, OutputError
from figpool.core.geometry import Box
from figpool.project import Project
from figpool_gui.background import Background
from figpool_gui.intake import PROJECT, Source, in_folder

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
    stop : Event
        Set once the person wants no more of it: these are not to be read by themselves.
    """

    project: Path
    figures: list[int] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    stop: Event = field(default_factory=Event)


@dataclass(frozen=True)
class _Part:
    """What of a file becomes one figure."""

    source: tuple[str, bytes]
    page: int | None = None
    crop: Box | None = None
    info: dict[str, Any] = field(default_factory=dict)


def add_sources(
    path: Path,
    reviewer: str,
    sources: Sequence[Source],
    report: Callable[[Added], None],
    stop: Event | None = None,
) -> None:
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
    stop : Event, optional
        Once it is set nothing more is added; what was added stays.

    Raises
    ------
    OutputError
        The project cannot be made or written.
    """
    make_folder(path.parent)
    stop = stop or Event()
    found, last = Added(path, stop=stop), time.monotonic()
    with Project.open(path, reviewer) if path.exists() else Project.create(path, reviewer) as project:
        for file in _all_files(sources, found):
            if stop.is_set():
                break
            _add(project, file, found)
            if time.monotonic() - last > _REPORT_EVERY and found.figures:
                report(replace(found))
                found.figures, found.reasons, last = [], [], time.monotonic()
    report(found)


def make_folder(folder: Path) -> None:
    """Make a folder that is not there.

    Raises
    ------
    OutputError
        It cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"The folder {folder} cannot be made: {error.strerror}.", "Choose another one.") from error


def _all_files(sources: Sequence[Source], found: Added) -> Iterator[Source]:
    for source in sources:
        files = _files(source)
        if not files:
            found.reasons.append(tr("There are no figures in {0}.").format(source))
        yield from files


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


@dataclass(frozen=True)
class Unnamed:
    """A project nobody named: that which holds the files already, else a new one.

    Parameters
    ----------
    folder : Path
        Where it stands.
    name : str
        What it is called, as long as no project of other files is called so.
    """

    folder: Path
    name: str

    def find(self, sources: Sequence[Source]) -> Path:
        """Return the project of these files; other files of the same name have another.

        Raises
        ------
        InputError
            A project of that name is damaged: what stands in it may be of these files.
        """
        for number in count(1):
            path = self.folder / f"{self.name}{f' {number}' if number > 1 else ''}{PROJECT}"
            if not path.exists() or _holds(path, sources):
                return path
        raise AssertionError("counting has no end")


def _holds(path: Path, sources: Sequence[Source]) -> bool:
    """Whether a project holds one of the files; an empty one can take any."""
    from hashlib import sha256

    from figpool.io.images import read_bytes

    with Project.open(path, readonly=True) as project:
        known = {line.figure.sha256 for line in project.figures()}
    for file in (f for source in sources for f in _files(source)):
        try:
            data = read_bytes(file) if isinstance(file, Path) else file[1]
        except InputError:
            continue  # said when it is added
        if sha256(data).hexdigest() in known:
            return True
    return not known


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
        self._stop = Event()

    def add(self, project: Path | Unnamed, reviewer: str, sources: Sequence[Source]) -> None:
        """Add files; `added` or `failed` comes."""
        stop = self._stop

        def add() -> None:
            path = project.find(sources) if isinstance(project, Unnamed) else project
            add_sources(path, reviewer, sources, self.added.emit, stop)

        self._background.do(add)

    def cancel(self) -> None:
        """Add no more of what was given so far; what was added stays."""
        self._stop.set()
        self._stop = Event()

    def close(self) -> None:
        """Add no more, and wait for the file under way."""
        self.cancel()
        self._background.close()
