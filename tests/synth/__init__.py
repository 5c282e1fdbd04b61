"""Charts with known truth, drawn with random looks by several programs: a generator for tests and development.

``python -m synth OUT --n 300 --seed 1`` (from the tests directory) writes images and truth files in the format
that the scoring scripts read. The matplotlib drawing is the sample figures' own (``sample_figures/drawing``).
"""

import sys
from pathlib import Path

SAMPLE_FIGURES = Path(__file__).resolve().parents[2] / "sample_figures"
if str(SAMPLE_FIGURES) not in sys.path:  # its scripts are no installed package
    sys.path.append(str(SAMPLE_FIGURES))
