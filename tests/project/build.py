"""Small readings and projects for the tests, made without any picture."""

from __future__ import annotations

from figpool.calibrate import fit_manual
from figpool.core.axes import AxesCalibration, CalibrationPoint
from figpool.core.figure import Panel, PlotArea
from figpool.core.geometry import Box, Frame
from figpool.core.issues import Flag, Issue
from figpool.core.marks import BarMark, Fill, WhiskerMark
from figpool.core.provenance import Provenance
from figpool.core.summary import Dispersion
from figpool.extract.recompute import read_point
from figpool.project import Extraction, MarkEntry, PanelEntry, Reading
from figpool.project.rows import rows_of

Y_TICKS = (CalibrationPoint(300.0, 0.0), CalibrationPoint(100.0, 20.0))


def bar(x: float, tip: float, up: float | None = None, base: float = 300.0) -> BarMark:
    x, tip, up = float(x), float(tip), None if up is None else float(up)
    arm = None if up is None else WhiskerMark(x, tip, up, capped=True, score=1.0, end_u=0.3)
    return BarMark(x - 10, x + 10, base, tip, Fill((60.0, 10.0, -5.0)), 0.95, up=arm, tip_u=0.3)


def entry(number: int, mark: BarMark, axes: AxesCalibration, frame: Frame, **names: str) -> MarkEntry:
    category = names.pop("category", "")
    issues = (Issue(Flag.NO_WHISKER, "No error bar was found.", 0.5),) if mark.up is None else ()
    point = read_point(mark, axes, frame, issues=issues)
    point = type(point)(**{f: getattr(point, f) for f in point.__dataclass_fields__} | {"category": category})
    trail = Provenance("0" * 64, "raster.bars/1", {"tip": mark.tip}, frame.angle, 0.0)
    return MarkEntry(f"m{number}", mark, point, trail, **names)


def panel(name: str, first: int, frame: Frame, shift: float = 0.0) -> PanelEntry:
    axes = AxesCalibration(None, fit_manual(Y_TICKS))
    box = Box(40.0 + shift, 90.0, 300.0 + shift, 300.0)
    marks = (
        entry(first, bar(80 + shift, 200, 180), axes, frame, series="Control", category="week 4"),
        entry(first + 1, bar(110 + shift, 150, 140), axes, frame, series="Treated", category="week 4"),
        entry(first + 2, bar(200 + shift, 190), axes, frame, series="Control", category="week 8"),
        entry(first + 3, bar(230 + shift, 120.5, 101.25), axes, frame, series="Treated", category="week 8"),
    )
    return PanelEntry(name, Panel(PlotArea(box), box, name), "bar", axes, marks, dispersion=Dispersion.SE, n=8)


def extraction(panels: int = 1, skew: float = 0.5) -> Extraction:
    frame = Frame(skew, 200.0, 160.0)
    built = tuple(panel(f"p{i + 1}", 4 * i + 1, frame, 300.0 * i) for i in range(panels))
    return Extraction(frame=frame, panels=built, next_mark=4 * panels + 1, next_panel=panels + 1)


def reading(found: Extraction | None = None, name: str = "fig.png", version: str = "0.0.test") -> Reading:
    found = found or extraction()
    return Reading(found, tuple(row for _, row in rows_of(found, name)), version, {})
