"""R's saved objects (.rds): lists, numbers, text and factors, as plain values.

Format: "R Internals", section 1.8 (serialization formats), XDR form, versions
2 and 3, as `saveRDS` writes it, with or without gzip. Functions, environments
and other parts of the language are refused.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import math
import struct
import zlib
from collections.abc import Callable
from typing import Any

from figpool.core.errors import InputError

_MAX_BYTES = 200_000_000
_NA_INTEGER = -(2**31)
#: Numbers that short forms (1:n) of one file may stand for.
_MAX_SEQUENCE = 10_000_000
_OPENERS: tuple[tuple[bytes, Callable[[io.BytesIO], Any]], ...] = (
    (b"\x1f\x8b", lambda file: gzip.GzipFile(fileobj=file)),
    (b"BZh", bz2.BZ2File),
    (b"\xfd7zXZ", lzma.LZMAFile),
)


def unpack(data: bytes) -> bytes:
    """Return the bytes of a saved object without their compression.

    Raises
    ------
    InputError
        The compression is damaged, or it hides far too much.
    """
    for magic, opener in _OPENERS:
        if data.startswith(magic):
            try:
                raw: bytes = opener(io.BytesIO(data)).read(_MAX_BYTES + 1)
            except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as error:
                raise InputError(f"It is damaged ({error}).") from error
            if len(raw) > _MAX_BYTES:
                raise InputError(f"It holds more than {_MAX_BYTES // 10**6} MB.")
            return raw
    return data


def is_rds(data: bytes) -> bool:
    """Whether the bytes are a saved R object in XDR form."""
    if not data.startswith((b"X\n", *(magic for magic, _ in _OPENERS))):
        return False
    try:
        return unpack(data).startswith(b"X\n")
    except InputError:
        return False


def read_rds(data: bytes) -> Any:
    """Read a saved R object.

    Parameters
    ----------
    data : bytes
        Content of the file.

    Returns
    -------
    object
        Named lists as dict, other vectors as list, factors as list of text,
        NA and NULL as None.

    Raises
    ------
    InputError
        Damaged, or of a form that is not read.
    """
    raw = unpack(data)
    try:
        return _Reader(raw).read()
    except (struct.error, LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(f"It is a damaged R file ({error!r}).") from error


class _Reader:
    """Walks through the bytes of one object."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 2
        self._symbols: list[str] = []
        self._spelled_out = 0
        version, _, _ = (self._int() for _ in range(3))
        if version == 3:
            self._skip(self._int())
        elif version != 2:
            raise InputError(f"It is an R file of version {version}; 2 and 3 are read.")

    def read(self) -> Any:
        flags = self._int()
        kind = flags & 0xFF
        reader = _KINDS.get(kind)
        if reader is None:
            raise InputError(f"It holds an R object of type {kind}, which is not read.")
        return reader(self, flags)

    def _int(self) -> int:
        (value,) = struct.unpack_from(">i", self._data, self._at)
        self._at += 4
        return int(value)

    def _length(self) -> int:
        length = self._int()
        if length < 0 or length > len(self._data):
            raise InputError("It is a damaged R file: a vector is longer than the file.")
        return length

    def _skip(self, count: int) -> bytes:
        found = self._data[self._at : self._at + count]
        if count < 0 or len(found) != count:
            raise InputError("It is a damaged R file: it ends too early.")
        self._at += count
        return found

    def null(self, flags: int) -> None:
        return None

    def symbol(self, flags: int) -> str:
        name = str(self.read())
        self._symbols.append(name)
        return name

    def reference(self, flags: int) -> str:
        number = flags >> 8 or self._int()
        return self._symbols[number - 1]

    def pairs(self, flags: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while flags & 0xFF == 2:
            if flags & 0x200:
                self.read()
            name = str(self.read()) if flags & 0x400 else str(len(found))
            found[name] = self.read()
            flags = self._int()
        return found

    def text(self, flags: int) -> str | None:
        length = self._int()
        if length == -1:
            return None
        latin = flags & 0x4000
        return self._skip(length).decode("latin-1" if latin else "utf-8")

    def logical(self, flags: int) -> Any:
        values = [None if v == _NA_INTEGER else bool(v) for v in self._ints()]
        return self._with_attributes(values, flags)

    def integer(self, flags: int) -> Any:
        return self._with_attributes([None if v == _NA_INTEGER else v for v in self._ints()], flags)

    def real(self, flags: int) -> Any:
        count = self._length()
        values = struct.unpack(f">{count}d", self._skip(8 * count))
        return self._with_attributes([None if math.isnan(v) else v for v in values], flags)

    def vector(self, flags: int) -> Any:
        return self._with_attributes([self.read() for _ in range(self._length())], flags)

    def compact(self, flags: int) -> Any:
        """Read a vector R keeps in another form (1:n, or wrapped): its information, state and attributes."""
        info, state, _ = self.read(), self.read(), self.read()
        form = next(iter(info.values())) if isinstance(info, dict) else ""
        if form == "compact_intseq":
            count, start, step = (int(v) for v in state)
            self._spelled_out += count
            if not 0 <= self._spelled_out <= _MAX_SEQUENCE:
                raise InputError("It is a damaged R file: a sequence is too long.")
            return [start + step * i for i in range(count)]
        if form in {"wrap_real", "wrap_string", "wrap_integer", "wrap_logical", "wrap_list"}:
            return state[0] if isinstance(state, list) else next(iter(state.values()))
        raise InputError(f"It holds an R vector of the form {form}, which is not read.")

    def _ints(self) -> tuple[int, ...]:
        count = self._length()
        return struct.unpack(f">{count}i", self._skip(4 * count))

    def _with_attributes(self, values: list[Any], flags: int) -> Any:
        attributes = self.read() if flags & 0x200 else {}
        levels = attributes.get("levels")
        if levels is not None:
            return [None if v is None else levels[v - 1] for v in values]
        names = attributes.get("names")
        return dict(zip(names, values, strict=True)) if names is not None else values


_KINDS: dict[int, Callable[[_Reader, int], Any]] = {
    254: _Reader.null,
    0: _Reader.null,
    1: _Reader.symbol,
    255: _Reader.reference,
    2: _Reader.pairs,
    9: _Reader.text,
    10: _Reader.logical,
    13: _Reader.integer,
    14: _Reader.real,
    16: _Reader.vector,
    19: _Reader.vector,
    238: _Reader.compact,
}
