import pytest

from figpool.convert import conversions, convert
from figpool.core.errors import ConversionError, UsageError


def test_every_formula_names_its_source():
    for found in conversions().values():
        assert found.formula
        assert found.source
        assert found.function.__doc__


def test_unknown_formula_suggests_a_near_one():
    with pytest.raises(UsageError, match=r"no conversion named 'se_to_sdd'.*se_to_sd"):
        convert("se_to_sdd", SE=1, n=3)


def test_wrong_inputs_are_named():
    with pytest.raises(UsageError, match=r"needs n too.*SE, n"):
        convert("se_to_sd", SE=1)
    with pytest.raises(UsageError, match="does not take se"):
        convert("se_to_sd", se=1, n=3)
    with pytest.raises(UsageError, match="does not take sd"):
        convert("shared_control_cov", nc=5, n1=4, n2=4, sd=1)


@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        ("se_to_sd", {"SE": -1, "n": 5}),
        ("se_to_sd", {"SE": 1, "n": 0}),
        ("ci_mean_to_sd_t", {"L": 2, "U": 1, "n": 5}),
        ("ci_mean_to_sd_t", {"L": 1, "U": 2, "n": 1}),
        ("ci_mean_to_sd_z", {"L": 1, "U": 2, "n": 5, "level": 95}),
        ("md_p_to_sd", {"MD": 1, "p": 0, "n1": 5, "n2": 5}),
        ("md_t_to_sd", {"MD": 1, "t": 0, "n1": 5, "n2": 5}),
        ("change_sd", {"sd_base": 1, "sd_final": 1, "r": 2}),
        ("change_sd_from_paired_t", {"mean_change": 1, "n": 5}),
        ("raw_to_log", {"mean": 0, "SD": 1}),
        ("geomean_ci_to_log", {"GM": 1, "L": -1, "U": 2, "n": 5}),
        ("wan_s3_iqr", {"q1": 1, "m": 2, "q3": 3, "n": 1}),
    ],
)
def test_numbers_outside_the_domain_are_refused(name, inputs):
    with pytest.raises(ConversionError):
        convert(name, **inputs)


def test_round_trips():
    log = convert("raw_to_log", mean=12, SD=7)
    raw = convert("log_to_raw", mu=log["mu"], s=log["s"])
    assert (raw["mean"], raw["SD"]) == pytest.approx((12, 7), rel=1e-12)
    sd = convert("change_sd", sd_base=4, sd_final=4.4, r=0.6)["SD"]
    assert convert("change_corr", sd_base=4, sd_final=4.4, sd_change=sd)["r"] == pytest.approx(0.6, rel=1e-12)
