"""Store the scores of the sample figures anew: ``python -m regression.store`` from the tests folder."""

from __future__ import annotations

import json
from dataclasses import asdict

from regression.scoring import STORED, read_and_score, samples, stored_scores


def main() -> None:
    """Read every sample figure, print what changed, write scores.json."""
    before = stored_scores()
    after = {sample.name: asdict(read_and_score(sample)) for sample in samples()}
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            print(f"{name}: {before.get(name)} -> {after.get(name)}")
    STORED.write_text(json.dumps(after, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
