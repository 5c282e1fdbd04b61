import pandas as pd
import pytest

from figpool.cli.review_demo import show_tables
from synth import SAMPLE_FIGURES

REVIEW = SAMPLE_FIGURES / "seed_review"


@pytest.fixture
def drawn_rows():
    """Rows as a faultless reader would write them: the numbers the figures were drawn from."""
    tables = [
        pd.read_csv(picture.with_suffix(".truth.csv")).assign(figure=picture.name, flags="")
        for picture in REVIEW.iterdir()
        if picture.suffix in {".png", ".jpg"}
    ]
    return pd.concat(tables).drop(columns=["study", "arm", "role", "n", "dispersion"])


def _shown(rows, folder, capsys):
    rows.to_csv(folder / "rows.csv", index=False)
    code = show_tables(REVIEW, folder / "rows.csv", folder)
    return code, capsys.readouterr().out


def test_a_faultless_reading_gives_the_printed_tables_line_by_line(drawn_rows, tmp_path, capsys):
    code, text = _shown(drawn_rows, tmp_path, capsys)
    assert code == 0
    assert "13 of 13 comparisons" in text
    assert text.count("29 of 29 lines are the printed ones") == 2
    overall = next(line for line in text.splitlines() if line.startswith("overall"))
    assert overall.count("2.32 (1.55, 3.09)") == 3
    tables = pd.read_csv(tmp_path / "tables.csv")
    assert tables["largest_difference"].max() <= 0.0101
    assert (tmp_path / "pooled" / "report.html").is_file()


def test_misread_and_missing_rows_are_named(drawn_rows, tmp_path, capsys):
    swapped = drawn_rows["figure"] == "khoshsirafat.png"
    names = {"CM": "SCI", "SCI": "CM"}
    drawn_rows.loc[swapped, "series"] = drawn_rows.loc[swapped, "series"].map(names)
    bare = (drawn_rows["figure"] == "chudickova.png") & (drawn_rows["series"] == "Saline")
    drawn_rows.loc[bare, ["error_low", "error_high"]] = None
    drawn_rows.loc[bare, "flags"] = "no_whisker"
    short = (drawn_rows["figure"] == "asadi_golshan.png") & (drawn_rows["x"] == 6)
    doubtful = drawn_rows["figure"] == "yeng.png"
    drawn_rows.loc[doubtful, "mean"] *= 1.1
    drawn_rows.loc[doubtful, "flags"] = "bad_fit;mark_weak"
    _, text = _shown(drawn_rows[~short], tmp_path, capsys)
    assert "misread WITHOUT A FLAG: Khoshsirafat 2018 CM." in text
    assert "misread, flagged: Yeng 2016 UC-CM." in text
    assert "incomplete, not pooled: Chudickova 2019 WJ-CM." in text
    assert "not read: Asadi-Golshan 2018 Conditioned medium." in text
    assert "asadi_golshan.png: Conditioned medium has nothing at 6." in text
    assert "chudickova.png Saline: no SD. No error bar was read." in text
    assert "Yeng 2016 UC-CM: read with doubts (bad_fit, mark_weak)" in text
    assert "off " in next(line for line in text.splitlines() if line.startswith("overall"))
