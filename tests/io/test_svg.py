"""SVG drawings: transforms, styles, text, and documents that are refused."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from figpool.core.errors import InputError
from figpool.core.figure import Figure
from figpool.io import read_figure

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="96" height="96">'
DPI = 300 / 96


def drawn(folder: Path, body: str, head: str = HEAD) -> Figure:
    path = folder / "f.svg"
    path.write_text(f"{head}{body}</svg>")
    return read_figure(path)


def first_points(figure: Figure) -> np.ndarray:
    assert figure.vector is not None
    return figure.vector.paths[0].subpaths[0].points


def test_nested_transforms_and_use_are_resolved(tmp_path: Path) -> None:
    body = """<defs><path id="p" d="M0 0L10 0" stroke="black"/></defs>
    <g transform="translate(20 30)"><g transform="scale(2)"><use xlink:href="#p" x="1" y="2"/></g></g>"""
    np.testing.assert_allclose(first_points(drawn(tmp_path, body)), np.array([[22, 34], [42, 34]]) * DPI - 0.5)


def test_a_viewbox_scales_the_drawing_to_its_size_on_paper(tmp_path: Path) -> None:
    head = '<svg xmlns="http://www.w3.org/2000/svg" width="1in" height="1in" viewBox="10 10 100 100">'
    figure = drawn(tmp_path, '<path d="M10 10L110 60" stroke="red"/>', head)
    np.testing.assert_allclose(first_points(figure), [[-0.5, -0.5], [299.5, 149.5]])
    assert (figure.width, figure.height, figure.pixel_scale) == (300, 300, 0.5)


def test_styles_come_from_sheets_attributes_and_groups(tmp_path: Path) -> None:
    body = """<style>.bar { fill: #ff0000 } rect { stroke: blue }</style>
    <g stroke-width="3"><rect class="bar" x="1" y="1" width="5" height="5" style="stroke-dasharray: 4 2"/></g>"""
    figure = drawn(tmp_path, body)
    assert figure.vector is not None
    (path,) = figure.vector.paths
    assert (path.fill, path.stroke) == ((1.0, 0.0, 0.0), (0.0, 0.0, 1.0))
    assert path.width == pytest.approx(3 * DPI)
    assert path.dash == pytest.approx((4 * DPI, 2 * DPI))


def test_text_ends_at_its_anchor_and_keeps_superscripts(tmp_path: Path) -> None:
    body = '<text x="50" y="40" text-anchor="end" font-size="10">10<tspan dy="-4" font-size="6">3</tspan></text>'
    figure = drawn(tmp_path, body)
    assert figure.vector is not None
    (text,) = figure.vector.texts
    assert text.text == "10³"
    assert text.box.x1 == pytest.approx(50 * DPI, abs=1.0)


def test_words_beside_outlines_are_taken_from_the_comment(tmp_path: Path) -> None:
    body = """<g id="text_1"><!-- $\\mathdefault{10^{-2}}$ --><g transform="translate(10 20) scale(0.1 -0.1)">
    <path d="M0 0L0 70L40 70L40 0Z"/></g></g>"""
    figure = drawn(tmp_path, body)
    assert figure.vector is not None
    assert [t.text for t in figure.vector.texts] == ["10⁻²"]
    assert not figure.vector.paths


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ('<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + HEAD + "<text>&b;</text></svg>", "entities"),
        ('<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + HEAD + "<text>&x;</text></svg>", "entities"),
        (HEAD + '<g id="a"><use xlink:href="#a"/></g></svg>', "elements"),
        (HEAD + "<g>" * 500 + "</g>" * 500 + "</svg>", "nested"),
        (HEAD + "<g></svg>", "damaged"),
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', "how large"),
        ('<html xmlns="http://www.w3.org/1999/xhtml"><p>not an svg</p></html>', "no SVG"),
    ],
)
def test_documents_that_are_refused(tmp_path: Path, document: str, words: str) -> None:
    path = tmp_path / "f.svg"
    path.write_text(document)
    with pytest.raises(InputError, match=words):
        read_figure(path)


def test_uses_that_multiply_are_counted_before_they_are_drawn(tmp_path: Path) -> None:
    groups = "".join(f'<g id="a{i}">' + f'<use xlink:href="#a{i - 1}"/>' * 10 + "</g>" for i in range(1, 10))
    with pytest.raises(InputError, match="more than 200000 elements"):
        drawn(tmp_path, f'<defs><g id="a0"><path d="M0 0L1 1"/></g>{groups}</defs><use xlink:href="#a9"/>')


def test_references_to_other_files_are_not_followed(tmp_path: Path) -> None:
    body = '<use href="other.svg#a"/><path d="M0 0L9 9" stroke="red"/><use href="http://127.0.0.1:9/a.svg#b"/>'
    figure = drawn(tmp_path, body)
    assert figure.vector is not None
    assert len(figure.vector.paths) == 1


def test_selectors_ask_for_ancestors_and_the_more_specific_wins(tmp_path: Path) -> None:
    """Pygal colours a group and styles other rectangles by their surroundings."""
    style = "<style>.tip rect{fill:#fff} .series .red{fill:#f00} rect{fill:#0f0} rect:hover{fill:#00f}</style>"
    figure = drawn(tmp_path, style + '<g class="series"><rect class="red" width="9" height="9"/></g>')
    assert figure.vector is not None
    assert figure.vector.paths[0].fill == (1.0, 0.0, 0.0)


def test_a_pattern_is_drawn_on_white(tmp_path: Path) -> None:
    """The tone of a pattern of black lines is black; its rendering is not."""
    pattern = '<pattern id="p" patternUnits="userSpaceOnUse" width="8" height="8"><path d="M0 0L8 8" stroke="#000"/>'
    figure = drawn(tmp_path, f'{pattern}</pattern><rect x="8" y="8" width="80" height="80" fill="url(#p)"/>')
    inner = figure.pixels[40:260, 40:260]
    assert 150 < inner.mean() < 240
    assert figure.vector is not None
    assert [p.patterned for p in figure.vector.paths if not p.letter] == [True]


def test_letters_written_style_by_style_stand_in_line(tmp_path: Path) -> None:
    """Matplotlib writes the digits of 2×10⁵ first, then the sign, then the exponent."""
    parts = [("2", 0, 0, 10), ("1", 13.9, 0, 10), ("0", 19.4, 0, 10), ("×", 5.56, 0, 10), ("5", 25.1, -4, 7)]
    spans = "".join(f'<tspan x="{x}" y="{y}" style="font-size:{s}px">{t}</tspan>' for t, x, y, s in parts)
    figure = drawn(tmp_path, f'<text transform="translate(20 40)">{spans}</text><path d="M0 0L1 1" stroke="red"/>')
    assert figure.vector is not None
    assert [t.text.replace(" ", "") for t in figure.vector.texts] == ["2×10⁵"]


def test_data_told_to_screen_readers_are_kept_with_their_mark(tmp_path: Path) -> None:
    figure = drawn(tmp_path, '<rect x="9" y="9" width="9" height="9" aria-label="day: 3; mean: 4.5"/>')
    assert figure.vector is not None
    (told,) = figure.vector.spoken
    assert told.words == "day: 3; mean: 4.5"
    assert told.box.width == pytest.approx(9 * DPI)


def test_a_picture_within_the_file_is_painted_where_it_stands_below_what_follows(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    tile = np.zeros((20, 30, 3), dtype=np.uint8)
    tile[:10] = (255, 0, 0)  # red above black
    Image.fromarray(tile).save(buffer, "PNG")
    link = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
    path = tmp_path / "wrapped.svg"
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"><g transform="translate(24 24)">'
        f'<image width="48" height="48" preserveAspectRatio="none" href="{link}"/></g>'
        f'<image transform="matrix(1 0 0 -1 0 20)" width="20" height="20" href="{link}"/>'
        '<rect x="40" y="40" width="16" height="16" fill="blue"/>'
        '<image width="9" height="9" href="data:image/png;base64,AAAA"/></svg>'
    )
    pixels = read_figure(path).pixels
    unit = 300 / 96
    colors = {at: tuple(pixels[round(at[1] * unit), round(at[0] * unit)].tolist()) for at in
              [(30, 30), (30, 66), (48, 48), (80, 80), (10, 3), (10, 17)]}  # fmt: skip
    red, black, blue, white = (255, 0, 0), (0, 0, 0), (0, 0, 255), (255, 255, 255)
    assert list(colors.values()) == [red, black, blue, white, black, red]
