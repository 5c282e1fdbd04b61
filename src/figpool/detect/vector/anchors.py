"""Where in a marker its data point stands.

Most markers stand on their middle. Triangles do not agree: with equal sides, R and D3
stand them on their centre of mass, Vega on that or on the middle of their box; others
are as far from their tip as they reach to each side (Matplotlib and Excel, which is
the middle of their box, and gnuplot, whose triangles are 1 point less high than wide);
gnuplot's PostScript has proportions of its own. What the file holds decides, best
first: the origin of the marker's own coordinates, where it was moved to the point; ends
and middles of error bars; the same of like triangles on the page; the outline. Equal
sides about the centre of mass are drawn by programs that start at the tip and go
right, or that make triangles 1.347 times as wide as circles (equal areas; R, D3).
Where nothing tells, both are possible: the place is taken half-way, and its standard
uncertainty reaches either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from figpool.detect.vector.outlines import TRIANGLES
from figpool.detect.vector.scene import EPSILON, Glyph
from figpool.detect.vector.stems import VECTOR_U, Stem

#: Height of a triangle with equal sides over its width, and how far a written file may be off.
_EQUAL, _NEAR = 3**0.5 / 2, 0.012
#: The same of gnuplot's PostScript, and where its point stands above its base, in heights (0.5 of 1.62).
_POSTSCRIPT, _POSTSCRIPT_AT, _POSTSCRIPT_NEAR = 0.81, 0.5 / 1.62, 0.006
#: Triangles as high as wide, but for the rounding of a file, stand on the middle of their box.
_SQUARE_NEAR = 0.02
#: How much less high than wide gnuplot's other triangles are, pixels at 300 dpi, and how near a file comes to it.
_LESS_HIGH, _LESS_NEAR = 300 / 72, 0.1
#: Width of a triangle with equal sides over the diameter of a circle of equal area.
_EQUAL_AREA, _SIZE_NEAR = (4 * np.pi / 3**0.5) ** 0.5 / 2, 0.02
#: An origin farther from the middle than this share of the box is no data point's.
_CENTRAL = 0.3
#: Outlines whose middle need not be that of their box.
_ODD = ("polygon", "blob", "tripod")
#: Positions of the same place in several markers agree to this many pixels.
_SAME = 0.1
#: Ends of stems in several markers that are one place agree to this many pixels.
_TOGETHER = 0.15
#: Share of the markers whose stems agree: with arms of any length some do by chance.
_MOST = 0.75
#: Centre of mass below the middle of the box of an upright triangle, in heights.
_MASS = 1 / 6


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the points of one look stand, from the middle of their boxes, pixels.

    Parameters
    ----------
    across, along : float
        Along x and along y (the value axis).
    u : float
        Standard uncertainty along y.
    """

    across: float = 0.0
    along: float = 0.0
    u: float = VECTOR_U


def find_anchors(groups: Sequence[Sequence[Glyph]], stems: Sequence[Stem], others: Sequence[Glyph]) -> list[Anchor]:
    """Tell where in its markers each look has its points.

    Parameters
    ----------
    groups : sequence of sequence of Glyph
        Markers by look.
    stems : sequence of Stem
        Possible error bars.
    others : sequence of Glyph
        All markers of the panel: circles tell the size of triangles.

    Returns
    -------
    list of Anchor
        One a group.
    """
    known = [_of_symmetry(g[0]) or _of_origin(g) or _of_corners(g[0]) or _of_stems(g, stems) for g in groups]
    told = [
        (_height(g[0]), a.along / _mass(g[0]))
        for g, a in zip(groups, known, strict=True)
        if a is not None and _mass(g[0]) and g[0].shape in TRIANGLES
    ]
    circles = [m.box.width for m in others if m.shape == "circle"]
    return [a or _of_outline(g[0], told, circles) for g, a in zip(groups, known, strict=True)]


def _of_symmetry(marker: Glyph) -> Anchor | None:
    """Return the middle of the box of shapes that are the same from all sides."""
    return None if marker.shape in TRIANGLES or marker.shape.startswith(_ODD) else Anchor()


def _of_origin(markers: Sequence[Glyph]) -> Anchor | None:
    """Return the origin of the markers' own coordinates, when it lies in one place near the middle of each."""
    places = [(m.origin[0] - m.box.cx, m.origin[1] - m.box.cy) for m in markers if m.origin is not None]
    if len(places) < len(markers):
        return None
    spread = np.ptp(places, axis=0).max()
    across, along = np.median(places, axis=0).tolist()
    box = markers[0].box
    if spread > _SAME or abs(across) > _CENTRAL * box.width or abs(along) > _CENTRAL * box.height:
        return None
    return Anchor(across, along)


def _of_corners(marker: Glyph) -> Anchor | None:
    """Return the middle of the corners of regular shapes; triangles remain open."""
    if marker.shape in TRIANGLES:
        return None
    return Anchor(marker.centroid[0] - marker.box.cx, marker.centroid[1] - marker.box.cy)


def _of_stems(markers: Sequence[Glyph], stems: Sequence[Stem]) -> Anchor | None:
    """Return how far below the middle of its box a triangle's point stands, as ends and middles of stems agree."""
    shifts = [
        row - g.box.cy
        for g in markers
        for s in stems
        if abs(s.x - g.box.cx) <= EPSILON
        for row in (s.lo, s.hi, s.middle)
        if abs(row - g.box.cy) <= 0.3 * g.box.height
    ]
    agreed = [a for a in shifts if sum(abs(a - b) <= _TOGETHER for b in shifts) >= max(2.0, _MOST * len(markers))]
    if not agreed:
        return None
    ordered = np.sort(agreed)
    places = [float(np.median(part)) for part in np.split(ordered, np.flatnonzero(np.diff(ordered) > _TOGETHER) + 1)]
    # arms that begin on both sides of the point, a little away from it
    return Anchor(0.0, float(np.mean(places))) if len(places) <= 2 else None


def _mass(marker: Glyph) -> float:
    """How far below the middle of its box a triangle's centre of mass lies; 0 for one that lies across."""
    away = marker.centroid[1] - marker.box.cy
    return away if abs(away) > 0.5 * _MASS * marker.box.height else 0.0


def _height(marker: Glyph) -> float:
    """Height of a marker over its width."""
    return marker.box.height / max(marker.box.width, 1e-6)


def _of_outline(marker: Glyph, told: Sequence[tuple[float, float]], circles: Sequence[float]) -> Anchor:
    """Place a triangle no error bar and no origin tells of."""
    mass, high = _mass(marker), _height(marker)
    if mass == 0.0 or abs(high - 1.0) <= _SQUARE_NEAR:
        return Anchor()
    shares = [share for other, share in told if abs(other - high) <= _NEAR]
    if shares and np.ptp(shares) <= 0.1:
        return Anchor(0.0, float(np.median(shares)) * mass)
    way = 1.0 if mass > 0 else -1.0
    if abs(high - _POSTSCRIPT) <= _POSTSCRIPT_NEAR:
        return Anchor(0.0, way * (0.5 - _POSTSCRIPT_AT) * marker.box.height)
    less_high = abs(marker.box.width - marker.box.height - _LESS_HIGH) <= _LESS_NEAR and marker.side == 0
    if abs(high - _EQUAL) > _NEAR or less_high:
        return Anchor(0.0, way * (marker.box.width - marker.box.height) / 2)
    if marker.side > 0 or _of_equal_area(marker, circles):
        return Anchor(0.0, mass)
    return Anchor(0.0, 0.5 * mass, max(VECTOR_U, 0.5 * abs(mass)))


def _of_equal_area(marker: Glyph, circles: Sequence[float]) -> bool:
    """Whether circles of the panel have the area of the triangle."""
    ratios = np.array([marker.box.width / c for c in circles if c > 0])
    return len(ratios) > 0 and bool((np.abs(ratios / _EQUAL_AREA - 1) <= _SIZE_NEAR).all())
