"""Tests of things figpool cannot do yet are expected to fail, by the list in known_gaps.py."""

import pytest

from known_gaps import KNOWN_GAPS


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the listed tests; one that passes again fails the run until it is taken off the list."""
    for item in items:
        reason = KNOWN_GAPS.get(item.nodeid.removeprefix("tests/"))
        if reason is not None:
            item.add_marker(pytest.mark.xfail(reason=reason, strict=True))
