"""Pictures from files: PNG, JPEG, TIFF, BMP, WebP, in any depth and orientation."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from figpool.core.errors import InputError

if TYPE_CHECKING:
    from PIL.Image import Image

#: Largest picture accepted, in pixels (a 600 dpi A3 scan has 70 million).
MAX_PIXELS = 150_000_000
#: Smallest picture in which a chart can be read.
MIN_SIDE = 40
#: Rows copied at once.
_BAND = 128


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file, or say in one sentence why not.

    Raises
    ------
    InputError
        Missing, a directory, unreadable or empty.
    """
    if path.is_dir():
        raise InputError(f"{path} is a folder, not a figure.", "Give the picture files in it.")
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path} does not exist.", "Check the file name.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", "Check the file's permissions.") from error
    if not data:
        raise InputError(f"{path} is empty.", "Export or download the figure again.")
    return data


def decode(data: bytes, name: str, page: int | None = None) -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    """Decode picture bytes to RGB.

    Parameters
    ----------
    data : bytes
        The file's content.
    name : str
        Used in messages.
    page : int, optional
        Page of a multi-page file, from 1.

    Returns
    -------
    pixels : ndarray of uint8, shape (height, width, 3)
        RGB picture.
    notes : tuple of str
        What was done on the way.

    Raises
    ------
    InputError
        Not a picture, damaged, too small or too large.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data))
            _check_size(image, name)
            _seek(image, page, name)
            image.load()
    except UnidentifiedImageError:
        raise InputError(
            f"{name} is not a picture figpool can read.", "Give a PNG, JPEG, TIFF, BMP or WebP file."
        ) from None
    except Image.DecompressionBombError:
        raise InputError(f"{name} is larger than {MAX_PIXELS // 10**6} million pixels.", "Crop or shrink it.") from None
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise InputError(
            f"{name} is damaged and cannot be decoded ({error}).", "Export or download it again."
        ) from error
    return _to_rgb(image)


def _check_size(image: Image, name: str) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise InputError(
            f"{name} has {width} x {height} pixels, more than the {MAX_PIXELS // 10**6} million figpool reads.",
            "Crop it to one figure or shrink it.",
        )
    if min(width, height) < MIN_SIDE:
        raise InputError(f"{name} has only {width} x {height} pixels.", "Give the figure at a higher resolution.")


def _seek(image: Image, page: int | None, name: str) -> None:
    if page is None:
        return
    try:
        image.seek(page - 1)
    except EOFError:
        raise InputError(f"{name} has no page {page}.", "Pages count from 1.") from None


def _to_rgb(image: Image) -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    from PIL import Image as PillowImage
    from PIL import ImageOps

    notes: list[str] = []
    turned = image
    if image.getexif().get(0x0112, 1) not in (0, 1):
        turned = ImageOps.exif_transpose(image)
        notes.append("rotated as its EXIF tag says")
    if turned.mode.startswith(("I", "F")):
        notes.append(f"reduced from mode {turned.mode} to 8 bits")
        return _stack(_reduce_depth(np.asarray(turned, dtype=float))), tuple(notes)
    if turned.mode in {"RGBA", "LA", "PA"} or "transparency" in turned.info:
        notes.append("transparency laid on white")
        over = turned.convert("RGBA")
        ground = PillowImage.new("RGBA", over.size, (255, 255, 255, 255))
        turned = PillowImage.alpha_composite(ground, over)
    return _pixels(turned if turned.mode == "RGB" else turned.convert("RGB")), tuple(notes)


def _pixels(image: Image) -> NDArray[np.uint8]:
    """Return the pixels of an RGB picture, a band at a time: Pillow's own way copies a large scan three times."""
    found = np.empty((image.height, image.width, 3), dtype=np.uint8)
    for top in range(0, image.height, _BAND):
        end = min(top + _BAND, image.height)
        found[top:end] = np.asarray(image.crop((0, top, image.width, end)))
    return found


def _reduce_depth(values: NDArray[Any]) -> NDArray[np.uint8]:
    """Map 16-bit or float grey values to 0..255 by the range their type can hold."""
    top = float(values.max())
    full = 1.0 if top <= 1.0 else 255.0 if top <= 255.0 else 65535.0 if top <= 65535.0 else top
    return np.clip(np.rint(values / full * 255.0), 0, 255).astype(np.uint8)


def _stack(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.repeat(grey[:, :, None], 3, axis=2)
