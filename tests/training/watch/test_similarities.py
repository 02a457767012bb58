"""The similarity matrices that are shown are those that the objective compares."""

import base64

import numpy as np
import pytest
import torch

from kdviz import catalog, datasets
from kdviz.catalog.kinds.attention import convnets
from kdviz.catalog.limits import SIMILAR_IMAGES
from kdviz.catalog.needs import hidden_layers
from kdviz.catalog.watch import SIMILARITIES
from kdviz.experiment import Experiment
from kdviz.experiment.work import measurement_seconds
from kdviz.networks import build
from kdviz.objectives.similarity import similarities
from kdviz.results import ARMS
from kdviz.training.population.device import as_inputs
from kdviz.training.run import teacher
from kdviz.training.run.distill import distill
from kdviz.training.run.steps import finish
from kdviz.training.schedule import Clock
from kdviz.training.watch.observer import TWINS
from kdviz.training.watch.similarities import batch, encode
from tests.conftest import run_here, teacher_of

QUICK = {"teacher": "24", "student": "12", "teacher_steps": 60, "steps": 30, "seeds": 3}


def decode(text: str, ends: tuple[float, float]) -> np.ndarray:
    shades = np.frombuffer(base64.b64decode(text), np.uint8).astype(float)
    side = round(len(shades) ** 0.5)
    return ends[0] + shades.reshape(side, side) / 255 * (ends[1] - ends[0])


@pytest.mark.usefixtures("double")
@pytest.mark.parametrize("networks", [{}, {"teacher": "conv:4x6", "student": "conv:3"}])
def test_the_last_matrices_are_those_of_the_networks_that_the_run_kept(networks):
    experiment = Experiment(**QUICK | networks, kind="similarity", first_seed=4)
    weights = teacher_of(experiment)
    outcome = finish(distill(experiment, "run", weights, Clock()))
    first, last = outcome.result.curves[0], outcome.result.curves[-1]
    assert last.likeness is None
    ground = first.likeness
    assert ground is not None
    assert ground.seed == 4
    data = datasets.load("digits", experiment.data_seed)
    ids = batch(data)
    images = as_inputs(data.inputs[ids])

    def matrix(network) -> torch.Tensor:
        return similarities(network.outputs(images).layers[-1]).detach()

    wanted = matrix(teacher.taught(experiment, weights))
    assert ground.ends == pytest.approx((wanted.min().item(), wanted.max().item()))
    step = (ground.ends[1] - ground.ends[0]) / 255
    np.testing.assert_allclose(decode(ground.teacher, ground.ends), wanted, atol=0.5001 * step)
    for arm in TWINS:
        for seed in range(3):
            student = build(experiment.student, (1, 8, 8), 10, 0)
            own = {name: torch.from_numpy(v[seed, ARMS.index(arm)]) for name, v in outcome.students.items()}
            student.load_state_dict(own)
            alike = matrix(student)
            assert last.apart[arm][seed] ** 2 == pytest.approx((alike - wanted).square().mean().item(), rel=1e-9)
            if seed == 0:
                shown = decode(last.similarities[arm], ground.ends)
                np.testing.assert_allclose(shown, alike.clamp(*ground.ends), atol=0.5001 * step)
        interval = last.apart_ci95[arm]
        assert interval is not None
        assert interval[0] < np.mean(last.apart[arm]) < interval[1]
    assert np.mean(last.apart["distilled"]) < np.mean(last.apart["hard"]), "it is what the kind teaches"


@pytest.mark.parametrize("name", catalog.data_sets())
def test_the_batch_is_of_validation_images_in_the_order_of_their_classes(name):
    data = datasets.load(name, 0)
    ids, classes = batch(data), catalog.data_set(name).classes
    assert set(ids) <= set(data.validation)
    assert data.labels[ids].tolist() == sorted(data.labels[ids].tolist())
    there = np.bincount(data.labels[data.validation], minlength=classes)
    assert np.bincount(data.labels[ids]).tolist() == np.minimum(there, SIMILAR_IMAGES // classes).tolist()
    assert len(set(ids)) == len(ids) <= SIMILAR_IMAGES


def test_a_matrix_of_one_number_can_be_written():
    assert decode(encode(torch.full((3, 3), 0.5), (0.5, 0.5)), (0.5, 0.5)).tolist() == [[0.5] * 3] * 3


def test_they_are_shown_where_the_card_says_so_and_paid_for():
    shown = {name for name, card in catalog.KINDS.items() if SIMILARITIES in card.shows}
    assert {"similarity", "relational"} <= shown
    for name in shown:
        assert {hidden_layers, convnets} & set(catalog.KINDS[name].needs), "else there may be no features"
    plain, alike = Experiment(**QUICK), Experiment(**QUICK, kind="similarity")
    assert measurement_seconds(alike) > measurement_seconds(plain)
    assert not run_here(plain).result.curves[-1].similarities
