"""What a person may tell the reader; every field has an option on the command line."""

from __future__ import annotations

from dataclasses import dataclass

from figpool.core.axes import AxisScale, CalibrationPoint
from figpool.core.geometry import Box
from figpool.core.summary import Dispersion


@dataclass(frozen=True, slots=True)
class DigitizeSettings:
    """Hints for reading one figure; all optional.

    Parameters
    ----------
    kind : str
        Chart kind (a name in the registry); empty: chosen by evidence.
    plot_area : Box or None
        Box inside the axes, pixels of the figure as given.
    y_ticks, x_ticks : tuple of CalibrationPoint
        Ticks set by hand, pixels of the figure as given; of a horizontal chart
        `x_ticks` calibrate the value axis.
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
