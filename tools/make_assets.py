"""The assets: the default teacher of every data set; a recorded run, the maps, and one of each other job."""

import os
import tempfile
from itertools import islice

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

import kdviz
from kdviz import catalog, datasets, measures
from kdviz.catalog import SCENES, data_sets
from kdviz.engine import shared_engine
from kdviz.experiment import Experiment
from kdviz.experiment.attack import STUDIES, Study
from kdviz.results import ARMS, Arrays
from kdviz.store import recordings, teachers
from kdviz.store.names import ATTACK, COMPRESSION
from kdviz.training.draws import draw
from kdviz.training.population.device import as_inputs
from kdviz.training.run.distill import distill
from kdviz.training.run.steps import finish
from kdviz.training.run.teacher import logits_by_id, taught, train
from kdviz.training.run.workbench import Workbench
from kdviz.training.schedule import Clock, report_steps
from kdviz.training.warmup import warm_up
from kdviz.verdicts.studies import unrounded
from kdviz.web.views.landscapes.ready import MAPS, axes_of, split

# Students of the recorded search: as many as 30 s are enough for on two cores.
SEARCHED = "2000"
# Moments of the home page's story: its squares turn a few at a time.
MOMENTS = 60


def tested(experiment: Experiment, weights: Arrays) -> float:
    """Return the teacher's accuracy on the test images."""
    dataset = datasets.load(experiment.dataset, experiment.data_seed)
    logits = logits_by_id(taught(experiment, weights), dataset)[dataset.test].numpy()
    return float(measures.accuracy(logits, dataset.labels[dataset.test]))


def main() -> None:
    """Train one after the other; teachers' files are named by the hash of the Experiment that made them."""
    # On a processor, wherever they are made.
    os.environ["KDVIZ_DEVICE"] = "cpu"
    torch.set_num_threads(1)
    warm_up()
    experiments = [Experiment(dataset=name, labels="all") for name in data_sets()]
    recorded = Experiment(**SCENES[recordings.RECORDED].knobs)
    for old in teachers.shipped(experiments[0]).parent.glob("*.safetensors"):
        old.unlink()
    steps = sum(experiment.teacher_steps for experiment in experiments) + recorded.steps
    with tqdm(total=steps, unit="step") as bar:
        for experiment in experiments:
            bar.set_description(experiment.dataset)
            weights = finish(train(experiment, Clock()), lambda _snapshot: bar.update())
            teachers.ship(experiment, weights, tested(experiment, weights))
        bar.set_description(recordings.RECORDED)
        known = teachers.load(teachers.shipped(recorded).parent, recorded)
        assert known is not None
        recordings.record(
            recordings.RECORDED,
            finish(distill(recorded, recordings.RECORDED_RUN, known, Clock()), lambda _snapshot: bar.update()),
        )
    record_story()
    _record_jobs()


def record_story() -> None:
    """Train the recorded run's students once more, and keep what the first seed's get right, moment by moment."""
    experiment = Experiment(**SCENES[recordings.RECORDED].knobs)
    weights = teachers.load(teachers.shipped(experiment).parent, experiment)
    assert weights is not None
    dataset = datasets.load(experiment.dataset, experiment.data_seed)
    transfer_sets = [draw(experiment, dataset, seed) for seed in experiment.seed_list]
    logits = logits_by_id(taught(experiment, weights), dataset)
    bench = Workbench(experiment, dataset, transfer_sets, weights, logits, Clock())
    population, batches = (plan := finish(catalog.named(experiment.kind_card.recipe)(bench))).population, plan.batches
    inputs, truth = as_inputs(dataset.inputs[dataset.test]), dataset.labels[dataset.test]
    twins = [ARMS.index("hard"), ARMS.index("distilled")]

    def right() -> NDArray[np.bool_]:
        answers: NDArray[np.bool_] = population.logits(inputs, seeds=slice(0, 1))[0, twins].argmax(-1).numpy() == truth
        return answers

    due = report_steps(experiment.steps, MOMENTS)
    moments = {0: right()}
    moments |= {step: right() for step in population.train(islice(batches, experiment.steps), due) if step in due}
    ends = [recordings.recording(recordings.RECORDED).arms[ARMS[arm]].accuracy[0] for arm in twins]
    assert np.allclose(moments[experiment.steps].mean(-1), ends), "the same run"
    arrays: Arrays = {
        "steps": np.array([*moments]),
        # A bit for each image.
        "right": np.packbits(np.array([*moments.values()]), axis=-1),
        # Gray levels of digits are sixteenths.
        "inputs": (16 * dataset.inputs[dataset.test]).astype(np.uint8),
    }
    recordings.record_file(recordings.RECORDED, "story", arrays)


def _record_jobs() -> None:
    """Train the ready-made maps and one of each other job as anybody would, in a home of their own."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["KDVIZ_HOME"] = home
        base = Experiment()
        for name in tqdm(MAPS, unit="map"):
            axes = {axis: split(values) for axis, values in axes_of(name, base)}
            recordings.record_map(name, kdviz.sweep(base, **axes))
        record_compression(base)
        recordings.record_search(recordings.USUAL, kdviz.tune(base, SEARCHED))
        for study in STUDIES:
            record_attack(study)
        shared_engine().close()


def record_compression(base: Experiment) -> None:
    """Let the student of `base` go through the usual pipelines, and keep what the browser computes with."""
    record, history = kdviz.compress(base), shared_engine().history
    students, images = (history.arrays(record.compression_id, name, COMPRESSION) for name in ("students", "arrays"))
    names = {f"{row.student}/{row.pipeline}" for row in unrounded(record)}
    first = {name: values[:1] for name, values in students.items() if name.rpartition("/")[0] in names}
    # Gray levels of digits are sixteenths, which half precision has.
    images["test_inputs"] = images["test_inputs"].astype(np.float16)
    recordings.record_compression(recordings.USUAL, record, {"students": first, "arrays": images})


def record_attack(study: Study) -> None:
    """Make the usual attack of a study, and keep what the browser computes with, which only one study does."""
    record, history, files = kdviz.attack(study), shared_engine().history, dict[str, Arrays]()
    if study == recordings.ATTACKED:
        files = {name: history.arrays(record.attack_id, name, ATTACK) for name in ("students", "arrays")}
        files["arrays"]["test_inputs"] = files["arrays"]["test_inputs"].astype(np.float16)
    recordings.record_attack(study, record, files)


if __name__ == "__main__":
    main()
