"""Ticks -> axis: robust fit, residuals, scale choice, manual points."""

from figpool.calibrate.fit import fit_axis
from figpool.calibrate.manual import fit_manual, parse_ticks
from figpool.calibrate.settings import AxisSettings

__all__ = ["AxisSettings", "fit_axis", "fit_manual", "parse_ticks"]
