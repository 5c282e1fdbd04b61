"""The whole way of one figure: picture -> axes -> marks -> series -> rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from figpool.calibrate import fit_manual
from figpool.core.axes import AxesCalibration, AxisScale, CalibrationPoint
from figpool.core.errors import UsageError
from figpool.core.figure import Figure, Panel, PlotArea
from figpool.core.geometry import Box
from figpool.core.issues import Flag, Issue, confidence
from figpool.core.reading import FigureReading, PanelReading
from figpool.core.summary import GroupSummary
from figpool.detect.raster.area import find_area, with_foot, without_strip
from figpool.detect.raster.axes import AxisCandidate
from figpool.detect.raster.lines import Stroke, find_strokes
from figpool.detect.raster.picture import Picture, prepare
from figpool.detect.raster.text import find_text
from figpool.extract.axes import read_value_axes
from figpool.extract.charts import chart_kinds
from figpool.extract.charts.registry import ChartReading, KindFound
from figpool.extract.factor import find_factor, with_factor
from figpool.extract.lettering import panel_letters
from figpool.extract.order import reading_order
from figpool.extract.rows import across_panel, to_rows
from figpool.extract.settings import DigitizeSettings
from figpool.extract.vector import read_vector
from figpool.extract.view import PanelView, ValueAxis
from figpool.ocr import OcrEngine, RememberingEngine, default_engine

#: Support from which an axis is believed without looking for another direction.
_STRONG = 2.4
#: The same of an axis that is drawn, where numbers stand along the other side too.
_FAIR = 1.5
#: Share of the ink explained from which no other chart kind is tried.
_ENOUGH = 0.85
#: Confidence in a value above which it is rather right than wrong.
_BELIEVED = 0.5
#: Worth of bars that stand neither on zero nor at an end of the axis, as in a drawing beside the data, and of values
#: that are rather wrong than right, to others.
_ODD = 0.6
#: Share of their widths that plot areas of one column have in common.
_ONE_COLUMN = 0.9


def digitize(
    figure: Figure, settings: DigitizeSettings | None = None, engine: OcrEngine | None = None
) -> FigureReading:
    """Read a figure.

    Parameters
    ----------
    figure : Figure
        As read from its file.
    settings : DigitizeSettings, optional
        Hints of a person.
    engine : OcrEngine, optional
        Text recogniser; the process's own when not given.

    Returns
    -------
    FigureReading
        All panels; without panels its `issues` say why nothing was read.

    Raises
    ------
    UsageError
        A chart kind that does not exist.
    """
    settings = (settings or DigitizeSettings()).on(figure)
    kinds = chart_kinds()
    if settings.kind and settings.kind not in kinds:
        raise UsageError(f"There is no chart kind '{settings.kind}'.", f"Kinds: {', '.join(kinds)}.")
    exact = read_vector(figure, settings, engine)
    if exact is not None:
        return exact
    picture = prepare(figure)
    views = find_views(picture, settings, RememberingEngine(engine or default_engine()))
    readings = [(panel_views, _read_panel(panel_views, settings)) for panel_views in views]
    read = [(v[0], _panel(figure, v, r, settings)) for v, r in readings if r is not None]
    read = [read[i] for i in reading_order([panel.panel.area.box for _, panel in read])]
    letters = panel_letters([view for view, _ in read])
    panels = [_named(panel, letter) if letter else panel for (_, panel), letter in zip(read, letters, strict=True)]
    return FigureReading(figure, picture.frame, tuple(panels), _failures(views, panels))


def _failures(views: list[list[PanelView]], panels: list[PanelReading]) -> tuple[Issue, ...]:
    if panels:
        return ()
    if views:
        return (Issue(Flag.MARKS_UNEXPLAINED, "An axis was read, but no marks were found on it.", 1.0),)
    return (Issue(Flag.NO_CALIBRATION, "No axis with at least two readable numbers was found.", 1.0),)


def find_views(picture: Picture, settings: DigitizeSettings, engine: OcrEngine) -> list[list[PanelView]]:
    """Find all panels; each with the views (upright, transposed) in which it may be read."""
    texts = find_text(picture)
    upright = _views(picture, tuple(texts), settings, engine, horizontal=False)
    strong = [v for v in upright if v.axis.calibration.support >= _STRONG]
    if len(strong) > 1:
        return [[_among_others(v, [o for o in strong if o is not v])] for v in strong]
    turned = tuple(b.transposed() for b in texts)
    lying = _views(picture.transposed(), turned, settings, engine, horizontal=True)
    lying = [v for v in lying if v.axis.calibration.support >= _STRONG or settings.x_ticks]
    drawn = strong or [v for v in upright if _is_drawn(v)][:1]
    if len(lying) == 1 and len(drawn) == 1:
        return [[drawn[0], lying[0]]]
    return [[v] for v in (strong or lying or [v for v in upright if not _is_bare(v)][:1])]


def _is_drawn(view: PanelView) -> bool:
    """Whether an axis of few labels has a line with tick marks: numbers below a panel do not make it lie."""
    axis = view.axis
    has_line = axis.candidate is not None and axis.candidate.line is not None
    flags = {issue.flag for issue in axis.calibration.issues}
    return has_line and axis.calibration.support >= _FAIR and Flag.TICKS_FROM_LABELS not in flags


def _among_others(view: PanelView, others: Sequence[PanelView]) -> PanelView:
    """Tell a view which plot areas stand under its own, and are as wide; numbers of other axes are no words of it."""
    own = view.area.box
    under = [
        o.area.box
        for o in others
        if o.area.box.y0 >= own.y1 - 0.02 * own.height
        and min(o.area.box.x1, own.x1) - max(o.area.box.x0, own.x0) >= _ONE_COLUMN * max(own.width, o.area.box.width)
    ]
    numbers = {b for o in others if o.axis.candidate is not None for b in o.axis.candidate.labels}
    texts = tuple(t for t in view.texts if t not in numbers)
    return replace(view, texts=texts, below=tuple(sorted(under, key=lambda b: b.y0)), _found={})


def _is_bare(view: PanelView) -> bool:
    """Whether an axis is two numbers and nothing else: no line, no ticks (two specks in a photo read so)."""
    flags = {issue.flag for issue in view.axis.calibration.issues}
    return {Flag.FEW_TICKS, Flag.TICKS_FROM_LABELS} <= flags


def _views(
    picture: Picture, texts: tuple[Box, ...], settings: DigitizeSettings, engine: OcrEngine, *, horizontal: bool
) -> list[PanelView]:
    height, width = picture.shape
    across = find_strokes(picture, vertical=False, min_length=max(20.0, 0.05 * width))
    along = find_strokes(picture, vertical=True, min_length=0.15 * height)
    axes = _manual_axis(picture, settings, horizontal=horizontal) or read_value_axes(
        picture, texts, along, across, engine, settings, horizontal=horizontal
    )
    views = []
    for axis in axes:
        # letters of a rotated label, read as two numbers, bound no area
        equals = [a for a in axes if a.calibration.support >= min(0.5 * axis.calibration.support, _STRONG)]
        others = [a.candidate for a in equals if a.candidate is not None]
        area = _area(picture, axis, across, along, others, settings, horizontal=horizontal)
        if axis.candidate is not None and axis.candidate.line is None and settings.plot_area is None:
            area = with_foot(area, axis.candidate, texts, picture.gray)
        if axis.candidate is not None and settings.plot_area is None:
            area = without_strip(area, axis.candidate, across, texts)
        view = PanelView(picture, area, axis, texts, tuple(across), settings, engine, horizontal)
        views.append(_with_factor(view))
    return views


def _with_factor(view: PanelView) -> PanelView:
    """Multiply a value axis by the power of ten that is printed at its end."""
    axis = view.axis
    if axis.candidate is None:
        return view
    found = find_factor(axis.candidate, view.texts, lambda boxes: view.read_boxes(list(boxes)), level=view.horizontal)
    if found is None:
        return view
    return replace(view, axis=replace(axis, calibration=with_factor(axis.calibration, *found)), _found={})


def _manual_axis(picture: Picture, settings: DigitizeSettings, *, horizontal: bool) -> list[ValueAxis]:
    points = settings.x_ticks if horizontal else settings.y_ticks
    if not points:
        return []
    area = settings.plot_area
    other = area.cy if horizontal and area else area.x0 if area else 0.0
    upright = []
    for p in points:
        place = (p.pixel, other) if horizontal else (other, p.pixel)
        x, y = picture.frame.to_upright(place)
        upright.append(CalibrationPoint(float(x if horizontal else y), p.value))
    return [ValueAxis(None, fit_manual(tuple(upright), settings.scale or AxisScale.LINEAR))]


def _area(
    picture: Picture,
    axis: ValueAxis,
    across: Sequence[Stroke],
    along: Sequence[Stroke],
    others: Sequence[AxisCandidate],
    settings: DigitizeSettings,
    *,
    horizontal: bool,
) -> PlotArea:
    if settings.plot_area is not None:
        box = settings.plot_area.transposed() if horizontal else settings.plot_area
        return PlotArea(box.scaled(picture.scale))
    if axis.candidate is not None:
        return find_area(axis.candidate, across, picture.shape, others)
    return _area_of_ticks(picture, axis, along)


def _area_of_ticks(picture: Picture, axis: ValueAxis, along: Sequence[Stroke]) -> PlotArea:
    """Plot area of an axis set by hand: between its outer ticks, right of the first line that spans them."""
    height, width = picture.shape
    at = [picture.to_working(p.pixel) for p in axis.calibration.points]
    top, bottom = max(0.0, min(at)), min(height - 1.0, max(at))
    spans = [s for s in along if min(s.end, bottom) - max(s.start, top) >= 0.7 * (bottom - top)]
    if not spans:
        return PlotArea(Box(0.0, 0.0, width - 1.0, bottom))
    line = spans[0]
    return PlotArea(Box(line.at, min(top, line.start), width - 1.0, max(bottom, line.end)), has_left=True)


def _read_panel(views: list[PanelView], settings: DigitizeSettings) -> ChartReading | None:
    """Read a panel as the kind that explains most of its ink; one that explains nearly all ends the search."""
    kinds = chart_kinds()
    all_found: list[KindFound] = []
    for name in [settings.kind] if settings.kind else list(kinds):
        found = kinds[name].find(views)
        if found is not None:
            all_found.append(found)
            # the strokes of a frame may look like one bar with its error bar
            enough = found.worth >= _ENOUGH and found.count > 1
            if enough and found.usual and _is_believed(found.reading):
                break
    ranked = sorted(all_found, key=_weight, reverse=True)
    # values that are rather wrong than right count less, too; a reading of fewer would leave some out unsaid
    near = [f for f in ranked if _weight(f)[0] > _ODD * _weight(ranked[0])[0] and f.count >= ranked[0].count]
    best = next((f for f in near if len(near) == 1 or _is_believed(f.reading)), next(iter(ranked), None))
    return None if best is None else best.reading


def _weight(found: KindFound) -> tuple[float, int]:
    """Return what a kind explains, less where its marks stand oddly, and how many marks it has."""
    return found.worth * (1.0 if found.usual else _ODD), found.count


def _is_believed(reading: ChartReading) -> bool:
    """Whether most values are rather right than wrong: markers with error bars pass for boxes that lack their parts."""
    trust = [confidence(p.issues) for own in reading.series for p in own.points]
    return not trust or float(np.median(trust)) > _BELIEVED


def _panel(figure: Figure, views: list[PanelView], reading: ChartReading, settings: DigitizeSettings) -> PanelReading:
    horizontal = bool(reading.marks and reading.marks[0].horizontal)
    view = next(v for v in views if v.horizontal == horizontal)
    area = view.area
    panel = Panel(replace(area, box=view.to_upright_box(area.box)), view.to_upright_box(area.box))
    trails = [[replace(t, figure_sha256=figure.sha256) for t in own] for own in reading.trails]
    rows, marks = across_panel(
        to_rows(figure, "", reading.series, trails, settings), reading.marks, horizontal=horizontal
    )
    fitted = view.axis.calibration
    axes = AxesCalibration(x=fitted, y=None) if horizontal else AxesCalibration(x=None, y=fitted)
    return PanelReading(panel, reading.kind, axes, marks, reading.series, rows, reading.keys, (), reading.issues)


def _named(panel: PanelReading, label: str) -> PanelReading:
    rows: tuple[GroupSummary, ...] = tuple(replace(row, panel=label) for row in panel.rows)
    return replace(panel, panel=replace(panel.panel, label=label), rows=rows)
