"""What a renderer is, and the list of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from drawing.model import Chart
from drawing.style import Style


@dataclass(frozen=True)
class Picture:
    """What a renderer gives back: pixels (BGR uint8) or the bytes of a vector file."""

    pixels: np.ndarray | None = None
    vector: bytes = b""


@dataclass(frozen=True)
class Renderer:
    """A program that can draw.

    Parameters
    ----------
    draw : callable
        (chart, style, dpi) -> (h, w, 3) uint8 BGR.
    kinds : tuple of str
        Chart kinds it draws.
    available : callable
        () -> bool; whether the program is installed here.
    vector : callable, optional
        (chart, style, "pdf" | "svg") -> bytes.
    can : callable, optional
        (chart) -> bool; whether this very chart is within what the program draws honestly.
    adapt : callable, optional
        (chart) -> chart as the program is going to draw it, where it insists on axes of its own.
    """

    name: str
    draw: Callable[[Chart, Style, float], np.ndarray]
    kinds: tuple[str, ...]
    available: Callable[[], bool]
    vector: Callable[[Chart, Style, str], bytes] | None = None
    can: Callable[[Chart], bool] = lambda chart: True
    adapt: Callable[[Chart], Chart] = lambda chart: chart


RENDERERS: dict[str, Renderer] = {}


def register(renderer: Renderer) -> None:
    """Add a renderer under its name."""
    RENDERERS[renderer.name] = renderer
