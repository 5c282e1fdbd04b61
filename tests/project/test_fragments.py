"""What is done again only where something changed is the same as all of it done anew."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from figpool.core.summary import Dispersion
from figpool.project import edits
from figpool.project.codec import dumps, encode
from figpool.project.fragments import Fragments
from figpool.project.rows import RowMemo, rows_of
from project.build import bar, entry, extraction

_LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
_DATA = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=30
)


@given(_DATA, st.dictionaries(st.text(), _LEAVES, max_size=3))
def test_the_text_is_that_of_the_codec(data: object, part: dict[str, object]) -> None:
    fragments = Fragments()
    document = {"panels": [{"marks": [part, {"a": data}] * 50, "label": "é\n\u2028"}], "rest": data}
    for _ in range(2):
        assert fragments.dumps(document) == dumps(document)


def test_a_part_put_in_place_of_another_is_written_anew() -> None:
    fragments, marks = Fragments(), [{"n": i} for i in range(200)]
    fragments.dumps({"marks": marks})
    changed = {"marks": [*marks[:100], {"n": -1}, *marks[101:]]}
    del marks[100]
    assert fragments.dumps(changed) == dumps(changed)


def many() -> object:
    found = extraction()
    panel = found.panels[0]
    marks = tuple(entry(i, bar(80 + i, 200 - i / 3, 180), panel.axes, found.frame) for i in range(1, 90))
    return replace(found, panels=(replace(panel, marks=marks),), next_mark=90)


def test_rows_remembered_are_those_made_anew_after_every_kind_of_edit() -> None:
    memo, found = RowMemo(), many()
    steps = (
        ("move_mark", {"mark": "m7", "dx": 3.0, "dy": 9.0}),
        ("set_n", {"panel": "p1", "n": 12.0}),
        ("set_dispersion", {"panel": "p1", "dispersion": Dispersion.SE}),
        ("set_mark_n", {"mark": "m7", "n": 5.0}),
        ("relabel_mark", {"mark": "m8", "category": "late"}),
        ("set_dispersion", {"panel": "p1", "dispersion": Dispersion.CI, "level": 0.9}),
    )
    for name, arguments in steps:
        found = edits.apply(found, name, arguments)  # type: ignore[arg-type]
        made = rows_of(found, "a.png", memo=memo)
        assert encode([row for _, row in made]) == encode([row for _, row in rows_of(found, "a.png")])
        sized = rows_of(found, "a.png", None, {"m9": 4.0}, memo)
        assert encode([r for _, r in sized]) == encode([r for _, r in rows_of(found, "a.png", None, {"m9": 4.0})])
    first = rows_of(found, "a.png", memo=memo)
    second = rows_of(found, "a.png", memo=memo)
    assert all(a[1] is b[1] for a, b in zip(first, second, strict=True))
