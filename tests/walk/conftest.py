from typing import NamedTuple

import pytest

import kdviz

QUICK = {"teacher": "16", "teacher_steps": 40, "steps": 20, "seeds": 3, "labels": 30}


class Kept(NamedTuple):
    """What is in the history before anybody walks: of a run in the plane, a map, a race, a compression and a search."""

    run: str
    sweep: str
    race: tuple[str, ...]
    compression: str
    search: str


@pytest.fixture(scope="session")
def kept(engine) -> Kept:
    """Train one of each kind of work, once; whoever walks is answered from the history."""
    in_the_plane = kdviz.run(kdviz.Experiment(**{**QUICK, "dataset": "gaussians", "labels": 20}))
    rows = kdviz.compare("classic", "logits", **QUICK)
    sweep = kdviz.sweep(kdviz.Experiment(**QUICK), student=["4", "8"], temperature=[1, 4])
    ids = {record.experiment: record.run_id for record in kdviz.History().runs()}
    run, *race = (ids[result.experiment] for result in [in_the_plane, *(row.result for row in rows)])
    orders = ("distill,prune=0.8,tune=teacher:20,quantize=4", "distill,quantize=4,prune=0.8,tune=teacher:20")
    compressed = kdviz.compress(kdviz.Experiment(**QUICK), "train", "distill", *orders)
    searched = kdviz.tune(kdviz.Experiment(**QUICK), "60", student=["4", "8", "16"], temperature="1:20:log")
    return Kept(run, sweep.sweep_id, tuple(race), compressed.compression_id, searched.search_id)
