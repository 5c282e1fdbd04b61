"""Fits without single studies, and fits that grow study by study."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from figpool.core.errors import PoolingError, UsageError
from figpool.pool.columns import in_order_of
from figpool.pool.model import refit
from figpool.pool.result import PooledResult

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = ("se", "stat", "pval", "ci_lb", "ci_ub")
_SCALARS = {"Q": "QE", "Qp": "QE_p", "tau2": "tau2", "I2": "I2", "H2": "H2"}


def fits_without_each(result: PooledResult) -> list[PooledResult | None]:
    """Fit the model without each study in turn; None where that is impossible.

    Raises
    ------
    PoolingError
        With one study.
    """
    if result.k < 2:
        raise PoolingError("With one study nothing can be left out.", "Add studies.")
    everyone = np.arange(result.k)
    return [_refit_or_none(result, everyone != i) for i in range(result.k)]


def _refit_or_none(result: PooledResult, rows: NDArray[Any]) -> PooledResult | None:
    try:
        return refit(result, rows)
    except PoolingError:
        return None


def _table(labels: list[str], fits: list[PooledResult | None], result: PooledResult) -> pd.DataFrame:
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for label, one in zip(labels, fits, strict=True):
        for j, term in enumerate(result.terms):
            row: dict[str, Any] = {"slab": label, "k": one.k if one else 0}
            if not result.intercept_only:
                row["term"] = term
            row["estimate"] = one.beta[j] if one else np.nan
            row |= {name: getattr(one, name)[j] if one else np.nan for name in _COLUMNS}
            row |= {name: getattr(one, source) if one else np.nan for name, source in _SCALARS.items()}
            rows.append(row)
    return pd.DataFrame(rows)


def leave_one_out(result: PooledResult) -> pd.DataFrame:
    """Fit without each study in turn.

    Returns
    -------
    DataFrame
        One row a study left out (and a term, with moderators): slab, k, estimate, se, stat, pval,
        ci_lb, ci_ub, Q, Qp, tau2, I2, H2. Empty where the rest cannot carry the model.

    Raises
    ------
    PoolingError
        With one study.
    """
    return _table([str(name) for name in result.slab], fits_without_each(result), result)


def cumulative(result: PooledResult, order: Any = None) -> pd.DataFrame:
    """Pool the first study, the first two, and so on.

    Parameters
    ----------
    result : PooledResult
        A fit without moderators.
    order : str or array, optional
        Column of the table, or one value a study used, to sort by; the order of the table when
        not given.

    Returns
    -------
    DataFrame
        As :func:`leave_one_out`; ``slab`` is the study added.

    Raises
    ------
    PoolingError
        For a model with moderators.
    UsageError
        Unknown column, or an order of the wrong length.
    """
    if not result.intercept_only:
        raise PoolingError("A cumulative analysis is of a mean, this model has moderators.", "Fit without mods.")
    sequence = _sequence(result, order)
    fits = [_refit_or_none(result, sequence[: i + 1]) for i in range(result.k)]
    return _table([str(result.slab[i]) for i in sequence], fits, result)


def _sequence(result: PooledResult, order: Any) -> NDArray[np.intp]:
    if order is None:
        return np.arange(result.k)
    if isinstance(order, str):
        if order not in result.frame:
            raise UsageError(f"There is no column {order!r} to sort by.", "Name a column of the table.")
        values = np.asarray(result.frame[order])[result.used]
    else:
        values = np.asarray(in_order_of(result.frame, order))
        values = values[result.used] if values.size == result.used.size else values
    if values.size != result.k:
        raise UsageError(f"The order has {values.size} values for {result.k} studies.", "Give one for each study used.")
    return np.argsort(values, kind="stable")
