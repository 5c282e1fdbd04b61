"""Exports: rows and effects as tables, for metafor and RevMan, a supplement and a methods paragraph.

One module a format, registered in `exporters`.
"""

from figpool.project.exports.registry import Exporter, export, exporters

__all__ = ["Exporter", "export", "exporters"]
