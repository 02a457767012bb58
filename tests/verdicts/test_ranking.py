import json

import pytest
from pydantic import ValidationError

from kdviz.catalog import KINDS, CatalogError
from kdviz.cli.shared import flag
from kdviz.engine import compare
from kdviz.experiment import Experiment
from kdviz.measures import shown_better
from kdviz.results import Divergence, Row, StageResult
from kdviz.verdicts.caveats import unequal
from kdviz.verdicts.ranking import candidates, named_kinds, ranked
from kdviz.verdicts.report import row_report
from tests.cli.test_cli import kdviz

QUICK = ("--teacher", "32", "--teacher-steps", "40", "--steps", "20", "--seeds", "2", "--labels", "30")


def result(outcomes, accuracy: list[float], **change):
    base = outcomes[0].result
    mean = sum(accuracy) / len(accuracy)
    arm = base.arms["distilled"].model_copy(update={"accuracy": accuracy, "mean": mean})
    return base.model_copy(update={"arms": {**base.arms, "distilled": arm}, **change})


def test_kinds_that_the_seeds_cannot_tell_apart_are_tied(outcomes):
    rows = [
        Row("low", result=result(outcomes, [0.50, 0.52, 0.51, 0.49, 0.50])),
        Row("middle", result=result(outcomes, [0.80, 0.90, 0.70, 0.83, 0.85])),
        Row("best", result=result(outcomes, [0.82, 0.88, 0.73, 0.84, 0.85])),
        Row("not there", skipped="why"),
        Row("gone", result=result(outcomes, [0.9] * 3, diverged=Divergence(step=7, arm="hard", seed=1))),
    ]
    placed = ranked(rows, shown_better)
    assert [(row.kind, row.rank, row.tied) for row in placed] == [
        ("best", 1, True),
        ("middle", 1, True),
        ("low", 3, False),
        ("not there", 0, False),
        ("gone", 0, False),
    ]
    assert "step 7" in placed[-1].skipped


def test_being_tied_does_not_carry_over_from_kind_to_kind(outcomes):
    steady, small = [0.90, 0.92, 0.91, 0.89, 0.93, 0.90], [0.0, 0.01, -0.01, 0.0, 0.01, -0.01]
    rows = [
        Row("steady", result=result(outcomes, steady)),
        Row("below", result=result(outcomes, [each - 0.05 + more for each, more in zip(steady, small, strict=True)])),
        Row(
            "below too", result=result(outcomes, [each - 0.05 - more for each, more in zip(steady, small, strict=True)])
        ),
        Row("erratic", result=result(outcomes, [0.99, 0.60, 0.97, 0.95, 0.55, 0.98])),
    ]
    placed = {row.kind: (row.rank, row.tied) for row in ranked(rows, shown_better)}
    # Nobody is shown better than the erratic one, so it is first too, and what it is not told apart from is tied.
    assert placed == {"steady": (1, True), "erratic": (1, True), "below": (2, True), "below too": (2, True)}
    alone = {row.kind: (row.rank, row.tied) for row in ranked(rows[:3], shown_better)}
    assert alone == {"steady": (1, False), "below": (2, True), "below too": (2, True)}


def test_who_is_first_alone_is_tied_where_one_further_down_is_not_told_apart(outcomes):
    better = [[False, True, False], [False, False, True], [False, False, False]]
    rows = [Row(kind, result=result(outcomes, [mean])) for kind, mean in (("a", 0.9), ("b", 0.8), ("c", 0.7))]
    placed = [(row.kind, row.rank, row.tied) for row in ranked(rows, lambda _accuracies: better)]
    assert placed == [("a", 1, True), ("b", 2, False), ("c", 2, True)]


def test_what_cannot_be_compared_says_why_and_what_would_do():
    chosen = {}
    for kind, one in zip(KINDS, candidates([*KINDS], {"student": "32x32"}, flag), strict=True):
        chosen[kind] = one
    attention = chosen.pop("attention")
    assert row_report(attention) == {
        "kind": "attention",
        "skipped": "attention transfer needs a ConvNet; try --student conv:8x16 --teacher conv:16x32",
    }
    (taught_by_one,) = candidates(["attention"], {"student": "32x32", "teacher": "conv:8x16"}, flag)
    assert taught_by_one.skipped == "attention transfer needs a ConvNet; try --student conv:8x16"
    assert all(isinstance(one, Experiment) and one.student == "32x32" for one in chosen.values())
    (decoupled,) = candidates(["decoupled"], {"dataset": "moons"}, flag)
    assert decoupled.skipped.startswith("it needs three classes or more, and moons has two")
    with pytest.raises(ValidationError, match="allowed are 10"):
        candidates(["classic"], {"labels": 5000}, flag)


def test_what_a_kind_had_beside_labels_and_steps_is_said(outcomes):
    first = outcomes[0].result
    made_up = first.model_copy(update={"experiment": Experiment(kind="munge", labels=30)})
    own_stage = StageResult(name="hint", steps=100)
    begun = first.model_copy(update={"experiment": Experiment(kind="hint"), "stages": [own_stage]})
    helped = first.model_copy(
        update={"experiment": Experiment(kind="ensemble"), "stages": [StageResult(name="x", accuracy=[0.9], steps=9)]}
    )
    rows = [Row("classic", result=first), Row("hint", result=begun), Row("ensemble", result=helped)]
    assert unequal(rows) == "100 steps of the student more, before the others' begin: Hints (FitNets)."
    # Also where nobody stands beside it that had the labelled images alone.
    alone = [Row("munge", result=made_up)]
    assert unequal(alone).endswith("found or made up: Synthetic images (MUNGE).")
    assert [row_report(row)["extra_steps"] for row in rows] == [0, 100, 0]
    batch = made_up.experiment.batch_size
    assert [row_report(row)["images_a_step"] for row in (rows[1], alone[0])] == [batch, 2 * batch]
    assert unequal(rows[:1]) == unequal([Row("attention", skipped="why")]) == ""


def test_knobs_that_a_kind_does_not_read_are_no_obstacle():
    first, second = candidates(["classic", "logits"], {"temperature": 9.0}, flag)
    assert first.temperature == 9
    assert second == Experiment(kind="logits")


def test_the_command_ranks_kinds_on_the_same_students(engine):
    done = kdviz("compare", "--kinds", "smoothing,classic,attention", *QUICK, "--json")
    rows = {row["kind"]: row for row in json.loads(done.stdout)["rows"]}
    assert rows["attention"] == {
        "kind": "attention",
        "skipped": "attention transfer needs a ConvNet; try --student conv:8x16 --teacher conv:16x32",
    }
    hard = [rows[kind]["accuracy"]["mean"] - rows[kind]["gain"]["mean"] for kind in ("classic", "smoothing")]
    assert hard[0] == pytest.approx(hard[1]), "one and the same twin"
    assert {"rank", "tied", "agreement", "extra_parameters", "seconds", "stages"} <= rows["classic"].keys()
    text = kdviz("compare", "--kinds", "classic,attention,munge", *QUICK).stdout
    assert text.splitlines()[-1].endswith("found or made up: Synthetic images (MUNGE).")
    assert "attention transfer needs a ConvNet" in text
    assert {line.split()[1] for line in text.splitlines()[1:4]} == {"classic", "munge", "attention"}


@pytest.mark.parametrize(
    ("asked", "names"),
    [("all", [*KINDS]), ("classic, all", [*KINDS]), ("hint, classic,hint", ["hint", "classic"])],
)
def test_kinds_are_named_alike_in_a_shell_and_in_the_page_s_address(asked, names):
    assert named_kinds(asked.split(",")) == (names, [])


def test_python_ranks_as_the_shell_does(engine):
    knobs = {"teacher": "32", "teacher_steps": 40, "steps": 20, "seeds": 2, "labels": 30}
    rows = compare("smoothing", "classic", "attention", **knobs)
    told = json.loads(kdviz("compare", "--kinds", "smoothing,classic,attention", *QUICK, "--json").stdout)["rows"]
    assert json.loads(json.dumps([row.report() for row in rows[:2]])) == told[:2]
    assert rows[2].skipped == "attention transfer needs a ConvNet; try student conv:8x16, teacher conv:16x32"


@pytest.mark.parametrize("wrong", [{"kinds": ["magic"]}, {"kinds": [], "kind": "hint"}])
def test_no_kind_is_one_sentence_in_python(wrong):
    with pytest.raises(CatalogError, match=r"^kinds is .*: allowed are classic, assistant,.* or “all”\.$"):
        compare(*wrong.pop("kinds"), **wrong)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--kinds", "classic,magic"], "--kinds is magic: allowed are classic, assistant,"),
        (["--kinds", "all,magic"], "--kinds is magic: allowed are classic, assistant,"),
        (["--kinds", ""], "--kinds is empty: allowed are classic, assistant,"),
        (["--kind", "classic"], "--kind is for “kdviz run”"),
        (["--labels", "5000"], "--labels is 5000: allowed are 10"),
    ],
)
def test_wrong_input_is_one_sentence(arguments, sentence):
    done = kdviz("compare", *arguments)
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"kdviz: {sentence}")
