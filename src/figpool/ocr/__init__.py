"""Text boxes -> strings -> numbers; one engine behind a protocol."""

from figpool.ocr.engine import OcrEngine, Recognition, RememberingEngine, default_engine
from figpool.ocr.labels import axis_label, axis_labels
from figpool.ocr.names import DOUBTED, read_names
from figpool.ocr.numbers import read_number
from figpool.ocr.reader import ReadSettings, read_text

__all__ = [
    "DOUBTED",
    "OcrEngine",
    "ReadSettings",
    "Recognition",
    "RememberingEngine",
    "axis_label",
    "axis_labels",
    "default_engine",
    "read_names",
    "read_number",
    "read_text",
]
