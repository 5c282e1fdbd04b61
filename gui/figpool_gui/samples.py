"""The sample figures: one click away at the first start."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

_CHOSEN = ("torque_gradient.png", "cfu_log.png", "expression_no_whisker.png", "bone_area_hatched.png", "tnf_ggplot.png")


def sample_folder() -> Path | None:
    """Return the folder of sample figures: of the installed package, or of the source tree; None without one."""
    here = Path(str(files("figpool_gui")))
    for folder in (here / "sample_figures", here.parent.parent / "sample_figures"):
        if folder.is_dir():
            return folder
    return None


def sample_figures() -> list[Path]:
    """Return the figures of the sample project."""
    folder = sample_folder()
    return [] if folder is None else [folder / name for name in _CHOSEN if (folder / name).is_file()]
