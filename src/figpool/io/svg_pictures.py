"""Pictures within SVG files: those written into the file itself; nothing is fetched."""

from __future__ import annotations

import base64
import io
import re
import warnings
import xml.etree.ElementTree as ET
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2
from figpool.core.geometry import Box

_DATA = re.compile(r"\s*data:image/(?:png|jpe?g|gif|bmp|tiff|webp)\s*;\s*base64\s*,", re.IGNORECASE)
#: Pixels beyond which a picture is left out.
_LARGEST = 40_000_000
_LINK = "{http://www.w3.org/1999/xlink}href"


@dataclass(frozen=True, eq=False)
class PlacedPicture:
    """A picture and where it is painted.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (h, w, 3)
        RGB.
    box : Box
        Where it stands, pixels of the page.
    order : int
        Number of paths painted before it.
    """

    pixels: NDArray[np.uint8]
    box: Box
    order: int


def embedded_pixels(element: ET.Element) -> NDArray[np.uint8] | None:
    """Return the picture of an ``<image>``; None for links to elsewhere and for what cannot be decoded.

    Parameters
    ----------
    element : Element
        The element.
    """
    link = element.get(_LINK) or element.get("href") or ""
    head = _DATA.match(link)
    if head is None:
        return None
    try:
        return _decoded(base64.b64decode(link[head.end() :]))
    except (OSError, ValueError, SyntaxError):  # SyntaxError: what Pillow raises for broken PNG chunks
        return None


def _decoded(data: bytes) -> NDArray[np.uint8] | None:
    """Return a picture of any size up to 40 million pixels on white; None for larger ones."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the size is looked at here
        try:
            image = Image.open(io.BytesIO(data))
        except Image.DecompressionBombError:
            return None
    with image:
        if image.width * image.height > _LARGEST:
            return None
        over = image.convert("RGBA")
        ground = Image.new("RGBA", over.size, "white")
        ground.alpha_composite(over)
        return np.asarray(ground.convert("RGB"))


def paint_picture(canvas: NDArray[np.uint8], placed: PlacedPicture) -> None:
    """Lay a picture on a canvas of RGBA, shape (height, width, 4); what lies outside is left out."""
    height, width = canvas.shape[:2]
    x0, y0 = round(placed.box.x0 + 0.5), round(placed.box.y0 + 0.5)
    x1, y1 = round(placed.box.x1 + 0.5), round(placed.box.y1 + 0.5)
    left, top, right, bottom = max(x0, 0), max(y0, 0), min(x1, width), min(y1, height)
    if right <= left or bottom <= top:
        return
    across, down = placed.pixels.shape[1] / (x1 - x0), placed.pixels.shape[0] / (y1 - y0)
    part = placed.pixels[
        int((top - y0) * down) : int(np.ceil((bottom - y0) * down)),
        int((left - x0) * across) : int(np.ceil((right - x0) * across)),
    ]
    way = cv2.INTER_AREA if across > 1 else cv2.INTER_LINEAR
    canvas[top:bottom, left:right, :3] = cv2.resize(part, (right - left, bottom - top), interpolation=way)
    canvas[top:bottom, left:right, 3] = 255
