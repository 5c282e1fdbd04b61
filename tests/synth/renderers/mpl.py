"""matplotlib, through the drawing code of the sample figures."""

from drawing.canvas import draw_pixels, draw_vector
from drawing.marks import DRAWERS

from .registry import VECTOR_FORMS, Renderer, register

register(Renderer("mpl", draw_pixels, tuple(DRAWERS), lambda: True, draw_vector, VECTOR_FORMS))
