"""A fit as text for people."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from figpool.pool.result import PooledResult

_TEST_NAMES = {
    "z": "normal distribution",
    "t": "t distribution",
    "knha": "Knapp-Hartung",
    "adhoc": "Knapp-Hartung, factor at least 1",
}


def p_text(p: float) -> str:
    """P value with three decimals.

    Examples
    --------
    >>> p_text(0.03456), p_text(0.00001), p_text(float("nan"))
    ('0.035', '<0.001', 'NA')
    """
    if isnan(p):
        return "NA"
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def model_name(result: PooledResult) -> str:
    """Name of the model in one phrase."""
    kind = "Common-effect" if result.method == "EE" else "Random-effects"
    kind = kind if result.intercept_only else ("Fixed-effects" if result.method == "EE" else "Mixed-effects")
    how = "" if result.method == "EE" else (", tau2 fixed" if result.tau2_fixed else f", {result.method}")
    studies = "1 study" if result.k == 1 else f"{result.k} studies"
    return f"{kind} model ({studies}{how}; {_TEST_NAMES[result.test]})"


def summarize(result: PooledResult) -> str:
    """Return the model, its heterogeneity and its coefficients."""
    lines = [model_name(result)]
    if result.method != "EE":
        lines.append(f"tau2 {result.tau2:.4f} (SE {result.se_tau2:.4f})   I2 {result.I2:.1f} %   H2 {result.H2:.2f}")
    lines.append(f"Q({result.QE_df}) = {result.QE:.2f}, P {p_text(result.QE_p)}")
    if not result.intercept_only:
        m, df = result.QM_df
        head = f"QM({m})" if isnan(df) else f"F({m}, {df:.0f})"
        lines.append(f"{head} = {result.QM:.2f}, P {p_text(result.QM_p)}")
    percent = f"{100 * result.level:g} %"
    lines.append(f"{'':<24} {'estimate':>9} {'se':>8} {'stat':>8} {'P':>7}   {percent} CI")
    for i, term in enumerate(result.terms):
        lines.append(
            f"{term:<24} {result.beta[i]:>9.4f} {result.se[i]:>8.4f} {result.stat[i]:>8.3f} "
            f"{p_text(result.pval[i]):>7}   {result.ci_lb[i]:.4f} to {result.ci_ub[i]:.4f}"
        )
    lines.extend(f"Note: {warning}" for warning in result.warnings)
    return "\n".join(lines)
