"""What a renderer is, and the list of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from drawing.model import Chart
from drawing.style import Style


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
    vector : callable
        (chart, style, form) -> bytes of a vector file.
    forms : tuple of str
        The vector formats it writes, of "pdf" and "svg".
    can : callable, optional
        (chart) -> bool; whether this very chart is within what the program draws honestly.
    adapt : callable, optional
        (chart) -> chart as the program is going to draw it, where it insists on axes of its own.
    """

    name: str
    draw: Callable[[Chart, Style, float], np.ndarray]
    kinds: tuple[str, ...]
    available: Callable[[], bool]
    vector: Callable[[Chart, Style, str], bytes]
    forms: tuple[str, ...]
    can: Callable[[Chart], bool] = lambda chart: True
    adapt: Callable[[Chart], Chart] = lambda chart: chart


VECTOR_FORMS = ("pdf", "svg")
RENDERERS: dict[str, Renderer] = {}


def register(renderer: Renderer) -> None:
    """Add a renderer under its name."""
    RENDERERS[renderer.name] = renderer
