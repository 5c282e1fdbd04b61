"""One figure from one seed: chart, style, renderer, wear."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from drawing.degrade import DEGRADATIONS, RASTER, encode
from drawing.style import Style

from .charts import MAKERS, Draft
from .renderers import RENDERERS
from .styles import make_style

LEAST_PIXELS = 9.0  # of a letter's body
LEAST_WIDTH = 260.0  # pixels of the plot area; labels make it a picture of 300 and more
BESIDE_PLOT = 1.2  # inches taken by labels and legend
TRIES = 50


@dataclass(frozen=True)
class Plan:
    """What is to be drawn: a kind, a renderer, a degradation and the seed of all else."""

    number: int
    kind: str
    renderer: str
    degrade: str
    seed: int

    @property
    def name(self) -> str:
        """File name without extension."""
        return f"{self.number:04d}_{self.kind}_{self.renderer}_{self.degrade}"


def plan_figures(n: int, seed: int, kinds: list[str], renderers: list[str], degradations: list[str]) -> list[Plan]:
    """Return `n` plans: kinds and renderers in turn, degradations at random among those the renderer can do."""
    rng = np.random.default_rng(seed)
    usable = [r for r in renderers if RENDERERS[r].available()]
    fit = {r: [d for d in degradations if d in RASTER or d in RENDERERS[r].forms] for r in usable}
    pairs = [(k, r) for r in usable for k in kinds if k in RENDERERS[r].kinds and fit[r]]
    if not pairs:
        raise ValueError("none of these renderers is installed and draws these kinds in these forms")
    plans: list[Plan] = []
    while len(plans) < n:
        for k in rng.permutation(len(pairs))[: n - len(plans)]:
            kind, renderer = pairs[k]
            degrade = str(rng.choice(fit[renderer]))
            plans.append(Plan(len(plans) + 1, kind, renderer, degrade, int(rng.integers(2**31))))
    return plans


def design(plan: Plan) -> tuple[Draft, Style]:
    """Return the plan's chart and style; charts the renderer cannot draw honestly are drawn anew."""
    rng = np.random.default_rng(plan.seed)
    can = RENDERERS[plan.renderer].can
    draft = next(d for d in (MAKERS[plan.kind](rng) for _ in range(TRIES)) if can(d.chart))
    draft = replace(draft, chart=RENDERERS[plan.renderer].adapt(draft.chart))
    style = make_style(rng, draft, lambda width: _least_points(plan.degrade, width))
    least_width = LEAST_WIDTH / DEGRADATIONS[plan.degrade].dpi
    return draft, replace(style, size=(max(style.size[0], least_width), style.size[1]))


def _least_points(degrade: str, width: float) -> float:
    """Return the smallest type that stays legible in a plot area `width` inches wide."""
    across = 480 / (width + BESIDE_PLOT) if degrade == "web480" else DEGRADATIONS[degrade].dpi
    return 72 * LEAST_PIXELS / across


def render(plan: Plan) -> tuple[bytes, dict[str, Any]]:
    """Return the image file's bytes and its truth."""
    draft, style = design(plan)
    renderer, how = RENDERERS[plan.renderer], DEGRADATIONS[plan.degrade]
    if how.form:
        data = renderer.vector(draft.chart, style, how.form)
    else:
        pixels = renderer.draw(draft.chart, style, how.dpi)
        data = encode(how.wear(pixels, np.random.default_rng(plan.seed)), how)
    truth = {
        "id": f"{plan.number:04d}",
        **draft.chart.truth(),
        "renderer": plan.renderer,
        "look": style.family,
        "notes": draft.note.kind,
        **({"dodge": style.dodge} if draft.chart.x is not None and style.dodge else {}),
        "style_seed": plan.seed,
        "degrade": plan.degrade,
        "image": f"{plan.name}.{how.suffix}",
    }
    return data, truth


def write(plan: Plan, folder: Path) -> Path:
    """Write image and truth; return the image's path."""
    data, truth = render(plan)
    path = folder / truth["image"]
    path.write_bytes(data)
    (folder / f"{plan.name}.truth.json").write_text(json.dumps(truth, indent=1, ensure_ascii=False), encoding="utf-8")
    return path
