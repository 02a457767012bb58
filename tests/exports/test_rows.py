"""Exports of a table take its raw rows."""

import json
from dataclasses import replace

import numpy as np
import onnx
import pytest

from kdviz import datasets
from kdviz.datasets.rows import raw_rows
from kdviz.experiment import Experiment
from kdviz.exports.format import StudentFormat
from kdviz.exports.formats import onnx as onnx_format
from kdviz.exports.registry import formats
from kdviz.exports.verified import written
from kdviz.results import RunFailedError
from kdviz.serving.app import app_of
from tests.exports.test_serving import asked, rows

TAKE_ROWS = ("onnx", "onnx-int8", "c", "html", "html-int8")


def test_the_description_makes_the_inputs_of_training_to_the_bit(table):
    for data, seed in ((table.student.data, 3), (Experiment(dataset="wine").data, 1)):
        described = raw_rows(data, seed)
        np.testing.assert_array_equal(described.inputs(described.values), datasets.load(data.name, seed).inputs)
    assert np.isnan(table.asked).any(0).tolist() == [True, False, False, True]
    assert [column.name for column in described.columns[:2]] == ["alcohol", "malic_acid"]
    assert raw_rows(Experiment().data, 0) is None


@pytest.mark.parametrize("name", [name for name, each in formats().items() if isinstance(each, StudentFormat)])
def test_every_format_answers_raw_rows_as_the_student_does(table, name):
    for kind, verified in written(formats()[name], table).verified.items():
        assert (verified.images, verified.agreement) == (len(table.inputs), 1.0)
        assert verified.max_logit_difference <= (1e-6 if kind == "float32" else 0)


def test_a_file_to_read_calls_own_data_by_its_title_alone(table):
    assert table.student.title.startswith("a table, student 8")
    files = formats()["c"].write(table)
    assert [table.student.data.name.encode() in content for content in files.values()] == [False, False]


@pytest.mark.parametrize("name", TAKE_ROWS)
@pytest.mark.parametrize(("place", "what"), [(3, "median"), (1, "scale")])
def test_a_file_with_another_preprocessing_is_not_offered(table, name, place, what):
    described = table.rows.columns[place]
    other = replace(described, **{what: getattr(described, what) + 1})
    columns = (*table.rows.columns[:place], other, *table.rows.columns[place + 1 :])
    with pytest.raises(RunFailedError, match="answers otherwise than the student"):
        written(formats()[name], replace(table, rows=replace(table.rows, columns=columns)))


@pytest.mark.parametrize("name", TAKE_ROWS)
def test_a_category_that_no_training_row_has_is_taken_as_missing(table, name):
    color, *others = table.rows.columns
    described = replace(table.rows, columns=(replace(color, unseen=(1,)), *others))
    assert (described.values[:, 0] == 1).any()
    inputs = described.inputs(described.values)
    assert not np.array_equal(inputs, table.inputs)
    for verified in written(formats()[name], replace(table, rows=described, inputs=inputs)).verified.values():
        assert verified.agreement == 1.0


@pytest.mark.parametrize("name", ["onnx", "onnx-int8"])
def test_an_onnx_file_takes_a_number_a_column_and_names_them(table, name):
    model = onnx.load_from_string(formats()[name].write(table)[".onnx"])
    onnx.checker.check_model(model, full_check=True)
    kind = model.graph.input[0].type.tensor_type
    assert (kind.elem_type, kind.shape.dim[1].dim_value) == (onnx.TensorProto.DOUBLE, 4)
    known = {each.key: each.value for each in model.metadata_props}
    color, time, *_others = json.loads(known["columns"])
    assert color == {"name": "颜色 */", "categories": ["a<b", "c*/", "红"]}
    assert time["mean"] == pytest.approx(1.6e9)
    assert json.loads(known["class_names"]) == ["坏", "好<"]


@pytest.fixture(scope="module")
def served(table):
    return app_of(onnx_format.write(table)[".onnx"])


def test_a_server_takes_rows_by_name_and_answers_with_names(table, served):
    spoken = table.rows.spoken(table.asked)
    named = [dict(zip((column.name for column in table.rows.columns), row, strict=True)) for row in spoken]
    named[0]["known"] = named[0]["known"] == "True"
    status, said = asked(served, "POST", "/predict", rows(named))
    assert (status, said) == asked(served, "POST", "/predict", rows(spoken))
    assert status == 200
    assert said["names"] == [table.student.data.class_names[each] for each in said["classes"]]
    assert len({*said["classes"]}) == 2, "or the student answers whatever is asked"
    schema = asked(served, "GET", "/")[1]["paths"]["/predict"]["post"]["requestBody"]["content"]["application/json"]
    assert schema["schema"]["properties"]["rows"]["items"]["properties"]["known"] == {"enum": ["False", "True", None]}


GOOD = {"颜色 */": "红", "time": 1.6e9, "known": True, "amount": None}


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"time": 1.0}, "Row 1 has no column 颜色 */: write null where a value is missing."),
        ({**GOOD, "price": 1}, "Row 1 has a column price: there are 颜色 */, time, known, amount."),
        (
            {**GOOD, "颜色 */": "蓝"},
            "Row 1, column 颜色 */ is 蓝: allowed are a<b, c*/, 红, or null where it is missing.",
        ),
        ({**GOOD, "amount": "1"}, "Row 1, column amount is 1: allowed is a number, or null where it is missing."),
        ({**GOOD, "amount": True}, "Row 1, column amount is True: allowed is a number"),
        ({**GOOD, "amount": 10**400}, "Row 1, column amount is 1000"),
        ({**GOOD, "amount": 1e300}, "Row 1, column amount is 1e+300, which is too large: allowed are numbers up to"),
        ([1.0], "Row 1 is no object with the columns 颜色 */, time, known, amount, and no list of their values."),
        ("text", "Row 1 is no object"),
    ],
)
def test_what_is_no_row_is_one_sentence(served, row, sentence):
    status, said = asked(served, "POST", "/predict", rows([GOOD, row]))
    assert (status, [*said]) == (400, ["error"])
    assert said["error"].startswith(sentence)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"rows": {}}', rows([]), rows([GOOD] * 1025), b"\x89PNG\r\n\x1a\n"])
def test_what_holds_no_rows_is_one_sentence(served, body):
    status, said = asked(served, "POST", "/predict", body)
    assert (status, [*said]) == (400, ["error"])


def test_c_says_what_a_row_is(table):
    text = formats()["c"].write(table)[".h"].decode()
    assert "row[0]  颜色 * /: 0 a<b; 1 c* /; 2 红." in text
    assert "#define KDVIZ_COLUMNS 4" in text
    assert "int predict(const double *row, float *logits);" in text
