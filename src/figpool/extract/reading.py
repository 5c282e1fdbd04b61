"""Readings live in `figpool.core.reading`."""

from figpool.core.reading import FigureReading, PanelReading

__all__ = ["FigureReading", "PanelReading"]
