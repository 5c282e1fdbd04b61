from __future__ import annotations

import gzip
import hashlib
import io
import json
import struct
import tarfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figpool._cv import cv2
from figpool.core.errors import InputError, UsageError
from figpool.core.summary import Dispersion
from figpool.project import Project
from figpool.project.imports import import_file, read_import
from figpool.project.imports.rds import read_rds
from project.words import read_or_refused

FIXTURES = Path(__file__).parent / "fixtures"
PNG = cv2.imencode(".png", np.full((400, 600, 3), 255, np.uint8))[1].tobytes()

# Numbers of the bar chart in WebPlotDigitizer's format documentation style: pixels with the values the program wrote.
BAR3 = {
    "wpd": {
        "version": [3, 8],
        "axesType": "BarAxes",
        "axesParameters": {"isLog": False},
        "calibration": [
            {"px": 78.8, "py": 388.5, "dx": 0, "dy": "-20", "dz": None},
            {"px": 78.5, "py": 78.5, "dx": 0, "dy": "100", "dz": None},
        ],
        "dataSeries": [
            {
                "name": "Default Dataset",
                "metadataKeys": ["Label"],
                "data": [
                    {"x": 177.5, "y": 336.8333333333, "metadata": ["Bar0"], "value": [0.0]},
                    {"x": 339.5, "y": 207.6666666667, "metadata": ["Bar1"], "value": [50.0]},
                ],
            }
        ],
    }
}
TURN = 0.02


def turned(x: float, y: float) -> dict[str, float]:
    """A place on a figure turned by TURN radians about (100, 300)."""
    c, s = np.cos(TURN), np.sin(TURN)
    return {"x": 100 + c * (x - 100) - s * (y - 300), "y": 300 + s * (x - 100) + c * (y - 300)}


def tick(x: float, y: float, dx: str, dy: str) -> dict[str, object]:
    place = turned(x, y)
    return {"px": place["x"], "py": place["y"], "dx": dx, "dy": dy, "dz": None}


XY4 = {
    "version": [4, 2],
    "axesColl": [
        {
            "name": "XY",
            "type": "XYAxes",
            "isLogX": False,
            "isLogY": True,
            "noRotation": False,
            "calibrationPoints": [
                tick(100, 300, "0", "1"),
                tick(500, 300, "8", "1"),
                tick(100, 300, "0", "1"),
                tick(100, 100, "0", "100"),
            ],
        },
        {"name": "Clock", "type": "PolarAxes", "calibrationPoints": []},
    ],
    "datasetColl": [
        {
            "name": "Treated",
            "axesName": "XY",
            "metadataKeys": [],
            "groupNames": ["Mean", "Upper"],
            "data": [
                turned(300, 200) | {"tuple": 0, "group": 0},
                turned(300, 180) | {"tuple": 0, "group": 1},
                turned(400, 100) | {"tuple": 1, "group": 0},
            ],
        }
    ],
    "measurementColl": [],
}


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.fixture
def project(tmp_path: Path):
    with Project.create(tmp_path / "p.figpool", "anna") as made:
        yield made


def test_bars_of_version_3(project: Project, tmp_path: Path):
    path = put(tmp_path, "bars.json", json.dumps(BAR3).encode())
    numbers, left_out = import_file(project, path, put(tmp_path, "bars.png", PNG))
    rows = [r.row for r in project.rows(numbers[0])]
    assert [(r.category, r.mean) for r in rows] == [("Bar0", pytest.approx(0, abs=1e-6)), ("Bar1", pytest.approx(50))]
    assert {r.source for r in rows} == {"manual"}
    assert (rows[0].x_px, rows[0].y_px) == pytest.approx((177.0, 336.3333333))
    assert left_out == ()


def test_turned_logarithmic_axes_of_version_4(project: Project, tmp_path: Path):
    path = put(tmp_path, "xy.json", json.dumps(XY4).encode())
    numbers, left_out = import_file(project, path, put(tmp_path, "xy.png", PNG))
    first, second = (r.row for r in project.rows(numbers[0]))
    assert (first.x, first.mean) == (pytest.approx(4), pytest.approx(10))
    assert first.error_high == pytest.approx(10**1.2 - 10)
    assert first.error_low is None
    assert (second.x, second.mean) == (pytest.approx(6), pytest.approx(100))
    assert first.series == "Treated"
    assert len(left_out) == 1
    assert "PolarAxes" in left_out[0]


def left_out_of(document: dict[str, object]) -> tuple[str, ...]:
    (found,) = read_import(json.dumps(document).encode(), "w.json")
    return found.left_out


def test_what_cannot_be_a_value_with_its_error_bar_is_said():
    document = json.loads(json.dumps(XY4))
    (data,) = document["datasetColl"]
    data["data"] = [
        turned(300, 180) | {"tuple": 0, "group": 1},  # the end of a bar whose value was not clicked
        *(turned(400, 100 + 10 * g) | {"tuple": 1, "group": g} for g in range(5)),  # five numbers of a box
        turned(350, 150) | {"tuple": 2, "group": 0},
    ]
    document["datasetColl"].append({"name": "stray", "axesName": "", "data": [turned(300, 200)]})
    words = "; ".join(left_out_of(document))
    assert "tuple 0 of 'Treated', whose value was not clicked" in words
    assert "tuple 1 of 'Treated', which has 4 points besides its value" in words
    assert "the data set 'stray', which belongs to no axes" in words
    (found,) = read_import(json.dumps(document).encode(), "w.json")
    assert len(found.extraction(400).marks) == 1


@pytest.mark.parametrize(("key", "value", "words"), [("file", 1, "another picture"), ("page", 3, "page 3")])
def test_axes_on_another_picture_or_page_are_left_out(key: str, value: int, words: str):
    document = json.loads(json.dumps(XY4))
    document["axesColl"][0][key] = value
    assert words in left_out_of(document)[0]


def test_a_leaning_bar_axis_is_refused():
    document = json.loads(json.dumps(BAR3))
    document["wpd"]["axesParameters"]["isRotated"] = True
    document["wpd"]["calibration"][1]["px"] = 150.0
    with pytest.raises(InputError, match="are turned"):
        read_import(json.dumps(document).encode(), "w.json")


def test_short_forms_of_r_cannot_fill_the_memory():
    name = struct.pack(">iii", 1, 9, 14) + b"compact_intseq"
    info = struct.pack(">i", 2) + name + struct.pack(">i", 254)
    state = struct.pack(">ii", 14, 3) + struct.pack(">3d", 2e9, 1.0, 1.0)
    data = b"X\n" + struct.pack(">3i", 2, 0, 0) + struct.pack(">i", 238) + info + state + struct.pack(">i", 254)
    with pytest.raises(InputError, match="a sequence is too long"):
        read_rds(data)


def test_archive_brings_its_picture(project: Project, tmp_path: Path):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, content in (("proj/wpd.json", json.dumps(BAR3).encode()), ("proj/Figure 2.png", PNG)):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    numbers, _ = import_file(project, put(tmp_path, "proj.tar", data.getvalue()))
    assert project.figure(numbers[0]).name == "Figure 2.png"
    assert project.original(numbers[0]) == PNG


def test_metadigitise_mean_and_error(project: Project, tmp_path: Path):
    """Made by R: saveRDS of a list as metaDigitise's internal_digitise builds it (fixtures/caldat.R)."""
    folder = tmp_path / "caldat"
    folder.mkdir()
    put(tmp_path, "fig.png", PNG)
    numbers, _ = import_file(project, put(folder, "fig", (FIXTURES / "caldat_mean_error.rds").read_bytes()))
    rows = [r.row for r in project.rows(numbers[0])]
    assert [(r.category, r.mean, r.error_high, r.n) for r in rows] == [
        ("control", pytest.approx(10), pytest.approx(1), 8),
        ("drug", pytest.approx(15), pytest.approx(2), 9),
    ]
    assert {r.dispersion for r in rows} == {Dispersion.SE}
    # R draws upward from the lower edge: 200 there is 400 - 200 here, less half a pixel
    assert (rows[0].x_px, rows[0].y_px) == pytest.approx((149.5, 199.5))


def test_metadigitise_box_plot(project: Project, tmp_path: Path):
    path = put(tmp_path, "box", (FIXTURES / "caldat_boxplot.rds").read_bytes())
    numbers, _ = import_file(project, path, put(tmp_path, "fig.png", PNG))
    (row,) = (r.row for r in project.rows(numbers[0]))
    found = (row.whisker_low, row.q1, row.median, row.q3, row.whisker_high)
    assert found == pytest.approx((5, 8, 10, 12, 15))


def test_missing_picture_is_asked_for(project: Project, tmp_path: Path):
    with pytest.raises(InputError, match="does not hold the picture"):
        import_file(project, put(tmp_path, "bars.json", json.dumps(BAR3).encode()))


def test_unknown_format_is_named(tmp_path: Path):
    with pytest.raises(InputError, match="no format figpool can import"):
        read_import(b"hello", "x.txt")


def test_dates_are_refused():
    dates = json.loads(json.dumps(XY4))
    dates["axesColl"][0]["calibrationPoints"][0]["dx"] = "2020/01/01"
    with pytest.raises(InputError, match="'2020/01/01' of axes 'XY' is no number"):
        read_import(json.dumps(dates).encode(), "x.json")


@pytest.mark.parametrize("number", ["nan", "1e999", "-inf"])
@pytest.mark.parametrize("key", ["px", "py", "dy"])
def test_a_calibration_at_no_place_or_value_is_refused(number: str, key: str):
    document = json.loads(json.dumps(BAR3))
    document["wpd"]["calibration"][1][key] = number
    with pytest.raises(InputError, match="which is no place and no value"):
        read_import(json.dumps(document).encode(), "w.json")


def test_what_was_read_already_is_not_replaced(project: Project, tmp_path: Path):
    picture, source = put(tmp_path, "bars.png", PNG), put(tmp_path, "bars.json", json.dumps(BAR3).encode())
    ((figure,), _) = import_file(project, source, picture)
    project.edit(figure, "comment_mark", mark="m1", comment="looked at")
    with pytest.raises(UsageError, match="has read figure 1"):
        import_file(project, source, picture)
    entry = project.extraction(figure)
    assert entry is not None
    assert [m.comment for m in entry.marks] == ["looked at", ""]
    assert {m.trail.figure_sha256 for m in entry.marks} == {hashlib.sha256(PNG).hexdigest()}


def test_rds_values_written_by_r():
    found = read_rds((FIXTURES / "values.rds").read_bytes())
    assert found == {
        "real": [1.5, None, -2.0],
        "whole": [1, 2, None],
        "text": ["a", None, "größe"],
        "yes": [True, False, None],
        "factor": ["low", "high", "low"],
        "nothing": None,
        "sequence": [1, 2, 3, 4, 5],
        "frame": {"x": [1.0, 2.0], "id": ["p", "q"]},
    }


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


@given(st.binary(max_size=300), st.sampled_from([b"", b"X\n\0\0\0\2\0\0\0\0\0\0\0\0", b'{"axesColl":', b'{"wpd":']))
def test_any_bytes_are_read_or_refused(tail: bytes, head: bytes):
    assert read_or_refused(lambda: [f.extraction(100) for f in read_import(head + tail, "x")])


@given(st.data())
def test_damaged_projects_are_read_or_refused(data):
    document = json.loads(json.dumps(data.draw(st.sampled_from([BAR3, XY4]))))
    place = document
    while isinstance(place, (dict, list)) and place:
        key = data.draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
        if data.draw(st.booleans()) or not isinstance(place[key], (dict, list)):
            place[key] = data.draw(JSON)
            break
        place = place[key]
    text = json.dumps(document).encode()
    assert read_or_refused(lambda: [f.extraction(100) for f in read_import(text, "x.json")])


@given(place=st.floats(0, 1, exclude_max=True), value=st.integers(0, 255))
def test_damaged_r_files_are_read_or_refused(place: float, value: int):
    raw = bytearray(gzip.decompress((FIXTURES / "caldat_mean_error.rds").read_bytes()))
    raw[int(place * len(raw))] = value
    assert read_or_refused(lambda: [f.extraction(100) for f in read_import(bytes(raw), "x")])


def test_a_huge_vector_is_refused_before_it_is_made():
    head = b"X\n" + struct.pack(">iii", 2, 0, 0)
    with pytest.raises(InputError, match="longer than the file"):
        read_rds(head + struct.pack(">ii", 14, 2**31 - 1))
