"""What every reader must do with damaged input."""

from __future__ import annotations

from collections.abc import Callable

from figpool.core.errors import FigpoolError


def read_or_refused(action: Callable[[], object]) -> bool:
    """Whether the action succeeds, or fails with a sentence; any other error passes through."""
    try:
        action()
    except FigpoolError as error:
        return bool(error.message)
    return True
