"""The pixels snapping looks at, with the turn of the figure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figpool.core.geometry import Frame


@dataclass(frozen=True, eq=False)
class Ink:
    """A picture and its frame.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (h, w, 3)
        The figure as given.
    frame : Frame
        Its turn.
    """

    pixels: NDArray[np.uint8]
    frame: Frame
