"""The reader's child process: names of figures in on stdin, readings out on stdout; no Qt.

It takes a figure's bytes from the project file itself, so that the window
hands over no pictures. Messages are pickles with their length before them; the
child belongs to the window that started it and talks to nobody else.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from pathlib import Path

    from figpool.project import StoredFigure

HEAD = struct.Struct(">Q")


def pack(message: Any) -> bytes:
    """Return a message as bytes with its length before it."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    return HEAD.pack(len(body)) + body


def unpack(data: bytes) -> tuple[Any, int] | None:
    """Return the first message in `data` and how many bytes it took; None while it is incomplete."""
    if len(data) < HEAD.size:
        return None
    end = HEAD.size + HEAD.unpack_from(data)[0]
    if len(data) < end:
        return None
    return pickle.loads(data[HEAD.size : end]), end


def _receive(stream: BinaryIO) -> Any:
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    return pickle.loads(stream.read(HEAD.unpack(head)[0]))


def answer(path: Path, figure: StoredFigure) -> tuple[str, Any]:
    """Read one figure of a project with its hints: ("read", Reading), or ("failed", one sentence)."""
    from figpool.core.errors import FigpoolError
    from figpool.project import Project
    from figpool.project.reading import read_figure_bytes, settings_of

    try:
        with Project.open(path, readonly=True) as project:
            data = project.original(figure.id)
        return "read", read_figure_bytes(data, figure, settings_of(figure.info))
    except FigpoolError as error:
        return "failed", str(error)
    except Exception as error:  # one figure's misfortune must not cost the others theirs
        return "failed", f"{figure.name}: reading broke off ({type(error).__name__}: {error})."


def warm_up() -> None:
    """Load what reading needs, so that the first figure does not wait for it."""
    import figpool.extract
    import figpool.project  # noqa: F401
    from figpool.ocr import default_engine

    default_engine()


def main() -> None:
    """Serve until stdin closes."""
    channel = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if hasattr(os, "nice"):
        os.nice(5)
    warm_up()
    while (job := _receive(sys.stdin.buffer)) is not None:
        number, path, figure = job
        channel.write(pack((number, *answer(path, figure))))
        channel.flush()


if __name__ == "__main__":
    main()
