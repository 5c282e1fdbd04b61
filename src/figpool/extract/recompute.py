"""Values from marks and axes again, after a person moved one of them."""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatch

from figpool.core.axes import AxesCalibration, AxisCalibration
from figpool.core.errors import UsageError
from figpool.core.geometry import Frame
from figpool.core.issues import Issue
from figpool.core.marks import BarMark, BoxMark, Mark, PointMark
from figpool.core.series import DataPoint, ErrorBar
from figpool.extract.charts.bar import error_bar
from figpool.extract.charts.box import quantiles


def value_axis(mark: Mark, axes: AxesCalibration) -> AxisCalibration | None:
    """Return the axis the mark's value is read on."""
    return axes.x if mark.horizontal else axes.y


@singledispatch
def read_value(mark: Mark, axis: AxisCalibration) -> DataPoint:
    """Read one mark on its value axis; one registration a class of marks.

    Parameters
    ----------
    mark : Mark
        Upright pixels.
    axis : AxisCalibration
        Of the values.

    Returns
    -------
    DataPoint
        Mean, arms and their uncertainties; position and names are filled by `read_point`.

    Raises
    ------
    UsageError
        Marks of this class cannot be read by hand.
    """
    kind = type(mark).__name__
    raise UsageError(f"A {kind} cannot be read again by hand.", "Delete it and add its values as other marks.")


@read_value.register
def _bar(mark: BarMark, axis: AxisCalibration) -> DataPoint:
    mean_u = axis.value_uncertainty(mark.tip, mark.tip_u)
    return DataPoint(axis.value_at(mark.tip), error_bar(axis, mark), 0.0, 0.0, mean_u=mean_u)


@read_value.register
def _point(mark: PointMark, axis: AxisCalibration) -> DataPoint:
    mean_u = axis.value_uncertainty(mark.tip, mark.tip_u)
    return DataPoint(axis.value_at(mark.tip), error_bar(axis, mark), 0.0, 0.0, mean_u=mean_u)


@read_value.register
def _box(mark: BoxMark, axis: AxisCalibration) -> DataPoint:
    mean = None if mark.mean is None else axis.value_at(mark.mean)
    mean_u = None if mark.median is None else axis.value_uncertainty(mark.median, mark.median_u)
    return DataPoint(mean, ErrorBar(), 0.0, 0.0, mean_u=mean_u, quantiles=quantiles(axis, mark))


def read_point(
    mark: Mark, axes: AxesCalibration, frame: Frame, *, names: DataPoint | None = None, issues: tuple[Issue, ...] = ()
) -> DataPoint:
    """Read one mark on calibrated axes.

    Parameters
    ----------
    mark : Mark
        Upright pixels.
    axes : AxesCalibration
        Without a value axis the point has no values.
    frame : Frame
        Turn between upright pixels and the figure.
    names : DataPoint, optional
        The point as read before; category and, without a fitted x axis, x are kept.
    issues : tuple of Issue
        Doubts about the mark itself; those of the axis are put before them.

    Returns
    -------
    DataPoint
        With its position in pixels of the figure as given.
    """
    axis = value_axis(mark, axes)
    x, y = frame.to_figure(mark.position)
    point = DataPoint(None, ErrorBar(), 0.0, 0.0) if axis is None else read_value(mark, axis)
    return replace(
        point,
        x_px=float(x),
        y_px=float(y),
        category=names.category if names else "",
        x=_place(mark, axes, names),
        issues=(*(axis.issues if axis else ()), *issues),
    )


def _place(mark: Mark, axes: AxesCalibration, names: DataPoint | None) -> float | None:
    """Value on a numeric axis across the value axis."""
    axis = axes.y if mark.horizontal else axes.x
    if axis is None:
        return names.x if names else None
    x, y = mark.position
    return axis.value_at(y if mark.horizontal else x)
