"""What figpool cannot do yet: test (path from this folder, name) -> why it fails.

The list only shrinks: a listed test that passes fails the run (strict xfail), and tests/house checks that every
listed test still exists. A new entry needs the words of what a user would see.
"""

from __future__ import annotations

KNOWN_GAPS: dict[str, str] = {}
