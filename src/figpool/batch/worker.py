"""A worker process: reads figures one after another until its input ends.

Started as ``python -m figpool.batch.worker MODULE:NAME MEGABYTES``. Messages
travel over the standard streams; anything printed meanwhile goes to stderr.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, BinaryIO

from figpool.batch.wire import receive, send
from figpool.core.errors import FigpoolError
from figpool.core.geometry import Box
from figpool.project.codec import decode, encode
from figpool.project.model import FigureInfo, Reading, StoredFigure

Read = Callable[..., Reading]

#: How often a worker looks whether it is still wanted, seconds.
_LOOK_SECONDS = 1.0
_OUT_OF_MEMORY = ("bad_alloc", "Insufficient memory", "insufficient memory", "failed to allocate", "MemoryError")


def main() -> None:
    """Serve until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    threading.Thread(target=_die_with, args=(os.getppid(),), daemon=True).start()
    requests, answers = _take_streams()
    target, megabytes = sys.argv[1], float(sys.argv[2])
    module, _, name = target.partition(":")
    room = importlib.import_module(module)
    read: Read = getattr(room, name)
    getattr(room, "warm", _nothing)()
    gc.freeze()  # what every figure needs is never garbage: it need not be looked through after each
    give_back = _returner()
    limit_memory(megabytes)
    while (message := receive(requests)) is not None:
        answer, healthy = _serve(read, *message, megabytes)
        try:
            send(answers, answer | {"last": not healthy})
        except OSError:
            return
        if not healthy:
            return
        del message, answer
        gc.collect()  # objects that name each other hold the arrays of a figure until Python happens to look
        give_back(0)


def _die_with(parent: int) -> None:
    """End when the process that started this one is gone, even in the middle of an endless figure."""
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os._exit(1)


def _take_streams() -> tuple[BinaryIO, BinaryIO]:
    """Keep the standard streams for messages; whatever a library prints goes to stderr."""
    answers = os.fdopen(os.dup(1), "wb")
    requests = os.fdopen(os.dup(0), "rb")
    os.dup2(2, 1)
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    return requests, answers


def _nothing() -> None:
    """Stand in for a reader without anything to load."""


def _returner() -> Callable[[int], object]:
    """Return what hands memory nobody uses back to the system, where the C library keeps it (glibc)."""
    trim: Callable[[int], object] | None = (
        getattr(ctypes.CDLL(None), "malloc_trim", None) if os.name == "posix" else None
    )
    return trim or (lambda kept: None)


def limit_memory(megabytes: float) -> None:
    """Forbid this process more memory than it holds now and `megabytes` on top; a no-op where unsupported."""
    if megabytes <= 0 or not sys.platform.startswith("linux"):
        return
    import resource

    with open("/proc/self/statm", encoding="ascii") as file:
        held = int(file.read().split()[0]) * resource.getpagesize()
    limit = held + int(megabytes * 2**20)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _serve(read: Read, head: dict[str, Any], data: bytes, megabytes: float) -> tuple[dict[str, Any], bool]:
    """Answer one request; unhealthy after an error nobody foresaw, whose worker is not used again."""
    try:
        return {"reading": encode(_read(read, head, data))}, True
    except FigpoolError as error:
        return {"failure": str(error)}, True
    except MemoryError:
        return {"failure": out_of_memory(megabytes)}, False
    except Exception as error:  # the border of the process: whatever a figure sets off is that figure's failure
        words = f"{type(error).__name__}: {error}"
        if any(sign in words for sign in _OUT_OF_MEMORY):
            return {"failure": out_of_memory(megabytes)}, False
        return {"failure": f"figpool failed on this figure ({words}). Please report it."}, False


def _read(read: Read, head: dict[str, Any], data: bytes) -> Reading:
    from figpool.extract import DigitizeSettings

    crop = None if head["crop"] is None else decode(Box, head["crop"], "crop")
    figure = StoredFigure(head["figure"], head["sha256"], head["name"], head["page"], crop, FigureInfo(head["name"]))
    return read(data, figure, decode(DigitizeSettings, head["settings"], "hints"))


def out_of_memory(megabytes: float) -> str:
    """Return the sentence about a figure that needed too much memory."""
    return f"It needed more than {megabytes:g} MB of memory. Crop or shrink it, or raise --memory."


if __name__ == "__main__":
    main()
