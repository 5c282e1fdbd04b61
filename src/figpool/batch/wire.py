"""Messages between a process and its worker: a JSON head and bytes, each with its length before it."""

from __future__ import annotations

import struct
from typing import Any, BinaryIO

from figpool.project.codec import dumps, loads

_HEAD = struct.Struct(">QQ")


def send(stream: BinaryIO, head: dict[str, Any], body: bytes = b"") -> None:
    """Write a message.

    Raises
    ------
    OSError
        The other side is gone.
    """
    text = dumps(head).encode()
    stream.write(_HEAD.pack(len(text), len(body)))
    stream.write(text)
    stream.write(body)
    stream.flush()


def receive(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """Read a message; None when the other side is gone."""
    start = stream.read(_HEAD.size)
    if len(start) < _HEAD.size:
        return None
    sizes = _HEAD.unpack(start)
    text, body = stream.read(sizes[0]), stream.read(sizes[1])
    if (len(text), len(body)) != sizes:
        return None
    return loads(text.decode(), "a worker's message"), body
