import numpy as np
import pandas as pd
import pytest

from figpool.core.errors import PoolingError, UsageError
from figpool.pool.arms import PairingSettings
from figpool.pool.pairing import pair_rows

BARS = pd.DataFrame(
    {
        "figure": "gu.png", "page": np.nan, "panel": "", "kind": "bar", "series": "",
        "category": ["Sham", "Control", "CM low", "CM high"], "x": np.nan,
        "mean": [20.6, 7.2, 11.9, 12.8], "error_low": [0.4, 0.9, 1.1, 0.8], "error_high": [0.4, 0.9, 1.1, np.nan],
        "dispersion": "unknown", "level": np.nan, "n": np.nan, "sd": np.nan, "sd_method": "",
        "mean_u": 0.05, "error_u": 0.02,
    }
)  # fmt: skip
LINES = pd.DataFrame(
    {
        "figure": "chen.png", "page": np.nan, "panel": "A", "kind": "line",
        "series": ["Control"] * 3 + ["CM"] * 3, "category": "", "x": [1, 4, 8.02, 1.01, 4, 7.98],
        "mean": [1.0, 3.0, 5.0, 1.2, 6.0, 9.0], "error_low": 0.5, "error_high": 0.5, "dispersion": "se",
        "level": np.nan, "n": 9.0, "sd": np.nan, "sd_method": "", "mean_u": 0.1, "error_u": 0.1,
    }
)  # fmt: skip


def test_categories_against_one_control():
    settings = PairingSettings(control="Control", treatments=("CM low", "CM high"), n=9, dispersion="se")
    frame = pair_rows(BARS, None, settings).frame
    assert frame["comparison"].tolist() == ["CM low", "CM high"]
    assert frame["study"].tolist() == ["gu", "gu"]
    assert frame["sd1i"].tolist() == pytest.approx([3.3, 2.4])
    assert frame["sd2i"].tolist() == pytest.approx([2.7, 2.7])
    assert len(set(frame["control_group"])) == 1
    assert frame["sd_method"].tolist() == ["se_to_sd", "se_to_sd"]
    assert frame["sd1i_u"][0] == pytest.approx(0.02 * 3)


def test_series_are_paired_at_the_nearest_time():
    frame = pair_rows(LINES, None, PairingSettings(control="Control")).frame
    assert frame["m2i"].tolist() == [1.0, 3.0, 5.0]
    assert frame["comparison"].tolist() == ["CM 1.01", "CM 4", "CM 7.98"]


@pytest.mark.parametrize(("at", "means"), [("last", (9.0, 5.0)), ("8", (9.0, 5.0)), ("4", (6.0, 3.0))])
def test_one_time_point(at, means):
    frame = pair_rows(LINES, None, PairingSettings(control="Control", at=at)).frame
    assert (frame["m1i"].tolist(), frame["m2i"].tolist()) == ([means[0]], [means[1]])


def test_the_studies_table_says_what_the_figure_does_not():
    studies = pd.DataFrame(
        {
            "figure": ["gu.png"] * 4,
            "category": ["Sham", "Control", "CM low", None],
            "role": ["skip", "control", None, "treatment"],
            "n": [None, 8, 7, 6],
            "dispersion": ["se"] * 4,
            "study": ["Gu 2017"] * 4,
            "severity": ["moderate"] * 4,
        }
    )
    frame = pair_rows(BARS, studies).frame
    assert frame["n1i"].tolist() == [7, 6]
    assert frame["n2i"].tolist() == [8, 8]
    assert frame["study"].tolist() == ["Gu 2017"] * 2
    assert frame["severity"].tolist() == ["moderate"] * 2


def test_an_unknown_error_bar_leaves_the_sd_empty_and_says_so():
    pairing = pair_rows(BARS, None, PairingSettings(control="Control", n=9))
    assert pairing.frame["sd1i"].isna().all()
    assert any("not known what the error bar shows" in warning for warning in pairing.warnings)


def test_boxes_get_mean_and_sd_from_quartiles():
    boxes = pd.DataFrame(
        {
            "figure": "b.png", "panel": "", "series": "", "category": ["Control", "CM"], "mean": np.nan,
            "median": [5.2, 8.0], "q1": [4.0, 6.5], "q3": [7.1, 9.0], "n": 9,
        }
    )  # fmt: skip
    frame = pair_rows(boxes, None, PairingSettings(control="Control")).frame
    assert (frame["m2i"][0], frame["sd2i"][0]) == pytest.approx((5.460166666, 2.711508485))


def test_groups_without_partner_are_named():
    two = pd.concat([BARS, LINES[LINES["series"] == "CM"]], ignore_index=True)
    pairing = pair_rows(two, None, PairingSettings(control="Control", n=9, dispersion="se"))
    assert any("chen.png A: no control found" in warning for warning in pairing.warnings)


def test_refusals():
    with pytest.raises(UsageError, match="not known which group is the control"):
        pair_rows(BARS)
    with pytest.raises(PoolingError, match="No treatment could be paired"):
        pair_rows(BARS, None, PairingSettings(control="Vehicle"))
    with pytest.raises(UsageError, match="lack the column series"):
        pair_rows(BARS.drop(columns="series"), None, PairingSettings(control="Control"))
    with pytest.raises(UsageError, match="line 2: the role 'placebo'"):
        pair_rows(BARS, pd.DataFrame({"figure": ["gu.png"], "role": ["placebo"]}))


def _courses():
    series = {"Control": [7.8, 8.2], "A": [7.6, 8.0], "B": [7.4, 7.8]}
    lines = [
        {"figure": "f.png", "series": name, "category": "", "x": x - shift, "mean": 10 * shift + x, "error_low": 1.0}
        for name, ends in series.items()
        for shift in (6, 4, 2, 0)
        for x in ends[1:]
    ]
    return pd.DataFrame(lines).assign(flags=["mark_weak;bad_fit"] + [""] * 11)


STUDIES = pd.DataFrame(
    {
        "figure": "f.png", "series": ["Control", "A", "B"], "role": ["control", "treatment", "treatment"],
        "n": 8, "dispersion": "sd", "at": [8, 8, 8],
    }
)  # fmt: skip


def test_arms_drawn_side_by_side_are_at_one_time():
    frame = pair_rows(_courses(), STUDIES).frame
    assert frame["m1i"].tolist() == [8.0, 7.8]
    assert frame["m2i"].tolist() == [8.2, 8.2]


def test_flags_of_the_arms_taken_stay_with_the_comparison():
    early = STUDIES.assign(at=2)
    pairing = pair_rows(_courses(), early)
    assert pairing.frame["flags"].tolist() == ["mark_weak;bad_fit"] * 2
    assert "read with doubts (mark_weak, bad_fit)" in pairing.warnings[0]
    assert pair_rows(_courses(), STUDIES).frame["flags"].tolist() == ["", ""]


def test_a_line_that_ends_early_is_named():
    short = _courses().query("not (series == 'A' and x > 7)")
    pairing = pair_rows(short, STUDIES.assign(at="last"))
    assert any("A ends at 6, another line at 7.8" in text for text in pairing.warnings)
    pairing = pair_rows(short, STUDIES)
    assert pairing.frame["comparison"].tolist() == ["B"]
    assert any("A has nothing at 8" in text for text in pairing.warnings)


def test_three_arms_drawn_side_by_side_share_their_control():
    ends = {"Control": 8.203, "A": 7.797, "B": 8.0}
    lines = [
        {"figure": "f.png", "series": name, "category": "", "x": end - k, "mean": 10 - k, "error_low": 1.0}
        for name, end in ends.items()
        for k in range(4)
    ]
    pairing = pair_rows(pd.DataFrame(lines), STUDIES)
    assert pairing.frame["comparison"].tolist() == ["A", "B"]
    assert pairing.frame["m1i"].tolist() == pairing.frame["m2i"].tolist() == [10, 10]


@pytest.mark.parametrize(("shift", "paired"), [(0.45, True), (0.5, False)])
def test_as_far_as_half_a_step_an_arm_stands_nearest_to_its_own_time(shift: float, paired: bool):
    lines = [
        {"figure": "f.png", "series": name, "category": "", "x": k + move, "mean": 10.0 + k, "error_low": 1.0}
        for name, move in (("Control", shift), ("A", 0.0))
        for k in range(4)
    ]
    rows = pd.DataFrame(lines)
    if not paired:
        with pytest.raises(PoolingError, match="A has no control to compare with"):
            pair_rows(rows, STUDIES.assign(at="last"))
        return
    pairing = pair_rows(rows, STUDIES.assign(at="last"))
    assert pairing.frame["m2i"].tolist() == [13.0]
    assert any("A stands at 3 and the control it is compared with at 3.45" in text for text in pairing.warnings)
