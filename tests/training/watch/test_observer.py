import base64

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from kdviz.catalog.limits import SURFACE_SIDE
from kdviz.experiment import Experiment
from kdviz.experiment.work import step_seconds, students_seconds
from kdviz.networks import build
from kdviz.objectives.attention import attention_map
from kdviz.results import ARMS
from kdviz.training.population.device import as_inputs
from kdviz.training.run import teacher
from kdviz.training.run.distill import distill
from kdviz.training.run.steps import finish
from kdviz.training.schedule import FEWEST_LOOKS, MOST, MOST_OF_ALL_SEEDS, Clock, report_steps, student_reports
from kdviz.training.watch.observer import TWINS
from kdviz.training.watch.surfaces import encode
from tests.conftest import run_here, teacher_of

QUICK = {"teacher": "32", "teacher_steps": 60, "steps": 30, "seeds": 3}


def decode(surface: str) -> tuple[np.ndarray, np.ndarray]:
    cells = np.frombuffer(base64.b64decode(surface), np.uint8)
    return cells >> 4, (cells & 15) / 15


def test_the_replay_s_last_answers_are_the_trained_students():
    outcome = run_here(Experiment(**QUICK))
    course, arrays = outcome.course, outcome.arrays
    rows = [int(np.flatnonzero(arrays["validation_ids"] == sample)[0]) for sample in course["ids"]]
    for place, arm in enumerate(TWINS):
        ended = arrays["validation_student_logits"][:, ARMS.index(arm), rows]
        # Kept as halves, which have eleven bits.
        np.testing.assert_allclose(course["students"][-1][:, place], ended, rtol=2**-11, atol=2**-24)
    np.testing.assert_array_equal(course["teacher"], arrays["validation_teacher_logits"][rows])
    np.testing.assert_array_equal(course["labels"], arrays["validation_labels"][rows])
    assert course["steps"].tolist() == [snapshot.step for snapshot in outcome.result.curves]
    assert outcome.result.curves[-1].step == QUICK["steps"]


def test_the_gallery_has_the_highest_of_every_score():
    outcome = run_here(Experiment(**QUICK))
    arrays, course = outcome.arrays, outcome.course
    answers = arrays["validation_student_logits"].argmax(-1)
    right = answers == arrays["validation_labels"]
    fixed = (~right[:, 0] & right[:, 2]).mean(0)
    assert fixed.max() > 0
    assert course["fixed"].max() == pytest.approx(fixed.max())
    astray = (answers[:, 2] != arrays["validation_teacher_logits"].argmax(-1)).mean(0)
    assert course["disagreement"].max() == pytest.approx(astray.max())


def test_a_long_replay_keeps_evenly_spaced_snapshots_with_the_last(monkeypatch):
    monkeypatch.setattr("kdviz.training.watch.observer.KEPT_NUMBERS", 0)
    outcome = run_here(Experiment(**QUICK))
    assert outcome.course["steps"].tolist() == [outcome.result.curves[0].step, QUICK["steps"]]


def test_surfaces_are_drawn_in_the_plane_and_only_there():
    outcome = run_here(Experiment(**QUICK, dataset="moons", labels=20, first_seed=5))
    first, last = outcome.result.curves[0], outcome.result.curves[-1]
    assert last.plane is None
    plane = first.plane
    assert plane is not None
    assert (plane.seed, plane.side, len(plane.points)) == (5, SURFACE_SIDE, 20)
    for x, y, label in plane.points:
        assert plane.left < x < plane.left + plane.extent
        assert plane.bottom < y < plane.bottom + plane.extent
        assert label in (0, 1)
    assert first.surfaces.keys() == last.surfaces.keys() == {"hard", "distilled"}
    assert first.surfaces["hard"] != last.surfaces["hard"]
    # The cell that holds a point answers as the network does there, nearly everywhere.
    answers, _sure = decode(last.surfaces["distilled"])
    inputs = outcome.arrays["test_inputs"]
    columns = ((inputs[:, 0] - plane.left) / plane.extent * plane.side).astype(int)
    rows = plane.side - 1 - ((inputs[:, 1] - plane.bottom) / plane.extent * plane.side).astype(int)
    seen = answers.reshape(plane.side, plane.side)[rows, columns]
    spoken = outcome.arrays["test_student_logits"][0, ARMS.index("distilled")].argmax(-1)
    assert (seen == spoken).mean() > 0.95
    assert not run_here(Experiment(**QUICK)).result.curves[0].surfaces


@given(st.integers(2, 16), st.integers(0, 2**31))
def test_a_surface_says_who_wins_and_how_surely(classes, seed):
    logits = torch.randn(9, classes, dtype=torch.float64, generator=torch.Generator().manual_seed(seed)) * 5
    answers, sure = decode(encode(logits))
    top = logits.softmax(-1).max(-1).values.numpy()
    np.testing.assert_array_equal(answers, logits.argmax(-1))
    np.testing.assert_allclose(sure, (top - 1 / classes) / (1 - 1 / classes), atol=0.5 / 15 + 1e-9)


def test_a_surface_is_unsure_where_classes_tie():
    assert decode(encode(torch.zeros(1, 3)))[1] == [0]
    assert decode(encode(torch.tensor([[100.0, 0.0]])))[1] == [1]


@given(st.integers(1, 2_000), st.integers(1, 64), st.sampled_from(["8", "32", "conv:4"]))
def test_curves_have_points_enough_to_read_and_few_enough_to_draw(steps, seeds, student):
    experiment = Experiment(steps=steps, seeds=seeds, student=student)
    due = student_reports(experiment)
    assert max(due) == steps
    assert (
        min(steps, FEWEST_LOOKS) // 2 <= len(due) <= min(MOST, max(FEWEST_LOOKS, MOST_OF_ALL_SEEDS // experiment.seeds))
    )


def test_reports_thin_out_but_end_with_the_last_step():
    steps = sorted(report_steps(1000, 50))
    assert steps[-1] == 1000
    gaps = np.diff(steps)
    assert gaps[-1] > gaps[0]


def test_more_work_takes_longer():
    usual = Experiment()
    for knobs in ({"seeds": 16}, {"student": "128x128"}, {"batch_size": 256}):
        assert step_seconds(Experiment(**knobs)) > step_seconds(usual)
    assert students_seconds(Experiment(steps=1000)) > 2 * students_seconds(usual)


# What a half between 0.5 and 1 may be off, and no number of a unit vector is larger.
HALF = 2**-12
CONVNETS = {**QUICK, "teacher": "conv:4x6x3", "student": "conv:3x4", "seeds": 2}


@pytest.mark.usefixtures("double")
def test_the_kept_attention_maps_are_those_that_the_objective_compares():
    """Of the first seed's networks, loaded from what the run kept, whatever kind taught them."""
    experiment = Experiment(**CONVNETS)
    weights = teacher_of(experiment)
    outcome = finish(distill(experiment, "run", weights, Clock()))
    course = outcome.course
    images = as_inputs(course["inputs"])
    network = teacher.taught(experiment, weights)
    alike = course["attention_alike"]
    assert alike.shape == (2, 2, len(TWINS), len(images))
    assert "attention_2" not in course, "the teacher's third block has no counterpart"
    for seed in range(2):
        for cell, arm in enumerate(TWINS):
            student = build(experiment.student, (1, 8, 8), 10, 0)
            own = {name: torch.from_numpy(v[seed, ARMS.index(arm)]) for name, v in outcome.students.items()}
            student.load_state_dict(own)
            for block, layer in enumerate(student.outputs(images).layers):
                maps = [attention_map(each) for each in (network.outputs(images).layers[block], layer)]
                kept = torch.from_numpy(course[f"attention_{block}"]).double().flatten(2)
                torch.testing.assert_close(kept[:, 0], maps[0], atol=HALF, rtol=0)
                if seed == 0:
                    torch.testing.assert_close(kept[:, 1 + cell], maps[1], atol=HALF, rtol=0)
                # What the objective adds for this block is the mean square of the difference of two unit vectors.
                pixels = maps[0].shape[1]
                apart = (2 - 2 * torch.from_numpy(alike[block, seed, cell])) / pixels
                torch.testing.assert_close(apart, (maps[0] - maps[1]).square().mean(1), atol=1e-9, rtol=1e-9)


@pytest.mark.parametrize("networks", [("32", "16"), ("conv:4", "16"), ("32", "conv:4"), ("conv:4", "linear")])
def test_there_are_attention_maps_of_convnets_only(networks):
    course = run_here(Experiment(**{**QUICK, "teacher": networks[0], "student": networks[1], "steps": 4})).course
    assert course
    assert not [name for name in course if name.startswith("attention")]
