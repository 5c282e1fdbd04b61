from __future__ import annotations

import pytest

from figpool.ocr.clean import clean_text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("10³", "10³"),
        ("5 µm ± 2", "5 µm ± 2"),
        ("N－P", "N-P"),
        ("−5", "-5"),
        ("（mg）", "(mg)"),
        ("60％", "60%"),
        ("  a \t b\n", "a b"),
        ("ﬁeld", "field"),
        ("hAd–MSC", "hAd-MSC"),
        ("0’5", "0'5"),
    ],
)
def test_typography_is_unified_and_meaning_kept(raw, clean):
    assert clean_text(raw) == clean
