"""What a person gives the window: files, folders, projects, the clipboard; told apart by their names, nothing read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PyQt6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PyQt6.QtGui import QImage

from figpool_gui.dialogs import FIGURES

PROJECT = ".figpool"
SUFFIXES = frozenset(pattern.removeprefix("*") for pattern in FIGURES.split())
Source = Path | tuple[str, bytes]


@dataclass
class Given:
    """Files sorted.

    Parameters
    ----------
    project : Path or None
        The first project among them.
    sources : list of Path or (name, bytes)
        Figures, papers, folders of them.
    """

    project: Path | None = None
    sources: list[Source] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What a project begun with these files is called."""
        first = self.sources[0]
        path = first if isinstance(first, Path) else Path(first[0])
        return path.stem or path.name or "review"


def sort_out(paths: Iterable[Path]) -> Given:
    """Sort files and folders into a project and figures; folders are searched through later."""
    given = Given()
    for path in paths:
        if path.suffix.lower() == PROJECT:
            given.project = given.project or path
        else:
            given.sources.append(path)
    return given


def in_folder(folder: Path) -> Iterator[Path]:
    """Return the figures of a folder and of those in it, by name."""
    return (p for p in sorted(folder.rglob("*")) if p.suffix.lower() in SUFFIXES and p.is_file())


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
    return Given(sources=[(name, _png(image))])


def _png(image: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(data.data())
