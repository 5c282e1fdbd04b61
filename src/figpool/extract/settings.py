"""What a person may tell the reader; every field has an option on the command line."""

from __future__ import annotations

from dataclasses import dataclass, replace

from figpool.core.axes import AxisScale, CalibrationPoint
from figpool.core.figure import Figure
from figpool.core.geometry import Box, scale_position
from figpool.core.summary import Dispersion


@dataclass(frozen=True, slots=True)
class DigitizeSettings:
    """Hints for reading one figure; all optional.

    Parameters
    ----------
    kind : str
        Chart kind (a name in the registry); empty: chosen by evidence.
    plot_area : Box or None
        Box inside the axes, pixels of the row contract: of the picture as given, of a PDF or SVG
        those of the page at 150 dpi.
    y_ticks, x_ticks : tuple of CalibrationPoint
        Ticks set by hand, in the same pixels; of a horizontal chart `x_ticks` calibrate
        the value axis.
    scale : AxisScale or None
        Scale of the value axis; None: chosen by evidence.
    series : tuple of str
        Series names in drawing order, instead of the legend's.
    dispersion : Dispersion
        What the error bars show.
    level : float or None
        Level of a confidence interval.
    n : float or None
        Group size common to all rows.
    """

    kind: str = ""
    plot_area: Box | None = None
    y_ticks: tuple[CalibrationPoint, ...] = ()
    x_ticks: tuple[CalibrationPoint, ...] = ()
    scale: AxisScale | None = None
    series: tuple[str, ...] = ()
    dispersion: Dispersion = Dispersion.UNKNOWN
    level: float | None = None
    n: float | None = None

    @property
    def is_manual(self) -> bool:
        """Whether a person set the axes or the area by hand."""
        return bool(self.y_ticks or self.x_ticks or self.plot_area)

    def on(self, figure: Figure) -> DigitizeSettings:
        """Return the settings with all positions in the figure's own pixels (a page is rendered more finely)."""
        if not self.is_manual or (figure.pixel_scale == 1.0 and figure.origin == (0.0, 0.0)):
            return self
        (left, top), finer = figure.origin, 1.0 / figure.pixel_scale

        def x(at: float) -> float:
            return scale_position(at - left, finer)

        def y(at: float) -> float:
            return scale_position(at - top, finer)

        box = self.plot_area
        return replace(
            self,
            plot_area=None if box is None else Box(x(box.x0), y(box.y0), x(box.x1), y(box.y1)),
            x_ticks=tuple(replace(p, pixel=x(p.pixel)) for p in self.x_ticks),
            y_ticks=tuple(replace(p, pixel=y(p.pixel)) for p in self.y_ticks),
        )
