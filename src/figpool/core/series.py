"""Series and data points: values in data space, each tied to its marks."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from figpool.core.issues import Issue


@dataclass(frozen=True, slots=True)
class ErrorBar:
    """Two arms, kept apart; None where an arm is not drawn or not visible.

    Parameters
    ----------
    lower, upper : float or None
        Arm lengths in data units, >= 0.
    lower_u, upper_u : float or None
        Standard uncertainties of the lengths, data units.
    """

    lower: float | None = None
    upper: float | None = None
    lower_u: float | None = None
    upper_u: float | None = None

    def evened(self) -> ErrorBar:
        """Return the error bar with arms of one length where nothing shows that they differ.

        Arms within three standard uncertainties of their difference are two
        measurements of one length: the mean is the better one, and surer by the root of two.

        Examples
        --------
        >>> ErrorBar(1.0, 1.2, 0.1, 0.1).evened().upper
        1.1
        >>> ErrorBar(1.0, 1.5, 0.1, 0.1).evened().upper
        1.5
        """
        if self.lower is None or self.upper is None or self.lower_u is None or self.upper_u is None:
            return self
        apart_u = math.hypot(self.lower_u, self.upper_u)
        if abs(self.upper - self.lower) > 3 * apart_u:
            return self
        length, u = (self.lower + self.upper) / 2, apart_u / 2
        return ErrorBar(length, length, u, u)


@dataclass(frozen=True)
class DataPoint:
    """One value read from one mark.

    Parameters
    ----------
    mean : float or None
        Plotted value in data units; None when the axis is not calibrated.
    error : ErrorBar
        Arms in data units.
    category : str
        Label on a category axis.
    x : float or None
        Value on a numeric x axis.
    x_px, y_px : float
        Where the value stands, pixels of the figure as given.
    mean_u : float or None
        Standard uncertainty of `mean`, data units.
    issues : tuple of Issue
        Doubts about this value.
    quantiles : tuple of float or None
        (whisker_low, q1, median, q3, whisker_high) of a box plot.
    """

    mean: float | None
    error: ErrorBar
    x_px: float
    y_px: float
    category: str = ""
    x: float | None = None
    mean_u: float | None = None
    issues: tuple[Issue, ...] = field(default_factory=tuple)
    quantiles: tuple[float | None, float | None, float | None, float | None, float | None] | None = None


@dataclass(frozen=True)
class Series:
    """Points that share a legend entry.

    Parameters
    ----------
    name : str
        Legend entry as printed; empty with a single series.
    kind : str
        Chart kind that read it (a name in the registry of chart kinds).
    points : tuple of DataPoint
        In reading order.
    """

    name: str
    kind: str
    points: tuple[DataPoint, ...]
