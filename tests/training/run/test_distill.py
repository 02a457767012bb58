from itertools import islice

import numpy as np
import pytest
import torch

from kdviz import catalog, datasets
from kdviz.experiment import Experiment, knobs_of
from kdviz.networks import Outputs
from kdviz.results import ARMS, Outcome, RunFailedError
from kdviz.training.batches import student_batches
from kdviz.training.draws import Stream, draw, generator
from kdviz.training.population.device import as_inputs
from kdviz.training.run.distill import distill
from kdviz.training.run.steps import finish
from kdviz.training.run.students import arms_population
from kdviz.training.run.teacher import dropout_mask, train
from kdviz.training.schedule import Clock
from kdviz.verdicts.run import verdict
from tests.conftest import run_here

QUICK = {"teacher": "32", "teacher_steps": 60, "steps": 30, "seeds": 3}


def numbers(outcome: Outcome) -> dict:
    """Everything that must be reproducible: all but the times."""
    result = outcome.result.model_dump(
        exclude={"seconds": True, "teacher_seconds": True, "curves": {"__all__": {"seconds"}}}
    )
    course = {f"course_{name}": values for name, values in outcome.course.items()}
    return {**result, **outcome.students, **outcome.arrays, **course}


def assert_same(first: dict, second: dict) -> None:
    assert first.keys() == second.keys()
    for name, value in first.items():
        np.testing.assert_equal(second[name], value, err_msg=name)


# On a processor. What holds on a GPU, where equal runs differ by rounding, test_kinds.py says.
@pytest.mark.parametrize("student", ["16", "conv:4"])
def test_the_same_experiment_trained_twice_gives_the_same_numbers(student):
    experiment = Experiment(**QUICK, student=student, label_noise=0.2, unlabeled=50, teacher_dropout=0.3)
    runs = []
    for seed in (1, 2):
        torch.manual_seed(seed)
        weights = finish(train(experiment, Clock()))
        runs.append(finish(distill(experiment, "run", weights, Clock())))
    first, second = runs
    assert_same(numbers(first), numbers(second))
    other = run_here(experiment.model_copy(update={"first_seed": 50}))
    assert other.result.arms["hard"].accuracy != first.result.arms["hard"].accuracy


def test_without_the_soft_term_the_distilled_student_is_the_hard_twin():
    outcome = run_here(Experiment(**QUICK, alpha=0.0, unlabeled=100))
    result = outcome.result
    assert result.arms["distilled"].accuracy == result.arms["hard"].accuracy
    assert (result.gain.mean, result.gain.ci95) == (0, (0, 0))
    for values in outcome.students.values():
        np.testing.assert_array_equal(values[:, ARMS.index("hard")], values[:, ARMS.index("distilled")])


@pytest.mark.usefixtures("double")
def test_seeds_are_the_same_students_however_many_there_are():
    three = run_here(Experiment(**QUICK))
    one = run_here(Experiment(**{**QUICK, "seeds": 1, "first_seed": 1}))
    np.testing.assert_allclose(
        one.arrays["test_student_logits"][0], three.arrays["test_student_logits"][1], rtol=1e-9, atol=1e-9
    )
    assert one.result.gain.ci95 is None
    assert one.result.arms["hard"].ci95 is None


def test_teacher_logits_belong_to_their_images():
    experiment = Experiment(**QUICK, unlabeled=30)
    data = datasets.load("digits", 0)
    told = Outputs(torch.arange(len(data.inputs), dtype=torch.float32)[:, None].expand(-1, 10))
    transfer_sets = [draw(experiment, data, seed) for seed in experiment.seed_list]
    for batch in islice(student_batches(experiment.seed_list, experiment.batch_size, data, transfer_sets, told), 4):
        ids = batch.teacher.logits[..., 0].long()
        np.testing.assert_array_equal(batch.inputs, data.inputs[ids])
        labelled = ids[:, : experiment.batch_size]
        np.testing.assert_array_equal(batch.labels, data.labels[labelled])


@pytest.mark.usefixtures("double")
def test_what_is_kept_agrees_with_what_is_reported():
    outcome = run_here(Experiment(**QUICK))
    arrays, result = outcome.arrays, outcome.result
    right = arrays["test_student_logits"].argmax(-1) == arrays["test_labels"]
    for place, arm in enumerate(ARMS):
        np.testing.assert_allclose(right[:, place].mean(-1), result.arms[arm].accuracy)
    last = arrays["validation_student_logits"].argmax(-1) == arrays["validation_labels"]
    np.testing.assert_allclose(last[:, 2].mean(-1), result.curves[-1].accuracy["distilled"])
    weights = {name: torch.from_numpy(values[1, 2]) for name, values in outcome.students.items()}
    student = catalog.named(catalog.NETWORKS["mlp"].code)((32,), (1, 8, 8), 10)
    student.load_state_dict(weights)
    expected = student(as_inputs(arrays["test_inputs"])).detach()
    np.testing.assert_allclose(arrays["test_student_logits"][1, 2], expected, rtol=1e-9, atol=1e-9)


def test_divergence_ends_the_run_with_the_step_named_and_keeps_what_there_was():
    outcome = run_here(Experiment(**QUICK, learning_rate=10))
    result = outcome.result
    assert result.diverged is not None
    assert 1 <= result.diverged.step <= 30
    assert f"step {result.diverged.step} " in verdict(result)
    assert max(arm.nll for arm in result.arms.values()) < 10, "weights from before it ran away"
    assert all(np.isfinite(values).all() for values in outcome.students.values())


def test_a_diverged_teacher_teaches_nobody():
    with pytest.raises(RunFailedError, match=r"teacher's training diverged at step \d+\."):
        run_here(Experiment(**QUICK, teacher_learning_rate=10))


def test_every_step_can_be_the_last():
    """Whoever listens gets a word after every step, and so can stop between any two."""
    experiment = Experiment(**QUICK)
    going = train(experiment, Clock())
    assert len(list(going)) == experiment.teacher_steps


def test_the_default_scene_shows_a_gain():
    outcome = run_here(Experiment())
    low, high = outcome.result.gain.ci95
    assert 0 < low < outcome.result.gain.mean < high
    assert outcome.result.gain.mean >= 0.02
    assert outcome.result.teacher.accuracy > 0.95


def test_with_all_labels_there_is_no_gain():
    outcome = run_here(Experiment(**catalog.SCENES["all-labels"].knobs))
    low, _high = outcome.result.gain.ci95
    assert low < 0
    assert outcome.result.gain.mean < 0.005
    assert verdict(outcome.result).startswith("We can't tell.") or "fewer of" in verdict(outcome.result)


@pytest.mark.parametrize("scene", ["noisy-labels", "unlabeled", "omitted-digit"])
def test_the_other_scenes_show_what_they_say(scene):
    outcome = run_here(Experiment(**catalog.SCENES[scene].knobs))
    assert outcome.result.gain.ci95[0] > 0.02
    if scene == "omitted-digit":
        logits = outcome.arrays["test_student_logits"][:, :, outcome.arrays["test_labels"] == 3]
        recall = (logits.argmax(-1) == 3).mean((0, 2))
        assert recall[ARMS.index("hard")] < 0.1
        assert recall[ARMS.index("distilled")] > 0.5
        found = outcome.result.omitted
        assert found is not None
        for place, arm in enumerate(ARMS):
            before, frequency, best = (found.arms[arm][bias] for bias in ("before", "frequency", "best_on_test"))
            assert before.mean == pytest.approx(recall[place])
            assert before.accuracy.mean == pytest.approx(outcome.result.arms[arm].mean)
            for known in (before, frequency, best):
                moved = outcome.arrays["test_student_logits"][:, place].copy()
                moved[..., 3] += np.array(known.bias)[:, None]
                right = moved.argmax(-1) == outcome.arrays["test_labels"]
                assert known.accuracy.mean == pytest.approx(right.mean())
                assert known.mean == pytest.approx(right[:, outcome.arrays["test_labels"] == 3].mean())
                assert best.accuracy.mean >= known.accuracy.mean
        assert found.arms["distilled"]["frequency"].mean > found.arms["distilled"]["before"].mean
    else:
        assert outcome.result.omitted is None


TRAINING_KNOBS = {
    "student": "8",
    "data_seed": 1,
    "labels": 50,
    "unlabeled": 40,
    "label_noise": 0.3,
    "omit_class": 4,
    "teacher": "16",
    "teacher_steps": 30,
    "teacher_learning_rate": 0.01,
    "teacher_optimizer": "sgd",
    "teacher_smoothing": 0.2,
    "teacher_dropout": 0.5,
    "teacher_seed": 3,
    "temperature": 9.0,
    "alpha": 0.3,
    "t_squared": False,
    "reduction": "mean",
    "soft_labels": "random",
    "distill_until": 0.4,
    "smoothing": 0.4,
    "optimizer": "sgd",
    "learning_rate": 0.003,
    "batch_size": 20,
    "steps": 29,
    "seeds": 2,
    "first_seed": 40,
}


def test_every_knob_is_listed_below():
    assert set(TRAINING_KNOBS) == {name for name, _knob in knobs_of("classic")} - {"dataset", "kind"}


@pytest.fixture(scope="module")
def plain() -> Outcome:
    return run_here(Experiment(**QUICK))


@pytest.mark.parametrize("name", TRAINING_KNOBS)
def test_every_knob_changes_the_students(plain, name):
    """A knob that is wired to nothing leaves every weight as it was."""
    turned = run_here(Experiment(**{**QUICK, name: TRAINING_KNOBS[name]}))
    arm = ARMS.index("smoothed" if name == "smoothing" else "distilled")
    before, after = (outcome.students["layers.1.bias"][:, arm] for outcome in (plain, turned))
    assert before.shape != after.shape or not np.array_equal(before, after)


def test_the_teacher_alone_leaves_the_other_arms_alone(plain):
    other = run_here(Experiment(**{**QUICK, "teacher_seed": 3}))
    for arm, same in (("hard", True), ("smoothed", True), ("distilled", False)):
        place = ARMS.index(arm)
        weights = [outcome.students["layers.0.weight"][:, place] for outcome in (plain, other)]
        assert np.array_equal(*weights) is same, arm


def test_the_control_is_no_second_hard_twin(plain):
    weights = plain.students["layers.0.weight"]
    assert not np.array_equal(weights[:, ARMS.index("hard")], weights[:, ARMS.index("smoothed")])


def test_dropout_masks_keep_the_mean():
    mask = dropout_mask((400, 50), 0.8, np.random.default_rng(0))
    assert set(np.unique(mask)) == {np.float32(0), np.float32(1 / 0.8)}
    assert mask.mean() == pytest.approx(1, abs=0.01)


def test_a_seed_draws_starts_batches_and_noise_of_its_own():
    """Intervals would be too narrow if seeds shared any of these."""
    experiment = Experiment(**QUICK, label_noise=0.4)
    data = datasets.load("digits", 0)
    starts = arms_population(experiment).parameters["layers.0.weight"]
    told = Outputs(torch.arange(len(data.inputs), dtype=torch.float32)[:, None].expand(-1, 10))
    transfer_sets = [draw(experiment, data, seed) for seed in experiment.seed_list]
    batch = next(student_batches(experiment.seed_list, experiment.batch_size, data, [transfer_sets[0]] * 3, told))
    wrong = [
        data.labels[transfer.labelled] != transfer.labels
        for transfer in (draw(Experiment(labels="all", label_noise=0.4), data, seed) for seed in range(3))
    ]
    for first, second in ((0, 1), (1, 2)):
        assert not torch.equal(starts[first], starts[second])
        assert not torch.equal(batch.teacher.logits[first], batch.teacher.logits[second])
        assert not np.array_equal(wrong[first], wrong[second])


def test_no_two_streams_of_random_numbers_are_the_same():
    streams = [np.random.default_rng(seed) for seed in range(20)]
    streams += [generator(stream, seed) for stream in Stream for seed in range(20)]
    first_draws = [tuple(stream.integers(2**62, size=2)) for stream in streams]
    assert len(set(first_draws)) == len(first_draws)
