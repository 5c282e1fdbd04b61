"""The one door to OpenCV.

opencv-python sets Qt plugin paths of its own in the environment; they would
leak into the desktop window and into child processes, so they are taken out.
"""

from __future__ import annotations

import os

import cv2

for _name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
    if "cv2" in os.environ.get(_name, ""):
        del os.environ[_name]

__all__ = ["cv2"]
