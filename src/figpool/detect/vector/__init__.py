"""Detectors that look at vector paths; the same marks as those of the raster detectors."""
