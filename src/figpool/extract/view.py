"""What a chart reader is handed: the picture, one calibrated value axis, all text boxes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from figpool.core.axes import AxisCalibration
from figpool.core.figure import PlotArea, TextBox
from figpool.core.geometry import Box
from figpool.detect.raster.axes import AxisCandidate
from figpool.detect.raster.lines import Stroke
from figpool.detect.raster.picture import Picture
from figpool.extract.settings import DigitizeSettings
from figpool.ocr import OcrEngine, read_names, read_text

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class ValueAxis:
    """A value axis found in the picture, with its fit.

    Parameters
    ----------
    candidate : AxisCandidate or None
        Labels and line, working pixels; None for an axis set by hand.
    calibration : AxisCalibration
        Fit, upright pixels.
    """

    candidate: AxisCandidate | None
    calibration: AxisCalibration


@dataclass(frozen=True, eq=False)
class PanelView:
    """One panel as the chart readers see it: the value axis runs along y.

    For a horizontal chart the picture is transposed and `horizontal` is set;
    all detectors then work as for a vertical one.

    Parameters
    ----------
    picture : Picture
        Working picture (transposed for a horizontal chart).
    area : PlotArea
        Box inside the axes, working pixels.
    axis : ValueAxis
        The value axis.
    texts : tuple of Box
        Text boxes of the whole picture, working pixels.
    strokes : tuple of Stroke
        Long lines across the value axis, working pixels.
    settings : DigitizeSettings
        The person's hints.
    engine : OcrEngine
        Text recogniser.
    horizontal : bool
        Whether x and y are exchanged.
    below : tuple of Box
        Plot areas of the panels under this one, nearest first: they may bear its category labels.
    """

    picture: Picture
    area: PlotArea
    axis: ValueAxis
    texts: tuple[Box, ...]
    strokes: tuple[Stroke, ...]
    settings: DigitizeSettings
    engine: OcrEngine
    horizontal: bool = False
    below: tuple[Box, ...] = ()
    _found: dict[Callable[[PanelView], Any], Any] = field(default_factory=dict, repr=False)

    def once(self, find: Callable[[PanelView], T]) -> T:
        """Return what `find` finds in this view; several chart kinds that ask for the same share one search."""
        if find not in self._found:
            self._found[find] = find(self)
        found: T = self._found[find]
        return found

    def read_boxes(self, boxes: list[Box]) -> list[str]:
        """Recognise the text in boxes given in working pixels of the view."""
        return [t.text for t in read_text(self._upright.rgb, self._upright_boxes(boxes), self.engine)]

    def read_names(self, boxes: Sequence[Box]) -> tuple[TextBox, ...]:
        """Recognise names in boxes given in working pixels of the view, each with the recogniser's score."""
        return read_names(self._upright.rgb, self._upright_boxes(boxes), self.engine)

    @property
    def _upright(self) -> Picture:
        return self.picture.transposed() if self.horizontal else self.picture

    def _upright_boxes(self, boxes: Sequence[Box]) -> list[TextBox]:
        return [TextBox(self.turned(b)) for b in boxes]

    def turned(self, box: Box) -> Box:
        """Return a box of the view as it stands in the upright working picture."""
        return box.transposed() if self.horizontal else box

    def to_upright_box(self, box: Box) -> Box:
        """Map a box in working pixels of the view to upright pixels of the figure."""
        scaled = box.scaled(1 / self.picture.scale)
        return scaled.transposed() if self.horizontal else scaled

    def with_area(self, area: PlotArea) -> PanelView:
        """Return the view with another plot area."""
        return replace(self, area=area, _found={})
