"""Where the figures of a paper stand, without reading them: a page and a box each, with the caption."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from figpool.core.figure import Figure
from figpool.core.geometry import Box
from figpool.extract.layout import Region, find_captions, find_regions, join_captions
from figpool.extract.papers import crop_figure, is_drawn
from figpool.io.pdf import count_pages
from figpool.io.pdf_pages import read_pdf

#: White around a figure, pixels of the rendered page.
_RIM = 6.0


@dataclass(frozen=True)
class PlacedFigure:
    """A figure on a page of a paper, or a whole page.

    Parameters
    ----------
    page : int
        From 1.
    box : Box or None
        Pixels of the rendered page; None where the page is to be taken whole.
    number : str
        "2" of "Figure 2"; empty without caption.
    caption : str
        As printed; empty without one.
    """

    page: int
    box: Box | None = None
    number: str = ""
    caption: str = ""


def locate_figures(data: bytes, name: str) -> list[PlacedFigure]:
    """Return what of a PDF is to be read: the figures on its pages, photographs and tables left out.

    Parameters
    ----------
    data : bytes
        Content of the PDF.
    name : str
        Its name, for messages.

    Returns
    -------
    list of PlacedFigure
        Page by page. A page that is one drawing, and pages whose layout cannot
        be told, are taken whole; when no figure is found anywhere, all pages are.

    Raises
    ------
    InputError
        No PDF, damaged, without pages, or locked.
    """
    count = count_pages(data, name)
    found: list[PlacedFigure] = []
    for number in range(1, count + 1):
        page = read_pdf(data, Path(name), number)
        vector = page.vector
        if vector is None or (count == 1 and not vector.images):
            found.append(PlacedFigure(number))
            continue
        unit = 150 / 72 / page.pixel_scale
        regions = join_captions(find_regions(vector, unit), find_captions(vector), vector.texts, unit)
        found += [_placed(number, page, region) for region in regions if _is_chart_like(page, region)]
    return found or [PlacedFigure(number) for number in range(1, count + 1)]


def _is_chart_like(page: Figure, region: Region) -> bool:
    table = region.caption is not None and region.caption.is_table
    return not table and is_drawn(crop_figure(page, region.box))


def _placed(number: int, page: Figure, region: Region) -> PlacedFigure:
    """Place a region; one that fills the page is the page."""
    caption = region.caption
    box = region.box.grown(_RIM)
    whole = region.box.width * region.box.height > 0.9 * page.width * page.height
    inside = Box(max(box.x0, 0.0), max(box.y0, 0.0), min(box.x1, page.width - 1.0), min(box.y1, page.height - 1.0))
    words = ("", "") if caption is None else (caption.number, caption.text)
    return PlacedFigure(number, None if whole else inside, *words)
