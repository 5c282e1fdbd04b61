"""What is imported where, and what the command line must not wait for."""

import os
import subprocess
import sys

import pytest

import figpool
from house.exceptions import CV2_IMPORTERS
from house.tree import PACKAGES, ROOT, imports, name_of, parsed, python_files

DOOR = "src/figpool/_cv.py"
#: Slow to load, and needed by no ``--help``.
HEAVY = {
    "pandas",
    "scipy",
    "matplotlib",
    "rapidocr",
    "onnxruntime",
    "PyQt6",
    "skimage",
    "pypdfium2",
    "openpyxl",
    "joblib",
}


def cv2_importers():
    return {name_of(p) for p in python_files(PACKAGES) if any(m.split(".")[0] == "cv2" for m in imports(parsed(p)))} - {
        DOOR
    }


def test_opencv_comes_through_its_door():
    assert sorted(cv2_importers() - CV2_IMPORTERS.keys()) == []


def test_no_exception_is_left_over():
    assert sorted(CV2_IMPORTERS.keys() - cv2_importers()) == []


def test_no_window_toolkit_below_the_window():
    below = {
        name_of(p): [m for m in imports(parsed(p)) if m.split(".")[0] in {"PyQt6", "figpool_gui"}]
        for p in python_files((ROOT / "src",))
    }
    # `figpool gui` itself opens the window
    assert {n: m for n, m in below.items() if m and not n.startswith("src/figpool/cli/")} == {}


def loaded_by(code):
    """Modules in memory after running code in a fresh interpreter."""
    source = os.pathsep.join(str(p) for p in (ROOT / "src", ROOT / "gui"))
    report = f"import sys\n{code}\nprint('LOADED', *sorted(sys.modules))"
    paths = os.environ | {"PYTHONPATH": source}
    done = subprocess.run(
        [sys.executable, "-c", report], capture_output=True, text=True, env=paths, timeout=60, check=True
    )
    return done.stdout.rpartition("LOADED ")[2].split()


@pytest.mark.parametrize(
    "code",
    [
        "import figpool.cli",
        "from figpool.cli import main\nsys.argv[1:] = ['--help']\ntry:\n    main()\nexcept SystemExit:\n    pass",
    ],
    ids=["import", "help"],
)
def test_the_command_line_loads_nothing_heavy(code):
    loaded = loaded_by(code)
    assert "figpool.cli" in loaded
    assert sorted({m.split(".")[0] for m in loaded} & HEAVY) == []


@pytest.mark.parametrize("room", ["core", "convert", "calibrate", "detect", "pool"])
def test_rooms_load_without_heavy_readers(room):
    loaded = loaded_by(f"import figpool.{room}")
    assert sorted({m.split(".")[0] for m in loaded} & (HEAVY - {"scipy", "pandas"})) == []


def test_the_version_has_one_place():
    assert figpool.__version__
    assert f'version = "{figpool.__version__}"' not in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
