"""Tables at the edge of what can be pooled: every public function answers, or refuses in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from figpool import pool
from figpool.core.errors import FigpoolError, PoolingError

DRAWN = np.array([0.4, -0.3, 0.9, 0.1, 1.4, -0.2])


def table(yi: Any, vi: Any, **columns: Any) -> pd.DataFrame:
    """Effects with names, two groups and a number."""
    k = len(yi)
    own = {"study": [f"s{i}" for i in range(k)], "group": (["a", "b"] * k)[:k], "x": np.arange(k, dtype=float)}
    return pd.DataFrame({"yi": np.array(yi, float), "vi": np.array(vi, float)} | own | columns)


TABLES = {
    "no row": table([], []),
    "one study": table([0.3], [0.1]),
    "two studies": table([0.3, 0.5], [0.1, 0.2]),
    "three studies": table([0.3, 0.5, -0.1], [0.1, 0.2, 0.1]),
    "two alike": table([0.5, 0.5], [0.1, 0.1]),
    "all alike": table([0.5] * 5, [0.1] * 5),
    "effects alike": table([0.5] * 6, [0.1, 0.2, 0.3, 0.4, 0.1, 0.2]),
    "effects all 0": table([0.0] * 6, [0.1, 0.2, 0.3, 0.4, 0.1, 0.2]),
    "variances alike": table(DRAWN, [0.1] * 6),
    "variances 0": table([0.1, 0.2, 0.3, 0.4], [0.0] * 4),
    "one variance 0": table([0.1, 0.2, 0.3, 0.4], [0.0, 0.1, 0.1, 0.1]),
    "tiny": table(1e-300 * DRAWN, [1e-300] * 6),
    "huge": table(1e300 * DRAWN, [1e300] * 6),
    "variances unlike": table(DRAWN, [1e-12, 1e12, 1, 1, 1, 1]),
    "all of one study": table(DRAWN, [0.1] * 6, study=["s"] * 6),
    "groups missing": table(DRAWN, [0.1] * 6, group=["a", np.nan, "a", "b", None, "b"]),
    "no group at all": table(DRAWN, [0.1] * 6, group=[np.nan] * 6),
    "moderator constant": table(DRAWN, [0.1] * 6, x=[2.0] * 6),
    "moderator constant in a group": table(DRAWN, [0.1] * 6, x=[1.0, 5.0, 1.0, 6.0, 1.0, 7.0]),
    "infinite": table([1, np.inf, 2, 3], [0.1] * 4),
    "negative variance": table([1, 2, 3], [0.1, -0.1, 0.2]),
}


def _of_mean(function: Callable[..., Any]) -> Callable[[pd.DataFrame], Any]:
    return lambda es: function(pool.fit(es))


def _of_model(function: Callable[..., Any]) -> Callable[[pd.DataFrame], Any]:
    return lambda es: function(pool.fit(es, mods="x"))


ACTS: dict[str, Callable[[pd.DataFrame], Any]] = {
    **{f"fit {name}": lambda es, name=name: pool.fit(es, tau2=name) for name in ("EE", "DL", "SJ", "ML", "PM", "PMM")},
    **{f"mods {name}": lambda es, name=name: pool.fit(es, mods=name) for name in ("x", "group", "x * group")},
    **{
        f"{function.__name__}": _of_mean(function)
        for function in (
            pool.baujat, pool.blup, pool.cumulative, pool.egger, pool.fail_safe_n, pool.gosh, pool.henmi_copas,
            pool.influence, pool.leave_one_out, pool.outliers, pool.permutation_test, pool.pet_peese, pool.rank_test,
            pool.selection_model, pool.trim_and_fill,
        )
    },
    **{
        f"{function.__name__} of a model": _of_model(function)
        for function in (pool.baujat, pool.influence, pool.leave_one_out, pool.permutation_test, pool.vif)
    },
    "egger rma": lambda es: pool.egger(pool.fit(es), "vi", "rma"),
    "confint": lambda es: pool.fit(es).confint(),
    "predict": lambda es: pool.fit(es, mods="x").predict({"x": [1.0]}),
    "to_dict": lambda es: pool.fit(es).to_dict(),
    "subgroups": lambda es: pool.subgroups(es, "group", 1),
    "subgroups, one tau2": lambda es: pool.subgroups(es, "group", 1, common_tau2=True),
    "multilevel": lambda es: pool.fit_multilevel(es, random=["study"]),
    "robust": lambda es: pool.cluster_robust(pool.fit(es), "study", "CR2"),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_every_function_answers_or_refuses_in_a_sentence(name: str):
    refused = []
    for act in ACTS.values():
        try:
            act(TABLES[name].copy())
        except FigpoolError as error:
            refused.append(error.message)
    assert all(message.endswith(".") for message in refused)


def test_studies_all_alike_have_no_influence_to_measure():
    """metafor 4: influence() of the same fit ends in an error of chol2inv."""
    found = pool.influence(pool.fit(TABLES["effects alike"]))
    assert found[["rstudent", "cook_d", "dffits"]].isna().all(axis=None)
    assert not found["is_infl"].any()
    assert found["weight"].sum() == pytest.approx(100)


def test_one_study_unlike_the_others_is_an_outlier_beyond_measure():
    found = pool.influence(pool.fit(table([0.5] * 5 + [3.0], [0.1] * 6)))
    assert found["rstudent"].tolist()[-1] == np.inf
    assert found["is_infl"].tolist() == [False] * 5 + [True]


def test_a_variance_of_0_is_refused_where_metafor_refuses_it():
    """metafor: "Division by zero when computing the inverse variance weights."; SJ gives 0.1210191."""
    es = TABLES["one variance 0"]
    with pytest.raises(PoolingError, match="infinite weight"):
        pool.fit(es)
    assert pool.fit(es, tau2="SJ").beta[0] == pytest.approx(0.1210191, rel=1e-6)


def test_very_unlike_variances_are_said():
    assert any("times the smallest" in w for w in pool.fit(TABLES["variances unlike"], tau2="DL").warnings)


def test_studies_without_a_group_are_named():
    found = pool.subgroups(TABLES["groups missing"], "group", 1)
    assert found.warnings[0] == "In no subgroup of group, for an empty cell: s1, s4."
    with pytest.raises(PoolingError, match="No study has a value of group"):
        pool.subgroups(TABLES["no group at all"], "group")


def test_a_difference_found_by_too_narrow_errors_is_doubted():
    es = table([0.1, 0.2, 0.5, 0.7], [0.1] * 4, group=["a", "a", "b", "b"])
    found = pool.subgroups(es, "group", 2)
    assert found.between.p < 0.001
    assert any("may find too much" in text for text in found.warnings)
    assert pool.subgroups(es, "group", 2, test="adhoc").warnings == ()
    assert pool.subgroups(es, "group", 2, common_tau2=True).warnings == ()
