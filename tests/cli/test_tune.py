"""``kdviz tune``."""

import json

import pytest
from click.testing import CliRunner

from kdviz.catalog import SEARCH_SCENES
from kdviz.cli import main
from kdviz.cli.tune import _as_text
from kdviz.experiment.goal import Goal
from kdviz.results.search import FrontPoint
from tests.verdicts.test_search import record_of

QUICK = ["--teacher", "16", "--teacher-steps", "40", "--steps", "20", "--seeds", "2", "--student", "6"]


def kdviz(*arguments: str):
    return CliRunner().invoke(main, ["tune", *arguments])


def test_a_search_is_one_json_object(engine):
    asked = ["--vary", "temperature=1:20:log", "--vary", "student=4,6", "--budget", "16", "--fresh-seeds", "3"]
    done = kdviz(*asked, *QUICK, "--lose-at-most", "5", "--json")
    assert done.exit_code == 0, done.stderr
    said = json.loads(done.stdout)
    assert {*said} >= {"search_id", "seconds", "trials", "students", "best", "by_hand", "gain", "optimism"}
    assert {*said} >= {"importance", "front", "verdict", "experiment", "vary", "goal"}
    assert said["students"] <= 16
    for judged in (said["best"], said["by_hand"]):
        assert {*judged["settings"]} == {"temperature", "student"}
        for part in ("validation", "fresh"):
            low, high = judged[part]["ci95"]
            assert low <= judged[part]["mean"] <= high
    for point in said["front"]:
        assert {*point} >= {"settings", "accuracy", "bytes", "bytes_kind"}
    assert said["verdict"]
    people = kdviz(*asked, *QUICK, "--lose-at-most", "5")
    assert said["verdict"] in people.stdout
    assert "by hand" in people.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--vary", "temperature"], "--vary is temperature: allowed is a knob and its range"),
        (["--vary", "alpha=0:1", "--vary", "alpha=0:1"], "--vary gives alpha twice"),
        (["--vary", "temprature=1:2"], "did you mean temperature?"),
        (["--budget", "soon"], "The budget is soon"),
        (["--at-most", "bytes=1"], "At most 1 bytes of parameters were asked for"),
        (["--fresh-seed", "1"], "overlap"),
    ],
)
def test_wrong_input_is_one_sentence(arguments, said):
    refused = kdviz("--budget", "100", *arguments)
    assert refused.exit_code == 2
    assert said in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_front_in_people_s_words_is_over_the_cost_of_the_goal_and_says_who_is_over_the_limit():
    points = [
        FrontPoint(settings={"student": size}, accuracy=accuracy, bytes=1, macs=1)
        for size, accuracy in (("8", 0.8), ("32", 0.9))
    ]
    lines = _as_text(record_of(Goal(at_most={"macs": 1500}), front=points)).splitlines()
    assert "    592 MACs  80.0 %  Student network 8" in lines
    assert "  2,368 MACs  90.0 %  Student network 32, over a limit" in lines


def test_a_scene_brings_its_knobs_and_what_varies(monkeypatch):
    asked = []
    monkeypatch.setattr("kdviz.cli.tune.search_within", lambda *given, **more: asked.append(given) or 1 / 0)
    kdviz("--scene", "lucky-winner", "--budget", "100")
    ((experiment, ranges, budget),) = asked
    assert (experiment.seeds, ranges, budget) == (1, SEARCH_SCENES["lucky-winner"].vary, "100")
