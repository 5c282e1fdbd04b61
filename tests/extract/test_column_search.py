"""Where the columns of a panel stand."""

import pytest

from figpool.extract.column_search import _joined


@pytest.mark.parametrize(("gap", "whole"), [(7.0, True), (40.0, False)])
def test_a_stem_that_a_marker_breaks_is_one(gap, whole):
    """A marker too pale to be seen left two stems of one cap each, and its column was lost without a word."""
    parts = [(544.0, 217.0, 255.0), (543.2, 255.0 + gap, 300.0 + gap), (612.0, 200.0, 290.0)]
    assert ((544.0, 217.0, 300.0 + gap) in _joined(parts, 22.0)) == whole
