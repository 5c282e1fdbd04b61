"""Gaussian likelihood of dependent effects, and its maximum in the variance components.

Fisher scoring with halved steps, Newton's method near the maximum; components at zero stay there
while the slope points down (Harville 1977 J Am Stat Assoc 72:320).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log, pi

import numpy as np
from numpy.typing import NDArray

from figpool.core.errors import PoolingError
from figpool.pool.components import RandomPart
from figpool.pool.design import Moderators
from figpool.pool.linear import Array

_MAX_STEPS = 500
_CLOSE = 0.05
"""Relative size of Fisher's step from which Newton's is taken."""


@dataclass(frozen=True)
class State:
    """Everything known at one theta."""

    ll: float
    beta: Array
    cov: Array
    inverse: Array
    projection: Array
    py: Array


class Likelihood:
    """Gaussian likelihood in the variance components."""

    def __init__(self, y: Array, moderators: Moderators, V: Array, part: RandomPart, restricted: bool) -> None:
        self.y, self.X, self.V, self.part, self.restricted = y, moderators.X, V, part, restricted
        self.patterns = [c.pattern for c in part.components]
        self._constant = 0.5 * float(np.linalg.slogdet(self.X.T @ self.X)[1]) if restricted else 0.0

    def marginal(self, theta: Array) -> Array:
        """V plus the random part."""
        out = self.V.copy()
        for value, pattern in zip(theta, self.patterns, strict=True):
            out += value * pattern
        return out

    def at(self, theta: Array) -> State | None:
        """State at `theta`; None where the covariance is not positive definite."""
        m = self.marginal(theta)
        try:
            root = np.linalg.cholesky(m)
        except np.linalg.LinAlgError:
            return None
        inverse: Array = np.linalg.inv(m).astype(float)
        wx = inverse @ self.X
        information = self.X.T @ wx
        cov: Array = np.linalg.inv(information).astype(float)
        beta = cov @ (wx.T @ self.y)
        projection = inverse - wx @ cov @ wx.T
        py = projection @ self.y
        size = self.y.size - self.X.shape[1] * self.restricted
        ll = -0.5 * (size * log(2 * pi) + 2 * float(np.log(np.diag(root)).sum()) + float(self.y @ py))
        if self.restricted:
            ll += self._constant - 0.5 * float(np.linalg.slogdet(information)[1])
        return State(ll, beta, cov, inverse, projection, py)

    def slope(self, state: State) -> tuple[Array, Array]:
        """Gradient and expected information in theta."""
        weight = state.projection if self.restricted else state.inverse
        products = [weight @ pattern for pattern in self.patterns]
        gradient = [
            0.5 * (float(state.py @ (pattern @ state.py)) - float(np.trace(product)))
            for pattern, product in zip(self.patterns, products, strict=True)
        ]
        information = [[0.5 * float(np.sum(a * b.T)) for b in products] for a in products]
        return np.array(gradient), np.array(information)

    def curvature(self, state: State, information: Array) -> Array:
        """Observed information in theta, from the expected one."""
        moved = np.column_stack([pattern @ state.py for pattern in self.patterns])
        out: Array = moved.T @ (state.projection @ moved) - information
        return out


def maximize(likelihood: Likelihood, start: Array) -> tuple[Array, State, int]:
    """Find the components of highest likelihood; returns them, the state there and the steps taken.

    Raises
    ------
    PoolingError
        A sampling covariance that is none, or no convergence.
    """
    theta = start
    state = likelihood.at(theta)
    if state is None:
        raise PoolingError("The sampling covariance V is not positive definite.", "Check the correlations in V.")
    bounded = np.array([c.is_variance for c in likelihood.part.components])
    for count in range(1, _MAX_STEPS + 1):
        gradient, information = likelihood.slope(state)
        free = ~(bounded & (theta <= 0) & (gradient <= 0))
        step = np.zeros_like(theta)
        if free.any():
            block = np.ix_(free, free)
            step[free] = np.linalg.lstsq(information[block], gradient[free], rcond=None)[0]
            if np.abs(step).max() < _CLOSE * np.abs(theta).max():
                step[free] = _newton(likelihood.curvature(state, information)[block], gradient[free], step[free])
        moved = _step(likelihood, theta, state, step, bounded)
        if moved is None:
            return theta, state, count
        ahead, ahead_state = moved
        settled = np.abs(ahead - theta).max() <= 1e-12 * np.abs(ahead).max()
        theta, state = ahead, ahead_state
        if settled:
            return theta, state, count
    raise PoolingError(
        f"The multilevel model did not converge in {_MAX_STEPS} steps.", "Take a level out, or use fewer components."
    )


def _newton(curvature: Array, gradient: Array, otherwise: Array) -> Array:
    """Newton's step where the likelihood is concave; near the maximum Fisher's may swing around it for ever."""
    if np.linalg.eigvalsh(curvature).min() <= 0:
        return otherwise
    out: Array = np.linalg.solve(curvature, gradient).astype(float)
    return out


def _step(
    likelihood: Likelihood, theta: Array, state: State, step: Array, bounded: NDArray[np.bool_]
) -> tuple[Array, State] | None:
    """Take the step, halved until the likelihood does not fall; None when no step helps."""
    for halving in range(60):
        ahead = theta + step / 2.0**halving
        ahead = np.where(bounded, np.maximum(ahead, 0.0), ahead)
        if likelihood.part.feasible(ahead):
            ahead_state = likelihood.at(ahead)
            if ahead_state is not None and ahead_state.ll >= state.ll - 1e-13 * abs(state.ll):
                return ahead, ahead_state
        if np.abs(ahead - theta).max() <= 1e-14 * max(np.abs(theta).max(), 1e-300):
            return None
    return None
