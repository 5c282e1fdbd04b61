"""A small result type: attributes and mapping at once, and JSON by its own field names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    class _Base(DataclassInstance):
        pass

else:
    _Base = object


class Record(_Base):
    """Mixin for frozen dataclasses: ``record.name``, ``record["name"]`` and ``record.to_dict()``."""

    def __getitem__(self, name: str) -> Any:
        """Return the field called `name`."""
        if name not in self.keys():
            raise KeyError(name)
        return getattr(self, name)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the field names."""
        return iter(self.keys())

    def keys(self) -> list[str]:
        """Names of the fields that are shown."""
        return [f.name for f in fields(self) if f.repr]

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as plain Python values that JSON can carry."""
        return {name: plain(getattr(self, name)) for name in self.keys()}


def plain(value: Any) -> Any:
    """Turn arrays and numpy scalars into lists and numbers; NaN becomes None.

    Examples
    --------
    >>> plain({"a": np.array([1.0, np.nan])})
    {'a': [1.0, None]}
    """
    if isinstance(value, Record):
        return value.to_dict()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray | list | tuple):
        return [plain(item) for item in (value.tolist() if isinstance(value, np.ndarray) else value)]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value
