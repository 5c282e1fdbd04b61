"""Moderator formulas: "amount + C(route, ref='IT') * weeks - 1" -> design matrix.

The grammar is R's, as far as meta-regression needs it: ``+``, ``:``, ``*``, ``-1`` or ``+0``,
``C(column, ref='level')`` (also ``factor(column)``) and ``I(arithmetic of columns)``.
Text columns are factors without being told. Factors are coded by treatment contrasts,
or in full where no lower term of the formula leaves room for a reference (as in R).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figpool.core.errors import PoolingError, UsageError
from figpool.pool.linear import Array

INTERCEPT = "intrcpt"
_FACTOR_CALLS = frozenset({"C", "factor"})
_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
}
_FUNCTIONS: dict[str, Callable[[Any], Any]] = {"log": np.log, "log10": np.log10, "sqrt": np.sqrt, "exp": np.exp}


@dataclass(frozen=True)
class Factor:
    """One variable of a term.

    Attributes
    ----------
    source : str
        The text as written, which also identifies it.
    expression : ast.expr
        Column name or arithmetic to evaluate.
    levels : tuple of str or None
        Levels of a categorical variable, the reference first; None for a number.
    """

    source: str
    expression: ast.expr
    levels: tuple[str, ...] | None


@dataclass(frozen=True)
class Design:
    """A coded formula that can be applied to other tables too.

    Attributes
    ----------
    terms : tuple of tuple of Factor
        Terms in order, without the intercept.
    intercept : bool
        Whether the model has one.
    """

    terms: tuple[tuple[Factor, ...], ...]
    intercept: bool

    def matrix(self, frame: Mapping[str, Any]) -> tuple[Array, tuple[str, ...]]:
        """Code the rows of `frame`; a missing moderator gives NaN.

        Returns
        -------
        X : array, shape (k, p)
        names : tuple of str, length p
        """
        count = _row_count(frame)
        columns: list[Array] = [np.ones(count)] if self.intercept else []
        names = [INTERCEPT] if self.intercept else []
        for term in self.terms:
            coded = [_code(factor, frame, full=self._needs_full(term, factor)) for factor in term]
            for combination in product(*coded):
                names.append(":".join(name for name, _ in combination))
                columns.append(np.prod([values for _, values in combination], axis=0))
        matrix = np.column_stack(columns) if columns else np.empty((count, 0))
        return matrix, tuple(names)

    def _needs_full(self, term: tuple[Factor, ...], factor: Factor) -> bool:
        others = frozenset(f.source for f in term if f is not factor)
        if not others:
            return not self.intercept and self._first_categorical(term)
        return all(frozenset(f.source for f in t) != others for t in self.terms)

    def _first_categorical(self, term: tuple[Factor, ...]) -> bool:
        return next((t for t in self.terms if len(t) == 1 and t[0].levels), None) is term


def _row_count(frame: Mapping[str, Any]) -> int:
    shape = getattr(frame, "shape", None)
    if shape:
        return int(shape[0])
    return max((len(np.atleast_1d(column)) for column in frame.values()), default=0)


def _column(frame: Mapping[str, Any], name: str) -> NDArray[Any]:
    if name not in frame:
        columns = ", ".join(str(c) for c in frame)
        raise UsageError(f"There is no column {name!r} in the table.", f"Its columns are: {columns}.")
    return np.atleast_1d(np.asarray(frame[name]))


def as_labels(values: NDArray[Any]) -> list[str | None]:
    """Text of each cell; None where it is empty."""
    return [None if _is_missing(v) else _label(v) for v in values]


def _is_missing(value: Any) -> bool:
    return value is None or value != value or (isinstance(value, str) and value.strip() in {"", "NA"})


def _label(value: Any) -> str:
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)


def is_text(values: NDArray[Any]) -> bool:
    """Whether a column holds words: it is a factor, unless all its texts are numbers."""
    if values.dtype.kind in "fiub":
        return False
    texts = [v for v in values if isinstance(v, str) and not _is_missing(v)]
    return bool(texts) and not all(_is_number(v) for v in texts)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def level_order(values: NDArray[Any]) -> list[str]:
    """Levels of a column: categorical order, numbers by size, text by alphabet."""
    present = [v for v in values if not _is_missing(v)]
    try:
        ordered = sorted(set(present))
    except TypeError:
        ordered = sorted({str(v) for v in present})
    return list(dict.fromkeys(_label(v) for v in ordered))


def _code(factor: Factor, frame: Mapping[str, Any], *, full: bool) -> list[tuple[str, Array]]:
    if factor.levels is None:
        return [(factor.source, np.asarray(_evaluate(factor.expression, frame), dtype=float))]
    name = ast.unparse(factor.expression)
    cells = as_labels(_column(frame, name))
    unknown = {c for c in cells if c is not None} - set(factor.levels)
    if unknown:
        raise UsageError(f"{name} has no level {sorted(unknown)[0]!r}.", f"Its levels are: {', '.join(factor.levels)}.")
    missing = np.array([c is None for c in cells])
    shown = factor.levels if full else factor.levels[1:]
    return [(f"{name}[{lev}]", np.where(missing, np.nan, [c == lev for c in cells])) for lev in shown]


def _evaluate(node: ast.expr, frame: Mapping[str, Any]) -> Any:
    match node:
        case ast.Name(id=name):
            return _as_number(_column(frame, name), name)
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_evaluate(left, frame), _evaluate(right, frame))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_evaluate(operand, frame)
        case ast.Call(func=ast.Name(id=function), args=[argument]) if function in _FUNCTIONS:
            with np.errstate(divide="ignore", invalid="ignore"):
                return _FUNCTIONS[function](_evaluate(argument, frame))
    raise UsageError(
        f"{ast.unparse(node)!r} cannot be used in a moderator formula.",
        "Use columns, numbers, + - * / **, log, log10, sqrt, exp.",
    )


def _as_number(values: NDArray[Any], name: str) -> Array:
    try:
        return np.array([np.nan if _is_missing(v) else float(v) for v in values])
    except (TypeError, ValueError) as error:
        raise UsageError(
            f"The moderator {name} is not a number in every row.", f"Write C({name}) to use it as a factor."
        ) from error


def parse_formula(formula: str, frame: Mapping[str, Any]) -> Design:
    """Read a moderator formula against the columns of a table.

    Parameters
    ----------
    formula : str
        Right-hand side, with or without a leading ``~``. Odd column names go in backticks.
    frame : mapping of column name to values
        Decides which columns are factors, and their levels.

    Raises
    ------
    UsageError
        A formula that cannot be read, an unknown column or reference level.
    """
    text, aliases = _to_python(formula.strip().removeprefix("~").strip())
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise UsageError(f"The moderator formula {formula!r} cannot be read.", "Example: amount + C(route)") from error
    reader = _Reader(frame, aliases)
    reader.add(tree, sign=1)
    terms = sorted(reader.terms, key=len)
    return Design(tuple(terms), reader.intercept)


def _to_python(text: str) -> tuple[str, dict[str, str]]:
    """Write ``:`` as ``@``, ``^`` as ``**``, backticked names as placeholders; quoted text stays as it is."""
    aliases: dict[str, str] = {}
    pieces = re.split(r"('[^']*'|\"[^\"]*\"|`[^`]*`)", text)
    for i, piece in enumerate(pieces):
        if piece.startswith("`"):
            aliases[f"_quoted_{i}"] = piece.strip("`")
            pieces[i] = f"_quoted_{i}"
        elif not piece.startswith(("'", '"')):
            pieces[i] = piece.replace(":", "@").replace("^", "**")
    return "".join(pieces), aliases


class _Reader:
    """Collects the terms of a parsed formula; ``a:b`` was rewritten to ``a @ b``."""

    def __init__(self, frame: Mapping[str, Any], aliases: Mapping[str, str]) -> None:
        self.frame, self.aliases = frame, aliases
        self.terms: list[tuple[Factor, ...]] = []
        self.intercept = True

    def add(self, node: ast.expr, sign: int) -> None:
        """Add (or, for ``- 1``, remove) what `node` stands for."""
        match node:
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                self.add(left, sign)
                self.add(right, sign)
            case ast.BinOp(left=left, op=ast.Sub(), right=right):
                self.add(left, sign)
                self.add(right, -sign)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                self.add(operand, -sign)
            case ast.Constant(value=0 | 1 as value):
                self.intercept = (value == 1) == (sign > 0)
            case _ if sign > 0:
                for term in self._expand(node):
                    self._append(term)
            case _:
                raise UsageError(
                    f"'- {ast.unparse(node)}' cannot be read.", "Only the intercept can be taken away: - 1."
                )

    def _append(self, term: tuple[Factor, ...]) -> None:
        if not any({f.source for f in t} == {f.source for f in term} for t in self.terms):
            self.terms.append(term)

    def _expand(self, node: ast.expr) -> list[tuple[Factor, ...]]:
        match node:
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                a, b = self._expand(left), self._expand(right)
                return [*a, *b, *(x + y for x in a for y in b)]
            case ast.BinOp(left=left, op=ast.MatMult(), right=right):
                return [x + y for x in self._expand(left) for y in self._expand(right)]
        return [(self._factor(node),)]

    def _factor(self, node: ast.expr) -> Factor:
        match node:
            case ast.Name(id=name) if name in self.aliases:
                return self._variable(self.aliases[name])
            case ast.Name(id=name):
                return self._variable(name)
            case ast.Call(func=ast.Name(id=call), args=[ast.Name(id=name)], keywords=keywords) if call in _FACTOR_CALLS:
                column = self.aliases.get(name, name)
                return self._categorical(column, self._reference(keywords))
            case ast.Call(func=ast.Name(id="I"), args=[expression]):
                return Factor(f"I({ast.unparse(expression)})", expression, None)
        _evaluate(node, self.frame)
        return Factor(ast.unparse(node), node, None)

    def _variable(self, name: str) -> Factor:
        values = _column(self.frame, name)
        if not is_text(values):
            return Factor(name, ast.Name(name), None)
        self._refuse_mixed(name, values)
        return self._categorical(name, None)

    @staticmethod
    def _refuse_mixed(name: str, values: NDArray[Any]) -> None:
        """Refuse a word among numbers: as a factor such a column would have a level for every number."""
        given = [(row, str(v)) for row, v in enumerate(values, start=1) if not _is_missing(v)]
        words = [(row, text) for row, text in given if not _is_number(text)]
        numbers = {text for _, text in given if _is_number(text)}
        if len(numbers) > 2 and len(words) < len(given) / 2:
            row, text = words[0]
            raise UsageError(
                f"Row {row}: the moderator {name} is {text!r}, among numbers.",
                f"Empty the cell, or write C({name}) to use it as a factor.",
            )

    @staticmethod
    def _reference(keywords: Sequence[ast.keyword]) -> str | None:
        for keyword in keywords:
            if keyword.arg == "ref" and isinstance(keyword.value, ast.Constant):
                return _label(keyword.value.value)
            raise UsageError(f"C() does not take {keyword.arg!r}.", "Write C(route, ref='IT').")
        return None

    def _categorical(self, name: str, reference: str | None) -> Factor:
        levels = level_order(_column(self.frame, name))
        if reference is not None and reference not in levels:
            raise UsageError(f"{name} has no level {reference!r}.", f"Its levels are: {', '.join(levels)}.")
        if len(levels) < 2:
            what = f"has only the level {levels[0]!r}" if levels else "is empty in every row"
            raise PoolingError(f"The moderator {name} {what}.", "Leave it out.")
        ordered = levels if reference is None else [reference, *(lev for lev in levels if lev != reference)]
        return Factor(name, ast.Name(name), tuple(ordered))
