"""One panel of a vector page as the mark readers see it: the value axis runs along y."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from figpool.core.axes import AxisCalibration
from figpool.core.figure import Figure
from figpool.core.geometry import Box
from figpool.detect.vector.legend import KeyFind
from figpool.detect.vector.markers import find_markers
from figpool.detect.vector.scene import Glyph, Polyline, Rect, Scene
from figpool.detect.vector.stems import Stem, find_stems
from figpool.extract.settings import DigitizeSettings
from figpool.extract.vector.axes import SceneAxis

#: A square this close to the base is a bar as tall as wide; markers come so close by chance only, pixels.
_ON_BASE = 0.12


@dataclass(frozen=True)
class VectorPanel:
    """A panel; for a horizontal chart the scene is transposed and `horizontal` is set.

    Parameters
    ----------
    figure : Figure
        The page.
    scene : Scene
        Its parts.
    axis : SceneAxis
        The value axis.
    across : AxisCalibration or None
        Numeric axis the other way; None for categories.
    keys : tuple of KeyFind
        The legend that counts for it, in the scene's coordinates.
    signs : tuple of Box
        Places of all legend signs of the page.
    settings : DigitizeSettings
        The person's hints.
    horizontal : bool
        Whether x and y are exchanged.
    """

    figure: Figure
    scene: Scene
    axis: SceneAxis
    across: AxisCalibration | None
    keys: tuple[KeyFind, ...]
    signs: tuple[Box, ...]
    settings: DigitizeSettings
    horizontal: bool = False

    @property
    def area(self) -> Box:
        """Box inside the axes."""
        return self.axis.area.box

    @property
    def foot(self) -> float:
        """Row of the category axis in the scene."""
        return self.area.y0 if self.horizontal else self.area.y1

    @property
    def calibration(self) -> AxisCalibration:
        """Fit of the value axis."""
        return self.axis.calibration

    @property
    def size(self) -> float:
        """Font size of the tick labels."""
        return self.axis.labels[0].size

    @property
    def legend_boxes(self) -> list[Box]:
        """Places of legend signs, which are no marks."""
        return [b.grown(1.0) for b in self.signs]

    @cached_property
    def stems(self) -> list[Stem]:
        """Strokes that may be error bars."""
        return [s for s in find_stems(self.scene, self.area, self.size) if not self._in_legend(s.x, s.middle)]

    @cached_property
    def rects(self) -> list[Rect]:
        """Rectangles outside the legend."""
        return [r for r in self.scene.rects if not self._in_legend(r.box.cx, r.box.cy)]

    @cached_property
    def markers(self) -> list[Glyph]:
        """Marker shapes in the plot area, outside the legend."""
        found = find_markers(self.scene, self.area.grown(0.35 * self.size))
        return [m for m in found if not self._in_legend(m.box.cx, m.box.cy)]

    @cached_property
    def bodies(self) -> list[Rect]:
        """Rectangles that may be bars or boxes: square markers, several of one size, are not, unless on the base."""
        squares = [m.box for m in self.markers if "square" in m.shape]
        frames = self.signs
        return [
            r for r in self.rects
            if (sum(_same_square(r.box, s) for s in squares) < 2 or self._is_on_base(r.box))
            and not any(r.box.contains(f.cx, f.cy) for f in frames)
        ]  # fmt: skip

    @property
    def base_rows(self) -> list[float]:
        """Rows bars usually stand on, best first: zero of the axis, its foot."""
        log = self.calibration.scale.is_log
        return [self.foot] if log else [float(self.calibration.to_pixel(0.0)), self.foot]

    def _is_on_base(self, box: Box) -> bool:
        return any(min(abs(box.y0 - row), abs(box.y1 - row)) <= _ON_BASE for row in self.base_rows)

    @cached_property
    def lines(self) -> list[Polyline]:
        """Lines in the plot area, outside the legend."""
        area = self.area.grown(2.0)
        return [
            p for p in self.scene.lines
            if all(area.contains(*xy) for xy in (p.points[0].tolist(), p.points[-1].tolist()))
            and float(abs(p.points[-1, 0] - p.points[0, 0])) > 1.2 * self.size
            and not self._in_legend(*p.points.mean(axis=0).tolist())
        ]  # fmt: skip

    def _in_legend(self, x: float, y: float) -> bool:
        return any(b.contains(x, y) for b in self.legend_boxes)

    def to_page(self, box: Box) -> Box:
        """Map a box to the page's own x and y."""
        return box.transposed() if self.horizontal else box


def _same_square(a: Box, b: Box) -> bool:
    alike = abs(a.width - b.width) <= 0.6 and abs(a.height - b.height) <= 0.6
    return alike and abs(a.width - a.height) <= 0.04 * max(a.width, a.height)


def hull(boxes: Sequence[Box]) -> Box:
    """Smallest box around boxes."""
    return Box(min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes))
