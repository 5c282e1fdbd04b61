"""Detection: pixels (or vector paths) in, marks in pixels out; never a data value."""
