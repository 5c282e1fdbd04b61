"""The working picture of the raster detectors: upright, flattened, at a workable size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2
from figpool.core.figure import Figure
from figpool.core.geometry import Frame, scale_position
from figpool.detect.raster.screens import grey_again

Gray = NDArray[np.float32]
P = TypeVar("P", np.float32, np.uint8)


@dataclass(frozen=True, slots=True)
class PictureSettings:
    """How a figure becomes a working picture.

    Parameters
    ----------
    min_extent : int
        Pictures whose short extent (height, or 3/4 of the width) is smaller are
        enlarged, so that one-pixel lines have two sides.
    max_side : int
        Pictures with a longer side are reduced.
    max_skew : float
        Largest page skew searched for, degrees.
    min_skew : float
        Skew below this is left alone (turning costs sharpness).
    """

    min_extent: int = 640
    max_side: int = 2600
    max_skew: float = 4.0
    min_skew: float = 0.12


@dataclass(frozen=True, eq=False)
class Picture:
    """What raster detectors look at.

    Parameters
    ----------
    gray : ndarray of float32, shape (h, w)
        Lightness, paper = 1, black = 0, uneven paper divided out.
    ink : ndarray of float32, shape (h, w)
        One minus the darkest colour channel: any saturated colour is inky.
    rgb : ndarray of uint8, shape (h, w, 3)
        Colours at working size.
    scale : float
        Working pixels per upright pixel.
    frame : Frame
        Turn between upright and figure pixels.
    noise : float
        Standard deviation of the paper's lightness.
    screened : bool
        Whether greys were brought back from dots of black and white.
    """

    gray: Gray
    ink: Gray
    rgb: NDArray[np.uint8]
    scale: float
    frame: Frame
    noise: float
    screened: bool = False

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in working pixels."""
        return int(self.gray.shape[0]), int(self.gray.shape[1])

    @property
    def size(self) -> float:
        """Geometric mean of height and width, working pixels."""
        return float(np.sqrt(self.gray.size))

    def to_upright(self, position: float) -> float:
        """Map a working-pixel position to upright pixels (either coordinate)."""
        return scale_position(position, 1 / self.scale)

    def to_working(self, position: float) -> float:
        """Map an upright position to working pixels (either coordinate)."""
        return scale_position(position, self.scale)

    def transposed(self) -> Picture:
        """Return the picture with x and y exchanged (frame kept)."""
        return Picture(
            transposed(self.gray),
            transposed(self.ink),
            transposed(self.rgb),
            self.scale,
            self.frame,
            self.noise,
            self.screened,
        )


def transposed(plane: NDArray[P]) -> NDArray[P]:
    """Exchange x and y of a plane, shape (h, w) or (h, w, colours), as OpenCV does it: several times faster."""
    return np.asarray(cv2.transpose(plane), dtype=plane.dtype)


def prepare(figure: Figure, settings: PictureSettings | None = None) -> Picture:
    """Make the working picture of a figure.

    Parameters
    ----------
    figure : Figure
        As read.
    settings : PictureSettings, optional
        Sizes and skew limits.

    Returns
    -------
    Picture
        Upright, flattened, resized.
    """
    settings = settings or PictureSettings()
    pixels = grey_again(figure.pixels)
    angle = find_skew(pixels, settings)
    frame = Frame(angle, (figure.width - 1) / 2, (figure.height - 1) / 2)
    rgb = pixels if angle == 0 else _turn(pixels, frame)
    scale = _working_scale(figure.width, figure.height, settings)
    rgb = _resize(rgb, scale)
    planes = rgb.astype(np.float32) / 255.0
    planes = np.clip(planes / paper_level(planes), 0.0, 1.0)
    gray = lightness(planes)
    ink = 1.0 - darkest(planes)
    screened = pixels is not figure.pixels
    noise = max(_noise(gray), _SCREENED) if screened else _noise(gray)
    return Picture(gray, ink, rgb, scale, frame, noise, screened)


#: Noise of a picture of black and white only whose greys were brought back, at least.
_SCREENED = 0.01


def lightness(planes: Gray) -> Gray:
    """Lightness of colours, shape (h, w, 3) to (h, w), same range (luma of ITU-R BT.601)."""
    return np.asarray(planes @ np.array([0.299, 0.587, 0.114], dtype=np.float32), dtype=np.float32)


def darkest(planes: Gray) -> Gray:
    """Darkest colour of every pixel, shape (h, w, 3) to (h, w)."""
    red, green, blue = cv2.split(planes)
    return np.asarray(cv2.min(cv2.min(red, green), blue), dtype=np.float32)


def _working_scale(width: int, height: int, settings: PictureSettings) -> float:
    extent = min(height, 0.75 * width)
    if extent < settings.min_extent:
        return float(min(3, np.ceil(settings.min_extent / extent)))
    return min(1.0, settings.max_side / max(width, height))


def _resize(rgb: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    if scale == 1.0:
        return rgb
    how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    height, width = rgb.shape[:2]
    size = (round(width * scale), round(height * scale))
    return np.asarray(cv2.resize(rgb, size, interpolation=how), dtype=np.uint8)


def _turn(rgb: NDArray[np.uint8], frame: Frame) -> NDArray[np.uint8]:
    """Turn the picture so that upright position p shows figure position frame.to_figure(p)."""
    height, width = rgb.shape[:2]
    origin, ex, ey = frame.to_figure([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    matrix = np.column_stack([ex - origin, ey - origin, origin])
    paper = tuple(float(v) for v in np.percentile(rgb.reshape(-1, 3)[::97], 90, axis=0))
    turned = cv2.warpAffine(
        rgb, matrix, (width, height), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP, borderValue=paper
    )
    return np.asarray(turned, dtype=np.uint8)


def paper_level(planes: Gray) -> Gray:
    """Estimate the paper's brightness at every pixel.

    A clean picture has one constant paper colour. A scan has uneven light: a
    second-order surface is fitted to the bright parts of small blocks, robustly.

    Parameters
    ----------
    planes : ndarray of float32, shape (h, w, 3)
        Colours 0..1.

    Returns
    -------
    ndarray of float32, shape (h, w, 1) or (1, 1, 3)
        Level to divide by.
    """
    gray = darkest(planes)
    height, width = gray.shape
    histogram = np.bincount(np.rint(gray[::2, ::2] * 255).astype(np.int64).ravel(), minlength=256)
    peak = int(histogram[128:].argmax()) + 128
    share = histogram[max(peak - 1, 0) : peak + 2].sum() / histogram.sum()
    if share > 0.45 or (share > 0.25 and peak >= 253):
        level = peak / 255.0 if peak < 250 and share > 0.45 else 1.0
        return np.full((1, 1, 3), max(level, 0.5), np.float32)
    block = max(8, min(height, width) // 40)
    rows, cols = height // block, width // block
    tiles = gray[: rows * block, : cols * block].reshape(rows, block, cols, block)
    bright = np.percentile(tiles, 80, axis=(1, 3))
    yy, xx = np.mgrid[0:rows, 0:cols].astype(float)
    design = _surface((xx + 0.5) / cols - 0.5, (yy + 0.5) / rows - 0.5).reshape(-1, 6)
    target = bright.ravel()
    keep = target > np.percentile(target, 30)
    coefficients = np.zeros(6)
    for _ in range(6):
        coefficients = np.linalg.lstsq(design[keep], target[keep], rcond=None)[0]
        residual = target - design @ coefficients
        spread = max(0.01, float(np.median(np.abs(residual[keep]))) * 3)
        keep = np.abs(residual) < spread
        if keep.sum() < 20:
            return np.full((1, 1, 3), max(float(np.percentile(target, 90)), 0.5), np.float32)
    full = _surface(
        (np.arange(width, dtype=np.float32) / width - 0.5)[None, :],
        (np.arange(height, dtype=np.float32) / height - 0.5)[:, None],
    )
    level = np.clip(full @ coefficients.astype(np.float32), 0.5, 1.0)
    return np.asarray(level[:, :, None], dtype=np.float32)


def _surface(x: NDArray[np.floating], y: NDArray[np.floating]) -> NDArray[np.floating]:
    x, y = np.broadcast_arrays(x, y)
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)


def _noise(gray: Gray) -> float:
    """Noise of near-paper pixels, from differences of neighbours (robust)."""
    bright = gray > 0.85
    both = bright[:, 1:] & bright[:, :-1]
    if both.sum() < 100:
        return 0.02
    difference = np.abs(np.diff(gray, axis=1))[both]
    return float(np.median(difference) * 1.4826 / np.sqrt(2))


def find_skew(rgb: NDArray[np.uint8], settings: PictureSettings) -> float:
    """Measure page skew from the sharpness of row and column profiles.

    Long straight lines (axes, frames, gridlines, bar sides) give the profiles of an
    upright picture sharp peaks. The angle with the sharpest profiles is found coarse
    to fine: of dark strokes; where they show none, of strokes brighter than their
    panel; else of both, strong and faint counting alike, by length.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (h, w, 3)
        The figure's pixels.
    settings : PictureSettings
        Limits.

    Returns
    -------
    float
        Degrees, positive clockwise on screen; 0 when below `settings.min_skew`.
    """
    gray = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    height, width = gray.shape
    small = cv2.resize(gray, None, fx=(f := min(1.0, 900 / max(height, width))), fy=f, interpolation=cv2.INTER_AREA)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (9, 9))
    dark, light = (
        cv2.morphologyEx(small, how, kernel).astype(np.float32) for how in (cv2.MORPH_BLACKHAT, cv2.MORPH_TOPHAT)
    )
    # dark data lines outweigh a thin axis, and grain the few dark strokes of a panel with white gridlines
    lengths = np.minimum(dark, _PLAIN) + np.minimum(light, _PLAIN)
    # a few accidental bright pixels are no gridlines
    for thin, gain, share in ((dark, _GAIN, 0.0), (light, _LIGHT_GAIN, _LIGHT_SHARE), (lengths, _GAIN, 0.0)):
        angle = _sharpest(thin, gain, settings) if thin.any() else 0.0
        if angle and _sharpness(thin, angle) >= share * _sharpness(dark, 0.0):
            return angle
    return 0.0


#: How much sharper profiles are at the page's skew, and those of light strokes alone.
_GAIN, _LIGHT_GAIN = 1.08, 1.4
#: Least sharpness of light strokes alone, in that of the dark ones.
_LIGHT_SHARE = 0.2
#: Contrast from which a stroke counts in full where lines count by length, 0..255.
_PLAIN = 60.0


def _sharpest(thin: Gray, least: float, settings: PictureSettings) -> float:
    """Angle at which thin strokes give the sharpest profiles; 0 where it is too small, too large, or no sharper."""
    best = 0.0
    for step, reach in ((0.5, settings.max_skew), (0.1, 0.4), (0.025, 0.075)):
        angles = best + np.arange(-round(reach / step), round(reach / step) + 1) * step
        best = float(angles[int(np.argmax([_sharpness(thin, float(a)) for a in angles]))])
        # what finer steps may add is less than a step
        if abs(best) + step < settings.min_skew:
            return 0.0
    gain = _sharpness(thin, best) / max(_sharpness(thin, 0.0), 1e-9)
    return 0.0 if abs(best) < settings.min_skew or abs(best) >= settings.max_skew or gain < least else best


def _sharpness(thin: Gray, angle: float) -> float:
    height, width = thin.shape
    frame = Frame(angle, (width - 1) / 2, (height - 1) / 2)
    origin, ex, ey = frame.to_figure([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    matrix = np.column_stack([ex - origin, ey - origin, origin])
    turned = cv2.warpAffine(thin, matrix, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    rows, cols = (np.diff(cv2.reduce(turned, dim, cv2.REDUCE_SUM, dtype=cv2.CV_64F).ravel()) for dim in (1, 0))
    return float((rows**2).sum() + (cols**2).sum())
