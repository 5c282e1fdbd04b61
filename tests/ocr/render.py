"""Labels drawn by matplotlib, with their ink boxes, as figures show them."""

from __future__ import annotations

import cv2
import numpy as np

from figpool.core.figure import TextBox
from figpool.core.geometry import Box

FONTS = ("DejaVu Sans", "DejaVu Serif", "STIXGeneral")
NUMBERS = (
    "0", "5", "10", "20", "35", "80", "100", "250", "1000", "2500",
    "0.0", "0.5", "1.0", "0.25", "0.075", "12.5", "-5", "-0.4", "-20", "60%", "1,000", "12,500", "1e-3",
)  # fmt: skip


def draw_label(text: str, font: str = "DejaVu Sans", points: float = 8, dpi: int = 150, angle: float = 0.0):
    """Black text on white and its ink hull: (pixels, TextBox)."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(1.6, 1.6), dpi=dpi)
    canvas = FigureCanvasAgg(figure)
    shown = text.replace("-", "\N{MINUS SIGN}") if text.startswith("-") else text
    figure.text(0.5, 0.5, shown, family=font, size=points, ha="center", va="center", rotation=angle)
    canvas.draw()
    pixels = np.ascontiguousarray(np.asarray(canvas.buffer_rgba())[:, :, :3])
    return pixels, TextBox(ink_hull(pixels), angle=angle)


def ink_hull(pixels: np.ndarray) -> Box:
    ys, xs = np.nonzero(pixels.min(axis=2) < 160)
    return Box(float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max()))


def as_jpeg(pixels: np.ndarray, quality: int) -> np.ndarray:
    _, data = cv2.imencode(".jpg", pixels[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[:, :, ::-1])
