"""Strip charts of vector pages: the stroke among the single values is the mean, the values themselves are no rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from figpool.core.summary import GroupSummary
from figpool.extract import digitize
from figpool.io import read_figure

GROUPS = ("Sham", "Vehicle", "Drug")
#: Single values of two series in three groups.
VALUES = np.array(
    [
        [[12.0, 15.5, 19.0, 11.0, 14.0], [22.0, 28.5, 31.0, 25.0, 27.0], [35.0, 30.5, 41.0, 37.0, 33.0]],
        [[8.0, 5.5, 9.0, 7.5, 12.0], [16.0, 11.5, 19.0, 13.0, 14.5], [24.0, 20.5, 27.0, 21.0, 29.0]],
    ]
)
ASIDE = np.array([-0.08, -0.03, 0.02, 0.05, 0.09])


def read(folder: Path, draw: Callable[[Axes], None], form: str = "pdf") -> list[GroupSummary]:
    drawing = Drawing(figsize=(4.5, 3))
    ax = drawing.add_axes((0.15, 0.15, 0.8, 0.8))
    draw(ax)
    ax.set_ylim(0, 50)
    ax.set_xlim(-0.6, 2.6)
    ax.set_xticks(range(3), GROUPS)
    path = folder / f"chart.{form}"
    drawing.savefig(path)
    rows = list(digitize(read_figure(path)).rows)
    assert {r.source for r in rows} == {"vector"}
    return sorted(rows, key=lambda r: r.x_px)


def strip(
    ax: Axes, at: float, values: np.ndarray, face: str, label: str, *, stroke: float | None = None, lower: bool = True
) -> None:
    mean, error = float(values.mean()), float(values.std(ddof=1))
    row = mean if stroke is None else stroke
    ax.plot(at + ASIDE, values, "o", mfc=face, mec="black", ms=4, label=label)
    ax.errorbar(at, row, [[error if lower else 0.0], [error]], fmt="none", ecolor="black", capsize=4)
    ax.plot([at - 0.15, at + 0.15], [row, row], color="black", lw=1)


@pytest.mark.parametrize("form", ["pdf", "svg"])
@pytest.mark.parametrize("lower", [True, False])
def test_strokes_among_single_values_are_the_rows(tmp_path: Path, form: str, lower: bool) -> None:
    def draw(ax: Axes) -> None:
        for i, values in enumerate(VALUES[0]):
            strip(ax, i, values, "black", "", lower=lower)

    rows = read(tmp_path, draw, form)
    assert [(r.category, r.series, r.flags) for r in rows] == [(g, "", ()) for g in GROUPS]
    np.testing.assert_allclose([r.mean for r in rows], VALUES[0].mean(axis=1), atol=5e-3)
    sd = VALUES[0].std(axis=1, ddof=1)
    np.testing.assert_allclose([r.error_high for r in rows], sd, atol=5e-3)
    np.testing.assert_allclose([r.error_low or 0.0 for r in rows], sd if lower else 0.0, atol=5e-3)


def test_strokes_are_named_by_the_points_around_them(tmp_path: Path) -> None:
    def draw(ax: Axes) -> None:
        for j, (face, name) in enumerate([("black", "Male"), ("white", "Female")]):
            for i, values in enumerate(VALUES[j]):
                strip(ax, i + 0.4 * j - 0.2, values, face, name if i == 0 else "")
        ax.legend(loc="upper left")

    rows = read(tmp_path, draw)
    wanted = [(g, name) for g in GROUPS for name in ("Male", "Female")]
    assert [(r.category, r.series) for r in rows] == wanted
    assert {r.flags for r in rows} == {()}
    np.testing.assert_allclose([r.mean for r in rows], VALUES.mean(axis=2).T.ravel(), atol=5e-3)


def test_strokes_beside_the_means_may_be_medians(tmp_path: Path) -> None:
    def draw(ax: Axes) -> None:
        for i, values in enumerate(VALUES[0]):
            strip(ax, i, values, "black", "", stroke=float(values.mean()) + 1.5)

    rows = read(tmp_path, draw)
    np.testing.assert_allclose([r.mean for r in rows], VALUES[0].mean(axis=1) + 1.5, atol=5e-3)
    assert all("mark_weak" in r.flags for r in rows)


def test_a_group_of_points_without_stroke_is_missed_aloud(tmp_path: Path) -> None:
    def draw(ax: Axes) -> None:
        for i, values in enumerate(VALUES[0][:2]):
            strip(ax, i, values, "black", "")
        ax.plot(2 + ASIDE[:2], VALUES[0][2][:2], "o", mfc="black", mec="black", ms=4)

    rows = read(tmp_path, draw)
    assert len(rows) == 2
    assert all("marks_unexplained" in r.flags for r in rows)


def test_single_values_without_strokes_are_no_means(tmp_path: Path) -> None:
    def draw(ax: Axes) -> None:
        for i, values in enumerate(VALUES[0]):
            ax.plot(i + ASIDE, values, "o", color="black", ms=4)

    rows = read(tmp_path, draw)
    assert all("mark_weak" in r.flags for r in rows)


def test_caps_of_error_bars_through_points_are_no_strokes(tmp_path: Path) -> None:
    def draw(ax: Axes) -> None:
        for face, values in zip(("black", "white"), VALUES, strict=True):
            ax.errorbar(range(3), values.mean(axis=1), 3.0, fmt="o", mfc=face, mec="black", ecolor="black", capsize=4)

    rows = read(tmp_path, draw)
    assert len(rows) == 6
    np.testing.assert_allclose(sorted(r.mean for r in rows), np.sort(VALUES.mean(axis=2).ravel()), atol=5e-3)
