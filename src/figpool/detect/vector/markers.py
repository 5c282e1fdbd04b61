"""Markers: small shapes of one look that repeat inside the plot area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from figpool.core.geometry import Box
from figpool.core.vector import Color
from figpool.detect.vector.scene import Glyph, Polyline, Scene


@dataclass(frozen=True, slots=True)
class Look:
    """What tells one series from another.

    Parameters
    ----------
    shape : str
        Outline of the marker; empty without one.
    fill, stroke : tuple of float or None
        RGB 0..1.
    dash : tuple of float
        Dash pattern of the line, in line widths, rounded; empty when solid or without line.
    """

    shape: str = ""
    fill: Color | None = None
    stroke: Color | None = None
    dash: tuple[float, ...] = ()

    @property
    def color(self) -> Color | None:
        """The colour one would name it by."""
        if self.fill is not None and self.fill != (1.0, 1.0, 1.0):
            return self.fill
        return self.stroke if self.stroke is not None else self.fill

    @property
    def hollow(self) -> bool:
        """Whether the marker is empty or white inside."""
        return self.fill is None or self.fill == (1.0, 1.0, 1.0)


def look_distance(a: Look, b: Look) -> float:
    """Dissimilarity of two looks: 0 the same, 1 a clear difference."""
    total = 0.0
    if a.color is not None and b.color is not None:
        total += min(1.0, 4.0 * float(np.abs(np.subtract(a.color, b.color)).max()))
    if a.shape and b.shape:
        total += 1.0 * (a.shape != b.shape) + 0.8 * (a.hollow != b.hollow)
    if a.dash or b.dash:
        total += 0.7 * (not same_dash(a.dash, b.dash))
    return total


def same_dash(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    """Whether two dash patterns look the same, whatever the line width."""
    if len(a) != len(b):
        return False
    return not a or bool(
        np.allclose(np.divide(a, sum(a)), np.divide(b, sum(b)), atol=0.08) and 0.6 < sum(a) / sum(b) < 1.7
    )


def find_markers(scene: Scene, box: Box) -> list[Glyph]:
    """Find marker shapes whose centre lies in a box.

    Parameters
    ----------
    scene : Scene
        The page.
    box : Box
        Where to look.

    Returns
    -------
    list of Glyph
        In painting order.
    """
    return [g for g in scene.glyphs if box.contains(g.box.cx, g.box.cy)]


def look_of(glyph: Glyph, line: Polyline | None = None) -> Look:
    """Return the look of a marker, with its line if it stands on one."""
    return Look(glyph.shape, glyph.fill, glyph.stroke, line.dash if line is not None else ())


def group_markers(markers: Sequence[Glyph]) -> list[list[int]]:
    """Gather markers of one look and size; letters turned to outlines and single shapes fall out.

    Returns
    -------
    list of list of int
        Indices, groups in order of first appearance.
    """
    groups: dict[tuple[object, ...], list[int]] = {}
    for i, g in enumerate(markers):
        key = (g.shape, g.fill, g.stroke, round(g.box.width / 1.5), round(g.box.height / 1.5))
        groups.setdefault(key, []).append(i)
    joined: list[list[int]] = []
    for group in groups.values():
        first = markers[group[0]]
        for other in joined:
            if _alike(first, markers[other[0]]):
                other.extend(group)
                break
        else:
            joined.append(group)
    odd = ("blob", "polygon")
    return [sorted(g) for g in joined if len(g) >= (3 if markers[g[0]].shape.startswith(odd) else 1)]


def _alike(a: Glyph, b: Glyph) -> bool:
    same = (a.shape, a.fill, a.stroke) == (b.shape, b.fill, b.stroke)
    return same and abs(a.box.width - b.box.width) <= 1.5 and abs(a.box.height - b.box.height) <= 1.5
