"""Several outcomes of one study, inside and at the border of the admissible covariances.

The numbers are those of rma.mv() of metafor 3.8-1 with
``control = list(optimizer = "optim", optmethod = "BFGS", reltol = 1e-15)``; the first set is dat.berkey1998.
"""

import numpy as np
import pandas as pd
import pytest

from figpool import pool

BERKEY = pd.DataFrame(
    {
        "trial": np.repeat([1, 2, 3, 4, 5], 2), "outcome": ["PD", "AL"] * 5,
        "yi": [0.47, -0.32, 0.20, -0.60, 0.40, -0.12, 0.26, -0.31, 0.56, -0.39],
        "vi": [0.0075, 0.0077, 0.0057, 0.0008, 0.0021, 0.0014, 0.0029, 0.0015, 0.0148, 0.0304],
    }
)  # fmt: skip
V = np.diag(BERKEY["vi"])
for row, covariance in zip(range(0, 10, 2), (0.0030, 0.0009, 0.0007, 0.0009, 0.0072), strict=True):
    V[row, row + 1] = V[row + 1, row] = covariance


def test_free_covariance_of_two_outcomes():
    got = pool.fit_multilevel(BERKEY, V, "outcome | trial", "C(outcome) - 1", struct="UN")
    np.testing.assert_allclose(got.beta, [-0.33921532068, 0.35342814511], rtol=1e-6)
    np.testing.assert_allclose(got.se, [0.08790528073, 0.05884846793], rtol=1e-5)
    first, both, second = got.sigma2
    np.testing.assert_allclose([first, second], [0.03265145188, 0.01173293293], rtol=1e-4)
    assert both / np.sqrt(first * second) == pytest.approx(0.60879631783, rel=1e-4)
    assert got.ll == pytest.approx(3.69176769430, rel=1e-8)


def test_compound_symmetry_of_two_outcomes():
    got = pool.fit_multilevel(BERKEY, V, "outcome | trial", "C(outcome) - 1", struct="CS")
    np.testing.assert_allclose(got.beta, [-0.33796115971, 0.36359418357], rtol=1e-6)
    np.testing.assert_allclose(got.sigma2, [0.02502042774, 0.52904082957 * 0.02502042774], rtol=1e-5)
    assert got.ll == pytest.approx(3.31056110974, rel=1e-8)


BORDER = pd.DataFrame(
    {
        "trial": np.repeat(range(6), 2), "outcome": ["a", "b"] * 6, "vi": [0.04, 0.05, 0.06] * 4,
        "yi": [-0.168, -0.302, -0.029, 0.256, 0.318, 0.337, -0.384, -0.584, 0.421, 0.41, 0.172, 0.227],
    }
)  # fmt: skip


def test_the_maximum_at_a_correlation_of_one_is_found_and_said():
    got = pool.fit_multilevel(BORDER, None, "outcome | trial", "C(outcome) - 1", struct="UN")
    np.testing.assert_allclose(got.beta, [0.05191794323, 0.06091373674], rtol=1e-4)
    np.testing.assert_allclose(got.se, [0.14050803494, 0.17235691260], rtol=1e-4)
    np.testing.assert_allclose(got.sigma2[[0, 2]], [0.06944108132, 0.12886589818], rtol=1e-3)
    assert got.ll == pytest.approx(-1.11870426926, rel=1e-7)
    assert any("at the border" in text for text in got.warnings)


def test_three_outcomes_with_a_common_covariance_stay_admissible():
    rng = np.random.default_rng(2)
    es = pd.DataFrame({"trial": np.repeat(range(8), 3), "outcome": list("abc") * 8, "vi": 0.02})
    noise = rng.normal(size=(8, 3)) * 0.6
    es["yi"] = (noise - noise.mean(axis=1, keepdims=True)).ravel()
    got = pool.fit_multilevel(es, None, "outcome | trial", struct="CS")
    variance, covariance = got.sigma2
    assert covariance == pytest.approx(-variance / 2, rel=1e-3)
    by_hand = [_restricted_likelihood(es, v) for v in np.linspace(0.5, 1.5, 41) * variance]
    assert got.ll >= max(by_hand) - 1e-9


def _restricted_likelihood(es, variance):
    """Restricted log-likelihood of a mean where the covariance is as low as it can be."""
    same = es["trial"].to_numpy()[:, None] == es["trial"].to_numpy()[None, :]
    M = np.diag(es["vi"]) + variance * (1.5 * np.eye(len(es)) - 0.5 * same)
    W = np.linalg.inv(M)
    total = W.sum()
    residual = es["yi"] - (W @ es["yi"]).sum() / total
    log_det = np.linalg.slogdet(M)[1] + np.log(total) - np.log(len(es))
    return -0.5 * ((len(es) - 1) * np.log(2 * np.pi) + log_det + residual @ W @ residual)


@pytest.mark.parametrize("seed", [19, 132, 146, 191])
def test_three_levels_converge_where_fisher_scoring_swings_around_the_maximum(seed):
    """Sets on which the steps never settled; the maximum is checked against small moves around it."""
    rng = np.random.default_rng(seed)
    studies = rng.integers(2, 15)
    study = np.repeat(np.arange(studies), rng.integers(1, 6, studies))
    k = len(study)
    vi = rng.uniform(0.01, 0.5, k) ** rng.choice([1, 2])
    yi = rng.normal(0, rng.choice([0, 0.3, 2]), studies)[study] + rng.normal(0, np.sqrt(vi) + rng.choice([0, 0.5]), k)
    got = pool.fit_multilevel({"study": study, "yi": yi, "vi": vi})
    same = (study[:, None] == study[None, :]).astype(float)

    def _likelihood(between, within):
        M = np.diag(vi + within) + between * same
        W = np.linalg.inv(M)
        residual = yi - (W @ yi).sum() / W.sum()
        log_det = np.linalg.slogdet(M)[1] + np.log(W.sum()) - np.log(k)
        return -0.5 * ((k - 1) * np.log(2 * np.pi) + log_det + residual @ W @ residual)

    between, within = got.sigma2
    assert _likelihood(between, within) == pytest.approx(got.ll, rel=1e-9)
    for move in (-1e-3, 1e-3):
        assert _likelihood(max(between + move, 0), within) <= got.ll + 1e-12
        assert _likelihood(between, max(within + move, 0)) <= got.ll + 1e-12
