from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch

from kdviz import catalog, datasets
from kdviz.experiment import Experiment
from kdviz.results import ARMS, RunFailedError, Snapshot
from kdviz.training.distill import Outcome, distill, student_batches
from kdviz.training.draws import draw

QUICK = {"teacher": "32", "teacher_steps": 60, "steps": 30, "seeds": 3}


def run(experiment: Experiment, home: Path) -> tuple[list[Snapshot], Outcome]:
    snapshots, going = [], distill(experiment, "run", home)
    while True:
        try:
            snapshots.append(next(going))
        except StopIteration as end:
            return snapshots, end.value


def numbers(outcome: Outcome) -> dict:
    """Everything that must be reproducible: all but the times."""
    result = outcome.result.model_dump(exclude={"seconds": True, "curves": {"__all__": {"seconds"}}})
    return {**result, **outcome.students, **outcome.arrays}


def assert_same(first: dict, second: dict) -> None:
    assert first.keys() == second.keys()
    for name, value in first.items():
        np.testing.assert_equal(second[name], value, err_msg=name)


@pytest.mark.parametrize("student", ["16", "conv:4"])
def test_the_same_experiment_in_fresh_folders_gives_the_same_numbers(tmp_path, student):
    experiment = Experiment(**QUICK, student=student, label_noise=0.2, unlabeled=50, teacher_dropout=0.3)
    torch.manual_seed(1)
    _snapshots, first = run(experiment, tmp_path / "one")
    torch.manual_seed(2)
    _snapshots, second = run(experiment, tmp_path / "two")
    assert_same(numbers(first), numbers(second))
    _snapshots, other = run(experiment.model_copy(update={"first_seed": 50}), tmp_path / "one")
    assert other.result.arms["hard"].accuracy != first.result.arms["hard"].accuracy


def test_a_stored_teacher_is_the_same_teacher_and_is_not_trained_again(tmp_path):
    experiment = Experiment(**QUICK)
    trained, first = run(experiment, tmp_path)
    stored, second = run(experiment, tmp_path)
    assert [snapshot.stage for snapshot in stored] == ["students"] * len(first.result.curves)
    assert {snapshot.stage for snapshot in trained} == {"teacher", "students"}
    assert_same(numbers(first), numbers(second))


def test_a_damaged_teacher_file_is_replaced(tmp_path):
    experiment = Experiment(**QUICK)
    _snapshots, first = run(experiment, tmp_path)
    (file,) = (tmp_path / "teachers").iterdir()
    file.write_bytes(file.read_bytes()[:100])
    snapshots, second = run(experiment, tmp_path)
    assert snapshots[0].stage == "teacher"
    assert_same(numbers(first), numbers(second))


def test_without_the_soft_term_the_distilled_student_is_the_hard_twin(tmp_path):
    _snapshots, outcome = run(Experiment(**QUICK, alpha=0.0, unlabeled=100), tmp_path)
    result = outcome.result
    assert result.arms["distilled"].accuracy == result.arms["hard"].accuracy
    assert (result.gain.mean, result.gain.ci95) == (0, (0, 0))
    for values in outcome.students.values():
        np.testing.assert_array_equal(values[:, ARMS.index("hard")], values[:, ARMS.index("distilled")])


def test_seeds_are_the_same_students_however_many_there_are(tmp_path):
    _snapshots, three = run(Experiment(**QUICK), tmp_path)
    _snapshots, one = run(Experiment(**{**QUICK, "seeds": 1, "first_seed": 1}), tmp_path)
    np.testing.assert_allclose(one.arrays["test_student_logits"][0], three.arrays["test_student_logits"][1], atol=1e-2)
    assert one.result.gain.ci95 is None
    assert one.result.arms["hard"].ci95 is None


def test_teacher_logits_belong_to_their_images(tmp_path):
    experiment = Experiment(**QUICK, unlabeled=30)
    data = datasets.load("digits", 0)
    logits = torch.arange(len(data.inputs), dtype=torch.float32)[:, None].expand(-1, 10)
    transfer_sets = [draw(experiment, data, seed) for seed in experiment.seed_list]
    for batch in islice(student_batches(experiment, data, transfer_sets, logits), 4):
        ids = batch.teacher_logits[..., 0].long()
        np.testing.assert_array_equal(batch.inputs, data.inputs[ids])
        labelled = ids[:, : experiment.batch_size]
        np.testing.assert_array_equal(batch.labels, data.labels[labelled])


def test_what_is_kept_agrees_with_what_is_reported(tmp_path):
    _snapshots, outcome = run(Experiment(**QUICK), tmp_path)
    arrays, result = outcome.arrays, outcome.result
    right = arrays["test_student_logits"].argmax(-1) == arrays["test_labels"]
    for place, arm in enumerate(ARMS):
        np.testing.assert_allclose(right[:, place].mean(-1), result.arms[arm].accuracy)
    last = arrays["validation_student_logits"].argmax(-1) == arrays["validation_labels"]
    np.testing.assert_allclose(last[:, 2].mean(-1), result.curves[-1].accuracy["distilled"])
    weights = {name: torch.from_numpy(values[1, 2]) for name, values in outcome.students.items()}
    student = catalog.implementation(catalog.NETWORKS["mlp"])((32,), (1, 8, 8), 10)
    student.load_state_dict(weights)
    expected = student(torch.from_numpy(arrays["test_inputs"])).detach()
    np.testing.assert_allclose(arrays["test_student_logits"][1, 2], expected, atol=1e-3)


def test_divergence_ends_the_run_with_the_step_named_and_keeps_what_there_was(tmp_path):
    _snapshots, outcome = run(Experiment(**QUICK, learning_rate=10), tmp_path)
    result = outcome.result
    assert result.diverged is not None
    assert result.diverged.stage == "students"
    assert 1 < result.diverged.step <= 30
    assert f"step {result.diverged.step} " in result.verdict
    assert result.curves[-1].step < result.diverged.step
    assert all(np.isfinite(values).all() for values in outcome.students.values())


def test_a_diverged_teacher_teaches_nobody(tmp_path):
    experiment = Experiment(**QUICK, teacher_learning_rate=10)
    with pytest.raises(RunFailedError) as caught:
        run(experiment, tmp_path)
    assert caught.value.where.stage == "teacher"
    assert not list(tmp_path.rglob("*.safetensors"))


def test_the_default_scene_shows_a_gain(tmp_path):
    _snapshots, outcome = run(Experiment(), tmp_path)
    low, high = outcome.result.gain.ci95
    assert 0 < low < outcome.result.gain.mean < high
    assert outcome.result.gain.mean >= 0.02
    assert outcome.result.teacher.accuracy > 0.95


def test_with_all_labels_there_is_no_gain(tmp_path):
    _snapshots, outcome = run(Experiment(**catalog.SCENES["all-labels"].knobs), tmp_path)
    low, _high = outcome.result.gain.ci95
    assert low < 0
    assert outcome.result.gain.mean < 0.005
    assert outcome.result.verdict.startswith(("No difference", "Distillation hurts"))


@pytest.mark.parametrize("scene", ["noisy-labels", "unlabeled", "omitted-digit"])
def test_the_other_scenes_show_what_they_say(tmp_path, scene):
    _snapshots, outcome = run(Experiment(**catalog.SCENES[scene].knobs), tmp_path)
    assert outcome.result.gain.ci95[0] > 0.02
    if scene == "omitted-digit":
        logits = outcome.arrays["test_student_logits"][:, :, outcome.arrays["test_labels"] == 3]
        recall = (logits.argmax(-1) == 3).mean((0, 2))
        assert recall[ARMS.index("hard")] < 0.1
        assert recall[ARMS.index("distilled")] > 0.5
