"""Change scores and crossover studies (Cochrane Handbook 6.5.2.8 and 23.2)."""

from __future__ import annotations

from math import sqrt

from figpool.convert.quantiles import t_of_p
from figpool.convert.registry import conversion
from figpool.core.errors import ConversionError

_CH = "Cochrane Handbook 6.5.2.8"


def _difference_sd(sd1: float, sd2: float, r: float) -> float:
    if not -1 <= r <= 1:
        raise ConversionError(f"A correlation of {r:g} is not between -1 and 1.")
    return sqrt(sd1**2 + sd2**2 - 2 * r * sd1 * sd2)


@conversion("SD_change = sqrt(SDb^2+SDf^2-2 r SDb SDf)", _CH)
def change_sd(sd_base: float, sd_final: float, r: float) -> dict[str, float]:
    """SD of the change from baseline and final SD with their correlation."""
    return {"SD": _difference_sd(sd_base, sd_final, r)}


@conversion("r = (SDb^2+SDf^2-SDc^2)/(2 SDb SDf)", _CH)
def change_corr(sd_base: float, sd_final: float, sd_change: float) -> dict[str, float]:
    """Correlation of baseline and final values from the three SDs."""
    return {"r": (sd_base**2 + sd_final**2 - sd_change**2) / (2 * sd_base * sd_final)}


@conversion("SE = |Mc/t|; SD = SE*sqrt(n); t from p with n-1", _CH)
def change_sd_from_paired_t(
    mean_change: float, n: float, t: float | None = None, p: float | None = None
) -> dict[str, float]:
    """SD of the change from the paired t statistic, or from its two-sided p value."""
    if t is None and p is None:
        raise ConversionError("change_sd_from_paired_t needs t or p.", "Give one of them.")
    statistic = t if t is not None else t_of_p(float(p or 0.0), n - 1)
    se = abs(mean_change / statistic)
    return {"t": statistic, "SE": se, "SD": se * sqrt(n)}


@conversion(
    "SDdiff = sqrt(S1^2+S2^2-2 r S1 S2); SMD = MD/sqrt((S1^2+S2^2)/2); SE(SMD) = sqrt(1/n+SMD^2/(2n))*sqrt(2(1-r))",
    "Cochrane Handbook 23.2.7",
)
def crossover_smd(m1: float, sd1: float, m2: float, sd2: float, n: float, r: float) -> dict[str, float]:
    """Mean difference and standardized mean difference of a crossover study.

    Examples
    --------
    The Handbook's worked example:

    >>> out = crossover_smd(7.0, 2.38, 6.5, 2.21, 10, 0.68)
    >>> round(out["SE_MD"], 3), round(out["SMD"], 3), round(out["SE_SMD"], 3)
    (0.583, 0.218, 0.256)
    """
    sd_diff = _difference_sd(sd1, sd2, r)
    smd = (m1 - m2) / sqrt((sd1**2 + sd2**2) / 2)
    se_smd = sqrt(1 / n + smd**2 / (2 * n)) * sqrt(2 * (1 - r))
    return {"SDdiff": sd_diff, "SE_MD": sd_diff / sqrt(n), "SMD": smd, "SE_SMD": se_smd}
