"""Whether a window can be opened here at all; asked in a child, because Qt aborts the process when not."""

from __future__ import annotations

import subprocess
import sys

HEADLESS = "Without a window use: figpool digitize, figpool batch, figpool effects, figpool pool."
_PROBE = "from PyQt6.QtGui import QGuiApplication; QGuiApplication([])"
_SECONDS = 30


def problem() -> str:
    """Return why no window can be opened, as one sentence that names the headless commands; empty when it can."""
    try:
        probe = subprocess.run([sys.executable, "-c", _PROBE], capture_output=True, text=True, timeout=_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"The window cannot be opened ({error}). {HEADLESS}"
    if probe.returncode == 0:
        return ""
    if "ModuleNotFoundError" in probe.stderr or "ImportError" in probe.stderr:
        reason = probe.stderr.strip().splitlines()[-1].partition(": ")[2]
        return f"The window cannot be opened: PyQt6 cannot start ({reason}). {HEADLESS}"
    return f"The window cannot be opened: there is no display. {HEADLESS}"
