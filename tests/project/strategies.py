"""Random edits of an extraction, for hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from figpool.core.axes import AxisScale, CalibrationPoint
from figpool.core.geometry import Box
from figpool.core.summary import Dispersion
from figpool.project import Review, Role
from project.build import bar

Call = tuple[str, dict[str, Any]]

pixel = st.floats(0, 400, allow_nan=False)
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
size = st.none() | st.integers(1, 500) | st.floats(1, 500, allow_nan=False)
mark = st.integers(1, 10).map(lambda i: f"m{i}")
panel = st.integers(1, 3).map(lambda i: f"p{i}")
box = st.builds(lambda x, y, w, h: Box(x, y, x + w, y + h), pixel, pixel, pixel, pixel)
ticks = st.lists(st.tuples(pixel, st.floats(0.1, 1e6)), min_size=2, max_size=4).map(
    lambda pairs: tuple(CalibrationPoint(*p) for p in pairs)
)
new_bar = st.builds(bar, pixel, pixel, st.none() | pixel)


def call(name: str, **arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[Call]:
    return st.tuples(st.just(name), st.fixed_dictionaries(arguments))


handle = st.sampled_from(["tip", "up", "down", "base", "side0", "side1"])
axis = st.sampled_from(["x", "y"])
scale = st.sampled_from([AxisScale.LINEAR, AxisScale.LOG10, AxisScale.LN])
review = st.sampled_from(Review)
maybe = st.none() | text

one_edit = st.one_of(
    call("move_mark", mark=mark, dx=pixel, dy=pixel),
    call("move_handle", mark=mark, handle=handle, x=pixel, y=pixel),
    call("remove_handle", mark=mark, handle=st.sampled_from(["up", "down"])),
    call("add_mark", panel=panel, value=new_bar, series=text, category=text),
    call("delete_mark", mark=mark),
    call("relabel_mark", mark=mark, series=maybe, category=maybe, x=st.none() | pixel),
    call("set_role", mark=mark, role=st.sampled_from(Role)),
    call("set_mark_n", mark=mark, n=size),
    call("review_mark", mark=mark, review=review),
    call("comment_mark", mark=mark, comment=text),
    call("add_panel", area=box, kind=st.just("bar"), label=text),
    call("delete_panel", panel=panel),
    call("label_panel", panel=panel, label=text),
    call("set_area", panel=panel, area=box),
    call("set_ticks", panel=panel, axis=axis, points=ticks, scale=scale),
    call("set_scale", panel=panel, axis=axis, scale=scale),
    call("rename_series", panel=panel, old=st.sampled_from(["Control", "Treated", ""]), new=text),
    call("set_dispersion", panel=panel, dispersion=st.sampled_from(Dispersion), level=st.none() | st.floats(0.5, 0.99)),
    call("set_n", panel=panel, n=size),
    call("review_figure", review=review),
    call("comment_figure", comment=text),
)

many_edits = st.lists(one_edit, max_size=12)
