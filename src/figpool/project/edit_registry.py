"""The register of edits: by name for the command line, the window and the history."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, get_type_hints

from figpool.core.errors import UsageError
from figpool.project.codec import decode, encode
from figpool.project.model import Extraction

Edit = Callable[..., Extraction]
_EDITS: dict[str, Edit] = {}
_E = TypeVar("_E", bound=Edit)


def edit(function: _E) -> _E:
    """Register an edit under its name."""
    _EDITS[function.__name__] = function
    return function


def edits() -> Mapping[str, Edit]:
    """Return all edits by name."""
    return dict(_EDITS)


def apply(extraction: Extraction, name: str, arguments: Mapping[str, Any]) -> Extraction:
    """Make the edit of that name.

    Raises
    ------
    UsageError
        There is no such edit, or the arguments are not its own.
    """
    function = _find(name)
    try:
        inspect.signature(function).bind(extraction, **arguments)
    except TypeError as error:
        raise UsageError(f"The edit '{name}' cannot be made: {error}.") from None
    return function(extraction, **arguments)


def encode_arguments(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return an edit's arguments as JSON data, for the history."""
    return {key: encode(value) for key, value in arguments.items()}


def decode_arguments(name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return an edit's arguments from JSON data."""
    hints = get_type_hints(_find(name))
    unknown = [key for key in data if key not in hints]
    if unknown:
        raise UsageError(f"The edit '{name}' takes no '{unknown[0]}'.")
    return {key: decode(hints[key], value, key) for key, value in data.items()}


def _find(name: str) -> Edit:
    if name not in _EDITS:
        raise UsageError(f"There is no edit '{name}'.", f"Edits: {', '.join(_EDITS)}.")
    return _EDITS[name]
