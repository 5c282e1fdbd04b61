"""Draw all sample figures: ``python sample_figures/make_samples.py [--out DIR]``; the same files every time."""

from __future__ import annotations

import argparse
from pathlib import Path

from figures_hard import hard_samples
from figures_looks import look_samples
from figures_seed_review import review_samples, write_series_table, write_studies_table
from sample import Sample, picture_bytes, write_numbers

HERE = Path(__file__).resolve().parent
REVIEW = "seed_review"


def bar_samples() -> tuple[Sample, ...]:
    """Return all bar charts."""
    return (*look_samples(), *hard_samples())


def make_all(out: Path, *, pictures: bool = True) -> list[Path]:
    """Write every sample under `out` and its ``seed_review`` folder; return the pictures' paths.

    Without `pictures` only the numbers are written.
    """
    review = out / REVIEW
    review.mkdir(parents=True, exist_ok=True)
    samples = review_samples(HERE / REVIEW / "rows.csv")
    placed = [(s, out) for s in bar_samples()] + [(s, review) for s in samples]
    for sample, folder in placed:
        write_numbers(sample, folder)
        if pictures:
            (folder / sample.image).write_bytes(picture_bytes(sample))
    write_series_table(samples, review / "series.csv")
    write_studies_table(samples, HERE / REVIEW / "rows.csv", review / "studies.csv")
    return [folder / sample.image for sample, folder in placed]


def main() -> None:
    """Parse the command line and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE)
    pictures = make_all(parser.parse_args().out)
    print(f"{len(pictures)} figures written")


if __name__ == "__main__":
    main()
