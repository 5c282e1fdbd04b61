"""Columns of tick labels before they are read: exponents stand on their tens."""

from figpool.core.geometry import Box, BoxTable
from figpool.extract.exponents import with_bases

TENS = [Box(100.0, 20.0 + 100 * i, 130.0, 43.0 + 100 * i) for i in range(4)]
EXPONENTS = tuple(Box(131.0, 12.0 + 100 * i, 142.0, 29.0 + 100 * i) for i in range(4))
WORDS = [Box(60.0, 450.0, 300.0, 474.0)]


def table(boxes):
    return BoxTable(tuple(boxes))


def test_exponents_join_their_tens():
    joined = with_bases(EXPONENTS, table([*TENS, *EXPONENTS, *WORDS]))
    assert joined == tuple(Box(100.0, 12.0 + 100 * i, 142.0, 43.0 + 100 * i) for i in range(4))


def test_one_lost_base_leaves_its_exponent():
    joined = with_bases(EXPONENTS, table([*TENS[1:], *EXPONENTS]))
    assert joined[0] == EXPONENTS[0]
    assert all(box.x0 == 100.0 for box in joined[1:])


def test_level_labels_stay_as_they_are():
    levels = tuple(Box(131.0, 22.0 + 100 * i, 150.0, 41.0 + 100 * i) for i in range(4))
    assert with_bases(levels, table([*TENS, *levels])) == levels
    assert with_bases(tuple(TENS), table([*TENS, *EXPONENTS])) == tuple(TENS)


def test_exponents_below_a_turned_chart_join_too():
    tens, exponents = [b.transposed() for b in TENS], tuple(b.transposed() for b in EXPONENTS)
    joined = with_bases(exponents, table([*tens, *exponents]), sideways=True)
    assert joined == tuple(Box(12.0 + 100 * i, 100.0, 43.0 + 100 * i, 142.0) for i in range(4))
