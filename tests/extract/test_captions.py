"""What captions say about error bars and groups; ambiguous ones stay empty."""

from __future__ import annotations

import pytest

from figpool.core.summary import Dispersion
from figpool.extract.captions import read_caption

from .wordings import CAPTIONS


@pytest.mark.parametrize(
    ("text", "dispersion", "level"),
    [
        ("Data are expressed as mean ± SEM (n = 8).", Dispersion.SE, None),
        ("Values are means +/- S.D.", Dispersion.SD, None),
        ("Error bars represent the standard error of the mean.", Dispersion.SE, None),
        ("Error bars, s.e.m.", Dispersion.SE, None),
        ("Bars show 95% CI.", Dispersion.CI, 0.95),
        ("Vertical bars indicate 99% confidence intervals", Dispersion.CI, 0.99),
        ("Results are presented as median (IQR).", Dispersion.IQR, None),
        ("Whiskers indicate minimum to maximum.", Dispersion.RANGE, None),
        ("Mean values with standard deviations are shown.", Dispersion.SD, None),
        ("Mean ± SD in the text, error bars are SEM.", Dispersion.UNKNOWN, None),
        ("The range of motion was good in all patients.", Dispersion.UNKNOWN, None),
        ("Seeds were sown on day 2.", Dispersion.UNKNOWN, None),
    ],
)
def test_dispersion(text: str, dispersion: Dispersion, level: float | None) -> None:
    reading = read_caption(text)
    assert (reading.dispersion, reading.level) == (dispersion, level)


@pytest.mark.parametrize(
    ("text", "n", "said"),
    [
        ("mean ± SD, n = 8 per group", 8.0, True),
        ("n=12 animals", 12.0, True),
        ("Eight rats per group were used.", 8.0, True),
        ("n = 6-8", None, True),
        ("n ≥ 3 independent experiments", None, True),
        ("n = 10 (control) and n = 12 (treated)", None, True),
        ("n = 5 in all groups; n = 5 at day 7", 5.0, True),
        ("measured on day 8", None, False),
    ],
)
def test_group_sizes_are_given_only_when_they_are_the_same_for_all(text: str, n: float | None, said: bool) -> None:
    reading = read_caption(text)
    assert reading.n == n
    assert bool(reading.n_words) is said


def test_every_statement_keeps_its_words_and_place() -> None:
    text = "Figure 2. Scores. Error bars: SEM. *p < 0.05 versus sham."
    reading = read_caption(text)
    assert reading.notes == ("*p < 0.05",)
    for phrase in reading.phrases:
        assert text[phrase.start :].startswith(phrase.words)


@pytest.mark.parametrize(("text", "dispersion", "level", "n"), CAPTIONS, ids=[c[0] for c in CAPTIONS])
def test_wordings_as_journals_print_them(text: str, dispersion: str, level: float | None, n: float | None) -> None:
    """What is ambiguous (two spreads named, multiples, sizes that differ) says nothing."""
    reading = read_caption(text)
    assert (reading.dispersion, reading.level, reading.n) == (Dispersion(dispersion or "unknown"), level, n)
