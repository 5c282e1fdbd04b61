"""The common measure: what a reading explains of the ink, and what it claims in vain."""

import cv2
import numpy as np
import pytest

from figpool.core.figure import Figure
from figpool.core.geometry import Box
from figpool.detect.raster.evidence import Claims, explained_share, outline
from figpool.detect.raster.picture import Picture, prepare

AREA = Box(10, 10, 990, 790)
DRAWN = Box(300, 300, 380, 500)


@pytest.fixture
def picture() -> Picture:
    page = np.full((800, 1000, 3), 255, np.uint8)
    cv2.rectangle(page, (300, 300), (380, 500), (0, 0, 0), 3)
    return prepare(Figure(page, "drawn.png"))


def test_the_true_outline_explains_all(picture):
    assert explained_share(picture, AREA, Claims(outline(DRAWN))) == pytest.approx(1.0, abs=0.02)


def test_claims_on_paper_lower_the_share(picture):
    down_to_base = Box(300, 300, 380, 780)
    assert explained_share(picture, AREA, Claims(outline(down_to_base))) < 0.75


def test_ink_left_unread_lowers_the_share(picture):
    half = Claims((Box(300, 300, 380, 300),))
    assert explained_share(picture, AREA, half) < 0.3


def test_text_and_gridlines_are_nobodys(picture):
    rgb = picture.rgb.copy()
    rgb[600, 10:990] = 0
    cv2.putText(rgb, "n.s.", (500, 200), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0, 0, 0), 2)
    marked = prepare(Figure(rgb, "drawn.png"))
    words = [Box(495, 170, 570, 210)]
    assert explained_share(marked, AREA, Claims(outline(DRAWN)), words) == pytest.approx(1.0, abs=0.03)


def test_nothing_claimed_is_worth_nothing(picture):
    assert explained_share(picture, AREA, Claims()) == 0.0


def test_a_lone_solid_blob_is_a_marker_though_it_was_taken_for_a_letter(picture):
    rgb = picture.rgb.copy()
    cv2.circle(rgb, (700, 400), 14, (0, 0, 0), -1)
    cv2.circle(rgb, (800, 600), 14, (0, 0, 0), -1)
    spotted = prepare(Figure(rgb, "drawn.png"))
    texts = [Box(686, 386, 714, 414), Box(786, 586, 814, 614)]
    assert explained_share(spotted, AREA, Claims(outline(DRAWN)), texts) < 0.8


def test_solid_letters_of_one_word_are_text(picture):
    rgb = picture.rgb.copy()
    texts = [Box(x, 386, x + 24, 414) for x in (700, 730, 760)]
    for box in texts:
        cv2.rectangle(rgb, (int(box.x0), 386), (int(box.x1), 414), (0, 0, 0), -1)
    written = prepare(Figure(rgb, "drawn.png"))
    assert explained_share(written, AREA, Claims(outline(DRAWN)), texts) == pytest.approx(1.0, abs=0.02)
