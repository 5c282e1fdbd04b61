"""What a label may stand for, one case a kind of misreading."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figpool.ocr import read_number


def first(text: str) -> float:
    return read_number(text)[0].value


def values(text: str) -> set[float]:
    return {reading.value for reading in read_number(text)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("35", 35),
        ("0.0", 0),
        ("-5", -5),
        ("- 5", -5),
        ("−0.4", -0.4),
        ("–20", -20),
        (".25", 0.25),
        ("-.5", -0.5),
        ("+3", 3),
        ("0,8", 0.8),
        ("0·5", 0.5),
        ("0'5", 0.5),
        ("1,000", 1000),
        ("12,500", 12500),
        ("1 000", 1000),
        ("1.000.000", 1_000_000),
        ("60%", 60),
        ("12.5 %", 12.5),
        ("5K", 5000),
        ("10k", 10000),
        ("2M", 2e6),
        ("25°C", 25),
        ("1e-3", 0.001),
        ("1.0E+03", 1000),
        ("10³", 1000),
        ("10^3", 1000),
        ("10⁻³", 0.001),
        ("10⁻ ³", 0.001),
        ("10-3", 0.001),
        ("10⁰", 1),
        ("2×10³", 2000),
        ("2x103", 2000),
        ("5·10³", 5000),
        ("1×10-5", 1e-5),
        ("ー5", -5),
        ("1０", 10),
    ],
)
def test_plain_spellings_are_read_without_doubt(text, value):
    assert first(text) == value
    assert read_number(text)[0].penalty <= 0.15


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("35-", 35),
        ("30 -", 30),
        ("1.0_", 1.0),
        ("8 0", 80),
        ("1 .5", 1.5),
        ("0. 5", 0.5),
        ("l0", 10),
        ("1O", 10),
        ("S0", 50),
        ("I", 1),
        ("O", 0),
        ("(30", 30),
        ("30]", 30),
        ("E 30", 30),
        ("be 20", 20),
        ("02", 0.2),
        ("025", 0.25),
        ("-05", -0.5),
    ],
)
def test_misread_labels_are_read_at_a_price(text, value):
    assert first(text) == value
    assert read_number(text)[0].penalty > 0


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("1,000", {1000.0, 1.0}),
        ("1.000", {1.0, 1000.0}),
        ("103", {103.0, 1000.0}),
        ("1096", {1096.0, 10.0}),
        ("096", {0.0}),
        ("0-25", {0.25}),
        ("1-5", {1.5}),
        ("10°", {10.0, 1.0}),
        ("02", {0.2, 2.0}),
        ("-35", {-35.0, 35.0}),
        ("|30", {30.0, 130.0}),
    ],
)
def test_ambiguous_labels_keep_both_readings(text, both):
    assert both <= values(text)


@pytest.mark.parametrize(
    "text", ["", "-", "Control", "N+P", "DMEM", "a", "b", "B", "mg", "n = 8", "10^", "P20", "1.5e", "g-1", "%"]
)
def test_words_are_no_numbers(text):
    assert read_number(text) == ()


def test_readings_come_by_rising_penalty_and_name_their_repair():
    readings = read_number("02")
    assert [r.penalty for r in readings] == sorted(r.penalty for r in readings)
    assert readings[0].repair == "decimal point lost"


@given(st.integers(-99999, 99999), st.integers(0, 4))
def test_every_printed_decimal_is_read_back(mantissa, decimals):
    value = mantissa / 10**decimals
    assert first(f"{value:.{decimals}f}") == pytest.approx(value)


@given(st.text(max_size=12))
def test_no_text_breaks_the_reader(text):
    readings = read_number(text)
    assert all(0 <= r.penalty <= 1 for r in readings)
    assert len({r.value for r in readings}) == len(readings)
