import json

import pytest

from figpool.convert import convert
from reference.cells import HERE

CASES = json.loads((HERE / "pooling" / "conversions.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=[f"{i}-{case['id']}" for i, case in enumerate(CASES)])
def test_every_published_case_is_reproduced(case):
    got = convert(case["id"], **case["inputs"])
    assert {name: got[name] for name in case["outputs"]} == pytest.approx(case["outputs"], rel=1e-8)


def test_there_are_64_cases():
    assert len(CASES) == 64
