"""Pixel geometry: the one place where the pixel convention is stated.

x runs to the right, y runs down, and the *centre* of the top-left pixel is
(0, 0). Positions are floats. A picture of width w therefore covers x from
-0.5 to w - 0.5.

Published scans are skewed by a degree or two. Detectors work on the *upright*
picture (the figure turned back about its centre, same size), and every mark,
tick and calibration lives in upright pixels. ``Frame`` maps between upright
pixels and the pixels of the figure as it was given.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Box:
    """An axis-parallel rectangle in pixels, edges inclusive as positions.

    Parameters
    ----------
    x0, y0, x1, y1 : float
        Left, top, right and bottom edge (x0 <= x1, y0 <= y1).
    """

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Extent along x in pixels."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Extent along y in pixels."""
        return self.y1 - self.y0

    @property
    def cx(self) -> float:
        """Centre along x."""
        return (self.x0 + self.x1) / 2

    @property
    def cy(self) -> float:
        """Centre along y."""
        return (self.y0 + self.y1) / 2

    def contains(self, x: float, y: float, margin: float = 0.0) -> bool:
        """Whether the position lies inside, the box grown by `margin` on all sides."""
        return self.x0 - margin <= x <= self.x1 + margin and self.y0 - margin <= y <= self.y1 + margin

    def grown(self, margin: float) -> Box:
        """Return the box grown by `margin` pixels on all sides."""
        return Box(self.x0 - margin, self.y0 - margin, self.x1 + margin, self.y1 + margin)

    def scaled(self, factor: float) -> Box:
        """Return the box in the pixels of a picture resized by `factor`.

        Pixel centres map by ``(p + 0.5) * factor - 0.5``.
        """
        return Box(*(scale_position(v, factor) for v in (self.x0, self.y0, self.x1, self.y1)))

    def transposed(self) -> Box:
        """Return the box with x and y exchanged."""
        return Box(self.y0, self.x0, self.y1, self.x1)

    def joined(self, other: Box) -> Box:
        """Return the smallest box that holds both."""
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))

    def overlap(self, other: Box) -> float:
        """Area shared with another box, in square pixels."""
        w = min(self.x1, other.x1) - max(self.x0, other.x0)
        h = min(self.y1, other.y1) - max(self.y0, other.y0)
        return max(w, 0.0) * max(h, 0.0)


@dataclass(frozen=True, eq=False)
class BoxTable:
    """Boxes with their edges as arrays: a page of dots has thousands, among which each looks for its neighbours.

    Parameters
    ----------
    boxes : tuple of Box
        In any order, which is kept.
    """

    boxes: tuple[Box, ...]

    @cached_property
    def edges(self) -> NDArray[np.float64]:
        """Left, top, right and bottom edges, shape (4, n)."""
        return np.array([(b.x0, b.y0, b.x1, b.y1) for b in self.boxes], dtype=float).reshape(-1, 4).T

    @cached_property
    def transposed(self) -> BoxTable:
        """The same boxes with x and y exchanged."""
        return BoxTable(tuple(b.transposed() for b in self.boxes))

    def ending(self, first: float, last: float) -> list[Box]:
        """Boxes whose right edge lies between two columns, these included."""
        right = self.edges[2]
        return [self.boxes[int(i)] for i in np.flatnonzero((right >= first) & (right <= last))]

    def overlapping(self, box: Box) -> list[Box]:
        """Boxes that share an area with one."""
        x0, y0, x1, y1 = self.edges
        shared = (np.minimum(x1, box.x1) > np.maximum(x0, box.x0)) & (np.minimum(y1, box.y1) > np.maximum(y0, box.y0))
        return [self.boxes[int(i)] for i in np.flatnonzero(shared)]


def scale_position(position: float, factor: float) -> float:
    """Map a pixel position into a picture resized by `factor`.

    Examples
    --------
    >>> scale_position(0.0, 2.0)
    0.5
    """
    return (position + 0.5) * factor - 0.5


@dataclass(frozen=True, slots=True)
class Frame:
    """The turn between a figure as given and its upright picture.

    Parameters
    ----------
    angle : float
        Skew in degrees; positive when the figure was turned clockwise on screen.
    cx, cy : float
        Centre of the turn, in pixels of the figure.
    """

    angle: float = 0.0
    cx: float = 0.0
    cy: float = 0.0

    def to_figure(self, xy: ArrayLike) -> NDArray[np.float64]:
        """Map upright positions (..., 2) to pixels of the figure as given."""
        return self._turn(xy, math.radians(self.angle))

    def to_upright(self, xy: ArrayLike) -> NDArray[np.float64]:
        """Map pixels of the figure as given (..., 2) to upright positions."""
        return self._turn(xy, -math.radians(self.angle))

    def _turn(self, xy: ArrayLike, phi: float) -> NDArray[np.float64]:
        p = np.asarray(xy, dtype=float) - (self.cx, self.cy)
        c, s = math.cos(phi), math.sin(phi)
        turned: NDArray[np.float64] = p @ np.array([[c, s], [-s, c]]) + (self.cx, self.cy)
        return turned
