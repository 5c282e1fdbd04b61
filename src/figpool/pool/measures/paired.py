"""What the measures of paired groups (crossover, pre and post, change scores) share."""

from __future__ import annotations

import numpy as np

from figpool.pool.linear import Array
from figpool.pool.measures.registry import Columns

PAIRED = ("m1i", "m2i", "sd1i", "sd2i", "ni", "ri")


def difference_variance(c: Columns) -> Array:
    """Variance of the within-pair difference from both SDs and their correlation."""
    out: Array = c["sd1i"] ** 2 + c["sd2i"] ** 2 - 2 * c["ri"] * c["sd1i"] * c["sd2i"]
    return np.where(out >= 0, out, np.nan)
