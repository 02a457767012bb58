"""What ships comes out again from the sources as they are: else “make assets” is due."""

from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open

from kdviz import datasets, measures
from kdviz.catalog import SCENES, data_sets
from kdviz.experiment import Experiment
from kdviz.results import ARMS, MEASURES
from kdviz.store import teachers
from kdviz.store.recordings import RECORDED, recorded_compression, recorded_map, recording
from kdviz.training.compress.pipelines import train_pipelines
from kdviz.training.run.steps import finish
from kdviz.training.run.teacher import logits_by_id, taught, train
from kdviz.training.schedule import Clock
from kdviz.training.sweep.chunk import train_cells
from tests.conftest import run_here

DUE = "run “make assets”, and look at what has changed"


def told(experiment: Experiment) -> dict[str, str]:
    """Return what is said of a teacher that ships."""
    with safe_open(teachers.shipped(experiment), framework="numpy") as file:
        return file.metadata()


def answers(experiment: Experiment, weights) -> tuple[np.ndarray, np.ndarray]:
    """Return a teacher's logits on the test images, and their labels."""
    dataset = datasets.load(experiment.dataset, experiment.data_seed)
    logits = logits_by_id(taught(experiment, weights), dataset).numpy()
    return logits[dataset.test], dataset.labels[dataset.test]


@pytest.mark.parametrize("dataset", data_sets())
def test_a_teacher_that_ships_answers_as_when_it_was_made(dataset):
    experiment = Experiment(dataset=dataset, labels="all")
    said = told(experiment)
    assert len(said["sources"]) == 64
    found = float(measures.accuracy(*answers(experiment, teachers.load(Path("/nowhere"), experiment))))
    # A processor that rounds otherwise may turn an answer or two of the five hundred that are least sure.
    assert found == pytest.approx(float(said["accuracy"]), abs=0.004), DUE


def test_the_default_teacher_comes_out_again():
    experiment = Experiment()
    shipped, _labels = answers(experiment, teachers.load(Path("/nowhere"), experiment))
    again, _labels = answers(experiment, finish(train(experiment, Clock())))
    assert measures.agreement(again, shipped) > 0.99, DUE
    assert measures.kl_to_teacher(again, shipped) < 0.005, DUE


def test_the_recorded_run_comes_out_again():
    kept, again = recording(RECORDED), run_here(Experiment(**SCENES[RECORDED].knobs)).result
    assert len(kept.sources) == 64
    assert (kept.experiment, kept.fingerprint) == (again.experiment, again.fingerprint), DUE
    assert [each.step for each in kept.curves] == [each.step for each in again.curves], DUE
    for arm in ARMS:
        # Of five hundred images; other processors round otherwise, which training blows up a little.
        np.testing.assert_allclose(again.arms[arm].accuracy, kept.arms[arm].accuracy, atol=0.01, err_msg=DUE)
        for name in MEASURES:
            expected = kept.arms[arm].estimate(name).mean
            assert again.arms[arm].estimate(name).mean == pytest.approx(expected, rel=0.03, abs=0.01), DUE
    assert again.gain.mean == pytest.approx(kept.gain.mean, abs=0.005), DUE
    assert again.gain.ci95 == pytest.approx(kept.gain.ci95, abs=0.01), DUE


def test_cells_of_a_recorded_map_come_out_again():
    kept = recorded_map("landscape")
    assert len(kept.cells) == 64
    places = (9, 63)
    experiments = [kept.sweep.cells[place].experiment for place in places]
    again = finish(train_cells(experiments, teachers.load(Path("/nowhere"), experiments[0])))
    for place, outcome in zip(places, again, strict=True):
        for arm in ("hard", "distilled"):
            found, told = (each.result.arms[arm].accuracy for each in (outcome, kept.cells[place].outcome))
            np.testing.assert_allclose(found, told, atol=0.01, err_msg=DUE)


def test_pipelines_of_the_recorded_compression_come_out_again():
    kept = {row.pipeline: row.result for row in recorded_compression().result.rows}
    pipelines = ["train", "distill,quantize=4"]
    experiment = recorded_compression().compression.experiment
    again = finish(train_pipelines(experiment, pipelines, teachers.load(Path("/nowhere"), experiment)))
    for pipeline, outcome in zip(pipelines, again, strict=True):
        assert outcome.result.bytes.packed == kept[pipeline].bytes.packed
        np.testing.assert_allclose(outcome.result.accuracy, kept[pipeline].accuracy, atol=0.01, err_msg=DUE)
