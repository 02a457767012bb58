"""``kdviz attack``."""

import json

import pytest
from click.testing import CliRunner

from kdviz.cli import main

QUICK = ["--teacher", "16", "--teacher-steps", "40", "--steps", "40", "--seeds", "2", "--student", "8"]
WHAT = {
    "temperature": ({"net", "temperature", "attack", "on", "bound"}, {"accuracy", "zero_gradients"}),
    "steal": ({"gives", "queries"}, {"agreement", "accuracy"}),
    "membership": ({"net", "temperature", "label_noise", "teacher"}, {"auc"}),
}
ASKED = {
    "temperature": ["--bounds", "0.1", "--attacker-temperatures", "1"],
    "steal": ["--queries", "10,40", "--sources", "data"],
    "membership": ["--labels", "40", "--temperatures", "1", "--noises", "0.3", "--sizes", "12"],
}


def kdviz(*arguments: str):
    return CliRunner().invoke(main, ["attack", *arguments])


@pytest.mark.parametrize("study", WHAT)
def test_an_attack_is_one_json_object(engine, study):
    done = kdviz(study, *QUICK, *ASKED[study], "--json")
    assert done.exit_code == 0, done.stderr
    said = json.loads(done.stdout)
    assert {*said} >= {"attack_id", "study", "experiment", "rows", "verdict"}
    assert said["study"] == study
    what, measured = WHAT[study]
    for row in said["rows"]:
        assert {*row} >= what | measured
        for name in measured:
            low, high = row[name]["ci95"]
            assert low <= row[name]["mean"] <= high
    for each in said.get("served", []):
        for name in ("accuracy", "ece", "brier", "ece_above_probabilities"):
            low, high = each[name]["ci95"]
            assert low <= each[name]["mean"] <= high
    assert ("bootstrap" in said.get("served_intervals", "")) is (study == "steal")
    assert said["verdict"]
    assert said["verdict"] in kdviz(study, *QUICK, *ASKED[study]).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["phishing"], "STUDY is phishing: allowed is one of temperature, steal, membership"),
        (["temperature", "--bound", "-0.1"], "The bound is -0.1"),
        (["temperature", "--temperature", "0"], "--temperature is 0"),
        (["temperature", "--bounds", "0.1;0.2"], "--bounds is 0.1;0.2: allowed are numbers with commas between"),
        (["temperature", "--queries", "3"], "The study temperature reads no queries"),
        (["steal", "--queries", "5000"], "asks 5000 queries from the data"),
        (["membership", "--labels", "1", "--seeds", "2"], "--labels is 1: allowed are 10"),
        (["membership", "--labels", "500"], "takes 4 times 500 of the data set"),
    ],
)
def test_wrong_input_is_one_sentence(arguments, said):
    refused = kdviz(*arguments)
    assert refused.exit_code == 2
    assert said in refused.stderr
    assert refused.stderr.count("\n") == 1
