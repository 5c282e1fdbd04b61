"""Six instructive sample figures with what was understood of them drawn on top."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from regression.scoring import SAMPLES, Sample, Score, samples, score

from .accuracy_page import Overlay

if TYPE_CHECKING:
    from PIL.Image import Image

#: Folder below the sample figures and name of each.
SHOWN = (
    ("", "bbb_scan"),
    ("", "bone_volume_fax"),
    ("", "cfu_log"),
    ("", "expression_no_whisker"),
    ("", "gfap_black"),
    ("seed_review", "cizkova"),
)
WIDTH, MOST_BYTES = 900, 140_000
#: Colours tried until the file is small enough.
COLORS = (64, 32, 16, 8)


def draw_overlays(folder: Path) -> list[Overlay]:
    """Read the samples, write their overlays to a folder as small PNG files, and say how each was read."""
    from figpool.extract import digitize
    from figpool.io import read_figure
    from figpool.report.overlay import OverlaySettings, draw_overlay

    known = {(place, s.name): s for place in {p for p, _ in SHOWN} for s in samples(SAMPLES / place)}
    shown = []
    for key in SHOWN:
        sample = known[key]
        reading = digitize(read_figure(sample.picture))
        name = f"accuracy_{sample.name}.png"
        (folder / name).write_bytes(_small_png(draw_overlay(reading, OverlaySettings(min_width=WIDTH))))
        shown.append(_overlay(sample, name, score(sample, reading.rows), sum(bool(r.flags) for r in reading.rows)))
    return shown


def _small_png(picture: Image) -> bytes:
    """Return the picture as PNG with as many colours as the size allows."""
    for colors in COLORS:
        buffer = io.BytesIO()
        picture.quantize(colors, dither=0).save(buffer, "PNG", optimize=True)
        if buffer.tell() <= MOST_BYTES:
            break
    return buffer.getvalue()


def _overlay(sample: Sample, picture: str, found: Score, flagged: int) -> Overlay:
    means, arms, names = (round(share * found.rows) for share in (found.mean, found.error, found.labels))
    outcome = (
        f"Of its {found.rows} rows {means} have the right mean, {arms} both right arms, {names} the right names; "
        f"{flagged} are flagged, {found.silent} are wrong without a flag."
    )
    return Overlay(picture, sample.name, sample.told["teaches"], outcome)
