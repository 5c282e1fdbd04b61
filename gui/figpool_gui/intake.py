"""What a person gives the window: files, folders, projects, the clipboard; sorted, nothing read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PyQt6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PyQt6.QtGui import QImage

from figpool.core.errors import InputError
from figpool_gui.dialogs import FIGURES

PROJECT = ".figpool"
_SUFFIXES = frozenset(pattern.removeprefix("*") for pattern in FIGURES.split())
Source = tuple[Path | tuple[str, bytes], int | None]


@dataclass
class Given:
    """Files sorted.

    Parameters
    ----------
    project : Path or None
        The first project among them.
    figures : list of (source, page)
        Figures; a PDF gives one for every page.
    """

    project: Path | None = None
    figures: list[Source] = field(default_factory=list)


def sort_out(paths: Iterable[Path]) -> Given:
    """Sort files and folders (searched through) into a project and figures."""
    given = Given()
    for path in paths:
        if path.suffix.lower() == PROJECT:
            given.project = given.project or path
        elif path.is_dir():
            given.figures += [s for found in _in_folder(path) for s in _sources(found)]
        else:
            given.figures += _sources(path)
    return given


def _in_folder(folder: Path) -> Iterator[Path]:
    return (p for p in sorted(folder.rglob("*")) if p.suffix.lower() in _SUFFIXES and p.is_file())


def _sources(path: Path) -> list[Source]:
    if path.suffix.lower() != ".pdf":
        return [(path, None)]
    from figpool.io.pdf import count_pages

    try:
        pages = count_pages(path.read_bytes(), path.name)
    except (InputError, OSError):
        return [(path, None)]  # adding it says what is wrong with it
    return [(path, page) for page in range(1, pages + 1)]


def from_clipboard(mime: QMimeData | None, name: str) -> Given:
    """Return what a clipboard or a drop holds: files, or a picture under the name given."""
    if mime is None:
        return Given()
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if paths:
        return sort_out(paths)
    image = mime.imageData() if mime.hasImage() else None
    if not isinstance(image, QImage) or image.isNull():
        return Given()
    return Given(figures=[((name, _png(image)), None)])


def _png(image: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(data.data())
