"""The canvas: picture, overlay, loupe, and what can be taken hold of."""
