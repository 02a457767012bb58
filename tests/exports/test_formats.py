import json
import subprocess
from dataclasses import replace

import numpy as np
import onnx
import pytest
from safetensors.numpy import load
from safetensors.numpy import save as save_arrays

from kdviz.catalog import CatalogError, named
from kdviz.exports.checks import torch as reference
from kdviz.exports.format import StudentFormat
from kdviz.exports.formats.c import memory
from kdviz.exports.formats.safetensors import write
from kdviz.exports.integers import Integers
from kdviz.exports.registry import format_named, formats
from kdviz.exports.verified import written
from kdviz.results import RunFailedError
from tests.exports.conftest import STUDENTS, trained


@pytest.mark.parametrize("name", [*STUDENTS])
def test_every_format_answers_as_the_student_did_when_it_was_trained(name):
    material, kept = trained(name)
    for chosen in (each for each in formats().values() if isinstance(each, StudentFormat)):
        export = written(chosen, material)
        for kind, verified in export.verified.items():
            assert verified.images == len(material.inputs)
            if kind == "float32":
                assert (verified.against, verified.agreement) == ("torch float32", 1.0)
                assert verified.max_logit_difference < 2e-5
                logits = named(chosen.answers)(export.files, material)[kind]
                np.testing.assert_allclose(logits, kept, atol=2e-5)
            else:
                assert (verified.against, verified.max_logit_difference) == ("exact integers", 0.0), chosen.name
                assert verified.ties <= 0.05 * verified.images


@pytest.mark.parametrize("name", ["onnx", "onnx-int8"])
def test_onnx_files_pass_the_full_check_and_say_what_they_are(material, name):
    model = onnx.load_from_string(written(formats()[name], material).files[".onnx"])
    onnx.checker.check_model(model, full_check=True)
    (asked,), (answered,) = model.graph.input, model.graph.output
    assert (asked.name, answered.name) == ("input", "logits")
    batch, *shape = asked.type.tensor_type.shape.dim
    assert (batch.dim_param, [each.dim_value for each in shape]) == ("batch", [*material.student.data.shape])
    known = {each.key: each.value for each in model.metadata_props}
    assert known == material.student.metadata
    assert json.loads(known["experiment"]) == material.student.experiment.changes()
    assert float(known["accuracy"]) == material.student.accuracy.mean


def test_integers_are_those_of_loops_over_single_numbers():
    """One unit after the other, in whole numbers of Python, and rounded as Python rounds: half to even."""
    material, _kept = trained("plane")
    inputs = material.inputs[:20]
    answered, _ties = material.integers.answers(inputs)
    for given, logits in zip(inputs, answered, strict=True):
        first, zero = material.integers.layers[0], material.integers.layers[0].zero
        values = [min(255, max(0, round(float(np.float32(x) / first.scale_in)) + zero)) for x in given]
        for layer in material.integers.layers:
            sums = [
                int(bias) + sum((x - layer.zero) * (int(w) - 128) for x, w in zip(values, row, strict=True))
                for row, bias in zip(layer.weights, layer.bias, strict=True)
            ]
            scaled = [float(np.float32(total) * scale) for total, scale in zip(sums, layer.scales, strict=True)]
            values = [min(255, max(0, round(value))) for value in scaled]
        assert scaled == logits.tolist()


@pytest.mark.parametrize("name", ["mlp", "convnet", "plane"])
def test_integers_are_near_the_floats(name):
    material, kept = trained(name)
    logits, _ties = material.integers.answers(material.inputs)
    assert np.abs(logits - kept).max() < 0.05 * np.abs(kept).max()
    assert (logits.argmax(1) == kept.argmax(1)).mean() > 0.95


def test_a_layer_whose_weights_are_all_cut_keeps_its_biases():
    material, _kept = trained("mlp")
    weights = {name: values * (name != "layers.1.weight") for name, values in material.student.weights.items()}
    cut = replace(material, student=replace(material.student, weights=weights))
    logits, _ties = Integers.of(cut.student.layers, cut.training).answers(cut.inputs)
    np.testing.assert_allclose(logits, np.tile(weights["layers.1.bias"], (len(logits), 1)), rtol=1e-6)
    assert written(formats()["onnx-int8"], cut).verified["int8"].max_logit_difference == 0


def test_samples_near_a_rounding_tie_are_counted():
    material, _kept = trained("linear")
    step = material.integers.layers[0].scale_in
    inputs = np.zeros((3, 1, 8, 8), np.float32)
    inputs[1, 0, 0, 0], inputs[2, 0, 0, 0] = 10.5 * step, 10.4 * step
    assert material.integers.answers(inputs)[1].tolist() == [False, True, False]


def test_c_says_how_much_flash_and_ram_it_takes(material):
    files = formats()["c"].write(material)
    numbers = sum(layer.weights.size + layer.bias.size for layer in material.student.layers)
    for text in map(bytes.decode, files.values()):
        for kind, needed in memory(material.student).items():
            assert (
                f"{kind}:".ljust(9) + f"{needed.flash} bytes of flash for the weights, {needed.ram} bytes of RAM"
                in text
            )
    assert memory(material.student)["float32"].flash == 4 * numbers


def test_c_builds_with_either_half_left_out(tmp_path):
    for ending, content in formats()["c"].write(trained("convnet")[0]).items():
        (tmp_path / f"student{ending}").write_bytes(content)
    for half in ("FLOAT32", "INT8"):
        command = ["cc", "-std=c99", "-Wall", "-Wextra", "-Werror", f"-DKDVIZ_NO_{half}", "-c", "student.c"]
        subprocess.run(command, cwd=tmp_path, check=True)


def test_safetensors_hold_the_weights_by_name():
    material, _kept = trained("mlp")
    held = load(write(material)[".safetensors"])
    assert held.keys() == material.student.weights.keys()
    assert all((held[name] == values).all() for name, values in material.student.weights.items())


def test_what_answers_otherwise_than_the_student_is_not_offered():
    material, _kept = trained("mlp")

    def damaged(given):
        weights = {name: values + 1e-3 * (name == "layers.0.bias") for name, values in given.student.weights.items()}
        return {".safetensors": save_arrays(weights)}

    wrong = replace(formats()["safetensors"], name="wrong", write=damaged)
    with pytest.raises(RunFailedError, match="The wrong file answers otherwise than the student: its logits are up to"):
        written(wrong, material)
    assert np.isfinite(reference.answers(material)).all()


def test_an_unknown_format_is_told_the_nearest():
    with pytest.raises(CatalogError, match=r"There is no format onxn; did you mean onnx\?"):
        format_named("onxn")
    with pytest.raises(CatalogError, match="format is pdf: allowed is one of onnx, onnx-int8, c, html"):
        format_named("pdf")
