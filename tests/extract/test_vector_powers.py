"""Powers of ten that read from bottom to top beside a vector axis."""

import pytest

from figpool.core.geometry import Box
from figpool.core.vector import VectorText
from figpool.extract.vector.axes import _with_standing_powers

BLACK = (0.0, 0.0, 0.0)


def runs(base="10", angle=90.0, apart=6.0):
    """A base and, raised behind it, its exponent, at three places of an axis."""
    found = []
    for exponent, y in (("3", 100.0), ("2", 300.0), ("-1", 500.0)):
        found.append(VectorText(base, Box(137.0, y, 168.0, y + 42.0), angle, 30.0, BLACK))
        found.append(VectorText(exponent, Box(123.0, y - apart - 12.0, 144.0, y - apart), 0.0, 21.0, BLACK))
    return found


def test_exponents_are_joined_with_the_tens_they_stand_behind():
    """Exponents on their sides are runs of text of their own: the axis was read 1, 2, 3, with no flag."""
    joined = _with_standing_powers(runs())
    assert [t.text for t in joined] == ["10³", "10²", "10⁻¹"]
    assert [t.box.cy for t in joined] == pytest.approx([112.0, 312.0, 512.0])


@pytest.mark.parametrize(
    "texts", [runs(base="20"), runs(angle=0.0), runs(apart=60.0)], ids=["no ten", "level", "far apart"]
)
def test_other_runs_stay_as_they_are(texts):
    assert _with_standing_powers(texts) == texts
