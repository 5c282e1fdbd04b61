"""Bar charts of vector pages."""

from __future__ import annotations

from collections.abc import Sequence

from figpool.core.marks import BarMark, Fill, LegendKey
from figpool.core.provenance import Provenance
from figpool.core.series import DataPoint
from figpool.detect.vector.bars import bar_candidates, bars_on, choose_base, stems_of, tip_of
from figpool.detect.vector.scene import Rect
from figpool.detect.vector.stems import VECTOR_U, arms_at
from figpool.extract.charts.assembly import series_names
from figpool.extract.charts.bar import error_bar
from figpool.extract.charts.registry import ChartReading
from figpool.extract.grouping import assign_keys
from figpool.extract.vector.assembly import Entry, to_reading, to_trail
from figpool.extract.vector.doubts import missing_arms
from figpool.extract.vector.fills import fills_of, in_turn, unlike_key
from figpool.extract.vector.labels import label_bodies, repeated
from figpool.extract.vector.panel import VectorPanel

DETECTOR = "vector.bars/1"


class VectorBars:
    """Reader of bars, upright or horizontal."""

    name = "bar"

    def read(self, panel: VectorPanel) -> ChartReading | None:
        """Read the bars of a panel; None when no rectangles stand on one line."""
        rects, base = find_bars(panel)
        if base is None or not rects or (len(rects) == 1 and len(panel.markers) >= 3):
            return None
        fills, legend = looks_of(panel, rects)
        marks = [_mark(panel, r, base, f) for r, f in zip(rects, fills, strict=True)]
        return _reading(panel, marks, legend)


def looks_of(panel: VectorPanel, rects: Sequence[Rect]) -> tuple[list[Fill], list[LegendKey]]:
    """Return how bars look, and the legend's entries with looks measured the same way."""
    keys = [k for k in panel.keys if k.look.shape == "square"]
    fills = fills_of(
        panel,
        [r.box for r in rects] + [k.box for k in keys],
        [r.fill for r in rects] + [k.look.fill for k in keys],
        [r.patterned for r in rects] + [k.patterned for k in keys],
    )
    legend = [
        LegendKey(panel.to_page(k.box), f, panel.to_page(k.words.box), k.words.text)
        for k, f in zip(keys, fills[len(rects) :], strict=True)
    ]
    return fills[: len(rects)], legend


def find_bars(panel: VectorPanel) -> tuple[list[Rect], float | None]:
    """Return the bars of a panel and the row they stand on."""
    rects = bar_candidates(panel.bodies, panel.area, panel.legend_boxes)
    base = choose_base(rects, panel.base_rows)
    return ([], None) if base is None else (bars_on(rects, base), base)


def _mark(panel: VectorPanel, rect: Rect, base: float, fill: Fill) -> BarMark:
    tip = tip_of(rect, base)
    upper, lower = arms_at(stems_of(rect, panel.stems, tip), tip)
    away, back = (upper, lower) if tip <= base else (lower, upper)
    return BarMark(rect.box.x0, rect.box.x1, base, tip, fill, 1.0, away, back, VECTOR_U, horizontal=panel.horizontal)


def _reading(panel: VectorPanel, marks: Sequence[BarMark], keys: Sequence[LegendKey]) -> ChartReading:
    labelled = label_bodies(panel, marks, len(keys))
    owners, alike = in_turn(marks, labelled.groups, keys, assign_keys(marks, labelled.groups, keys))
    entries = []
    names = series_names(panel, marks, labelled.groups, keys, owners)
    pairs = list(zip(names, labelled.labels, strict=True))
    of_series = {name: repeated([label for own, label in pairs if own == name]) for name in names}
    shared = (*panel.calibration.issues, *labelled.doubts, *alike)
    for mark, label, name, owner in zip(marks, labelled.labels, names, owners, strict=True):
        issues = (*shared, *of_series[name], *unlike_key(mark, owner, keys), *missing_arms(mark, marks))
        x, y = mark.position
        u = panel.calibration.value_uncertainty(mark.tip, mark.tip_u)
        value = panel.calibration.value_at(mark.tip)
        point = DataPoint(value, error_bar(panel.calibration, mark).evened(), x, y, label, None, u, issues)
        entries.append(Entry(name, point, mark, bar_trail(panel, mark)))
    return to_reading("bar", entries, keys, panel)


def bar_trail(panel: VectorPanel, mark: BarMark, detector: str = DETECTOR) -> Provenance:
    """Where a bar was read, pixels of the page."""
    places = {
        "side0": mark.side0,
        "side1": mark.side1,
        "base": mark.base,
        "tip": mark.tip,
        "up": mark.up.end if mark.up else None,
        "down": mark.down.end if mark.down else None,
    }
    return to_trail(panel, detector, places)
