"""SE and confidence interval of one mean -> SD (Cochrane Handbook 6.5.2.2)."""

from __future__ import annotations

from math import sqrt

from figpool.convert.quantiles import t_quantile, z_quantile
from figpool.convert.registry import conversion
from figpool.core.errors import ConversionError

_CH = "Cochrane Handbook 6.5.2.2"
_ROUNDED_DIVISORS = {0.90: 3.29, 0.95: 3.92, 0.99: 5.15}


def check_n(n: float, least: float = 1) -> None:
    """Refuse a group size below `least`.

    Raises
    ------
    ConversionError
        Naming the size.
    """
    if not n >= least:
        raise ConversionError(f"n = {n:g} is too small: at least {least:g} are needed.", "Give the size of the group.")


def _width(lower: float, upper: float) -> float:
    if not upper >= lower:
        raise ConversionError(f"The upper limit {upper:g} lies below the lower limit {lower:g}.", "Are they swapped?")
    return upper - lower


@conversion("SD = SE*sqrt(n)", _CH)
def se_to_sd(SE: float, n: float) -> dict[str, float]:
    """Turn the standard error of a mean into the SD."""
    check_n(n, 2)
    if not SE >= 0:
        raise ConversionError(f"A standard error of {SE:g} is negative or missing.", "Read the error bar again.")
    return {"SD": SE * sqrt(n)}


@conversion("SD = sqrt(n)*(U-L)/(2*z)", _CH)
def ci_mean_to_sd_z(L: float, U: float, n: float, level: float = 0.95) -> dict[str, float]:
    """Confidence interval of a mean to SD by the normal quantile (large n).

    ``SD_with_rounded_divisor`` uses the Handbook's 3.92, 3.29 or 5.15, where the level is one of theirs.
    """
    check_n(n, 2)
    width = _width(L, U)
    out = {"SD": sqrt(n) * width / (2 * z_quantile(level))}
    if level in _ROUNDED_DIVISORS:
        out["SD_with_rounded_divisor"] = sqrt(n) * width / _ROUNDED_DIVISORS[level]
    return out


@conversion("SD = sqrt(n)*(U-L)/(2*t(n-1))", _CH)
def ci_mean_to_sd_t(L: float, U: float, n: float, level: float = 0.95) -> dict[str, float]:
    """Confidence interval of a mean to SD by the t quantile (small n)."""
    check_n(n, 2)
    return {"SD": sqrt(n) * _width(L, U) / (2 * t_quantile(level, n - 1))}


@conversion("SD = sqrt(n)*h/t(n-1)", _CH)
def ci_halfwidth_bar_to_sd_t(h: float, n: float, level: float = 0.95) -> dict[str, float]:
    """Half width of a confidence interval bar to SD by the t quantile."""
    return ci_mean_to_sd_t(-h, h, n, level)


@conversion("SD = CV*|mean|", "definition of the coefficient of variation")
def cv_to_sd(mean: float, CV: float) -> dict[str, float]:
    """Coefficient of variation (a fraction) to SD."""
    return {"SD": CV * abs(mean)}


@conversion("M2 = a+b*M; SD2 = |b|*SD", "unit change, percent of control; the SE scales likewise")
def linear_rescale(mean: float, SD: float, a: float = 0.0, b: float = 1.0) -> dict[str, float]:
    """Mean and SD after the linear change of unit a + b*x."""
    return {"mean": a + b * mean, "SD": abs(b) * SD}
