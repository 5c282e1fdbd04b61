"""Whether a window can be opened here at all; asked in a child, because Qt aborts the process when not."""

from __future__ import annotations

import os
import subprocess
import sys

HEADLESS = "Without a window use: figpool digitize, figpool batch, figpool effects, figpool pool."
_PROBE = "from PyQt6.QtGui import QGuiApplication; QGuiApplication([])"
_SECONDS = 30
_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
_LIBRARIES = (
    "a system library may be missing (on Debian: libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxkbcommon-x11-0)"
)


def problem() -> str:
    """Return why no window can be opened, as one sentence that names the headless commands; empty when it can."""
    try:
        probe = subprocess.run(
            [sys.executable, "-c", _PROBE], capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"The window cannot be opened ({error}). {HEADLESS}"
    if probe.returncode == 0:
        return ""
    if "ModuleNotFoundError" in probe.stderr or "ImportError" in probe.stderr:
        reason = probe.stderr.strip().splitlines()[-1].partition(": ")[2]
        return f"The window cannot be opened: PyQt6 cannot start ({reason}). {HEADLESS}"
    if sys.platform == "linux" and not any(os.environ.get(name) for name in _DISPLAYS):
        return f"The window cannot be opened: there is no display. {HEADLESS}"
    return f"The window cannot be opened: Qt cannot start on this display; {_LIBRARIES}. {HEADLESS}"
