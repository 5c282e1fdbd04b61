"""Errors nobody foresaw: said in a sentence and written down, instead of ending the window."""

from __future__ import annotations

import sys
import traceback
from types import TracebackType

from PyQt6.QtCore import QCoreApplication, QObject, pyqtSignal

from figpool.core.errors import FigpoolError


def sentence(error: BaseException) -> str:
    """Return an error in words; one that is none of figpool's is written to stderr too.

    Parameters
    ----------
    error : BaseException
        As caught.
    """
    if isinstance(error, FigpoolError):
        return str(error)
    traceback.print_exception(error)
    text = QCoreApplication.translate(
        "mishaps", "Something unforeseen happened ({0}: {1}). What stands in the project is safe; please report it."
    )
    return text.format(type(error).__name__, error)


class Net(QObject):
    """Catches what no act caught: Qt would end the process.

    Signals
    -------
    caught
        A sentence.
    """

    caught = pyqtSignal(str)

    def spread(self) -> None:
        """Catch from now on."""
        sys.excepthook = self._catch

    def _catch(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, Exception):
            self.caught.emit(sentence(error))
        else:
            sys.__excepthook__(kind, error, trace)
