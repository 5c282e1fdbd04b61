"""Known departures from the house rules. The lists only shrink: an entry no longer needed fails its test."""

from __future__ import annotations

#: Files of more than 500 lines.
LONG_FILES: dict[str, str] = {}

#: Functions of more than 50 lines: "path::name".
LONG_FUNCTIONS: dict[str, str] = {}

#: Files that ask what kind a chart is, outside the registry.
KIND_QUESTIONS: dict[str, str] = {}

#: Files that import OpenCV past its one door.
CV2_IMPORTERS: dict[str, str] = {
    "src/figpool/ocr/reader.py": "imports cv2 directly",
}

#: Public functions and classes without docstring: "path::name".
UNDOCUMENTED: dict[str, str] = {}
