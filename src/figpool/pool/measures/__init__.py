"""Effect measures, one file each; the registry loads every module of this package."""
