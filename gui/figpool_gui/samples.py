"""The sample figures: one click away at the first start."""

from __future__ import annotations

from pathlib import Path

from figpool.core.errors import InputError

_CHOSEN = ("torque_gradient.png", "cfu_log.png", "expression_no_whisker.png", "bone_area_hatched.png", "tnf_ggplot.png")


def sample_figures() -> list[Path]:
    """Return the figures of the sample project; none where the samples were not installed."""
    from figpool.cli.demo import sample_folder

    try:
        folder = sample_folder()
    except InputError:
        return []
    return [folder / name for name in _CHOSEN if (folder / name).is_file()]
