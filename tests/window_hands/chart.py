"""The chart the window's tests look at."""

from __future__ import annotations

import numpy as np

from figpool._cv import cv2


def draw_chart() -> bytes:
    """The chart that `project.build.reading` describes, as PNG: bars at 80, 110, 200, 230, foot at 300."""
    pixels = np.full((340, 340, 3), 255, np.uint8)
    cv2.line(pixels, (40, 90), (40, 300), (0, 0, 0), 1)
    cv2.line(pixels, (40, 300), (300, 300), (0, 0, 0), 1)
    for y in (100, 200, 300):
        cv2.line(pixels, (34, y), (40, y), (0, 0, 0), 1)
    for x, tip, cap in ((80, 200, 180), (110, 150, 140), (200, 190, 170), (230, 120, 101)):
        cv2.rectangle(pixels, (x - 10, tip), (x + 10, 300), (200, 170, 120), -1)
        cv2.rectangle(pixels, (x - 10, tip), (x + 10, 300), (0, 0, 0), 1)
        cv2.line(pixels, (x, cap), (x, tip), (0, 0, 0), 1)
        cv2.line(pixels, (x - 5, cap), (x + 5, cap), (0, 0, 0), 1)
    return cv2.imencode(".png", pixels)[1].tobytes()
