from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figpool.project.codec import CodecError, dumps
from figpool.project.patch import apply, diff

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from([0.0, -0.0, 1.0, 1.5]) | st.sampled_from("ab"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=12,
)


@given(VALUES, VALUES)
def test_forward_and_back_are_exact(before, after):
    changes = diff(before, after)
    assert dumps(apply(before, changes)) == dumps(after)
    assert dumps(apply(after, changes, backward=True)) == dumps(before)


@given(VALUES)
def test_equal_documents_have_no_changes(value):
    assert diff(value, value) == []


def test_an_added_element_is_all_that_is_recorded():
    before = [{"id": i} for i in range(50)]
    after = [*before[:7], {"id": "new"}, *before[7:]]
    assert diff(before, after) == [{"at": [7], "removed": [], "added": [{"id": "new"}]}]


def test_change_on_another_document_is_refused():
    with pytest.raises(CodecError, match="another value"):
        apply({"a": 5}, diff({"a": 1}, {"a": 2}))
    with pytest.raises(CodecError, match="does not fit"):
        apply({"b": 5}, diff({"a": 1}, {"a": 2}))
