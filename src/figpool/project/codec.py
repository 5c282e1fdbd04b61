"""Frozen values to JSON documents and back: strict, by type hints, without pickles.

A dataclass becomes an object with its fields, an enum its value, a tuple a
list. Marks travel as a protocol, so their class name is written beside them
(``"type": "BarMark"``). A field unknown to this version is an error (the
document is newer); a field that is missing takes its default (it is older).
"""

from __future__ import annotations

import json
import math
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from figpool.core import marks
from figpool.core.errors import InputError

_SPECIAL = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
_TAG = "type"


class CodecError(InputError):
    """A document that is not what it should be."""


@cache
def mark_types() -> dict[str, type]:
    """Return the classes of marks that carry a value, by name."""
    found = [c for c in vars(marks).values() if isinstance(c, type) and is_dataclass(c) and hasattr(c, "position")]
    return {c.__name__: c for c in found}


def encode(value: Any) -> Any:
    """Turn a value into plain JSON data.

    Parameters
    ----------
    value : object
        Dataclass, enum, tuple, list, mapping with text keys, number, text, bool or None, nested at will.

    Raises
    ------
    CodecError
        A value of another kind.
    """
    if value is None or (isinstance(value, (bool, str)) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return encode(value.value)
    if isinstance(value, (int, float)):
        return _encode_number(value)
    if isinstance(value, (list, tuple)):
        return [encode(v) for v in value]
    if isinstance(value, Mapping):
        return {str(k): encode(v) for k, v in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return _encode_dataclass(value)
    if hasattr(value, "item"):
        return encode(value.item())
    raise CodecError(f"A {type(value).__name__} cannot be written into a project.")


def _encode_number(value: float) -> Any:
    if isinstance(value, int):
        return int(value)
    return float(value) if math.isfinite(value) else repr(float(value))


def _encode_dataclass(value: Any) -> dict[str, Any]:
    name = type(value).__name__
    tag = {_TAG: name} if mark_types().get(name) is type(value) else {}
    return tag | {f.name: encode(getattr(value, f.name)) for f in fields(value)}


def decode(hint: Any, data: Any, at: str = "document") -> Any:
    """Turn plain JSON data back into a value.

    Parameters
    ----------
    hint : type
        What it should be: a dataclass, an enum, ``tuple[X, ...]``, ``X | None``, a protocol of marks, ...
    data : object
        As made by `encode`.
    at : str
        Name of the place, for messages.

    Raises
    ------
    CodecError
        The data is not of that type; the message names the place.
    """
    origin = get_origin(hint)
    if origin is not None:
        return _GENERIC.get(origin, _decode_unknown)(hint, data, at)
    if hint is Any:
        return data
    if isinstance(hint, type):
        return _decode_class(hint, data, at)
    return _decode_unknown(hint, data, at)


def _decode_class(hint: type, data: Any, at: str) -> Any:
    if getattr(hint, "_is_protocol", False):
        return _decode_mark(data, at)
    if is_dataclass(hint):
        return _decode_dataclass(hint, data, at)
    if issubclass(hint, Enum):
        return _decode_enum(hint, data, at)
    reader = _SCALARS.get(hint, _decode_unknown)
    return reader(hint, data, at)


def _decode_unknown(hint: Any, data: Any, at: str) -> Any:
    raise CodecError(f"{at}: figpool does not store values of type {hint}.")


def _decode_mark(data: Any, at: str) -> Any:
    name = data.get(_TAG) if isinstance(data, dict) else None
    found = mark_types().get(str(name))
    if found is None:
        raise CodecError(f"{at}: there is no mark '{name}' in this version of figpool.", "Update figpool.")
    return _decode_dataclass(found, data, at)


@cache
def _hints(kind: type) -> dict[str, tuple[Any, bool]]:
    """Return type hint and whether there is a default, of every field."""
    hints = get_type_hints(kind)
    return {f.name: (hints[f.name], f.default is not MISSING or f.default_factory is not MISSING) for f in fields(kind)}


def _decode_dataclass(kind: type, data: Any, at: str) -> Any:
    if not isinstance(data, dict):
        raise CodecError(f"{at}: a {kind.__name__} is expected, not {_short(data)}.")
    known = _hints(kind)
    unknown = [k for k in data if k not in known and k != _TAG]
    if unknown:
        raise CodecError(f"{at}: {kind.__name__} has no field '{unknown[0]}' in this version.", "Update figpool.")
    missing = [name for name, (_, optional) in known.items() if name not in data and not optional]
    if missing:
        raise CodecError(f"{at}: the field '{missing[0]}' of {kind.__name__} is missing.")
    values = {name: decode(known[name][0], v, f"{at}.{name}") for name, v in data.items() if name != _TAG}
    return kind(**values)


def _decode_enum(kind: type[Enum], data: Any, at: str) -> Enum:
    try:
        return kind(data)
    except ValueError:
        raise CodecError(f"{at}: {_short(data)} is no {kind.__name__} in this version.", "Update figpool.") from None


def _decode_tuple(hint: Any, data: Any, at: str) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise CodecError(f"{at}: a list is expected, not {_short(data)}.")
    parts = get_args(hint)
    if len(parts) == 2 and parts[1] is Ellipsis:
        return tuple(decode(parts[0], v, f"{at}[{i}]") for i, v in enumerate(data))
    if len(parts) != len(data):
        raise CodecError(f"{at}: {len(parts)} values are expected, not {len(data)}.")
    return tuple(decode(h, v, f"{at}[{i}]") for i, (h, v) in enumerate(zip(parts, data, strict=True)))


def _decode_mapping(hint: Any, data: Any, at: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise CodecError(f"{at}: an object is expected, not {_short(data)}.")
    inner = get_args(hint)[1]
    return {str(k): decode(inner, v, f"{at}.{k}") for k, v in data.items()}


def _decode_union(hint: Any, data: Any, at: str) -> Any:
    options = get_args(hint)
    if data is None and type(None) in options:
        return None
    problem: CodecError | None = None
    for option in options:
        if option is not type(None):
            try:
                return decode(option, data, at)
            except CodecError as error:
                problem = problem or error
    raise problem or CodecError(f"{at}: {_short(data)} is not allowed here.")


def _decode_bool(hint: Any, data: Any, at: str) -> bool:
    if isinstance(data, bool):
        return data
    raise CodecError(f"{at}: true or false is expected, not {_short(data)}.")


def _decode_int(hint: Any, data: Any, at: str) -> int:
    if isinstance(data, int) and not isinstance(data, bool):
        return data
    raise CodecError(f"{at}: a whole number is expected, not {_short(data)}.")


def _decode_float(hint: Any, data: Any, at: str) -> float:
    if isinstance(data, (int, float)) and not isinstance(data, bool):
        return data
    if isinstance(data, str) and data in _SPECIAL:
        return _SPECIAL[data]
    raise CodecError(f"{at}: a number is expected, not {_short(data)}.")


def _decode_text(hint: Any, data: Any, at: str) -> str:
    if isinstance(data, str):
        return data
    raise CodecError(f"{at}: text is expected, not {_short(data)}.")


def _short(data: Any) -> str:
    text = repr(data)
    return text if len(text) <= 40 else text[:37] + "..."


_Decoder = Callable[[Any, Any, str], Any]
_GENERIC: dict[Any, _Decoder] = {
    tuple: _decode_tuple,
    dict: _decode_mapping,
    Mapping: _decode_mapping,
    Union: _decode_union,
    types.UnionType: _decode_union,
}
_SCALARS: dict[type, _Decoder] = {bool: _decode_bool, int: _decode_int, float: _decode_float, str: _decode_text}


def dumps(data: Any) -> str:
    """Return JSON data as compact text with a fixed order of keys as given."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def loads(text: str, at: str = "document") -> Any:
    """Read JSON text.

    Raises
    ------
    CodecError
        The text is no JSON.
    """
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, TypeError, RecursionError) as error:
        raise CodecError(f"{at} is damaged: {error}.") from error


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")
