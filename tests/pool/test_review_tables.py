import pandas as pd
import pytest

from figpool.core.errors import PoolingError, UsageError
from figpool.pool.prisma import read_flow
from figpool.pool.risk_of_bias import SYRCLE_EXAMPLE, BiasRule, bias_sensitivity, judge, read_bias_table

ITEMS = pd.DataFrame(
    {
        "study": ["A", "B", "C", "D"],
        "random sequence generation": ["low", "?", "+", "low"],
        "blinding of outcome assessment": ["low", "low", "Some concerns", "yes"],
        "selective reporting": ["unclear", "low", "low", "low"],
    }
)


def test_fatal_items_decide():
    assert read_bias_table(ITEMS, SYRCLE_EXAMPLE).overall == ("some concern", "high", "some concern", "low")


def test_counts_decide_where_the_rule_says_so():
    assert judge({"a": "high", "b": "unclear"}, BiasRule(high_from=2)) == "high"
    assert judge({"a": "high"}, BiasRule(concern_from=2)) == "low"


def test_shares_add_up():
    shares = read_bias_table(ITEMS, SYRCLE_EXAMPLE).shares()
    assert all(sum(cells.values()) == pytest.approx(100) for cells in shares.values())
    assert shares["overall"]["some concern"] == 50


def test_a_stated_judgement_is_taken_without_a_rule():
    assert read_bias_table(ITEMS.assign(overall=["high", "low", "low", "low"])).overall[0] == "high"


def test_refusals_of_bias_tables():
    with pytest.raises(UsageError, match="lacks the column study"):
        read_bias_table(ITEMS.drop(columns="study"))
    with pytest.raises(UsageError, match="'blinding', which the table lacks"):
        read_bias_table(ITEMS, BiasRule(fatal=("blinding",)))
    with pytest.raises(PoolingError, match="A, selective reporting: 'perhaps' is no judgement"):
        read_bias_table(ITEMS.assign(**{"selective reporting": ["perhaps", "low", "low", "low"]}))


def test_sensitivity_by_risk_of_bias():
    effects = {"study": list("ABCDAB"), "yi": [0.2, 0.9, 0.4, 0.3, 0.1, 1.1], "vi": [0.05] * 6}
    groups = bias_sensitivity(effects, read_bias_table(ITEMS, BiasRule(concern_from=2))).groups
    assert {name: group.k for name, group in groups.items()} == {"low": 6}
    with pytest.raises(PoolingError, match="No judgement for Z"):
        bias_sensitivity(effects | {"study": list("ABCDAZ")}, read_bias_table(ITEMS))


FLOW = {
    "databases": 1234, "duplicates": 234, "screened": 1000, "excluded": 940, "sought": 60, "not_retrieved": 2,
    "assessed": 58, "reports_excluded: species": 30, "reports_excluded: no control": 17, "studies": 11, "reports": 11,
}  # fmt: skip


def _flow(**change):
    counts = FLOW | change
    return read_flow(pd.DataFrame({"item": list(counts), "n": list(counts.values())}))


def test_a_flow_that_adds_up():
    flow = _flow()
    assert flow.problems == ()
    assert flow.reasons == {"species": 30, "no control": 17}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"screened": 990}, "Screened: 990 records, but 1234 identified minus 234 removed leave 1000"),
        ({"assessed": 57}, "Assessed: 57 reports, but 60 sought minus 2 not retrieved leave 58"),
        ({"reports_excluded": 40}, "Reports excluded: 40, but the reasons add up to 47"),
        ({"studies": 12}, "Studies: 12, more than the 11 reports"),
    ],
)
def test_a_flow_that_does_not_add_up_is_named(change, words):
    assert any(words in problem for problem in _flow(**change).problems)


def test_refusals_of_flows():
    with pytest.raises(UsageError, match="no box 'found'"):
        _flow(found=3)
    with pytest.raises(PoolingError, match=r"databases: 1\.5 is not a count"):
        _flow(databases=1.5)
    with pytest.raises(UsageError, match="columns item and n"):
        read_flow(pd.DataFrame({"box": ["a"]}))
