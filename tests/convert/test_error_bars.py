import pytest

from figpool.convert import convert, to_sd
from figpool.core.errors import ConversionError
from figpool.core.summary import Dispersion


def test_sd_needs_no_n():
    assert to_sd(1.5, Dispersion.SD) == (1.5, "sd")


def test_the_two_arms_are_averaged():
    assert to_sd(1.0, "se", 9, error_upper=3.0)[0] == pytest.approx(6.0)


def test_confidence_interval_by_t_for_small_groups_and_by_z_on_request():
    small, method = to_sd(1.2, "ci", 6, 0.95)
    assert method == "ci_halfwidth_bar_to_sd_t"
    assert small == convert("ci_halfwidth_bar_to_sd_t", h=1.2, n=6)["SD"]
    large, method = to_sd(1.2, "ci", 60)
    assert method == "ci_mean_to_sd_z"
    assert to_sd(1.2, "ci", 60, quantile="t")[0] < large
    assert to_sd(1.2, "ci", 6, quantile="z")[0] > small


def test_quartiles_and_range():
    assert to_sd(1.2, "iqr", 9, error_upper=1.9) == (
        pytest.approx(convert("wan_s3_iqr", q1=4.0, m=5.2, q3=7.1, n=9)["SD_approx"]),
        "wan_s3_iqr",
    )
    assert to_sd(3.1, "range", 9, error_upper=7.2)[0] == pytest.approx(
        convert("wan_s1_range", a=2.1, m=5.2, b=12.4, n=9)["SD_approx"]
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((1.0, "unknown", 10), "not known what the error bar shows"),
        ((1.0, "se", None), "without n"),
        ((1.0, "se", float("nan")), "without n"),
        ((1.0, "se", 1), "too small"),
        ((-1.0, "sd", 5), "not a length"),
        ((float("nan"), "sd", 5), "not a length"),
    ],
)
def test_nothing_is_guessed(arguments, words):
    with pytest.raises(ConversionError, match=words):
        to_sd(*arguments)
