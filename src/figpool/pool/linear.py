"""Weighted least squares with diagonal weights, linear in the number of rows.

Two solvers with one face: a design matrix of any rank, and the intercept alone, for which
everything is a sum. ``P = W - W X (X'W X)^-1 X'W`` is never formed; its traces and
products are (Viechtbauer 2005, J Educ Behav Stat 30:261).
"""

from __future__ import annotations

from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Solved(Protocol):
    """Quantities of one weighted fit."""

    w: Array
    py: Array
    """P y, the weighted residuals."""

    @property
    def q(self) -> float:
        """Weighted residual sum of squares y'P y."""
        ...

    def project(self, u: Array) -> Array:
        """P u."""
        ...

    def trace(self, d: Array | None = None) -> float:
        """Trace of P D for a diagonal D (identity when None)."""
        ...

    def trace2(self, d: Array | None = None, e: Array | None = None) -> float:
        """Trace of P D P E for diagonal D and E (identity when None)."""
        ...

    def beta(self) -> Array:
        """Coefficients, in the columns of X."""
        ...

    def cov(self) -> Array:
        """(X'W X)^-1."""
        ...

    def log_det(self) -> float:
        """log|X'W X| - log|X'X|."""
        ...

    def leverage(self) -> Array:
        """Diagonal of the hat matrix."""
        ...


class Solver(Protocol):
    """A design and a response that can be fitted with many weights."""

    y: Array
    X: Array

    @property
    def k(self) -> int:
        """Rows."""
        ...

    @property
    def p(self) -> int:
        """Columns."""
        ...

    def at(self, w: Array) -> Solved:
        """Fit with weights `w`."""
        ...

    def ols(self, m: Array) -> tuple[Array, Array]:
        """Unweighted coefficients and their covariance when the rows have variances `m`."""
        ...


_CHUNK = 8192


def dot(a: Array, b: Array) -> float:
    """Sum of products of two vectors, in pieces.

    BLAS shares longer vectors out to threads, which on a busy machine wait for each other.
    """
    if a.size <= _CHUNK:
        return float(a.dot(b))
    return float(sum(a[i : i + _CHUNK] @ b[i : i + _CHUNK] for i in range(0, a.size, _CHUNK)))


class _MeanSolved:
    """Fit of the intercept alone."""

    def __init__(self, y: Array, w: Array) -> None:
        self.w = w
        self._sum = float(np.add.reduce(w))
        self._mean = dot(w, y) / self._sum
        self._r = y - self._mean
        self.py: Array = w * self._r

    @property
    def q(self) -> float:
        return dot(self.py, self._r)

    def project(self, u: Array) -> Array:
        out: Array = self.w * (u - dot(self.w, u) / self._sum)
        return out

    @cached_property
    def _squares(self) -> float:
        return dot(self.w, self.w)

    def trace(self, d: Array | None = None) -> float:
        w = self.w
        if d is None:
            return self._sum - self._squares / self._sum
        wd = w * d
        return float(wd.sum()) - dot(wd, w) / self._sum

    def trace2(self, d: Array | None = None, e: Array | None = None) -> float:
        s = self._sum
        if d is None and e is None:
            squares = self._squares
            return squares - 2 * dot(self.w * self.w, self.w) / s + squares**2 / s**2
        wd = self.w if d is None else self.w * d
        we = self.w if e is None else self.w * e
        return dot(wd, we) - 2 * dot(wd * we, self.w) / s + dot(wd, self.w) * dot(we, self.w) / s**2

    def beta(self) -> Array:
        return np.array([self._mean])

    def cov(self) -> Array:
        return np.array([[1 / self._sum]])

    def log_det(self) -> float:
        return float(np.log(self._sum / self.w.size))

    def leverage(self) -> Array:
        out: Array = self.w / self._sum
        return out


class MeanSolver:
    """Intercept-only model; see :class:`Solver`."""

    def __init__(self, y: Array) -> None:
        self.y = y
        self.X: Array = np.ones((y.size, 1))

    @property
    def k(self) -> int:
        """Rows."""
        return int(self.y.size)

    @property
    def p(self) -> int:
        """Columns."""
        return 1

    def at(self, w: Array) -> Solved:
        """Fit with weights `w`."""
        return _MeanSolved(self.y, w)

    def ols(self, m: Array) -> tuple[Array, Array]:
        """Unweighted mean and its variance."""
        return np.array([self.y.mean()]), np.array([[float(m.sum()) / self.k**2]])


class _DesignSolved:
    """Fit of a general design, in an orthonormal basis of its columns."""

    def __init__(self, solver: DesignSolver, w: Array) -> None:
        self._s, self.w = solver, w
        self._b: Array = solver.basis
        self._wb: Array = self._b * w[:, None]
        self._m: Array = self._b.T @ self._wb
        self._a: Array = np.asarray(np.linalg.inv(self._m), dtype=np.float64)
        self._coef: Array = self._a @ (self._wb.T @ solver.y)
        self._r: Array = solver.y - self._b @ self._coef
        self.py: Array = w * self._r

    @property
    def q(self) -> float:
        return float(self.py @ self._r)

    def project(self, u: Array) -> Array:
        out: Array = self.w * (u - self._b @ (self._a @ (self._wb.T @ u)))
        return out

    def _cross(self, weight: Array) -> Array:
        out: Array = self._b.T @ (self._b * weight[:, None])
        return out

    def trace(self, d: Array | None = None) -> float:
        wd = self.w if d is None else self.w * d
        return float(wd.sum()) - float(np.sum(self._a * self._cross(wd * self.w)))

    def trace2(self, d: Array | None = None, e: Array | None = None) -> float:
        wd = self.w if d is None else self.w * d
        we = self.w if e is None else self.w * e
        left, right = self._a @ self._cross(wd * self.w), self._a @ self._cross(we * self.w)
        both = float(np.sum(self._a * self._cross(wd * we * self.w)))
        return float(wd @ we) - 2 * both + float(np.sum(left * right.T))

    def beta(self) -> Array:
        out: Array = self._s.back @ self._coef
        return out

    def cov(self) -> Array:
        out: Array = self._s.back @ self._a @ self._s.back.T
        return out

    def log_det(self) -> float:
        return float(np.linalg.slogdet(self._m)[1])

    def leverage(self) -> Array:
        out: Array = np.einsum("ij,jk,ik->i", self._b, self._a, self._wb)
        return out


class DesignSolver:
    """Model with moderators; see :class:`Solver`.

    The columns are orthonormalized once, so that years beside dummies lose no digits.
    """

    def __init__(self, y: Array, X: Array) -> None:
        self.y, self.X = y, X
        q, r = np.linalg.qr(X)
        self.basis: Array = q
        self.back: Array = np.linalg.inv(r)

    @property
    def k(self) -> int:
        """Rows."""
        return int(self.X.shape[0])

    @property
    def p(self) -> int:
        """Columns."""
        return int(self.X.shape[1])

    def at(self, w: Array) -> Solved:
        """Fit with weights `w`."""
        return _DesignSolved(self, w)

    def ols(self, m: Array) -> tuple[Array, Array]:
        """Unweighted coefficients and their covariance when the rows have variances `m`."""
        b = self.basis
        cov = self.back @ (b.T @ (b * m[:, None])) @ self.back.T
        return self.back @ (b.T @ self.y), cov


def make_solver(y: Array, X: Array) -> Solver:
    """Return the cheaper of the two solvers for this design."""
    if X.shape[1] == 1 and bool((X == 1).all()):
        return MeanSolver(y)
    return DesignSolver(y, X)


def independent_columns(X: Array, tolerance: float = 1e-7) -> NDArray[np.bool_]:
    """Mark the columns that are not linear combinations of those before them.

    Notes
    -----
    The rule of R's ``lm``: a column goes when its part orthogonal to the earlier ones
    is shorter than `tolerance` times the column.
    """
    keep = np.zeros(X.shape[1], dtype=bool)
    basis: list[Array] = []
    for j, column in enumerate(X.T):
        length = float(np.linalg.norm(column))
        rest = column.copy()
        for _ in range(2):
            for b in basis:
                rest = rest - b * float(b @ rest)
        left = float(np.linalg.norm(rest))
        if length > 0 and left > tolerance * length:
            keep[j] = True
            basis.append(rest / left)
    return keep
