"""One registry of published formulas: id -> function, formula, source."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from figpool.core.errors import ConversionError, UsageError

Number = float | Sequence[float]
Formula = Callable[..., dict[str, float]]

_REGISTRY: dict[str, Conversion] = {}


@dataclass(frozen=True)
class Conversion:
    """A registered formula.

    Attributes
    ----------
    id : str
        Name used on the command line and in ``sd_method``.
    function : callable
        Keyword arguments in, dict of results out.
    formula, source : str
        The formula in one line and where it is published.
    """

    id: str
    function: Formula
    formula: str
    source: str

    @property
    def inputs(self) -> dict[str, inspect.Parameter]:
        """Parameters of the formula, in order."""
        return dict(inspect.signature(self.function).parameters)


def conversion(formula: str, source: str) -> Callable[[Formula], Formula]:
    """Register the decorated function under its own name.

    Parameters
    ----------
    formula : str
        The formula in one line.
    source : str
        Publication it is taken from.
    """

    def _add(function: Formula) -> Formula:
        name = str(getattr(function, "__name__", ""))
        _REGISTRY[name] = Conversion(name, function, formula, source)
        return function

    return _add


def conversions() -> Mapping[str, Conversion]:
    """Return all registered formulas by id, sorted."""
    _load_formulas()
    return dict(sorted(_REGISTRY.items()))


@cache
def _load_formulas() -> None:
    package = import_module("figpool.convert.formulas")
    for module in iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")


def convert(id: str, /, **inputs: Number) -> dict[str, float]:
    """Apply the formula named `id`.

    Parameters
    ----------
    id : str
        A key of :func:`conversions`.
    **inputs : float or sequence of float
        The quantities the formula names.

    Returns
    -------
    dict of str to float
        The derived quantities by name.

    Raises
    ------
    UsageError
        Unknown formula, or inputs that are not the formula's.
    ConversionError
        Numbers outside the formula's domain.

    Examples
    --------
    >>> round(convert("se_to_sd", SE=0.83, n=10)["SD"], 4)
    2.6247
    """
    found = conversions().get(id)
    if found is None:
        near = get_close_matches(id, conversions(), n=3)
        hint = f"Did you mean {', '.join(near)}?" if near else "See the list of formulas (figpool convert --list)."
        raise UsageError(f"There is no conversion named {id!r}.", hint)
    _check_names(found, inputs)
    try:
        return found.function(**inputs)
    except (ZeroDivisionError, ValueError, OverflowError) as error:
        raise ConversionError(f"{id}: these numbers do not work in {found.formula} ({error}).") from error


def _check_names(found: Conversion, inputs: Mapping[str, Number]) -> None:
    known = found.inputs
    required = [name for name, p in known.items() if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD]
    takes_more = any(p.kind is p.VAR_KEYWORD for p in known.values())
    unknown = [] if takes_more else [name for name in inputs if name not in known]
    missing = [name for name in required if name not in inputs]
    if unknown or missing:
        problem = (
            f"{found.id} does not take {', '.join(unknown)}."
            if unknown
            else (f"{found.id} needs {', '.join(missing)} too.")
        )
        raise UsageError(problem, f"It takes: {', '.join(known)}.")
