import csv
import io
import json
import math
import os
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from kdviz.cli import COMMANDS, main
from kdviz.cli.shared import flag
from kdviz.experiment import Experiment, knobs
from kdviz.store.tables import JobRow
from kdviz.web import serve
from tests.serving import free_port

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
    told = {"run_id", "experiment", "seconds", "device", "teacher", "student", "arms", "gain", "verdict", "omitted"}
    assert (set(said), said["device"]) == (told, "cpu")
    assert set(said["teacher"]) == {"accuracy", "parameters", "macs", "bytes"}
    assert set(said["student"]) == {"parameters", "macs", "bytes"}
    assert set(said["arms"]) == {"hard", "smoothed", "distilled"}
    assert set(said["gain"]) == {"mean", "ci95"}
    measures = {"agreement", "kl", "nll", "brier", "ece"}
    for arm in said["arms"].values():
        assert set(arm) == {"accuracy", "mean", "ci95", "ci95_cut", "intervals"} | measures
        assert set(arm["intervals"]) == measures
        assert all(arm["intervals"][name][0] <= arm[name] <= arm["intervals"][name][1] for name in measures)
        assert len(arm["accuracy"]) == 3
        assert all(0 <= value <= 1 for value in arm["accuracy"])
        assert arm["mean"] == pytest.approx(sum(arm["accuracy"]) / 3)
        assert arm["ci95"][0] <= arm["mean"] <= arm["ci95"][1]
        assert arm["ci95_cut"] == [max(arm["ci95"][0], 0), min(arm["ci95"][1], 1)]
    pairs = zip(said["arms"]["distilled"]["accuracy"], said["arms"]["hard"]["accuracy"], strict=True)
    assert said["gain"]["mean"] == pytest.approx(sum(distilled - hard for distilled, hard in pairs) / 3)
    assert Experiment(**said["experiment"]) == Experiment(
        teacher="16", teacher_steps=40, steps=20, labels="all", seeds=3, omit_class=3, label_noise=0.1
    )
    assert (said["omitted"]["label"], set(said["omitted"]["arms"])) == (3, set(said["arms"]))
    for by_bias in said["omitted"]["arms"].values():
        assert set(by_bias) == {"before", "frequency", "best_on_test"}
        assert set(by_bias["before"]) == {"mean", "ci95", "ci95_cut", "recall", "bias", "accuracy"}
    assert not any(isinstance(leaf, float) and math.isnan(leaf) for leaf in leaves(said))
    assert (home / "runs" / said["run_id"] / "students.safetensors").exists()
    assert "students" in done.stderr
    assert "20/20" in done.stderr


def test_one_seed_has_null_for_an_interval(engine):
    said = json.loads(kdviz("run", *QUICK, "--seeds", "1", "--seed", "5", "--json").stdout)
    assert "omitted" not in said
    assert said["gain"]["ci95"] is None
    assert all(arm["ci95"] is None for arm in said["arms"].values())
    nothing = dict.fromkeys(("agreement", "kl", "nll", "brier", "ece"))
    assert [arm["intervals"] for arm in said["arms"].values()] == [nothing] * 3
    assert said["experiment"]["first_seed"] == 5
    assert said["verdict"].startswith("One repeat shows nothing.")


def test_without_json_it_prints_the_verdict_and_a_table(engine):
    done = kdviz("run", *QUICK, "--seeds", "2")
    assert done.exit_code == 0
    assert "95 % interval" in done.stdout.splitlines()[0]
    rows = [line.split()[0] for line in done.stdout.splitlines()[3:]]
    assert rows[:4] == ["teacher", "hard", "smoothed", "distilled"]
    assert (rows[4:] == ["†"]) == any("†" in line for line in done.stdout.splitlines()[3:7])


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
    assert said["diverged"]["step"] >= 1
    assert f"diverged at step {said['diverged']['step']}" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--student", "3xx4"], "--student is 3xx4: allowed are widths such as 256x256 or 16, “linear”, or conv:8x16."),
        (["--labels", "9" * 400], f"--labels is {'9' * 79}…: allowed"),
        (["--temperature", "nan"], "--temperature is nan: allowed is a number from 0.25 to 100."),
        (["--labels", "5000"], "--labels is 5000: allowed are 10 (one for each class) to 1000 images, or “all”."),
        (["--student", "4000x4000"], "--student is 4000x4000: it would have 16,304,010 parameters, and at most"),
        (["--seed", "-1"], "--seed is -1: allowed is a whole number from 0 to"),
        (["--optimizer", "lion"], "--optimizer is lion: allowed is one of adam, sgd."),
        (["--scene", "fewlabels"], "There is no scene fewlabels; did you mean few-labels?"),
        (
            ["--kind", "clasic"],
            "--kind is clasic: allowed is one of classic, assistant, decoupled, ensemble, logits,",
        ),
        (["--student", "x".join("2" * 9)], "--student is 2x2x2x2x2x2x2x2x2: it has 9 hidden layers, and at most 8 are"),
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


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_listed_with_its_own_line(name):
    command = main.get_command(click.Context(main), name)
    assert command.name == name
    assert command.get_short_help_str(limit=200) == COMMANDS[name][1]
    assert f"  {name} " in kdviz("--help").stdout


def test_a_command_that_is_none_is_a_sentence():
    done = kdviz("distil")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("kdviz: No such command 'distil'.")


HEAVY = ("babel.numbers", "distributed", "numpy", "pandas", "pydantic", "sqlalchemy", "torch")


# `kdviz --help`, and `kdviz runs` with its like.
@pytest.mark.parametrize(
    ("module", "needed"), [("kdviz.cli", set()), ("kdviz.cli.history", {"pydantic", "sqlalchemy"})]
)
def test_a_command_imports_what_it_needs_and_no_more(module, needed):
    says_what_is_there = f"import sys, {module}; print({{name for name in {HEAVY} if name in sys.modules}} - {needed})"
    done = subprocess.run([sys.executable, "-c", says_what_is_there], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


@pytest.fixture
def run_id(engine) -> str:
    return json.loads(kdviz("run", *QUICK, "--seeds", "2", "--seed", "60", "--json").stdout)["run_id"]


def test_a_repeat_is_the_record_and_afresh_is_not(run_id):
    repeat = kdviz("run", *QUICK, "--seeds", "2", "--seed", "60", "--json")
    assert json.loads(repeat.stdout)["run_id"] == run_id
    assert "an equal experiment was run on" in repeat.stderr
    afresh = kdviz("run", *QUICK, "--seeds", "2", "--seed", "60", "--json", "--afresh")
    assert json.loads(afresh.stdout)["run_id"] != run_id
    assert json.loads(afresh.stdout)["arms"] == json.loads(repeat.stdout)["arms"]
    assert "equal experiment" not in afresh.stderr


def test_runs_are_listed_for_people_programs_and_spreadsheets(run_id):
    (line,) = [line for line in kdviz("runs").stdout.splitlines() if run_id[:8] in line]
    assert "finished" in line
    assert "points" in line
    assert "--first-seed" not in line
    assert "--seed 60" in line
    (listed,) = [run for run in json.loads(kdviz("runs", "--json").stdout)["runs"] if run["run_id"] == run_id]
    assert listed["status"] == "finished"
    assert len(listed["arms"]["hard"]["accuracy"]) == 2
    table = list(csv.DictReader(io.StringIO(kdviz("runs", "--csv").stdout)))
    (row,) = [row for row in table if row["run_id"] == run_id]
    assert float(row["gain"]) == listed["gain"]["mean"]
    assert row["first_seed"] == "60"


OWNED = "\x1b]0;owned\a"


def test_nothing_in_a_listing_controls_the_terminal_and_no_cell_is_a_formula(engine, run_id):
    assert kdviz("rename", run_id, '=HYPERLINK("http://evil.example","x")').exit_code == 0
    table = list(csv.DictReader(io.StringIO(kdviz("runs", "--csv").stdout)))
    assert [row["title"] for row in table if row["run_id"] == run_id] == ['\'=HYPERLINK("http://evil.example","x")']
    with engine.history.database.write() as session:
        # As an earlier version kept it.
        session.get(JobRow, run_id).title = f"a{OWNED}\nb"
    for done in (kdviz("runs"), kdviz("runs", "--csv"), kdviz("show", run_id)):
        assert "a]0;owned b" in done.stdout
        assert done.stdout.replace("\n", "").isprintable()
    assert kdviz("rename", run_id, "").exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", OWNED],
        ["run", "--student", OWNED],
        ["run", "--scene", OWNED],
        ["compare", "--kinds", OWNED],
        ["sweep", "--axis", OWNED],
        ["sweep", "--axis", f"temperature=1{OWNED},1{OWNED}"],
        ["app", "--port", OWNED],
        [f"--{OWNED}"],
        [OWNED],
    ],
)
def test_no_sentence_about_an_argument_controls_the_terminal(arguments):
    done = kdviz(*arguments)
    assert done.exit_code == 2
    assert done.stderr.removesuffix("\n").isprintable()
    assert "owned" in done.stderr


def test_no_cell_of_a_sweep_controls_the_terminal(engine):
    told = kdviz("sweep", "--axis", f"student={OWNED}").stdout
    assert "]0;owned" in told
    assert told.replace("\n", "").isprintable()


def test_show_tells_one_run_with_its_log(run_id):
    said = json.loads(kdviz("show", run_id[:12], "--json").stdout)
    assert (said["run_id"], said["status"], said["attempt"]) == (run_id, "finished", 1)
    assert [event["seq"] for event in said["events"]] == list(range(1, len(said["events"]) + 1))
    assert set(said["events"][-1]["snapshot"]["accuracy"]) == {"hard", "smoothed", "distilled"}
    text = kdviz("show", run_id[:12]).stdout
    assert said["verdict"] in text
    assert "distilled" in text


def test_runs_are_named_pinned_and_deleted(run_id):
    assert kdviz("rename", run_id[:12], "the one").exit_code == 0
    assert kdviz("pin", run_id[:12]).exit_code == 0
    first = kdviz("runs").stdout.splitlines()[0]
    assert first.startswith(f"* {run_id[:8]}")
    assert first.endswith("the one")
    assert kdviz("pin", "--off", run_id).exit_code == 0
    assert kdviz("delete", run_id, run_id[:12]).exit_code == 0
    assert run_id[:8] not in kdviz("runs").stdout
    assert f"{run_id[:8]}  " in kdviz("runs", "--deleted").stdout
    assert json.loads(kdviz("runs", "--deleted", "--json").stdout)["runs"][0]["run_id"] == run_id
    assert kdviz("restore", run_id[:8]).exit_code == 0
    assert run_id[:8] in kdviz("runs").stdout
    assert kdviz("delete", run_id).exit_code == 0
    assert kdviz("delete", "--now", run_id[:12]).exit_code == 0
    assert run_id[:8] not in kdviz("runs", "--deleted").stdout
    gone = kdviz("restore", run_id)
    assert (gone.exit_code, gone.stderr) == (
        2,
        f"kdviz: {run_id} cannot be taken back: you have deleted no such thing in the last day.\n",
    )


@pytest.mark.parametrize(
    "arguments", [["rename", "abc", "a\udcff"], ["show", "\udcff"], ["run", "--student", "\udcff"]]
)
def test_bytes_that_are_no_text_are_refused_in_one_sentence(arguments):
    refused = kdviz(*arguments)
    assert refused.exit_code == 2
    assert refused.stderr.strip().endswith("\\udcff: allowed is text in UTF-8.")


@pytest.mark.parametrize("command", [["show"], ["rename", "title"], ["pin"], ["delete"]])
def test_a_run_that_is_not_there_is_a_sentence(engine, command):
    name, *rest = command
    done = kdviz(name, "nothing", *rest)
    assert done.exit_code == 2
    assert done.stderr == "kdviz: There is no run nothing; “kdviz runs” lists those there are.\n"


def test_a_port_that_is_none_is_a_sentence():
    done = kdviz("app", "--port", "x")
    assert done.exit_code == 2
    assert done.stderr == "kdviz: --port is x: allowed is a whole number from 1 to 65535.\n"


@pytest.mark.parametrize("path", ["kd x", "../kd", "//kd", "https://kd.example.org", "/static", "/media/kd", "/kd?x"])
def test_a_base_path_that_is_none_is_a_sentence(path):
    done = kdviz("app", "--base-path", path)
    assert done.exit_code == 2
    assert done.stderr == f"kdviz: --base-path is {path}: allowed is a path such as /kd or /course/kd.\n"


@pytest.mark.parametrize("path", ["/kd", "kd/", "/course/kd", "", "/", "/statics"])
def test_the_base_path_is_asked_for_or_set(path, monkeypatch):
    asked = []
    monkeypatch.setattr(serve, "serve", lambda *arguments: asked.append(arguments[2]))
    assert kdviz("app", "--port", str(free_port()), "--base-path", path).exit_code == 0
    monkeypatch.setenv("STREAMLIT_SERVER_BASE_URL_PATH", path)
    assert kdviz("app", "--port", str(free_port())).exit_code == 0
    assert asked == [path] * 2
    for route in serve.routes(path):
        assert route.path.startswith(("/" + path.strip("/")).rstrip("/") + "/")
        assert "//" not in route.path


@pytest.mark.parametrize("value", ["none", "0"])
def test_a_limit_that_is_none_is_a_sentence(value):
    done = subprocess.run(
        [sys.executable, "-m", "kdviz", "scenes"],
        env={**os.environ, "KDVIZ_MAX_STEPS": value},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"kdviz: KDVIZ_MAX_STEPS is {value}: allowed is a number of 1,000 or more, which")


def test_limits_are_settings():
    done = subprocess.run(
        [sys.executable, "-m", "kdviz", "run", "--steps", "1001"],
        env={**os.environ, "KDVIZ_MAX_STEPS": "1000"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == "kdviz: --steps is 1001: allowed is a whole number from 1 to 1000.\n"
