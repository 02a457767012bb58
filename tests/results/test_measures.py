"""Measures, and how histories of earlier versions are read."""

import json

import pytest

from kdviz.results import MEASURES, Estimate, RunResult
from kdviz.results.cell import CellOutcome
from kdviz.verdicts.report import arms_report
from kdviz.verdicts.run import verdict

# As cells were kept before runs and sweeps were measured alike.
ARM = {
    "accuracies": [0.75, 0.25],
    "accuracy": {"mean": 0.5, "ci95": [0.1, 0.9]},
    "nll": {"mean": 0.4, "ci95": [0.3, 0.5]},
    "brier": {"mean": 0.2, "ci95": [0.1, 0.3]},
    "ece": {"mean": 0.05, "ci95": None},
    "agreement": {"mean": 0.8, "ci95": [0.7, 0.9]},
    "agreement_train": {"mean": 0.85, "ci95": [0.8, 0.9]},
    "agreement_on_errors": None,
    "kl": {"mean": 0.6, "ci95": [0.4, 0.8]},
    "reliability": {"count": [1], "confidence": [0.5], "accuracy": [1.0]},
}
CELL = {
    "result": {
        "hard": ARM,
        "smoothed": ARM,
        "distilled": ARM,
        "gain": {"mean": 0.0, "ci95": [0.0, 0.0]},
        "teacher_accuracy": 0.97,
        "teacher_reliability": ARM["reliability"],
        "untaught": None,
        "curves": {"steps": [1], "hard": [[0.5, 0.5]], "distilled": [[0.5, 0.5]], "teacher": 0.9},
    }
}
# As runs were kept then.
OLD_ARM = {"accuracy": [0.75, 0.25], "mean": 0.5, "ci95": [0.1, 0.9], "nll": 0.4, "agreement": 0.8, "kl": 0.6}


def test_a_cell_of_an_earlier_version_has_its_numbers():
    measured = CellOutcome.model_validate(CELL).result.distilled
    assert (measured.accuracy, measured.mean, measured.ci95) == ([0.75, 0.25], 0.5, (0.1, 0.9))
    for name in MEASURES:
        if name == "agreement_on_errors":
            assert not measured.has(name)
        else:
            assert measured.estimate(name) == Estimate(**ARM[name]), name
    assert measured.estimate("accuracy") == Estimate(**ARM["accuracy"])
    assert measured.reliability.count == [1]


def test_what_is_written_today_is_read_as_it_was(outcomes):
    measured = outcomes[0].result.arms["distilled"]
    assert type(measured).model_validate_json(measured.model_dump_json()) == measured


def test_a_run_of_an_earlier_version_says_what_it_did_not_measure(outcomes):
    kept = json.loads(outcomes[0].result.model_dump_json())
    del kept["untaught"], kept["teacher"]["reliability"]
    kept |= {"arms": dict.fromkeys(kept["arms"], OLD_ARM), "verdict": "It was written with the numbers then."}
    result = RunResult.model_validate(kept)
    assert verdict(result).startswith("We can't tell.")
    assert arms_report(result.arms)["hard"] == OLD_ARM | {
        "ci95_cut": [0.1, 0.9],
        "brier": None,
        "ece": None,
        "intervals": dict.fromkeys(("agreement", "kl", "nll", "brier", "ece")),
    }


def test_intervals_of_a_run_are_those_of_its_students(outcomes):
    result, arrays = outcomes[0].result, outcomes[0].arrays
    for place, arm in enumerate(result.arms):
        own = arrays["test_student_logits"][:, place].argmax(-1)
        shares = (own == arrays["test_teacher_logits"].argmax(-1)).mean(-1)
        # The 97.5 % quantile of t with two degrees of freedom.
        reach = 4.302652729911275 * shares.std(ddof=1) / 3**0.5
        low, high = result.arms[arm].intervals["agreement"]
        assert (low, high) == pytest.approx((shares.mean() - reach, shares.mean() + reach))
        assert result.arms[arm].agreement == pytest.approx(shares.mean())
