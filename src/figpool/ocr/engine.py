"""One door for text recognition: a protocol, and the RapidOCR engine behind it.

RapidOCR 3.9 ships its PP-OCRv6 models in the wheel, so it works offline. Only
the recogniser is used: boxes come from the detectors, and the engine's own
orientation classifier reverses short strings ('60%' -> '%09').
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Recognition:
    """What an engine read in one crop.

    Parameters
    ----------
    text : str
        The words, empty when nothing was read.
    score : float
        The engine's own confidence, 0..1 (a misread digit can score 0.97).
    """

    text: str
    score: float


class OcrEngine(Protocol):
    """Anything that turns crops of upright text into strings."""

    def recognize(self, crops: Sequence[NDArray[np.uint8]]) -> list[Recognition]:
        """Read one line of text in each crop (RGB, height x width x 3), in their order."""
        ...


class RapidOcrEngine:
    """PP-OCRv6 through onnxruntime, one thread, recognition only.

    Every crop is recognised by itself at its own width: padding a short label
    to the default 320 px costs five times the time and reads no better.
    """

    def __init__(self) -> None:
        self._reader = _make_reader()

    def recognize(self, crops: Sequence[NDArray[np.uint8]]) -> list[Recognition]:
        """Read one line of text in each crop (RGB, height x width x 3), in their order."""
        if not crops:
            return []
        bgr = [np.ascontiguousarray(crop[:, :, ::-1]) for crop in crops]
        result = self._reader.recognize_txt(bgr)
        texts, scores = result.txts or (), result.scores or ()
        return [Recognition(str(text), float(score)) for text, score in zip(texts, scores, strict=True)]


class RememberingEngine:
    """An engine that reads no crop twice: a figure's labels are looked at for the axis along either side, and as names.

    Parameters
    ----------
    engine : OcrEngine
        Reads what is new. The crops of one figure are kept, so it is made anew for every figure.
    """

    def __init__(self, engine: OcrEngine) -> None:
        self._engine = engine
        self._known: dict[tuple[tuple[int, ...], bytes], Recognition] = {}

    def recognize(self, crops: Sequence[NDArray[np.uint8]]) -> list[Recognition]:
        """Read one line of text in each crop (RGB, height x width x 3), in their order."""
        keys = [(crop.shape, crop.tobytes()) for crop in crops]
        new = {key: crop for key, crop in zip(keys, crops, strict=True) if key not in self._known}
        if new:
            self._known.update(zip(new, self._engine.recognize(list(new.values())), strict=True))
        return [self._known[key] for key in keys]


def _make_reader() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.use_det": False,
            "Global.use_cls": False,
            "Global.log_level": "error",
            "Rec.rec_img_shape": [3, 48, 96],
            "Rec.rec_batch_num": 1,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


@cache
def default_engine() -> OcrEngine:
    """Return the process's one engine; loading takes about 1.5 s the first time."""
    return RapidOcrEngine()
