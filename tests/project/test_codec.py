from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figpool.core.errors import UsageError
from figpool.core.geometry import Box
from figpool.core.marks import BarMark
from figpool.core.series import ErrorBar
from figpool.project import edits
from figpool.project.codec import CodecError, decode, dumps, encode, loads
from figpool.project.model import Extraction, FigureInfo, Reading
from figpool.project.sharing import ExtractionCodec
from project.build import extraction, reading
from project.strategies import many_edits
from project.words import read_or_refused

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def test_extraction_survives_text():
    found = extraction(2)
    assert decode(Extraction, loads(dumps(encode(found)))) == found


def test_reading_with_its_rows_survives_text():
    found = reading()
    assert decode(Reading, loads(dumps(encode(found)))) == found


def test_mark_comes_back_as_its_own_class():
    found = decode(Extraction, encode(extraction()))
    assert type(found.panels[0].marks[0].mark) is BarMark


@given(st.floats())
def test_every_float_round_trips(value: float):
    back = decode(ErrorBar, loads(dumps(encode(ErrorBar(lower=value))))).lower
    assert back == value or (math.isnan(back) and math.isnan(value))
    assert math.copysign(1, back) == math.copysign(1, value) or math.isnan(value)


def test_whole_numbers_stay_whole():
    assert dumps(encode(Box(1, 2.0, 3, 4))) == '{"x0":1,"y0":2.0,"x1":3,"y1":4}'


def test_unknown_field_is_named():
    with pytest.raises(CodecError, match=r"fig\.box: Box has no field 'z'"):
        decode(Box, {"x0": 0, "y0": 0, "x1": 1, "y1": 1, "z": 3}, "fig.box")


def test_missing_field_is_named():
    with pytest.raises(CodecError, match="field 'x1' of Box is missing"):
        decode(Box, {"x0": 0, "y0": 0, "y1": 1})


def test_field_with_default_may_be_missing():
    assert decode(FigureInfo, {"title": "Fig 1"}) == FigureInfo("Fig 1")


def test_unknown_mark_asks_for_an_update():
    data = encode(extraction())
    data["panels"][0]["marks"][0]["mark"]["type"] = "PieMark"
    with pytest.raises(CodecError, match="no mark 'PieMark'"):
        decode(Extraction, data)


@pytest.mark.parametrize("wrong", [True, "1", None, [1], {"a": 1}])
def test_wrong_scalar_is_refused(wrong):
    with pytest.raises(CodecError, match="a number is expected"):
        decode(Box, {"x0": wrong, "y0": 0, "x1": 1, "y1": 1})


def test_object_without_fields_cannot_be_written():
    with pytest.raises(CodecError, match="cannot be written"):
        encode(object())


@given(JSON)
def test_any_json_is_read_or_refused_in_words(data):
    assert read_or_refused(lambda: decode(Extraction, data))


@given(st.text())
def test_any_text_is_read_or_refused_in_words(text: str):
    assert read_or_refused(lambda: loads(text))


@given(st.data())
def test_damaged_document_is_read_or_refused_in_words(data):
    text = dumps(encode(extraction()))
    start = data.draw(st.integers(0, len(text)))
    broken = text[:start] + data.draw(st.text(max_size=5)) + text[start + data.draw(st.integers(0, 30)) :]
    assert read_or_refused(lambda: decode(Extraction, loads(broken)))


@given(many_edits)
def test_coding_only_what_changed_gives_the_same_document(calls):
    codec, current = ExtractionCodec(), extraction(2)
    for name, arguments in calls:
        codec.encode("scope", current)
        try:
            current = edits.apply(current, name, arguments)
        except UsageError:
            continue
    document = codec.encode("scope", current)
    assert dumps(document) == dumps(encode(current))
    assert dumps(encode(ExtractionCodec().decode("scope", loads(dumps(document))))) == dumps(document)


def test_text_is_strict_json():
    assert json.loads(dumps(encode(ErrorBar(lower=math.inf)))) == {
        "lower": "inf", "upper": None, "lower_u": None, "upper_u": None,
    }  # fmt: skip
