"""The scene: strokes, rectangles, small shapes and lines of a page, however its program drew them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from figpool.core.geometry import Box
from figpool.core.vector import Color, SpokenMark, VectorText

#: Positions of one thing drawn twice agree to this many pixels (files store 2 decimals of a point).
EPSILON = 0.5


@dataclass(frozen=True, slots=True)
class Edge:
    """A straight stroke along x (or, among `Scene.verticals`, along y).

    Parameters
    ----------
    at : float
        Its position across.
    lo, hi : float
        Its ends.
    color : tuple of float
        RGB 0..1.
    order : int
        Painting order of its path.
    dash : tuple of float
        Dash pattern in line widths; empty when solid.
    lone : bool
        Whether it is a stroke of its own, not the side of a closed shape.
    centred : bool
        Whether it was drawn as a symbol about its middle, as markers and caps are.
    """

    at: float
    lo: float
    hi: float
    color: Color
    order: int
    dash: tuple[float, ...] = ()
    lone: bool = True
    centred: bool = False

    @property
    def length(self) -> float:
        """Extent along its direction."""
        return self.hi - self.lo

    @property
    def middle(self) -> float:
        """Centre along its direction."""
        return (self.lo + self.hi) / 2


@dataclass(frozen=True, slots=True)
class Rect:
    """An axis-parallel rectangle; `box` runs along the middle of its outline.

    `slim` ones may be strokes drawn as filled rectangles and stand among the edges as well.
    """

    box: Box
    fill: Color | None
    stroke: Color | None
    order: int
    patterned: bool = False
    slim: bool = False


@dataclass(frozen=True, slots=True)
class Glyph:
    """A small closed shape or cross: a marker, a swatch, or a letter turned to outlines.

    Parameters
    ----------
    box : Box
        Extent without the stroke's width.
    centroid : tuple of float
        Mean of its corners.
    shape : str
        Word for its outline: "square", "circle", "triangle-up", ...
    fill, stroke : tuple of float or None
        RGB 0..1.
    order : int
        Painting order.
    origin : tuple of float or None
        Where the origin of its own coordinates lies.
    side : int
        Of a triangle drawn from its tip up or down: side of the corner drawn next, 1 right, -1 left; else 0.
    """

    box: Box
    centroid: tuple[float, float]
    shape: str
    fill: Color | None
    stroke: Color | None
    order: int
    origin: tuple[float, float] | None = None
    side: int = 0

    def transposed(self) -> Glyph:
        """Return the shape with x and y exchanged; shape and side stay as on the page."""
        origin = None if self.origin is None else self.origin[::-1]
        return replace(self, box=self.box.transposed(), centroid=self.centroid[::-1], origin=origin)


@dataclass(frozen=True, eq=False, slots=True)
class Polyline:
    """An open line of several corners, points of shape (n, 2), stroked; dashes in line widths."""

    points: NDArray[np.float64]
    color: Color
    dash: tuple[float, ...]
    order: int


@dataclass(frozen=True, eq=False)
class Scene:
    """What stands on a page, pixels.

    Parameters
    ----------
    width, height : float
        Page size.
    horizontals, verticals : tuple of Edge
        Straight strokes.
    rects : tuple of Rect
        Rectangles that are more than a line.
    glyphs : tuple of Glyph
        Small shapes.
    lines : tuple of Polyline
        Open lines that are not axis-parallel.
    texts : tuple of VectorText
        Visible text.
    spoken : tuple of SpokenMark
        Marks with their data in words.
    corner : (float, float) or None
        Where its top left corner lies on the page as given; None when that is not known.
    unit : (float, float) or None
        Of positions known to be cut off, to the left and upwards, to a lattice: its step along x and y.
    user_unit : float or None
        Pixels to the unit most of its paths count in; None when that is not known.
    """

    width: float
    height: float
    horizontals: tuple[Edge, ...]
    verticals: tuple[Edge, ...]
    rects: tuple[Rect, ...]
    glyphs: tuple[Glyph, ...]
    lines: tuple[Polyline, ...]
    texts: tuple[VectorText, ...]
    spoken: tuple[SpokenMark, ...] = ()
    corner: tuple[float, float] | None = (0.0, 0.0)
    unit: tuple[float, float] | None = None
    user_unit: float | None = None

    @property
    def text_size(self) -> float:
        """Usual font size."""
        sizes = [t.size for t in self.texts]
        return float(np.median(sizes)) if sizes else 30.0

    def transposed(self) -> Scene:
        """Return the scene with x and y exchanged."""
        return Scene(
            self.height,
            self.width,
            self.verticals,
            self.horizontals,
            tuple(replace(r, box=r.box.transposed()) for r in self.rects),
            tuple(g.transposed() for g in self.glyphs),
            tuple(replace(p, points=p.points[:, ::-1]) for p in self.lines),
            tuple(t.moved(lambda p: p[:, ::-1]) for t in self.texts),
            tuple(replace(m, box=m.box.transposed()) for m in self.spoken),
            None if self.corner is None else self.corner[::-1],
            None if self.unit is None else self.unit[::-1],
            self.user_unit,
        )
