"""Vector pages to pixels, for drawings no library at hand renders (SVG)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figpool.core.vector import SubPath, VectorPage, VectorPath, VectorText
from figpool.io.svg_pictures import PlacedPicture, paint_picture


def render_vector(page: VectorPage, pictures: Sequence[PlacedPicture] = ()) -> NDArray[np.uint8]:
    """Draw a page with antialiasing on white.

    Parameters
    ----------
    page : VectorPage
        Positions in pixels of the result.
    pictures : sequence of PlacedPicture
        Pictures that stand on it, in painting order.

    Returns
    -------
    ndarray of uint8, shape (height, width, 3)
        RGB; patterns as their tone, letters in a standard font.
    """
    from matplotlib.backends.backend_agg import RendererAgg

    width, height = max(1, math.ceil(page.width)), max(1, math.ceil(page.height))
    agg: Any = RendererAgg
    renderer = agg(width, height, 72)
    renderer.clear()
    waiting = list(pictures)
    for order, path in enumerate([*page.paths, None]):
        while waiting and (path is None or waiting[0].order <= order):
            paint_picture(np.asarray(renderer.buffer_rgba()), waiting.pop(0))
        if path is not None:
            _draw_path(renderer, path, height)
    for text in page.texts:
        if text.text and not text.hidden:
            _draw_text(renderer, text)
    rgba = np.asarray(renderer.buffer_rgba()).astype(np.float32)
    alpha = rgba[:, :, 3:] / 255.0
    return np.asarray(np.rint(rgba[:, :, :3] * alpha + 255.0 * (1 - alpha)), dtype=np.uint8)


def _draw_path(renderer: Any, path: VectorPath, height: int) -> None:
    from matplotlib.path import Path
    from matplotlib.transforms import Affine2D, Bbox

    gc = renderer.new_gc()
    gc.set_linewidth(path.width if path.stroke is not None else 0.0)
    gc.set_foreground((*(path.stroke or (0.0, 0.0, 0.0)), path.alpha), isRGBA=True)
    if path.dash and sum(path.dash) > 0:
        gc.set_dashes(0, path.dash if len(path.dash) % 2 == 0 else path.dash * 2)
    if path.clip is not None:
        c = path.clip
        gc.set_clip_rectangle(Bbox([[c.x0, height - c.y1], [c.x1, height - c.y0]]))
    vertices, codes = zip(*(_codes(s) for s in path.subpaths), strict=True)
    flip = Affine2D().scale(1, -1).translate(0.5, height - 0.5)
    face = None if path.fill is None else (*path.fill, path.alpha)
    renderer.draw_path(gc, Path(np.vstack(vertices), np.concatenate(codes)), flip, face)
    gc.restore()


def _codes(sub: SubPath) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    from matplotlib.path import Path

    codes = np.full(len(sub.points) + sub.closed, Path.LINETO, dtype=np.uint8)
    codes[0] = Path.MOVETO
    if not sub.closed:
        return sub.points, codes
    codes[-1] = Path.CLOSEPOLY
    return np.vstack([sub.points, sub.points[:1]]), codes


def _draw_text(renderer: Any, text: VectorText) -> None:
    """Draw letters so that they fill the text's box."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath
    from matplotlib.transforms import Affine2D

    outline = TextPath((0, 0), text.text.replace("$", r"\$"), size=max(text.size, 1.0), prop=FontProperties())
    if not len(outline.vertices):
        return
    turned = Affine2D().rotate_deg(text.angle).transform_path(outline)
    box = turned.get_extents()
    gc = renderer.new_gc()
    gc.set_linewidth(0.0)
    height = renderer.height
    move = Affine2D().translate(
        text.box.cx + 0.5 - (box.x0 + box.x1) / 2, height - 0.5 - text.box.cy - (box.y0 + box.y1) / 2
    )
    renderer.draw_path(gc, turned, move, (*text.color, 1.0))
    gc.restore()
