"""Random axes as figures print them, and as detectors and OCR return them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from figpool.core.axes import AxisLabel, AxisScale, TickCandidate
from figpool.ocr.numbers import read_number


@dataclass(frozen=True)
class SimSettings:
    corruption: float = 0.15
    max_corrupted: int = 99
    missing_label: float = 0.1
    label_jitter: float = 0.1
    false_labels: int = 1
    false_ticks: int = 3
    min_labels: int = 3
    log_share: float = 0.2
    no_ticks: float = 0.0
    min_span: float = 100.0


@dataclass(frozen=True)
class SimAxis:
    scale: AxisScale
    u: np.ndarray
    pixel: np.ndarray
    labels: tuple[AxisLabel, ...]
    ticks: tuple[TickCandidate, ...]
    corrupted: int
    per_unit: float = 1.0
    at_zero: float = 0.0
    texts: tuple[str, ...] = field(default_factory=tuple)

    def error(self, calibration) -> float:
        """Largest value error over the axis, as a share of its range (in scale space)."""
        grid = np.linspace(self.pixel.min(), self.pixel.max(), 7)
        truth = (grid - self.at_zero) / self.per_unit
        with np.errstate(all="ignore"):
            read = self.scale.to_linear(calibration.to_value(grid))
        worst = float(np.abs(read - truth).max() / np.ptp(truth))
        return worst if math.isfinite(worst) else math.inf


def _format(value: float, decimals: int, style: str) -> str:
    text = f"{value:.{decimals}f}"
    if style == "thousands" and abs(value) >= 1000:
        text = f"{value:,.{decimals}f}"
    if style == "general":
        text = f"{value:.10g}"
    if style == "comma":
        text = text.replace(".", ",")
    if style == "raised":
        text = text.replace(".", "·")
    if style == "bare":
        text = text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text
    if style == "percent":
        text += "%"
    return text


_CONFUSE = {"1": "7lI", "7": "12", "0": "O6", "5": "S6", "8": "3B", "3": "8", "2": "7Z", "6": "58", "4": "1", "9": "4"}


def corrupt(text: str, rng: np.random.Generator) -> str:
    """One slip as seen from the recogniser."""
    kinds = ["digit", "dash"]
    if any(c in text for c in ".,·"):
        kinds += ["point"] * 3
    if text.startswith("-"):
        kinds += ["minus"] * 2
    if "10" in text and any(c in text for c in "⁰¹²³⁴⁵⁶⁷⁸⁹"):
        kinds = ["power"] * 3 + ["digit"]
    if len(text) > 1:
        kinds += ["lost digit", "space"]
    kind = rng.choice(kinds)
    if kind == "digit":
        spots = [i for i, c in enumerate(text) if c in _CONFUSE]
        i = int(rng.choice(spots))
        return text[:i] + str(rng.choice(list(_CONFUSE[text[i]]))) + text[i + 1 :]
    if kind == "dash":
        return text + str(rng.choice(["-", " -", "_"]))
    if kind == "point":
        return text.replace(".", "").replace(",", "").replace("·", "")
    if kind == "minus":
        return text[1:]
    if kind == "power":
        return text.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")) if rng.random() < 0.7 else "10^"
    if kind == "space":
        return text[:-1] + " " + text[-1]
    i = int(rng.integers(len(text)))
    return text[:i] + text[i + 1 :]


def _linear_values(rng, s: SimSettings):
    step = float(rng.choice([1, 2, 2, 5, 5, 10, 2.5, 3, 4, 1.5])) * 10.0 ** int(rng.integers(-3, 4))
    n = int(rng.integers(max(s.min_labels, 3), 12))
    start = int(rng.choice([0, 0, 0, 0, rng.integers(-n, 10)]))
    values = step * (start + np.arange(n))
    power = math.floor(math.log10(step) + 1e-9)
    decimals = max(0, -power + (step / 10**power % 1 > 1e-6))
    styles = ["fixed"] * 6 + ["general", "general", "thousands", "percent"]
    if decimals and decimals != 3:
        styles += ["comma", "raised", "bare"]
    style = str(rng.choice(styles))
    return values, [_format(v, decimals, style) for v in values], step


def _log_values(rng, s: SimSettings):
    n = int(rng.integers(max(s.min_labels, 3), 8))
    start = int(rng.integers(-4, 3))
    exponents = start + np.arange(n)
    supers = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
    plain = bool(rng.random() < 0.4) and exponents.max() <= 5
    texts = [f"{10.0**e:.{max(0, -e)}f}" if plain else "10" + str(e).translate(supers) for e in exponents]
    return exponents.astype(float), texts


def draw_axis(rng: np.random.Generator, s: SimSettings = SimSettings()) -> SimAxis:
    log = rng.random() < s.log_share
    if log:
        u, texts = _log_values(rng, s)
        step = 1.0
    else:
        u, texts, step = _linear_values(rng, s)
    n = u.size
    size = float(rng.uniform(7, 30))
    gap = max(size * float(rng.uniform(1.6, 6)), s.min_span / (n - 1))
    per_unit = -gap / step * (-1 if rng.random() < 0.15 else 1)
    at_zero = float(rng.uniform(300, 600)) - per_unit * u[0]
    pixel = at_zero + per_unit * u
    offset = float(rng.normal(0, 0.12)) * size
    labels, corrupted = [], 0
    keep = rng.random(n) >= s.missing_label
    while keep.sum() < min(s.min_labels, n):
        keep[int(rng.integers(n))] = True
    order = rng.permutation(n)
    read = list(texts)
    for i in order:
        if keep[i] and rng.random() < s.corruption and corrupted < s.max_corrupted:
            read[i] = corrupt(texts[i], rng)
            corrupted += 1
    for i in range(n):
        if keep[i]:
            at = pixel[i] + offset + float(np.clip(rng.normal(0, s.label_jitter), -0.3, 0.3)) * size
            labels.append(AxisLabel(at, size, read[i], read_number(read[i])))
    for _ in range(int(rng.integers(s.false_labels + 1))):
        text = str(rng.choice(["a", "Control", "(mg)", "2", "B", "n = 8", "g-1"]))
        labels.append(AxisLabel(float(rng.uniform(pixel.min(), pixel.max())), size, text, read_number(text)))
    ticks = _draw_ticks(rng, s, u, log, step, per_unit, at_zero)
    rng.shuffle(labels)
    scale = AxisScale.LOG10 if log else AxisScale.LINEAR
    return SimAxis(scale, u, pixel, tuple(labels), ticks, corrupted, per_unit, at_zero, tuple(texts))


def _draw_ticks(rng, s, u, log, step, per_unit, at_zero):
    if rng.random() < s.no_ticks:
        return ()
    places = list(u)
    if rng.random() < 0.4:
        if log and abs(per_unit) > 60:
            places += [e + math.log10(m) for e in u[:-1] for m in range(2, 10)]
        elif not log:
            parts = int(rng.choice([2, 4, 5]))
            places += [v + step * k / parts for v in u[:-1] for k in range(1, parts)]
    at = at_zero + per_unit * np.array(places)
    at = at + rng.normal(0, 0.15, at.size)
    at = at[rng.random(at.size) > 0.05]
    false = rng.uniform(at.min() - 20, at.max() + 20, int(rng.integers(s.false_ticks + 1)))
    found = [TickCandidate(float(p), float(rng.uniform(0.6, 1))) for p in at]
    found += [TickCandidate(float(p), float(rng.uniform(0.2, 1))) for p in false]
    rng.shuffle(found)
    return tuple(found)
