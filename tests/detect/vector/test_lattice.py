"""Charts of spreadsheets: cut off at 0.01 mm, shrunk to leave room for their outline, then rounded again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from figpool.core.vector import SubPath, VectorPage, VectorPath
from figpool.detect.vector.lattice import HUNDREDTH, restored

WIDTH, HEIGHT = 16000, 8000  # of a chart, 0.01 mm
BLACK = (0.0, 0.0, 0.0)


def rectangle(x0: float, y0: float, x1: float, y1: float) -> np.ndarray:
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])


def chart(seed: int = 1) -> list[np.ndarray]:
    """Markers of one size, error bars of any length: whole hundredths of the chart."""
    rng = np.random.default_rng(seed)
    corners = np.column_stack([rng.integers(1000, WIDTH - 1000, 40), rng.integers(500, HEIGHT - 500, 40)])
    ends = rng.integers(500, HEIGHT - 500, (20, 2))
    markers = [rectangle(x, y, x + 176, y + 176) for x, y in corners.tolist()]
    return markers + [
        np.array([[x, a], [x, b]]) for x, (a, b) in zip(range(700, 15000, 700), ends.tolist(), strict=False)
    ]


def on_page(
    shapes: list[np.ndarray], outline: int = 26, left: int = 1778, top: int = 1905, printed: float = 1.0
) -> list[VectorPath]:
    """Put a chart on the sheet as LibreOffice 7.4 does: the drawing with its outline fits a frame 0.01 mm too small."""
    size = np.array([WIDTH, HEIGHT])
    shrunk = (size - 1) / (size + outline)

    def place(points: np.ndarray) -> np.ndarray:
        sheet = np.rint(np.array([left, top]) + (points + outline / 2) * shrunk)
        return np.asarray(sheet * printed * HUNDREDTH - 0.5)

    width = outline * shrunk[0] * printed * HUNDREDTH
    frame = VectorPath((SubPath(place(rectangle(0, 0, WIDTH, HEIGHT)), closed=True),), None, BLACK, width)
    ground = replace(frame, fill=(1.0, 1.0, 1.0), stroke=None)
    marks = [VectorPath((SubPath(place(s), closed=len(s) > 2),), None, BLACK) for s in shapes]
    return [ground, frame if outline else ground, *marks]


def page(paths: list[VectorPath]) -> VectorPage:
    return VectorPage(3300.0, 2550.0, tuple(paths))


def own(paths: list[VectorPath], first: VectorPath, unit: tuple[float, float]) -> np.ndarray:
    """Positions in units of the chart, from its corner."""
    corner = first.subpaths[0].points.min(axis=0)
    return np.vstack([(p.subpaths[0].points - corner) / np.array(unit) for p in paths])


@pytest.mark.parametrize(("outline", "printed"), [(26, 1.0), (0, 1.0), (106, 1.0), (212, 1.0), (26, 0.88)])
def test_the_second_rounding_is_taken_away(outline: int, printed: float) -> None:
    shapes = chart()
    freed, unit = restored(page(on_page(shapes, outline, printed=printed)))
    assert unit is not None
    assert unit[1] == pytest.approx(printed * HUNDREDTH * (HEIGHT - 1) / (HEIGHT + outline), rel=4e-6)
    found = own(list(freed.paths[2:]), freed.paths[0], unit)
    off = np.abs(found - np.vstack(shapes))
    assert np.mean(off < 0.02) > 0.94  # where two came to one place, the middle
    assert off.max() <= 1.01


def test_a_sheet_placed_at_any_size_is_known_by_the_unit_of_its_file() -> None:
    size = 0.6721
    paths = [
        replace(
            p,
            width=p.width * size,
            unit=size * 300 / 72,
            subpaths=tuple(replace(s, points=s.points * size + 61.3) for s in p.subpaths),
        )
        for p in on_page(chart())
    ]
    unknown = page([replace(p, unit=None) for p in paths])
    assert restored(unknown) == (unknown, None)
    _, unit = restored(page(paths))
    assert unit is not None
    assert unit[0] == pytest.approx(size * HUNDREDTH * (WIDTH - 1) / (WIDTH + 26), rel=4e-6)


def test_each_chart_of_a_sheet_is_shrunk_by_itself() -> None:
    one, other = chart(1), chart(2)
    paths = [*on_page(one), *on_page(other, outline=88, top=11000)]
    freed, unit = restored(page(paths))
    assert unit is not None
    half = len(paths) // 2
    scale = HUNDREDTH * (np.array([WIDTH, HEIGHT]) - 1) / (np.array([WIDTH, HEIGHT]) + 88)
    found = own(list(freed.paths[half + 2 :]), freed.paths[half], (float(scale[0]), float(scale[1])))
    assert np.mean(np.abs(found - np.vstack(other)) < 0.02) > 0.97


def test_positions_on_no_lattice_and_pages_without_ground_stay() -> None:
    paths = on_page(chart())
    loose = [replace(p, subpaths=tuple(replace(s, points=s.points * 1.00371) for s in p.subpaths)) for p in paths]
    for kept in (page(loose), page(paths[2:]), page([])):
        assert restored(kept) == (kept, None)


def test_a_ground_that_makes_markers_unequal_is_none_of_the_chart() -> None:
    paths = on_page(chart())
    thick = replace(paths[1], width=3 * paths[1].width)
    kept = page([paths[0], thick, *paths[2:]])
    assert restored(kept) == (kept, None)
