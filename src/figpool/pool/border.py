"""The maximum of a multivariate likelihood where a covariance matrix of the outcomes is (nearly) singular.

Fisher steps in the variances and covariances stop at the first border they meet. Written through
Cholesky factors (or, for compound symmetry, through its two eigenvalues) every point is admissible
and the maximum along the border is found too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figpool.core.errors import PoolingError
from figpool.pool.likelihood import Likelihood, State, maximize
from figpool.pool.linear import Array

_SINGULAR = 1e-6
_STARTS = (1e-3, 0.3, 1.0)


@dataclass(frozen=True)
class _Factors:
    """One covariance matrix L L' by its position in theta; phi holds the lower triangle of L."""

    block: NDArray[np.intp]

    @property
    def size(self) -> int:
        return int(self.block.shape[0])

    def lower(self, phi: Array) -> Array:
        out = np.zeros((self.size, self.size))
        out[np.tril_indices(self.size)] = phi
        return out

    def start(self, theta: Array, spread: float) -> Array:
        matrix = theta[self.block]
        scale = max(float(np.abs(matrix).max()), 1e-8)
        values, vectors = np.linalg.eigh(matrix)
        lifted = (vectors * np.maximum(values, spread * scale)) @ vectors.T
        out: Array = np.linalg.cholesky(lifted)[np.tril_indices(self.size)]
        return out

    def fill(self, theta: Array, phi: Array) -> None:
        factor = self.lower(phi)
        theta[self.block] = factor @ factor.T

    def pull(self, gradient: Array, phi: Array) -> Array:
        """Gradient in phi from the gradient in theta, where an off-diagonal entry stands for both places."""
        slope = gradient[self.block] / np.where(np.eye(self.size, dtype=bool), 1.0, 2.0)
        out: Array = (2 * slope @ self.lower(phi))[np.tril_indices(self.size)]
        return out


@dataclass(frozen=True)
class _Compound:
    """One variance and one covariance, by the roots of the two eigenvalues of their matrix."""

    block: NDArray[np.intp]

    @property
    def _parts(self) -> tuple[int, int, int]:
        return int(self.block[0, 0]), int(self.block[0, 1]), int(self.block.shape[0])

    def start(self, theta: Array, spread: float) -> Array:
        variance, covariance, m = self._parts
        values = np.array([theta[variance] + (m - 1) * theta[covariance], theta[variance] - theta[covariance]])
        out: Array = np.sqrt(np.maximum(values, spread * max(float(theta[variance]), 1e-8)))
        return out

    def fill(self, theta: Array, phi: Array) -> None:
        variance, covariance, m = self._parts
        together, apart = phi**2
        theta[variance], theta[covariance] = (together + (m - 1) * apart) / m, (together - apart) / m

    def pull(self, gradient: Array, phi: Array) -> Array:
        variance, covariance, m = self._parts
        together = (gradient[variance] + gradient[covariance]) / m
        apart = ((m - 1) * gradient[variance] - gradient[covariance]) / m
        out: Array = 2 * phi * np.array([together, apart])
        return out


def _parametrized(block: NDArray[np.intp]) -> _Factors | _Compound:
    size = block.shape[0]
    free = len(np.unique(block)) == size * (size + 1) // 2
    return _Factors(block) if free else _Compound(block)


def maximize_outcomes(likelihood: Likelihood, start: Array) -> tuple[Array, State, int]:
    """Find the components of highest likelihood of a model with covariance matrices of outcomes.

    Fisher scoring first; where it ends at a border, or does not end, the maximum is searched for
    through the factors of the matrices.

    Parameters
    ----------
    likelihood : Likelihood
    start : array
        Components to start from.

    Returns
    -------
    theta : array
    state : State
    steps : int
        Of Fisher scoring.

    Raises
    ------
    PoolingError
        A sampling covariance that is none, or no convergence.
    """
    blocks = [_parametrized(block) for block in likelihood.part.blocks]
    try:
        theta, state, steps = maximize(likelihood, start)
    except PoolingError:
        found = [one for spread in _STARTS if (one := _climb(likelihood, start, blocks, spread)) is not None]
        if not found:
            raise
        return *max(found, key=lambda one: one[1].ll), 0
    if any(is_singular(theta[part.block]) for part in blocks):
        found = [one for spread in _STARTS if (one := _climb(likelihood, theta, blocks, spread)) is not None]
        theta, state = max([(theta, state), *found], key=lambda one: one[1].ll)
    return theta, state, steps


def is_singular(matrix: Array) -> bool:
    """Whether an eigenvalue of a covariance matrix is (nearly) zero."""
    values = np.linalg.eigvalsh(matrix)
    return bool(values.min() <= _SINGULAR * max(float(values.max()), 1e-300))


def _climb(
    likelihood: Likelihood, theta: Array, blocks: list[_Factors | _Compound], spread: float
) -> tuple[Array, State] | None:
    from scipy.optimize import minimize

    inside = np.unique(np.concatenate([part.block.ravel() for part in blocks]))
    others = np.setdiff1d(np.arange(theta.size), inside)
    starts = [part.start(theta, spread) for part in blocks]
    ends = np.cumsum([others.size, *(start.size for start in starts)])

    def _theta(phi: Array) -> Array:
        out = theta.copy()
        out[others] = phi[: others.size] ** 2
        for part, low, high in zip(blocks, ends[:-1], ends[1:], strict=True):
            part.fill(out, phi[low:high])
        return out

    def _negative(phi: Array) -> tuple[float, Array]:
        state = likelihood.at(_theta(phi))
        if state is None:
            return 1e10, np.zeros_like(phi)
        gradient = likelihood.slope(state)[0]
        pulled = [part.pull(gradient, phi[a:b]) for part, a, b in zip(blocks, ends[:-1], ends[1:], strict=True)]
        return -state.ll, -np.concatenate([2 * phi[: others.size] * gradient[others], *pulled])

    first = np.concatenate([np.sqrt(np.maximum(theta[others], 0.0)), *starts])
    options: Any = {"maxiter": 2000, "gtol": 1e-9, "ftol": 1e-15}
    done = minimize(_negative, first, jac=True, method="L-BFGS-B", options=options)
    ahead = _theta(np.asarray(done.x, dtype=float))
    state = likelihood.at(ahead)
    return None if state is None or not done.success else (ahead, state)
