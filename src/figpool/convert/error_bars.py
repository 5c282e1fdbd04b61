"""What an error bar shows -> SD, with the name of the formula used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Literal

from figpool.convert.formulas.five_numbers import quartile_divisor, range_divisor
from figpool.convert.formulas.spread import (
    check_n,
    ci_halfwidth_bar_to_sd_t,
    ci_mean_to_sd_z,
    se_to_sd,
)
from figpool.core.errors import ConversionError
from figpool.core.summary import Dispersion

Quantile = Literal["auto", "t", "z"]
T_BELOW = 60
"""Group size from which the normal quantile serves for a confidence interval (Cochrane Handbook 6.5.2.2)."""


@dataclass(frozen=True)
class ErrorBarReading:
    """Lengths of an error bar in data units and what is known about it.

    Attributes
    ----------
    lower, upper : float
        Lengths of the two arms, at least 0.
    n : float
        Size of the group; NaN when unknown.
    level : float
        Confidence level as a fraction, for a confidence interval.
    quantile : {"auto", "t", "z"}
        Quantile for a confidence interval; "auto" is t below 60.
    """

    lower: float
    upper: float
    n: float
    level: float
    quantile: Quantile

    @property
    def half(self) -> float:
        """Half of the whole length: the arm of a symmetric bar."""
        return (self.lower + self.upper) / 2


def _from_sd(bar: ErrorBarReading) -> tuple[float, str]:
    return bar.half, "sd"


def _from_se(bar: ErrorBarReading) -> tuple[float, str]:
    return se_to_sd(bar.half, bar.n)["SD"], "se_to_sd"


def _from_ci_t(bar: ErrorBarReading) -> tuple[float, str]:
    return ci_halfwidth_bar_to_sd_t(bar.half, bar.n, bar.level)["SD"], "ci_halfwidth_bar_to_sd_t"


def _from_ci_z(bar: ErrorBarReading) -> tuple[float, str]:
    return ci_mean_to_sd_z(-bar.half, bar.half, bar.n, bar.level)["SD"], "ci_mean_to_sd_z"


_CI: Mapping[str, Callable[[ErrorBarReading], tuple[float, str]]] = {"t": _from_ci_t, "z": _from_ci_z}


def _from_ci(bar: ErrorBarReading) -> tuple[float, str]:
    by_size = "t" if bar.n < T_BELOW else "z"
    return _CI[by_size if bar.quantile == "auto" else bar.quantile](bar)


def _from_iqr(bar: ErrorBarReading) -> tuple[float, str]:
    return 2 * bar.half / quartile_divisor(bar.n), "wan_s3_iqr"


def _from_range(bar: ErrorBarReading) -> tuple[float, str]:
    return 2 * bar.half / range_divisor(bar.n), "wan_s1_range"


_TO_SD: Mapping[Dispersion, Callable[[ErrorBarReading], tuple[float, str]]] = {
    Dispersion.SD: _from_sd,
    Dispersion.SE: _from_se,
    Dispersion.CI: _from_ci,
    Dispersion.IQR: _from_iqr,
    Dispersion.RANGE: _from_range,
}


def to_sd(
    error: float,
    dispersion: Dispersion | str,
    n: float | None = None,
    level: float | None = None,
    *,
    error_upper: float | None = None,
    quantile: Quantile = "auto",
) -> tuple[float, str]:
    """Turn the length of an error bar into an SD.

    Parameters
    ----------
    error : float
        Length of the arm in data units (of the lower arm, when `error_upper` is given).
    dispersion : Dispersion or str
        What the bar shows. For IQR and RANGE both arms together span the quartiles or the extremes.
    n : float, optional
        Size of the group; not needed for SD bars.
    level : float, optional
        Confidence level of a confidence interval, 0.95 when not given.
    error_upper : float, optional
        Length of the upper arm, where it was read separately; the two are averaged.
    quantile : {"auto", "t", "z"}
        Quantile for a confidence interval: "auto" takes t below n = 60.

    Returns
    -------
    sd : float
        Standard deviation, data units.
    method : str
        Name of the formula (a key of :func:`figpool.convert.conversions`, or "sd").

    Raises
    ------
    ConversionError
        Dispersion unknown, n unknown or too small, a negative or missing length.

    Examples
    --------
    >>> to_sd(0.83, "se", 10)
    (2.6246904579397548, 'se_to_sd')
    >>> round(to_sd(1.2, "ci", 6)[0], 4)
    1.1435
    """
    kind = Dispersion(dispersion)
    formula = _TO_SD.get(kind)
    if formula is None:
        raise ConversionError(
            "It is not known what the error bar shows, so no SD can be derived from it.",
            "Say sd, se, ci, iqr or range (the figure's legend or the methods section tells).",
        )
    upper = error if error_upper is None else error_upper
    if not (isfinite(error) and isfinite(upper) and error >= 0 and upper >= 0):
        raise ConversionError(f"An error bar of {error:g} / {upper:g} is not a length.", "Read the bar again.")
    size = float("nan") if n is None else float(n)
    if kind is not Dispersion.SD:
        _check_size(size, kind)
    return formula(ErrorBarReading(error, upper, size, 0.95 if level is None else level, quantile))


def _check_size(n: float, kind: Dispersion) -> None:
    if n != n:
        raise ConversionError(f"An SD cannot be derived from {kind.value} without n.", "Give the size of the group.")
    check_n(n, 2)
