"""The registry of style families and the dice they are thrown with.

The families are in ``looks_print`` and ``looks_screen``: one function each, registered by name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from drawing.style import Style, TextStyle

Look = Callable[[np.random.Generator, int], Style]
LOOKS: dict[str, Look] = {}
SANS = ("Liberation Sans", "DejaVu Sans", "Liberation Sans Narrow")
SERIF = ("Liberation Serif", "STIXGeneral", "DejaVu Serif")


@dataclass(frozen=True)
class Font:
    """Which of the installed families a look may use."""

    families: tuple[str, ...] = SANS
    sizes: tuple[float, float] = (8.0, 11.0)


def looks(name: str) -> Callable[[Look], Look]:
    """Register a style family."""

    def register(look: Look) -> Look:
        LOOKS[name] = look
        return look

    return register


def text(rng: np.random.Generator, font: Font, **more: Any) -> TextStyle:
    """Throw a font family and a size; `more` goes to the text style as it is."""
    family = font.families[rng.integers(len(font.families))]
    return TextStyle(family, float(round(rng.uniform(*font.sizes), 1)), **more)


def pick(rng: np.random.Generator, *options: Any) -> Any:
    """Choose one of the options."""
    return options[rng.integers(len(options))]


def throw(rng: np.random.Generator, n: int, *makers: Callable[[np.random.Generator, int], tuple]) -> tuple:
    """Let one of the palette makers give `n` fills or strokes."""
    return makers[rng.integers(len(makers))](rng, n)


def cap(rng: np.random.Generator) -> float:
    """Throw half the length of a whisker's cap, points; sometimes there is none."""
    return 0.0 if rng.random() < 0.08 else float(round(rng.uniform(2.0, 7.0), 1))
