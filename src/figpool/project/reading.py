"""Reading a stored figure automatically: bytes and hints in, a document out; no project is touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from figpool import __version__
from figpool.core.errors import ReadingError
from figpool.project.codec import decode
from figpool.project.intake import take_in
from figpool.project.model import FigureInfo, Reading, StoredFigure

if TYPE_CHECKING:
    from figpool.extract import DigitizeSettings


def settings_of(info: FigureInfo) -> DigitizeSettings:
    """Return the hints kept with a figure."""
    from figpool.extract import DigitizeSettings

    return decode(DigitizeSettings, dict(info.settings), f"hints of {info.title}")  # type: ignore[no-any-return]


def read_figure_bytes(data: bytes, figure: StoredFigure, settings: DigitizeSettings) -> Reading:
    """Read a figure.

    Parameters
    ----------
    data : bytes
        Original file.
    figure : StoredFigure
        Name, page and crop are used.
    settings : DigitizeSettings
        Hints.

    Raises
    ------
    ReadingError
        Nothing could be read; the message says why.
    InputError
        The file is damaged or no figure.
    """
    from figpool.extract import digitize
    from figpool.project.pictures import load_figure

    found = digitize(load_figure(data, figure.name, figure.page, figure.crop), settings)
    if not found.rows:
        reason = " ".join(issue.message for issue in found.issues)
        raise ReadingError(f"{figure.name}: nothing could be read. {reason}", "Set the axis by hand and add the marks.")
    return take_in(found, settings, __version__)


def warm() -> None:
    """Load what every figure needs; a worker calls it once, so that its first figure does not pay."""
    from figpool._cv import cv2
    from figpool.ocr import default_engine

    cv2.setNumThreads(1)
    default_engine()
