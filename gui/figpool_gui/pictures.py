"""Pictures decoded in a background thread: the window draws, it never decodes."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QObject, QRunnable, QThreadPool, pyqtSignal
from PyQt6.QtGui import QImage

from figpool.core.geometry import Box
from figpool.project import Project, StoredFigure
from figpool_gui.mishaps import sentence

_SMALLEST = 900
_CACHE_BYTES = 160_000_000


@dataclass(frozen=True, eq=False)
class Picture:
    """A decoded figure.

    Parameters
    ----------
    figure : int
        Number in the project.
    pixels : ndarray of uint8, shape (height, width, 3)
        RGB.
    levels : tuple of QImage
        The picture at full, half, quarter ... size.
    notes : tuple of str
        What was done on reading the file.
    """

    figure: int
    pixels: NDArray[np.uint8]
    levels: tuple[QImage, ...]
    notes: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """Width in pixels."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Height in pixels."""
        return int(self.pixels.shape[0])

    @property
    def box(self) -> Box:
        """The whole picture, centre to centre."""
        return Box(0.0, 0.0, self.width - 1.0, self.height - 1.0)

    @property
    def cost(self) -> int:
        """Bytes held."""
        return int(self.pixels.nbytes) + sum(level.sizeInBytes() for level in self.levels)


def to_image(pixels: NDArray[np.uint8]) -> QImage:
    """Return RGB pixels as an image of its own memory."""
    from figpool._cv import cv2

    height, width = pixels.shape[:2]
    image = QImage(width, height, QImage.Format.Format_RGB32)
    memory = image.bits()
    if memory is None:
        raise MemoryError(f"no room for a picture of {width} x {height} pixels")
    memory.setsize(image.sizeInBytes())
    view = np.frombuffer(memory, np.uint8).reshape(height, width, 4)  # type: ignore[call-overload]
    cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2BGRA, dst=view)
    return image


def pyramid(pixels: NDArray[np.uint8]) -> tuple[QImage, ...]:
    """Return the picture at full, half, quarter ... size, down to about a screen."""
    from figpool._cv import cv2

    levels = [to_image(pixels)]
    small = pixels
    while max(small.shape[:2]) > _SMALLEST:
        size = (max(1, small.shape[1] // 2), max(1, small.shape[0] // 2))
        small = np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        levels.append(to_image(small))
    return tuple(levels)


class _Signals(QObject):
    loaded = pyqtSignal(object, object)
    thumbnail = pyqtSignal(object, int, bytes)
    failed = pyqtSignal(object, int, str)


class _Task(QRunnable):
    """Decode one figure; of one only listed, the thumbnail alone is kept."""

    def __init__(self, project: Path, figure: StoredFigure, signals: _Signals, *, whole: bool) -> None:
        super().__init__()
        self._project, self._figure, self._signals, self._whole = project, figure, signals, whole

    def run(self) -> None:
        """Decode (in the background thread); the picture comes before its thumbnail is made."""
        from figpool.project.pictures import thumbnail

        number = self._figure.id
        try:
            with Project.open(self._project, readonly=True) as project:
                figure = project.load(number)
            if self._whole:
                picture = Picture(number, figure.pixels, pyramid(figure.pixels), figure.notes)
                self._signals.loaded.emit(self._project, picture)
            self._signals.thumbnail.emit(self._project, number, thumbnail(figure))
        except Exception as error:  # Qt would end the process
            self._signals.failed.emit(self._project, number, sentence(error))


class PictureLoader(QObject):
    """Decodes figures on demand and keeps the latest ones."""

    loaded = pyqtSignal(object)
    thumbnail = pyqtSignal(int, bytes)
    failed = pyqtSignal(int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads = QThreadPool(self)
        self._threads.setMaxThreadCount(1)
        self._signals = _Signals(self)
        self._signals.loaded.connect(self._done)
        self._signals.thumbnail.connect(self._done_small)
        self._signals.failed.connect(self._fail)
        self._project: Path | None = None
        self._kept: OrderedDict[int, Picture] = OrderedDict()
        self._asked: set[int] = set()

    def request(self, project: Path, figure: StoredFigure) -> None:
        """Decode a figure to be shown; `loaded` comes at once when it is kept."""
        kept = self._kept.get(figure.id)
        if kept is not None:
            self._kept.move_to_end(figure.id)
            self.loaded.emit(kept)
            return
        self._start(project, figure, whole=True)

    def request_thumbnail(self, project: Path, figure: StoredFigure) -> None:
        """Decode a figure for its thumbnail only, once."""
        if figure.id not in self._asked:
            self._start(project, figure, whole=False)

    def _start(self, project: Path, figure: StoredFigure, *, whole: bool) -> None:
        self._project = project
        self._asked.add(figure.id)
        self._threads.start(_Task(project, figure, self._signals, whole=whole), int(whole))

    def is_asked(self, figure: int) -> bool:
        """Whether the thumbnail of a figure was asked for."""
        return figure in self._asked

    def _done(self, project: Path, picture: Picture) -> None:
        if project != self._project:
            return  # of a project closed meanwhile
        self._kept[picture.figure] = picture
        while len(self._kept) > 1 and sum(p.cost for p in self._kept.values()) > _CACHE_BYTES:
            self._kept.popitem(last=False)
        self.loaded.emit(picture)

    def _done_small(self, project: Path, figure: int, png: bytes) -> None:
        if project == self._project:
            self.thumbnail.emit(figure, png)

    def _fail(self, project: Path, figure: int, reason: str) -> None:
        if project == self._project:
            self.failed.emit(figure, reason)

    def forget(self) -> None:
        """Drop everything (another project); what is being decoded is not waited for."""
        self._threads.clear()
        self._project = None
        self._kept.clear()
        self._asked.clear()

    def close(self) -> None:
        """Wait for the thread to end."""
        self.forget()
        self._threads.waitForDone()
