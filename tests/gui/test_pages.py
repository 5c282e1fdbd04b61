"""An article's pages at the left: figures found on them, and any page to be opened whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from PyQt6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from figpool.core.errors import InputError
from figpool.io.pdf_pages import read_pdf, sketch_page
from figpool_gui.adding import add_sources
from figpool_gui.main_window import MainWindow
from figpool_gui.panels.page_delegate import places
from figpool_gui.panels.pages import PAGE
from window_hands.hand import Hand
from window_hands.paper import write_paper


@pytest.fixture
def article(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    """The window on a project with an article of three pages, all of them drawn."""
    write_paper(tmp_path / "article.pdf")
    add_sources(tmp_path / "review.figpool", "anna", [tmp_path / "article.pdf"], lambda _: None)
    window.projects.open_path(tmp_path / "review.figpool")
    qtbot.waitUntil(lambda: len(window.pages.model._drawn) == 3, timeout=20_000)
    return window


def words(window: MainWindow) -> list[str]:
    model = window.pages.model
    return [model.data(model.index(row)) for row in range(model.rowCount())]


def cell_middle(window: MainWindow, page: int) -> QPoint:
    return window.pages.list.visualRect(window.pages.model.index(page - 1)).center()


def test_all_pages_are_listed_with_the_figures_found_on_them(article: MainWindow) -> None:
    assert article.pages.isVisible()
    assert words(article) == ["1 · no figure", "2 · 2 figures", "3 · 1 figure"]
    assert article.pages.list.currentIndex().row() == 1


def test_frames_stand_where_the_figures_do(article: MainWindow) -> None:
    index = article.pages.model.index(1)
    cell, pixmap = article.pages.list.visualRect(index), index.data(Qt.ItemDataRole.DecorationRole)
    boxes = [box for _, box in places(cell, pixmap, index.data(PAGE))]
    sheet_height = boxes[0].height() / (0.35)
    assert len(boxes) == 2
    assert boxes[0].center().y() < boxes[1].center().y()  # drawn at 62-89 % and 24-48 % of the page's height
    assert 60 < sheet_height < 200


def test_a_click_on_a_frame_shows_that_figure(article: MainWindow, qtbot: QtBot) -> None:
    viewport = article.pages.list.viewport()
    assert viewport is not None
    index = article.pages.model.index(1)
    cell, pixmap = article.pages.list.visualRect(index), index.data(Qt.ItemDataRole.DecorationRole)
    lower = places(cell, pixmap, index.data(PAGE))[1][1]
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=lower.center().toPoint())
    assert article.session.figure is not None
    assert article.session.figure.info.title == "Figure 2, page 2"


def test_a_page_without_figures_is_opened_whole_and_cut(article: MainWindow, qtbot: QtBot) -> None:
    pages = article.pages
    viewport = pages.list.viewport()
    assert viewport is not None
    before = article.session.figure
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=cell_middle(article, 1))
    assert article.session.figure == before
    status = article.statusBar()
    assert status is not None
    assert "page 1" in status.currentMessage()

    pages.list.setCurrentIndex(pages.model.index(0))
    qtbot.keyClick(pages.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: article.canvas.picture is not None, timeout=20_000)
    figure = article.session.figure
    assert figure is not None
    assert (figure.page, figure.crop) == (1, None)
    assert article.canvas.tool.name == "crop"
    qtbot.waitUntil(lambda: article.canvas.picture.figure == figure.id, timeout=20_000)  # type: ignore[union-attr]
    Hand(article.canvas).drag((200, 200), (500, 400), (900, 700))
    part = article.session.figure
    assert part is not None
    assert part.page == 1
    assert part.crop is not None
    assert words(article)[0] == "1 · 1 figure"


def test_opening_a_page_twice_lists_it_once(article: MainWindow) -> None:
    assert article.session.show_page(1)
    assert article.session.show_page(1)
    assert len([line for line in article.session.figures if line.figure.page == 1]) == 1


def test_pages_are_not_shown_for_a_picture(opened: MainWindow) -> None:
    assert not opened.pages.isVisible()


def test_a_sketch_gives_the_size_the_page_is_read_at(tmp_path: Path) -> None:
    write_paper(tmp_path / "article.pdf")
    data = (tmp_path / "article.pdf").read_bytes()
    whole = read_pdf(data, Path("article.pdf"), 2)
    pixels, size = sketch_page(data, "article.pdf", 2, 200)
    assert max(pixels.shape[:2]) == pytest.approx(200, abs=1)
    assert size == pytest.approx((whole.width, whole.height), abs=1.0)
    with pytest.raises(InputError, match="page 9"):
        sketch_page(data, "article.pdf", 9, 200)
