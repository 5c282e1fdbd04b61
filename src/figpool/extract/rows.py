"""Series to rows: the row contract, with the error bar turned into an SD where that is known."""

from __future__ import annotations

from collections.abc import Sequence

from figpool.convert import to_sd
from figpool.core.errors import ConversionError
from figpool.core.figure import Figure
from figpool.core.geometry import scale_position
from figpool.core.issues import DOUBT, Flag, Issue
from figpool.core.marks import Mark
from figpool.core.provenance import Provenance
from figpool.core.series import DataPoint, Series
from figpool.core.summary import Dispersion, GroupSummary
from figpool.extract.settings import DigitizeSettings

#: An empty cell is seen, and the numbers that are there are no worse for it: just heavy enough for a flag.
_EMPTY_CELL = DOUBT
#: A note: the column `dispersion` says it too.
_MEANING_UNKNOWN = Issue(Flag.DISPERSION_UNKNOWN, "It is not known what the error bar shows, so there is no SD.", 0.0)


def to_rows(
    figure: Figure,
    panel: str,
    series: Sequence[Series],
    trails: Sequence[Sequence[Provenance]],
    settings: DigitizeSettings,
) -> tuple[GroupSummary, ...]:
    """Turn the series of one panel into rows.

    Parameters
    ----------
    figure : Figure
        Where they were read.
    panel : str
        Panel letter or number.
    series : sequence of Series
        Values in data space.
    trails : sequence of sequence of Provenance
        The trail of every point of every series.
    settings : DigitizeSettings
        Dispersion, level and group size, where the person gave them.

    Returns
    -------
    tuple of GroupSummary
        Series after series.
    """
    return tuple(
        _row(figure, panel, one, point, trail, settings)
        for one, trail_of in zip(series, trails, strict=True)
        for point, trail in zip(one.points, trail_of, strict=True)
    )


def across_panel(
    rows: Sequence[GroupSummary], marks: Sequence[Mark], *, horizontal: bool
) -> tuple[tuple[GroupSummary, ...], tuple[Mark, ...]]:
    """Sort rows, each with its mark, as a panel is read.

    Parameters
    ----------
    rows : sequence of GroupSummary
        Series after series.
    marks : sequence of Mark
        The mark of each row.
    horizontal : bool
        Whether values grow to the right.

    Returns
    -------
    rows : tuple of GroupSummary
        From left to right (horizontal charts: from top to bottom).
    marks : tuple of Mark
        In the order of `rows`.
    """
    pairs = sorted(zip(rows, marks, strict=True), key=lambda pair: pair[0].y_px if horizontal else pair[0].x_px)
    return tuple(row for row, _ in pairs), tuple(mark for _, mark in pairs)


def _row(
    figure: Figure, panel: str, series: Series, point: DataPoint, trail: Provenance, settings: DigitizeSettings
) -> GroupSummary:
    sd, method, doubts = _sd(point, settings)
    low, q1, median, q3, high = point.quantiles or (None,) * 5
    lengths = [u for u in (point.error.upper_u, point.error.lower_u) if u is not None]
    return GroupSummary(
        figure=figure.name,
        page=figure.page,
        panel=panel,
        kind=series.kind,
        series=series.name,
        category=point.category,
        x=point.x,
        mean=point.mean,
        error_low=point.error.lower,
        error_high=point.error.upper,
        median=median,
        q1=q1,
        q3=q3,
        whisker_low=low,
        whisker_high=high,
        dispersion=settings.dispersion,
        level=settings.level if settings.level is not None else 0.95 if settings.dispersion is Dispersion.CI else None,
        n=settings.n,
        sd=sd,
        sd_method=method,
        mean_u=point.mean_u,
        error_u=max(lengths) if lengths else None,
        x_px=figure.origin[0] + scale_position(point.x_px, figure.pixel_scale),
        y_px=figure.origin[1] + scale_position(point.y_px, figure.pixel_scale),
        source=trail.detector.partition(".")[0],
        issues=(*point.issues, *doubts),
        provenance=trail,
    )


def _sd(point: DataPoint, settings: DigitizeSettings) -> tuple[float | None, str, tuple[Issue, ...]]:
    """SD, its formula, and why it is empty where an error bar is drawn but no SD follows from it."""
    arms = [a for a in (point.error.lower, point.error.upper) if a is not None]
    if not arms:
        return None, "", ()
    if settings.dispersion is Dispersion.UNKNOWN:
        return None, "", (_MEANING_UNKNOWN,)
    try:
        sd, method = to_sd(arms[0], settings.dispersion, settings.n, settings.level, error_upper=arms[-1])
    except ConversionError as error:
        return None, "", (Issue(Flag.SD_UNKNOWN, f"No SD: {error}", _EMPTY_CELL),)
    return sd, method, ()
