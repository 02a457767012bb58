"""Network flows follow the rules that docs/data.md states, and runs on them tell what becomes of the rare class."""

import numpy as np
import pytest

from kdviz import catalog, datasets, figures
from kdviz.datasets import flows
from kdviz.datasets.rows import raw_rows
from kdviz.experiment import Experiment
from kdviz.i18n import Translator
from kdviz.measures import recalls
from kdviz.verdicts.report import run_report
from kdviz.verdicts.run import verdict
from tests.conftest import run_here


@pytest.fixture(scope="module")
def table() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    arrays = flows.drawn()
    return arrays["numbers"], arrays["codes"], arrays["labels"]


def test_a_seed_draws_the_parts_of_the_same_flows():
    first, again, other = datasets.load("flows", 1), datasets.load("flows", 1), datasets.load("flows", 2)
    np.testing.assert_array_equal(first.inputs, again.inputs)
    assert not np.array_equal(first.train, other.train)
    card = catalog.data_set("flows")
    np.testing.assert_array_equal(raw_rows(card, 1).values, raw_rows(card, 2).values)
    for dataset in (first, other):
        assert np.bincount(dataset.labels[dataset.train]).tolist() == [*card.train_per_class]
        assert (len(dataset.validation), len(dataset.test)) == (card.validation, card.test)
        assert dataset.inputs.shape[1:] == card.shape


def test_they_are_as_the_rules_say(table):
    numbers, codes, labels = table
    assert labels.mean() == pytest.approx(0.07)
    assert np.isnan(numbers[:, 0]).mean() == pytest.approx(0.03, abs=0.006)
    assert not np.isnan(numbers[:, 1:]).any()
    usual, attack = codes[labels == 0], codes[labels == 1]
    names, video, shell = (flows.SERVICES.index(name) for name in ("names", "video", "shell"))
    assert (usual[:, 0] == names).mean() == pytest.approx(0.25, abs=0.015)
    assert (usual[:, 0] == video).mean() == pytest.approx(0.12, abs=0.015)
    assert not (attack[:, 0] == video).any()
    # Scans, guesses of passwords, and data that are carried away.
    assert (attack[:, 0] == shell).mean() == pytest.approx(0.3 * 0.2 + 0.3 * 0.6 + 0.2 * 0.2, abs=0.04)
    no_answer = flows.ENDS.index("no answer")
    assert (attack[:, 1] == no_answer).mean() == pytest.approx(0.3 * 0.55 + 0.2 * 0.25, abs=0.04)
    watched = (labels == 0) & (codes[:, 0] == video)
    assert np.median(numbers[watched, 2]) == pytest.approx(6.6, abs=0.05)
    assert numbers[watched, 2].std() == pytest.approx(0.5, abs=0.03)
    logins = numbers[:, flows.LOGINS]
    assert (logins == logins.astype(int)).all()
    assert logins[labels == 1].mean() == pytest.approx(0.3 * 1.8 + 0.2 * 0.1, abs=0.1)


def test_raw_rows_have_their_names():
    described = raw_rows(catalog.data_set("flows"), 0)
    assert [each.name for each in described.columns[-2:]] == ["service", "end"]
    np.testing.assert_array_equal(described.inputs(described.values), datasets.load("flows", 0).inputs)


@pytest.fixture(scope="module")
def outcome():
    few = {"labels": 600, "student": "8", "teacher": "16", "teacher_steps": 150, "steps": 150, "seeds": 3}
    return run_here(Experiment(dataset="flows", **few))


def test_what_a_rare_class_loses_is_measured_and_told(outcome):
    result, logits, labels = outcome.result, outcome.arrays["test_student_logits"], outcome.arrays["test_labels"]
    taught = result.arms["distilled"]
    each = recalls(logits[:, 2], labels)
    assert taught.balanced.mean == pytest.approx(each.mean())
    assert [known.mean for known in taught.recall] == pytest.approx(each.mean(0).tolist())
    assert taught.recall[1].ci95[0] < taught.recall[1].mean < taught.recall[1].ci95[1]
    of_teacher = recalls(outcome.arrays["test_teacher_logits"], labels)
    assert result.teacher.recall == pytest.approx(of_teacher.tolist())
    assert result.teacher.balanced == pytest.approx(of_teacher.mean())
    assert type(result).model_validate_json(result.model_dump_json()) == result
    report = run_report(result)
    assert report["arms"]["hard"]["balanced_accuracy"]["mean"] == result.arms["hard"].balanced.mean
    assert report["teacher"]["recall"] == result.teacher.recall
    table = figures.measures_table(result.arms, result.untaught, Translator("en"), result.experiment.data)
    assert list(table.index[:3]) == ["Test accuracy, %", "Balanced accuracy, %", "Recall of “attack”, %"]
    assert table.loc["Recall of “attack”, %"].str.startswith(f"{100 * taught.recall[1].mean:.1f} (").any()
    said = verdict(result)
    assert f"Balanced accuracy: {100 * taught.balanced.mean:.1f} % with teacher" in said
    assert f"Of “attack”, the rarest class, {100 * taught.recall[1].mean:.1f} % are found with teacher" in said


def test_where_classes_are_alike_nothing_is_said_of_them():
    result = run_here(Experiment(teacher="16", teacher_steps=40, student="8", steps=20, seeds=2)).result
    assert result.arms["distilled"].balanced is result.teacher.balanced is None
    assert "balanced_accuracy" not in run_report(result)["arms"]["hard"]
    assert "Balanced" not in verdict(result)
