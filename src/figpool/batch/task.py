"""What travels to a worker and back; plain data, so that it can cross any process border."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from figpool.core.geometry import Box
from figpool.project import Reading

#: Function a worker reads with, as "module:name".
READER = "figpool.project.reading:read_figure_bytes"


@dataclass(frozen=True)
class Limits:
    """What one figure may cost.

    Parameters
    ----------
    seconds : float
        Time; the worker is killed after it.
    megabytes : float
        Memory beyond what an idle worker holds; 0: no limit. Enforced where
        the system offers it (Linux).
    """

    seconds: float = 300.0
    megabytes: float = 4000.0


@dataclass(frozen=True)
class Task:
    """One figure to read.

    Parameters
    ----------
    figure : int
        Number in the project.
    sha256, name : str
        Of its file.
    page : int or None
        Page from 1.
    crop : Box or None
        Part of the picture.
    settings : dict
        Hints, encoded.
    data : bytes
        The original file.
    """

    figure: int
    sha256: str
    name: str
    page: int | None
    crop: Box | None
    settings: dict[str, Any] = field(default_factory=dict)
    data: bytes = b""


@dataclass(frozen=True)
class Outcome:
    """What came of a figure.

    Parameters
    ----------
    figure : int
        Number in the project.
    reading : Reading or None
        As read; None when it failed.
    failure : str
        Why; empty when it was read.
    seconds : float
        How long it took.
    """

    figure: int
    reading: Reading | None
    failure: str = ""
    seconds: float = 0.0
