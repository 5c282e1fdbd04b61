"""Variance components of multilevel and multivariate models: what adds to the sampling covariance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figpool.core.errors import UsageError
from figpool.pool.formula import as_labels, level_order
from figpool.pool.linear import Array

ROW = "effect"
"""Name that stands for the row itself where the table has no such column."""


@dataclass(frozen=True)
class Component:
    """One parameter of the marginal covariance V + sum(parameter * pattern).

    Attributes
    ----------
    name : str
        What it is the variance (or covariance) of.
    pattern : array, shape (k, k)
        Zero or one.
    levels : int
        Number of groups.
    is_variance : bool
        Whether it is bounded by zero.
    """

    name: str
    pattern: Array
    levels: int
    is_variance: bool = True


@dataclass(frozen=True)
class RandomPart:
    """All components, and the blocks of them that must stay positive semidefinite.

    Attributes
    ----------
    components : tuple of Component
    blocks : tuple of array of int
        Square arrays of component positions: covariance matrices of outcomes within a group.
    """

    components: tuple[Component, ...]
    blocks: tuple[NDArray[np.intp], ...]

    def feasible(self, theta: Array) -> bool:
        """Whether all variances and covariance matrices are admissible."""
        variances = [t for t, c in zip(theta, self.components, strict=True) if c.is_variance]
        if min(variances, default=0.0) < 0:
            return False
        return all(float(np.linalg.eigvalsh(theta[block]).min()) >= -1e-12 * max(variances) for block in self.blocks)


def _labels(frame: Mapping[str, Any], name: str, used: NDArray[np.bool_]) -> list[str]:
    if name not in frame:
        if name == ROW:
            return [str(i) for i in np.flatnonzero(used)]
        raise UsageError(f"There is no column {name!r} for a random effect.", f"Columns: {', '.join(map(str, frame))}.")
    cells = as_labels(np.asarray(frame[name], dtype=object)[used])
    if any(cell is None for cell in cells):
        raise UsageError(f"The column {name} of a random effect has empty cells.", "Fill them.")
    return [str(cell) for cell in cells]


def _codes(labels: Sequence[str]) -> NDArray[np.intp]:
    return np.unique(np.array(labels), return_inverse=True)[1]


def _same(codes: NDArray[np.intp]) -> Array:
    out: Array = (codes[:, None] == codes[None, :]).astype(float)
    return out


def _nested(frame: Mapping[str, Any], term: str, used: NDArray[np.bool_]) -> Component:
    parts = [_labels(frame, name.strip(), used) for name in term.split("/")]
    codes = _codes(["\x1f".join(cells) for cells in zip(*parts, strict=True)])
    return Component(term, _same(codes), int(codes.max()) + 1)


@dataclass(frozen=True)
class _Outcomes:
    """Outcomes (inner) within groups (outer) of a multivariate term."""

    inner: NDArray[np.intp]
    together: Array
    names: list[str]
    groups: int

    def pair(self, a: int, b: int) -> Array:
        """Pattern of the covariance of outcomes a and b."""
        cross = np.outer(self.inner == a, self.inner == b)
        out: Array = (cross | cross.T) * self.together
        return out


def _unstructured(o: _Outcomes) -> tuple[list[Component], NDArray[np.intp] | None]:
    size = len(o.names)
    position = np.zeros((size, size), dtype=np.intp)
    components: list[Component] = []
    for a in range(size):
        for b in range(a, size):
            position[a, b] = position[b, a] = len(components)
            name = o.names[a] if a == b else f"{o.names[a]}~{o.names[b]}"
            components.append(Component(name, o.pair(a, b), o.groups, a == b))
    return components, position


def _diagonal(o: _Outcomes) -> tuple[list[Component], NDArray[np.intp] | None]:
    return [Component(name, o.pair(a, a), o.groups) for a, name in enumerate(o.names)], None


def _compound(o: _Outcomes) -> tuple[list[Component], NDArray[np.intp] | None]:
    same = _same(o.inner) * o.together
    size = len(o.names)
    position = np.ones((size, size), dtype=np.intp) - np.eye(size, dtype=np.intp)
    parts = [Component("tau2", same, o.groups), Component("covariance", o.together - same, o.groups, False)]
    return parts, position


_STRUCTURES: dict[str, Callable[[_Outcomes], tuple[list[Component], NDArray[np.intp] | None]]] = {
    "UN": _unstructured,
    "DIAG": _diagonal,
    "CS": _compound,
}


def read_random(
    random: str | Sequence[str], frame: Mapping[str, Any], used: NDArray[np.bool_], struct: str = "UN"
) -> RandomPart:
    """Read the random effects of a model.

    Parameters
    ----------
    random : str or sequence of str
        "study" or "study/effect" for intercepts of groups (a single text with ``/`` stands for all
        its levels, as in metafor); "outcome | study" for correlated outcomes within studies.
    frame, used
        Table and the rows of it that are used.
    struct : {"UN", "CS", "DIAG"}
        Covariance of the outcomes: free, one variance and one covariance, or none.

    Raises
    ------
    UsageError
        Unknown column or structure.
    """
    if struct not in _STRUCTURES:
        raise UsageError(f"There is no structure {struct!r}.", f"Choose {', '.join(_STRUCTURES)}.")
    components: list[Component] = []
    blocks = []
    for term in _terms(random):
        inner, bar, outer = term.partition("|")
        if not bar:
            components.append(_nested(frame, term, used))
            continue
        labels, groups = _labels(frame, inner.strip(), used), _codes(_labels(frame, outer.strip(), used))
        names = level_order(np.array(labels, dtype=object))
        codes = np.array([names.index(label) for label in labels])
        parts, position = _STRUCTURES[struct](_Outcomes(codes, _same(groups), names, int(groups.max()) + 1))
        if position is not None:
            blocks.append(position + len(components))
        components.extend(parts)
    return RandomPart(tuple(components), tuple(blocks))


def _terms(random: str | Sequence[str]) -> list[str]:
    if not isinstance(random, str):
        return list(random)
    if "|" in random:
        return [random]
    parts = random.split("/")
    return ["/".join(parts[: i + 1]) for i in range(len(parts))]
