from typing import NamedTuple

import pytest

import kdviz

QUICK = {"teacher": "16", "teacher_steps": 40, "steps": 20, "seeds": 3, "labels": 30}


class Kept(NamedTuple):
    """What is in the history before anybody walks: the ids of a run in the plane, of a map and of a race's runs."""

    run: str
    sweep: str
    race: tuple[str, ...]


@pytest.fixture(scope="session")
def kept(engine) -> Kept:
    """Train one of each kind of work, once; whoever walks is answered from the history."""
    history = kdviz.History()
    kdviz.run(kdviz.Experiment(**{**QUICK, "dataset": "gaussians", "labels": 20}))
    (run,) = (record.run_id for record in history.runs())
    kdviz.compare("classic", "logits", **QUICK)
    race = tuple(record.run_id for record in history.runs() if record.run_id != run)
    assert len(race) == 2
    return Kept(run, kdviz.sweep(kdviz.Experiment(**QUICK), student=["4", "8"], temperature=[1, 4]).sweep_id, race)
