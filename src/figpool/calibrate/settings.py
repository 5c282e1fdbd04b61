"""How strictly ticks and labels are joined into an axis."""

from __future__ import annotations

from dataclasses import dataclass

from figpool.core.axes import AxisScale


@dataclass(frozen=True, slots=True)
class AxisSettings:
    """Settings of `fit_axis`.

    Parameters
    ----------
    scales : tuple of AxisScale
        Scales to choose from by evidence; name one to force it.
    usual_direction : int
        1 where values usually rise with the pixels (x axes), -1 where they
        usually fall (y axes), 0 for no preference; decides close calls only.
    label_tolerance : float
        How far a label's centre may stand from its place, in label heights.
    min_tolerance_px : float
        The same in pixels, for very small labels.
    max_label_offset : float
        Largest common offset between labels and ticks, in label heights.
    tick_sd_px : float
        Typical error of a tick's position in pixels.
    max_residual_px : float
        Largest residual of a tick that enters the final line, in pixels.
    comb_px : float
        The same for unlabelled ticks.
    bad_fit_px, bad_fit_span : float
        A root mean square residual above both (pixels, share of the labelled
        span) is flagged.
    worst_fit_span : float
        One above this share of the labelled span is flagged in any case.
    """

    scales: tuple[AxisScale, ...] = (AxisScale.LINEAR, AxisScale.LOG10)
    usual_direction: int = 0
    label_tolerance: float = 0.4
    min_tolerance_px: float = 1.5
    max_label_offset: float = 0.75
    tick_sd_px: float = 0.6
    max_residual_px: float = 1.5
    comb_px: float = 1.0
    bad_fit_px: float = 0.6
    bad_fit_span: float = 0.004
    worst_fit_span: float = 0.01
