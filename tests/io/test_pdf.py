"""PDF pages: positions, nested forms, rotation, and files that are refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from figpool.core.errors import InputError
from figpool.io import read_figure
from figpool.io.pdf_guard import is_suspicious
from figpool.io.pdf_pages import page_matrix
from paint.pdf_writer import form, pdf_bytes


def written(folder: Path, data: bytes, name: str = "f.pdf") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def at_300_dpi(x: float, y: float, height: float = 300.0) -> tuple[float, float]:
    """Where a point of a page stands by the row contract's convention, at 300 dpi."""
    return x * 300 / 72 - 0.5, (height - y) * 300 / 72 - 0.5


def test_a_path_lies_where_the_page_says(tmp_path: Path) -> None:
    figure = read_figure(written(tmp_path, pdf_bytes(b"1 0 0 RG 2 w 30 40 m 130 90 l S")))
    assert figure.vector is not None
    (path,) = figure.vector.paths
    assert path.stroke == (1.0, 0.0, 0.0)
    assert path.width == pytest.approx(2 * 300 / 72)
    np.testing.assert_allclose(path.subpaths[0].points, [at_300_dpi(30, 40), at_300_dpi(130, 90)], atol=1e-3)
    assert figure.pixel_scale == pytest.approx(0.5, rel=1e-9)
    assert figure.page == 1


def test_the_rendering_shows_ink_where_the_path_is(tmp_path: Path) -> None:
    figure = read_figure(written(tmp_path, pdf_bytes(b"0 g 100 100 50 20 re f")))
    x0, y1 = at_300_dpi(100, 100)
    x1, y0 = at_300_dpi(150, 120)
    dark = np.argwhere(figure.pixels[:, :, 0] < 128)
    assert dark.min(axis=0) == pytest.approx((y0 + 0.5, x0 + 0.5), abs=1.0)
    assert dark.max(axis=0) == pytest.approx((y1 - 0.5, x1 - 0.5), abs=1.0)


def test_forms_within_forms_multiply_their_matrices(tmp_path: Path) -> None:
    data = pdf_bytes(
        b"q 2 0 0 2 10 20 cm /A Do Q",
        resources=b"<< /XObject << /A 5 0 R >> >>",
        more=(
            form(b"q 1 0 0 1 5 5 cm /B Do Q", b"<< /XObject << /B 6 0 R >> >>"),
            form(b"0 0 m 10 0 l S", matrix="3 0 0 3 1 1"),
        ),
    )
    figure = read_figure(written(tmp_path, data))
    assert figure.vector is not None
    # B's matrix first, then the shift by 5, then the doubling
    np.testing.assert_allclose(
        figure.vector.paths[0].subpaths[0].points, [at_300_dpi(22, 32), at_300_dpi(82, 32)], atol=1e-3
    )


@pytest.mark.parametrize(
    ("rotation", "corner"), [(0, (0.0, 300.0)), (90, (0.0, 0.0)), (180, (400.0, 0.0)), (270, (300.0, 400.0))]
)
def test_turned_pages_put_the_lower_left_corner_where_a_reader_sees_it(
    rotation: int, corner: tuple[float, float]
) -> None:
    matrix = page_matrix((0.0, 0.0, 400.0, 300.0), rotation, 1.0)
    np.testing.assert_allclose(matrix @ [0.0, 0.0, 1.0], np.array(corner) - 0.5)


def test_a_turned_page_is_read_as_shown(tmp_path: Path) -> None:
    figure = read_figure(written(tmp_path, pdf_bytes(b"0 0 m 40 0 l S", page=b"/Rotate 90")))
    assert (figure.width, figure.height) == (1250, 1667)
    assert figure.vector is not None
    points = figure.vector.paths[0].subpaths[0].points
    np.testing.assert_allclose(points[1] - points[0], (0.0, 40 * 300 / 72), atol=1e-3)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.4 nothing more", "damaged"),
        (pdf_bytes(b"0 0 m 1 1 l S")[:150], "damaged"),
    ],
)
def test_damaged_files_are_refused_in_one_sentence(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_figure(written(tmp_path, data))


def test_a_page_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no page 3; it has 2 pages"):
        read_figure(written(tmp_path, pdf_bytes(b"0 0 m 1 1 l S", pages=2)), 3)


def test_too_deep_a_drawing_is_read_as_a_picture(tmp_path: Path) -> None:
    more = [form(b"/F Do", b"<< /XObject << /F %d 0 R >> >>" % (6 + i)) for i in range(40)]
    data = pdf_bytes(b"/F Do", resources=b"<< /XObject << /F 5 0 R >> >>", more=(*more, form(b"0 0 m 9 9 l S")))
    figure = read_figure(written(tmp_path, data))
    assert figure.vector is None
    assert "nested deeper" in figure.notes[0]


def test_a_form_that_draws_itself_ends(tmp_path: Path) -> None:
    data = pdf_bytes(
        b"/F Do", resources=b"<< /XObject << /F 5 0 R >> >>", more=(form(b"/F Do", b"<< /XObject << /F 5 0 R >> >>"),)
    )
    assert read_figure(written(tmp_path, data)).width == 1667


def test_forms_that_multiply_are_suspicious_and_plain_ones_are_not() -> None:
    bomb = [form(b"/F Do " * 10, b"<< /XObject << /F %d 0 R >> >>" % (6 + i)) for i in range(8)]
    markers = [form(b"0 0 m 1 1 l S") for _ in range(50)]
    assert is_suspicious(pdf_bytes(b"/F Do", more=tuple(bomb)))
    assert not is_suspicious(pdf_bytes(b"/F Do", more=tuple(markers)))
