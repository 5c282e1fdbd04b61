"""The whole way of a vector page: drawing -> scene -> axes -> marks -> rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from figpool.core.axes import AxesCalibration, AxisCalibration
from figpool.core.figure import Figure, Panel
from figpool.core.geometry import Box, Frame
from figpool.core.reading import FigureReading, PanelReading
from figpool.core.vector import VectorText
from figpool.detect.vector.build import build_scene
from figpool.detect.vector.legend import KeyFind, find_legends
from figpool.detect.vector.scene import Scene
from figpool.extract.charts.registry import ChartReading
from figpool.extract.order import reading_order
from figpool.extract.rows import across_panel, to_rows
from figpool.extract.settings import DigitizeSettings
from figpool.extract.vector.axes import SceneAxis, read_axes
from figpool.extract.vector.bar import VectorBars
from figpool.extract.vector.box import VectorBoxes
from figpool.extract.vector.manual import with_manual
from figpool.extract.vector.outlined import needs_reading, with_read_text
from figpool.extract.vector.panel import VectorPanel
from figpool.extract.vector.point import VectorPoints
from figpool.extract.vector.stacked import VectorStacks
from figpool.extract.vector.strip import VectorStrips
from figpool.extract.vector.turned import side_angle, turned_back, upright
from figpool.ocr import OcrEngine, default_engine


class VectorKind(Protocol):
    """Reads the marks of one kind from a panel."""

    name: str

    def read(self, panel: VectorPanel) -> ChartReading | None:
        """Read the panel; None when it is no such chart."""
        ...


#: Readers in the order they are asked: boxes and bars also look like other marks.
_KINDS: tuple[VectorKind, ...] = (VectorBoxes(), VectorStacks(), VectorBars(), VectorStrips(), VectorPoints())

#: Texts and paths beyond which a page is no chart whose marks could be told apart.
_MOST_TEXTS, _MOST_PATHS = 5_000, 30_000


def read_vector(
    figure: Figure, settings: DigitizeSettings | None = None, engine: OcrEngine | None = None
) -> FigureReading | None:
    """Read a figure from its paths and text.

    Parameters
    ----------
    figure : Figure
        With `vector`.
    settings : DigitizeSettings, optional
        Hints of a person.
    engine : OcrEngine, optional
        For text that was turned to outlines; the process's own when not given.

    Returns
    -------
    FigureReading or None
        None when the page has no drawing in which an axis and marks can be read.
    """
    page = figure.vector
    if page is None or not page.paths or len(page.texts) > _MOST_TEXTS or len(page.paths) > _MOST_PATHS:
        return None
    settings = settings or DigitizeSettings()
    if needs_reading(page):
        figure = with_read_text(figure, engine or default_engine())
    assert figure.vector is not None
    angle = 0 if settings.is_manual else side_angle(figure.vector)
    if angle:
        turned, frame = upright(figure, angle)
        panels = _read_panels(turned, settings)
        return turned_back(FigureReading(turned, Frame(), tuple(_in_order(panels))), figure, frame) if panels else None
    panels = _read_panels(figure, settings)
    return FigureReading(figure, Frame(), tuple(_in_order(panels))) if panels else None


def _read_panels(figure: Figure, settings: DigitizeSettings) -> list[PanelReading]:
    assert figure.vector is not None
    panels = []
    for views in find_panels(figure, build_scene(figure.vector), settings):
        read = [(r, v) for v in views if (r := _read(v, settings)) is not None]
        if read:
            reading, view = max(read, key=lambda item: item[0].worth)
            panels.append(_panel(figure, view, reading, settings))
    return panels


def find_panels(figure: Figure, scene: Scene, settings: DigitizeSettings) -> list[list[VectorPanel]]:
    """Find the panels of a page, each with the views (upright, transposed) in which it may be read."""
    turned = scene.transposed()
    upright, lying = with_manual(read_axes(scene, settings), read_axes(turned, settings), scene, turned, settings)
    legends = find_legends(scene, _tick_labels(scene, turned, upright, lying))
    partners = _partners(upright, lying)
    free = [a for a in lying if not any(a is p for p in partners)]
    owns = [_widened(axis, partner) for axis, partner in zip(upright, partners, strict=True)]
    areas = [a.area.box for a in owns] + [a.area.box.transposed() for a in free]
    keys = [_legend_of(area, legends, [b for b in areas if b is not area]) for area in areas]
    signs = tuple(dict.fromkeys(k.box for legend in keys for k in legend))
    panels: list[list[VectorPanel]] = []
    for own, partner, legend in zip(owns, partners, keys, strict=False):
        across = partner.calibration if partner else None
        views = [VectorPanel(figure, scene, own, across, legend, signs, settings)]
        if partner is not None:
            views.append(_turned(views[0], turned, _widened(partner, own), own.calibration))
        panels.append(views)
    for axis, legend in zip(free, keys[len(owns) :], strict=True):
        panels.append([_turned(VectorPanel(figure, scene, axis, None, legend, signs, settings), turned, axis, None)])
    return panels


def _partners(upright: Sequence[SceneAxis], lying: Sequence[SceneAxis]) -> list[SceneAxis | None]:
    """Return for every vertical axis the horizontal one that bounds the same area, each once."""
    free = list(lying)
    partners: list[SceneAxis | None] = []
    for axis in upright:
        partner = _partner(axis, free)
        if partner is not None:
            free.remove(partner)
        partners.append(partner)
    return partners


def _turned(panel: VectorPanel, turned: Scene, axis: SceneAxis, across: AxisCalibration | None) -> VectorPanel:
    """View a panel with x and y exchanged."""
    keys = tuple(
        replace(k, box=k.box.transposed(), words=replace(k.words, box=k.words.box.transposed())) for k in panel.keys
    )
    signs = tuple(b.transposed() for b in panel.signs)
    return VectorPanel(panel.figure, turned, axis, across, keys, signs, panel.settings, horizontal=True)


def _legend_of(area: Box, legends: Sequence[Sequence[KeyFind]], others: Sequence[Box]) -> tuple[KeyFind, ...]:
    """Return the legend inside a panel's area, or a larger one that is inside no other panel's."""

    def inside(legend: Sequence[KeyFind], box: Box) -> bool:
        return sum(box.contains(k.box.cx, k.box.cy) for k in legend) > 0.5 * len(legend)

    own = next((g for g in legends if inside(g, area)), None)
    common = next((g for g in legends if not any(inside(g, b) for b in others)), ())
    return tuple(own if own is not None and len(own) >= len(common) else common)


def _tick_labels(
    scene: Scene, turned: Scene, upright: Sequence[SceneAxis], lying: Sequence[SceneAxis]
) -> list[VectorText]:
    """Texts of the scene that label axes."""
    own = {id(t) for axis in upright for t in axis.labels}
    other = {id(t) for axis in lying for t in axis.labels}
    return [t for t, s in zip(scene.texts, turned.texts, strict=True) if id(t) in own or id(s) in other]


def _partner(axis: SceneAxis, others: Sequence[SceneAxis]) -> SceneAxis | None:
    """Return the horizontal axis that bounds the same area."""
    box = axis.area.box
    scored = []
    for other in others:
        theirs = other.area.box.transposed()
        smaller = min(box.width * box.height, theirs.width * theirs.height)
        scored.append((box.overlap(theirs) / max(smaller, 1.0), other))
    best = max(scored, key=lambda item: item[0], default=None)
    return best[1] if best is not None and best[0] > 0.5 else None


def _widened(axis: SceneAxis, partner: SceneAxis | None) -> SceneAxis:
    """Bound an area by the extent of the other axis."""
    if partner is None:
        return axis
    box = axis.area.box
    first, last = partner.marks.extent
    foot = partner.marks.at
    y1 = foot if foot > box.cy else box.y1
    wide = Box(
        min(box.x0, first),
        box.y0,
        max(box.x1 if box.x1 < last + 0.5 * (last - first) else last, last),
        max(y1, axis.marks.extent[1]),
    )
    return replace(axis, area=replace(axis.area, box=wide))


def _read(panel: VectorPanel, settings: DigitizeSettings) -> ChartReading | None:
    """Read a panel by the first kind that fits, unless a later one explains far more error bars."""
    best: ChartReading | None = None
    for kind in _KINDS:
        reading = kind.read(panel)
        if reading is None or settings.kind not in ("", reading.kind):
            continue
        if best is None or _armed(reading) > 1.5 * _armed(best) + 1:
            best = reading
    return best


def _armed(reading: ChartReading) -> float:
    return reading.worth - len(reading.marks)


def _panel(figure: Figure, panel: VectorPanel, reading: ChartReading, settings: DigitizeSettings) -> PanelReading:
    box = panel.to_page(panel.area)
    where = Panel(replace(panel.axis.area, box=box), box)
    trails = [[replace(t, figure_sha256=figure.sha256) for t in own] for own in reading.trails]
    rows, marks = across_panel(
        to_rows(figure, "", reading.series, trails, settings), reading.marks, horizontal=panel.horizontal
    )
    own, across = panel.calibration, panel.across
    axes = AxesCalibration(x=own, y=across) if panel.horizontal else AxesCalibration(x=across, y=own)
    return PanelReading(where, reading.kind, axes, marks, reading.series, rows, reading.keys, (), reading.issues)


def _in_order(panels: list[PanelReading]) -> list[PanelReading]:
    """Sort panels in reading order and number them when there are several."""
    panels = [panels[i] for i in reading_order([p.panel.area.box for p in panels])]
    if len(panels) == 1:
        return panels
    numbered = []
    for i, panel in enumerate(panels, start=1):
        rows = tuple(replace(row, panel=str(i)) for row in panel.rows)
        numbered.append(replace(panel, panel=replace(panel.panel, label=str(i)), rows=rows))
    return numbered
