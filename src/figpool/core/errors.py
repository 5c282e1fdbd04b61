"""One error tree: every error a user can meet says what is wrong and what to do."""

from __future__ import annotations


class FigpoolError(Exception):
    """Base of all errors figpool raises on purpose.

    Parameters
    ----------
    message : str
        What is wrong, and with which file, row or value.
    hint : str, optional
        What the person can do about it.
    """

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Return message and hint as one sentence pair."""
        return f"{self.message} {self.hint}".strip()


class InputError(FigpoolError):
    """A file or table that cannot be read as what it was given for."""


class UsageError(FigpoolError):
    """Options or arguments that contradict each other or cannot be parsed."""


class OutputError(FigpoolError):
    """A result that cannot be written where it was asked for."""


class ReadingError(FigpoolError):
    """A picture was read, but no data could be taken from it."""

    exit_code = 1


class PoolingError(FigpoolError):
    """Rows that cannot be pooled as asked."""


class ConversionError(FigpoolError):
    """Numbers from which the wanted quantity cannot be derived."""
