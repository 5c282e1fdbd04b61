"""What the mouse means on the canvas: one file a tool, one line each in the register."""
