"""Readers: every third-party file reader stands behind one adapter here."""

from figpool.io.figures import read_figure

__all__ = ["read_figure"]
