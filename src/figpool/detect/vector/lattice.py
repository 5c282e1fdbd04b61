"""Drawings whose positions were cut off at hundredths of a millimetre, and what they were before.

Spreadsheet programs (LibreOffice, OpenOffice) cut a chart's positions off at 0.01 mm,
shrink the chart a little until the outline of its ground has room in the chart's
frame, and round to 0.01 mm of the sheet again; the sheet may be shrunk once more to
fit the page. Nothing but the positions says so: all stand on one lattice. The ground
tells how much the chart was shrunk, which takes the second rounding away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from figpool.core.vector import VectorPage, VectorPath
from figpool.detect.vector.outlines import box_of, corners_of, is_rectangle

Array = NDArray[np.float64]

#: 0.01 mm and a point in pixels of a page rendered at 300 dpi.
HUNDREDTH, _POINT = 300 / 2540, 300 / 72
#: How near to one lattice positions stand (length of the mean of their phases as unit vectors; 1: on it), and
#: the evidence (Rayleigh's n R^2) from which this is no chance: p < 2e-5.
_TOGETHER, _EVIDENCE = 0.6, 11.0
#: Sizes a sheet is printed at; where it is not its own, positions must be nearer, and more evidence is asked for.
_SIZES, _NEARER, _MORE = np.arange(1.0, 0.295, -0.01), 0.9, 5.0
#: Steps of coarser lattices, which are no cutting off: whole points, tenths of a millimetre.
_COARSER = np.arange(2.0, 41.0)
#: Positions of a page that are looked at.
_MOST = 4000
#: Positions are on the lattice, and shapes equally large, to this share of a step.
_ON = 0.2
#: Unequal shapes from which their number tells, and the share that may stay so: bars are cut off themselves.
_TELLING, _MENDED = 10, 0.75
#: Shapes a chart has at least, beside its ground, and charts a page has at most.
_LEAST, _CHARTS = 8, 16


@dataclass(frozen=True)
class Lattice:
    """Places ``start + k * step`` along x or y, pixels."""

    step: float
    start: float

    def number(self, positions: Array) -> Array:
        """Steps from the start, not rounded."""
        return (positions - self.start) / self.step


@dataclass(frozen=True)
class _Shrunk:
    """How a chart's own hundredths became those of its sheet along one axis: ``k = round(first + own * size)``."""

    lattice: Lattice
    first: float
    size: float

    def own(self, positions: Array) -> Array:
        """Whole hundredths of the chart; the middle of two that came to one place."""
        k = np.rint(self.lattice.number(positions)) - self.first
        least, most = np.ceil((k - 0.5) / self.size - 1e-9), np.ceil((k + 0.5) / self.size - 1e-9) - 1
        return np.asarray((least + most) / 2)

    def back(self, positions: Array) -> Array:
        """Where positions would stand had they not been rounded a second time; those on no lattice stay."""
        exact = self.lattice.start + self.lattice.step * (self.first + self.own(positions) * self.size)
        k = self.lattice.number(positions)
        return np.where(np.abs(k - np.rint(k)) <= _ON, exact, positions)


def find_lattice(positions: Array, unit: float | None = None) -> Lattice | None:
    """Lattice of hundredths that positions share, wherever it begins.

    Parameters
    ----------
    positions : ndarray
        Along one direction, pixels at 300 dpi, each once.
    unit : float, optional
        Pixels to the unit the file counts in: tells how large a drawing was placed on another page.

    Returns
    -------
    Lattice or None
        None when they share none, or a much coarser one.
    """
    if not len(positions):
        return None
    placed = {1.0, 1.0 if unit is None else unit / _POINT}
    steps = np.concatenate([_SIZES * HUNDREDTH * size for size in sorted(placed, reverse=True)])
    together = np.abs(_means(positions, steps))
    shrunk = np.arange(len(steps)) % len(_SIZES) > 0
    evidence = len(positions) * together**2 - _MORE * shrunk
    evidence[together < np.where(shrunk, _NEARER, _TOGETHER)] = 0.0
    best = int(evidence.argmax())
    step = float(steps[best])
    coarser = np.abs(_means(positions, step * _COARSER)).max() >= _NEARER
    if evidence[best] < _EVIDENCE or coarser:
        return None
    turn = float(np.angle(_means(positions, np.array([step]))[0]))
    return Lattice(step, turn / (2 * np.pi) * step)


def _means(positions: Array, steps: Array) -> NDArray[np.complex128]:
    """Mean phase of positions on lattices of each step: of length 1 on it, 0 anywhere."""
    return np.asarray(np.exp(2j * np.pi * positions[:, None] / steps).mean(axis=0))


def restored(page: VectorPage) -> tuple[VectorPage, tuple[float, float] | None]:
    """Take the second rounding away from the charts of a page.

    Parameters
    ----------
    page : VectorPage
        As read, pixels at 300 dpi.

    Returns
    -------
    page : VectorPage
        Its paths where the charts' own hundredths lie; the page itself when nothing tells.
    unit : (float, float) or None
        A chart's own hundredth along x and y, pixels: positions are still cut off at
        these, to the left and upwards. None when the page was not changed.
    """
    across, along = (find_lattice(_positions(page.paths, i), page.unit) for i in (0, 1))
    if across is None or along is None:
        return page, None
    paths, unit = list(page.paths), None
    for ground, inside in _charts(page.paths):
        ways = _shrinking(page.paths[ground], (across, along))
        if not _agree([page.paths[i] for i in inside], ways):
            continue
        unit = (ways[0].size * across.step, ways[1].size * along.step)
        for i in inside:
            paths[i] = _moved(page.paths[i], ways)
    return (page, None) if unit is None else (replace(page, paths=tuple(paths)), unit)


def _positions(paths: Iterable[VectorPath], along: int) -> Array:
    """Positions of all corners along x (0) or y (1), each once; not all of very many."""
    corners: list[Array] = [s.points[:, along] for p in paths if not p.letter for s in p.subpaths if not s.curved]
    found: Array = np.unique(np.round(np.concatenate(corners), 2)) if corners else np.empty(0)
    return found[:: 1 + len(found) // _MOST]


def _charts(paths: Sequence[VectorPath]) -> list[tuple[int, list[int]]]:
    """Grounds, the largest rectangles that hold other shapes, each with all that lies on it."""
    if not paths:
        return []
    boxes = np.array([(b.x0, b.y0, b.x1, b.y1) for b in (p.box for p in paths)])
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    free = np.ones(len(paths), dtype=bool)
    charts: list[tuple[int, list[int]]] = []
    for i in np.argsort(-area, kind="stable").tolist():
        if len(charts) == _CHARTS or area[i] <= 0.0:
            break
        if not free[i] or not _is_ground(paths[i]):
            continue
        inside = free & (boxes[:, :2] >= boxes[i, :2] - 1).all(axis=1) & (boxes[:, 2:] <= boxes[i, 2:] + 1).all(axis=1)
        if inside.sum() > _LEAST:
            own = np.flatnonzero(inside)
            outlined = [j for j in own.tolist() if paths[j].stroke is not None and np.allclose(boxes[j], boxes[i])]
            charts.append((outlined[0] if outlined else i, own.tolist()))
            free[own] = False
    return charts


def _is_ground(path: VectorPath) -> bool:
    if len(path.subpaths) != 1 or path.letter:
        return False
    sub = path.subpaths[0]
    return sub.closed and not sub.curved and is_rectangle(corners_of(sub), box_of(sub.points))


def _shrinking(ground: VectorPath, lattices: Sequence[Lattice]) -> list[_Shrunk]:
    """How a chart was shrunk along x and y: its ground, `h` hundredths long, and an outline of `w` were given `h - 1`.

    So the ground came out ``h (h - 1) / (h + w)`` long. The outline's width is shrunk like lengths along x.
    """
    box, ways = ground.box, []
    outline: float | None = None if ground.stroke is not None else 0.0
    for lattice, ends in zip(lattices, ((box.x0, box.x1), (box.y0, box.y1)), strict=True):
        low, high = np.rint(lattice.number(np.array(ends))).tolist()
        length = high - low
        if outline is None:
            drawn = ground.width / lattice.step
            outline = float(np.rint(drawn * (1 + (drawn + 1) / length)))
        whole = length + outline + 1
        whole = length + (outline + 1) * whole / (whole + outline)
        size = (whole - 1) / (whole + outline)
        half = size * outline / 2
        ways.append(_Shrunk(lattice, low + half - float(np.rint(half)), size))
    return ways


def _agree(paths: Sequence[VectorPath], ways: Sequence[_Shrunk]) -> bool:
    """Whether shapes that were drawn equally large are so again, or too few were unequal to tell."""
    before, after = 0, 0
    for along, way in enumerate(ways):
        ends = [(len(s.points), s.points[:, along]) for p in paths for s in p.subpaths if not s.curved]
        if not ends:
            continue
        low, high = np.array([e.min() for _, e in ends]), np.array([e.max() for _, e in ends])
        counts = [n for n, _ in ends]
        before += _unequal(counts, np.rint(way.lattice.number(high)) - np.rint(way.lattice.number(low)))
        after += _unequal(counts, way.own(high) - way.own(low))
    return before < _TELLING or after <= _MENDED * before


def _unequal(counts: Sequence[int], lengths: Array) -> int:
    """Shapes that are one step longer or shorter than most of their kind."""
    kinds = Counter(zip(counts, np.rint(lengths).astype(int).tolist(), strict=True))
    return sum(n for (c, size), n in kinds.items() if size and max(kinds[c, size - 1], kinds[c, size + 1]) > n)


def _moved(path: VectorPath, ways: Sequence[_Shrunk]) -> VectorPath:
    subpaths = tuple(
        replace(s, points=np.column_stack([way.back(s.points[:, i]) for i, way in enumerate(ways)]))
        for s in path.subpaths
    )
    return replace(path, subpaths=subpaths)
