"""A published table beside the same cells pooled here: where they agree, and by how much they do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import TYPE_CHECKING, Any

from figpool.core.errors import PoolingError, UsageError
from figpool.pool.result import PooledResult
from figpool.pool.subgroup import Subgroups, TooFew

if TYPE_CHECKING:
    import pandas as pd

    from figpool.report.pooling_analysis import Analysis

REGRESSION = "regression"
"""What stands in the column ``by`` of a coefficient of the meta-regression."""

_NUMBERS = ("estimate", "ci_lb", "ci_ub", "I2")
_COLUMNS = ("table", "by", "level", "estimate", "ci_lb", "ci_ub")
_MISSING = frozenset({"", "NA", "nan", "None"})


@dataclass(frozen=True)
class TableRow:
    """One line of a table of pooled results.

    Attributes
    ----------
    k : int
        Comparisons; 0 where it is not said.
    estimate, ci_lb, ci_ub, I2 : float
        NaN where the line gives none; I2 in percent.
    pval : str
        As printed.
    status : str
        Why there is no estimate.
    """

    k: int = 0
    estimate: float = nan
    ci_lb: float = nan
    ci_ub: float = nan
    I2: float = nan
    pval: str = ""
    status: str = ""

    def text(self) -> str:
        """Return the line as a paper prints it."""
        if isnan(self.estimate):
            return self.status or "NA"
        spread = "" if isnan(self.I2) else f"  I2 {self.I2:5.2f}"
        return f"{self.estimate:.2f} ({self.ci_lb:.2f}, {self.ci_ub:.2f})  P {self.pval or 'not said'}{spread}"


@dataclass(frozen=True)
class PrintedRow:
    """A printed line and where it belongs.

    Attributes
    ----------
    table : str
        Name of the table.
    by, level : str
        Column of the subgroup and its level; ``by`` is empty for all studies, "regression" for a coefficient.
    printed : TableRow
        Its numbers.
    remark : str
        What is known of a misprint.
    """

    table: str
    by: str
    level: str
    printed: TableRow
    remark: str = ""

    @property
    def label(self) -> str:
        """Grouping and level as one text."""
        return self.level if self.by in {"", REGRESSION} else f"{self.by}: {self.level}"


def read_printed(table: pd.DataFrame) -> tuple[PrintedRow, ...]:
    """Read the lines of published tables.

    Parameters
    ----------
    table : DataFrame
        Columns table, by, level, estimate, ci_lb, ci_ub, and where printed k, I2, pval, remark.

    Raises
    ------
    UsageError
        A missing column, or a cell that is no number.
    """
    missing = [name for name in _COLUMNS if name not in table]
    if missing:
        raise UsageError(f"The printed table lacks the column {missing[0]}.", f"It needs {', '.join(_COLUMNS)}.")
    lines = table.astype(object).where(table.notna(), "").to_dict(orient="records")
    return tuple(_printed_row({str(k): v for k, v in line.items()}, number) for number, line in enumerate(lines, 2))


def _printed_row(line: Mapping[str, Any], number: int) -> PrintedRow:
    estimate, ci_lb, ci_ub, spread, k = (_number(line.get(name, ""), name, number) for name in (*_NUMBERS, "k"))
    pval = str(line.get("pval", "")).strip()
    count, said = 0 if isnan(k) else int(k), "" if pval in _MISSING else pval
    printed = TableRow(count, estimate, ci_lb, ci_ub, spread, said)
    table, by, level, remark = (str(line.get(name, "")).strip() for name in ("table", "by", "level", "remark"))
    return PrintedRow(table, by, level, printed, remark)


def _number(cell: Any, name: str, line: int) -> float:
    if str(cell).strip() in _MISSING:
        return nan
    try:
        return float(cell)
    except ValueError as error:
        raise UsageError(f"The printed table, line {line}: {name} is {cell!r}, not a number.", "Correct it.") from error


def columns_of(rows: Sequence[PrintedRow]) -> tuple[str, ...]:
    """Columns whose subgroups the tables print."""
    return tuple(dict.fromkeys(row.by for row in rows if row.by not in {"", REGRESSION}))


def same_cell(row: PrintedRow, analysis: Analysis) -> TableRow:
    """Return the line of an analysis that stands in the place of a printed one."""
    if row.by == REGRESSION:
        return _coefficient(analysis.regression, row.level)
    if not row.by:
        return _pooled(analysis.result)
    return _subgroup(analysis.groups.get(row.by), row.level)


def _pooled(result: PooledResult) -> TableRow:
    return _line(result, 0, result.I2)


def _line(result: PooledResult, j: int, spread: float) -> TableRow:
    limits = (float(result.ci_lb[j]), float(result.ci_ub[j]))
    return TableRow(result.k, float(result.beta[j]), *limits, spread, _p_text(float(result.pval[j])))


def _p_text(p: float) -> str:
    return "<0.0001" if p < 0.0001 else f"{p:.{4 if p < 0.001 else 3}f}"


def _subgroup(groups: Subgroups | None, level: str) -> TableRow:
    group = None if groups is None else groups.groups.get(level)
    if group is None:
        return TableRow(status="no experiment")
    return TableRow(group.k, status="NA") if isinstance(group, TooFew) else _pooled(group)


def _coefficient(model: PooledResult | None, term: str) -> TableRow:
    if model is None:
        return TableRow(status="not fitted")
    if term not in model.terms:
        return TableRow(model.k, status="not estimable")
    return _line(model, model.terms.index(term), nan)


def largest_difference(printed: TableRow, found: TableRow) -> float:
    """Largest difference of estimate and limits; infinite where only one of the two has them."""
    if isnan(printed.estimate) or isnan(found.estimate):
        return 0.0 if isnan(printed.estimate) == isnan(found.estimate) else float("inf")
    pairs = ((printed.estimate, found.estimate), (printed.ci_lb, found.ci_lb), (printed.ci_ub, found.ci_ub))
    return max(abs(a - b) for a, b in pairs)


def agrees(printed: TableRow, found: TableRow, tolerance: float = 0.02) -> bool:
    """Whether number of comparisons, estimate and limits are the printed ones within `tolerance`."""
    same_k = printed.k in {0, found.k}
    return same_k and largest_difference(printed, found) <= tolerance + 1e-9


def tables_text(rows: Sequence[PrintedRow], analyses: Mapping[str, Analysis], tolerance: float = 0.02) -> str:
    """Write the printed lines beside those of each analysis.

    Parameters
    ----------
    rows : sequence of PrintedRow
    analyses : mapping
        Analyses by the name at the head of their column.
    tolerance : float
        Difference up to which a line counts as the printed one; others are marked with their difference.

    Raises
    ------
    PoolingError
        No printed line.
    """
    if not rows:
        raise PoolingError("The printed table has no line.", "Give one line a cell group.")
    width = max(len(row.label) for row in rows) + 2
    out: list[str] = []
    for table in dict.fromkeys(row.table for row in rows):
        heads = "".join(f"{name:<46}" for name in analyses)
        out += ["", f"{table:<{width}}{'printed':<46}{heads}".rstrip()]
        for row in (r for r in rows if r.table == table):
            cells = "".join(f"{_cell(row.printed, same_cell(row, a), tolerance):<46}" for a in analyses.values())
            out.append(f"{row.label:<{width}}{_with_k(row.printed):<46}{cells}".rstrip())
            out += [f"{'':<{width}}({row.remark})"] if row.remark else []
    for name, analysis in analyses.items():
        same = sum(agrees(row.printed, same_cell(row, analysis), tolerance) for row in rows)
        out += ["", f"{name}: {same} of {len(rows)} lines are the printed ones, within {tolerance:g} at every limit."]
    return "\n".join(out)


def _with_k(row: TableRow) -> str:
    return f"{row.k or '':>3}  {row.text()}"


def _cell(printed: TableRow, found: TableRow, tolerance: float) -> str:
    if agrees(printed, found, tolerance):
        return _with_k(found)
    off = largest_difference(printed, found)
    mark = f"  off {off:.2f}" if 0 < off < float("inf") else "  differs"
    return _with_k(found) + mark


def tables_frame(rows: Sequence[PrintedRow], analysis: Analysis) -> pd.DataFrame:
    """Return printed and found numbers as one table, a line each."""
    import pandas as pd

    lines = []
    for row in rows:
        found = same_cell(row, analysis)
        line: dict[str, Any] = {"table": row.table, "by": row.by, "level": row.level}
        for name in ("k", *_NUMBERS, "pval"):
            line[f"printed_{name}"], line[f"found_{name}"] = getattr(row.printed, name), getattr(found, name)
        line |= {"largest_difference": largest_difference(row.printed, found), "status": found.status}
        lines.append(line | {"remark": row.remark})
    return pd.DataFrame(lines)
