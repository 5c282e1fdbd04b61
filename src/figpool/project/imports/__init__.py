"""Imports of other digitizers' work: one module a format, registered in `importers`."""

from figpool.project.imports.registry import Imported, import_file, importers, read_import

__all__ = ["Imported", "import_file", "importers", "read_import"]
