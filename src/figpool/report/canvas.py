"""What all pooling plots share: figures without pyplot, saving, fonts and colours."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from figpool.core.errors import OutputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#1a1a1a"
ACCENT = "#1f5a86"
SOFT = "#9db8cc"
DOUBT = "#b3452c"
GRID = "#d9d9d9"
RASTERIZED = 5000
"""Points beyond which a cloud is drawn as pixels in SVG and PDF too."""
FORMATS = (".svg", ".pdf", ".png")
_DPI = 200


@dataclass(frozen=True)
class Labels:
    """Words of a plot.

    Attributes
    ----------
    effect : str
        Name of the effect on its axis.
    title : str
        Above the plot; empty for none.
    favours : tuple of str
        Below the axis, left and right of no effect.
    """

    effect: str = "Effect size"
    title: str = ""
    favours: tuple[str, str] = ("", "")


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure of `width` by `height` inches with an Agg canvas."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), dpi=100)
    FigureCanvasAgg(figure)
    figure.patch.set_facecolor("white")
    return figure


def new_axes(width: float = 6.0, height: float = 4.5) -> tuple[Figure, Axes]:
    """Return a figure with one open axes."""
    figure = new_figure(width, height)
    axes = figure.add_axes((0.13, 0.13, 0.83, 0.78))
    plain_axes(axes)
    return figure, axes


def plain_axes(axes: Axes) -> None:
    """Take away the upper and right frame and make the ticks small."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8.5, color=INK, length=3)


def save_figure(figure: Figure, path: Path) -> None:
    """Write a figure as SVG, PDF or PNG, by the suffix of `path`.

    Raises
    ------
    OutputError
        Another suffix, or a place that cannot be written to.
    """
    if path.suffix.lower() not in FORMATS:
        raise OutputError(f"A plot cannot be written as {path.name}.", f"Use {', '.join(FORMATS)}.")
    try:
        path.write_bytes(render(figure, path.suffix.lower().removeprefix(".")))
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}.", "Choose another place.") from error


def render(figure: Figure, kind: str) -> bytes:
    """Return the figure as ``svg``, ``pdf`` or ``png`` bytes; text in SVG stays text, files carry no date."""
    from matplotlib import rc_context

    buffer = io.BytesIO()
    metadata = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind, {})
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "figpool", "pdf.fonttype": 42}):
        figure.savefig(buffer, format=kind, dpi=_DPI, metadata=metadata)
    return buffer.getvalue()
