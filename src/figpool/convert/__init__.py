"""Published conversions: SE, CI, quartiles, range, test statistics -> mean and SD.

One function per formula, each with its source; :func:`convert` reaches them by id,
:func:`to_sd` chooses by what an error bar shows.
"""

from figpool.convert.error_bars import to_sd
from figpool.convert.registry import Conversion, conversions, convert

__all__ = ["Conversion", "conversions", "convert", "to_sd"]
