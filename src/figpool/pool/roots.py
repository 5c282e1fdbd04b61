"""Root of the generalized Q function in tau2, bracketed and without a cap."""

from __future__ import annotations

from math import inf

from figpool.core.errors import PoolingError
from figpool.pool.linear import Array, Solver, dot

_MAX_STEPS = 200
_RELATIVE = 4e-15


def solve_q(solver: Solver, vi: Array, target: float) -> float:
    """Solve Q(tau2) = `target` for tau2 >= 0; 0 where Q(0) is not above it.

    Parameters
    ----------
    solver : Solver
        Design and outcomes.
    vi : array, shape (k,)
        Sampling variances, positive.
    target : float
        Positive value.

    Raises
    ------
    PoolingError
        When it does not settle (numbers too large or too small for doubles).

    Notes
    -----
    Q(tau2) = y'P y falls with slope -y'P P y (Viechtbauer 2007 Stat Med 26:37). Newton's method
    runs on 1/Q, which is a straight line when all variances are equal and nearly one otherwise;
    a step that leaves the bracket is replaced by its middle.
    """
    low, high, x = 0.0, inf, 0.0
    for _ in range(_MAX_STEPS):
        fit = solver.at(1 / (vi + x))
        q = fit.q
        low, high = (x, high) if q > target else (low, x)
        if high == 0:
            return 0.0
        step = q * (q / target - 1) / dot(fit.py, fit.py)
        ahead = x + step
        if not low <= ahead <= high:
            ahead = (low + high) / 2
        if abs(ahead - x) <= _RELATIVE * ahead:
            return ahead
        x = ahead
    if high - low <= 1e-10 * high:
        return x
    raise PoolingError("The search for tau2 did not settle.", "Are yi and vi on one scale and finite?")
