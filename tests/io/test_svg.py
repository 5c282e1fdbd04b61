"""SVG drawings: transforms, styles, text, and documents that are refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

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
