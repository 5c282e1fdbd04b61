"""The overlay: plot areas, ticks, marks, flags and handles over the picture, in upright pixels.

Marks are gathered into a few lists by series and state when they change, so
that panning over thousands of them only draws ready lists.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF, QTransform
from PyQt6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from figpool.core.axes import AxisCalibration
from figpool.core.geometry import Box, Frame
from figpool.core.marks import Mark
from figpool.project import Extraction, MarkEntry, PanelEntry, Review
from figpool.project.handles import handles
from figpool_gui import theme
from figpool_gui.canvas.grips import Grip, tick_position
from figpool_gui.canvas.shapes import Strokes, strokes, to_rect

_LABEL_SIZE = 8


def series_index(panel: PanelEntry) -> dict[str, int]:
    """Return the place of every series of a panel, in order of appearance."""
    return {name: i for i, name in enumerate(dict.fromkeys(m.series for m in panel.marks))}


@dataclass
class _Drawn:
    """Ready lists of one extraction."""

    by_color: dict[str, Strokes] = field(default_factory=dict)
    rejected: Strokes = field(default_factory=Strokes)
    flagged: list[QPointF] = field(default_factory=list)
    accepted: list[QPointF] = field(default_factory=list)


class _Sketches:
    """How marks are drawn, by mark; of thousands one edit changes a few."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Mark, Strokes, QPointF]] = {}

    def gather(self, extraction: Extraction) -> _Drawn:
        """Return the lists to draw."""
        before, self._known = self._known, {}
        drawn = _Drawn()
        for panel in extraction.panels:
            colors = {name: theme.series_color(i).name() for name, i in series_index(panel).items()}
            for entry in panel.marks:
                known = before.get(entry.id)
                if known is None or known[0] is not entry.mark:
                    known = (entry.mark, strokes(entry.mark), QPointF(*badge_place(entry)))
                self._known[entry.id] = known
                _sort(drawn, entry, known[1], known[2], colors[entry.series])
        return drawn


def _sort(drawn: _Drawn, entry: MarkEntry, shape: Strokes, place: QPointF, color: str) -> None:
    """Put a mark into the lists it belongs to."""
    if entry.review is Review.REJECTED:
        drawn.rejected.add(shape)
        return
    drawn.by_color.setdefault(color, Strokes()).add(shape)
    if entry.is_flagged:
        drawn.flagged.append(place)
    elif entry.review is Review.ACCEPTED:
        drawn.accepted.append(place)


def badge_place(entry: MarkEntry) -> tuple[float, float]:
    """Where the badge of a mark stands: beyond its topmost (rightmost) handle."""
    places = handles(entry.mark).values()
    if entry.mark.horizontal:
        return max(places)
    return min(places, key=lambda p: p[1])


class OverlayItem(QGraphicsItem):
    """Everything drawn over the picture; it takes no mouse, the tools do."""

    def __init__(self) -> None:
        super().__init__()
        self._extraction: Extraction | None = None
        self._drawn, self._sketches = _Drawn(), _Sketches()
        self._box = QRectF()
        self._selected: tuple[MarkEntry, ...] = ()
        self.hover: Grip | None = None
        self.active: Grip | None = None
        self.others: tuple[Extraction, ...] = ()
        self._others_drawn: tuple[_Drawn, ...] = ()

    def show_extraction(self, extraction: Extraction | None, selected: tuple[str, ...], box: Box) -> None:
        """Show another state."""
        self.prepareGeometryChange()
        self._box = to_rect(box.grown(0.1 * (box.width + box.height)))
        if extraction is not self._extraction:
            self._extraction = extraction
            self._drawn = _Drawn() if extraction is None else self._sketches.gather(extraction)
            self._turn(next((e.frame for e in (extraction, *self.others) if e is not None), None))
        marks = () if extraction is None else extraction.marks
        chosen = set(selected)
        self._selected = tuple(m for m in marks if m.id in chosen)
        self.update()

    def show_others(self, *others: Extraction) -> None:
        """Show other reviewers' marks, dashed, beside one's own; none: no more."""
        self.others = others
        self._others_drawn = tuple(_Sketches().gather(other) for other in others)
        if others and self._extraction is None:
            self._turn(others[0].frame)
        self.update()

    def _turn(self, frame: Frame | None) -> None:
        turn = QTransform()
        if frame is not None:
            turn.translate(frame.cx, frame.cy).rotate(frame.angle).translate(-frame.cx, -frame.cy)
        self.setTransform(turn)

    def boundingRect(self) -> QRectF:
        """Return the picture and its surroundings."""
        return self._box

    def paint(
        self, painter: QPainter | None, option: QStyleOptionGraphicsItem | None, widget: QWidget | None = None
    ) -> None:
        """Draw areas, ticks, marks, badges, then what is selected."""
        if painter is None:
            return
        panels = () if self._extraction is None else self._extraction.panels
        few = sum(len(panel.marks) for panel in panels) <= 400
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, few)
        for panel in panels:
            _paint_area(painter, panel)
        for color, shape in self._drawn.by_color.items():
            _paint_strokes(painter, shape, QColor(color), 1.6 if few else 1.0, fill=26)
        _paint_strokes(painter, self._drawn.rejected, QColor(theme.REJECTED), 1.0, Qt.PenStyle.DotLine)
        for drawn, other in zip(self._others_drawn, theme.OTHERS, strict=False):
            for shape in drawn.by_color.values():
                _paint_strokes(painter, shape, QColor(other), 1.4, Qt.PenStyle.DashLine)
        for panel in panels:
            _paint_axes(painter, panel)
        _paint_badges(painter, self._drawn.flagged, theme.FLAG, "!")
        _paint_badges(painter, self._drawn.accepted, theme.SETTLED, "✓")
        self._paint_selected(painter)

    def _paint_selected(self, painter: QPainter) -> None:
        for entry in self._selected:
            _paint_strokes(painter, strokes(entry.mark), QColor(theme.LIGHT.accent), 2.6, fill=40)
        places = [QPointF(*at) for entry in self._selected for at in handles(entry.mark).values()]
        _paint_handles(painter, places, QColor("#ffffff"), 7.0)
        if self.hover is not None:
            _paint_handles(painter, [QPointF(*self.hover.at)], QColor("#ffe9a8"), 9.0)
        if self.active is not None:
            _paint_handles(painter, [QPointF(*self.active.at)], QColor(theme.LIGHT.accent), 9.0)


def _pen(color: str | QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    pen = QPen(QColor(color), width, style)
    pen.setCosmetic(True)
    return pen


def _paint_strokes(
    painter: QPainter, shape: Strokes, color: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine,
    fill: int = 0,
) -> None:  # fmt: skip
    tint = QColor(color)
    tint.setAlpha(fill)
    painter.setPen(_pen(color, width, style))
    painter.setBrush(QBrush(tint) if fill else Qt.BrushStyle.NoBrush)
    if shape.rects:
        painter.drawRects(*shape.rects)
    for centre, radius in shape.circles:
        painter.drawEllipse(centre, radius, radius)
    if shape.lines:
        painter.drawLines(*shape.lines)
    if shape.bold:
        painter.setPen(_pen(color, width + 1.2, style))
        painter.drawLines(*shape.bold)


def _paint_area(painter: QPainter, panel: PanelEntry) -> None:
    painter.setPen(_pen(theme.AREA, 1.0, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(to_rect(panel.panel.area.box))


def _paint_axes(painter: QPainter, panel: PanelEntry) -> None:
    for axis in ("x", "y"):
        fitted: AxisCalibration | None = getattr(panel.axes, axis)
        if fitted is not None:
            ticks = [(tick_position(panel, axis, p.pixel), f"{p.value:g}") for p in fitted.points]
            _paint_ticks(painter, ticks, sideways=axis == "y")


def _on_screen(painter: QPainter, places: list[QPointF]) -> list[QPointF]:
    """Map to the screen and leave the painter there; the caller restores it."""
    transform = painter.worldTransform()
    painter.resetTransform()
    return [transform.map(p) for p in places]


def _paint_handles(painter: QPainter, places: list[QPointF], fill: QColor, size: float) -> None:
    painter.save()
    painter.setPen(_pen(theme.LIGHT.accent, 1.4))
    painter.setBrush(fill)
    for p in _on_screen(painter, places):
        painter.drawRect(QRectF(p.x() - size / 2, p.y() - size / 2, size, size))
    painter.restore()


def _paint_badges(painter: QPainter, places: list[QPointF], color: str, sign: str) -> None:
    if not places:
        return
    painter.save()
    found = [p - QPointF(0, 13) for p in _on_screen(painter, places)]
    pen = _pen(color, 15.0)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawPoints(QPolygonF(found))
    if len(found) <= 200:
        painter.setPen(QColor("#ffffff"))
        painter.setFont(_font(bold=True))
        for p in found:
            painter.drawText(QRectF(p.x() - 8, p.y() - 8, 16, 16), Qt.AlignmentFlag.AlignCenter, sign)
    painter.restore()


def _paint_ticks(painter: QPainter, ticks: list[tuple[tuple[float, float], str]], *, sideways: bool) -> None:
    """Draw ticks with their values; a thin white rim keeps these legible and hides little of the figure."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = _font(bold=True)
    metrics = QFontMetricsF(font)
    words = QPainterPath()
    for p, (_, text) in zip(_on_screen(painter, [QPointF(*at) for at, _ in ticks]), ticks, strict=True):
        painter.setPen(_pen(theme.TICK, 1.8))
        step = QPointF(7, 0) if sideways else QPointF(0, 7)
        painter.drawLine(p - step, p + step)
        width = metrics.horizontalAdvance(text)
        offset = QPointF(9, metrics.capHeight() / 2) if sideways else QPointF(-width / 2, -10)
        words.addText(p + offset, font, text)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    rim = _pen("#ffffff", 3.0)
    rim.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(words, rim)
    painter.fillPath(words, QColor(theme.TICK))
    painter.restore()


def _font(*, bold: bool = False) -> QFont:
    font = QFont()
    font.setPointSize(_LABEL_SIZE)
    font.setBold(bold)
    return font
