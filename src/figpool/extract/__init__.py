"""The meeting room: marks and axes become series, series become rows."""

from figpool.core.reading import FigureReading, PanelReading
from figpool.extract.digitize import digitize
from figpool.extract.settings import DigitizeSettings

__all__ = ["DigitizeSettings", "FigureReading", "PanelReading", "digitize"]
