"""What stands in a forest plot, row by row, before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figpool.pool.distributions import two_sided_quantile
from figpool.pool.result import PooledResult
from figpool.pool.subgroup import Subgroups, TooFew
from figpool.pool.text import p_text

ARMS = (("n1i", "n"), ("m1i", "mean"), ("sd1i", "SD"), ("n2i", "n"), ("m2i", "mean"), ("sd2i", "SD"))
CELLS = (("ai", "events"), ("n1i", "n"), ("ci", "events"), ("n2i", "n"))


@dataclass(frozen=True)
class Column:
    """A text column: key in the table, head, and which arm it belongs to."""

    key: str
    head: str
    group: str = ""


class RowKind(Enum):
    """How a line of the plot is drawn."""

    STUDY = "study"
    HEAD = "head"
    DIAMOND = "diamond"
    INTERVAL = "interval"
    NOTE = "note"
    GAP = "gap"


@dataclass(frozen=True)
class ForestRow:
    """One line of the plot.

    Attributes
    ----------
    kind : RowKind
        How it is drawn.
    label : str
        Text at the left.
    estimate : tuple of float or None
        Estimate, lower and upper limit on the scale of the analysis.
    weight : float
        Percent; NaN where none is shown.
    cells : dict
        Text of the columns.
    """

    kind: RowKind
    label: str
    estimate: tuple[float, float, float] | None = None
    weight: float = float("nan")
    cells: dict[str, str] = field(default_factory=dict)


def text_columns(result: PooledResult, extra: tuple[str, ...]) -> list[Column]:
    """Columns that the table can fill: both arms, or cells, then the ones asked for."""
    for scheme, split in ((ARMS, 3), (CELLS, 2)):
        if all(key in result.frame for key, _ in scheme):
            arms = [Column(key, head, "Treatment" if i < split else "Control") for i, (key, head) in enumerate(scheme)]
            return [*arms, *(Column(name, name) for name in extra)]
    return [Column(name, name) for name in extra]


def number_text(value: Any) -> str:
    """Write a table cell: four significant digits, whole numbers whole, text as it is.

    Examples
    --------
    >>> number_text(12.3456), number_text(8.0), number_text("IT"), number_text(float("nan"))
    ('12.35', '8', 'IT', '')
    """
    if value is None or value != value:
        return ""
    if isinstance(value, str):
        return value
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e6 else f"{float(value):.4g}"


def column_texts(values: NDArray[Any]) -> list[str]:
    """Write the cells of a column; numbers with the same decimals, so that they stand in line.

    Examples
    --------
    >>> column_texts(np.array([7.962, 12.07, 4.6], dtype=object)), column_texts(np.array([8.0, 10], dtype=object))
    (['7.96', '12.07', '4.60'], ['8', '10'])
    """
    plain = [number_text(value) for value in values]
    numbers = [abs(float(v)) for v in values if isinstance(v, int | float | np.number) and np.isfinite(v)]
    if len(numbers) < sum(text != "" for text in plain) or all(number.is_integer() for number in numbers):
        return plain
    size = float(np.median([number for number in numbers if number > 0] or [1.0]))
    decimals = int(np.clip(2 - np.floor(np.log10(size)), 0, 4))
    return [f"{float(v):.{decimals}f}" if text else "" for v, text in zip(values, plain, strict=True)]


def study_rows(result: PooledResult, columns: list[Column], rows: NDArray[np.bool_] | None = None) -> list[ForestRow]:
    """Rows of the studies of a fit, or of some rows of its table, with their weights in it."""
    half = two_sided_quantile(result.level, float("nan")) * np.sqrt(result.vi)
    cells = {c.key: column_texts(np.asarray(result.frame[c.key], dtype=object)[result.used]) for c in columns}
    return [
        ForestRow(
            RowKind.STUDY,
            str(result.slab[i]),
            (float(y), float(y - half[i]), float(y + half[i])),
            float(result.weights[i]),
            {key: texts[i] for key, texts in cells.items()},
        )
        for i, y in enumerate(result.yi)
        if rows is None or rows[np.flatnonzero(result.used)[i]]
    ]


def heterogeneity_text(result: PooledResult) -> str:
    """Heterogeneity in one line."""
    if result.k < 2:
        return "Heterogeneity: not applicable (one study)"
    tau2 = "" if result.method == "EE" else f"τ² = {result.tau2:.3g}; "
    q = f"Q = {result.QE:.2f}, df = {result.QE_df} (P {equals(result.QE_p)})"
    return f"Heterogeneity: {tau2}{q}; I² = {result.I2:.1f} %"


def equals(p: float) -> str:
    """P value with its sign of relation: "= 0.034" or "< 0.001"."""
    text = p_text(p)
    return f"< {text[1:]}" if text.startswith("<") else f"= {text}"


def effect_test_text(result: PooledResult) -> str:
    """Test of the mean in one line."""
    letter = "z" if isnan(result.df[0]) else f"t({result.df[0]:.0f})"
    return f"Test of the effect: {letter} = {result.stat[0]:.2f} (P {equals(result.pval[0])})"


def diamond(label: str, result: PooledResult, weight: float = float("nan")) -> ForestRow:
    """Row of a pooled estimate."""
    return ForestRow(
        RowKind.DIAMOND, label, (float(result.beta[0]), float(result.ci_lb[0]), float(result.ci_ub[0])), weight
    )


def forest_rows(
    result: PooledResult, columns: list[Column], groups: Subgroups | None = None, *, prediction: bool = True
) -> list[ForestRow]:
    """All rows of a forest plot, top to bottom."""
    rows = study_rows(result, columns) if groups is None else _grouped(result, columns, groups)
    method = "common effect" if result.method == "EE" else f"random effects, {result.method}"
    rows += [ForestRow(RowKind.GAP, ""), diamond(f"Total ({method})", result, 100.0)]
    if prediction and result.method != "EE" and result.k > 2:
        p = result.predict()
        rows.append(
            ForestRow(RowKind.INTERVAL, "Prediction interval", (float(p.pred[0]), float(p.pi_lb[0]), float(p.pi_ub[0])))
        )
    rows += [ForestRow(RowKind.NOTE, heterogeneity_text(result)), ForestRow(RowKind.NOTE, effect_test_text(result))]
    if groups is not None:
        rows.append(ForestRow(RowKind.NOTE, _between_text(groups)))
    return rows


def _grouped(result: PooledResult, columns: list[Column], groups: Subgroups) -> list[ForestRow]:
    rows: list[ForestRow] = []
    for name, group in groups.groups.items():
        studies = study_rows(result, columns, group.used)
        rows += [ForestRow(RowKind.HEAD, f"{groups.by}: {name}"), *studies]
        if isinstance(group, TooFew):
            rows += [ForestRow(RowKind.NOTE, f"Subtotal: {group.status}"), ForestRow(RowKind.GAP, "")]
            continue
        weight = sum(row.weight for row in studies)
        rows += [diamond("Subtotal", group, weight), ForestRow(RowKind.NOTE, heterogeneity_text(group))]
        rows.append(ForestRow(RowKind.GAP, ""))
    rest = study_rows(result, columns, ~np.any([group.used for group in groups.groups.values()], axis=0))
    # they count in the total, and so must be seen
    rows += [ForestRow(RowKind.HEAD, f"{groups.by}: not said"), *rest, ForestRow(RowKind.GAP, "")] if rest else []
    return rows[:-1]


def _between_text(groups: Subgroups) -> str:
    test = groups.between
    if isnan(test.p):
        return "Test of subgroup differences: not possible"
    return f"Test of subgroup differences: Q = {test.Qb:.2f}, df = {test.df:.0f} (P {equals(test.p)})"
