"""Box plots of vector pages."""

from __future__ import annotations

from collections.abc import Sequence

from figpool.core.issues import Issue
from figpool.core.marks import BoxMark, Fill, LegendKey
from figpool.core.provenance import Provenance
from figpool.core.series import DataPoint, ErrorBar
from figpool.detect.vector.bars import bar_candidates
from figpool.detect.vector.boxes import BoxFind, find_boxes
from figpool.detect.vector.scene import EPSILON
from figpool.detect.vector.stems import VECTOR_U
from figpool.extract.charts.box import quantiles
from figpool.extract.charts.registry import ChartReading
from figpool.extract.grouping import assign_keys
from figpool.extract.vector.assembly import Entry, to_reading, to_trail
from figpool.extract.vector.bar import find_bars
from figpool.extract.vector.fills import fills_of
from figpool.extract.vector.labels import label_bodies
from figpool.extract.vector.panel import VectorPanel

DETECTOR = "vector.boxes/1"


class VectorBoxes:
    """Reader of box plots, upright or horizontal."""

    name = "box"

    def read(self, panel: VectorPanel) -> ChartReading | None:
        """Read the boxes of a panel; None when rectangles have no medians or no whiskers."""
        rects = bar_candidates(panel.bodies, panel.area, panel.legend_boxes)
        found = find_boxes(rects, panel.scene.horizontals, panel.stems, panel.markers)
        if not found or sum(f.up is not None or f.down is not None for f in found) < 0.5 * len(found):
            return None
        if _are_bars(panel, found):
            return None
        keys = [k for k in panel.keys if k.look.shape == "square"]
        fills = fills_of(
            panel,
            [f.rect.box for f in found] + [k.box for k in keys],
            [f.rect.fill for f in found] + [k.look.fill for k in keys],
            [False] * (len(found) + len(keys)),
        )
        marks = [_mark(panel, f, fill) for f, fill in zip(found, fills[: len(found)], strict=True)]
        legend = [
            LegendKey(panel.to_page(k.box), fill, panel.to_page(k.words.box), k.words.text)
            for k, fill in zip(keys, fills[len(found) :], strict=True)
        ]
        labelled = label_bodies(panel, marks, len(keys))
        owners = assign_keys(marks, labelled.groups, legend)
        issues = (*panel.calibration.issues, *labelled.doubts)
        entries = [
            Entry(legend[o].text if o is not None else "", _point(panel, m, label, issues), m, _trail(panel, m))
            for m, label, o in zip(marks, labelled.labels, owners, strict=True)
        ]
        return to_reading("box", entries, legend, panel)


def _are_bars(panel: VectorPanel, boxes: Sequence[BoxFind]) -> bool:
    """Whether most of the rectangles stand on zero or on the foot of the panel, or in a stack that does."""
    standing, base = find_bars(panel)
    rows = [panel.foot]
    if not panel.calibration.scale.is_log:
        rows.append(float(panel.calibration.to_pixel(0.0)))
    on_axis = base is not None and min(abs(base - row) for row in rows) <= 2.0
    columns = [b for b in boxes if any(abs(b.rect.box.cx - r.box.cx) <= EPSILON for r in standing)]
    return on_axis and len(columns) >= 0.6 * len(boxes)


def _mark(panel: VectorPanel, found: BoxFind, fill: Fill) -> BoxMark:
    box = found.rect.box
    return BoxMark(
        side0=box.x0,
        side1=box.x1,
        edge0=box.y0,
        edge1=box.y1,
        median=found.median,
        fill=fill,
        score=1.0,
        arm0=found.up,
        arm1=found.down,
        mean=found.mean,
        edge_u=VECTOR_U,
        median_u=VECTOR_U,
        mean_u=VECTOR_U,
        notched=False,
        horizontal=panel.horizontal,
    )


def _point(panel: VectorPanel, mark: BoxMark, label: str, issues: tuple[Issue, ...]) -> DataPoint:
    calibration = panel.calibration
    x, y = mark.position
    return DataPoint(
        mean=None if mark.mean is None else calibration.value_at(mark.mean),
        error=ErrorBar(),
        x_px=x,
        y_px=y,
        category=label,
        mean_u=None if mark.median is None else calibration.value_uncertainty(mark.median, mark.median_u),
        issues=issues,
        quantiles=quantiles(calibration, mark),
    )


def _trail(panel: VectorPanel, mark: BoxMark) -> Provenance:
    places = {
        "side0": mark.side0,
        "side1": mark.side1,
        "edge0": mark.edge0,
        "edge1": mark.edge1,
        "median": mark.median,
        "mean": mark.mean,
        "end0": mark.arm0.end if mark.arm0 else None,
        "end1": mark.arm1.end if mark.arm1 else None,
    }
    return to_trail(panel, DETECTOR, places)
