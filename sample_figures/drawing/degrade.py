"""How a picture suffers on its way from the program to the reader: resolution, JPEG, scans, fax."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

Wear = Callable[[np.ndarray, np.random.Generator], np.ndarray]
BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) / 16.0


@dataclass(frozen=True)
class Degradation:
    """Resolution of the drawing, what is done to its pixels, and the file it ends in.

    `quality` is the JPEG quality; None for PNG. `one_bit` writes a bilevel PNG.
    `form` names a vector format instead ("pdf" or "svg"): then nothing is rasterized.
    """

    dpi: float
    wear: Wear
    quality: int | None = None
    one_bit: bool = False
    form: str = ""

    @property
    def suffix(self) -> str:
        """File name extension without dot."""
        return self.form or ("png" if self.quality is None else "jpg")


def untouched(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the image as it is."""
    return image


def to_gray(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the image in grey levels, (h, w)."""
    return image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)


def web_width(image: np.ndarray, rng: np.random.Generator, width: int = 480) -> np.ndarray:
    """Shrink to `width` pixels, as journals' web pages do."""
    height = round(image.shape[0] * width / image.shape[1])
    return cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)


def _skew(image: np.ndarray, rng: np.random.Generator, degrees: float, paper: float) -> np.ndarray:
    """Turn by up to `degrees` either way with a trace of perspective, on a larger sheet of paper."""
    h, w = image.shape[:2]
    pad = round(0.06 * max(h, w))
    sheet = cv2.copyMakeBorder(image, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=(paper,) * 3)
    h, w = sheet.shape[:2]
    turn = np.vstack([cv2.getRotationMatrix2D((w / 2, h / 2), rng.uniform(-degrees, degrees), 1.0), [0, 0, 1]])
    tilt = np.eye(3)
    tilt[2, :2] = rng.uniform(-0.006, 0.006, 2) / max(h, w)
    return cv2.warpPerspective(
        sheet, tilt @ turn, (w, h), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=(paper,) * 3
    )


def scan(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Copy a printed page: skew, uneven paper, soft focus, grain and dust; grey."""
    turned = to_gray(_skew(image, rng, 2.0, 255.0), rng).astype(np.float64)
    h, w = turned.shape
    y, x = np.mgrid[0 : 1 : h * 1j, 0 : 1 : w * 1j]
    light = rng.uniform(0.92, 1.0) + rng.uniform(-0.05, 0.05) * x + rng.uniform(-0.05, 0.05) * y
    soft = cv2.GaussianBlur(turned, (0, 0), rng.uniform(0.5, 1.0))
    noisy = (25 + soft * 0.9) * light + rng.normal(0, rng.uniform(2, 5), (h, w))
    return np.clip(_dust(noisy, rng, h * w // 30000), 0, 255).astype(np.uint8)


def _dust(image: np.ndarray, rng: np.random.Generator, count: int) -> np.ndarray:
    out = image.copy()
    for x, y, size, tone in zip(
        rng.integers(0, image.shape[1], count),
        rng.integers(0, image.shape[0], count),
        rng.integers(1, 3, count),
        rng.choice([60.0, 120.0, 240.0], count),
        strict=True,
    ):
        cv2.circle(out, (int(x), int(y)), int(size) - 1, float(tone), -1)
    return out


def fax(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Make a bilevel copy: slight skew, greys as a coarse dot pattern, pepper and salt."""
    gray = to_gray(_skew(image, rng, 0.8, 255.0), rng).astype(np.float64)
    soft = cv2.GaussianBlur(gray, (0, 0), 0.6)
    h, w = soft.shape
    screen = np.tile(BAYER, (h // 4 + 1, w // 4 + 1))[:h, :w] * 0.6 + 0.2
    out = np.where(soft / 255.0 > screen, 255, 0).astype(np.uint8)
    spots = rng.random((h, w))
    out[spots < 0.0004] = 0
    out[spots > 0.9996] = 255
    return out


def photocopy(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Copy a copy: contrast pushed, edges ragged, show-through of the page behind."""
    gray = to_gray(_skew(image, rng, 1.0, 255.0), rng).astype(np.float64)
    behind = cv2.GaussianBlur(gray[:, ::-1], (0, 0), 3.0)
    mixed = gray - 0.08 * (255 - behind)
    ragged = cv2.GaussianBlur(mixed + rng.normal(0, 22, gray.shape), (0, 0), 0.9)
    return np.clip((ragged - 128) * 1.6 + 140, 0, 255).astype(np.uint8)


DEGRADATIONS: dict[str, Degradation] = {
    "clean72": Degradation(72, untouched),
    "clean100": Degradation(100, untouched),
    "clean150": Degradation(150, untouched),
    "clean200": Degradation(200, untouched),
    "clean300": Degradation(300, untouched),
    "jpeg30": Degradation(150, untouched, quality=30),
    "jpeg40": Degradation(150, untouched, quality=40),
    "jpeg75": Degradation(120, untouched, quality=75),
    "gray_jpeg60": Degradation(150, to_gray, quality=60),
    "web480": Degradation(200, web_width, quality=80),
    "scan": Degradation(150, scan),
    "photocopy": Degradation(200, photocopy),
    "fax": Degradation(200, fax, one_bit=True),
    "pdf": Degradation(72, untouched, form="pdf"),
    "svg": Degradation(72, untouched, form="svg"),
}
RASTER = tuple(name for name, d in DEGRADATIONS.items() if not d.form)


def encode(image: np.ndarray, how: Degradation) -> bytes:
    """Return the bytes of the image file `how` ends in."""
    if how.one_bit:
        from PIL import Image

        buffer = io.BytesIO()
        Image.fromarray(image).convert("1", dither=Image.Dither.NONE).save(buffer, "PNG")
        return buffer.getvalue()
    options = [cv2.IMWRITE_PNG_COMPRESSION, 9] if how.quality is None else [cv2.IMWRITE_JPEG_QUALITY, how.quality]
    return bytes(cv2.imencode("." + how.suffix, image, options)[1].tobytes())
