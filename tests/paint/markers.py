"""Markers painted from their corners, with error bars: what a plotting program would draw."""

from __future__ import annotations

import numpy as np

from paint.sheet import BLACK, WHITE, Color, Sheet

#: Corners about the plotted value, y down, for a marker of half size 1; a circle has none.
CORNERS: dict[str, tuple[tuple[float, float], ...]] = {
    "circle": (),
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "diamond": ((0, -1.4), (1.4, 0), (0, 1.4), (-1.4, 0)),
    "up": ((0, -4 / 3), (2 / np.sqrt(3), 2 / 3), (-2 / np.sqrt(3), 2 / 3)),
    "down": ((0, 4 / 3), (-2 / np.sqrt(3), -2 / 3), (2 / np.sqrt(3), -2 / 3)),
    "steep_up": ((0, -1), (1, 1), (-1, 1)),
}


def paint_marker(
    sheet: Sheet, x: float, y: float, shape: str, size: float, color: Color = BLACK, hollow: float = 0.0
) -> Sheet:
    """Paint a marker of half size `size` about (x, y); `hollow` is the outline's width, the inside is then white."""
    _cover(sheet, x, y, shape, size, color)
    if hollow:
        _cover(sheet, x, y, shape, size - hollow, WHITE)
    return sheet


def _cover(sheet: Sheet, x: float, y: float, shape: str, size: float, color: Color) -> None:
    steps = (np.arange(8) - 3.5) / 8
    reach = int(2 * size) + 2
    columns = np.arange(max(0, int(x) - reach), min(sheet.size[0], int(x) + reach + 1))
    rows = np.arange(max(0, int(y) - reach), min(sheet.size[1], int(y) + reach + 1))
    px = (columns[None, :, None, None] + steps[None, None, None, :] - x) / size
    py = (rows[:, None, None, None] + steps[None, None, :, None] - y) / size
    px, py = np.broadcast_arrays(px, py)
    corners = CORNERS[shape]
    inside = px**2 + py**2 <= 1 if not corners else np.ones(px.shape, bool)
    for (ax, ay), (bx, by) in zip(corners, (*corners[1:], *corners[:1]), strict=True):
        inside &= (bx - ax) * (py - ay) - (by - ay) * (px - ax) >= 0
    share = inside.mean(axis=(2, 3))[:, :, None]
    part = sheet.plane[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    part += share * (np.broadcast_to(color, 3) - part)


def paint_error_bar(
    sheet: Sheet, x: float, top: float, bottom: float, half: float = 9.0, width: float = 2.0, color: Color = BLACK
) -> Sheet:
    """Paint a stem between two capped ends (stroke centres)."""
    sheet.vline(x, top, bottom, width, color)
    for y in (top, bottom):
        sheet.hline(y, x - half, x + half, width, color)
    return sheet
