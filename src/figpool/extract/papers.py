"""Figures out of papers: every figure of every page, with its caption, and what can be read from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from figpool.core.errors import InputError
from figpool.core.figure import Figure
from figpool.core.geometry import Box, Frame, scale_position
from figpool.core.issues import Flag, Issue
from figpool.core.reading import FigureReading
from figpool.core.summary import Dispersion, GroupSummary
from figpool.extract.captions import CaptionReading, read_caption
from figpool.extract.digitize import digitize
from figpool.extract.layout import Region, find_captions, find_regions, join_captions
from figpool.extract.scans import is_scan, read_scan
from figpool.extract.settings import DigitizeSettings
from figpool.extract.vector.turned import rows_back, side_angle, upright
from figpool.io import read_figure
from figpool.io.images import read_bytes
from figpool.io.pdf import count_pages, is_pdf
from figpool.io.pdf_images import native_dpi, read_region
from figpool.ocr import OcrEngine, default_engine

#: Least share of the ground in a chart, and its least lightness (of 15).
_GROUND_SHARE, _GROUND_LIGHT = 0.25, 9
#: Papers with more pages are read page by page only.
MAX_PAGES = 300


@dataclass(frozen=True)
class PaperFigure:
    """A figure found in a paper.

    Parameters
    ----------
    page : int
        From 1.
    number : str
        "2" of "Figure 2"; empty without caption.
    caption : CaptionReading or None
        What is printed with it.
    box : Box
        Where it stands, pixels of the page at 150 dpi.
    source : str
        "vector" or "raster".
    figure : Figure
        Cut out: a picture at its own resolution, a drawing at 300 dpi.
    reading : FigureReading or None
        What was read; None when it is no data chart.
    """

    page: int
    number: str
    caption: CaptionReading | None
    box: Box
    source: str
    figure: Figure
    reading: FigureReading | None

    @property
    def is_chart(self) -> bool:
        """Whether data could be read from it."""
        return self.reading is not None and bool(self.reading.rows)

    def to_record(self) -> dict[str, Any]:
        """Return the figure's line of the index."""
        caption = self.caption
        return {
            "page": self.page,
            "number": self.number,
            "kind": "chart" if self.is_chart else "picture",
            "source": self.source,
            "x0": round(self.box.x0, 1),
            "y0": round(self.box.y0, 1),
            "x1": round(self.box.x1, 1),
            "y1": round(self.box.y1, 1),
            "rows": len(self.reading.rows) if self.reading else 0,
            "dispersion": caption.dispersion.value if caption else "",
            "n": caption.n if caption else None,
            "n_words": caption.n_words if caption else "",
            "caption": caption.text if caption else "",
        }


def is_paper(path: Path) -> bool:
    """Whether a file is a PDF of several pages."""
    data = read_bytes(path)
    return is_pdf(path, data) and count_pages(data, path.name) > 1


def find_figures(
    path: Path, page: int | None = None, settings: DigitizeSettings | None = None, engine: OcrEngine | None = None
) -> Iterator[PaperFigure]:
    """Find the figures of a PDF, page by page.

    Parameters
    ----------
    path : Path
        PDF file.
    page : int, optional
        Only this page, from 1.
    settings : DigitizeSettings, optional
        Hints of a person; what a caption says counts only where they say nothing.
    engine : OcrEngine, optional
        Text recogniser.

    Yields
    ------
    PaperFigure
        In reading order.

    Raises
    ------
    InputError
        No PDF, damaged, locked, or too many pages to read without naming one.
    """
    settings = settings or DigitizeSettings()
    data = read_bytes(path)
    if not is_pdf(path, data):
        raise InputError(f"{path.name} is no PDF.", "Give a paper as PDF, or use `figpool digitize` for pictures.")
    pages = count_pages(data, path.name)
    if page is None and pages > MAX_PAGES:
        raise InputError(
            f"{path.name} has {pages} pages, more than the {MAX_PAGES} read at once.", "Name one with --page."
        )
    for number in [page] if page is not None else range(1, pages + 1):
        yield from _figures_of_page(path, number, settings, engine)


def read_paper(
    path: Path, page: int | None = None, settings: DigitizeSettings | None = None, engine: OcrEngine | None = None
) -> list[FigureReading]:
    """Read all data charts of a PDF.

    Parameters
    ----------
    path, page, settings, engine
        As for `find_figures`.

    Returns
    -------
    list of FigureReading
        One a figure with rows. A single page that is one drawing gives one reading of
        the whole page, with rows or with the reasons why there are none.
    """
    single = page is not None or count_pages(read_bytes(path), path.name) == 1
    if single:
        whole = read_figure(path, page)
        if whole.vector is None or not whole.vector.images:
            return [digitize(whole, settings, engine)]
    found = [f.reading for f in find_figures(path, page, settings, engine) if f.reading is not None]
    return found or ([digitize(whole, settings, engine)] if single else [])


def _figures_of_page(
    path: Path, number: int, settings: DigitizeSettings, engine: OcrEngine | None
) -> Iterator[PaperFigure]:
    whole = read_figure(path, number)
    if whole.vector is None:
        return
    page, frame, regions = _layout(whole, engine)
    for region in regions:
        cut = _cut(page, region)
        caption = read_caption(region.caption.text) if region.caption else None
        hinted, issue = _hinted(settings, caption)
        reading = _with_issue(digitize(cut, hinted, engine), issue) if is_drawn(cut) else None
        if reading is not None and region.caption is not None:
            reading = _numbered(reading, region.caption.number)
        if reading is not None and frame is not None:
            reading = rows_back(reading, whole, frame)
        yield PaperFigure(
            page=number,
            number=region.caption.number if region.caption else "",
            caption=caption,
            box=_row_box(whole, region.box if frame is None else _box_back(region.box, frame)),
            source="raster" if region.is_picture else "vector",
            figure=cut,
            reading=reading if reading is not None and _is_credible(reading) else None,
        )


def _layout(whole: Figure, engine: OcrEngine | None) -> tuple[Figure, Frame | None, list[Region]]:
    """Return a page set upright, how it was turned (None: not at all), and its figures."""
    assert whole.vector is not None
    unit = 150 / 72 / whole.pixel_scale
    if is_scan(whole.vector):
        return read_scan(whole, engine or default_engine())
    angle = side_angle(whole.vector)
    page, frame = upright(whole, angle) if angle else (whole, None)
    assert page.vector is not None
    captions = find_captions(page.vector)
    return page, frame, join_captions(find_regions(page.vector, unit), captions, page.vector.texts, unit)


def _box_back(box: Box, frame: Frame) -> Box:
    corners = frame.to_figure([(box.x0, box.y0), (box.x1, box.y0), (box.x0, box.y1), (box.x1, box.y1)])
    (x0, y0), (x1, y1) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    return Box(x0, y0, x1, y1)


def is_drawn(figure: Figure) -> bool:
    """Whether a picture has a light ground of one colour, as charts have and photographs do not."""
    coarse = (figure.pixels[::3, ::3] >> 4).reshape(-1, 3).astype(np.int64)
    counts = np.bincount(coarse @ np.array([256, 16, 1]), minlength=4096)
    ground = int(counts.argmax())
    share = float(counts[ground]) / max(len(coarse), 1)
    return share >= _GROUND_SHARE and min(ground >> 8, (ground >> 4) & 15, ground & 15) >= _GROUND_LIGHT


def _is_credible(reading: FigureReading) -> bool:
    """Whether some row is more likely right than wrong: else it is no chart."""
    return any(row.confidence >= 0.5 for row in reading.rows)


def _cut(page: Figure, region: Region) -> Figure:
    """Cut a region out: a picture at its own resolution, a drawing with its paths."""
    assert page.path is not None
    assert page.page is not None
    if region.is_picture and region.shape != (0, 0) and page.origin == (0.0, 0.0) and page.pixel_scale != 1.0:
        box = _row_box(page, region.box)
        return read_region(page.path, page.page, box, native_dpi(box, region.shape))
    return crop_figure(page, region.box.grown(6.0))


def crop_figure(figure: Figure, box: Box) -> Figure:
    """Cut a box out of a figure, pixels and paths.

    Parameters
    ----------
    figure : Figure
        A page.
    box : Box
        In its pixels.
    """
    x0, y0 = max(0, round(box.x0)), max(0, round(box.y0))
    x1, y1 = min(figure.width, round(box.x1) + 1), min(figure.height, round(box.y1) + 1)
    vector = None if figure.vector is None else figure.vector.cropped(Box(x0, y0, x1 - 1.0, y1 - 1.0))
    scale = figure.pixel_scale
    origin = (figure.origin[0] + x0 * scale, figure.origin[1] + y0 * scale)
    return replace(figure, pixels=figure.pixels[y0:y1, x0:x1], vector=vector, origin=origin)


def _row_box(figure: Figure, box: Box) -> Box:
    (x, y), s = figure.origin, figure.pixel_scale
    x0, x1 = x + scale_position(box.x0, s), x + scale_position(box.x1, s)
    return Box(x0, y + scale_position(box.y0, s), x1, y + scale_position(box.y1, s))


def _hinted(settings: DigitizeSettings, caption: CaptionReading | None) -> tuple[DigitizeSettings, Issue | None]:
    """Return the settings completed by what the caption says, and the issue that says so."""
    if caption is None:
        return settings, None
    dispersion, level, n = settings.dispersion, settings.level, settings.n
    words = []
    if dispersion is Dispersion.UNKNOWN and caption.dispersion is not Dispersion.UNKNOWN:
        dispersion, level = caption.dispersion, level or caption.level
        words += [p.words for p in caption.phrases if p.kind == "dispersion"]
    if n is None and caption.n is not None:
        n = caption.n
        words += [p.words for p in caption.phrases if p.kind == "n"]
    if not words:
        return settings, None
    issue = Issue(Flag.FROM_CAPTION, "Taken from the caption: " + "; ".join(f'"{w}"' for w in words) + ".", 0.1)
    return replace(settings, dispersion=dispersion, level=level, n=n), issue


def _numbered(reading: FigureReading, number: str) -> FigureReading:
    """Put the figure's number before the panel's: "2", or "2:1" for the first panel of figure 2."""
    panels = []
    for panel in reading.panels:
        label = f"{number}:{panel.panel.label}" if panel.panel.label else number
        rows = tuple(replace(row, panel=label) for row in panel.rows)
        panels.append(replace(panel, panel=replace(panel.panel, label=label), rows=rows))
    return replace(reading, panels=tuple(panels))


def _with_issue(reading: FigureReading, issue: Issue | None) -> FigureReading:
    if issue is None:
        return reading

    def marked(row: GroupSummary) -> GroupSummary:
        return replace(row, issues=(*row.issues, issue))

    return replace(reading, panels=tuple(replace(p, rows=tuple(map(marked, p.rows))) for p in reading.panels))
