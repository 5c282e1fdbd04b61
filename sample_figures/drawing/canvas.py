"""From a chart and a style to pixels or to a vector file."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from . import bars, boxes, points, singles  # noqa: F401  (each registers its drawers)
from .frame import dress, set_limits
from .legend import draw_legend
from .marks import DRAWERS
from .model import Chart
from .notes import draw_notes
from .style import Style

MARGIN = 2.0  # inches of canvas around the plot area; the saved picture is cut to its ink
PAD = 0.08
FINE_DPI = 600.0


def _settings(style: Style) -> dict[str, Any]:
    text = style.text
    serif = "Serif" in text.family or "STIX" in text.family
    return {
        "font.family": text.family,
        "font.size": text.size,
        "font.weight": "bold" if text.bold else "normal",
        "mathtext.fontset": "stix" if serif else "dejavusans",
        "hatch.linewidth": style.ink.hatch_width,
        "axes.unicode_minus": True,
        "svg.fonttype": "none",
        "svg.hashsalt": "figpool",
        "pdf.fonttype": 42,
    }


def _build(chart: Chart, style: Style, dpi: float) -> Any:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    (w, h), edge = style.size, 2 * MARGIN
    figure = Figure(figsize=(w + edge, h + edge), dpi=dpi, facecolor=style.frame.page_color)
    canvas = FigureCanvasAgg(figure)
    ax = figure.add_axes((MARGIN / (w + edge), MARGIN / (h + edge), w / (w + edge), h / (h + edge)))
    set_limits(ax, chart)
    ink = DRAWERS[chart.kind](ax, chart, style)
    dress(ax, chart, style)
    renderer = canvas.get_renderer()
    notes = draw_notes(ax, chart, style, ink)
    draw_legend(ax, style, ink, notes, renderer)
    return figure


def build_figure(chart: Chart, style: Style, dpi: float) -> Any:
    """Return the matplotlib Figure, for looking at what was laid out."""
    import matplotlib as mpl

    with mpl.rc_context(_settings(style)):
        return _build(chart, style, dpi)


def _save(chart: Chart, style: Style, dpi: float, form: str) -> bytes:
    import matplotlib as mpl

    with mpl.rc_context(_settings(style)):
        buffer = io.BytesIO()
        figure = _build(chart, style, dpi)
        stamp = {"pdf": {"CreationDate": None}, "svg": {"Date": None}}.get(form, {})
        figure.savefig(
            buffer, format=form, bbox_inches="tight", pad_inches=PAD, metadata=stamp, facecolor=style.frame.page_color
        )
    return buffer.getvalue()


def draw_pixels(chart: Chart, style: Style, dpi: float) -> np.ndarray:
    """Draw a chart; return (height, width, 3) uint8, BGR as OpenCV has it."""
    import cv2

    times = 1 if style.crisp else max(1, round(FINE_DPI / dpi))
    data = np.frombuffer(_save(chart, style, dpi * times, "png"), np.uint8)
    large = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR))
    return large if times == 1 else _shrink(large, times)


def _shrink(large: np.ndarray, times: int) -> np.ndarray:
    """Average squares of `times` pixels; the page's colour fills up what lacks to whole squares."""
    import cv2

    lacking = [-side % times for side in large.shape[:2]]
    page = [int(v) for v in large[0, 0]]
    whole = cv2.copyMakeBorder(large, 0, lacking[0], 0, lacking[1], cv2.BORDER_CONSTANT, value=page)
    size = (whole.shape[1] // times, whole.shape[0] // times)
    return np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA))


def draw_vector(chart: Chart, style: Style, form: str) -> bytes:
    """Draw a chart as a "pdf" or "svg" file's bytes."""
    return _save(chart, style, 72.0, form)
