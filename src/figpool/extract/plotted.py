"""What is plotted in a panel of markers: markers, legend keys, inks, x axis; found once for all kinds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figpool.core.axes import AxisCalibration
from figpool.core.figure import TextBox
from figpool.core.geometry import Box
from figpool.detect.raster.ground import Ink, find_inks, ground_contrast, ink_share, inks_told_by
from figpool.detect.raster.key_frames import find_key_frames, without_frames
from figpool.detect.raster.marker_blobs import without_blobs
from figpool.detect.raster.marker_key import MarkerKey
from figpool.detect.raster.markers import MarkerSettings, RawMarker, find_markers, ink_line_width
from figpool.detect.raster.mirrored_keys import find_keys_either_side
from figpool.detect.raster.picture import Gray
from figpool.detect.raster.stems import StrokeMaps, map_strokes
from figpool.extract.spelling import agree_on_letters
from figpool.extract.view import PanelView
from figpool.extract.x_axis import label_row, read_x_axis
from figpool.ocr import DOUBTED

#: Strip along the region's edges that frame and axis lines fill, at least, working pixels.
_FRAME = 6.0

#: Distance of the end of an axis line from the middle of a label at which it ends at that label, working pixels.
_AT_LABEL = 6.0
#: Share of ink assumed where another ink lies on top: speaks neither for nor against a marker below.
HIDDEN = 0.62


#: Contrast from which a pixel is no ground, and the percentile of such pixels that shows the darkest ink.
_INKED, _DARK = 0.1, 98.0
#: Contrast of the ground's grain, at least, and the share of a region that such faint tones cover where its ground is
#: screened: there pale strokes cannot be told from it.
_GRAIN, _GRAINY = 0.03, 0.1

#: First character beyond the scripts in which legends and notes are printed.
_EASTERN = "\u2e80"

#: Margin about the region in which marks may still show, working pixels.
_BESIDE = 60.0


@dataclass(frozen=True, eq=False)
class Plotted:
    """A panel of markers, working pixels of the view.

    Parameters
    ----------
    view : PanelView
        The panel.
    region : Box
        Where data may stand: the plot area, to the right as far as the x axis goes.
    contrast : ndarray of float32, shape (h, w)
        Ink of the whole picture against its ground.
    markers : tuple of RawMarker
        Markers inside the region, keys and letters left out.
    keys : tuple of MarkerKey
        Legend keys.
    names : tuple of str
        Words of the keys.
    unsure : frozenset of str
        Those of them that the recogniser was not sure of.
    inks : tuple of Ink
        Colours of the region.
    line : float
        Common line width.
    x_axis : AxisCalibration or None
        Numeric x axis, upright pixels; None for categories.
    """

    view: PanelView
    region: Box
    contrast: Gray
    markers: tuple[RawMarker, ...]
    keys: tuple[MarkerKey, ...]
    names: tuple[str, ...]
    unsure: frozenset[str]
    inks: tuple[Ink, ...]
    line: float
    x_axis: AxisCalibration | None

    def strokes(self, ink: Ink | None = None) -> StrokeMaps:
        """Map the strokes of one ink, or of all inks together."""
        return self.strokes_of_tone(self.darkest) if ink is None else map_strokes(self._share(ink, 0.0), self.line)

    def strokes_of_tone(self, level: float) -> StrokeMaps:
        """Map the strokes of all inks, those as dark as a level fully."""
        return map_strokes(np.minimum(self.contrast / level, 1.0).astype(np.float32), self.line)

    def dark_strokes(self) -> StrokeMaps:
        """Map the strokes of black and grey, of what stands on coloured marks too."""
        return map_strokes(self._share(Ink((0.0, 0.0, 0.0), False, 0.0), 0.0), self.line)

    def cover(self, ink: Ink | None) -> Gray:
        """Share of each pixel that one ink covers, what other inks hide counted as likely; black and grey: all ink."""
        return self.contrast if ink is None else self._share(ink, HIDDEN)

    def _share(self, ink: Ink, unknown: float) -> Gray:
        rows, columns = cut(self.region.grown(_BESIDE))
        share = np.zeros_like(self.contrast)
        share[rows, columns] = ink_share(self.view.picture.rgb[rows, columns], self.ground, ink, unknown, self.inks)
        share[self.contrast <= 0.0] = 0.0
        return share

    @property
    def darkest(self) -> float:
        """Contrast of the darkest ink, as all strokes are pale on a pale copy; 1 where the ground is grainy."""
        rows, columns = cut(self.region.grown(-2 * _FRAME))
        tones = self.contrast[rows, columns]
        ink = tones[tones > _INKED]
        level = float(np.percentile(ink, _DARK)) if ink.size else 1.0
        grain = (tones > _GRAIN) & (tones < 0.25 * level)
        return level if grain.mean() <= _GRAINY else 1.0

    @property
    def ground(self) -> NDArray[np.float64]:
        """Colour of the region's ground, 0..1."""
        rows, columns = cut(self.region)
        pixels = self.view.picture.rgb[rows, columns].reshape(-1, 3)
        bare = pixels[self.contrast[rows, columns].ravel() < 0.05]
        return np.asarray(np.median(bare if len(bare) else pixels, axis=0) / 255.0)


def frame_width(view: PanelView, region: Box) -> float:
    """Width of the strip along a region's edges that frame and axis lines fill, working pixels."""
    candidate = view.axis.candidate
    lines = [s for s in view.strokes if min(abs(s.at - region.y0), abs(s.at - region.y1)) <= _FRAME]
    lines += [candidate.line] if candidate is not None and candidate.line is not None else []
    return max([_FRAME, *(s.thickness / 2 + 3.0 for s in lines)])


def cut(box: Box) -> tuple[slice, slice]:
    """Rows and columns of a box."""
    return slice(max(0, int(box.y0)), int(box.y1) + 1), slice(max(0, int(box.x0)), int(box.x1) + 1)


def find_plotted(view: PanelView) -> Plotted:
    """Find everything a panel of markers shows."""
    picture = view.picture
    x_axis = read_x_axis(view)
    region = _region(view)
    contrast = ground_contrast(picture, region)
    hidden = _without_axis_text(view, contrast)
    found = find_markers(hidden, picture.rgb, picture.size, MarkerSettings())
    if frames := find_key_frames(hidden, found, view.texts):
        contrast, hidden = without_frames(contrast, frames), without_frames(hidden, frames)
        found = find_markers(hidden, picture.rgb, picture.size, MarkerSettings())
    keys = find_keys_either_side(contrast, picture.rgb, found, view.texts) if not view.horizontal else []
    names = view.read_names([k.words for k in keys])
    # one name again and again is what caps and crossings are read as
    if len({n.text.strip() for n in names if not _caps_as_words(n)} - {""}) < 2:
        keys, names = [], ()
    named = tuple(agree_on_letters([n.text for n in names]))
    inside = [
        m
        for m in without_blobs(found, contrast)
        if region.contains(m.x, m.y, 0.6 * m.radius) and not _of_legend(m, keys)
    ]
    words = _words_among(view, inside)
    markers = [m for m in inside if not any(w.contains(m.x, m.y) for w in words)]
    for key in keys:
        for box in (key.box, key.words):
            contrast[cut(box.grown(2.0))] = 0.0
    frame = frame_width(view, region)
    inner = cut(region.grown(-frame) if min(region.width, region.height) > 4 * frame else region)
    return Plotted(
        view,
        region,
        contrast,
        tuple(markers),
        tuple(keys),
        named,
        frozenset(w for w, n in zip(named, names, strict=True) if n.confidence < DOUBTED),
        tuple(inks_told_by(find_inks(picture.rgb[inner], contrast[inner]), [k.marker.rgb for k in keys])),
        ink_line_width(contrast[inner]),
        x_axis,
    )


def _region(view: PanelView) -> Box:
    """Plot area, at the right as far as the labels or the line of the x axis reach."""
    area = view.area.box
    boxes, at = label_row(view)
    left, right = _beside_labels(view), area.x1
    lines = [s.end for s in view.strokes if abs(s.at - at) <= 3 and s.start <= area.cx]
    if lines and boxes:
        # ticks cut an axis line into pieces
        lines.append(boxes[-1].cx)
    if boxes and area.x1 < boxes[-1].cx:
        step = (boxes[-1].cx - boxes[0].cx) / max(1, len(boxes) - 1)
        right = max([boxes[-1].cx + 0.5 * step, *lines])
    elif len(boxes) >= 2 and not lines:
        step = (boxes[-1].cx - boxes[0].cx) / (len(boxes) - 1)
        right = min(area.x1, boxes[-1].cx + 1.0 * step)
    elif len(boxes) >= 2 and abs(max(lines) - boxes[-1].cx) <= _AT_LABEL:
        # an axis drawn from its first to its last tick only: groups may stand on both sides of these
        right = min(area.x1, boxes[-1].cx + 0.5 * (boxes[-1].cx - boxes[0].cx) / (len(boxes) - 1))
    elif lines:
        right = min(area.x1, max(lines))
    return Box(left, area.y0, min(right, view.picture.shape[1] - 1.0), at)


def _beside_labels(view: PanelView) -> float:
    """Left end of the area, the value labels left out where they stand in it."""
    area, candidate = view.area.box, view.axis.candidate
    if candidate is None or candidate.side > 0:
        return area.x0
    return max([area.x0, *(b.x1 + 2.0 for b in candidate.labels if b.x1 < area.cx)])


def _without_axis_text(view: PanelView, contrast: Gray) -> Gray:
    """Blank the text left of and below the area, where no marker and no key stands."""
    clean = contrast.copy()
    area = view.area.box
    first, _ = label_row(view)
    # a legend above or below the area may begin left of it, and its keys pass for text
    beside = [b for b in view.texts if b.x1 < area.x0 - 2 and b.y0 < area.y1 and b.y1 > area.y0]
    for box in [*beside, *first]:
        rows, columns = cut(box)
        clean[rows, columns] = 0.0
    return clean


def _of_legend(marker: RawMarker, keys: Sequence[MarkerKey]) -> bool:
    return any(
        k.box.grown(3).contains(marker.x, marker.y) or k.words.grown(3).contains(marker.x, marker.y) for k in keys
    )


def _caps_as_words(name: TextBox) -> bool:
    """Whether a name is what error bars are read as: letters of eastern scripts, and the recogniser doubts them."""
    return name.confidence < DOUBTED and any(c.isalpha() for c in name.text) and not _western(name.text)


def _western(text: str) -> int:
    """Count the letters and digits of the scripts in which legends and notes are printed."""
    return sum(c.isalnum() and c < _EASTERN for c in text)


def _words_among(view: PanelView, markers: Sequence[RawMarker]) -> list[Box]:
    """Text boxes in which markers were found and which are words indeed (not rows of markers and caps)."""
    boxes = []
    for text in view.texts:
        tall = text.height + 1
        if text.width >= 1.2 * tall and any(text.contains(m.x, m.y) and 2.0 * m.radius <= 1.25 * tall for m in markers):
            boxes.append(text)
    texts = view.read_boxes(boxes)
    # rows of error bars are read as letters of eastern scripts
    return [b for b, t in zip(boxes, texts, strict=True) if _western(t) >= 3]
