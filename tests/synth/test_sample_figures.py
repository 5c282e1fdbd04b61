"""The sample figures in the repository are what their script draws, complete and small."""

import csv
import json
import math

import pytest
from figures_seed_review import review_samples
from make_samples import bar_samples, make_all
from sample import picture_bytes

from synth import SAMPLE_FIGURES

REVIEW = SAMPLE_FIGURES / "seed_review"
PICTURES = sorted(p for folder in (SAMPLE_FIGURES, REVIEW) for p in folder.iterdir() if p.suffix in (".png", ".jpg"))
MOST_BYTES = 1_500_000


def read(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def remade(tmp_path_factory):
    folder = tmp_path_factory.mktemp("samples")
    return folder, make_all(folder, pictures=False)


def test_enough_bar_charts_and_all_eleven_courses():
    assert len(bar_samples()) >= 12
    assert len(review_samples(REVIEW / "rows.csv")) == 11


def test_numbers_are_what_the_script_writes(remade):
    folder, _ = remade
    made = {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    for name, content in made.items():
        assert (SAMPLE_FIGURES / name).read_bytes() == content, name


def test_no_picture_is_missing_or_left_over(remade):
    folder, pictures = remade
    assert {p.relative_to(folder) for p in pictures} == {p.relative_to(SAMPLE_FIGURES) for p in PICTURES}


@pytest.mark.parametrize("picture", PICTURES, ids=lambda p: p.name)
def test_every_picture_has_truth_and_description(picture):
    told = json.loads(picture.with_suffix(".json").read_text(encoding="utf-8"))
    rows = read(picture.with_suffix(".truth.csv"))
    assert told["image"] == picture.name
    assert told["licence"]
    assert told["source"]
    assert told["teaches"]
    low, high = told["ylim"]
    for row in rows:
        assert low <= float(row["mean"]) - float(row["error_low"] or 0)
        assert float(row["mean"]) + float(row["error_high"] or 0) <= high
        assert row["dispersion"] == (told["dispersion"] if row["error_low"] or row["error_high"] else "")


def test_a_picture_is_drawn_the_same_twice():
    sample = bar_samples()[0]
    assert picture_bytes(sample) == picture_bytes(sample)


def test_everything_together_is_small():
    assert (
        sum(p.stat().st_size for p in SAMPLE_FIGURES.rglob("*") if p.suffix in (".png", ".jpg", ".csv", ".json"))
        < MOST_BYTES
    )


def test_last_time_points_are_the_rows_of_the_review():
    series = read(REVIEW / "series.csv")
    last = {}
    for line in series:
        rows = [r for r in read((REVIEW / line["figure"]).with_suffix(".truth.csv")) if r["series"] == line["series"]]
        row = max(rows, key=lambda r: float(r["x"]))
        assert float(row["x"]) == float(line["last_time"])
        last[line["study"], line["arm"], line["role"]] = row, line
    for row in read(REVIEW / "rows.csv"):
        pairs = (("treatment", row["arm"], "1"), ("control", "", "2"))
        for role, arm, side in pairs:
            drawn, line = last[row["study"], arm, role]
            error = drawn["error_high"] or drawn["error_low"]
            assert math.isclose(float(drawn["mean"]), float(row[f"m{side}i"]))
            assert math.isclose(float(error), float(row[f"err{side}i"]))
            assert line["n"] == drawn["n"] == row[f"n{side}i"]
            assert line["dispersion"] == row["error_type"].lower()


def test_review_numbers_are_called_synthetic():
    for picture in PICTURES:
        if picture.parent == REVIEW:
            assert "SYNTHETIC" in json.loads(picture.with_suffix(".json").read_text(encoding="utf-8"))["notice"]
