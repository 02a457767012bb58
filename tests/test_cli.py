import json
import math

import pytest
from click.testing import CliRunner

from kdviz.cli import flag, main
from kdviz.experiment import Experiment, knobs

QUICK = ["--teacher", "16", "--teacher-steps", "40", "--steps", "20"]


def kdviz(*arguments: str):
    return CliRunner().invoke(main, arguments)


def leaves(value):
    if isinstance(value, dict):
        value = list(value.values())
    return [leaf for item in value for leaf in leaves(item)] if isinstance(value, list) else [value]


def test_run_prints_one_json_object_of_the_promised_shape(engine, home):
    done = kdviz(
        "run", *QUICK, "--labels", "all", "--seeds", "3", "--omit-class", "3", "--label-noise", "0.1", "--json"
    )
    assert done.exit_code == 0, done.stderr
    said = json.loads(done.stdout)
    assert set(said) == {"run_id", "experiment", "seconds", "teacher", "student", "arms", "gain", "verdict"}
    assert set(said["teacher"]) == {"accuracy", "parameters", "macs", "bytes"}
    assert set(said["student"]) == {"parameters", "macs", "bytes"}
    assert set(said["arms"]) == {"hard", "smoothed", "distilled"}
    assert set(said["arms"]["hard"]) == set(said["arms"]["smoothed"]) == {"accuracy", "mean", "ci95"}
    assert set(said["arms"]["distilled"]) == {"accuracy", "mean", "ci95", "agreement", "kl"}
    assert set(said["gain"]) == {"mean", "ci95"}
    for arm in said["arms"].values():
        assert len(arm["accuracy"]) == 3
        assert all(0 <= value <= 1 for value in arm["accuracy"])
        assert arm["mean"] == pytest.approx(sum(arm["accuracy"]) / 3)
        assert arm["ci95"][0] <= arm["mean"] <= arm["ci95"][1]
    pairs = zip(said["arms"]["distilled"]["accuracy"], said["arms"]["hard"]["accuracy"], strict=True)
    assert said["gain"]["mean"] == pytest.approx(sum(distilled - hard for distilled, hard in pairs) / 3)
    assert Experiment(**said["experiment"]) == Experiment(
        teacher="16", teacher_steps=40, steps=20, labels="all", seeds=3, omit_class=3, label_noise=0.1
    )
    assert not any(isinstance(leaf, float) and math.isnan(leaf) for leaf in leaves(said))
    assert (home / "runs" / said["run_id"] / "result.json").exists()
    assert "students" in done.stderr
    assert "20/20" in done.stderr


def test_one_seed_has_null_for_an_interval(engine):
    said = json.loads(kdviz("run", *QUICK, "--seeds", "1", "--seed", "5", "--json").stdout)
    assert said["gain"]["ci95"] is None
    assert all(arm["ci95"] is None for arm in said["arms"].values())
    assert said["experiment"]["first_seed"] == 5
    assert "one seed" in said["verdict"]


def test_without_json_it_prints_the_verdict_and_a_table(engine):
    done = kdviz("run", *QUICK, "--seeds", "2")
    assert done.exit_code == 0
    assert "given this teacher" in done.stdout.splitlines()[0]
    assert [line.split()[0] for line in done.stdout.splitlines()[3:]] == ["teacher", "hard", "smoothed", "distilled"]


def test_a_scene_sets_knobs_and_flags_go_over_it(engine):
    said = json.loads(kdviz("run", *QUICK, "--scene", "all-labels", "--seeds", "2", "--json").stdout)
    assert (said["experiment"]["labels"], said["experiment"]["student"], said["experiment"]["seeds"]) == (
        "all",
        "16",
        2,
    )


def test_a_diverged_run_prints_what_there_was_and_fails(engine):
    done = kdviz("run", *QUICK, "--learning-rate", "10", "--seeds", "2", "--json")
    said = json.loads(done.stdout)
    assert done.exit_code == 1
    assert said["diverged"]["step"] > 1
    assert f"diverged at step {said['diverged']['step']}" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--student", "3xx4"], "--student is 3xx4: allowed are widths such as 256x256 or 16, “linear”, or conv:8x16."),
        (["--temperature", "nan"], "--temperature is nan: allowed is a number from 0.25 to 100."),
        (["--labels", "5000"], "--labels is 5000: allowed are 10 (one for each class) to 1000 images, or “all”."),
        (["--student", "4000x4000"], "--student is 4000x4000: it would have 16,304,010 parameters, and at most"),
        (["--seed", "-1"], "--seed is -1: allowed is a whole number from 0 to"),
        (["--optimizer", "lion"], "--optimizer is lion: allowed is one of adam, sgd."),
        (["--scene", "heaven"], "--scene is heaven: allowed is one of few-labels,"),
        (["--dataset", "moons", "--student", "conv:8"], "--student is conv:8: a ConvNet needs images"),
        (["--temprature", "3"], "No such option"),
        (["--steps"], "Option '--steps' requires an argument"),
    ],
)
def test_wrong_input_is_one_sentence_and_status_two(arguments, sentence):
    done = kdviz("run", *arguments)
    assert done.exit_code == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"kdviz: {sentence}")


def test_every_knob_has_a_flag_with_its_help_and_range():
    text = " ".join(kdviz("run", "--help").stdout.split())
    for name, description in knobs():
        assert flag(name) in text
        assert description.help in text


def test_scenes_are_listed_for_people_and_for_programs():
    listed = json.loads(kdviz("scenes", "--json").stdout)["scenes"]
    assert [scene["name"] for scene in listed][:2] == ["few-labels", "all-labels"]
    text = kdviz("scenes").stdout
    for scene in listed:
        assert scene["name"] in text
        assert scene["summary"] in text


def test_the_three_commands_are_there():
    text = kdviz("--help").stdout
    for command in ("run", "scenes", "app"):
        assert f"  {command} " in text
