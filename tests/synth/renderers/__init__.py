"""Programs that draw the charts. One module each; each registers its renderer on import."""

from . import altair, gnuplot, mpl, r, xlsx  # noqa: F401
from .registry import RENDERERS, Renderer

__all__ = ["RENDERERS", "Renderer"]
