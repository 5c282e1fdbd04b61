"""Between raw and log scale: log-normal moments, geometric means, ratios."""

from __future__ import annotations

from math import exp, expm1, log, log1p, sqrt

from figpool.convert.quantiles import t_quantile, z_quantile
from figpool.convert.registry import conversion

_HIGGINS = "Higgins, White & Anzures-Cabrera 2008 Stat Med 27:6072"


@conversion("mean = exp(mu+s^2/2); SD = mean*sqrt(exp(s^2)-1)", _HIGGINS)
def log_to_raw(mu: float, s: float) -> dict[str, float]:
    """Mean and SD on the log scale to the raw scale, under log-normality."""
    mean = exp(mu + s**2 / 2)
    return {"mean": mean, "SD": mean * sqrt(expm1(s**2))}


@conversion("s^2 = ln(1+SD^2/mean^2); mu = ln(mean)-s^2/2", _HIGGINS + " (method 1)")
def raw_to_log(mean: float, SD: float) -> dict[str, float]:
    """Raw mean and SD to the log scale, under log-normality."""
    s2 = log1p(SD**2 / mean**2)
    return {"mu": log(mean) - s2 / 2, "s": sqrt(s2)}


@conversion("mu = ln(GM); s = sqrt(n)*(ln U-ln L)/(2 q), q = z or t(n-1)", "Cochrane Handbook 6.5.2.4")
def geomean_ci_to_log(GM: float, L: float, U: float, n: float, level: float = 0.95) -> dict[str, float]:
    """Geometric mean with its confidence interval to mean and SD of the logs, by z and by t."""
    spread = sqrt(n) * (log(U) - log(L)) / 2
    return {"mu": log(GM), "s_z": spread / z_quantile(level), "s_t": spread / t_quantile(level, n - 1)}


@conversion("x_ln = x_log10*ln(10), SD likewise", "change of base")
def log10_to_ln(mean: float, SD: float) -> dict[str, float]:
    """Mean and SD of log10 values to natural logs."""
    return {"mean": mean * log(10), "SD": SD * log(10)}


@conversion("mu = ln(GM); s = ln(GSD)", "definition of the geometric SD")
def gsd_to_log(GM: float, GSD: float) -> dict[str, float]:
    """Geometric mean and geometric SD to mean and SD of the logs."""
    return {"mu": log(GM), "s": log(GSD)}


@conversion("yi = ln(est); sei = (ln U-ln L)/(2 z)", "Wald interval on the log scale; metafor's conv.wald")
def ratio_ci_to_yi_sei(est: float, L: float, U: float, level: float = 0.95) -> dict[str, float]:
    """Ratio (OR, RR, HR) with its confidence interval to log ratio and standard error."""
    return {"yi": log(est), "sei": (log(U) - log(L)) / (2 * z_quantile(level))}
