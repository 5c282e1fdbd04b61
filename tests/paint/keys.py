"""Looking for the legend keys of painted markers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from figpool.detect.raster.ground import ground_contrast
from figpool.detect.raster.marker_key import MarkerKey
from figpool.detect.raster.markers import find_markers
from figpool.detect.raster.picture import prepare
from figpool.detect.raster.text import find_text
from paint.sheet import Sheet


def marker_keys_by(find: Callable[..., Any], sheet: Sheet) -> Sequence[MarkerKey]:
    """Give a finder of keys the markers and words of a sheet."""
    picture = prepare(sheet.figure())
    contrast = ground_contrast(picture, None)
    return find(contrast, picture.rgb, find_markers(contrast, picture.rgb, picture.size), find_text(picture))
