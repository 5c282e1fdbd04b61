"""Commands whose options are the fields of a frozen dataclass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from inspect import Parameter, Signature
from typing import Any, TypeVar, get_type_hints

T = TypeVar("T")


def command_of(kind: type[T], run: Callable[[T], None]) -> Callable[..., None]:
    """Make a function for ``app.command`` with one option for every field of a dataclass.

    Parameters
    ----------
    kind : type
        Dataclass with fields ``Annotated[type, typer.Option(...)]`` (or ``typer.Argument``).
    run : callable
        Takes the filled dataclass; its docstring is the command's help.
    """
    hints = get_type_hints(kind, include_extras=True)
    asked = fields(kind)  # type: ignore[arg-type]

    def _command(**values: Any) -> None:
        run(kind(**values))

    _command.__doc__ = run.__doc__
    _command.__annotations__ = {f.name: hints[f.name] for f in asked} | {"return": None}
    parameters = [_parameter(f, hints[f.name]) for f in asked]
    _command.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    return _command


def _parameter(field: Field[Any], annotation: Any) -> Parameter:
    default = Parameter.empty if field.default is MISSING else field.default
    return Parameter(field.name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
