"""Several arms of one study: combine, split, covariance of a shared control, clusters."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, sqrt

import numpy as np

from figpool.convert.formulas.spread import check_n
from figpool.convert.registry import conversion
from figpool.core.errors import UsageError


@conversion(
    "n = sum(n_i); M = sum(n_i M_i)/n; SD = sqrt((sum((n_i-1)SD_i^2)+sum(n_i (M_i-M)^2))/(n-1))",
    "Cochrane Handbook 6.5.2.10, Table 6.5.a",
)
def combine_groups(n: Sequence[float], mean: Sequence[float], sd: Sequence[float]) -> dict[str, float]:
    """Combine groups into one, as if their members had been one sample."""
    size, mu, spread = (np.asarray(x, dtype=float) for x in (n, mean, sd))
    total = float(size.sum())
    check_n(total, 2)
    grand = float((size * mu).sum() / total)
    squares = ((size - 1) * spread**2).sum() + (size * (mu - grand) ** 2).sum()
    return {"n": total, "mean": grand, "SD": float(np.sqrt(squares / (total - 1)))}


@conversion("control n/k, mean and SD unchanged", "Cochrane Handbook 23.3.4")
def split_control(n: float, mean: float, sd: float, k: float) -> dict[str, float]:
    """Share one control group among `k` comparisons."""
    return {"n_each": n / k, "mean": mean, "SD": sd, "n_each_floor": floor(n / k)}


@conversion(
    "cov(g1,g2) = 1/nc + g1 g2/(2 N); cov(MD) = SDc^2/nc; cov(lnRR) = SDc^2/(nc Mc^2)",
    "Gleser & Olkin 2009 (SMD); Lajeunesse 2011 Ecology 92:2049 (ROM)",
)
def shared_control_cov(
    nc: float, n1: float, n2: float, g1: float = 0.0, g2: float = 0.0, **control: float
) -> dict[str, float]:
    """Covariance of two comparisons with one control group.

    Parameters
    ----------
    nc, n1, n2 : float
        Sizes of the control and of the two treated groups.
    g1, g2 : float
        The two standardized mean differences.
    **control : float
        ``sdc`` and ``mc``, SD and mean of the control, for the covariances of MD and lnRR.
    """
    out = {"cov_smd": 1 / nc + g1 * g2 / (2 * (nc + n1 + n2))}
    sdc, mc = control.pop("sdc", None), control.pop("mc", None)
    if control:
        raise UsageError(f"shared_control_cov does not take {', '.join(control)}.", "It takes sdc and mc besides.")
    if sdc is not None:
        out["cov_md"] = sdc**2 / nc
    if sdc is not None and mc is not None:
        out["cov_lnrr"] = sdc**2 / (nc * mc**2)
    return out


@conversion("DE = 1+(m-1)ICC; n_eff = n/DE", "Cochrane Handbook 23.1.4")
def cluster_design_effect(n: float, m: float, icc: float) -> dict[str, float]:
    """Effective size of a group randomized in clusters (litters, cages) of mean size `m`."""
    effect = 1 + (m - 1) * icc
    return {"DE": effect, "n_eff": n / effect}


@conversion("lnOR = d*pi/sqrt(3); var likewise *pi^2/3", "Chinn 2000 Stat Med 19:3127; Hasselblad & Hedges 1995")
def d_lnor(d: float, v: float) -> dict[str, float]:
    """Standardized mean difference with its variance to a log odds ratio."""
    return {"lnOR": d * np.pi / sqrt(3), "v": v * np.pi**2 / 3}
