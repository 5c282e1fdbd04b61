"""Values printed in text become rows."""

from __future__ import annotations

import math

import pytest

from figpool.core.summary import Dispersion
from figpool.extract.text_values import read_values, to_number, to_rows

from .wordings import NOTHING, VALUES


@pytest.mark.parametrize(
    ("text", "mean", "arms", "dispersion", "n"),
    [
        ("72.3 +- 17.1%", 72.3, (17.1, 17.1), Dispersion.UNKNOWN, None),
        ("1515.6 ± 211.8 pg/mL (n = 4)", 1515.6, (211.8, 211.8), Dispersion.UNKNOWN, 4.0),
        ("2.32 (95% CI 1.55 to 3.09)", 2.32, (0.77, 0.77), Dispersion.CI, None),
        ("−3.2 ± 1.1 SEM, n = 12", -3.2, (1.1, 1.1), Dispersion.SE, 12.0),
        ("34 [IQR 22–41]", 34.0, (12.0, 7.0), Dispersion.IQR, None),
        ("9,5 ± 2,2 mm", 9.5, (2.2, 2.2), Dispersion.UNKNOWN, None),
    ],
)
def test_one_value(text: str, mean: float, arms: tuple[float, float], dispersion: Dispersion, n: float | None) -> None:
    (value,) = read_values(text)
    assert value.mean == mean
    assert (value.lower, value.upper) == pytest.approx(arms)
    assert (value.dispersion, value.n) == (dispersion, n)
    assert text[value.start :].startswith(value.words)


def test_what_the_text_says_once_counts_for_all_its_values() -> None:
    values = read_values("Values are mean ± SD: 12.5 ± 3.1 mm (n=6) versus 9.5 ± 2.2 mm (n=7).")
    assert [v.dispersion for v in values] == [Dispersion.SD, Dispersion.SD]
    assert [v.n for v in values] == [6.0, 7.0]


def test_an_interval_that_does_not_hold_its_value_is_no_value() -> None:
    assert read_values("5.0 (95% CI 7 to 9)") == []


@pytest.mark.parametrize(
    ("text", "number"), [("1,234.5", 1234.5), ("12,345", 12345.0), ("0,8", 0.8), ("0·5", 0.5), ("−2", -2.0)]
)
def test_numbers(text: str, number: float) -> None:
    assert to_number(text) == number


def test_rows_follow_the_contract_without_positions() -> None:
    (row,) = to_rows(read_values("10 ± 2 SE, n = 16"))
    assert (row.sd, row.n, row.source) == (8.0, 16.0, "manual")
    assert math.isnan(row.x_px)


@pytest.mark.parametrize(("text", "mean", "arms", "dispersion", "n"), VALUES, ids=[v[0] for v in VALUES])
def test_values_as_texts_print_them(
    text: str, mean: float, arms: tuple[float, float], dispersion: str, n: float | None
) -> None:
    value = read_values(text)[0]
    assert (value.mean, value.lower, value.upper) == pytest.approx((mean, *arms))
    assert (value.dispersion, value.n) == (Dispersion(dispersion or "unknown"), n)


@pytest.mark.parametrize("text", NOTHING)
def test_numbers_that_are_no_value_for_sure_give_none(text: str) -> None:
    assert read_values(text) == []


def test_brackets_announced_once_hold_spreads_to_the_end_of_the_sentence() -> None:
    values = read_values("Mean (SD): 5.2 (0.3) vs. 6.1 (0.4). Table 3 (4).")
    assert [(v.mean, v.upper, v.dispersion) for v in values] == [(5.2, 0.3, Dispersion.SD), (6.1, 0.4, Dispersion.SD)]


def test_an_sd_that_cannot_be_had_is_said() -> None:
    (row,) = to_rows(read_values("10 ± 2 SE"))
    assert row.sd is None
    assert [i.flag.value for i in row.issues] == ["sd_unknown"]


def test_the_next_line_of_a_list_is_no_unit() -> None:
    rows = to_rows(read_values("1.2e3 ± 5e1\nOR 1.5\n12.1\nmm (SD 3.0)"))
    assert [r.category for r in rows] == ["1.2e3 ± 5e1", "12.1 mm (SD 3.0)"]
