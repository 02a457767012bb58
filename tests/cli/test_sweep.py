import csv
import json

import pandas as pd
import pytest
from click.testing import CliRunner

from kdviz.cli import main
from kdviz.experiment import Experiment

QUICK = ["--teacher", "16", "--teacher-steps", "40", "--steps", "20", "--seeds", "2"]


def kdviz(*arguments: str):
    return CliRunner().invoke(main, ["sweep", *arguments])


def test_a_sweep_is_one_json_object_and_two_tables(engine, tmp_path):
    files = ["--csv", str(tmp_path / "cells.csv"), "--parquet", str(tmp_path / "cells.parquet")]
    done = kdviz("--axis", "temperature=1,4", "--axis", "alpha=0,0.5,1.5", *QUICK, *files, "--json")
    assert done.exit_code == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["axes"] == ["temperature", "alpha"]
    assert said["sweep_id"]
    assert said["seconds"] > 0
    assert Experiment(**said["experiment"]).seeds == 2
    assert [(row["temperature"], row["alpha"]) for row in said["rows"]] == [
        (temperature, alpha) for temperature in (1, 4) for alpha in (0, 0.5, 1.5)
    ]
    for row in said["rows"]:
        if row["alpha"] == 1.5:
            assert row["problem"] == "alpha is 1.5: allowed is a number from 0 to 1."
            continue
        for name in ("accuracy", "hard", "gain"):
            assert row[name]["ci95"][0] <= row[name]["mean"] <= row[name]["ci95"][1]
        assert row["gain"]["mean"] == pytest.approx(row["accuracy"]["mean"] - row["hard"]["mean"])
        assert 0 <= row["agreement"] <= 1
        assert row["kl"] >= 0
        for name in ("untaught_agreement", "untaught_agreement_train", "untaught_agreement_on_errors"):
            assert 0 <= row[name] <= 1
        assert row["untaught_kl"] >= 0
        if row["alpha"] == 0:
            assert row["gain"] == {"mean": 0.0, "ci95": [0, 0]}
    table = list(csv.DictReader((tmp_path / "cells.csv").open()))
    frame = pd.read_parquet(tmp_path / "cells.parquet")
    assert len(table) == len(frame) == 6
    assert list(frame.columns) == list(table[0])
    assert float(table[1]["gain"]) == frame["gain"][1] == said["rows"][1]["gain"]["mean"]
    assert frame["untaught_kl"][0] == said["rows"][0]["untaught_kl"]
    assert frame["distilled_kl_low"][1] <= frame["distilled_kl"][1] == said["rows"][1]["kl"]
    assert table[2]["problem"].startswith("alpha is 1.5")
    assert frame["gain"].isna().tolist() == [False, False, True] * 2
    assert "6 of 6 cells" in done.stderr


def test_a_sweep_is_a_table_for_people(engine):
    done = kdviz("--axis", "seed=3,5", "--axis", "label-noise=0,0.2", *QUICK)
    assert done.exit_code == 0, done.stderr
    head, *rows, foot = done.stdout.splitlines()
    assert head.split()[:4] == ["first_seed", "label_noise", "accuracy", "hard"]
    assert [row.split()[:2] for row in rows] == [["3", "0.0"], ["3", "0.2"], ["5", "0.0"], ["5", "0.2"]]
    assert " to " in rows[0]
    assert "gains are paired within each seed" in foot


def test_values_with_commas_of_their_own_are_parted_by_slashes(engine):
    few = ["--axis", "assistants=16,12/12", "--kind", "assistant", *QUICK, "--json"]
    done = kdviz(*few)
    assert done.exit_code == 0, done.stderr
    rows = json.loads(done.stdout)["rows"]
    assert [row["assistants"] for row in rows] == ["16,12", "12"]
    assert all("accuracy" in row for row in rows)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--axis", "temprature=1"], "The axis temprature is no knob of an experiment; did you mean temperature?"),
        (["--axis", "alpha="], "The axis alpha is empty: give it at least one value."),
        (["--axis", "alpha"], "--axis is alpha: allowed is a knob and its values, such as temperature=1,2,4,8."),
        (["--axis", "alpha=0", "--axis", "alpha=1"], "Both axes are alpha: take two different knobs."),
        (["--axis", "temperature=1,,2"], "--axis is temperature=1,,2: one of its values is empty;"),
        (["--axis", "assistants=64,32/"], "--axis is assistants=64,32/: one of its values is empty;"),
        (
            ["--axis", "temperature=1,5/2,5"],
            "The axis temperature is 1,5/2,5: a comma separates values. Write 1.5 with",
        ),
        (["--axis", "learning-rate=0,02"], "The axis learning_rate is 0,02: a comma separates values. Write 1.5"),
        (["--axis", "attention-weight=5"], "The axis attention_weight is a knob that no cell reads: the kind of "),
        (["--axis", "kind=classic,standardized", "--temperature", "4"], "--temperature is 4: the cells start from "),
        (
            [
                "--axis",
                "kind=classic,attention",
                "--attention-weight",
                "5",
                "--student",
                "conv:2",
                "--teacher",
                "conv:4",
            ],
            "--attention-weight is 5: the cells start from what is unusual for classic, and this is not, ",
        ),
        ([], "A sweep has one or two axes: 0 were given."),
        (
            ["--axis", "steps=" + ",".join(map(str, range(1, 42))), "--axis", "alpha=0,.1,.2,.3,.4,.5,.6,.7,.8,.9"],
            "The grid of 41 × 10 has 410 cells: allowed are at most 400.",
        ),
        (["--axis", "alpha=0", "--seeds", "0"], "--seeds is 0: allowed is a whole number from 1 to"),
        (["--axis", "alpha=0", "--csv", "/no/where.csv"], "/no/where.csv cannot be written: there is no folder /no."),
    ],
)
def test_wrong_input_is_one_sentence_and_status_two(arguments, sentence):
    done = kdviz(*arguments)
    assert done.exit_code == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"kdviz: {sentence}")
