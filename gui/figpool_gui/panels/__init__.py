"""Views of the session beside the canvas."""
