"""A figure as it was given: pixels, identity, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from figpool.core.geometry import Box
from figpool.core.vector import VectorPage


@dataclass(frozen=True, eq=False)
class Figure:
    """One picture.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (height, width, 3)
        RGB, transparency laid on white, EXIF rotation applied.
    name : str
        File name without its folder.
    sha256 : str
        Hash of the file's bytes.
    page : int or None
        PDF page from 1; None for pictures.
    path : Path or None
        Where it was read from.
    notes : tuple of str
        What was done on reading (16 bit reduced, rotated by EXIF, ...).
    pixel_scale : float
        Pixels of the row contract per pixel of this picture: 1, except for
        pages rendered more finely than positions are reported.
    vector : VectorPage or None
        Paths and text of the page, in the pixels of this picture.
    origin : tuple of float
        Left and top edge of this picture on its page, in pixels of the row
        contract; (0, 0) unless it was cut out.
    """

    pixels: NDArray[np.uint8]
    name: str
    sha256: str = ""
    page: int | None = None
    path: Path | None = None
    notes: tuple[str, ...] = field(default_factory=tuple)
    pixel_scale: float = 1.0
    vector: VectorPage | None = None
    origin: tuple[float, float] = (0.0, 0.0)

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
        """The whole picture, from centre to centre of its corner pixels."""
        return Box(0.0, 0.0, self.width - 1.0, self.height - 1.0)


@dataclass(frozen=True, slots=True)
class TextBox:
    """A piece of printed text: where it stands and what it says.

    Parameters
    ----------
    box : Box
        Tight box of the ink, upright pixels.
    text : str
        What was read; empty before recognition.
    confidence : float
        The engine's own score, 0..1 (it does not tell a misread digit).
    angle : float
        Reading direction in degrees counter-clockwise: 0 across, 90 upward.
    """

    box: Box
    text: str = ""
    confidence: float = 0.0
    angle: float = 0.0


@dataclass(frozen=True, slots=True)
class PlotArea:
    """The box inside the axes.

    Parameters
    ----------
    box : Box
        Left edge on the y axis, bottom edge on the x axis, upright pixels.
    has_left, has_bottom, has_right, has_top : bool
        Whether a line is drawn on that side.
    """

    box: Box
    has_left: bool = False
    has_bottom: bool = False
    has_right: bool = False
    has_top: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """One sub-figure with its plot area.

    Parameters
    ----------
    area : PlotArea
        The box inside the axes.
    box : Box
        The part of the figure that belongs to the panel (labels included).
    label : str
        Panel letter or number as printed; empty when there is one panel.
    """

    area: PlotArea
    box: Box
    label: str = ""
