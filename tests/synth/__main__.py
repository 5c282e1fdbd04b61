"""``python -m synth OUT --n 300 --seed 1 --kinds bar line --renderers mpl ggplot``."""

from __future__ import annotations

import argparse
from pathlib import Path

from drawing.degrade import DEGRADATIONS, RASTER

from .charts import MAKERS
from .make import plan_figures, write
from .renderers import RENDERERS


def main() -> None:
    """Draw a set of figures."""
    parser = argparse.ArgumentParser(prog="synth", description="Draw charts with known truth.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--n", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", nargs="+", choices=sorted(MAKERS), default=list(MAKERS))
    parser.add_argument("--renderers", nargs="+", choices=sorted(RENDERERS), default=list(RENDERERS))
    parser.add_argument("--degrade", nargs="+", choices=sorted(DEGRADATIONS), default=list(RASTER))
    a = parser.parse_args()
    absent = [r for r in a.renderers if not RENDERERS[r].available()]
    if absent:
        print("not installed here:", ", ".join(absent))
    a.out.mkdir(parents=True, exist_ok=True)
    plans = plan_figures(a.n, a.seed, a.kinds, a.renderers, a.degrade)
    for plan in plans:
        write(plan, a.out)
    print(f"{len(plans)} figures in {a.out}")


if __name__ == "__main__":
    main()
