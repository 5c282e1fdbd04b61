"""Which plots an analysis can carry, and their captions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from figpool.pool.measures.registry import find_measure
from figpool.pool.result import PooledResult
from figpool.report.analysis_parts import MANY
from figpool.report.bias_plots import bias_summary_plot, traffic_light_plot
from figpool.report.canvas import Labels
from figpool.report.forest import ForestSettings, forest_plot
from figpool.report.funnel import funnel_plot, radial_plot
from figpool.report.pooling_analysis import Analysis
from figpool.report.study_plots import (
    baujat_plot,
    bubble_plot,
    estimates_plot,
    gosh_plot,
    has_arms,
    influence_plot,
    labbe_plot,
    sensitivity_plot,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_CAPTIONS = {
    "forest": "Forest plot",
    "funnel": "Contour-enhanced funnel plot",
    "radial": "Radial (Galbraith) plot",
    "leave_one_out": "Leave-one-out",
    "influence": "Cook's distance of every study",
    "baujat": "Baujat plot",
    "digitization": "With and without the uncertainty of digitizing",
    "labbe": "L'Abbé plot",
    "gosh": "GOSH: mean and I² of subsets of the studies",
    "traffic_lights": "Risk of bias by study and item",
    "risk_of_bias": "Risk of bias by item",
}


def caption(name: str) -> str:
    """Heading of a plot by its name in :func:`plots`.

    Examples
    --------
    >>> caption("labbe"), caption("forest_by_route"), caption("bubble_amount")
    ("L'Abbé plot", 'Forest by route', 'Bubble plot: amount')
    """
    words = name.replace("_", " ").capitalize()
    return _CAPTIONS.get(name, words.replace("Bubble ", "Bubble plot: ", 1))


def forest_settings(analysis: Analysis) -> ForestSettings:
    """Return the settings of the forest plots of an analysis."""
    measure = find_measure(analysis.settings.measure)
    labels = Labels(measure.back_label or measure.label, analysis.settings.title, analysis.settings.favours)
    return ForestSettings(labels=labels, columns=analysis.settings.columns, transform=measure.back)


def plots(analysis: Analysis) -> dict[str, Callable[[], Figure]]:
    """All plots the analysis can carry, by file name without suffix."""
    result, settings = analysis.result, forest_settings(analysis)
    plain = Labels(analysis.effect_label)
    out: dict[str, Callable[[], Figure]] = {}
    if result.k <= MANY:
        out["forest"] = partial(forest_plot, result, None, settings)
        for name, groups in analysis.groups.items():
            out[f"forest_by_{name}"] = partial(forest_plot, result, groups, settings)
    if result.k > 2:
        out["funnel"] = partial(funnel_plot, result, analysis.trim_and_fill, plain)
        out["radial"] = partial(radial_plot, result, plain)
    if analysis.leave_one_out is not None:
        out["leave_one_out"] = partial(estimates_plot, analysis.leave_one_out, result, settings, before="without")
    if analysis.cumulative is not None:
        out[f"cumulative_by_{analysis.settings.order}"] = partial(
            estimates_plot, analysis.cumulative, result, settings, before="+"
        )
    for name, table, draw in (
        ("influence", analysis.influence, influence_plot),
        ("baujat", analysis.baujat, baujat_plot),
    ):
        if table is not None:
            out[name] = partial(draw, table, plain)
    if analysis.regression is not None:
        for term in _numeric_terms(analysis.regression):
            out[f"bubble_{term}"] = partial(bubble_plot, analysis.regression, term, plain)
    if analysis.digitization is not None:
        out["digitization"] = partial(sensitivity_plot, analysis.digitization, settings)
    if result.k > 2 and has_arms(result):
        out["labbe"] = partial(labbe_plot, result, Labels())
    return out | _further_plots(analysis, plain)


def _further_plots(analysis: Analysis, labels: Labels) -> dict[str, Callable[[], Figure]]:
    out: dict[str, Callable[[], Figure]] = {}
    if analysis.further.gosh is not None:
        out["gosh"] = partial(gosh_plot, analysis.further.gosh, labels)
    if analysis.settings.bias is not None:
        out["traffic_lights"] = partial(traffic_light_plot, analysis.settings.bias)
        out["risk_of_bias"] = partial(bias_summary_plot, analysis.settings.bias)
    return out


def _numeric_terms(model: PooledResult) -> list[str]:
    """Coefficients of numbers as they stand in the table: no level of a factor, product or function."""
    return [term for term in model.terms if term != "intrcpt" and not set(term) & set("[(:*")]
