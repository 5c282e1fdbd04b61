"""Marker shapes as signed distances, and how well ink agrees with each.

A shape at a size is a weight for every pixel around its centre: ink where the
shape is inked speaks for it, missing ink there speaks strongly against it, ink
just outside speaks mildly against it (lines and whiskers pass there), and ink
farther out says nothing. The sum of weights over the ink is a log-likelihood
ratio against a coin toss.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


#: Part of an open marker's inner radius that is inside its outline, ink of its empty inside at most, and the share of
#: the inside that stays empty where lines and stems show through.
INSIDE, OPEN, CORNERS = 0.6, 0.2, 0.15
#: Where the outline of any shape is met on the way out, in inner radii, and the ways looked along.
_RIM, _TURNS = (0.6, 1.6), 24


@dataclass(frozen=True, slots=True)
class Shape:
    """A marker shape.

    Parameters
    ----------
    name : str
        circle, square, diamond, up or down (triangles), plus, cross or star.
    distance : callable
        Signed distance of (x, y) to the outline of the shape with inner radius
        1, negative inside; the origin is the centre of the inscribed circle.
    drop : float
        Where the plotted value stands below the origin, in inner radii (y down):
        R centres its even triangles on their centroid, other programs their
        steeper ones on the middle of their box.
    """

    name: str
    distance: Callable[[Array, Array], Array]
    drop: float = 0.0


def _circle(x: Array, y: Array) -> Array:
    return np.asarray(np.hypot(x, y) - 1.0, dtype=np.float32)


def _square(x: Array, y: Array) -> Array:
    return np.asarray(np.maximum(np.abs(x), np.abs(y)) - 1.0, dtype=np.float32)


def _diamond(x: Array, y: Array) -> Array:
    return np.asarray((np.abs(x) + np.abs(y)) / np.sqrt(2.0) - 1.0, dtype=np.float32)


#: Sides of the steeper triangles of matplotlib and spreadsheets have slope 2.
_STEEP = np.array([2.0, 1.0]) / np.sqrt(5.0)
_EVEN = np.array([np.sqrt(3.0), 1.0]) / 2.0


def _triangle(normal: NDArray[np.float64], sign: float) -> Callable[[Array, Array], Array]:
    def distance(x: Array, y: Array) -> Array:
        sides = normal[0] * np.abs(x) - sign * normal[1] * y - 1.0
        return np.asarray(np.maximum(sides, sign * y - 1.0), dtype=np.float32)

    return distance


def _triangle_drop(normal: NDArray[np.float64]) -> float:
    """Middle of the triangle's box below its inscribed circle's centre: half of base minus apex."""
    apex = 1.0 / float(normal[1])
    return (1.0 - apex) / 2.0


#: Shapes with a thick place in their middle.
SOLID: tuple[Shape, ...] = (
    Shape("circle", _circle),
    Shape("square", _square),
    Shape("diamond", _diamond),
    Shape("up", _triangle(_EVEN, 1.0)),
    Shape("steep_up", _triangle(_STEEP, 1.0), _triangle_drop(_STEEP)),
    Shape("down", _triangle(_EVEN, -1.0)),
    Shape("steep_down", _triangle(_STEEP, -1.0), -_triangle_drop(_STEEP)),
)


#: Shapes of which programs differ on the point that is the value.
TRIANGLES = frozenset({"up", "down", "steep_up", "steep_down"})

#: Half width of the strokes of a star, and of a cross, in lengths of their arms.
_ARM, _CROSS_ARM = 0.065, 0.12


def _star(x: Array, y: Array) -> Array:
    """Eight arms: an upright cross and a diagonal one of the same reach."""
    turned = (
        (x, y),
        (y, x),
        ((x + y) / np.sqrt(2.0), (x - y) / np.sqrt(2.0)),
        ((x - y) / np.sqrt(2.0), (x + y) / np.sqrt(2.0)),
    )
    bars = [np.maximum(np.abs(along) - 1.0, np.abs(beside) - _ARM) for along, beside in turned]
    return np.asarray(np.minimum.reduce(bars), dtype=np.float32)


def _plus(x: Array, y: Array) -> Array:
    bars = [np.maximum(np.abs(along) - 1.0, np.abs(beside) - _CROSS_ARM) for along, beside in ((x, y), (y, x))]
    return np.asarray(np.minimum.reduce(bars), dtype=np.float32)


def _cross(x: Array, y: Array) -> Array:
    """Diagonal strokes that end in the corners of the square about the circle of its radius."""
    along, beside = (x + y) / np.sqrt(2.0), (x - y) / np.sqrt(2.0)
    bars = [np.maximum(np.abs(a) - np.sqrt(2.0), np.abs(b) - _CROSS_ARM) for a, b in ((along, beside), (beside, along))]
    return np.asarray(np.minimum.reduce(bars), dtype=np.float32)


#: Made of two strokes: no thick place shows where they stand, but they are pieces of their own in a scatter.
STROKED: tuple[Shape, ...] = (Shape("plus", _plus), Shape("cross", _cross))
SHAPES: tuple[Shape, ...] = (*SOLID, *STROKED)

#: Made of strokes: no thick place shows where it stands, so that it is only searched for where it is known.
STAR = Shape("star", _star)


def shape_named(name: str) -> Shape | None:
    """Return the shape of a name; None for a name that is not known.

    Parameters
    ----------
    name : str
        circle, square, diamond, up, steep_up, down, steep_down, plus, cross or star.
    """
    return next((s for s in (*SHAPES, STAR) if s.name == name), None)


def rim_ink(ink: Array, row: float, column: float, radius: float) -> Array:
    """Darkest ink met on the way out from a place, where the outline of any shape stands, one value a direction.

    Parameters
    ----------
    ink : ndarray of float32, shape (h, w)
        Share of ink, as far as the way leads.
    row, column : float
        The place, pixels.
    radius : float
        Inner radius of the marker, pixels.
    """
    turn = np.arange(_TURNS) * (2 * np.pi / _TURNS)
    reach = np.linspace(*_RIM, _TURNS)[:, None] * radius
    rows = np.rint(row + reach * np.sin(turn)).astype(np.int64)
    columns = np.rint(column + reach * np.cos(turn)).astype(np.int64)
    return np.asarray(ink[rows, columns].max(axis=0), dtype=np.float32)


@cache
def shape_reach(name: str, direction: int) -> float:
    """How far a shape reaches above (-1) or below (1) its value, inner radii; 1 for a shape that is not known."""
    shape = shape_named(name)
    if shape is None:
        return 1.0
    steps = np.linspace(0.0, 2.6, 131, dtype=np.float32)
    inside = shape.distance(np.zeros_like(steps), np.asarray(direction * steps, dtype=np.float32)) <= 0
    return float(steps[inside].max()) - direction * shape.drop


_INKED, _EMPTY = float(np.log(0.96 / 0.5)), float(np.log(0.04 / 0.5))
_RING_INKED, _RING_EMPTY = float(np.log(0.25 / 0.5)), float(np.log(0.75 / 0.5))
_CORE_INKED, _CORE_EMPTY = float(np.log(0.30 / 0.5)), float(np.log(0.70 / 0.5))

#: Half width of the cross inside an open marker along which strokes may run through it, in inner radii.
_THROUGH = 0.14
#: What emptiness weighs there.
_THROUGH_WEIGHT = 0.5


@dataclass(frozen=True, eq=False)
class Template:
    """A shape at a size, as weights around its centre.

    Parameters
    ----------
    shape : Shape
        Its shape.
    radius : float
        Inner radius in pixels.
    hollow : bool
        Whether only its outline is inked.
    gain : ndarray of float32, shape (n, n)
        Weight of an inked pixel minus that of an empty one.
    blank : ndarray of float32, shape (n, n)
        Weight of an empty pixel.
    peak : ndarray of float32, shape (n, n)
        Weight of a pixel that agrees.
    """

    shape: Shape
    radius: float
    hollow: bool
    gain: Array
    blank: Array
    peak: Array

    @property
    def base(self) -> float:
        """Score of a patch without ink."""
        return float(self.blank.sum())

    @property
    def best(self) -> float:
        """Score of a patch that agrees everywhere."""
        return float(self.peak.sum())


def soft_ink(share: Array) -> Array:
    """Sharpen shares of ink: half the full contrast is the edge, the rest is full or empty."""
    return np.asarray(np.clip(2.0 * share - 0.5, 0.0, 1.0), dtype=np.float32)


def make_template(shape: Shape, radius: float, hollow: bool, stroke: float, half: int) -> Template:
    """Build the template of a shape with an inner radius, on a patch of 2 * half + 1 pixels.

    `stroke` is the width of an open marker's outline.
    """
    step = np.arange(-half, half + 1, dtype=np.float32)
    x, y = np.meshgrid(step / np.float32(radius), step / np.float32(radius))
    distance = shape.distance(x, y) * np.float32(radius)
    inside = np.clip(0.5 - distance, 0.0, 1.0)
    ring = np.clip(0.5 - (distance - 2.5), 0.0, 1.0) * np.clip(distance, 0.0, 1.0)
    parts = [_weights(ring, _RING_INKED, _RING_EMPTY)]
    if not hollow:
        parts.append(_weights(inside, _INKED, _EMPTY))
    else:
        # whiskers and lines may run through an open marker: along its axes the inside says half as much
        aside = np.clip(np.minimum(np.abs(x), np.abs(y)) * np.float32(radius) - _THROUGH * radius, _THROUGH_WEIGHT, 1.0)
        core = np.clip(0.5 - (distance + stroke + 0.5), 0.0, 1.0) * aside
        rim = inside * np.clip(0.5 - (-distance - stroke), 0.0, 1.0)
        parts += [_weights(rim, _INKED, _EMPTY), _weights(core, _CORE_INKED, _CORE_EMPTY)]
    weights = np.asarray(np.sum(parts, axis=0), np.float32)
    return Template(shape, radius, hollow, weights[0], weights[1], weights[2])


def _weights(part: Array, inked: float, empty: float) -> tuple[Array, Array, Array]:
    """Weights of the pixels of a part: of ink over none, of none, of what agrees."""
    gain, blank, peak = part * (inked - empty), part * empty, part * max(inked, empty)
    return np.asarray(gain, np.float32), np.asarray(blank, np.float32), np.asarray(peak, np.float32)
