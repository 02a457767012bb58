"""What every test stands on: a home of its own and one torch thread."""

import os
from collections.abc import Iterator

import pytest
import torch
from hypothesis import settings

from kdviz.engine import Engine, shared_engine
from kdviz.experiment import Experiment
from kdviz.training.distill import Outcome, distill
from kdviz.training.warmup import warm_up

# Property tests run at different speeds on different machines; that is no failure.
settings.register_profile("kdviz", deadline=None, max_examples=60, print_blob=True)
settings.load_profile("kdviz")


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory):
    """A KDVIZ_HOME that the tests' processes share and that nobody else has."""
    folder = tmp_path_factory.mktemp("kdviz-home")
    os.environ["KDVIZ_HOME"] = str(folder)
    return folder


@pytest.fixture(scope="session", autouse=True)
def _warm() -> None:
    torch.set_num_threads(1)
    warm_up()


@pytest.fixture(scope="session")
def engine(home) -> Iterator[Engine]:
    """The process's engine; it ends with the process."""
    return shared_engine(workers=1)


def run_here(experiment: Experiment, home) -> Outcome:
    """Run `experiment` in this process."""
    going = distill(experiment, "run", home)
    while True:
        try:
            next(going)
        except StopIteration as end:
            return end.value


@pytest.fixture(scope="session")
def outcomes(home) -> dict[int, Outcome]:
    """Two small runs whose seeds differ, by their first seed."""
    quick = {"teacher": "32", "teacher_steps": 80, "steps": 40, "seeds": 3}
    return {first: run_here(Experiment(**quick, first_seed=first), home) for first in (0, 10)}
