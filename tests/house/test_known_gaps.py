"""The list of what figpool cannot do yet names tests that exist."""

import re

import pytest

from house.tree import ROOT
from known_gaps import KNOWN_GAPS


@pytest.mark.parametrize("test", KNOWN_GAPS)
def test_a_known_gap_is_a_test_that_exists(test):
    file, _, name = test.partition("::")
    text = (ROOT / "tests" / file).read_text(encoding="utf-8")
    assert re.search(rf"^def {re.escape(name.partition('[')[0])}\(", text, flags=re.MULTILINE)
    assert len(KNOWN_GAPS[test].split()) >= 4
