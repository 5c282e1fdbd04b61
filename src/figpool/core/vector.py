"""Vector drawings: paths and text of a page, all transforms resolved.

Positions follow the pixel convention of ``core.geometry`` in the pixels of the
figure they belong to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from figpool.core.geometry import Box

Color = tuple[float, float, float]


@dataclass(frozen=True, eq=False, slots=True)
class SubPath:
    """One stroke of the pen.

    Parameters
    ----------
    points : ndarray of float, shape (n, 2)
        Corners; curves are flattened, their end points among the points.
    closed : bool
        Whether the last point joins the first.
    curved : bool
        Whether any part of it was a curve.
    """

    points: NDArray[np.float64]
    closed: bool = False
    curved: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class VectorPath:
    """One painted path.

    Parameters
    ----------
    subpaths : tuple of SubPath
        What was drawn.
    fill, stroke : tuple of float or None
        RGB 0..1; None when not filled or not stroked.
    width : float
        Stroke width in pixels.
    dash : tuple of float
        Lengths of dashes and gaps in pixels; empty for a solid line.
    clip : Box or None
        Bounding box of the clip it was painted under.
    alpha : float
        Opacity 0..1.
    patterned : bool
        Whether the fill is a pattern or shading (then `fill` is its rough tone).
    letter : bool
        Whether it is ornament: the outline of a letter, or hatching inside a shape.
    origin : (float, float) or None
        Where the origin of its own coordinates lies: programs that draw a marker again and again move the origin
        to the data point.
    unit : float or None
        Pixels to the unit of its own coordinates; None when that is not known.
    """

    subpaths: tuple[SubPath, ...]
    fill: Color | None = None
    stroke: Color | None = None
    width: float = 1.0
    dash: tuple[float, ...] = ()
    clip: Box | None = None
    alpha: float = 1.0
    patterned: bool = False
    letter: bool = False
    origin: tuple[float, float] | None = None
    unit: float | None = None

    @property
    def box(self) -> Box:
        """Bounding box of its points, without the stroke's width."""
        low = np.min([s.points.min(axis=0) for s in self.subpaths], axis=0)
        high = np.max([s.points.max(axis=0) for s in self.subpaths], axis=0)
        return Box(float(low[0]), float(low[1]), float(high[0]), float(high[1]))

    @property
    def box_centre(self) -> tuple[float, float]:
        """Middle of the bounding box."""
        box = self.box
        return box.cx, box.cy


@dataclass(frozen=True, slots=True)
class VectorText:
    """A run of text on one line.

    Parameters
    ----------
    text : str
        As stored; superscripts as Unicode superscripts; empty for letters turned
        to outlines, whose words are only in the picture.
    box : Box
        Tight box of the ink.
    angle : float
        Reading direction, degrees counter-clockwise.
    size : float
        Font size in pixels.
    color : tuple of float
        RGB 0..1.
    hidden : bool
        Whether it is there for searching only (the text layer of a scan).
    base : (float, float, float, float) or None
        x and y of both ends of its base line, where the file places them.
    raised : int
        How many of its last letters are raised, of letters turned to outlines.
    """

    text: str
    box: Box
    angle: float = 0.0
    size: float = 0.0
    color: Color = (0.0, 0.0, 0.0)
    hidden: bool = False
    base: tuple[float, float, float, float] | None = None
    raised: int = 0

    def moved(self, move: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> VectorText:
        """Return the run with its box and base line mapped by `move`, points of shape (n, 2) to points.

        Parameters
        ----------
        move : callable
            Shifts, turns by right angles or exchanges x and y.
        """
        corners = move(np.array([[self.box.x0, self.box.y0], [self.box.x1, self.box.y1]]))
        (x0, y0), (x1, y1) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
        base = self.base
        if base is not None:
            (ax, ay), (bx, by) = move(np.array([base[:2], base[2:]])).tolist()
            base = (ax, ay, bx, by)
        return replace(self, box=Box(x0, y0, x1, y1), base=base)


@dataclass(frozen=True, slots=True)
class VectorImage:
    """A picture placed on the page.

    Parameters
    ----------
    box : Box
        Where it stands.
    shape : (int, int)
        Its own height and width in pixels.
    """

    box: Box
    shape: tuple[int, int]


@dataclass(frozen=True, slots=True)
class SpokenMark:
    """A mark whose data a program wrote beside it for screen readers.

    Parameters
    ----------
    box : Box
        The mark, without its stroke's width.
    words : str
        As written: "dose: 5; mean: 0.848; series: A".
    """

    box: Box
    words: str


@dataclass(frozen=True, eq=False)
class VectorPage:
    """A page's drawing, in painting order.

    Parameters
    ----------
    width, height : float
        Size in pixels.
    paths : tuple of VectorPath
        Painted paths.
    texts : tuple of VectorText
        Runs of text.
    images : tuple of VectorImage
        Placed pictures.
    notes : tuple of str
        What was left out, and why.
    spoken : tuple of SpokenMark
        Marks with their data in words.
    corner : (float, float) or None
        Where its top left corner lies on the page as given; None when that is not known.
    """

    width: float
    height: float
    paths: tuple[VectorPath, ...] = ()
    texts: tuple[VectorText, ...] = ()
    images: tuple[VectorImage, ...] = ()
    notes: tuple[str, ...] = field(default_factory=tuple)
    spoken: tuple[SpokenMark, ...] = ()
    corner: tuple[float, float] | None = (0.0, 0.0)

    @property
    def unit(self) -> float | None:
        """Pixels to the unit most of its paths count in; None when that is not known."""
        units = Counter(round(p.unit, 6) for p in self.paths if p.unit is not None)
        return units.most_common(1)[0][0] if units else None

    def cropped(self, box: Box) -> VectorPage:
        """Return what lies in a box, positions counted from its corner.

        Parameters
        ----------
        box : Box
            Pixels of the page; what only touches it stays whole.
        """
        shift = np.array([box.x0, box.y0])
        paths = tuple(_moved(p, shift) for p in self.paths if _meets(p.box, box))
        texts = tuple(t.moved(lambda p: p - shift) for t in self.texts if box.contains(t.box.cx, t.box.cy))
        images = tuple(replace(i, box=_moved_box(i.box, shift)) for i in self.images if _meets(i.box, box))
        spoken = tuple(replace(m, box=_moved_box(m.box, shift)) for m in self.spoken if _meets(m.box, box))
        width, height = box.width + 1, box.height + 1
        corner = None if self.corner is None else (self.corner[0] + box.x0, self.corner[1] + box.y0)
        return VectorPage(width, height, paths, texts, images, self.notes, spoken, corner)


def _meets(a: Box, b: Box) -> bool:
    return a.x1 >= b.x0 and a.x0 <= b.x1 and a.y1 >= b.y0 and a.y0 <= b.y1


def _moved(path: VectorPath, shift: NDArray[np.float64]) -> VectorPath:
    subpaths = tuple(replace(s, points=s.points - shift) for s in path.subpaths)
    x, y = shift.tolist()
    origin = None if path.origin is None else (path.origin[0] - x, path.origin[1] - y)
    clip = None if path.clip is None else _moved_box(path.clip, shift)
    return replace(path, subpaths=subpaths, clip=clip, origin=origin)


def _moved_box(box: Box, shift: NDArray[np.float64]) -> Box:
    x, y = shift.tolist()
    return Box(box.x0 - x, box.y0 - y, box.x1 - x, box.y1 - y)
