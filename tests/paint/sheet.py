"""Pictures painted with exactly known geometry: a pixel is as dark as the share of it that is covered.

Positions follow figpool's pixel convention: x right, y down, the centre of the top-left pixel is (0, 0).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from figpool.core.figure import Figure

Color = float | tuple[float, float, float]
Pattern = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]

BLACK, WHITE = 0.0, 255.0


class Sheet:
    """A white (or other) page to paint on."""

    def __init__(self, width: int = 420, height: int = 360, paper: Color = WHITE) -> None:
        self.plane = np.empty((height, width, 3))
        self.plane[:] = paper

    @property
    def size(self) -> tuple[int, int]:
        return self.plane.shape[1], self.plane.shape[0]

    def rect(self, x0: float, y0: float, x1: float, y1: float, color: Color = BLACK) -> Sheet:
        """Cover the rectangle between four edges; border pixels by the share covered."""
        self._cover(_share(x0, x1, self.size[0]), _share(y0, y1, self.size[1]), np.broadcast_to(color, 3))
        return self

    def shaded(self, x0: float, y0: float, x1: float, y1: float, pattern: Pattern) -> Sheet:
        """Cover the rectangle with a pattern: grey level (0..255) as a function of x and y."""
        width, height = self.size
        columns = np.arange(max(0, int(x0) - 1), min(width, int(x1) + 3))
        rows = np.arange(max(0, int(y0) - 1), min(height, int(y1) + 3))
        steps = (np.arange(4) - 1.5) / 4
        x = columns[None, :, None, None] + steps[None, None, None, :]
        y = rows[:, None, None, None] + steps[None, None, :, None]
        grey = np.zeros((height, width, 1))
        levels = pattern(*np.broadcast_arrays(x, y)).mean(axis=(2, 3))
        grey[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1, 0] = levels
        self._cover(_share(x0, x1, width), _share(y0, y1, height), grey)
        return self

    def _cover(self, across: NDArray[np.float64], down: NDArray[np.float64], color: NDArray[np.float64]) -> None:
        rows, columns = _extent(down), _extent(across)
        share = (down[rows, None] * across[None, columns])[:, :, None]
        part = self.plane[rows, columns]
        part += share * ((color if color.ndim == 1 else color[rows, columns]) - part)

    def hline(self, y: float, x0: float, x1: float, width: float = 2.0, color: Color = BLACK) -> Sheet:
        """Paint a level stroke whose centre is `y`."""
        return self.rect(x0, y - width / 2, x1, y + width / 2, color)

    def vline(self, x: float, y0: float, y1: float, width: float = 2.0, color: Color = BLACK) -> Sheet:
        """Paint an upright stroke whose centre is `x`."""
        return self.rect(x - width / 2, y0, x + width / 2, y1, color)

    def frame(self, x0: float, y0: float, x1: float, y1: float, width: float = 2.0, color: Color = BLACK) -> Sheet:
        """Paint an outline whose stroke centres are the four edges."""
        for y in (y0, y1):
            self.hline(y, x0 - width / 2, x1 + width / 2, width, color)
        for x in (x0, x1):
            self.vline(x, y0, y1, width, color)
        return self

    def text(self, x: float, y: float, words: str, size: int = 15, angle: int = 0, anchor: str = "mm") -> Sheet:
        """Print words; `anchor` says which part stands at (x, y): 'm' middle, 'l' left, 'r' right end."""
        font = ImageFont.load_default(size)
        left, top, right, bottom = (int(v) for v in font.getbbox(words))
        stamp = Image.new("L", (right - left + 4, bottom - top + 4), 0)
        ImageDraw.Draw(stamp).text((2 - left, 2 - top), words, fill=255, font=font)
        ex, ey = {"l": 2.0, "m": stamp.width / 2, "r": stamp.width - 2.0}[anchor[0]], stamp.height / 2
        turned = stamp.rotate(angle, expand=True, resample=Image.Resampling.BICUBIC)
        c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
        dx, dy = ex - stamp.width / 2, ey - stamp.height / 2
        x0 = round(x - (turned.width / 2 + dx * c + dy * s))
        y0 = round(y - (turned.height / 2 - dx * s + dy * c))
        ink = np.zeros(self.plane.shape[:2])
        page = Image.fromarray(np.zeros(self.plane.shape[:2], np.uint8))
        page.paste(turned, (x0, y0))
        ink[:] = np.asarray(page) / 255.0
        self.plane *= 1.0 - ink[:, :, None]
        return self

    @property
    def pixels(self) -> NDArray[np.uint8]:
        return np.clip(np.rint(self.plane), 0, 255).astype(np.uint8)

    def figure(self, name: str = "painted.png") -> Figure:
        return Figure(self.pixels, name)


def _share(low: float, high: float, count: int) -> NDArray[np.float64]:
    """Share of each of `count` pixels that lies between two edges."""
    at = np.arange(count)
    return np.clip(np.minimum(high, at + 0.5) - np.maximum(low, at - 0.5), 0.0, 1.0)


def _extent(share: NDArray[np.float64]) -> slice:
    """From the first to the last pixel that is covered at all."""
    covered = np.flatnonzero(share)
    return slice(int(covered[0]), int(covered[-1]) + 1) if len(covered) else slice(0)
