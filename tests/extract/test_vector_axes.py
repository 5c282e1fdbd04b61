"""Axes of a vector file: one line of ticks is one axis, however its labels stand."""

from __future__ import annotations

from figpool.extract import digitize
from figpool.io import read_figure

#: Labels of the ticks by row, and how far every other one stands aside.
ROWS, ASIDE = {40: "2", 80: "1", 120: "0", 160: "-1", 200: "-2"}, 6


def page(aside: int) -> str:
    ticks = "".join(f'<path d="M52 {y}H60" stroke="black"/>' for y in ROWS)
    labels = "".join(
        f'<text x="{44 - aside * (i % 2)}" y="{y + 4}" font-size="12" text-anchor="end">{t}</text>'
        for i, (y, t) in enumerate(ROWS.items())
    )
    bars = "".join(
        f'<path d="M{x} {y}H{x + 40}V120H{x}Z" fill="#777"/><path d="M{x + 20} {y}V{y - 15}" stroke="black"/>'
        for x, y in ((80, 60), (150, 90))
    )
    axis = '<path d="M60 40V200" stroke="black"/><path d="M60 120H230" stroke="black"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="260" height="240">{axis}{ticks}{labels}{bars}</svg>'


def test_labels_set_alternately_are_one_axis(tmp_path):
    for aside in (0, ASIDE):
        path = tmp_path / f"aside{aside}.svg"
        path.write_text(page(aside), encoding="utf-8")
        rows = digitize(read_figure(path)).rows
        assert [round(r.mean, 3) for r in rows] == [1.5, 0.75]
