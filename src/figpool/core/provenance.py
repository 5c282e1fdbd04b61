"""Where a number came from: enough to redraw it on its figure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Provenance:
    """The trail of one row.

    Parameters
    ----------
    figure_sha256 : str
        Hash of the figure's bytes.
    detector : str
        Detector and its version.
    marks_px : mapping
        Pixel positions the values were read from, upright pixels.
    skew : float
        Degrees the picture was turned back by.
    y_residual_px : float or None
        RMS residual of the value axis, pixels.
    edited : bool
        Whether a person changed anything.
    """

    figure_sha256: str
    detector: str
    marks_px: dict[str, float | None] = field(default_factory=dict)
    skew: float = 0.0
    y_residual_px: float | None = None
    edited: bool = False

    def to_record(self) -> dict[str, Any]:
        """Return a JSON-ready mapping."""
        return {
            "figure_sha256": self.figure_sha256,
            "detector": self.detector,
            "marks_px": self.marks_px,
            "skew": self.skew,
            "y_residual_px": self.y_residual_px,
            "edited": self.edited,
        }
