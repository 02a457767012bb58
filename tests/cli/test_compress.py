import csv
import json

import pandas as pd
import pytest
from click.testing import CliRunner

from kdviz.catalog import COMPRESSION_SCENES
from kdviz.cli import main
from kdviz.experiment import Compression, Experiment
from kdviz.experiment.compression import USUAL
from kdviz.store.recordings import recorded_compression
from kdviz.verdicts.studies import tuning_sentence

QUICK = ["--teacher", "16", "--teacher-steps", "40", "--steps", "20", "--seeds", "2", "--student", "6"]
PIPELINES = ["train", "distill", "distill,prune=0.5,tune=teacher:5,quantize=4"]
ASKED = [word for text in PIPELINES for word in ("--pipeline", text)]


def kdviz(*arguments: str):
    return CliRunner().invoke(main, ["compress", *arguments])


def test_a_compression_is_one_json_object_and_two_tables(engine, tmp_path):
    files = ["--csv", str(tmp_path / "rows.csv"), "--parquet", str(tmp_path / "rows.parquet")]
    done = kdviz(*ASKED, *QUICK, *files, "--json")
    assert done.exit_code == 0, done.stderr
    said = json.loads(done.stdout)
    head = ["compression_id", "experiment", "seconds", "device", "status"]
    assert [*said] == [*head, "rows", "controls", "tunings", "orders", "sensitivity"]
    (tuning,) = said["tunings"]
    assert (tuning["of"], tuning["by_labels"]) == ("distill,prune=0.5,tune=teacher:5", "train,prune=0.5,tune=labels:5")
    assert len(tuning["steps"]) == len(tuning["accuracy"]) == len(tuning["gain"])
    assert said["orders"] == []
    layers = {(each["pipeline"], each["layer"]) for each in said["sensitivity"]}
    assert layers == {(root, layer) for root in PIPELINES[:2] for layer in (1, 2)}
    assert said["seconds"] > 0
    request = Compression.of(Experiment(**said["experiment"]), PIPELINES)
    assert [row["pipeline"] for row in said["rows"]] == PIPELINES
    for row in said["rows"]:
        assert {*row} >= {"accuracy", "gain", "gain_by_teacher", "bytes", "parameters", "nonzero", "macs", "stages"}
        assert row["accuracy"]["ci95"][0] <= row["accuracy"]["mean"] <= row["accuracy"]["ci95"][1]
        assert [*row["bytes"]] == ["parameters", "packed", "file", "gzip"]
        assert row["bytes"]["parameters"] == 4 * row["parameters"]
        assert [stage["stage"] for stage in row["stages"]] == row["pipeline"].split(",")
        assert row["stages"][-1]["accuracy"] == row["accuracy"]
    plain, taught, compressed = said["rows"]
    assert plain["gain"] == {"mean": 0.0, "ci95": [0, 0]}
    assert plain["gain_by_teacher"] is None
    assert taught["gain_by_teacher"] == taught["gain"]
    assert taught["gain"]["mean"] == pytest.approx(taught["accuracy"]["mean"] - plain["accuracy"]["mean"])
    weights = 64 * 6 + 6 * 10
    assert compressed["nonzero"] == weights // 2 + 16
    assert compressed["bytes"]["packed"] == -(-(weights + 4 * (weights // 2)) // 8) + 4 * (16 + 2)
    assert [(control["of"], control["what"]) for control in said["controls"]] == [
        (control.of, control.what) for control in request.controls
    ]
    dense = next(control for control in said["controls"] if control["what"] == "dense-same-bytes")
    assert dense["bytes"]["packed"] <= compressed["bytes"]["packed"]
    table = list(csv.DictReader((tmp_path / "rows.csv").open()))
    frame = pd.read_parquet(tmp_path / "rows.parquet")
    assert len(table) == len(frame) == len(said["rows"]) + len(said["controls"])
    assert float(table[1]["gain"]) == frame["gain"][1] == taught["gain"]["mean"]
    assert frame["bytes_packed"][2] == compressed["bytes"]["packed"]
    assert table[3]["what"] == "by-labels"
    assert f"of {len(request.parts)} students" in done.stderr


def test_a_compression_is_a_table_for_people(engine):
    done = kdviz("--pipeline", "train,quantize=2", *QUICK, "--student", "linear")
    assert done.exit_code == 0, done.stderr
    head, row, *controls, foot = done.stdout.splitlines()
    assert head.split() == ["accuracy", "gain", "95", "%", "interval", "packed", "pipeline"]
    assert row.endswith("train,quantize=2")
    assert [line.split(": ")[0].split()[-1] for line in controls] == ["equal-steps", "dense-same-bytes"]
    assert controls[1].endswith("No dense student is as small.")
    assert "paired within each seed" in foot


def test_a_scene_brings_its_pipelines_unless_others_are_given(monkeypatch):
    asked = []

    def done(request, *_words, **_flags):
        asked.append(request)
        return recorded_compression()

    monkeypatch.setattr("kdviz.cli.compress.through_parts", done)
    said = kdviz("--scene", "which-order")
    assert said.exit_code == 0, said.stderr
    assert asked[0].pipelines == COMPRESSION_SCENES["which-order"].pipelines
    (tuning,) = recorded_compression().result.tunings
    assert f"{tuning.of}: {tuning_sentence(tuning)}" in said.stdout
    kdviz("--scene", "repair-all-labels", "--pipeline", "train")
    assert (asked[1].experiment.labels, asked[1].pipelines) == ("all", ("train",))
    kdviz("--scene", "few-labels")
    assert asked[2].pipelines == USUAL


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--pipeline", "train,prune=1.5"], "In the stage prune=1.5, sparsity is 1.5: allowed is a number from 0 to"),
        (["--pipeline", "prune=0.5"], "The pipeline prune=0.5 has no training: begin it with one of distill, train."),
        (["--pipeline", "train,quantise=4"], "There is no stage quantise; did you mean quantize?"),
        ([w for n in range(1, 41) for w in ("--pipeline", f"train,tune={n}")], "A compression of 40 pipelines was as"),
        (["--seeds", "0"], "--seeds is 0: allowed is a whole number from 1 to"),
        (["--csv", "/no/where.csv"], "/no/where.csv cannot be written: there is no folder /no."),
        (["--scene", "nothing"], "--scene is nothing: allowed is one of"),
    ],
)
def test_wrong_input_is_one_sentence_and_status_two(arguments, sentence):
    done = kdviz(*arguments)
    assert done.exit_code == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"kdviz: {sentence}")
