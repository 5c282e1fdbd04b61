"""Starting without a display, and the two libraries that both bring a Qt."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    found = {k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}}
    found |= {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)} | environment
    return subprocess.run(
        [sys.executable, "-c", code], env=found, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.skipif(sys.platform != "linux", reason="displays are X11's and Wayland's matter")
def test_without_a_display_one_sentence_names_the_headless_commands() -> None:
    done = run("import sys; from figpool_gui.app import main; sys.exit(main([]))")
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.strip().splitlines()
    assert "no display" in line
    assert "figpool digitize" in line


def test_a_platform_that_cannot_start_is_one_sentence_too() -> None:
    done = run("import sys; from figpool_gui.app import main; sys.exit(main([]))", QT_QPA_PLATFORM="no-such-platform")
    assert done.returncode == 2
    (line,) = done.stderr.strip().splitlines()
    assert "figpool digitize" in line


@pytest.mark.parametrize("order", ["import cv2, PyQt6.QtWidgets as q", "import PyQt6.QtWidgets as q, cv2"])
def test_opencv_beside_qt(order: str) -> None:
    code = f"{order}; import figpool._cv, os; q.QApplication([]); print('QT_QPA_PLATFORM_PLUGIN_PATH' in os.environ)"
    done = run(code, QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 0
    assert done.stdout.strip() == "False"


def test_the_reading_child_starts_without_qt() -> None:
    code = "import figpool_gui.reader as r, sys; r.warm_up(); print(any(m.startswith('PyQt6') for m in sys.modules))"
    assert run(code).stdout.strip() == "False"
