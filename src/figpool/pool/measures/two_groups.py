"""What the measures of two independent groups share."""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln

from figpool.pool.linear import Array
from figpool.pool.measures.registry import Columns

MEANS = ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")


def hedges_correction(m: Array) -> Array:
    """Exact small-sample factor J(m), NaN for m <= 1 (Hedges 1981 J Educ Stat 6:107)."""
    usable = np.where(m > 1, m, np.nan)
    out: Array = np.exp(gammaln(usable / 2) - 0.5 * np.log(usable / 2) - gammaln((usable - 1) / 2))
    return out


def pooled_sd(c: Columns) -> Array:
    """SD pooled over both groups, n1 + n2 - 2 degrees of freedom."""
    squares = (c["n1i"] - 1) * c["sd1i"] ** 2 + (c["n2i"] - 1) * c["sd2i"] ** 2
    out: Array = np.sqrt(squares / (c["n1i"] + c["n2i"] - 2))
    return out


def inverse_sizes(c: Columns) -> Array:
    """1/n1 + 1/n2."""
    out: Array = 1 / c["n1i"] + 1 / c["n2i"]
    return out
