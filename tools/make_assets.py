"""Make what ships and is no code: the default teacher of every data set, and the recording of the default scene."""

from collections.abc import Generator
from typing import TypeVar

import torch
from tqdm import tqdm

from kdviz.catalog import DATASETS, SCENES
from kdviz.experiment import Experiment
from kdviz.results import Snapshot
from kdviz.store import recordings, teachers
from kdviz.training.distill import distill
from kdviz.training.schedule import Clock
from kdviz.training.teacher import train
from kdviz.training.warmup import warm_up

End = TypeVar("End")


def main() -> None:
    """Train one after the other; teachers' files are named by the hash of the Experiment that made them."""
    torch.set_num_threads(1)
    warm_up()
    experiments = [Experiment(dataset=name, labels="all") for name in DATASETS]
    recorded = Experiment(**SCENES[recordings.RECORDED].knobs)
    for old in teachers.shipped(experiments[0]).parent.glob("*.safetensors"):
        old.unlink()
    steps = sum(experiment.teacher_steps for experiment in experiments) + recorded.steps
    with tqdm(total=steps, unit="step") as bar:

        def finish(going: Generator[Snapshot | None, None, End]) -> End:
            while True:
                try:
                    next(going)
                except StopIteration as end:
                    returned: End = end.value
                    return returned
                bar.update()

        for experiment in experiments:
            bar.set_description(experiment.dataset)
            teachers.ship(experiment, finish(train(experiment, Clock())))
        bar.set_description(recordings.RECORDED)
        weights = teachers.load(teachers.shipped(recorded).parent, recorded)
        assert weights is not None
        recordings.record(recordings.RECORDED, finish(distill(recorded, recordings.RECORDED_RUN, weights, Clock())))


if __name__ == "__main__":
    main()
