"""Exports: rows and effects as tables, for metafor and RevMan, a supplement and a methods paragraph.

One module a format, registered in `exporters`.
"""

from figpool.project.exports.registry import Exporter, export, exporters, find_exporter

__all__ = ["Exporter", "export", "exporters", "find_exporter"]
